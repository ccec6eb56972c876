"""Styles of a Word document, as far as they number paragraphs, make headings or hide text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiebang.originals.package import W

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
        name = self._style(paragraph)
        first = name
        origin = ""
        for _ in range(_MAX_DEPTH):
            style = self.known.get(name)
            if style is None or (number_id is not None and level is not None):
                break
            if number_id is None and style.number_id is not None:
                number_id, origin = style.number_id, name
            if level is None and style.level is not None:
                level = style.level
            name = style.based_on
        return number_id or "", level, origin or first

    def heading_of(self, paragraph: _Element) -> int:
        """The level, 1 to 6, of a paragraph that stands in the document's outline; else 0."""
        level = _outline(paragraph.find(f"{W}pPr"))
        name = self._style(paragraph)
        for _ in range(_MAX_DEPTH):
            style = self.known.get(name)
            if style is None or level is not None:
                break
            level, name = style.outline, style.based_on
        return level + 1 if level is not None and level < _LEVELS else 0

    def hides(self, run: _Element) -> bool:
        """Whether a run is hidden text, which no print shows."""
        properties = run.find(f"{W}rPr")
        own = _switch(properties, "vanish")
        if own is not None or properties is None:
            return bool(own)
        named = properties.find(f"{W}rStyle")
        name = "" if named is None else str(named.get(f"{W}val", ""))
        for _ in range(_MAX_DEPTH):
            style = self.known.get(name)
            if style is None:
                return False
            if style.hidden is not None:
                return style.hidden
            name = style.based_on
        return False

    def _style(self, paragraph: _Element) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return self.default if named is None else str(named.get(f"{W}val", ""))


def read_styles(root: _Element | None) -> Styles:
    """The styles that `styles.xml` defines."""
    known: dict[str, _Style] = {}
    default = ""
    for element in root.iterfind(f"{W}style") if root is not None else ():
        name = str(element.get(f"{W}styleId", ""))
        based = element.find(f"{W}basedOn")
        number_id, level = _list(element.find(f"{W}pPr"))
        known[name] = _Style(
            "" if based is None else str(based.get(f"{W}val", "")),
            number_id,
            level,
            _switch(element.find(f"{W}rPr"), "vanish"),
            _outline(element.find(f"{W}pPr")),
        )
        paragraphs = element.get(f"{W}type") == "paragraph"
        if paragraphs and element.get(f"{W}default") in ("1", "true", "on"):
            default = name
    return Styles(known, default)


def _outline(properties: _Element | None) -> int | None:
    found = None if properties is None else properties.find(f"{W}outlineLvl")
    value = "" if found is None else str(found.get(f"{W}val", ""))
    return int(value) if value in tuple("0123456789") else None


def _list(properties: _Element | None) -> tuple[str | None, int | None]:
    numbers = None if properties is None else properties.find(f"{W}numPr")
    if numbers is None:
        return None, None
    number, level = numbers.find(f"{W}numId"), numbers.find(f"{W}ilvl")
    text = "" if level is None else str(level.get(f"{W}val", ""))
    return (
        None if number is None else str(number.get(f"{W}val", "")),
        int(text) if text in tuple("012345678") else None,
    )


def _switch(properties: _Element | None, name: str) -> bool | None:
    element = None if properties is None else properties.find(f"{W}{name}")
    return None if element is None else str(element.get(f"{W}val", "1")) not in _OFF
