"""Our style sheet and scripts, named by their content so that no stale copy is kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jiebang.errors import JiebangError

_KINDS = (".css", ".js")
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
    own = tuple(Asset(p.name, p, _address(p)) for p in paths)
    table = _table_library()
    return (*own, Asset("datatables.js", table, _address(table, "datatables")), _stemmer())


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


def _stemmer() -> Asset:
    """Porter's stemmer out of lunr.js (MIT), as the installed MkDocs carries it.

    Raises:
        JiebangError: MkDocs has no such file any more.
    """
    found = find_spec("mkdocs")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "contrib" / "search" / "templates" / "search" / "lunr.js"
        stemmer = path.is_file() and _STEMMER.search(path.read_text("utf-8"))
        if stemmer:
            text = f"globalThis.lunr={{}};\n{stemmer[0]}\n"
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            return Asset("stemmer.js", path, f"assets/stemmer.{digest}.js", text)
    raise JiebangError("the stemmer is missing", "mkdocs", "install mkdocs>=1.6,<2")


def _address(path: Path, name: str = "") -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"assets/{name or path.stem}.{digest}{path.suffix}"
