"""The offline copy: the whole site as one zip that opens from disk, search included.

From disk a browser has no page for a folder and fetches nothing. So links
name index.html, and what the site fetches comes as scripts, the files of the search index
among them. The programs are the site's own.

Left out are the Markdown of the pages, the API, and the data but for the tables as CSV; a
link to what is left out leads to the site, or nowhere where the site's address is not known.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import jiebang
from jiebang.corpus.project import NEUTRAL, Project
from jiebang.site.edition import EDITIONS
from jiebang.site.root import front_door

FOLDER, NAME = "offline", "jiebang-site.zip"
ADDRESS = f"{FOLDER}/{NAME}"
# Stands on the pages until the zip, which holds a copy of them, has been weighed.
SIZE = '<small data-offline="size"></small>'
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What of the site is in it, beside the pages.
_PLAIN = re.compile(
    rf"(?:{'|'.join(e.key for e in EDITIONS)})/(?:.*/)?assets/.+"
    r"|tables/[^/]+\.(?:csv|svg)|data/[^/]+\.csv|source/[^/]+\.txt"
)
# A link that stays on the site: its path, and a query or an anchor.
_LINK = re.compile(r' (href|src|action)="([^":?#]+)([?#][^"]*)?"')
_PAGES = (".html", ".css", ".js")
_LOADED = re.compile(r"<(?:link|img)\b[^>]*>")
_WORDS = ("tables/hant.json", "search/words.json", "search/units.json")
_TABLES = ("tables/tasks.json", "tables/measures.json")
_SCRIPTS = {"search/": "search.js", "explore/": "tables.js"}


def write_offline(folder: Path, data: Path, public: str, project: Project = NEUTRAL) -> int:
    """Write the zip into the folder of the finished site; its size in bytes.

    `data` is the folder of the datasets, `public` the site's own address, "" when unknown.
    """
    index = sorted(path.relative_to(folder).as_posix() for path in folder.glob("search/**/*.json"))
    # One file at a time: thousands of them fill the memory.
    files: dict[str, Callable[[], bytes]] = {
        "index.html": lambda: front_door(public, project, "index.html").encode(),
        f"{FOLDER}/search.js": lambda: _as_script(folder, ("tables/hant.json", *index)),
        f"{FOLDER}/tables.js": lambda: _as_script(folder, (*_WORDS, *_TABLES)),
    }
    files |= {f"data/{path.name}": path.read_bytes for path in data.glob("*.csv")}
    for path in folder.rglob("*.*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".html" and "/" in name:
            files[name] = partial(_make_page, name, path, public)
        elif _PLAIN.fullmatch(name):
            files[name] = path.read_bytes
    target = folder / ADDRESS
    target.parent.mkdir(parents=True, exist_ok=True)
    # Level 4 takes two thirds of the time of 6, and 3% more room.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, read in sorted(files.items()):
            entry = zipfile.ZipInfo(f"jiebang-{jiebang.__version__}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, read(), compresslevel=4)
    return target.stat().st_size


def _make_page(name: str, path: Path, public: str) -> bytes:
    """A page with its links turned, to files in the zip, the site, or nothing, and its data."""

    def turn(link: re.Match[str]) -> str:
        attribute, to, rest = link.groups("")
        if to.endswith(_PAGES):
            return link[0]
        if to.endswith((".", "/")):  # a folder, or one above
            return f' {attribute}="{to.rstrip("/")}/index.html{rest}"'
        inside = posixpath.normpath(posixpath.join(name, "..", unquote(unescape(to))))
        if _PLAIN.fullmatch(inside):
            return link[0]
        return f' {attribute}="{public}{escape(inside)}{rest}"' if public else ""

    def drop(tag: re.Match[str]) -> str:
        """What a page loads is not loaded from the site; what then leads nowhere goes."""
        leads = " href=" in tag[0] or " src=" in tag[0]
        return tag[0] if leads and 'rel="preload"' not in tag[0] else ""

    html = _LOADED.sub(drop, _LINK.sub(turn, path.read_text("utf-8")))
    address = name.partition("/")[2].removesuffix("index.html")
    if stored := _SCRIPTS.get(address):  # before the programs that would else fetch it
        program = f'<script src="../assets/{address[:-1]}.'
        html = html.replace(program, f'<script src="../../{FOLDER}/{stored}"></script>{program}', 1)
    return html.encode()


def _as_script(folder: Path, names: Iterable[str]) -> bytes:
    """What a page fetches online, by name, as a script."""
    stored = (f'"{name}":{(folder / name).read_text("utf-8").strip()}' for name in names)
    return f"globalThis.jiebangStored={{{','.join(stored)}}};\n".encode()


def write_size(folder: Path, size: str) -> None:
    """Put the size of the zip where the pages of downloads leave room."""
    for edition in EDITIONS:
        page = folder / edition.key / "data" / "index.html"
        if page.is_file():
            html = page.read_text("utf-8").replace(SIZE, f"<small>{size}</small>")
            page.write_text(html, encoding="utf-8", newline="\n")
