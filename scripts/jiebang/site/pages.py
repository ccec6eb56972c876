"""The pages of one edition, as our own model: what there is, where, and from what.

Nothing here knows the site generator; `render` turns a page into HTML, `plugin`
hands it to MkDocs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, islice
from typing import Any

from pypinyin import lazy_pinyin

from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Downloads
from jiebang.datasets.citations import document_work, task_work
from jiebang.document.model import Kind, Section, block_segments
from jiebang.site.addresses import indicator_anchor
from jiebang.site.amounts import Figure, figures_of, long_date
from jiebang.site.changes import Former, History, Release, by_task, former_pages
from jiebang.site.charts import charts
from jiebang.site.citing import Citing
from jiebang.site.edition import Edition
from jiebang.site.excerpts import excerpts_of
from jiebang.site.explore import choices
from jiebang.site.headlines import Headlines, load_headlines
from jiebang.site.page import Heading as Heading
from jiebang.site.page import Page as Page
from jiebang.site.related import related_tasks
from jiebang.site.source_pages import Place, find_place
from jiebang.site.strings import Strings
from jiebang.site.views import (
    Collection,
    DocumentView,
    Line,
    TaskView,
    collection_of,
    common_state,
)

_related = lru_cache(maxsize=1)(related_tasks)  # one for all editions

# The navigation, in order; the strings have the names.
NAVIGATION = (
    *("tasks", "documents", "themes", "issuers", "explore", "charts", "glossary", "data"),
    *("about-translation", "about", "changes"),
)
# What the header shows of it: what a reader comes for; the rest is a click away, and at the foot.
MENU = ("tasks", "documents", "explore", "charts", "glossary", "data", "about")
# The entry of the menu that other pages belong to, by the first part of their address.
SECTIONS = {
    "source": "documents",
    "themes": "tasks",
    "issuers": "tasks",
    "about-translation": "about",
    "changes": "about",
}


def site_pages(
    corpus: Corpus,
    edition: Edition,
    text: Strings,
    downloads: Downloads,
    history: History | None = None,
    claims: Mapping[str, Any] | None = None,
    version: str = "",
) -> tuple[Page, ...]:
    """Every page of an edition, in the order of the site.

    `history` is what has changed since the last published version, `claims` the curated
    headlines, `version` that of the data, for citations.
    """
    collection, history = collection_of(corpus), history or History()
    citing = Citing(edition.language, text("site.name"), corpus.site_url, corpus.project, version)
    headlines = load_headlines(claims or {}, collection)
    pages = _Pages(collection, text, citing, history, headlines)
    documents = collection.documents
    return (
        *pages.standing(downloads),
        *map(pages.document, documents),
        *map(pages.source, documents),
        *(page for document in documents for page in pages.tasks(document)),
        *map(pages.release, history.releases),
        *former_pages(history, text),
    )


@dataclass(frozen=True)
class _Pages:
    """Makes the pages of one edition."""

    collection: Collection
    text: Strings
    citing: Citing
    history: History
    headlines: Headlines

    @cached_property
    def _figures(self) -> Mapping[str, tuple[Figure, ...]]:
        return figures_of(self.collection.measured)

    @cached_property
    def _former(self) -> Mapping[str, tuple[Former, ...]]:
        return by_task(self.history.former)

    def _side(self, line: Line) -> str:
        return line.side(self.text.language)

    def standing(self, downloads: Downloads) -> Iterator[Page]:
        """Home, the lists, the glossary, downloads, search and the prose pages."""
        collection, text, language = self.collection, self.text, self.text.language

        def page(
            key: str, template: str = "", contents: Iterable[Heading] = (), **extra: object
        ) -> Page:
            context = {"collection": collection, "headlines": self.headlines, **extra}
            address = f"{key}/" if key != "home" else ""
            title, about = text(f"page.{key}.title"), text(f"page.{key}.description")
            template = template or f"{key}.html"
            return Page(address, template, title, about, context, tuple(contents))

        terms = collection.corpus.terms.terms
        fields = sorted(Counter(term.domain for term in terms).items())
        made, project = charts(collection), collection.corpus.project
        drawn = [*(one.id for one in made.answers), *(one.id for one in made.bars)]
        drawn += ["thresholds"] if made.dots else []
        yield page("home")
        documents = (Heading(self._side(d.title), d.id) for d in collection.documents)
        yield page("tasks", contents=documents)
        yield page("documents")
        themes = (Heading(getattr(t, language), t.id) for t, _ in collection.by_theme)
        yield page("themes", contents=themes)
        yield page("issuers")
        yield page("glossary", letters=_letters(terms, language), fields=fields)
        yield page("data", downloads=downloads, license=project.license)
        coverage = [Heading(text("coverage.title"), "coverage")]
        yield page("about-translation", "coverage.html", coverage)
        yield page("about", "nothing.html")
        yield page("explore", choices=choices(collection))
        found = (Heading(text(f"charts.{one}.title"), one) for one in drawn)
        yield page("charts", contents=found, charts=made, version=self.citing.version)
        yield page("changes", history=self.history)
        yield page("search")

    def release(self, release: Release) -> Page:
        date = long_date(release.date) if self.text.language == "en" else release.date
        title = self.text("changes.release", date=date)
        about = self.text("changes.release.description", version=release.version)
        context = {"history": self.history, "release": release}
        return Page(release.address, "changes.html", title, about, context)

    def document(self, document: DocumentView) -> Page:
        counted, text = self.collection.measures_by_task, self.text
        work = document_work(self.collection.corpus, document.entry)
        outline = self._outline(document.entry.document.sections, document)
        return Page(
            document.address,
            "document.html",
            self._side(document.title),
            self._side(document.full_title),
            {
                "collection": excerpts_of(self.collection).of(document, document.tasks),
                "document": document,
                "sentence": self.headlines.documents.get(document.id),
                "measured": {t.id: counted[t.id] for t in document.tasks if t.id in counted},
                "common_state": common_state(document.states()),
                "work": work,
                "citation": self.citing.shown(work),
            },
            (
                Heading(text("page.tasks.title"), "tasks"),
                Heading(text("provenance.title"), "provenance"),
                Heading(text("document.text"), "text", outline),
                Heading(text("cite.title"), "cite"),
            ),
            narrow=True,
        )

    def _outline(
        self, sections: tuple[Section, ...], document: DocumentView, depth: int = 1
    ) -> tuple[Heading, ...]:
        """Headings other than tasks, two levels deep."""
        if depth > 2:
            return ()
        return tuple(
            Heading(
                self._side(document.line(s.title)) or s.marker,
                s.id,
                self._outline(s.children, document, depth + 1),
            )
            for s in sections
            if s.kind is not Kind.TASK and (s.title.zh or s.marker or s.children)
        )

    def source(self, document: DocumentView) -> Page:
        """The original; its contents are the tasks, each at the line of its title."""
        entry, text = document.entry, self.text
        places = ((view, find_place(entry, view.task.title)) for view in document.tasks)
        return Page(
            document.source_address,
            "source.html",
            f"{text('original.title')}: {self._side(document.title)}",
            text("original.intro.plain"),
            {"collection": excerpts_of(self.collection).of(document, ()), "document": document},
            tuple(Heading(self._side(v.title), f"L{p.first_line}") for v, p in places if p),
            narrow=True,
        )

    def tasks(self, document: DocumentView) -> Iterator[Page]:
        """The pages of a document's tasks, in their order."""
        briefs = excerpts_of(self.collection).briefs
        near: list[TaskView | None] = [None, *(briefs[task.id] for task in document.tasks), None]
        for task, previous, following in zip(document.tasks, near, near[2:], strict=False):
            yield self._task(document, task, previous, following)

    def _task(
        self,
        document: DocumentView,
        task: TaskView,
        previous: TaskView | None,
        following: TaskView | None,
    ) -> Page:
        excerpts, text = excerpts_of(self.collection), self.text
        briefs, alone = excerpts.briefs, excerpts.alone[task.id]
        related = _related(self.collection).get(task.id, ())
        figures = {one.id: self._figures.get(one.id, ()) for one in task.task.indicators}
        former = self._former.get(task.id, ())
        work = task_work(self.collection.corpus, task.entry, task.task)
        names = (self._side(document.line(f.name)) for f in task.task.section.fields)
        anchors = _field_anchors(task)
        parts = [(text("former.title"), "former")] if former else []
        parts += [(text("task.related"), "related")] if related else []
        parts += [(text("task.facts"), "facts")]
        parts += [(text(f"{key}.title"), key) for key in ("source", "cite")]
        return Page(
            task.address,
            "task.html",
            self._side(task.title),
            self._summary(document, task),
            {
                "collection": excerpts.of(document, [one.view for one in related]),
                "document": alone.document,
                "view": alone,
                "previous": previous,
                "following": following,
                "same": tuple(briefs[one] for one in task.same_as if one in briefs),
                "related": tuple(replace(one, view=briefs[one.view.id]) for one in related),
                "figures": figures,
                "places": _places(task),
                "anchors": anchors,
                "first_figures": _first_figures(figures),
                "common_state": common_state(document.states(task.task.section)),
                "styles": self.citing.styles(text),
                "former": former,
                "work": work,
                "citation": self.citing.shown(work, find_place(task.entry, task.task.title)),
                "citing": self.citing,
            },
            tuple(Heading(*one) for one in (*zip(names, anchors, strict=True), *parts)),
            narrow=True,
        )

    def _summary(self, document: DocumentView, task: TaskView) -> str:
        """The first sentences of what must be built, for search engines."""
        lines = (self._side(document.line(s)) for s in task.task.requirement)
        joined = (" " if self.text.language == "en" else "").join(lines)
        return joined if len(joined) <= 240 else joined[:239].rstrip() + "…"


def _letters(terms: Iterable[Term], language: str) -> list[tuple[str, list[Term]]]:
    """The terms by their first letter: of the English, or of the Chinese in pinyin."""

    def key(term: Term) -> str:
        return (term.en if language == "en" else " ".join(lazy_pinyin(term.zh))).casefold()

    def letter(term: Term) -> str:
        first = key(term)[:1].upper()
        return first if first.isascii() and first.isalpha() else "0–9"

    ordered = sorted(terms, key=lambda t: (letter(t), key(t), t.id))
    return [(name, list(found)) for name, found in groupby(ordered, letter)]


def _first_figures(
    figures: Mapping[str, Iterable[Figure]], most: int = 3
) -> tuple[tuple[str, Figure], ...]:
    """The first amounts of a task that are read without doubt, with their anchors."""
    found = (
        (indicator_anchor(indicator), figure)
        for indicator, own in figures.items()
        for figure in own
        if figure.sure and figure.amount["en"].strip("≥≤<>≈\u202f .,0123456789")
    )
    return tuple(islice(found, most))


def _places(task: TaskView) -> tuple[tuple[str, Place], ...]:
    """Where the whole task (“”) and each indicator (“i1”) stand in the original."""
    fields = task.task.section.fields
    asked = (s for f in fields for block in f.blocks for s in block_segments(block))
    found = [("", find_place(task.entry, task.task.title, *asked))]
    found += [(f"i{i.tail}", find_place(task.entry, i.text)) for i in task.task.indicators]
    return tuple((anchor, place) for anchor, place in found if place is not None)


def _field_anchors(task: TaskView) -> tuple[str, ...]:
    """An anchor for each field of a task: its key, numbered when it comes again."""
    keys = [f.key for f in task.task.section.fields]
    before = [keys[:at].count(key) for at, key in enumerate(keys)]
    return tuple(f"{key}-{n + 1}" if n else key for key, n in zip(keys, before, strict=True))
