"""The formats that originals come in: one module each, found by being here.

A new format is one file in this folder, with a `FORMAT` (and its reader, if it is short).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from jiebang.originals.original import Original


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `holds` tells by a file's bytes whether it is of this format; None for a text, whose
    `reads` tells it by the decoded text and the suffix of its name. `read` is
    “module:function” of (bytes, or text for a text; name) → Original. `fenced`: read in a
    process of its own, within limits; `slow`: it tells how far it is, and its limits count by
    the page. Of two that hold the same bytes, the lower `rank` goes first.
    """

    name: str
    suffixes: tuple[str, ...]
    read: str
    holds: Callable[[bytes], bool] | None = None
    reads: Callable[[str, str], bool] | None = None
    fenced: bool = True
    slow: bool = False
    rank: int = 0

    @property
    def is_text(self) -> bool:
        """Whether the file is decoded before it is read."""
        return self.holds is None

    def reader(self) -> Callable[..., Original]:
        """The function named by `read`, loaded now."""
        module, _, name = self.read.partition(":")
        found: Callable[..., Original] = getattr(importlib.import_module(module), name)
        return found


@cache
def formats() -> tuple[Format, ...]:
    """All formats, by rank, then by name."""
    modules = (m.name for m in pkgutil.iter_modules(__path__))
    found = (importlib.import_module(f"{__name__}.{name}").FORMAT for name in modules)
    return tuple(sorted(found, key=lambda each: (each.rank, each.name)))


def format_named(name: str) -> Format:
    """The format of that name."""
    return next(each for each in formats() if each.name == name)


def suffixes() -> tuple[str, ...]:
    """The suffixes of names that originals have."""
    return tuple(suffix for each in formats() for suffix in each.suffixes)
