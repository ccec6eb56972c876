"""What is doubtful of a line that was recognized, besides what its readings do not agree on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from jiebang.originals.scans import cv2, np
from jiebang.originals.scans.recognize import TextLine, cut, figures
from jiebang.quantities.units import unit_table

_SPOILT_UNIT = re.compile(r"(?<=[0-9])[A-Za-z]+(?P<digit>[01])[A-Za-z]+(?![0-9A-Za-z])")
_LETTERS = {"0": "Oo", "1": "lI"}
_SMALL = 30.0  # pixels: the size of 14 points at 150 dpi
_UNEVEN = 1.15  # times as much ink on one side of its tip: no < or > has more than 1.1
_STRICT = re.compile(r"[<>＜＞]")
_PERCENT = re.compile(r"[%％](?:[0oO](?![0-9A-Za-z]))?")
_DEGREES = re.compile(r"°(?!C)")
_ALIKE, _SO_SMALL = "1, l, I, 0 and O look alike", "so small, < and ≤ look alike"
# What is doubtful by its look alone, and why; a `unit` has to be one, and a space is in it.
_LOOKS = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (r"(?<![0-9A-Za-z.])[lIO|](?![0-9A-Za-z.])|^\s*[10]\s*$", _ALIKE),
        (
            r"(?<=[0-9])[lIOoSBZ|](?![A-Za-z])|(?<![A-Za-z])[lIOo|](?=[0-9.])"
            r"|(?<=[A-Za-z])[01](?=[A-Za-z])",
            _ALIKE,
        ),
        (r"[<>＜＞]", _SO_SMALL),
        (
            r"(?<=m)[23](?![0-9A-Za-z])|(?<![0-9A-Za-z)）⁰¹²³⁴⁵⁶⁷⁸⁹])[⁰¹²³⁴⁵⁶⁷⁸⁹]+",
            "2 and ², 3 and ³ look alike",
        ),
        (r"[0-9][0-9.]*\s*[%％][0oO]", "this may be ‰"),
        # It parts neither figures nor Latin words: it was a comma, or a stain.
        (r"(?<=\S{3}[\u2e80-\u9fff])\.(?=[\u2e80-\u9fff])", "a point in Chinese text"),
        (r"[0-9.]*[0-9] +[0-9][0-9.]*", "a space in it"),
        (r"[0-9.]*[0-9] ?(?P<unit>[A-Za-zμ]{1,3} +[A-Za-z]{1,2})(?![A-Za-z])", "a space in it"),
    )
)
_HOLE = 0.03  # of an em, the side of the smallest hole
_BEHIND, _LEVEL = 0.25, 0.1  # of an em, how far behind its place and how much higher a ring is
_LIKE = 1.6  # times as large as another of the same ‰
_COLUMN = 4.0  # ems from row to row
_FAINT = 0.3  # the recognizer's own score of a character that it read alike three times
_POOR = 0.75  # the same, of a line
_SURE = 0.9
_SURE_OF_POOR = 0.95  # on a poor page
_APART = 0.5  # of an em: ink so wide that no character stands near is one that was not read


def doubt_lines(
    lines: Sequence[TextLine],
    apart: Sequence[TextLine],
    grey: Any,
    ink: Any,
    stamped: Any,
    poor: bool,
) -> None:
    """Doubt what is doubtful in the lines of a page, and all that was found `apart` from them.

    `grey` is the page without its stamps, `ink` where it has ink, `stamped` where that of stamps.
    """
    counted = find_counted(lines)
    for n, line in enumerate(lines):
        read_per_mille(line, grey, poor)
        read_units(line)
        doubt_looks(line, n in counted)
        doubt_bars(line, grey)
        doubt_faint(line, poor)
        doubt_stamped(line, stamped, poor)
        doubt_gaps(line, ink)
    for line in apart:
        line.doubt(0, len(line.text), "found apart from the lines")


def find_counted(lines: Sequence[TextLine]) -> set[int]:
    """Which lines are a 1 that a 2 stands below, as in a column that counts: no letter."""
    ones, twos = ([n for n, line in enumerate(lines) if line.text.strip() == d] for d in "12")
    return {
        one
        for one in ones
        for below in (lines[two] for two in twos)
        if abs(below.left - lines[one].left) < below.em
        and 0 < below.top - lines[one].top < _COLUMN * below.em
    }


def doubt_looks(line: TextLine, counted: bool = False) -> None:
    """Doubt what may be something else, or have lost something, by its look alone.

    `counted` where the line is a 1 that can be nothing else.
    """
    for pattern, why in _LOOKS:
        if (counted and why == _ALIKE) or (why == _SO_SMALL and line.em >= _SMALL):
            continue
        for found in pattern.finditer(line.text):
            unit = found.groupdict().get("unit")
            if unit is None or "".join(unit.split()) in unit_table().units:
                line.doubt(*found.span(), why)


def read_units(line: TextLine) -> None:
    """Put the unit where a 0 or 1 in it can only be a letter (500TFL0PS); the unit is doubted."""
    units = unit_table().units
    for found in _SPOILT_UNIT.finditer(line.text):
        word, at = found.group(), found.start("digit")
        for letter in _LETTERS[found["digit"]] if word not in units else "":
            if word[: at - found.start()] + letter + word[at - found.start() + 1 :] in units:
                line.replace(at, at + 1, letter)
                line.doubt(*found.span(), f"read as “{word}”")
                break


def doubt_faint(line: TextLine, poor: bool = False) -> None:
    """Doubt the figures that the recognizer itself is not sure of; all of a line it hardly read.

    On a poor page it has to be surer: there it takes one figure for another three times.
    """
    sure = _SURE if poor else _POOR
    if line.scores and sum(line.scores) / len(line.scores) < sure:
        line.doubt(0, len(line.text), "hardly legible")
    for first, last in figures(line.text):
        if min(line.scores[first:last]) < (_SURE_OF_POOR if poor else _FAINT):
            line.doubt(first, last, "faint")


def _place(line: TextLine, at: int) -> tuple[float, float]:
    """From where to where a character goes: half the way to its neighbors, not far."""
    middles, half = line.middles, line.em * 0.6
    left = (middles[at - 1] + middles[at]) / 2 if at else middles[at] - half
    right = (middles[at] + middles[at + 1]) / 2 if at + 1 < len(middles) else middles[at] + half
    return max(left, middles[at] - half), min(right, middles[at] + half)


def read_per_mille(line: TextLine, grey: Any, poor: bool) -> None:
    """Put ‰, which the recognizer does not know, where three rings are seen.

    It gives %0 for it, or %. The figure is doubted but where %0 was read on a page that is not
    poor; so is a % of which not two rings are seen and, on a poor page, every ° but ℃.
    """
    for found in reversed(list(_PERCENT.finditer(line.text))):
        first, last = found.span()
        rings = _rings(line, first, last, grey)
        start = next((a for a, b in figures(line.text) if a <= first < b), first)
        if rings == 3:
            line.replace(first, last, "‰")
            if poor or last - first == 1:
                line.doubt(start, first + 1, f"read as {found.group()}, with three rings")
        elif last - first == 2 or rings != 2:
            line.doubt(start, last, "this may be ‰")
    for found in _DEGREES.finditer(line.text) if poor else ():
        line.doubt(*found.span(), "this may be %")


def _enlarged(line: TextLine, left: float, right: float, grey: Any) -> Any:
    """A part of a line four times as large, paper white and ink black; None for hardly any."""
    part = cut(grey, left, line.top, right, line.bottom)
    if min(part.shape) < 3:
        return None
    part = cv2.resize(part, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    return cv2.threshold(part, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]


def _rings(line: TextLine, first: int, last: int, grey: Any) -> int:
    """How many holes the ink has in the place of some characters.

    The third ring of ‰ may lie behind that place, where a % would have ended: a hole there
    counts if it is like the one before it.
    """
    left, right = _place(line, first)[0], _place(line, last - 1)[1]
    pad = line.em * 0.5
    paper = _enlarged(line, left - pad, right + pad, grey)
    if paper is None:
        return 0
    paper = np.pad(paper, 1, constant_values=255)
    _, _, found, middles = cv2.connectedComponentsWithStats(paper, connectivity=4)
    x, least = max(0, round(left - pad)), (4 * _HOLE * line.em) ** 2
    holes = sorted(
        (x + float(middle[0]) / 4, float(middle[1]) / 4, int(stats[4]))
        for stats, middle in zip(found[1:], middles[1:], strict=True)
        if stats[0] > 0 and stats[4] > least
    )
    inside = [hole for hole in holes if left < hole[0] < right]
    return len(inside) + sum(
        1
        for at, high, size in holes
        if inside
        and right <= at < right + _BEHIND * line.em
        and abs(high - inside[-1][1]) < _LEVEL * line.em
        and 1 / _LIKE < size / inside[-1][2] < _LIKE
    )


def doubt_bars(line: TextLine, grey: Any) -> None:
    """Doubt a < or > that has a second stroke, apart or grown together with it: a ≤ or ≥.

    The strokes of < and > alone are as much ink above their tip as below it.
    """
    for found in _STRICT.finditer(line.text):
        paper = _enlarged(line, *_place(line, found.start()), grey)
        if paper is None:
            continue
        _, labels, parts, _ = cv2.connectedComponentsWithStats(255 - paper)
        widest = int(np.argmax(parts[1:, 2])) + 1 if len(parts) > 1 else 0
        x, wide = (int(n) for n in parts[widest][[0, 2]])
        shared = np.minimum(x + wide, parts[:, 0] + parts[:, 2]) - np.maximum(x, parts[:, 0])
        strokes = (shared >= wide / 2) & (np.arange(len(parts)) > 0)
        first = x if found.group() in "<＜" else x + wide - max(1, wide // 8)
        tip = np.nonzero(labels[:, first : first + max(1, wide // 8)] == widest)[0].mean()
        rows = strokes[labels].sum(axis=1)
        above, below = (float(half.sum()) + 1 for half in np.split(rows, [round(float(tip))]))
        if strokes.sum() > 1 or max(above, below) > _UNEVEN * min(above, below):
            line.doubt(*found.span(), "a second stroke, as of ≤ and ≥")


def doubt_stamped(line: TextLine, stamped: Any, poor: bool = False) -> None:
    """Doubt the figures that a stamp's ink lies on, unless three readings are one and sure."""
    for first, last in figures(line.text):
        left, right = line.middles[first] - line.em / 2, line.middles[last - 1] + line.em / 2
        inked = cut(stamped, left, line.top, right, line.bottom).sum()
        unsure = poor or min(line.scores[first:last]) <= _SURE
        if unsure and inked > 0.04 * line.em * max(right - left, 1):
            line.doubt(first, last, "under a stamp")


def doubt_gaps(line: TextLine, ink: Any) -> None:
    """Doubt the characters on both sides of ink that none of them is near to."""
    if not line.text:
        return
    high, left = line.bottom - line.top, max(0, round(line.left))
    part = cut(ink, left, line.top + 0.12 * high, line.right, line.bottom - 0.12 * high)
    marked = (part > 0).sum(axis=0) > 0.08 * high
    middles = np.array(line.middles)
    # How far from its middle the ink of a character goes.
    far = (
        np.abs(middles - np.arange(left, left + len(marked))[:, None]).min(axis=1) > line.em * 0.75
    )
    for is_free, run in groupby(enumerate(marked & far, left), key=lambda found: bool(found[1])):
        places = [x for x, _ in run]
        if is_free and len(places) > _APART * line.em * 0.5:
            after = int((middles < (places[0] + places[-1] + 1) / 2).sum())
            line.doubt(after - 1, after + 1, "ink beside it was not read")
