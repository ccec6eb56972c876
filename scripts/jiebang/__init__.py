"""Bilingual publishing of Chinese R&D task lists (揭榜挂帅 and others).

`extract` reads the amounts of a Chinese text, `check_pair` sets a translation against it,
`convert` gives a file or a text its structure, `load_corpus` loads a project. Each is
imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiebang.checks import check_pair
    from jiebang.commands.api import convert, load_corpus
    from jiebang.quantities.read_zh import extract

__version__ = "0.2.0"
__all__ = ["check_pair", "convert", "extract", "load_corpus"]

_PUBLIC = {
    "check_pair": "jiebang.checks",
    "convert": "jiebang.commands.api",
    "extract": "jiebang.quantities.read_zh",
    "load_corpus": "jiebang.commands.api",
}


def __getattr__(name: str) -> Any:
    """A public function, by its name."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
