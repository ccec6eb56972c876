"""Our style sheet and scripts, named by their content so that no stale copy is kept."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jiebang.errors import JiebangError

_KINDS = (".css", ".js")
_WORDS = ("search-words.js", "explore-values.js")
_BUNDLES = {
    "search.js": (*_WORDS, "search-index.js", "search-query.js", "search-rank.js", "search.js"),
    "explore.js": (*_WORDS, "explore.js"),
}
_GENERATORS = ("mkdocs", "properdocs")  # either will do: see the theme materialx
_STEMMER = re.compile(r"^lunr\.stemmer = \(function\(\)\{.*?^\}\)\(\);", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file and its address in an edition: `assets/jiebang.1a2b3c4d.css`.

    `text` is what is taken of the file; None where that is all of it.
    """

    name: str
    path: Path
    address: str
    text: str | None = None


@cache
def site_assets() -> tuple[Asset, ...]:
    """All of them, by name."""
    paths = sorted(p for p in Path(__file__).parent.iterdir() if p.suffix in _KINDS)
    parts = {part for bundle in _BUNDLES.values() for part in bundle}
    own = tuple(Asset(p.name, p, _address(p)) for p in paths if p.name not in parts)
    table = _table_library()
    bundles = (_bundle(name, bundle) for name, bundle in _BUNDLES.items())
    return (*own, Asset("datatables.js", table, _address(table, "datatables")), *bundles)


def _table_library() -> Path:
    """DataTables, as the installed package itables carries it; the package is not imported.

    Raises:
        JiebangError: the package is not there, or has no such file any more.
    """
    found = find_spec("itables")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "html" / "dt_bundle.js"
        if path.is_file():
            return path
    raise JiebangError("DataTables is missing", "itables", "install itables>=2.9,<3")


def _bundle(name: str, parts: Iterable[str]) -> Asset:
    """The scripts of a page as one, the stemmer before them: one request instead of many."""
    folder = Path(__file__).parent
    text = "\n".join((_stemmer(), *((folder / part).read_text("utf-8") for part in parts)))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Asset(name, folder / name, f"assets/{Path(name).stem}.{digest}.js", text)


def _stemmer() -> str:
    """Porter's stemmer out of lunr.js (MIT), as the installed MkDocs carries it.

    Raises:
        JiebangError: MkDocs has no such file any more.
    """
    inside = Path("contrib", "search", "templates", "search", "lunr.js")
    for path in (Path(place) / package / inside for place in sys.path for package in _GENERATORS):
        stemmer = path.is_file() and _STEMMER.search(path.read_text("utf-8"))
        if stemmer:
            return f"globalThis.lunr = {{}};\n{stemmer[0]}"
    raise JiebangError("the stemmer is missing", "mkdocs", "install mkdocs>=1.6,<2")


def _address(path: Path, name: str = "") -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"assets/{name or path.stem}.{digest}{path.suffix}"
