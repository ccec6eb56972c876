"""The pages of one edition, as our own model: what there is, where, and from what.

Nothing here knows the site generator; `render` turns a page into HTML, `plugin`
hands it to MkDocs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Corpus
from jiebang.corpus.published import Record
from jiebang.datasets.about import Downloads
from jiebang.datasets.citations import document_work, task_work
from jiebang.document.model import Section, SectionKind
from jiebang.site.amounts import long_date
from jiebang.site.changes import Former, History, by_task, former_pages
from jiebang.site.charts import charts
from jiebang.site.citing import Citing
from jiebang.site.edition import Edition
from jiebang.site.explore import choices
from jiebang.site.headlines import Headlines, load_headlines
from jiebang.site.page import Page, TocEntry, heading
from jiebang.site.page_cache import syllables
from jiebang.site.source_pages import find_place
from jiebang.site.strings import Strings
from jiebang.site.values import field_anchors, values_of
from jiebang.site.views import BilingualText, Collection, DocumentView, TaskView, collection_of

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
    pages = _Pages(collection, text, citing, headlines)
    documents, former = collection.documents, by_task(history.former)
    return (
        *pages.standing(downloads, history),
        *map(pages.document, documents),
        *map(pages.source, documents),
        *(pages.task(task, former.get(task.id, ())) for task in collection.tasks),
        *(pages.release(release, history) for release in history.releases),
        *former_pages(history, text),
    )


@dataclass(frozen=True)
class _Pages:
    """Makes the pages of one edition."""

    collection: Collection
    text: Strings
    citing: Citing
    headlines: Headlines

    def _side(self, line: BilingualText) -> str:
        return line.side(self.text.language)

    def standing(self, downloads: Downloads, history: History) -> Iterator[Page]:
        """Home, the lists, the glossary, downloads, search and the prose pages."""
        collection, text, language = self.collection, self.text, self.text.language
        every = {"collection": collection, "headlines": self.headlines, "prints": collection.prints}

        def page(
            key: str,
            contents: Iterable[TocEntry] = (),
            template: str = "",
            kept: Mapping[str, object] | None = None,
            **extra: object,
        ) -> Page:
            address = f"{key}/" if key != "home" else ""
            title, about = text(f"page.{key}.title"), text(f"page.{key}.description")
            shown = every | extra if kept is None else kept
            template = template or f"{key}.html"
            return Page(address, template, title, about, shown, tuple(contents), kept is not None)

        made, project = charts(collection), collection.corpus.project
        drawn = [one.id for one in (*made["answers"], *made["bars"])]
        drawn += ["thresholds"] if made["dots"] else []
        claims, version = self.headlines["charts"], self.citing.version
        drawing = {"charts": made, "claims": claims, "version": version}
        themes = [theme for theme, _ in collection.by_theme]
        yield page("home")
        yield page("tasks", [heading(self._side(d.title), d.id) for d in collection.documents])
        yield page("documents")
        yield page("themes", [heading(getattr(theme, language), theme.id) for theme in themes])
        yield page("issuers")
        yield page("glossary", kept=self._glossary())
        yield page("data", downloads=downloads, license=project.license)
        coverage = heading(text("coverage.title"), "coverage")
        yield page("about-translation", [coverage], "coverage.html")
        yield page("about", template="nothing.html")
        yield page("explore", choices=choices(collection))
        named = (heading(text(f"charts.{one}.title"), one) for one in drawn)
        yield page("charts", named, kept=drawing)
        yield page("changes", kept={"history": history})
        yield page("search")

    def _glossary(self) -> Mapping[str, object]:
        collection = self.collection
        terms, tasks = (
            collection.corpus.terms.terms,
            defaultdict[str, list[tuple[str, BilingualText]]](list),
        )
        for view, found in zip(collection.tasks, collection.task_terms, strict=True):
            for term in found:
                tasks[term.id].append((view.address, view.title))
        return {
            "letters": _letters(terms, self.text.language),
            "fields": sorted(Counter(term.domain for term in terms).items()),
            "occurrences": dict(sorted(collection.occurrences.items())),
            "tasks": tasks,
        }

    def release(self, release: Record, history: History) -> Page:
        date = str(release["date"])
        date = long_date(date) if self.text.language == "en" else date
        title = self.text("changes.release", date=date)
        about = self.text("changes.release.description", version=release["id"])
        shown = {"history": history, "release": release}
        return Page(str(release["address"]), "changes.html", title, about, shown)

    def document(self, document: DocumentView) -> Page:
        text, work = self.text, document_work(self.collection.corpus, document.entry)
        sections = document.entry.document.sections
        contents = (
            heading(text("page.tasks.title"), "tasks"),
            heading(text("provenance.title"), "provenance"),
            heading(text("document.text"), "text", self._outline(document, sections)),
            heading(text("cite.title"), "cite"),
        )
        title, full = self._side(document.title), self._side(document.full_title)
        sentence = self.headlines["documents"].get(document.id)
        own = {"sentence": sentence, "work": self.citing.read(work)}
        shown = values_of(self.collection)[document.id] | own
        return Page(document.address, "document.html", title, full, shown, contents)

    def _outline(
        self, document: DocumentView, sections: tuple[Section, ...], depth: int = 2
    ) -> tuple[TocEntry, ...]:
        """Headings other than tasks, two levels deep."""
        return tuple(
            heading(
                self._side(document.line(s.title)) or s.marker,
                s.id,
                self._outline(document, s.children, depth - 1),
            )
            for s in (sections if depth else ())
            if s.kind is not SectionKind.TASK and (s.title.zh or s.marker or s.children)
        )

    def source(self, document: DocumentView) -> Page:
        """The original; its contents are the tasks, each at the line of its title."""
        places = ((view, find_place(view.entry, view.task.title)) for view in document.tasks)
        contents = (heading(self._side(v.title), f"L{p.first_line}") for v, p in places if p)
        shown, text = values_of(self.collection)[document.id], self.text
        title = f"{text('original.title')}: {self._side(document.title)}"
        about, address = text("original.intro.plain"), document.source_address
        return Page(address, "source.html", title, about, shown, tuple(contents))

    def task(self, task: TaskView, former: tuple[Former, ...]) -> Page:
        shown, text, document = values_of(self.collection)[task.id], self.text, task.document
        work = task_work(self.collection.corpus, task.entry, task.task)
        place = find_place(task.entry, task.task.title)
        own = {"former": former, "work": self.citing.read(work, place), "citing": self.citing}
        names = (self._side(document.line(f.name)) for f in task.task.section.fields)
        parts = [("former", "former.title")] if former else []
        parts += [("related", "task.related")] if shown["related"] else []
        parts += [("facts", "task.facts"), ("source", "source.title"), ("cite", "cite.title")]
        contents = (
            *map(heading, names, field_anchors(task)),
            *(heading(text(title), anchor) for anchor, title in parts),
        )
        # The first sentences of what must be built, for search engines.
        lines = (self._side(document.line(s)) for s in task.task.requirement)
        about = (" " if text.language == "en" else "").join(lines)
        about = about if len(about) <= 240 else about[:239].rstrip() + "…"
        return Page(task.address, "task.html", self._side(task.title), about, shown | own, contents)


def _letters(terms: Iterable[Term], language: str) -> list[tuple[str, list[Term]]]:
    """The terms by their first letter: of the English, or of the Chinese in pinyin."""

    def key(term: Term) -> str:
        return (term.en if language == "en" else " ".join(syllables(term.zh))).casefold()

    def letter(term: Term) -> str:
        first = key(term)[:1].upper()
        return first if first.isascii() and first.isalpha() else "0–9"

    ordered = sorted(terms, key=lambda t: (letter(t), key(t), t.id))
    return [(name, list(found)) for name, found in groupby(ordered, letter)]
