"""The pages of one edition, as our own model: what there is, where, and from what.

Nothing here knows the site generator; `render` turns a page into HTML, `hook`
hands it to MkDocs.
"""

from __future__ import annotations

from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Corpus
from jiebang.document.model import Kind, Section
from jiebang.site.charts import charts
from jiebang.site.citing import document_citation
from jiebang.site.downloads import Downloads
from jiebang.site.edition import Edition
from jiebang.site.explore import choices
from jiebang.site.listings import by_issuer, by_theme, occurrences, tasks_by_term
from jiebang.site.page import Heading as Heading
from jiebang.site.page import Page as Page
from jiebang.site.source_pages import source_page
from jiebang.site.strings import Strings
from jiebang.site.task_pages import TaskPages
from jiebang.site.views import Collection, DocumentView, collection_of

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
)


def site_pages(
    corpus: Corpus, edition: Edition, text: Strings, downloads: Downloads
) -> tuple[Page, ...]:
    """Every page of an edition, in the order of the site."""
    collection = collection_of(corpus)
    tasks = TaskPages(collection, edition, text)
    return (
        *_standing_pages(collection, edition, text, downloads),
        *(_document_page(d, collection, edition) for d in collection.documents),
        *(_source_page(d, collection, text) for d in collection.documents),
        *(page for document in collection.documents for page in tasks.of(document)),
    )


def _standing_pages(
    collection: Collection, edition: Edition, text: Strings, downloads: Downloads
) -> tuple[Page, ...]:
    """Home, the lists, the glossary, downloads, search and the prose pages."""
    words = occurrences(collection.corpus)

    def page(key: str, template: str, contents: tuple[Heading, ...] = (), **extra: object) -> Page:
        context = {"collection": collection, **extra}
        address = f"{key}/" if key != "home" else ""
        title, about = text(f"page.{key}.title"), text(f"page.{key}.description")
        return Page(address, template, title, about, context, contents)

    themes = by_theme(collection)
    issuers = by_issuer(collection)
    return (
        page("home", "home.html", themes=themes, issuers=issuers),
        page("tasks", "tasks.html", _document_headings(collection, edition)),
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
            terms=_terms(collection),
            places=tasks_by_term(collection),
        ),
        page("data", "data.html", downloads=downloads),
        page("about-translation", "coverage.html", (Heading(text("coverage.title"), "coverage"),)),
        page("about", "nothing.html"),
        page("explore", "explore.html", choices=choices(collection)),
        page("charts", "charts.html", _chart_headings(text), charts=charts(collection)),
        page("search", "search.html"),
    )


def _chart_headings(text: Strings) -> tuple[Heading, ...]:
    ids = ("funding", "themes", "issuers", "kinds", "thresholds")
    return tuple(Heading(text(f"charts.{one}.title"), one) for one in ids)


def _terms(collection: Collection) -> tuple[Term, ...]:
    """The terms as the glossary page lists them: by their English."""
    return tuple(sorted(collection.corpus.terms.terms, key=lambda t: (t.en.casefold(), t.id)))


def _document_headings(collection: Collection, edition: Edition) -> tuple[Heading, ...]:
    return tuple(Heading(d.title.side(edition.language), d.id) for d in collection.documents)


def _document_page(document: DocumentView, collection: Collection, edition: Edition) -> Page:
    title = document.title.side(edition.language)
    return Page(
        document.address,
        "document.html",
        title,
        document.full_title.side(edition.language),
        {
            "collection": collection,
            "document": document,
            "citation": document_citation(collection.corpus, document, edition),
        },
        _outline(document.entry.document.sections, document, edition),
    )


def _source_page(document: DocumentView, collection: Collection, text: Strings) -> Page:
    return Page(
        document.source_address,
        "source.html",
        f"{text('original.title')}: {document.title.side(text.language)}",
        text("original.intro.plain"),
        {
            "collection": collection,
            "document": document,
            "lines": lambda: source_page(document.entry),
        },
    )


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
