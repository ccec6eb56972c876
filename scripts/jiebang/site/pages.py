"""The pages of one edition, as our own model: what there is, where, and from what.

Nothing here knows the site generator; `render` turns a page into HTML, `plugin`
hands it to MkDocs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Downloads
from jiebang.datasets.citations import document_work, task_work
from jiebang.document.model import Kind, Section
from jiebang.site.amounts import long_date
from jiebang.site.changes import Former, History, Release, by_task, former_pages
from jiebang.site.charts import charts
from jiebang.site.citing import Citing
from jiebang.site.edition import Edition
from jiebang.site.explore import choices
from jiebang.site.headlines import Headlines, load_headlines
from jiebang.site.kept import syllables
from jiebang.site.page import Heading, Page, Values
from jiebang.site.source_pages import find_place
from jiebang.site.strings import Strings
from jiebang.site.values import field_anchors, values_of
from jiebang.site.views import (
    Collection,
    DocumentView,
    Line,
    TaskView,
    collection_of,
)

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
        *(pages.task(document, task) for document in documents for task in document.tasks),
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
    def _former(self) -> Mapping[str, tuple[Former, ...]]:
        return by_task(self.history.former)

    def _side(self, line: Line) -> str:
        return line.side(self.text.language)

    def standing(self, downloads: Downloads) -> Iterator[Page]:
        """Home, the lists, the glossary, downloads, search and the prose pages."""
        collection, text, language = self.collection, self.text, self.text.language
        every = {"collection": collection, "headlines": self.headlines, "prints": collection.prints}

        def page(
            key: str,
            *shown: Values,
            template: str = "",
            contents: Iterable[Heading] = (),
            **extra: object,
        ) -> Page:
            address = f"{key}/" if key != "home" else ""
            title, about = text(f"page.{key}.title"), text(f"page.{key}.description")
            other = {} if shown else every | extra
            template = template or f"{key}.html"
            return Page(address, template, title, about, other, tuple(contents), shown)

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
        yield page("glossary", self._glossary())
        yield page("data", downloads=downloads, license=project.license)
        coverage = [Heading(text("coverage.title"), "coverage")]
        yield page("about-translation", template="coverage.html", contents=coverage)
        yield page("about", template="nothing.html")
        yield page("explore", choices=choices(collection))
        found = (Heading(text(f"charts.{one}.title"), one) for one in drawn)
        claims, version = self.headlines.charts, self.citing.version
        drawing = Values({"charts": made, "claims": claims, "version": version})
        yield page("charts", drawing, contents=found)
        yield page("changes", Values({"history": self.history}))
        yield page("search")

    def _glossary(self) -> Values:
        collection = self.collection
        terms = collection.corpus.terms.terms
        found = {
            name: [(t.address, t.title) for t in some]
            for name, some in collection.tasks_by_term.items()
        }
        return Values(
            {
                "letters": _letters(terms, self.text.language),
                "fields": sorted(Counter(term.domain for term in terms).items()),
                "occurrences": dict(sorted(collection.occurrences.items())),
                "tasks": found,
            }
        )

    def release(self, release: Release) -> Page:
        date = long_date(release.date) if self.text.language == "en" else release.date
        title = self.text("changes.release", date=date)
        about = self.text("changes.release.description", version=release.version)
        shown = Values({"history": self.history, "release": release})
        return Page(release.address, "changes.html", title, about, shown=(shown,))

    def document(self, document: DocumentView) -> Page:
        shown, text = values_of(self.collection)[document.id], self.text
        work = self.citing.read(document_work(self.collection.corpus, document.entry))
        outline = self._outline(document.entry.document.sections, document)
        contents = (
            Heading(text("page.tasks.title"), "tasks"),
            Heading(text("provenance.title"), "provenance"),
            Heading(text("document.text"), "text", outline),
            Heading(text("cite.title"), "cite"),
        )
        title, full = self._side(document.title), self._side(document.full_title)
        sentence = self.headlines.documents.get(document.id)
        own = Values({"sentence": sentence, "work": work})
        return Page(document.address, "document.html", title, full, {}, contents, (shown, own))

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
        places = ((view, find_place(view.entry, view.task.title)) for view in document.tasks)
        contents = (Heading(self._side(v.title), f"L{p.first_line}") for v, p in places if p)
        shown, text = values_of(self.collection)[document.id], self.text
        title = f"{text('original.title')}: {self._side(document.title)}"
        about = text("original.intro.plain")
        address = document.source_address
        return Page(address, "source.html", title, about, {}, tuple(contents), (shown,))

    def task(self, document: DocumentView, task: TaskView) -> Page:
        shown, text = values_of(self.collection)[task.id], self.text
        former = self._former.get(task.id, ())
        work = task_work(self.collection.corpus, task.entry, task.task)
        place = find_place(task.entry, task.task.title)
        own = {"former": former, "work": self.citing.read(work, place), "citing": self.citing}
        names = (self._side(document.line(f.name)) for f in task.task.section.fields)
        parts = [("former", "former.title")] if former else []
        parts += [("related", "task.related")] if shown.by_name["related"] else []
        parts += [("facts", "task.facts"), ("source", "source.title"), ("cite", "cite.title")]
        contents = (
            *map(Heading, names, field_anchors(task)),
            *(Heading(text(title), anchor) for anchor, title in parts),
        )
        title, about = self._side(task.title), self._summary(document, task)
        return Page(task.address, "task.html", title, about, {}, contents, (shown, Values(own)))

    def _summary(self, document: DocumentView, task: TaskView) -> str:
        """The first sentences of what must be built, for search engines."""
        lines = (self._side(document.line(s)) for s in task.task.requirement)
        joined = (" " if self.text.language == "en" else "").join(lines)
        return joined if len(joined) <= 240 else joined[:239].rstrip() + "…"


def _letters(terms: Iterable[Term], language: str) -> list[tuple[str, list[Term]]]:
    """The terms by their first letter: of the English, or of the Chinese in pinyin."""

    def key(term: Term) -> str:
        return (term.en if language == "en" else " ".join(syllables(term.zh))).casefold()

    def letter(term: Term) -> str:
        first = key(term)[:1].upper()
        return first if first.isascii() and first.isalpha() else "0–9"

    ordered = sorted(terms, key=lambda t: (letter(t), key(t), t.id))
    return [(name, list(found)) for name, found in groupby(ordered, letter)]
