"""Ruled tables of a PDF page: from the lines drawn on it to rows of cells."""

from __future__ import annotations

import ctypes
import itertools
from bisect import bisect_right
from cmath import isfinite
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from jiebang.originals.pdf_breaks import cell_text
from jiebang.originals.pdf_glyphs import Glyph, turn
from jiebang.originals.pdf_lines import print_lines

_NEAR = 3.0  # points: what is nearer than this is drawn as one
_SHORT = 6.0  # points: no rule is shorter
_MAX_RULES = 1500  # on a page; more is a drawing
_MAX_POINTS = 400  # in a path; more is a drawing


Cell = tuple[str, tuple[Any, ...]]  # its text, and of a scan its characters


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal (`flat`) or vertical rule: its place, and where it runs from and to."""

    flat: bool
    at: float
    start: float
    end: float

    def meets(self, other: Rule) -> bool:
        """Whether two rules cross or touch."""
        return (
            self.flat != other.flat
            and self.start - _NEAR <= other.at <= self.end + _NEAR
            and other.start - _NEAR <= self.at <= other.end + _NEAR
        )


@dataclass(frozen=True)
class Grid:
    """A table: the places of its rules, and which of its cells are one."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # from the foot up
    owner: tuple[tuple[int, ...], ...]  # by row from the foot, by column
    open_top: bool = False  # no rule above: it goes on from the page before
    open_foot: bool = False

    @property
    def top(self) -> float:
        return self.ys[-1]

    def goes_on(self, before: tuple[float, ...]) -> bool:
        """Whether the columns are those of a table, by where these part, or some of them."""
        few, many = sorted((self.xs, before), key=len)
        return abs(few[0] - many[0]) < _NEAR > abs(few[-1] - many[-1]) and _is_among(few, many)

    def holds(self, glyph: Glyph) -> bool:
        """Whether a character stands in the table."""
        y = glyph.y + glyph.height * 0.25
        return self.xs[0] - 1 <= glyph.middle <= self.xs[-1] + 1 and self.ys[0] <= y <= self.ys[-1]

    def rows(self, glyphs: Iterable[Glyph]) -> list[list[Cell]]:
        """The table's rows from the top; a cell that spans others has its text in the first."""
        cells: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            column = min(max(bisect_right(self.xs, glyph.middle) - 1, 0), len(self.xs) - 2)
            y = glyph.y + glyph.height * 0.25
            row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
            cells.setdefault(self.owner[row][column], []).append(glyph)
        return [
            [_cell(cells.pop(key, []), self._across(row, key)) for key in row]
            for row in reversed(self.owner)
        ]

    def _across(self, row: tuple[int, ...], key: int) -> float:
        """How wide a cell is."""
        first = row.index(key)
        return self.xs[first + row.count(key)] - self.xs[first]


def _is_among(few: Iterable[float], many: Iterable[float]) -> bool:
    return all(any(abs(one - other) < _NEAR for other in many) for one in few)


def place_rows(
    rows: list[list[Cell]], xs: tuple[float, ...], before: tuple[float, ...]
) -> list[list[Cell]]:
    """Rows whose cells span some columns of the table before, in the columns of that."""
    if len(xs) >= len(before) or not _is_among(xs, before):
        return rows
    places = [min(range(len(before)), key=lambda n: abs(before[n] - x)) for x in xs[:-1]]
    placed = []
    for row in rows:
        cells: list[Cell] = [("", ())] * (len(before) - 1)
        for place, cell in zip(places, row, strict=True):
            cells[place] = cell
        placed.append(cells)
    return placed


def _cell(glyphs: list[Glyph], across: float) -> Cell:
    lines = print_lines(glyphs)
    return cell_text(lines, across), tuple(n for line in lines for n in line.characters)


# ---------------------------------------------------------------- rules


def read_rules(page: Any, turned: int) -> list[Rule]:
    """The rules drawn on a page, those that continue each other joined."""
    found: list[Rule] = []
    for drawing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3):
        found += _rules_of(drawing, turned)
        if len(found) > _MAX_RULES * 8:
            return []
    return join_rules(found)


def join_rules(found: list[Rule]) -> list[Rule]:
    """Rules, those that continue each other as one; none where they are a drawing's."""
    rules = [*_joined(r for r in found if r.flat), *_joined(r for r in found if not r.flat)]
    rules = [r for r in rules if r.end - r.start >= _SHORT]
    return rules if len(rules) <= _MAX_RULES else []


def _rules_of(drawing: Any, turned: int) -> Iterator[Rule]:
    """Straight edges of a drawn path; of a filled one only if it is thin as a rule."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawing.raw, fill, stroke)
    count = pdfium.FPDFPath_CountSegments(drawing.raw)
    if not (fill.value or stroke.value) or not 1 < count <= _MAX_POINTS:
        return
    edges = list(_edges(drawing, count, turned))
    points = [*itertools.chain(*edges)]
    if not points or not all(map(isfinite, points)):
        return
    xs, ys = sorted(point.real for point in points), sorted(point.imag for point in points)
    wide, high = xs[-1] - xs[0], ys[-1] - ys[0]
    if min(wide, high) <= _NEAR:  # one rule, as a thin box or a line
        middle = complex(xs[0] + xs[-1], ys[0] + ys[-1]) / 2
        half = wide / 2 if wide >= high else high / 2 * 1j
        edges = [(middle - half, middle + half)]
    elif not stroke.value and count <= 6:
        return  # a shaded area
    for one, other in edges:
        if abs(one.imag - other.imag) <= 0.5:
            yield Rule(True, one.imag, *sorted((one.real, other.real)))
        elif abs(one.real - other.real) <= 0.5:
            yield Rule(False, one.real, *sorted((one.imag, other.imag)))


def _edges(drawing: Any, count: int, turned: int) -> Iterator[tuple[complex, complex]]:
    """The straight edges of a path, from point to point, on the upright page."""
    matrix = drawing.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = 0j
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(drawing.raw, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = turn(complex(*matrix.on_point(x.value, y.value)), turned)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        if pdfium.FPDFPathSegment_GetClose(segment) and point != first:
            yield point, first
        last = point


def _joined(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Rules on one line that touch, as one."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if not levels or rule.at - levels[-1][0].at > _NEAR:
            levels.append([])
        levels[-1].append(rule)
    for level in levels:
        at = sum(r.at for r in level) / len(level)
        spans: list[list[float]] = []
        for rule in sorted(level, key=lambda r: r.start):
            if not spans or rule.start - spans[-1][1] > _NEAR:
                spans.append([rule.start, rule.end])
            spans[-1][1] = max(spans[-1][1], rule.end)
        yield from (Rule(level[0].flat, at, *span) for span in spans)


# ---------------------------------------------------------------- grids


def find_grids(rules: list[Rule]) -> list[Grid]:
    """Tables: rules that hang together and part at least two cells."""
    pairs = itertools.combinations(range(len(rules)), 2)
    grids = []
    for group in _groups(len(rules), (p for p in pairs if rules[p[0]].meets(rules[p[1]]))):
        own = [rules[i] for i in group]
        flat, upright = [r for r in own if r.flat], [r for r in own if not r.flat]
        if not flat or not upright:
            continue
        xs, _, _ = _levels(upright, flat)
        ys, open_foot, open_top = _levels(flat, upright)
        if len(xs) < 2 or len(ys) < 2:
            continue
        owner = _owners(own, xs, ys)
        if len({key for row in owner for key in row}) > 1:
            grids.append(Grid(xs, ys, owner, open_top, open_foot))
    return grids


def _levels(rules: list[Rule], across: list[Rule]) -> tuple[tuple[float, ...], bool, bool]:
    """The places of parallel rules, and whether one is missing at the start, one at the end.

    What no outer rule closes ends where the rules across it end.
    """
    places = sorted(r.at for r in rules)
    before = sorted(r.start for r in across if r.start < places[0] - _SHORT)
    after = sorted(r.end for r in across if r.end > places[-1] + _SHORT)
    # One rule that sticks out is an ornament; two are a table without its border.
    open_start, open_end = len(before) > 1, len(after) > 1
    levels: list[float] = []
    for place in [*before[:open_start], *places, *after[-1:] * open_end]:
        levels += [place] * (not levels or place - levels[-1] > _NEAR)
    return tuple(levels), open_start, open_end


def _owners(
    rules: list[Rule], xs: tuple[float, ...], ys: tuple[float, ...]
) -> tuple[tuple[int, ...], ...]:
    """Which cell each field of the grid belongs to: fields without a rule between are one."""
    columns, rows = len(xs) - 1, len(ys) - 1

    def open_at(flat: bool, at: float, place: float) -> bool:
        return not any(
            r.flat == flat and abs(r.at - at) <= _NEAR and r.start <= place <= r.end for r in rules
        )

    pairs = []
    for row, column in itertools.product(range(rows), range(columns)):
        own = row * columns + column
        x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
        if column + 1 < columns and open_at(False, xs[column + 1], y):
            pairs.append((own, own + 1))
        if row + 1 < rows and open_at(True, ys[row + 1], x):
            pairs.append((own, own + columns))
    owner = {at: group[0] for group in _groups(rows * columns, pairs) for at in group}
    return tuple(tuple(owner[r * columns + c] for c in range(columns)) for r in range(rows))


def _groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """0 … count-1 in groups: each pair is in one."""
    groups = [[at] for at in range(count)]
    for one, other in pairs:
        if groups[one] is not groups[other]:
            groups[one] += groups[other]
            for at in list(groups[other]):
                groups[at] = groups[one]
    return list({id(group): sorted(group) for group in groups}.values())
