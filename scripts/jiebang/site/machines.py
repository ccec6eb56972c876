"""What stands above the editions for machines: sitemap, robots.txt, llms.txt, feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from jiebang.corpus.load import Corpus
from jiebang.site.edition import BUILT, EDITIONS, ENGLISH, Edition
from jiebang.site.strings import Strings, project_strings
from jiebang.site.views import DocumentView, collection_of

NEW, CORRECTED = "feed.xml", "corrections.xml"
_IN_MARKDOWN = ("tasks/", "documents/", "glossary/")  # each page of these has an index.md
_HIDDEN = ("search/",)  # a page of results is nothing to be found
_NOINDEX, _HEAD = b'<meta name="robots" content="noindex">', 4096
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def write_for_machines(folder: Path, corpus: Corpus) -> None:
    """Write them into the folder of the whole site, once the editions are there."""
    public = corpus.site_url
    addresses = list(pages_of(folder / ENGLISH.key))
    _write(folder / "llms.txt", llms(corpus, addresses, project_strings("en", corpus.project)))
    robots = "User-agent: *\nAllow: /\n"
    if public:
        robots += f"\nSitemap: {public}sitemap.xml\n"
        _write(folder / "sitemap.xml", sitemap(public, addresses))
    _write(folder / "robots.txt", robots)


def pages_of(edition: Path) -> Iterable[str]:
    """The addresses of an edition's pages, home first."""
    found = (p.parent.relative_to(edition) for p in edition.rglob("index.html") if _indexed(p))
    for place in sorted(found, key=lambda p: p.parts):
        yield f"{place.as_posix()}/" if place.parts else ""


def _indexed(page: Path) -> bool:
    """Whether it may be found: not the page of what is withdrawn or has moved."""
    with page.open("rb") as file:
        return _NOINDEX not in file.read(_HEAD)


def sitemap(public: str, addresses: Iterable[str]) -> str:
    """Every page of every edition, each with all its languages."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<urlset {_NAMESPACES}>"]
    for address in addresses:
        if address in _HIDDEN:
            continue
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url)}/>'
            for tag, url in alternates(public, address)
        )
        for edition in EDITIONS:
            url = escape(f"{public}{edition.key}/{address}")
            lines.append(f"<url><loc>{url}</loc>{links}</url>")
    return "\n".join((*lines, "</urlset>", ""))


def alternates(public: str, address: str) -> list[tuple[str, str]]:
    """(hreflang, URL) of a page in every edition; x-default is English, or the front door."""
    found = [(e.hreflang, f"{public}{e.key}/{address}") for e in EDITIONS]
    default = f"{public}{ENGLISH.key}/{address}" if address else public
    return [*found, ("x-default", default)]


def llms(corpus: Corpus, addresses: Iterable[str], text: Strings) -> str:
    """llms.txt: what this is, and the Markdown of its pages."""
    public = corpus.site_url
    lines = [f"# {text('site.name')}", "", f"> {text('page.home.description')}", ""]
    lines += [text("llms.about"), ""]
    known = set(addresses)

    def link(edition: Edition, address: str, title: str, about: str = "") -> str:
        name = "index.md" if address.startswith(_IN_MARKDOWN) else ""
        url = f"{public}{edition.key}/{address}{name}"
        return f"- [{title}]({url})" + (f": {about}" if about else "")

    lines += [f"## {text('page.documents.title')}", ""]
    for document in collection_of(corpus).documents:
        title = document.title
        count = text.count("count.tasks", len(document.tasks))
        about = f"{title.zh}; {count}" if title.en else count
        lines.append(link(ENGLISH, document.address, title.side("en"), about))
    for document in collection_of(corpus).documents:
        lines += ["", f"## {text('page.tasks.title')}: {document.title.side('en')}", ""]
        lines += [
            link(
                ENGLISH, view.address, view.title.side("en"), view.title.zh if view.title.en else ""
            )
            for view in document.tasks
        ]
    lines += ["", f"## {text('llms.reference')}", ""]
    for key in ("glossary", "themes", "issuers", "data", "about-translation", "about"):
        if f"{key}/" in known:
            about = text(f"page.{key}.description")
            lines.append(link(ENGLISH, f"{key}/", text(f"page.{key}.title"), about))
    lines.append(f"- [{text('llms.api')}]({public}api/v1/index.json)")
    lines.append(f"- {text('llms.mcp')}: {public}data/jiebang.zip")
    lines += ["", f"## {text('llms.editions')}", ""]
    lines += [link(edition, "", edition.name) for edition in EDITIONS]
    return "\n".join((*lines, ""))


# ---------------------------------------------------------------- feeds


# Why something has changed, each reason by language.
Reasons = tuple[Mapping[str, str], ...]


def write_feeds(folder: Path, corpus: Corpus, date: str, changed: Mapping[str, Reasons]) -> None:
    """Atom feeds into the folders of the built editions, where there is an address for them.

    `date` is the day the content last changed, "" if not known; `changed` the reasons, by the
    ids of the indicators that differ from the last published version. No entry has a date that
    nothing tells: a document that states none takes the day the content changed, or is
    left out.
    """
    if not corpus.site_url:
        return
    for edition in BUILT:
        text = project_strings(edition.language, corpus.project)
        target = folder / edition.key
        entries = [
            e for d in collection_of(corpus).documents if (e := _document(d, corpus, edition, date))
        ]
        _write(target / NEW, _feed(corpus, edition, NEW, text("feed.new"), entries, date))
        fixed = (
            [_correction(i, why, corpus, edition, date, text) for i, why in changed.items()]
            if date
            else []
        )
        _write(
            target / CORRECTED,
            _feed(corpus, edition, CORRECTED, text("feed.corrections"), fixed, date),
        )


_Entry = tuple[str, str]  # its day, its XML


def _document(view: DocumentView, corpus: Corpus, edition: Edition, date: str) -> _Entry | None:
    stated = view.entry.provenance.date_issued
    issued = stated.en if stated.basis == "stated" else ""
    day = date or issued
    if not day:
        return None
    url = f"{corpus.site_url}{edition.key}/{view.address}"
    published = f"<published>{_moment(issued)}</published>" if issued else ""
    summary = view.full_title.side(edition.language)
    return day, _entry(url, view.title.side(edition.language), day, published, summary)


def _correction(
    identifier: str, why: Reasons, corpus: Corpus, edition: Edition, date: str, text: Strings
) -> _Entry:
    task, _, number = identifier.rpartition(".")
    document, _, tail = task.rpartition(".")
    url = f"{corpus.site_url}{edition.key}/tasks/{document}/{tail}/#i{number}"
    between = " " if edition.language == "en" else ""
    said = [reason[edition.language] for reason in why]
    summary = between.join((text("feed.corrected", id=identifier), *said))
    return date, _entry(url, identifier, date, "", summary)


def _entry(url: str, title: str, day: str, more: str, summary: str) -> str:
    return (
        f"<entry><id>{escape(url)}</id><title>{escape(title)}</title>"
        f"<link href={quoteattr(url)}/><updated>{_moment(day)}</updated>{more}"
        f"<summary>{escape(summary)}</summary></entry>"
    )


def _feed(
    corpus: Corpus, edition: Edition, name: str, title: str, entries: list[_Entry], date: str
) -> str:
    home = f"{corpus.site_url}{edition.key}/"
    newest = max((day for day, _ in entries), default=date) or "1970-01-01"
    text = project_strings(edition.language, corpus.project)
    author = corpus.project.publisher.side(edition.language) or text("site.name")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{edition.hreflang}">',
        f"<id>{escape(home + name)}</id>",
        f"<title>{escape(text('site.name'))} · {escape(title)}</title>",
        f'<link rel="self" href={quoteattr(home + name)}/><link href={quoteattr(home)}/>',
        f"<updated>{_moment(newest)}</updated><author><name>{escape(author)}</name></author>",
        *(xml for _, xml in entries),
        "</feed>",
        "",
    ]
    return "\n".join(lines)


def _moment(date: str) -> str:
    """An ISO date to the day, month or year as Atom wants it."""
    return f"{date}{'-01' * (2 - date.count('-'))}T00:00:00Z"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
