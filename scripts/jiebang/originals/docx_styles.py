"""Styles of a Word document, as far as they number paragraphs, make headings or hide text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiebang.originals.package import W, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFF = ("0", "false", "off", "none")
_MAX_DEPTH = 20
_LEVELS = 6  # of an outline; Word's tenth (9) is plain text


@dataclass(frozen=True)
class _Style:
    based_on: str
    number_id: str | None
    level: int | None
    hidden: bool | None
    outline: int | None = None


@dataclass(frozen=True)
class Styles:
    """Paragraph and character styles by id."""

    known: dict[str, _Style]
    default: str

    def list_of(self, paragraph: _Element) -> tuple[str, int | None, str]:
        """(list id, level, style that named it) of a paragraph; ("", None, "") for none.

        What stands at the paragraph goes before its style, and that before the style
        it is based on.
        """
        number_id, level = _list(paragraph.find(f"{W}pPr"))
        origin = first = value(paragraph, "pPr/pStyle") or self.default
        for name, style in self._chain(first):
            if number_id is None and style.number_id is not None:
                number_id, origin = style.number_id, name
            level = style.level if level is None else level
        return number_id or "", level, origin

    def heading_of(self, paragraph: _Element) -> int:
        """The level, 1 to 6, of a paragraph that stands in the document's outline; else 0."""
        styles = self._chain(value(paragraph, "pPr/pStyle") or self.default)
        levels = [_outline(paragraph.find(f"{W}pPr")), *(style.outline for _, style in styles)]
        level = next((level for level in levels if level is not None), _LEVELS)
        return level + 1 if level < _LEVELS else 0

    def hides(self, run: _Element) -> bool:
        """Whether a run is hidden text, which no print shows."""
        styles = self._chain(value(run, "rPr/rStyle") or "")
        switches = [_hidden(run.find(f"{W}rPr")), *(style.hidden for _, style in styles)]
        return bool(next((switch for switch in switches if switch is not None), False))

    def _chain(self, name: str) -> Iterator[tuple[str, _Style]]:
        """A style, and those that it is based on."""
        for _ in range(_MAX_DEPTH):
            style = self.known.get(name)
            if style is None:
                return
            yield name, style
            name = style.based_on


def read_styles(root: _Element | None) -> Styles:
    """The styles that `styles.xml` defines."""
    known: dict[str, _Style] = {}
    default = ""
    for element in root.iterfind(f"{W}style") if root is not None else ():
        name = str(element.get(f"{W}styleId", ""))
        properties = element.find(f"{W}pPr")
        known[name] = _Style(
            value(element, "basedOn") or "",
            *_list(properties),
            _hidden(element.find(f"{W}rPr")),
            _outline(properties),
        )
        paragraphs = element.get(f"{W}type") == "paragraph"
        if paragraphs and element.get(f"{W}default") in ("1", "true", "on"):
            default = name
    return Styles(known, default)


def _outline(properties: _Element | None) -> int | None:
    level = value(properties, "outlineLvl")
    return int(level) if level in tuple("0123456789") else None


def _list(properties: _Element | None) -> tuple[str | None, int | None]:
    level = value(properties, "numPr/ilvl")
    return value(properties, "numPr/numId"), int(level) if level in tuple("012345678") else None


def _hidden(properties: _Element | None) -> bool | None:
    switch = value(properties, "vanish", "1")
    return None if switch is None else switch not in _OFF
