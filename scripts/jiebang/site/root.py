"""What stands at the root of the site, above the editions.

For people `/`, which sends a reader on by language, and 404.html; for machines sitemap,
robots.txt, llms.txt and feeds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from jiebang.corpus.load import Corpus
from jiebang.corpus.project import Project
from jiebang.site.addresses import address_of
from jiebang.site.describe import CARD
from jiebang.site.edition import BUILT, EDITIONS, ENGLISH, Edition, named_editions
from jiebang.site.hant import traditional
from jiebang.site.pages import MENU, NAVIGATION
from jiebang.site.policy import with_policy
from jiebang.site.render import make_environment
from jiebang.site.strings import load_strings, project_strings
from jiebang.site.views import Collection, collection_of

NEW, CORRECTED = "feed.xml", "corrections.xml"
_HIDDEN = ("search/",)  # a page of results is nothing to be found
_NOINDEX, _HEAD = b'<meta name="robots" content="noindex">', 4096

# Why something has changed, each reason by language.
Reasons = tuple[Mapping[str, str], ...]
_GUESSED = 200  # documents: the page must stay small
_ASSETS = Path(__file__).with_name("assets")


def write_landing(folder: Path, site_url: str, collection: Collection, card: Path) -> None:
    """Write index.html and 404.html into the folder of the whole site; `card` if it is there."""
    public = f"{site_url.rstrip('/')}/" if site_url else ""
    project = collection.corpus.project
    drawn = card.name if card.is_file() else ""
    (folder / "index.html").write_text(front_door(public, project, card=drawn), encoding="utf-8")
    # Address, English and Chinese title of what a mistyped address may have meant.
    en, zh = (load_strings(language) for language in ("en", "zh"))
    known = [(f"{key}/", en(f"nav.{key}"), zh(f"nav.{key}")) for key in NAVIGATION]
    documents = collection.documents[:_GUESSED]
    known += [(one.address, one.title.side("en"), one.title.zh) for one in documents]
    # A 404 page is shown at any depth, so its links begin at the root of the host.
    # It loads nothing: where the host shows it for a site that lies elsewhere, it is whole, too.
    sheet, early = ((_ASSETS / name).read_text("utf-8") for name in ("jiebang.css", "early.js"))
    root = urlsplit(public).path or "/"
    own = {"root": root, "menu": MENU, "sheet": Markup(sheet), "early": Markup(early)}
    missing = _page("404.html", public, project, known=known, **own)
    (folder / "404.html").write_text(missing, encoding="utf-8")
    if drawn:
        shutil.copyfile(card, folder / CARD)


def front_door(public: str, project: Project, page: str = "", card: str = "") -> str:
    """The page at `/`. `page` is the file that links to a folder must name: none over HTTP."""
    return _page("index.html", public, project, page=page, card=card)


def _page(name: str, public: str, project: Project, **values: object) -> str:
    """A page with the strings of each edition, in its own characters."""

    def words(edition: Edition) -> Callable[[str], str]:
        text = project_strings(edition.language, project)
        return (lambda key: traditional(text(key))) if edition.made_from else text

    environment = make_environment(ENGLISH, load_strings("en"))
    template = environment.overlay(trim_blocks=False, lstrip_blocks=False)
    editions = [(edition, words(edition)) for edition in named_editions(project)]
    html = template.get_template(f"landing/{name}").render(
        editions=editions, public_root=public, **values
    )
    return with_policy(html) + "\n"


# ---------------------------------------------------------------- for machines


def write_for_machines(folder: Path, corpus: Corpus) -> None:
    """Write them into the folder of the whole site, once the editions are there."""
    public = corpus.site_url
    environment = make_environment(ENGLISH, project_strings("en", corpus.project))
    values = {
        "public": public,
        "addresses": [one for one in _pages(folder / ENGLISH.key) if one not in _HIDDEN],
        "alternates": alternates,
        "editions": EDITIONS,
        "documents": collection_of(corpus).documents,
    }
    for name in ("llms.txt", "sitemap.xml") if public else ("llms.txt",):
        _write(folder / name, environment.get_template(name).render(values))
    sitemap = f"\n\nSitemap: {public}sitemap.xml" if public else ""
    _write(folder / "robots.txt", f"User-agent: *\nAllow: /{sitemap}")


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
        new, fixed = [], []
        for view in collection_of(corpus).documents:
            stated = view.entry.provenance.date_issued
            issued = stated.en if stated.basis == "stated" else ""
            titles = [one.side(edition.language) for one in (view.title, view.full_title)]
            if date or issued:
                new.append((date or issued, view.address, *titles, issued))
        for identifier, why in changed.items() if date else ():
            reasons = (reason[edition.language] for reason in why)
            told = (text("feed.corrected", id=identifier), *reasons)
            summary = (" " if edition.language == "en" else "").join(told)
            fixed.append((date, address_of(identifier), identifier, summary, ""))
        for name, key, found in ((NEW, "feed.new", new), (CORRECTED, "feed.corrections", fixed)):
            made = template.render(
                name=name,
                home=home,
                title=text(key),
                entries=found,
                updated=max((day for day, *_ in found), default=date) or "1970-01-01",
                author=corpus.project.publisher.side(edition.language) or text("site.name"),
            )
            _write(folder / edition.key / name, made)


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
