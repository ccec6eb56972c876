"""DOCX → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers are furniture of the page and stay out, named in the notes; footnotes
and endnotes follow at the end; the text of text boxes follows the paragraph that holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiebang.originals.docx_runs import Runs
from jiebang.originals.docx_styles import Styles, read_styles
from jiebang.originals.numbering import Numbering, read_numbering
from jiebang.originals.original import (
    BREAK,
    EDGE,
    HIDDEN,
    Lines,
    Original,
    cell_line,
    join_all,
    one_line,
)
from jiebang.originals.package import Package, W, open_package, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS = {W + n for n in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
_MAX_COLUMNS = 200


def read_docx(data: bytes, where: str) -> Original:
    """The text of a Word document.

    Raises:
        InputError: it is broken, encrypted, no DOCX, or beyond the limits.
    """
    return _Reader(open_package(data, where)).read()


class _Reader:
    """One walk through the document, its counters going along."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.lines = Lines()
        self.styles: Styles = read_styles(package.xml(package.beside("styles.xml")))
        self.numbering: Numbering = read_numbering(package.xml(package.beside("numbering.xml")))
        self.runs = Runs(self.lines, self.styles)

    def read(self) -> Original:
        root = self.package.xml(self.package.main)
        body = None if root is None else root.find(f"{W}body")
        if body is not None:
            self._blocks(body)
        for part, name in (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")):
            self._notes(self.package.xml(self.package.beside(part)), name)
        self.runs.report()
        for text in self.runs.hidden:
            self.lines.leave_out(text, HIDDEN)
        for part in self.package.edges():
            self._left_out(self.package.xml(part), "header" if "header" in part else "footer")
        # Only Word notes where its pages broke.
        if root is None or next(root.iter(f"{W}lastRenderedPageBreak"), None) is None:
            self.lines.pages = []
        return self.lines.finish("docx")

    def _blocks(self, parent: _Element) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                lines = self._paragraph(element)
                heading = self.styles.heading_of(element)
                for at, line in enumerate(lines):
                    self.lines.add(line, self.runs.began, 0 if at else heading)
            elif element.tag == f"{W}tbl":
                self.lines.add_table(self._table(element))
            elif element.tag in _WRAPPERS:
                self._blocks(element)
            elif element.tag == f"{W}altChunk":
                self.lines.note("an embedded document was left out")

    def _paragraph(self, paragraph: _Element) -> list[str]:
        """Its printed line, and those of the text boxes it holds."""
        text = self.runs.text(paragraph)
        boxes = self.runs.take_boxes()
        if text.strip():
            text = self._number(paragraph) + text
        lines = [text]
        for box in boxes:
            for inner in box:
                if inner.tag == f"{W}p":
                    lines += self._paragraph(inner)
                elif inner.tag == f"{W}tbl":
                    lines += ["  ".join(filter(None, row)) for row in self._table(inner)]
        return lines

    def _number(self, paragraph: _Element) -> str:
        """The automatic number of a paragraph that shows text; empty ones show none."""
        number_id, level, style = self.styles.list_of(paragraph)
        if not number_id or number_id == "0":
            return ""
        if level is None:
            level = self.numbering.level_of_style(number_id, style)
        return self.numbering.next(number_id, level)

    def _table(self, table: _Element) -> list[list[str]]:
        rows = []
        for row in self._inside(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [""] * _span(row, "trPr/gridBefore", 0)
            for cell in self._inside(row, "tc"):
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val") != "restart"
                text = self._cell(cell)
                cells.append("" if goes_on and not text else text)
                cells += [""] * (_span(cell, "tcPr/gridSpan", 1) - 1)
            rows.append(cells)
        return rows

    def _inside(self, parent: _Element, name: str) -> list[_Element]:
        """Rows or cells, also those that content controls and corrections wrap."""
        found = []
        for element in parent:
            if element.tag == f"{W}{name}":
                found.append(element)
            elif element.tag in _WRAPPERS:
                found += self._inside(element, name)
        return found

    def _cell(self, cell: _Element) -> str:
        """The lines of a cell as one, parted by BREAK; a table in it, too.

        A cell with nothing but an automatic number shows it: so rows are often counted.
        """
        parts: list[str] = []
        for element in cell:
            if element.tag == f"{W}p":
                lines = self._paragraph(element)
                parts += lines if any(lines) else [self._number(element).rstrip(" \t•")]
            elif element.tag == f"{W}tbl":
                parts += [join_all(filter(None, row)) for row in self._table(element)]
            elif element.tag in _WRAPPERS:
                parts.append(self._cell(element))
        return cell_line(BREAK.join(parts).replace("\n", BREAK))

    def _left_out(self, root: _Element | None, what: str) -> None:
        """Name the words of a page header or footer; a page number has none."""
        texts = [] if root is None else [e.text or "" for e in root.iter(f"{W}t")]
        text = one_line("".join(texts))
        if any(c.isalpha() and c not in "第页共" for c in text):
            self.lines.note(f"page {what} left out: “{text[:40]}{'…' * (len(text) > 40)}”")
            self.lines.leave_out(text, EDGE)

    def _notes(self, root: _Element | None, name: str) -> None:
        """Foot- or endnotes that the text refers to, in the order it does."""
        if root is None:
            return
        notes = {str(e.get(f"{W}id")): e for e in root.iterfind(f"{W}{name}")}
        for reference, mark in list(self.runs.references[name].items()):
            element = notes.get(reference)
            if element is None:
                continue
            parts = [line for p in element.iter(f"{W}p") for line in self._paragraph(p)]
            self.lines.add(f"{mark} {join_all(map(one_line, parts))}")


def _span(element: _Element, path: str, default: int) -> int:
    given = value(element, path) or ""
    return min(int(given), _MAX_COLUMNS) if given.isascii() and given.isdigit() else default
