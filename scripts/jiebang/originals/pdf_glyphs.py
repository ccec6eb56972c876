"""The signs of a PDF page with their places, upright."""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass
from math import isfinite, pi
from typing import Any

from jiebang.originals.pdfium import raw

_ZERO = frozenset("\u200b\u200c\u200d\ufeff\xad")
_HYPHEN = "\x02"  # how PDFium marks a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign: its place from `left` to `right`, its baseline, the height of its line."""

    char: str
    left: float
    right: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Glyphs:
    """The signs of a page. `turned`: by how many quarters its text is turned."""

    glyphs: list[Glyph]
    unreadable: int
    slanted: bool
    turned: int


def read_glyphs(page: Any) -> Glyphs:
    """The printed signs of a page, in the order of the file, those across it left out."""
    pdfium = raw()
    textpage = page.get_textpage()
    page_text = textpage.raw
    found: list[tuple[int, Glyph]] = []
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    unreadable, high = 0, 0
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
            pdfium.FPDFText_GetCharOrigin(page_text, at, x, y)
            angle = _quarters(pdfium.FPDFText_GetCharAngle(page_text, at))
            glyph = _upright(char, box, x.value, y.value, angle)
            if all(map(isfinite, (glyph.left, glyph.right, glyph.y))) and glyph.height > 0.01:
                found.append((angle, glyph))
    finally:
        textpage.close()
    angles = Counter(angle for angle, glyph in found if glyph.char != " ")
    main = angles.most_common(1)[0][0] if angles else 0
    if main < 0:
        main = 0
    glyphs = [glyph for angle, glyph in found if angle == main]
    slanted = len(glyphs) < len(found)
    return Glyphs(
        [g for g in glyphs if g.char != " " or g.right > g.left], unreadable, slanted, main
    )


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


def _quarters(angle: float) -> int:
    """0 to 3 quarter turns; -1 for text that lies across."""
    turns = angle / (pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.05 else -1


def _upright(char: str, box: Any, x: float, y: float, angle: int) -> Glyph:
    """The glyph on a page turned so that its text runs from left to right."""
    ax, ay = turn(box.left, box.bottom, angle)
    bx, by = turn(box.right, box.top, angle)
    _, baseline = turn(x, y, angle)
    return Glyph(char, min(ax, bx), max(ax, bx), baseline, abs(by - ay))


def turn(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A point of a page turned back by so many quarters."""
    if quarters == 1:
        return -y, x
    if quarters == 2:
        return -x, -y
    return (y, -x) if quarters == 3 else (x, y)
