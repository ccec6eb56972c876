"""The characters of a PDF page with their places, upright."""

from __future__ import annotations

import ctypes
from cmath import isfinite, phase, rect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import pi
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from jiebang.originals.original import plain_symbol
from jiebang.text.han import unify

_ZERO = frozenset("\u200b\u200c\u200d\ufeff\xad")
_MOST = 0.5
_ACROSS = 0.7  # of the side of the box around a character that lies across: what it is wide
_DOT = (2.0, 7.0)  # points that the bullet of a list is wide and high, where it is drawn
_MOST_DOTS = 200  # on a page; more is a drawing
_DOT_BEFORE = 2.5  # of the height of a line: how far before it that stands
_LONGEST_NAME = 128  # of a font; a longer one is not read
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
    spaced: bool = False  # after a space

    @property
    def at(self) -> float:
        return self.left if self.x is None else self.x

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Glyphs:
    """The characters of a page, no spaces. `turned`: by how many quarters its text is turned.

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
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    matrix = pdfium.FS_MATRIX()
    by_angle: dict[float, list[Glyph]] = {}
    unreadable = radicals = 0
    spaced, before = False, 0j
    for at, code in _codes(textpage.raw):
        char = _printed(code)
        if char in ("", " "):
            spaced |= char == " "
            unreadable += not char and chr(code) not in _ZERO
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage.raw, at, box):
            continue
        if "\ue000" <= char <= "\uf8ff":
            char = plain_symbol(char, _font(textpage.raw, at))
        unreadable += char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
        char, radical = unify(char)
        radicals += radical
        pdfium.FPDFText_GetCharOrigin(textpage.raw, at, x, y)
        # PDFium gives a slant as an angle; the matrix tells them apart.
        angle = 0.0
        if pdfium.FPDFText_GetMatrix(textpage.raw, at, matrix):
            angle = _quarters(phase(complex(matrix.a, matrix.b)))
        origin = complex(x.value, y.value)
        glyph, own = _upright(char, box, origin, angle, spaced), by_angle.get(angle)
        if own and origin == before and _is_one_sign(textpage.raw, at):
            glyph = replace(glyph, left=own[-1].middle, x=own[-1].middle)
        before = origin
        if isfinite(complex(glyph.left + glyph.right, glyph.y)) and glyph.height > 0.01:
            by_angle.setdefault(angle, []).append(glyph)
            spaced = False
    if bullets := by_angle.get(0.0):
        bullets += list(_drawn_bullets(page, bullets))
    main = max((a for a in by_angle if a % 1 == 0), key=lambda a: len(by_angle[a]), default=0)
    glyphs = by_angle.pop(main, [])
    return Glyphs(glyphs, unreadable, list(by_angle.values()), int(main), radicals)


def _codes(page_text: Any) -> Iterator[tuple[int, int]]:
    """The characters that stand in the file: where, and their code points."""
    high = 0
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
        yield at, code


def _font(page_text: Any, at: int) -> str:
    """The name of a character's font; "" where it has none."""
    name, flags = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(page_text, at, name, _LONGEST_NAME, flags)
    return name.value.decode("latin-1")


def _drawn_bullets(page: Any, glyphs: list[Glyph]) -> Iterator[Glyph]:
    """The bullets of lists that a browser draws, as characters before the lines they belong to."""
    drawn = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)
    dots = [dot for dot in (drawing.get_bounds() for drawing in drawn) if _is_dot(*dot)]
    for left, foot, right, top in dots if len(dots) <= _MOST_DOTS else ():
        line = [g for g in glyphs if 0 < (foot + top) / 2 - g.y < 0.6 * g.height]
        first = min((g for g in line if g.left >= right), key=lambda g: g.left, default=None)
        if first is None or first.left - right > _DOT_BEFORE * first.height:
            continue
        beside = (g for g in line if abs(g.y - first.y) < 0.1 * g.height)  # not in the cell before
        if not any(left - _DOT_BEFORE * g.height < g.right < right for g in beside):
            yield Glyph("•", left, right, first.y, first.height)


def _is_dot(left: float, foot: float, right: float, top: float) -> bool:
    less, more = sorted((right - left, top - foot))
    return _DOT[0] < less and more < min(_DOT[1], 1.2 * less)


def _is_one_sign(page_text: Any, at: int) -> bool:
    """Whether a character and the one before it, at one place, are one sign of the font, as —— is.

    What is printed twice to look bold is two texts.
    """
    texts = (pdfium.FPDFText_GetTextObject(page_text, each) for each in (at - 1, at))
    one, other = (ctypes.cast(text, ctypes.c_void_p).value for text in texts)
    return one == other


def covers_page(page: Any) -> bool:
    """Whether one picture fills most of a page, as that of a scan does."""
    width, height = page.get_size()
    pictures = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4)
    edges = (picture.get_bounds() for picture in pictures)
    return any((x1 - x0) * (y1 - y0) > _MOST * width * height for x0, y0, x1, y1 in edges)


def _printed(code: int) -> str:
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


def _upright(char: str, box: Any, origin: complex, angle: float, spaced: bool) -> Glyph:
    """The glyph on a page turned so that its text runs from left to right."""
    place = turn(origin, angle)
    if angle % 1:  # a box around a character that lies across says little
        size = max(box.right - box.left, box.top - box.bottom) * _ACROSS
        left, right, height = place.real, place.real + size, size
    else:
        one = turn(complex(box.left, box.bottom), angle)
        other = turn(complex(box.right, box.top), angle)
        left, right = sorted((one.real, other.real))
        height = abs(other.imag - one.imag)
    return Glyph(char, left, right, place.imag, height, place.real, spaced=spaced)


def turn(place: complex, quarters: float) -> complex:
    """A point of a page turned back by so many quarters."""
    return place * rect(1, -quarters * pi / 2) if quarters else place
