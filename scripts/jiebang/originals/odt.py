"""ODT → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers stand apart from the text and stay out; footnotes follow at the end; the
text of text boxes follows the paragraph that holds them. Deleted text and comments are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.counting import FORMATS
from jiebang.originals.original import (
    BREAK,
    HIDDEN,
    Lines,
    Original,
    cell_line,
    join_all,
    lowered,
    one_line,
    raised,
)
from jiebang.originals.package import open_zip, xml_of

_NS = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
_OFFICE, _TEXT, _TABLE, _STYLE = (_NS.format(n) for n in ("office", "text", "table", "style"))
_DRAW = _NS.format("drawing")
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
    archive = open_zip(data, where, "OpenDocument text")
    content, styles = (
        xml_of(archive, f"{name}.xml", where, "OpenDocument text") for name in ("content", "styles")
    )
    body = None if content is None else content.find(f"{_OFFICE}body/{_OFFICE}text")
    if content is None or body is None:
        raise InputError("an OpenDocument text without a text", where, "save it again")
    return _Reader([root for root in (styles, content) if root is not None]).read(body)


class _Reader:
    """One walk through the text, its counters going along."""

    def __init__(self, roots: list[_Element]) -> None:
        self.lines = Lines()
        self.lists = _Lists(roots)
        self.shifts: dict[str, Callable[[str], str]] = {}
        self.hidden: set[str] = set()
        self.boxes: list[_Element] = []
        self.notes: list[tuple[str, _Element]] = []
        for style in (s for root in roots for s in root.iter(f"{_STYLE}style")):
            self._style(str(style.get(f"{_STYLE}name")), style.find(f"{_STYLE}text-properties"))

    def _style(self, name: str, properties: _Element | None) -> None:
        if properties is None:
            return
        place = str(properties.get(f"{_STYLE}text-position", "")).split(" ")[0]
        if place.startswith("super") or (place.rstrip("%").isdecimal() and place != "0%"):
            self.shifts[name] = raised
        elif place.startswith(("sub", "-")):
            self.shifts[name] = lowered
        if properties.get(f"{_TEXT}display") == "none":
            self.hidden.add(name)

    def read(self, body: _Element) -> Original:
        self._blocks(body)
        for mark, note in self.notes:
            parts = [self._words(p) for p in note.iter(f"{_TEXT}p")]
            self.lines.add(f"{mark} {join_all(map(one_line, parts))}")
        return self.lines.finish("odt")

    def _blocks(self, parent: _Element) -> None:
        for element in parent:
            if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._line(element)
            elif element.tag == f"{_TEXT}list":
                self._list(element, 1, "")
            elif element.tag == f"{_TABLE}table":
                self.lines.add_table(self._table(element))
            elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
                self._blocks(element)  # sections, indices, frames at the page

    def _line(self, element: _Element, number: str = "") -> None:
        level = str(element.get(f"{_TEXT}outline-level", ""))
        heading = int(level) if element.tag == f"{_TEXT}h" and level.isdecimal() else 0
        for at, line in enumerate(self._paragraph(element, number)):
            self.lines.add(line, 0, 0 if at else min(heading, 6))

    def _paragraph(self, element: _Element, number: str = "") -> list[str]:
        """Its printed line, and those of the text boxes it holds."""
        if str(element.get(f"{_TEXT}style-name")) in self.hidden:
            self.lines.leave_out(one_line(self._words(element)), HIDDEN)
            return []
        text = self._words(element)
        boxes, self.boxes = self.boxes, []
        lines = [number + text if text.strip() else text]
        for box in boxes:
            lines += [
                line for p in box.iter(f"{_TEXT}p", f"{_TEXT}h") for line in self._paragraph(p)
            ]
        return lines

    def _words(self, element: _Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: _Element) -> Iterator[str]:
        yield _squeezed(element.text)
        for child in element:
            yield from self._piece(child)
            yield _squeezed(child.tail)

    def _piece(self, child: _Element) -> Iterator[str]:
        name = child.tag
        if name == f"{_TEXT}s":
            count = str(child.get(f"{_TEXT}c", "1"))
            yield " " * (min(int(count), _MAX_SPAN) if count.isdecimal() else 1)
        elif name == f"{_TEXT}tab":
            yield "\t"
        elif name == f"{_TEXT}line-break":
            yield "\n"
        elif name == f"{_TEXT}note":
            mark = raised("".join(child.findtext(f"{_TEXT}note-citation") or ""))
            self.notes.append((mark, child))
            yield mark
        elif name == f"{_DRAW}text-box":
            self.boxes.append(child)
        elif name == f"{_TEXT}span":
            style = str(child.get(f"{_TEXT}style-name"))
            words = self._words(child)
            if style in self.hidden:
                self.lines.leave_out(one_line(words), HIDDEN)
            else:
                yield self.shifts.get(style, str)(words)
        elif isinstance(name, str) and name not in _SKIPPED:
            yield from self._pieces(child)  # links, bookmarks, fields, frames

    def _list(self, element: _Element, depth: int, style: str) -> None:
        style = str(element.get(f"{_TEXT}style-name", style))
        goes_on = element.get(f"{_TEXT}continue-numbering") == "true"
        self.lists.begin(style, depth, goes_on or f"{_TEXT}continue-list" in element.attrib)
        for item in element:
            numbered = item.tag == f"{_TEXT}list-item"
            for block in item:
                if block.tag == f"{_TEXT}list":
                    self._list(block, depth + 1, style)
                elif block.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                    own = self.lists.next(style, depth, item) if numbered else ""
                    self._line(block, own)
                    numbered = False

    def _table(self, table: _Element) -> list[list[str]]:
        rows = []
        for row in _inside(table, f"{_TABLE}table-row"):
            cells: list[str] = []
            for cell in row:
                if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                    continue
                covered = cell.tag == f"{_TABLE}covered-table-cell"
                times = str(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                count = min(int(times), _MAX_SPAN) if times.isdecimal() else 1
                cells += ["" if covered else self._cell(cell)] * count
            rows.append(cells)
        return rows

    def _cell(self, cell: _Element) -> str:
        kept, self.lines = self.lines, Lines()
        self._blocks(cell)
        found, self.lines = self.lines, kept
        self.lines.left += found.left
        return cell_line(BREAK.join(found.lines).replace("\n", BREAK))


class _Lists:
    """The styles of lists, and how far each is counted."""

    def __init__(self, roots: list[_Element]) -> None:
        self._levels: dict[tuple[str, int], _Element] = {}
        self._counts: dict[tuple[str, int], int] = {}
        for style in (s for root in roots for s in root.iter(f"{_TEXT}list-style")):
            for level in style:
                depth = str(level.get(f"{_TEXT}level", ""))
                if depth.isdecimal():
                    self._levels[str(style.get(f"{_STYLE}name")), int(depth)] = level

    def begin(self, style: str, depth: int, goes_on: bool) -> None:
        """A list begins: it counts anew, unless it goes on with one before."""
        if not goes_on:
            level = self._levels.get((style, depth))
            given = "" if level is None else str(level.get(f"{_TEXT}start-value", ""))
            self._counts[style, depth] = int(given) - 1 if given.isdecimal() else 0

    def next(self, style: str, depth: int, item: _Element) -> str:
        """The number of the next item, as it is printed; "" for a bullet or none."""
        given = str(item.get(f"{_TEXT}start-value", ""))
        count = int(given) if given.isdecimal() else self._counts.get((style, depth), 0) + 1
        self._counts[style, depth] = count
        level = self._levels.get((style, depth))
        if level is None or level.tag != f"{_TEXT}list-level-style-number":
            return ""
        shown = str(level.get(f"{_TEXT}display-levels", "1"))
        above = int(shown) - 1 if shown.isdecimal() else 0
        first = max(1, depth - above)
        numbers = [self._written(style, at) for at in range(first, depth + 1)]
        if not numbers[-1]:
            return ""
        prefix, suffix = (str(level.get(f"{_STYLE}num-{n}", "")) for n in ("prefix", "suffix"))
        gap = " " if suffix in (".", "") else ""
        return f"{prefix}{'.'.join(filter(None, numbers))}{suffix}{gap}"

    def _written(self, style: str, depth: int) -> str:
        level = self._levels.get((style, depth))
        kind = "" if level is None else str(level.get(f"{_STYLE}num-format", ""))
        write = FORMATS[_COUNTED.get(kind[:1], "none")]
        return write(self._counts.get((style, depth), 1))


def _inside(parent: _Element, name: str) -> Iterator[_Element]:
    """Rows, also those that groups and heads wrap; not those of tables in cells."""
    for element in parent:
        if element.tag == name:
            yield element
        elif element.tag != f"{_TABLE}table-cell":
            yield from _inside(element, name)


def _squeezed(text: str | None) -> str:
    """White space as ODF has it: any run of it is one space."""
    if not text:
        return ""
    lead, tail = text[:1].isspace() and " ", text[-1:].isspace() and " "
    inner = " ".join(text.replace("\u3000", "\ue000").split()).replace("\ue000", "\u3000")
    return f"{lead or ''}{inner}{tail or ''}" if inner else " "
