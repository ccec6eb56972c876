"""Our style sheet and scripts, named by their content so that no stale copy is kept."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jiebang.errors import JiebangError

# Comments that stand on lines of their own, by kind of file; none of our texts in `…` has a
# line that begins so, or one that begins with a blank.
_COMMENT = {
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(r"^\s*//.*$", re.MULTILINE),
}
_WORDS = ("search-words.js", "explore-values.js")
_BUNDLES = {
    "search.js": (*_WORDS, "search-index.js", "search-query.js", "search-rank.js", "search.js"),
    "explore.js": (*_WORDS, "explore-table.js", "explore.js"),
}
_GENERATORS = ("mkdocs", "properdocs")  # either will do: see the theme materialx
_STEMMER = re.compile(r"^lunr\.stemmer = \(function\(\)\{.*?^\}\)\(\);", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a page, its address in an edition (`assets/jiebang.1a2b3c4d.css`), its text."""

    name: str
    address: str
    text: str


@cache
def site_assets() -> tuple[Asset, ...]:
    """All of them, by name."""
    parts = {part for bundle in _BUNDLES.values() for part in bundle}
    names = sorted(p.name for p in Path(__file__).parent.iterdir() if p.suffix in _COMMENT)
    alone = {name: (name,) for name in names if name not in parts}
    return tuple(_bundle(name, bundle) for name, bundle in (alone | _BUNDLES).items())


def _bundle(name: str, parts: Sequence[str]) -> Asset:
    """The files of a page as one, without what only their writers read.

    Before several scripts stands the stemmer, which they use.
    """
    folder, path = Path(__file__).parent, Path(name)
    found = [] if len(parts) == 1 else [_stemmer()]
    found += [_COMMENT[path.suffix].sub("", (folder / part).read_text("utf-8")) for part in parts]
    text = "\n".join(line.strip() for one in found for line in one.split("\n") if line.strip())
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Asset(name, f"assets/{path.stem}.{digest}{path.suffix}", text)


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
