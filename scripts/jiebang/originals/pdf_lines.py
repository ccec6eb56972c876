"""Characters with their places → printed lines, as pdftotext lays them out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from operator import itemgetter
from statistics import median
from typing import Any

from jiebang.originals.original import shifted
from jiebang.originals.pdf_glyphs import Glyph
from jiebang.text.markers import read_marker
from jiebang.text.spaces import INDENT, is_wide, join_lines, width

_EM = 0.75  # of the height of a line: what a character is wide, roughly
_WORD = 0.18  # gaps in em: between two words,
_SPACE = 0.25  # between two Chinese characters parted by a space, or set apart,
_APART = 0.7
_COLUMN = 1.6  # and between two columns
_GUTTER = 1.2  # in em: the least white space between two columns of a page
_COLUMN_LINES = 16  # a page of fewer lines is not looked at for columns
_NEVER_FIRST = frozenset("，、。；：！？）”’》】」』〉％")
_HAN = re.compile(r"[\u3400-\u9fff]")
LARGE = 1.1  # how much larger than the text a heading is set, at least
_SMALL = 0.88  # of the height of its neighbours: a raised or lowered character is set smaller
_MARKS = 12  # so many raised characters may stand apart in one line
_INDENTED_LINES = 4
_RAISED = 0.6  # of that height: how far it stands from their baseline, at most
# What no line end parts: a word or a figure, with the signs behind that no line begins with.
_UNIT = re.compile(rf"(?:[!-~\u00a0-\u2bff]+|.)[{''.join(_NEVER_FIRST)}]*")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line: its text and where it stands; `characters` as in `Glyph`, without spaces.

    `em` is the size of its Chinese characters, whatever their font; 0 where it has none. `at` is
    the line of the text that it became; `column` is 0 on pages of one column, which all have the
    same margins. `apart` where it is the first or last of a page, stands apart from the text and
    is set no larger, as heads (`top`) and feet are.
    """

    text: str
    right: float
    y: float
    height: float
    left: float = 0.0
    characters: tuple[Any, ...] = ()
    em: float = 0.0
    at: int = -1
    page: int = 0
    column: int = 0
    top: bool = False
    apart: bool = False


def _em_of(row: list[Glyph]) -> float:
    """How large the Chinese characters of a line are: as high as wide, and as they are apart.

    Boxes are wider around slanted ones, and what is spread stands further apart.
    """
    wide = [glyph.right - glyph.left for glyph in row if _HAN.match(glyph.char)]
    pairs = [b.at - a.at for a, b in pairwise(row) if _HAN.match(a.char) and _HAN.match(b.char)]
    return min(median(sizes) for sizes in (wide, pairs or wide)) if wide else 0.0


def rows_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Characters by baseline, from the top; in each row from left to right."""
    rows: list[list[Glyph]] = []
    anchor = height = 0.0
    for glyph in sorted(glyphs, key=lambda g: (-g.y, g.at)):
        below = not rows or anchor - glyph.y > 0.27 * max(height, glyph.height)
        if below:
            rows.append([])
        rows[-1].append(glyph)
        if below or glyph.height > height * 1.1:  # a note's mark stands above its line
            anchor, height = glyph.y, glyph.height
    lines: list[list[Glyph]] = []
    for row in rows:  # small characters alone belong to the line that they are raised from
        if lines and (_beside(lines[-1], row) or _beside(row, lines[-1])):
            lines[-1] += row
        else:
            lines.append(row)
    return [sorted(line, key=lambda g: g.at) for line in lines]


def _beside(part: list[Glyph], row: list[Glyph]) -> bool:
    """Whether each of a few characters stands, small and shifted, right beside one of the row's."""
    if len(part) > _MARKS:
        return False
    size, base = _size_of(row), median(g.y for g in row)
    return all(
        g.height < size * _SMALL
        and abs(g.y - base) < size * _RAISED
        and any(
            -0.1 * size < gap < 0.3 * size
            for s in [*row, *part]
            if s is not g
            for gap in (g.left - s.right, s.left - g.right)
        )
        for g in part
    )


def _size_of(row: list[Glyph]) -> float:
    """How high the characters are that raised ones are smaller than: Latin ones may be higher."""
    latin = [g.height for g in row if g.char.isascii()]
    return max(median(heights) for heights in ([g.height for g in row], latin) if heights)


def print_lines(glyphs: list[Glyph]) -> list[Printed]:
    """Each printed line, gaps as spaces."""
    return [_print(row) for row in rows_of(glyphs)]


def _print(row: list[Glyph]) -> Printed:
    size, base = median(g.height for g in row), median(g.y for g in row)
    full, em = _size_of(row), size * _EM
    pitch = _pitch(row)
    text, last = "", None
    characters: list[Any] = []
    for glyph, char in zip(row, _shift(row, full, base, _COLUMN * em), strict=True):
        if last is not None:
            if glyph.char == last.char and glyph.left - last.left < 0.12 * size:
                continue  # printed twice, to look bold
            text += _gap(last, glyph, em, pitch)
        text += char
        characters.append(glyph.character)
        last = glyph
    right, left = max(g.right for g in row), min(g.left for g in row)
    return Printed(text, right, row[0].y, size, left, tuple(characters), _em_of(row))


def ends_early(line: Printed, below: Printed, room: float) -> bool:
    """Whether a line of so much room would have taken the first word of the line below it."""
    unit = _UNIT.match(below.text.lstrip())
    half = (below.right - below.left) / max(width(below.text.strip()), 1)
    wide = width(unit.group()) if unit else 2
    return line.right - line.left + (wide + 2) * half < room


def indent(lines: list[Printed]) -> list[Printed]:
    """Lines set in by about two characters, as first lines of paragraphs are, with that space."""
    if len(lines) < _INDENTED_LINES:
        return lines
    em = median(line.height for line in lines) * _EM
    margin = min(line.left for line in lines)
    inner = [1.2 * em < line.left - margin < 3.2 * em for line in lines]
    outer = [line.left - margin <= 0.5 * em for line in lines]
    # Set so throughout: the text has first lines and others.
    if sum(outer) < len(lines) / 3 or sum(inner) + sum(outer) < len(lines) * 0.7:
        return lines
    return [
        replace(line, text=INDENT + line.text) if first else line
        for line, first in zip(lines, inner, strict=True)
    ]


def join_broken(lines: list[Printed]) -> list[Printed]:
    """Lines that only the print shows to be one.

    A heading of two lines, set larger than the text, its first line full; and a line
    that begins with a character no line may begin with (some programs break “到、2” so).
    """
    if not lines:
        return []
    body = median(line.em for line in lines)
    margin = max(line.right for line in lines)
    joined = [lines[0]]
    for line in lines[1:]:
        last = joined[-1]
        goes_on = (
            min(last.em, line.em) > body * LARGE
            and abs(last.em - line.em) < 0.08 * last.em
            and last.y - line.y < 2.2 * last.height
            and last.right > margin - 2 * last.em
            and read_marker(line.text) is None
        )
        close = last.y - line.y < 3 * last.height
        if goes_on or (close and line.text.lstrip()[0] in _NEVER_FIRST):
            text = join_lines(last.text, line.text)
            joined[-1] = replace(line, text=text, characters=last.characters + line.characters)
        else:
            joined.append(line)
    return joined


def _pitch(row: list[Glyph]) -> float:
    """How far apart Chinese characters of a line stand, from one to the next; of a scan, 0."""
    pairs = [(a, b) for a, b in pairwise(row) if is_wide(a.char) and is_wide(b.char)]
    uneven = row[0].character is not None  # so are the boxes of a scan
    return median(b.at - a.at for a, b in pairs) if pairs and not uneven else 0.0


def _gap(last: Glyph, glyph: Glyph, em: float, pitch: float) -> str:
    gap = (glyph.left - last.right) / em
    if gap >= _COLUMN:
        return " " * min(round(gap * 2), 40)
    both_wide = is_wide(last.char) and is_wide(glyph.char)
    if both_wide:
        # Wider than the line has them: justified print sets all of them apart.
        parted = pitch and glyph.at - last.at > pitch + _SPACE * em
    else:
        parted = glyph.spaced or gap > _WORD
    return " " if parted or gap > _APART else ""


def _shift(row: list[Glyph], size: float, base: float, apart: float) -> list[str]:
    """The characters of a line: m and a small raised 2 as m², but no number alone in its cell."""
    cells = [[row[0]]]
    for last, glyph in pairwise(row):
        if glyph.left - last.right >= apart:
            cells.append([])
        cells[-1].append(glyph)
    found: list[str] = []
    for cell in cells:
        shifts = [_shift_of(glyph, size, base) for glyph in cell]
        raised = not all(shifts)
        found += [shifted(g.char, s if raised else "") for g, s in zip(cell, shifts, strict=True)]
    return found


def _shift_of(glyph: Glyph, size: float, base: float) -> str:
    if glyph.height > _SMALL * size or not (glyph.char.isdigit() or glyph.char in "+-−n"):
        return ""
    shift = (glyph.y - base) / size
    return "superscript" if shift > 0.12 else "subscript" if shift < -0.05 else ""


def columns(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """A page of two columns as two, in bands between the lines that cross both; any other as it is.

    Two columns show a gutter that hardly any line crosses, with long lines on both
    sides, whether or not these stand level: short cells on the left are a table, not
    a column.
    """
    rows = rows_of(glyphs)
    if len(rows) < _COLUMN_LINES:
        return [glyphs] if glyphs else []
    left, right = min(g.left for g in glyphs), max(g.right for g in glyphs)
    half = median(g.height for g in glyphs) * _EM * _GUTTER / 2
    for tenth in range(40, 61):
        at = left + (right - left) * tenth / 100
        crosses = [any(g.left - half < at < g.right + half for g in row) for row in rows]
        if sum(crosses) > len(rows) * 0.1 + 2:
            continue
        bands = [
            (crossing, [g for row, _ in band for g in row])
            for crossing, band in groupby(zip(rows, crosses, strict=True), key=itemgetter(1))
        ]
        free = [g for crossing, band in bands if not crossing for g in band]
        if all(_is_column(rows_of(side), rows, right - left) for side in _sides(free, at)):
            parts = ([band] if crossing else _sides(band, at) for crossing, band in bands)
            return [part for part in chain(*parts) if part]
    return [glyphs]


def _is_column(side: list[list[Glyph]], rows: list[list[Glyph]], across: float) -> bool:
    """Whether the lines on one side of a gutter are those of a column, by number and length."""
    return (
        len(side) >= len(rows) * 0.3
        and median(max(g.right for g in r) - r[0].left for r in side) > across * 0.3
    )


def _sides(glyphs: list[Glyph], at: float) -> list[list[Glyph]]:
    return [[g for g in glyphs if (g.middle < at) is left] for left in (True, False)]
