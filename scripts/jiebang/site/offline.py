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
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import jiebang
from jiebang.corpus.project import NEUTRAL, Project
from jiebang.errors import JiebangError
from jiebang.site.assets import site_assets
from jiebang.site.edition import EDITIONS
from jiebang.site.root import front_door

FOLDER, NAME = "offline", "jiebang-site.zip"
ADDRESS = f"{FOLDER}/{NAME}"
# Stands on the pages until the zip, which holds a copy of them, has been weighed.
SIZE = '<small data-offline="size"></small>'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LINKED = re.compile(
    r"<(?:(?P<a>a)|link|script|img|form)\b[^>]*?"
    r'(?P<attribute>\s(?:href|src|action)="(?P<up>(?:\.\./)*)(?P<link>[^">]*)")[^>]*>'
)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|$", re.IGNORECASE)
_WORDS = ("tables/hant.json", "search/words.json", "search/units.json")
_TABLES = ("tables/tasks.json", "tables/measures.json")
_SCRIPTS = {"search/": ("search.js",), "explore/": ("tables.js",)}

# What makes a file's bytes: one page at a time, for thousands of them fill the memory.
Bytes = Callable[[], bytes]


def write_offline(folder: Path, data: Path, public: str, project: Project = NEUTRAL) -> int:
    """Write the zip into the folder of the finished site; its size in bytes.

    `data` is the folder of the datasets, `public` the site's own address, "" when unknown.
    """
    files = dict(_files(folder, data, public, project))
    target = folder / ADDRESS
    target.parent.mkdir(parents=True, exist_ok=True)
    # Level 4 takes two thirds of the time of 6, and 3% more room.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, made in sorted(files.items()):
            entry = zipfile.ZipInfo(f"jiebang-{jiebang.__version__}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, made())
    return target.stat().st_size


def _files(folder: Path, data: Path, public: str, project: Project) -> Iterator[tuple[str, Bytes]]:
    """Everything in the zip, by its name there."""
    plain = {f"tables/{p.name}": p for p in sorted((folder / "tables").glob("*.[cs][sv][vg]"))}
    plain |= {f"data/{path.name}": path for path in sorted(data.glob("*.csv"))}
    plain |= {f"source/{path.name}": path for path in sorted((folder / "source").glob("*.txt"))}
    pages: dict[str, Path] = {}
    for edition in EDITIONS:
        for path in sorted((folder / edition.key).rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.suffix == ".html":
                pages[name] = path
            elif path.is_file() and "/assets/" in name:
                plain[name] = path
    rewrite = _rewriter(frozenset(plain) | frozenset(pages), public)

    def page(name: str) -> bytes:
        return _with_scripts(name, rewrite(name, pages[name].read_text("utf-8"))).encode()

    yield from ((name, path.read_bytes) for name, path in plain.items())
    yield from ((name, partial(page, name)) for name in pages)
    yield "index.html", lambda: front_door(public, project, "index.html").encode()
    index = sorted(path.relative_to(folder).as_posix() for path in folder.glob("search/**/*.json"))
    yield f"{FOLDER}/search.js", lambda: _as_script(folder, ("tables/hant.json", *index))
    yield f"{FOLDER}/tables.js", lambda: _as_script(folder, (*_WORDS, *_TABLES))


# ---------------------------------------------------------------- pages


def _rewriter(known: frozenset[str], public: str) -> Callable[[str, str], str]:
    """Turns the links of a page: to files where there is one, else to the site, else to nothing."""

    def target(base: str, up: str, link: str) -> str | None:
        """A link of some page that goes up to `base` by `up`, and on from there."""
        if _OUTSIDE.match(up + link):
            return link
        path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", link, re.DOTALL).groups()  # type: ignore[union-attr]
        inside = posixpath.normpath(posixpath.join(base, unquote(path)))
        if path.endswith("/") or not posixpath.splitext(inside)[1]:
            path, inside = posixpath.join(path, "index.html"), f"{inside}/index.html"
        if inside in known or inside == "index.html":
            return f"{up}{path}{mark}{rest}"
        if not public:
            return None
        return f"{public}{inside.removesuffix('index.html')}{mark}{rest}"

    # The menu and most links are the same tags on many pages.
    @lru_cache(maxsize=1 << 16)
    def turned(base: str, tag: str) -> str:
        if 'rel="preload"' in tag:
            return ""
        found = _LINKED.fullmatch(tag)
        assert found is not None
        link = target(base, found["up"], unescape(found["link"]))
        if link is not None:
            return f"{tag[: found.start('up')]}{escape(link)}{tag[found.end('link') :]}"
        return (
            f"{tag[: found.start('attribute')]}{tag[found.end('link') + 1 :]}" if found["a"] else ""
        )

    def rewrite(name: str, html: str) -> str:
        parts = name.split("/")[:-1]
        above = ["/".join(parts[:n]) for n in range(len(parts), -1, -1)]

        def tag(found: re.Match[str]) -> str:
            up = found["up"].count("/")
            return turned(above[up] if up < len(above) else "..", found[0])

        return _LINKED.sub(tag, html)

    return rewrite


def _with_scripts(name: str, html: str) -> str:
    """The scripts that stand for what the page fetches online, before its own."""
    edition, _, address = name.removesuffix("index.html").partition("/")
    wanted = _SCRIPTS.get(address, ())
    if not wanted:
        return html
    tags = "".join(f'<script src="../../{FOLDER}/{one}"></script>' for one in wanted)
    first = next(a for a in site_assets() if a.name == f"{address[:-1]}.js")
    before = f'<script src="../{first.address}">'
    if before not in html:
        raise JiebangError("no script to put the offline data before", f"{edition}/{address}")
    return html.replace(before, tags + before, 1)


# ---------------------------------------------------------------- data as scripts


def _as_script(folder: Path, names: Iterable[str]) -> bytes:
    """What a page fetches online, by name, as a script."""
    stored = (f'"{name}":{(folder / name).read_text("utf-8").strip()}' for name in names)
    return f"globalThis.jiebangStored={{{','.join(stored)}}};\n".encode()


# ---------------------------------------------------------------- its size


def write_size(folder: Path, size: str) -> None:
    """Put the size of the zip where the pages of downloads leave room."""
    for edition in EDITIONS:
        page = folder / edition.key / "data" / "index.html"
        if page.is_file():
            page.write_text(
                page.read_text("utf-8").replace(SIZE, f"<small>{size}</small>"),
                encoding="utf-8",
                newline="\n",
            )
