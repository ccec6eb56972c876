"""ODT → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers stand apart from the text and stay out; footnotes follow at the end; what
is in text boxes follows the paragraph that holds them. Deleted text and comments are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.numbering import LEVELS, Level, NumberedList
from jiebang.originals.original import (
    HIDDEN,
    MAX_COLUMNS,
    STRUCK,
    Lines,
    Original,
    note_mark,
    one_line,
    read_whole,
    shifted,
)
from jiebang.originals.package import OfficePackage, move_boxes
from jiebang.text.words import load_words

_NS = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
_OFFICE, _TEXT, _TABLE, _STYLE = (_NS.format(n) for n in ("office", "text", "table", "style"))
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SKIPPED = (
    *(_TEXT + n for n in ("tracked-changes", "ruby-text")),
    *(_OFFICE + n for n in ("annotation", "forms")),
)
_RAISED = re.compile(r"super|(?!0%)\d+%")
_LOWERED = re.compile("sub|-")
_WHITE = re.compile(r"[ \t\r\n]+")


def read_odt(data: bytes, where: str) -> Original:
    """The text of an OpenDocument text.

    Raises:
        InputError: it is broken, encrypted, or beyond the limits.
    """
    package = OfficePackage(data, where, "OpenDocument text")
    roots = [package.xml(f"{name}.xml") for name in ("styles", "content")]
    body = roots[1].find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InputError("an OpenDocument text without a text", where, "save it again")
    etree.strip_elements(body, *_SKIPPED, with_tail=False)
    move_boxes(body, _NS.format("drawing") + "text-box", *_PARAGRAPHS)
    return _Reader(roots).read(body)


class _Reader:
    """One walk through the text, its counters going along."""

    def __init__(self, roots: list[_Element]) -> None:
        self.lines = Lines()
        self.lists = _read_lists(roots)
        self.shifts: dict[str, str] = {}
        self.left_out: dict[str, int] = {}  # the reason, by style
        self.said = ""  # the last piece of text
        self.notes: list[tuple[str, _Element]] = []
        for style in (s for root in roots for s in root.iter(f"{_STYLE}style")):
            name = str(style.get(f"{_STYLE}name"))
            self.shifts[name] = self.shifts.get(str(style.get(f"{_STYLE}parent-style-name")), "")
            for properties in style.iterfind(f"{_STYLE}text-properties"):
                place = str(properties.get(f"{_STYLE}text-position", ""))
                if _RAISED.match(place) or _LOWERED.match(place):
                    self.shifts[name] = "superscript" if _RAISED.match(place) else "subscript"
                struck = (
                    properties.get(f"{_STYLE}text-line-through-{n}") for n in ("style", "type")
                )
                if properties.get(f"{_TEXT}display") == "none":
                    self.left_out[name] = HIDDEN
                elif any(line not in (None, "none") for line in struck):
                    self.left_out[name] = STRUCK

    def read(self, body: _Element) -> Original:
        self._blocks(body)
        for mark, note in self.notes:
            self.lines.add_note(mark, self._blocks, note)
        return self.lines.finish("odt")

    def _blocks(self, elements: Iterable[_Element]) -> None:
        for element in elements:
            if element.tag in _PARAGRAPHS:
                self._paragraph(element)
            elif element.tag == f"{_TEXT}list":
                self._list(element, 0, "")
            elif element.tag == f"{_TABLE}table":
                self.lines.add_table([self._row(row) for row in _rows(element)])
            else:
                self._blocks(element)  # sections, indices, frames at the page

    def _paragraph(self, element: _Element, number: str = "") -> None:
        text = self._words(element)
        level = _count(element, "outline-level", 0) if element.tag == f"{_TEXT}h" else 0
        self.lines.add(number + text if text.strip() else "", heading=min(level, 6))

    def _words(self, element: _Element) -> str:
        """The text in an element, raised or lowered as it is; "" for a hidden one."""
        pieces = [self._say(element.text)]
        for child in element:
            pieces += [self._piece(child), self._say(child.tail)]
        words, style = "".join(pieces), str(element.get(f"{_TEXT}style-name", ""))
        if style in self.left_out:
            self.lines.leave_out(one_line(words), self.left_out[style])
            return ""
        return shifted(words, self.shifts.get(style, ""))

    def _say(self, text: str | None) -> str:
        self.said = _WHITE.sub(" ", text or "") or self.said
        return _WHITE.sub(" ", text or "")

    def _piece(self, child: _Element) -> str:
        name = str(child.tag).removeprefix(_TEXT)
        if name == "s":
            return " " * min(_count(child, "c", 1), MAX_COLUMNS)
        if name in ("tab", "line-break"):
            return "\t" if name == "tab" else "\n"
        if name == "note":
            mark = note_mark(child.findtext(f"{_TEXT}note-citation") or "", self.said)
            self.notes.append((mark, child))
            return mark
        return self._words(child)  # of spans, links, bookmarks, fields, frames

    def _list(self, element: _Element, depth: int, style: str) -> None:
        style = str(element.get(f"{_TEXT}style-name", style))
        goes_on = element.get(f"{_TEXT}continue-numbering") == "true"
        own = self.lists.get(style) if depth < LEVELS else None
        if own and not (goes_on or f"{_TEXT}continue-list" in element.attrib):
            own.counts[depth] = None
        for item in element:
            counting = own if item.tag == f"{_TEXT}list-item" else None
            if counting and (start := _count(item, "start-value", -1)) >= 0:
                counting.counts[depth] = start - 1
            for block in item:
                if block.tag == f"{_TEXT}list":
                    self._list(block, depth + 1, style)
                elif block.tag in _PARAGRAPHS and counting:
                    self._paragraph(block, counting.next(depth))
                    counting = None
                else:
                    self._blocks([block])

    def _row(self, row: _Element) -> list[str]:
        cells: list[str] = []
        for cell in row:
            times = min(_count(cell, "number-columns-repeated", 1, _TABLE), MAX_COLUMNS)
            covered = cell.tag != f"{_TABLE}table-cell"
            cells += ["" if covered else self.lines.cell(self._blocks, cell)] * times
        return cells


def _read_lists(roots: list[_Element]) -> dict[str, NumberedList]:
    """The lists that styles define, by name."""
    lists: dict[str, NumberedList] = {}
    ways = load_words("numbering")["types"]
    for style in (s for root in roots for s in root.iter(f"{_TEXT}list-style")):
        levels = lists.setdefault(str(style.get(f"{_STYLE}name")), NumberedList({})).levels
        for level in style:
            at = _count(level, "level", 0)
            kind = ways.get(str(level.get(f"{_STYLE}num-format", ""))[:1])
            if level.tag != f"{_TEXT}list-level-style-number":
                symbol = str(level.get(f"{_TEXT}bullet-char", ""))
                levels[at - 1] = Level(format="bullet", text=symbol)
                continue
            if not kind:
                levels[at - 1] = Level(format="none", text="")
                continue
            shown = range(max(1, at + 1 - _count(level, "display-levels", 1)), at)
            above = (f"%{n}" for n in shown if "%" in levels.get(n - 1, Level()).text)
            prefix, suffix = (str(level.get(f"{_STYLE}num-{n}", "")) for n in ("prefix", "suffix"))
            levels[at - 1] = Level(
                start=_count(level, "start-value", 1),
                format=kind,
                text=f"{prefix}{'.'.join([*above, f'%{at}'])}{suffix}",
                restart=0,  # each list begins its own
                glue=" " if suffix in (".", "") else "",
            )
    return lists


def _count(element: _Element, name: str, default: int, space: str = _TEXT) -> int:
    return read_whole(element.get(f"{space}{name}"), default)


def _rows(parent: _Element) -> Iterator[_Element]:
    """Rows, also those that groups and heads wrap; not those of tables in cells."""
    for element in parent:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag != f"{_TABLE}table-cell":
            yield from _rows(element)
