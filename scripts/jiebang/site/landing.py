"""What stands above the editions: `/`, which sends a reader on by language, and 404.html."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from jiebang.corpus.project import Project
from jiebang.site.describe import CARD
from jiebang.site.edition import ENGLISH, Edition, named_editions
from jiebang.site.hant import Converter
from jiebang.site.pages import MENU, NAVIGATION
from jiebang.site.policy import with_policy
from jiebang.site.render import make_environment
from jiebang.site.strings import load_strings, project_strings
from jiebang.site.views import Collection

_GUESSED = 200  # documents: the page must stay small
_ASSETS = Path(__file__).with_name("assets")


def write_landing(folder: Path, site_url: str, collection: Collection, card: Path) -> None:
    """Write index.html and 404.html into the folder of the whole site; `card` if it is there."""
    public = f"{site_url.rstrip('/')}/" if site_url else ""
    project = collection.corpus.project
    drawn = card.name if card.is_file() else ""
    (folder / "index.html").write_text(front_door(public, project, card=drawn), encoding="utf-8")
    # A 404 page is shown at any depth, so its links begin at the root of the host.
    # It loads nothing: where the host shows it for a site that lies elsewhere, it is whole, too.
    sheet, early = ((_ASSETS / name).read_text("utf-8") for name in ("jiebang.css", "early.js"))
    missing = _page(
        "404.html",
        public,
        project,
        root=urlsplit(public).path or "/",
        menu=MENU,
        known=list(_known(collection)),
        sheet=Markup(sheet),
        early=Markup(early),
    )
    (folder / "404.html").write_text(missing, encoding="utf-8")
    if drawn:
        shutil.copyfile(card, folder / CARD)


def front_door(public: str, project: Project, page: str = "", card: str = "") -> str:
    """The page at `/`. `page` is the file that links to a folder must name: none over HTTP."""
    return _page("index.html", public, project, page=page, card=card)


def _known(collection: Collection) -> Iterator[tuple[str, str, str]]:
    """Address, English and Chinese title of what a mistyped address may have meant."""
    en, zh = (load_strings(language) for language in ("en", "zh"))
    yield from ((f"{key}/", en(f"nav.{key}"), zh(f"nav.{key}")) for key in NAVIGATION)
    for document in collection.documents[:_GUESSED]:
        yield document.address, document.title.side("en"), document.title.zh


def _page(name: str, public: str, project: Project, **values: object) -> str:
    environment = make_environment(ENGLISH, load_strings("en"))
    template = environment.overlay(trim_blocks=False, lstrip_blocks=False)
    editions = [(edition, _words(edition, project)) for edition in named_editions(project)]
    html = template.get_template(f"landing/{name}").render(
        editions=editions, public_root=public, **values
    )
    return with_policy(html) + "\n"


def _words(edition: Edition, project: Project) -> Callable[[str], str]:
    """The strings of an edition, in its own characters."""
    text = project_strings(edition.language, project)
    if not edition.made_from:
        return text
    convert = Converter().text
    return lambda key: convert(text(key))
