"""Styles and lists of a Word document: what numbers paragraphs, makes headings or hides text.

Automatic numbers are counted as Word counts them: “一、”, “（2）”, “1.1”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from jiebang.originals.counting import FORMATS
from jiebang.originals.package import W, value

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


_PLACE = re.compile(r"%([1-9])")
_MAX_LEVEL = 8
_BULLET = "•"
# Bullets of the fonts Symbol and Wingdings stand in the private use area.
_SYMBOLS = {"\uf0a8": "□", "\uf06f": "□", "\uf0fe": "☑", "\uf052": "☑", "\uf0fc": "✓"}


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, and the text around its number."""

    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    restart: int | None = None  # the level that starts it again; None: any above it
    legal: bool = False
    glue: str = " "
    style: str = ""


@dataclass
class Numbering:
    """The lists of a document, and where each of them stands."""

    levels: dict[str, dict[int, Level]]  # by numId
    shared: dict[str, str]  # numId → the definition it counts along with
    restarted: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def next(self, number_id: str, level: int) -> str:
        """The printed number of the next paragraph of a list, with the gap after it."""
        levels = self.levels.get(number_id)
        if levels is None or not 0 <= level <= _MAX_LEVEL:
            return ""
        own = levels.get(level, Level())
        counts = self.counts.setdefault(self.shared[number_id], [None] * (_MAX_LEVEL + 1))
        if number_id not in self.begun:
            self.begun.add(number_id)
            for at, start in self.restarted.get(number_id, {}).items():
                counts[at] = start - 1
        for above in range(level):
            if counts[above] is None:
                counts[above] = levels.get(above, Level()).start
        current = counts[level]
        counts[level] = own.start if current is None else current + 1
        for below in range(level + 1, _MAX_LEVEL + 1):
            restart = levels.get(below, Level()).restart
            if restart is None or level < restart:
                counts[below] = None
        return self._printed(levels, own, counts)

    @staticmethod
    def _printed(levels: dict[int, Level], own: Level, counts: list[int | None]) -> str:
        if own.format == "bullet":
            sign = _SYMBOLS.get(own.text.strip(), own.text.strip())
            plain = sign and not any("\ue000" <= c <= "\uf8ff" for c in sign)
            return (sign if plain else _BULLET) + " "
        if own.format == "none" and "%" not in own.text:
            return own.text

        def number(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            level = levels.get(at, Level())
            write: Callable[[int], str] = FORMATS.get(level.format, str)
            return (str if own.legal else write)(counts[at] or 0)

        text = _PLACE.sub(number, own.text)
        return text + own.glue if text else ""


def read_numbering(root: _Element | None) -> Numbering:
    """The lists that `numbering.xml` defines."""
    numbering = Numbering({}, {})
    if root is None:
        return numbering
    abstract = {str(e.get(f"{W}abstractNumId")): e for e in root.iterfind(f"{W}abstractNum")}
    # A definition that only points at a list style stands for the one that names itself so.
    named = {value(e, "styleLink"): key for key, e in abstract.items()}
    for element in root.iterfind(f"{W}num"):
        number_id = str(element.get(f"{W}numId"))
        key = value(element, "abstractNumId") or ""
        link = value(abstract[key], "numStyleLink") if key in abstract else None
        key = named.get(link, key) if link is not None else key
        levels = dict(_levels(abstract[key])) if key in abstract else {}
        starts: dict[int, int] = {}
        for override in element.iterfind(f"{W}lvlOverride"):
            at = _int(override.get(f"{W}ilvl"), 0)
            levels.update(_levels(override))
            start = value(override, "startOverride")
            if start is not None:
                starts[at] = _int(start, 1)
                levels[at] = replace(levels.get(at, Level()), start=starts[at])
        numbering.levels[number_id] = levels
        numbering.shared[number_id] = key
        numbering.restarted[number_id] = starts
    return numbering


def _levels(parent: _Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterfind(f"{W}lvl"):
        restart = value(element, "lvlRestart")
        # Word puts newer formats into mc:AlternateContent.
        newer = next(element.iter(f"{W}numFmt"), None)
        level = Level(
            start=_int(value(element, "start"), 1),
            format=value(element, "numFmt")
            or ("decimal" if newer is None else str(newer.get(f"{W}val"))),
            text=value(element, "lvlText") or "",
            restart=None if restart is None else _int(restart, 0),
            legal=element.find(f"{W}isLgl") is not None,
            glue="" if value(element, "suff") == "nothing" else " ",
            style=value(element, "pStyle") or "",
        )
        yield _int(element.get(f"{W}ilvl"), 0), level


def _int(text: str | None, default: int) -> int:
    """A number of the file within reason; the default for anything else."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else default
