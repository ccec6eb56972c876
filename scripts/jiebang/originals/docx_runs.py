"""The text inside a paragraph of a Word document: what its print would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiebang.originals.docx_styles import Styles
from jiebang.originals.original import SHIFTS, Lines
from jiebang.originals.package import W

if TYPE_CHECKING:
    from lxml.etree import _Element

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
        self._boxes: list[_Element] = []
        lines.page = 1

    def take_boxes(self) -> list[_Element]:
        """The text boxes met since the last call."""
        boxes, self._boxes = self._boxes, []
        return boxes

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
            self._boxes.append(child)
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
