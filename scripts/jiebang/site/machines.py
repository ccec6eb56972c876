"""What stands above the editions for machines: sitemap, robots.txt, llms.txt, feeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from jiebang.corpus.load import Corpus
from jiebang.site.addresses import address_of
from jiebang.site.edition import BUILT, EDITIONS, ENGLISH, Edition
from jiebang.site.render import make_environment
from jiebang.site.strings import Strings, project_strings
from jiebang.site.views import collection_of

NEW, CORRECTED = "feed.xml", "corrections.xml"
_HIDDEN = ("search/",)  # a page of results is nothing to be found
_NOINDEX, _HEAD = b'<meta name="robots" content="noindex">', 4096

# Why something has changed, each reason by language.
Reasons = tuple[Mapping[str, str], ...]


def write_for_machines(folder: Path, corpus: Corpus) -> None:
    """Write them into the folder of the whole site, once the editions are there."""
    public = corpus.site_url
    environment = make_environment(ENGLISH, project_strings("en", corpus.project))
    addresses = [one for one in _pages(folder / ENGLISH.key) if one not in _HIDDEN]

    def write(name: str) -> None:
        made = environment.get_template(name).render(
            public=public,
            addresses=addresses,
            alternates=alternates,
            editions=EDITIONS,
            documents=collection_of(corpus).documents,
        )
        _write(folder / name, made)

    write("llms.txt")
    robots = "User-agent: *\nAllow: /"
    if public:
        robots += f"\n\nSitemap: {public}sitemap.xml"
        write("sitemap.xml")
    _write(folder / "robots.txt", robots)


def _pages(edition: Path) -> Iterator[str]:
    """The addresses of an edition's pages, home first; not of what is withdrawn or has moved."""
    found = sorted(path.relative_to(edition).parts[:-1] for path in edition.rglob("index.html"))
    for parts in found:
        with edition.joinpath(*parts, "index.html").open("rb") as file:
            if _NOINDEX not in file.read(_HEAD):
                yield "".join(f"{part}/" for part in parts)


def alternates(public: str, address: str) -> list[tuple[str, str]]:
    """(hreflang, URL) of a page in every edition; x-default is English, or the front door."""
    found = [(e.hreflang, f"{public}{e.key}/{address}") for e in EDITIONS]
    default = f"{public}{ENGLISH.key}/{address}" if address else public
    return [*found, ("x-default", default)]


# ---------------------------------------------------------------- feeds


def write_feeds(folder: Path, corpus: Corpus, date: str, changed: Mapping[str, Reasons]) -> None:
    """Atom feeds into the folders of the built editions, where there is an address for them.

    `date` is the day the content last changed, "" if not known; `changed` the reasons, by the
    ids of the indicators that differ from the last published version. No entry has a date that
    nothing tells: a document that states none takes the day the content changed, or is
    left out.
    """
    for edition in BUILT if corpus.site_url else ():
        text = project_strings(edition.language, corpus.project)
        home = f"{corpus.site_url}{edition.key}/"
        template = make_environment(edition, text).get_template(NEW)
        new = list(_documents(corpus, edition, date))
        fixed = list(_corrections(changed, text, date)) if date else []
        for name, key, found in ((NEW, "feed.new", new), (CORRECTED, "feed.corrections", fixed)):
            made = template.render(
                name=name,
                home=home,
                title=text(key),
                entries=[one | {"url": home + one["url"]} for one in found],
                updated=max((one["day"] for one in found), default=date) or "1970-01-01",
                author=corpus.project.publisher.side(edition.language) or text("site.name"),
                moment=_moment,
            )
            _write(folder / edition.key / name, made)


def _documents(corpus: Corpus, edition: Edition, date: str) -> Iterator[dict[str, str]]:
    for view in collection_of(corpus).documents:
        stated = view.entry.provenance.date_issued
        issued = stated.en if stated.basis == "stated" else ""
        if date or issued:
            title, summary = (one.side(edition.language) for one in (view.title, view.full_title))
            about = {"url": view.address, "title": title, "summary": summary}
            yield about | {"day": date or issued, "published": issued}


def _corrections(
    changed: Mapping[str, Reasons], text: Strings, date: str
) -> Iterator[dict[str, str]]:
    between = " " if text.language == "en" else ""
    for identifier, why in changed.items():
        reasons = (reason[text.language] for reason in why)
        summary = between.join((text("feed.corrected", id=identifier), *reasons))
        about = {"url": address_of(identifier), "title": identifier, "summary": summary}
        yield about | {"day": date, "published": ""}


def _moment(date: str) -> str:
    """An ISO date to the day, month or year as Atom wants it."""
    return f"{date}{'-01' * (2 - date.count('-'))}T00:00:00Z"


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
