"""DOCX → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers are furniture of the page and stay out, named in the notes; footnotes
and endnotes follow at the end; the text of text boxes follows the paragraph that holds them.
"""

from __future__ import annotations

from lxml.etree import _Element

from jiebang.originals.docx_styles import Numbering, Styles, read_numbering, read_styles
from jiebang.originals.original import (
    BREAK,
    EDGE,
    HIDDEN,
    SHIFTS,
    Lines,
    Original,
    cell_line,
    join_all,
    one_line,
)
from jiebang.originals.package import Package, W, open_package, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DELETED = (f"{W}del", f"{W}moveFrom")
_UNPRINTED = (
    "pPr", "rPr", "instrText", "delText", "delInstrText", "fldData", "annotationRef",
    "commentReference", "footnoteRef", "endnoteRef", "proofErr", "rubyPr", "rt",
)  # fmt: skip
_SKIPPED = {*_DELETED, *(f"{W}{name}" for name in _UNPRINTED)}
_SIGNS = {f"{W}tab": "  ", f"{W}ptab": "  ", f"{W}noBreakHyphen": "-", f"{W}cr": "\n"}
_SYMBOLS = {  # of the fonts Wingdings and Symbol, as forms use them
    "A8": "□", "6F": "□", "FE": "☑", "52": "☑", "FD": "☒", "FC": "✓", "B3": "≥", "A3": "≤",
    "B1": "±", "B4": "×", "6D": "μ", "B0": "°", "6C": "●", "6E": "■", "75": "◆", "D8": "➢",
}  # fmt: skip


class Runs:
    """Collects the text of paragraphs; keeps count of pages, notes and boxes."""

    def __init__(self, lines: Lines, styles: Styles) -> None:
        self.lines, self.styles = lines, styles
        self.references: dict[str, dict[str, str]] = {"footnote": {}, "endnote": {}}
        self.began = 0  # the page on which the last text began
        self.hidden: list[str] = []
        self.pictures = 0
        self.changes = 0
        self.boxes: list[_Element] = []  # met and not taken yet
        lines.page = 1

    def report(self) -> None:
        """What was seen, as notes."""
        if self.pictures:
            self.lines.note(f"pictures without text: {self.pictures}")
        if self.changes:
            self.lines.note(f"tracked changes, read as accepted: {self.changes}")

    def text(self, element: _Element) -> str:
        """The text of an element, depth first, without recursion: files nest at will."""
        self.began = 0
        parts: list[str] = []
        stack = [iter(element)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                continue
            if not isinstance(child.tag, str):
                continue
            inner = self._enter(child, parts)
            if inner is not None:
                stack.append(iter(inner))
        return "".join(parts)

    def _enter(self, child: _Element, parts: list[str]) -> _Element | None:
        """Take what a child says; the element to walk on into, if any."""
        tag = str(child.tag)
        if tag in (f"{W}t", f"{_M}t"):
            self.began = self.began or self.lines.page
            parts.append(child.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag == f"{W}br":
            parts.append("\n" if child.get(f"{W}type") in (None, "textWrapping") else "")
        elif tag == f"{W}lastRenderedPageBreak":
            self.lines.page += 1
        elif tag == f"{W}sym":
            code = str(child.get(f"{W}char", "")).upper()
            parts.append(_SYMBOLS.get(code[-2:], "□"))
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            parts.append(self._reference(child))
        elif tag == f"{W}txbxContent":
            self.boxes.append(child)
        elif tag == f"{_MC}AlternateContent":
            return _alternative(child)
        elif tag == f"{W}r" and self.styles.hides(child):
            self.lines.note("hidden text was left out")
            self.hidden.append("".join(t.text or "" for t in child.iter(f"{W}t")))
        elif tag == f"{W}r" and (shift := _shift(child)):
            parts.append(SHIFTS[shift]("".join(t.text or "" for t in child.iter(f"{W}t"))))
        elif tag in _SKIPPED:
            self.changes += tag in _DELETED
        else:
            self.pictures += tag.endswith(("}blip", "}imagedata"))
            return child
        return None

    def _reference(self, element: _Element) -> str:
        name = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        known = self.references[name]
        key = str(element.get(f"{W}id", ""))
        if key not in known:
            count = sum(len(marks) for marks in self.references.values()) + 1
            known[key] = str(count).translate(_SUPERSCRIPT)
        return known[key]


def _shift(run: _Element) -> str:
    """“superscript” or “subscript”, for a run of nothing but text."""
    own = run.find(f"{W}rPr")
    if own is None or any(child.tag not in (f"{W}t", f"{W}rPr") for child in run):
        return ""
    align, moved = own.find(f"{W}vertAlign"), own.find(f"{W}position")
    if align is None and moved is not None and own.find(f"{W}sz") is not None:
        # Moved by points and set small: so is it in what was a .doc.
        points = str(moved.get(f"{W}val", ""))
        if points.removeprefix("-").isdecimal() and int(points):
            return "subscript" if points.startswith("-") else "superscript"
    shift = "" if align is None else str(align.get(f"{W}val", ""))
    return shift if shift in SHIFTS else ""


def _alternative(element: _Element) -> _Element | None:
    """The first choice, else the fallback: both say the same."""
    for name in ("Choice", "Fallback"):
        found = element.find(f"{_MC}{name}")
        if found is not None and len(found):
            return found
    return None


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
        boxes, self.runs.boxes = self.runs.boxes, []
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
            levels = self.numbering.levels.get(number_id, {})  # one may be bound to the style
            level = next((i for i, of in levels.items() if style and of.style == style), 0)
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
