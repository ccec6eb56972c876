"""DOCX → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers are furniture of the page and stay out, named in the notes; footnotes
and endnotes follow at the end; what is in text boxes follows the paragraph that holds them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.docx_styles import Styles, W, read_numbering, value
from jiebang.originals.original import (
    BREAK,
    EDGE,
    HIDDEN,
    Lines,
    Original,
    join_all,
    one_line,
    shifted,
)
from jiebang.originals.package import Package

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OTHERS = {
    "xl/workbook.xml": "a spreadsheet (.xlsx)",
    "ppt/presentation.xml": "slides (.pptx)",
    "OFD.xml": "an OFD document",
    "mimetype": "an OpenDocument or EPUB file",
}
_MAX_EDGES = 30  # page headers and footers that are looked at
_MAX_COLUMNS = 200
_DELETED = ("del", "moveFrom")
# What says the same wherever it stands; most of it nothing.
_FIXED = dict.fromkeys(
    (
        "pPr", "rPr", "instrText", "delText", "delInstrText", "fldData", "annotationRef",
        "commentReference", "footnoteRef", "endnoteRef", "proofErr", "rubyPr", "rt", *_DELETED,
    ), "",
) | {"tab": "  ", "ptab": "  ", "noBreakHyphen": "-", "cr": "\n"}  # fmt: skip
_SYMBOLS = {  # of the fonts Wingdings and Symbol, as forms use them
    "A8": "□", "6F": "□", "FE": "☑", "52": "☑", "FD": "☒", "FC": "✓", "B3": "≥", "A3": "≤",
    "B1": "±", "B4": "×", "6D": "μ", "B0": "°", "6C": "●", "6E": "■", "75": "◆", "D8": "➢",
}  # fmt: skip
_WRAPPERS = {W + n for n in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}


def read_docx(data: bytes, where: str) -> Original:
    """The text of a Word document.

    Raises:
        InputError: it is broken, encrypted, no DOCX, or beyond the limits.
    """
    package = Package(data, where, "DOCX")
    main = _main_part(package)
    if main is None:
        what = next((w for n, w in _OTHERS.items() if n in package.names), "a ZIP archive")
        remedy = "add the files in it one by one" if "ZIP" in what else "save it as .docx or .pdf"
        raise InputError(f"{what}, not a Word document", where, remedy)
    return _Reader(package, main).read()


def _main_part(package: Package) -> str | None:
    """The part that the package names as its document."""
    relations = package.xml("_rels/.rels")
    named = [
        posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
        for relation in (() if relations is None else relations)
        if str(relation.get("Type", "")).endswith("/officeDocument")
    ]
    names = [*(name for name in named if name.startswith("word/")), "word/document.xml"]
    return next((name for name in names if name in package.names), None)


class _Reader:
    """One walk through the document, its counters going along."""

    def __init__(self, package: Package, main: str) -> None:
        self.package, self.folder = package, posixpath.dirname(main)
        self.root = package.xml(main)
        self.styles = Styles(self._part("styles"))
        self.numbering = read_numbering(self._part("numbering"))
        self.lines = Lines()
        self.began = 0  # the page on which the last text began
        self.in_cell = False
        self.marks: dict[tuple[str, str], str] = {}  # of foot- and endnotes, by kind and id
        self.boxes: list[_Element] = []  # met and not taken yet
        self.pictures = self.changes = 0

    def _part(self, name: str) -> _Element | None:
        return self.package.xml(f"{self.folder}/{name}.xml")

    def read(self) -> Original:
        body = None if self.root is None else self.root.find(f"{W}body")
        if body is not None:
            # Only Word notes where its pages broke.
            self.lines.page = int(any(True for _ in body.iter(f"{W}lastRenderedPageBreak")))
            self._blocks(body)
        for kind in ("footnote", "endnote"):
            self._notes(self._part(f"{kind}s"), kind)
        if self.pictures:
            self.lines.note(f"pictures without text: {self.pictures}")
        if self.changes:
            self.lines.note(f"tracked changes, read as accepted: {self.changes}")
        edges = re.compile(rf"^{re.escape(self.folder)}/(header|footer)\d{{0,3}}\.xml$", re.M)
        for part in list(edges.finditer("\n".join(sorted(self.package.names))))[:_MAX_EDGES]:
            self._leave_out(self.package.xml(part.group()), part.group(1))
        return self.lines.finish("docx")

    def _blocks(self, parent: _Element) -> None:
        for element in _unwrapped(parent):
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self.lines.add_table(list(self._table(element)))
            elif element.tag == f"{W}altChunk":
                self.lines.note("an embedded document was left out")

    def _paragraph(self, paragraph: _Element) -> None:
        """Its printed line, and those of the text boxes it holds.

        A cell with nothing but an automatic number shows it: so rows are often counted.
        """
        text = self._text(paragraph)
        boxes, self.boxes = self.boxes, []
        if text.strip():
            text = self._number(paragraph) + text
        elif self.in_cell and not boxes:
            text = self._number(paragraph).rstrip(" \t•")
        self.lines.add(text, self.began, self.styles.heading_of(paragraph))
        for box in boxes:
            self._blocks(box)

    def _number(self, paragraph: _Element) -> str:
        """The automatic number of a paragraph that shows text; empty ones show none."""
        number_id, level, style = self.styles.list_of(paragraph)
        if level is None:
            levels = self.numbering.levels.get(number_id, {})  # one may be bound to the style
            level = next((i for i, of in levels.items() if style and of.style == style), 0)
        return self.numbering.next(number_id, level) if number_id != "0" else ""

    def _text(self, parent: _Element) -> str:
        """The text of a paragraph."""
        self.began = 0
        parts = []
        walk = etree.iterwalk(parent, events=("start",))
        for _, element in walk:
            shown = self._say(element) if element is not parent else None
            if shown is not None:
                parts.append(shown)
                walk.skip_subtree()
        return "".join(parts)

    def _say(self, element: _Element) -> str | None:
        """What an element says; None where that is what its children say."""
        name = str(element.tag).removeprefix(W) if isinstance(element.tag, str) else "rPr"
        if name in ("t", f"{_M}t"):
            self.began = self.began or self.lines.page
            return element.text or ""
        if name == "r":
            return self._say_run(element)
        if name == "br":
            return "\n" if element.get(f"{W}type") in (None, "textWrapping") else ""
        if name == "lastRenderedPageBreak":
            self.lines.page += 1
        elif name == "sym":
            return _SYMBOLS.get(str(element.get(f"{W}char", "")).upper()[-2:], "□")
        elif name in ("footnoteReference", "endnoteReference"):
            key = name.removesuffix("Reference"), str(element.get(f"{W}id", ""))
            return self.marks.setdefault(key, shifted(str(len(self.marks) + 1), "superscript"))
        elif name == "txbxContent":
            self.boxes.append(element)
            return ""
        elif name in (f"{_MC}Choice", f"{_MC}Fallback"):  # both say the same
            first = next((e for e in element.itersiblings(preceding=True) if len(e)), None)
            return None if first is None else ""
        self.changes += name in _DELETED
        self.pictures += name.endswith(("}blip", "}imagedata"))
        return _FIXED.get(name)

    def _say_run(self, run: _Element) -> str | None:
        """Of a run that is hidden, raised or lowered: its text."""
        properties = run.find(f"{W}rPr")
        text = "".join(t.text or "" for t in run.iter(f"{W}t"))
        if properties is None:
            return None
        if self.styles.hides(run):
            self.lines.note("hidden text was left out")
            self.lines.leave_out(text, HIDDEN)
            return ""
        if any(child.tag not in (f"{W}t", f"{W}rPr") for child in run):
            return None
        shift, points = value(properties, "vertAlign"), value(properties, "position") or ""
        if (
            shift is None
            and properties.find(f"{W}sz") is not None
            and points.strip("-0").isdecimal()
        ):
            # Moved by points and set small: so is it in what was a .doc.
            shift = "subscript" if points.startswith("-") else "superscript"
        return shifted(text, shift) if shift in ("superscript", "subscript") else None

    def _table(self, table: _Element) -> Iterator[list[str]]:
        for row in _unwrapped(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [""] * _span(row, "trPr/gridBefore", 0)
            for cell in _unwrapped(row, "tc"):
                cells += [self._cell(cell), *[""] * (_span(cell, "tcPr/gridSpan", 1) - 1)]
            yield cells

    def _cell(self, cell: _Element) -> str:
        outer, self.in_cell = self.in_cell, True
        text = self.lines.cell(self._blocks, cell)
        self.in_cell = outer
        return text

    def _leave_out(self, root: _Element | None, what: str) -> None:
        """Name the words of a page header or footer; a page number has none."""
        texts = [] if root is None else [e.text or "" for e in root.iter(f"{W}t")]
        text = one_line("".join(texts))
        if any(c.isalpha() and c not in "第页共" for c in text):
            self.lines.note(f"page {what} left out: “{text[:40]}{'…' * (len(text) > 40)}”")
            self.lines.leave_out(text, EDGE)

    def _notes(self, root: _Element | None, kind: str) -> None:
        """Foot- or endnotes that the text refers to, in the order it does."""
        notes = {} if root is None else {str(e.get(f"{W}id")): e for e in root.iter(f"{W}{kind}")}
        for (of, key), mark in list(self.marks.items()):
            if of == kind and key in notes:
                parts = self.lines.cell(self._blocks, notes[key]).split(BREAK)
                self.lines.add(f"{mark} {join_all(parts)}")


def _unwrapped(parent: _Element, name: str = "") -> Iterator[_Element]:
    """The children, also those that content controls and corrections wrap."""
    for element in parent:
        if element.tag in _WRAPPERS:
            yield from _unwrapped(element, name)
        elif not name or element.tag == f"{W}{name}":
            yield element


def _span(element: _Element, path: str, default: int) -> int:
    given = value(element, path) or ""
    return min(int(given), _MAX_COLUMNS) if given.isascii() and given.isdigit() else default
