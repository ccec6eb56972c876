"""The characters of a PDF page with their places, upright."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, isfinite, pi, sin
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from jiebang.text.han import unify

_ZERO = frozenset("\u200b\u200c\u200d\ufeff\xad")
_MOST = 0.5
_ACROSS = 0.7  # of the side of the box around a character that lies across: what it is wide
_HYPHEN = "\x02"  # how PDFium marks a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: its place from `left` to `right`, its baseline, the height of its line."""

    char: str
    left: float
    right: float
    y: float
    height: float
    x: float | None = None  # of its origin: what follows what goes by these, not by the boxes
    character: Any = None  # of a scan: what `scans` knows of it

    @property
    def at(self) -> float:
        return self.left if self.x is None else self.x

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Glyphs:
    """The characters of a page. `turned`: by how many quarters its text is turned.

    `others` are those that run in other directions, one list each; `radicals` counts those
    that are read as the characters they stand for.
    """

    glyphs: list[Glyph]
    unreadable: int = 0
    others: Sequence[list[Glyph]] = ()
    turned: int = 0
    radicals: int = 0


def read_glyphs(page: Any) -> Glyphs:
    """The printed characters of a page, in the order of the file, each direction on its own."""
    textpage = page.get_textpage()
    page_text = textpage.raw
    found: list[tuple[float, Glyph]] = []
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    matrix = pdfium.FS_MATRIX()
    unreadable = high = radicals = 0
    try:
        for at in range(pdfium.FPDFText_CountChars(page_text)):
            if pdfium.FPDFText_IsGenerated(page_text, at):
                continue
            code = pdfium.FPDFText_GetUnicode(page_text, at)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            char = _sign(code)
            if not char or not pdfium.FPDFText_GetLooseCharBox(page_text, at, box):
                unreadable += not char and code not in map(ord, _ZERO)
                continue
            unreadable += char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
            char, radical = unify(char)
            radicals += radical
            pdfium.FPDFText_GetCharOrigin(page_text, at, x, y)
            # PDFium gives a slant as an angle; the matrix tells them apart.
            angle = 0.0
            if pdfium.FPDFText_GetMatrix(page_text, at, matrix):
                angle = _quarters(atan2(matrix.b, matrix.a))
            glyph = _upright(char, box, x.value, y.value, angle)
            if all(map(isfinite, (glyph.left, glyph.right, glyph.y))) and glyph.height > 0.01:
                found.append((angle, glyph))
    finally:
        textpage.close()
    angles = Counter(angle for angle, glyph in found if glyph.char != " " and angle % 1 == 0)
    main = int(angles.most_common(1)[0][0]) if angles else 0
    by_angle: dict[float, list[Glyph]] = {}
    for angle, glyph in found:
        if glyph.char != " " or glyph.right > glyph.left:
            by_angle.setdefault(angle, []).append(glyph)
    glyphs = by_angle.pop(main, [])
    return Glyphs(glyphs, unreadable, list(by_angle.values()), main, radicals)


def covers_page(page: Any) -> bool:
    """Whether one picture fills most of a page, as that of a scan does."""
    width, height = page.get_size()
    left, low, right, top = (ctypes.c_float() for _ in range(4))
    for found in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        if pdfium.FPDFPageObj_GetBounds(found.raw, left, low, right, top):
            area = (right.value - left.value) * (top.value - low.value)
            if area > _MOST * width * height:
                return True
    return False


def _sign(code: int) -> str:
    """The character of a code; "" for what prints nothing."""
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    char = chr(code)
    if char == _HYPHEN:
        return "-"
    if char.isspace():
        return " "
    return "" if code < 0x20 or 0x7F <= code < 0xA0 or char in _ZERO or code >= 0xFFFE else char


def _quarters(angle: float) -> float:
    """0 to 3 quarter turns, whole; to the nearest twentieth for text that lies across."""
    turns = angle / (pi / 2)
    near = round(turns) if abs(turns - round(turns)) < 0.05 else round(turns * 20) / 20
    return float(near % 4)


def _upright(char: str, box: Any, x: float, y: float, angle: float) -> Glyph:
    """The glyph on a page turned so that its text runs from left to right."""
    ax, ay = turn(box.left, box.bottom, angle)
    bx, by = turn(box.right, box.top, angle)
    origin, baseline = turn(x, y, angle)
    if angle % 1:  # a box around a character that lies across says little
        size = max(box.right - box.left, box.top - box.bottom) * _ACROSS
        return Glyph(char, origin, origin + size, baseline, size, origin)
    return Glyph(char, min(ax, bx), max(ax, bx), baseline, abs(by - ay), origin)


def turn(x: float, y: float, quarters: float) -> tuple[float, float]:
    """A point of a page turned back by so many quarters."""
    if not quarters:
        return x, y
    angle = -quarters * pi / 2
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)
