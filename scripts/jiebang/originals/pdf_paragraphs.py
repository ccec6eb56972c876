"""Printed lines of a PDF → headings by their size, and paragraphs.

A line that had no room for the next word may go on or end: lines that surely end tell
whether space or an indent follows a paragraph, and so what stands behind the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from jiebang.document.fields import BULLETS, TASK_KEYS, base_names, read_label, split_lead
from jiebang.originals.pdf_lines import LARGE, Printed, ends_early
from jiebang.quantities.amount import Comparator
from jiebang.quantities.read_zh import read_zh
from jiebang.text.markers import read_marker, split_apart

_LARGER = 1.08  # how much larger one size of headings is than the next, at least
_LONGEST = 80  # characters of a heading
_SENTENCE = re.compile(r"[。；;，]")
_OUTLINE = 2  # the levels of numbers that headings have, and items of lists have not
_OF_TASKS = TASK_KEYS | {"criteria", "duration"}  # fields that no chapter of a notice is named as
_SHORT = 2  # characters of a name that is no chapter's either: 资金, not 资金支持
_LEAST = 3  # paragraphs that show how the print sets them apart
_MOST = 0.8  # of these
_SPACED = 1.2  # times the usual distance of two lines
_SET_IN = 1.2  # in em
_LEVEL = 0.5  # in em: what is nearer stands at one margin
_HANGING = 3.5  # in em: how far the lines of an item are set in
_ENDED = re.compile(r"[。；;：:！？]$")


@dataclass(frozen=True, slots=True)
class _Set:
    """How a text is set: the distance of its lines in em, what tells paragraphs, its margins.

    Paragraphs are told by their indent, or else by the space between them.
    """

    leading: float
    indented: bool
    margins: dict[int, tuple[float, float]]


def find_headings(
    lines: Sequence[Printed], sizes: Mapping[float, int]
) -> Iterator[tuple[int, int]]:
    """(a line of the text, its level) of lines set larger than the text; a level for each size.

    `sizes` has how many printed lines are so large, those of tables, too, which may be set smaller
    than the text: that has more in it than headings.
    """
    outside = sorted(line.em for line in lines for _ in line.text if line.em)
    if not outside:
        return
    usual = max(median(Counter(sizes).elements()), outside[len(outside) // 4])
    large = [line for line in lines if is_heading(line, usual)]
    # What a single character measures says little; it may end a heading above it.
    found = [p for n, p in enumerate(large)
             if len(p.text) > 1 or (n and large[n - 1].at == p.at - 1)]  # fmt: skip
    levels: list[float] = []
    for em in sorted((p.em for p in found), reverse=True):
        levels += [em] * (not levels or em < levels[-1] / _LARGER)
    for each in found:
        yield each.at, min(sum(each.em < em / _LARGER for em in levels) + 1, 6)


def is_heading(line: Printed, usual: float) -> bool:
    """Whether a line is set as a heading is in a text of characters of that size."""
    return (
        line.em > usual * LARGE
        and len(line.text) <= _LONGEST
        and not _SENTENCE.search(line.text)
        and not any(line.characters)
        and not _tells_of_task(line.text.strip())
    )


def _tells_of_task(text: str) -> bool:
    """Whether a line is a field's name, “资金：…”, or a demand or sum, however large it is set.

    A number that headings have makes it one in any case.
    """
    marker = read_marker(text)
    if split_apart(text)[0] or (marker is not None and marker.level <= _OUTLINE):
        return False
    name = split_lead(text)[1]
    label, names = read_label(name), base_names()
    if label or names.key(name) in _OF_TASKS or len(name) <= _SHORT:
        return names.is_exact(label[1] if label else name)
    # 耐温1500℃以上涡轮叶片 and 风电机组 20MW are titles.
    return any(
        amount.end == len(text)
        and (amount.comparator is not Comparator.EQUAL or amount.meaning.kind == "money")
        for amount in read_zh(text)
    )


def find_joins(lines: Sequence[Printed]) -> list[tuple[int, int]]:
    """(a line of the text, the one that goes on with it), in order."""
    margins = dict(_margins(lines))
    lines = [line for line in lines if line.column in margins]
    if (of := _read_set(lines, margins)) is None:
        return []
    joins, item = [], _is_item(lines[0])  # whether the paragraph at hand is one
    for above, below in pairwise(lines):
        if _goes_on(above, below, item, of):
            joins.append((above.at, below.at))
        else:
            item = _is_item(below)
    return joins


def _read_set(lines: Sequence[Printed], margins: dict[int, tuple[float, float]]) -> _Set | None:
    """None where nothing shows what a paragraph begins with."""
    near = [(a, b) for a, b in pairwise(lines) if _is_below(a, b) and _is_alike(a, b)]
    if len(near) < _LEAST:
        return None
    leading = quantiles((_gap(a, b) for a, b in near), n=4)[0]
    sure = [
        (a, b)
        for a, b in near
        if not _is_item(b) and ends_early(a, b, margins[a.column][1] - a.left)
    ]
    if len(sure) < _LEAST:
        return None
    spaced = sum(_gap(a, b) > leading * _SPACED for a, b in sure) >= _MOST * len(sure)
    inner = sum(b.left - margins[b.column][0] > _SET_IN * b.em for _, b in sure)
    indented = inner >= _MOST * len(sure)
    return _Set(leading, indented, margins) if spaced or indented else None


def _margins(lines: Sequence[Printed]) -> Iterator[tuple[int, tuple[float, float]]]:
    """By column: where lines begin, and where they end: two of them at least."""
    by_column: dict[int, list[Printed]] = {}
    for each in lines:
        by_column.setdefault(each.column, []).append(each)
    for column, own in by_column.items():
        em = median(line.em for line in own)
        lefts = sorted(line.left for line in own)
        rights = sorted((line.right for line in own), reverse=True)
        left, right = (
            next((one for one, other in pairwise(places) if abs(one - other) < em), None)
            for places in (lefts, rights)
        )
        if left is not None and right is not None:
            yield column, (left, right)


def _is_below(above: Printed, below: Printed) -> bool:
    return (above.page, above.column) == (below.page, below.column)


def _goes_on(above: Printed, below: Printed, item: bool, of: _Set) -> bool:
    left, right = of.margins[above.column]
    if not above.em or not _is_alike(above, below) or ends_early(above, below, right - above.left):
        return False
    if not _is_below(above, below):
        own = below.left - of.margins[below.column][0] < _LEVEL * above.em
        return own and not _is_item(below) and not _ENDED.search(above.text)
    close = _gap(above, below) <= of.leading * _SPACED
    if of.indented:
        return close and below.left - left < _LEVEL * above.em and not (item and _is_item(below))
    level = abs(above.left - below.left) < _LEVEL * above.em
    hangs = _is_item(above) and 0 < below.left - above.left < _HANGING * above.em
    return close and (level or hangs) and not (_is_item(below) and (item or not level))


def _is_alike(above: Printed, below: Printed) -> bool:
    return abs(above.em - below.em) <= 0.05 * max(above.em, below.em)


def _gap(above: Printed, below: Printed) -> float:
    return (above.y - below.y) / (above.em or above.height)


def _is_item(line: Printed) -> bool:
    text = line.text.lstrip()
    return text[:1] in BULLETS + "•" or read_marker(text) is not None
