"""ODT → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers stand apart from the text and stay out; footnotes follow at the end; what
is in text boxes follows the paragraph that holds them. Deleted text and comments are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.numbering import LEVELS, Level, Numbering
from jiebang.originals.original import (
    HIDDEN,
    Lines,
    Original,
    join_all,
    one_line,
    shifted,
)
from jiebang.originals.package import Package

_NS = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
_OFFICE, _TEXT, _TABLE, _STYLE = (_NS.format(n) for n in ("office", "text", "table", "style"))
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SKIPPED = {
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{_TEXT}ruby-text",
}
_MAX_SPAN = 200
_COUNTED = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹": "chineseLegalSimplified", "①": "decimalEnclosedCircle",
}  # fmt: skip


def read_odt(data: bytes, where: str) -> Original:
    """The text of an OpenDocument text.

    Raises:
        InputError: it is broken, encrypted, or beyond the limits.
    """
    package = Package(data, where, "OpenDocument text")
    content, styles = (package.xml(f"{name}.xml") for name in ("content", "styles"))
    body = None if content is None else content.find(f"{_OFFICE}body/{_OFFICE}text")
    if content is None or body is None:
        raise InputError("an OpenDocument text without a text", where, "save it again")
    return _Reader([root for root in (styles, content) if root is not None]).read(body)


class _Reader:
    """One walk through the text, its counters going along."""

    def __init__(self, roots: list[_Element]) -> None:
        self.lines = Lines()
        self.numbering = _read_lists(roots)
        self.shifts: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.boxes: list[_Element] = []
        self.notes: list[tuple[str, _Element]] = []
        for style in (s for root in roots for s in root.iter(f"{_STYLE}style")):
            name, properties = (
                str(style.get(f"{_STYLE}name")),
                style.find(f"{_STYLE}text-properties"),
            )
            if properties is None:
                continue
            place = str(properties.get(f"{_STYLE}text-position", "")).split(" ")[0]
            if place.startswith("super") or (place.rstrip("%").isdecimal() and place != "0%"):
                self.shifts[name] = "superscript"
            elif place.startswith(("sub", "-")):
                self.shifts[name] = "subscript"
            if properties.get(f"{_TEXT}display") == "none":
                self.hidden.add(name)

    def read(self, body: _Element) -> Original:
        self._blocks(body)
        for mark, note in self.notes:
            words = (one_line(self._words(p)) for p in note.iter(f"{_TEXT}p"))
            self.lines.add(f"{mark} {join_all(words)}")
        return self.lines.finish("odt")

    def _blocks(self, parent: _Element) -> None:
        for element in parent:
            if element.tag in _PARAGRAPHS:
                self._paragraph(element)
            elif element.tag == f"{_TEXT}list":
                self._list(element, 0, "")
            elif element.tag == f"{_TABLE}table":
                self.lines.add_table([self._row(row) for row in _rows(element)])
            elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
                self._blocks(element)  # sections, indices, frames at the page

    def _paragraph(self, element: _Element, number: str = "") -> None:
        """Its printed line, and what is in the text boxes that it holds."""
        text = self._words(element)
        if element.get(f"{_TEXT}style-name") in self.hidden:
            self.lines.leave_out(one_line(text), HIDDEN)
            text = ""
        level = _count(element, "outline-level", 0) if element.tag == f"{_TEXT}h" else 0
        boxes, self.boxes = self.boxes, []
        self.lines.add(number + text if text.strip() else "", heading=min(level, 6))
        for box in boxes:
            self._blocks(box)

    def _words(self, element: _Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: _Element) -> Iterator[str]:
        yield _squeezed(element.text)
        for child in element:
            yield self._piece(child)
            yield _squeezed(child.tail)

    def _piece(self, child: _Element) -> str:
        name = str(child.tag).removeprefix(_TEXT)
        if name == "s":
            return " " * min(_count(child, "c", 1), _MAX_SPAN)
        if name in ("tab", "line-break"):
            return "\t" if name == "tab" else "\n"
        if name == "note":
            mark = shifted(child.findtext(f"{_TEXT}note-citation") or "", "superscript")
            self.notes.append((mark, child))
            return mark
        if name.endswith("}text-box"):
            self.boxes.append(child)
            return ""
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            return ""
        words = self._words(child)  # of spans, links, bookmarks, fields, frames
        style = str(child.get(f"{_TEXT}style-name")) if name == "span" else ""
        if style in self.hidden:
            self.lines.leave_out(one_line(words), HIDDEN)
            return ""
        return shifted(words, self.shifts.get(style, ""))

    def _list(self, element: _Element, depth: int, style: str) -> None:
        style = str(element.get(f"{_TEXT}style-name", style))
        goes_on = element.get(f"{_TEXT}continue-numbering") == "true"
        counts = self.numbering.counts(style)
        if depth < LEVELS and not (goes_on or f"{_TEXT}continue-list" in element.attrib):
            counts[depth] = None
        for item in element:
            numbered = item.tag == f"{_TEXT}list-item" and depth < LEVELS
            if numbered and (start := _count(item, "start-value", -1)) >= 0:
                counts[depth] = start - 1
            for block in item:
                if block.tag == f"{_TEXT}list":
                    self._list(block, depth + 1, style)
                elif block.tag in _PARAGRAPHS:
                    self._paragraph(block, self.numbering.next(style, depth) if numbered else "")
                    numbered = False

    def _row(self, row: _Element) -> list[str]:
        cells: list[str] = []
        for cell in row:
            times = min(_count(cell, "number-columns-repeated", 1, _TABLE), _MAX_SPAN)
            if cell.tag == f"{_TABLE}table-cell":
                cells += [self.lines.cell(self._blocks, cell)] * times
            elif cell.tag == f"{_TABLE}covered-table-cell":
                cells += [""] * times
        return cells


def _read_lists(roots: list[_Element]) -> Numbering:
    """The lists that styles define; a bullet is not printed."""
    numbering = Numbering()
    for style in (s for root in roots for s in root.iter(f"{_TEXT}list-style")):
        levels = numbering.levels.setdefault(str(style.get(f"{_STYLE}name")), {})
        for level in style:
            at = _count(level, "level", 0)
            kind = _COUNTED.get(str(level.get(f"{_STYLE}num-format", ""))[:1])
            levels[at - 1] = Level(restart=0, format="none", text="")
            if level.tag != f"{_TEXT}list-level-style-number" or not kind:
                continue
            shown = range(max(1, at + 1 - _count(level, "display-levels", 1)), at)
            above = (f"%{n}" for n in shown if levels.get(n - 1, Level()).text)
            prefix, suffix = (str(level.get(f"{_STYLE}num-{n}", "")) for n in ("prefix", "suffix"))
            levels[at - 1] = Level(
                start=_count(level, "start-value", 1),
                format=kind,
                text=f"{prefix}{'.'.join([*above, f'%{at}'])}{suffix}",
                restart=0,  # each list begins its own
                glue=" " if suffix in (".", "") else "",
            )
    return numbering


def _count(element: _Element, name: str, default: int, space: str = _TEXT) -> int:
    given = str(element.get(f"{space}{name}", ""))
    return int(given[:6]) if given.isdecimal() else default


def _rows(parent: _Element) -> Iterator[_Element]:
    """Rows, also those that groups and heads wrap; not those of tables in cells."""
    for element in parent:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag != f"{_TABLE}table-cell":
            yield from _rows(element)


def _squeezed(text: str | None) -> str:
    """White space as ODF has it: any run of it is one space."""
    if not text:
        return ""
    lead, tail = text[:1].isspace() and " ", text[-1:].isspace() and " "
    inner = " ".join(text.replace("\u3000", "\ue000").split()).replace("\ue000", "\u3000")
    return f"{lead or ''}{inner}{tail or ''}" if inner else " "
