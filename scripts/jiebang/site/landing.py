"""What stands above the editions: `/`, which sends a reader on by language, and 404.html."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jiebang.site.edition import EDITIONS
from jiebang.site.strings import load_strings

_TEMPLATES = Path(__file__).with_name("templates") / "landing"


def write_landing(folder: Path, site_url: str) -> None:
    """Write index.html and 404.html into the folder of the whole site."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    public = f"{site_url.rstrip('/')}/" if site_url else ""
    values = {
        "editions": [(edition, load_strings(edition.language)) for edition in EDITIONS],
        "public_root": public,
        # A 404 page is shown at any depth, so its links begin at the root of the host.
        "root": urlsplit(public).path or "/",
    }
    for name in ("index.html", "404.html"):
        html = environment.get_template(name).render(values)
        (folder / name).write_text(html + "\n", encoding="utf-8")
