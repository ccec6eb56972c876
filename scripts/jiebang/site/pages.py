"""The pages of one edition, as our own model: what there is, where, and from what.

Nothing here knows the site generator; `render` turns a page into HTML, `hook`
hands it to MkDocs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiebang.corpus import Corpus
from jiebang.glossary import Term
from jiebang.model import Kind, Section
from jiebang.site.downloads import Downloads
from jiebang.site.edition import Edition
from jiebang.site.listings import by_issuer, by_theme, occurrences
from jiebang.site.strings import Strings
from jiebang.site.views import Collection, DocumentView, TaskView, collection_of


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents; `title` is plain text."""

    title: str
    anchor: str
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `address` inside the edition, “” for its home; `template` makes its body."""

    address: str
    template: str
    title: str
    description: str = ""
    context: Mapping[str, object] = field(default_factory=dict)
    contents: tuple[Heading, ...] = ()

    @property
    def source(self) -> str:
        """The Markdown file that MkDocs takes it for; hand-written where docs/ has it."""
        return f"{self.address.rstrip('/')}.md" if self.address else "index.md"


# The navigation, in order; the strings have the names.
NAVIGATION = (
    "tasks",
    "documents",
    "themes",
    "issuers",
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
    return (
        *_standing_pages(collection, edition, text, downloads),
        *(_document_page(d, collection, edition) for d in collection.documents),
        *(
            _task_page(document, index, collection, edition, text)
            for document in collection.documents
            for index in range(len(document.tasks))
        ),
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
        page("home", "home.html"),
        page("tasks", "tasks.html", _document_headings(collection, edition)),
        page("documents", "documents.html"),
        page(
            "themes",
            "themes.html",
            tuple(Heading(getattr(g.theme, edition.language), g.theme.id) for g in themes),
            groups=themes,
        ),
        page("issuers", "issuers.html", issuers=issuers),
        page("glossary", "glossary.html", occurrences=words, terms=_terms(collection)),
        page("data", "data.html", downloads=downloads),
        page("about-translation", "coverage.html", (Heading(text("coverage.title"), "coverage"),)),
        page("about", "nothing.html"),
        page("search", "search.html"),
    )


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
        {"collection": collection, "document": document},
        _outline(document.entry.document.sections, document, edition),
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
        if s.kind is not Kind.TASK
    )


def _task_page(
    document: DocumentView, index: int, collection: Collection, edition: Edition, text: Strings
) -> Page:
    task = document.tasks[index]
    previous = document.tasks[index - 1] if index else None
    following = document.tasks[index + 1] if index + 1 < len(document.tasks) else None
    same = tuple(t for t in map(collection.task, task.same_as) if t is not None)
    names = [document.line(f.name).side(edition.language) for f in task.task.section.fields]
    contents = tuple(
        Heading(name, anchor) for name, anchor in zip(names, field_anchors(task), strict=True)
    )
    return Page(
        task.address,
        "task.html",
        task.title.side(edition.language),
        _summary(document, task, edition),
        {
            "collection": collection,
            "document": document,
            "view": task,
            "previous": previous,
            "following": following,
            "same": same,
            "anchors": field_anchors(task),
        },
        (Heading(text("task.facts"), "facts"), *contents),
    )


def field_anchors(task: TaskView) -> tuple[str, ...]:
    """An anchor for each field of a task: its key, numbered when it comes again."""
    keys = [f.key for f in task.task.section.fields]
    return tuple(
        key if keys[:at].count(key) == 0 else f"{key}-{keys[:at].count(key) + 1}"
        for at, key in enumerate(keys)
    )


def _summary(document: DocumentView, task: TaskView, edition: Edition) -> str:
    """The first sentences of what must be built, for search engines."""
    lines = [document.line(s).side(edition.language) for s in task.task.requirement]
    joined = (" " if edition.language == "en" else "").join(lines)
    return joined if len(joined) <= 240 else joined[:239].rstrip() + "…"
