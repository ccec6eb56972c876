"""The dark scheme for readers without scripts: what their system prefers.

With scripts, `data-md-color-scheme` of the body says which scheme is on, and Material's
rules and ours for “slate” make it dark. Without, it says “default” for ever. So the rules
for “slate” are taken once more, for “default”, into a sheet that only a <noscript> loads,
and only where a dark scheme is preferred.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jiebang.errors import JiebangError

MEDIA = "screen and (prefers-color-scheme: dark)"
_RULE = re.compile(r"(?<=[{}/])\s*([^{}@]*\[data-md-color-scheme=\"?slate\"?\][^{}]*)\{([^{}]*)\}")
_SCHEME = re.compile(r"\[data-md-color-scheme=\"?slate\"?\]")
_COLOR = "data-md-color-primary="  # rules for Material's named colors, none of which is used


@dataclass(frozen=True, slots=True)
class DarkSheet:
    """The sheet and its address in an edition, named by its content."""

    address: str
    text: str


@cache
def dark_sheet() -> DarkSheet:
    """The sheet, from the installed theme and our own.

    Raises:
        JiebangError: the theme has no such rules any more.
    """
    found = find_spec("material")
    folders = [Path(f) for f in (found.submodule_search_locations or ()) if found] if found else []
    sheets = [
        path
        for folder in folders
        for path in sorted((folder / "templates/assets/stylesheets").glob("palette.*.min.css"))
    ]
    own = Path(__file__).parent / "assets" / "jiebang.css"
    if not sheets:
        raise JiebangError("its palette is missing", "mkdocs-material", "install mkdocs-material")
    text = dark_rules(path.read_text("utf-8") for path in (*sheets, own))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return DarkSheet(f"assets/dark.{digest}.css", text)


def dark_rules(sheets: Iterable[str]) -> str:
    """The rules of these sheets for the scheme “slate”, as rules for “default”."""
    rules = [
        _SCHEME.sub("[data-md-color-scheme=default]", f"{selector.strip()}{{{body.strip()}}}")
        for sheet in sheets
        for selector, body in _RULE.findall(f"}}{sheet}")
        if _COLOR not in selector
    ]
    return "\n".join((*rules, ""))
