"""The pages of one edition, as our own model: what there is, where, and from what.

Nothing here knows the site generator; `render` turns a page into HTML, `plugin`
hands it to MkDocs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from pypinyin import lazy_pinyin

from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Corpus
from jiebang.document.model import Kind, Section
from jiebang.site.amounts import long_date
from jiebang.site.changes import History, Release, by_task, former_pages
from jiebang.site.charts import Charts, charts
from jiebang.site.citing import Citing
from jiebang.site.downloads import Downloads
from jiebang.site.edition import Edition
from jiebang.site.excerpts import excerpts_of
from jiebang.site.explore import choices
from jiebang.site.headlines import Headlines, load_headlines
from jiebang.site.listings import by_issuer, by_theme, occurrences, tasks_by_term
from jiebang.site.page import Heading as Heading
from jiebang.site.page import Page as Page
from jiebang.site.source_pages import Original
from jiebang.site.strings import Strings
from jiebang.site.task_pages import TaskPages
from jiebang.site.views import Collection, DocumentView, collection_of, common_state

# The navigation, in order; the strings have the names.
NAVIGATION = (
    "tasks",
    "documents",
    "themes",
    "issuers",
    "explore",
    "charts",
    "glossary",
    "data",
    "about-translation",
    "about",
    "changes",
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
    headlines = load_headlines(claims or {}, collection)
    project = corpus.project
    citing = Citing(edition.language, text("site.name"), corpus.site_url, project, version)
    tasks = TaskPages(collection, edition, text, citing, by_task(history.former))
    return (
        *_standing_pages(collection, edition, text, downloads, history, headlines, version),
        *(
            _document_page(d, collection, edition, text, headlines, citing)
            for d in collection.documents
        ),
        *(_source_page(d, collection, text) for d in collection.documents),
        *(page for document in collection.documents for page in tasks.of(document)),
        *(_release_page(release, history, text) for release in history.releases),
        *former_pages(history, text),
    )


def _standing_pages(
    collection: Collection,
    edition: Edition,
    text: Strings,
    downloads: Downloads,
    history: History,
    headlines: Headlines,
    version: str,
) -> tuple[Page, ...]:
    """Home, the lists, the glossary, downloads, search and the prose pages."""
    words = occurrences(collection.corpus)

    def page(key: str, template: str, contents: tuple[Heading, ...] = (), **extra: object) -> Page:
        context = {"collection": collection, "headlines": headlines, **extra}
        address = f"{key}/" if key != "home" else ""
        title, about = text(f"page.{key}.title"), text(f"page.{key}.description")
        return Page(address, template, title, about, context, contents)

    made = charts(collection)
    themes = by_theme(collection)
    issuers = by_issuer(collection)
    return (
        page("home", "home.html", themes=themes, issuers=issuers),
        page(
            "tasks",
            "tasks.html",
            tuple(Heading(d.title.side(edition.language), d.id) for d in collection.documents),
        ),
        page("documents", "documents.html"),
        page(
            "themes",
            "themes.html",
            tuple(Heading(getattr(g.theme, edition.language), g.theme.id) for g in themes),
            groups=themes,
        ),
        page("issuers", "issuers.html", issuers=issuers),
        page(
            "glossary",
            "glossary.html",
            occurrences=words,
            letters=_letters(collection, edition),
            fields=sorted(Counter(term.domain for term in collection.corpus.terms.terms).items()),
            places=tasks_by_term(collection),
        ),
        page("data", "data.html", downloads=downloads, license=collection.corpus.project.license),
        page("about-translation", "coverage.html", (Heading(text("coverage.title"), "coverage"),)),
        page("about", "nothing.html"),
        page("explore", "explore.html", choices=choices(collection)),
        page("charts", "charts.html", _chart_headings(made, text), charts=made, version=version),
        page("changes", "changes.html", history=history),
        page("search", "search.html"),
    )


def _release_page(release: Release, history: History, text: Strings) -> Page:
    date = long_date(release.date) if text.language == "en" else release.date
    title = text("changes.release", date=date)
    about = text("changes.release.description", version=release.version)
    return Page(
        release.address, "changes.html", title, about, {"history": history, "release": release}
    )


def _chart_headings(made: Charts, text: Strings) -> tuple[Heading, ...]:
    def title(name: str) -> str:
        return text(f"charts.{name}.title")

    names = [chart.id for chart in made.answers] + [chart.id for chart in made.bars]
    found = [Heading(title(name), name) for name in names]
    return (*found, *((Heading(title("thresholds"), "thresholds"),) if made.dots else ()))


def _letters(collection: Collection, edition: Edition) -> list[tuple[str, list[Term]]]:
    """The terms by their first letter: of the English, or of the Chinese in pinyin."""

    def key(term: Term) -> str:
        if edition.language == "en":
            return term.en.casefold()
        return " ".join(lazy_pinyin(term.zh)).casefold()

    def letter(term: Term) -> str:
        first = key(term)[:1].upper()
        return first if first.isascii() and first.isalpha() else "0–9"

    ordered = sorted(collection.corpus.terms.terms, key=lambda t: (letter(t), key(t), t.id))
    return [(name, list(found)) for name, found in groupby(ordered, letter)]


def _document_page(
    document: DocumentView,
    collection: Collection,
    edition: Edition,
    text: Strings,
    headlines: Headlines,
    citing: Citing,
) -> Page:
    title = document.title.side(edition.language)
    counted = collection.measures_by_task
    return Page(
        document.address,
        "document.html",
        title,
        document.full_title.side(edition.language),
        {
            "collection": excerpts_of(collection).of(document, document.tasks),
            "document": document,
            "sentence": headlines.documents.get(document.id),
            "measured": {
                task.id: counted[task.id] for task in document.tasks if task.id in counted
            },
            "common_state": common_state(document.states()),
            "citation": citing.document(document),
        },
        (
            Heading(text("page.tasks.title"), "tasks"),
            Heading(text("provenance.title"), "provenance"),
            Heading(
                text("document.text"),
                "text",
                _outline(document.entry.document.sections, document, edition, 1),
            ),
            Heading(text("cite.title"), "cite"),
        ),
        narrow=True,
    )


def _source_page(document: DocumentView, collection: Collection, text: Strings) -> Page:
    return Page(
        document.source_address,
        "source.html",
        f"{text('original.title')}: {document.title.side(text.language)}",
        text("original.intro.plain"),
        {"collection": excerpts_of(collection).of(document, ()), "document": document},
        tuple(_tasks_in_source(document, text.language)),
        narrow=True,
    )


def _tasks_in_source(document: DocumentView, language: str) -> Iterator[Heading]:
    """The tasks of an original, each at the line of its title."""
    original = Original(document.entry)
    for view in document.tasks:
        place = original.place(view.task.title)
        if place is not None:
            yield Heading(view.title.side(language), f"L{place.first_line}")


def _outline(
    sections: tuple[Section, ...], document: DocumentView, edition: Edition, depth: int = 0
) -> tuple[Heading, ...]:
    """Headings other than tasks, three levels deep."""
    if depth > 2:
        return ()
    return tuple(
        Heading(
            document.line(s.title).side(edition.language) or s.marker,
            s.id,
            _outline(s.children, document, edition, depth + 1),
        )
        for s in sections
        if s.kind is not Kind.TASK and (s.title.zh or s.marker or s.children)
    )
