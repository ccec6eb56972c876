"""The amounts of both texts: each figure with the bound and the unit beside it.

`groups` puts together what has one value in both languages, so that checks can
compare what stands next to a figure without guessing which 90% is which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiebang.checks.bounds import Bound, bounds_en, bounds_zh
from jiebang.text.figures import Figure, FigureKind
from jiebang.text.numerals import figures_en, figures_zh
from jiebang.units import Unit, UnitBase

_About = Callable[[str, Bound, Sequence[Figure], int, int], int | None]
# Between a bound and its figure: ≥RMB 5, “at least a 20% rise”, 至少提升50%, 不超过（约）3.
_GAP_ZH = re.compile(r"[^，,。；;：:、0-9]{0,6}")
_GAP_EN = re.compile(r"(?:\s|\$|~|about|RMB|US\$|a|an|another|the|of|by|top|to|be|-|–)*", re.I)
_GAP_EN_WORDS = re.compile(r"(?:[\s-]+[A-Za-z][\w’-]*){0,2}[\s-]*")
# Between a figure and 以上 or “or more”, which stand after it.
_AFTER_ZH = re.compile(r"[^，,。；;、（）()]{0,12}(?:[（(]含[）)])?")
_AFTER_EN = re.compile(r"[^,;.()]{0,40}")
_POST_ZH = ("及以上", "以上", "以下", "及以下", "以内")
_POST_EN = re.compile(r"(?:or|and)\b", re.I)
# “20 at most”: with nothing of its own behind it.
_LAST_EN = re.compile(r"(?:at (?:least|most)|minimum|maximum)\s*(?:[,;.)]|$)", re.I)
_UNIT_EN = re.compile(r"(?:[\s-]*[^\s,;.()]+){0,2}\s*")
_RANGE = re.compile(r"\s*(?:[-–—~～至到]|to\b)\s*$")
_ONE_DIGIT = frozenset("一二两三四五六七八九十")
_LOOSE_ZH = re.compile(r"\s*[多余几]?\s*")
_LOOSE_EN = re.compile(r"(?:[\s\u00a0-]|more\b|extra\b)*")
_BEFORE_EN = re.compile(r"(RMB|CNY|USD|US\$|EUR|€|\$)\s*$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure, the way it is bounded ("" if not), and its unit; `text` as written."""

    figure: Figure
    bound: str
    unit: Unit | None
    text: str
    tail: str  # what follows the figure

    @property
    def is_year(self) -> bool:
        """Whether a Chinese amount is a year of the calendar."""
        return self.tail.startswith("年") and self.unit is None

    @property
    def is_name(self) -> bool:
        """Whether the figure is part of a name: 5G, 3D, 7B."""
        kind = self.figure.kind is FigureKind.DIMENSION
        return kind or (self.unit is None and self.tail[:1].isascii() and self.tail[:1].isalpha())

    @property
    def measure(self) -> Unit | None:
        """The unit, if it measures: a classifier is none."""
        return None if self.unit is None or self.unit.classifier else self.unit

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Group:
    """The amounts of one value, in either language."""

    zh: tuple[Amount, ...]
    en: tuple[Amount, ...]


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def amounts_zh(text: str, units: UnitBase) -> tuple[Amount, ...]:
    """The amounts of a Chinese text, in order."""
    figures = figures_zh(text)
    bounds = _assign(text, figures, bounds_zh(text), _about_zh)

    def unit(figure: Figure) -> tuple[Unit, int] | None:
        loose = _LOOSE_ZH.match(text, figure.end)
        start = loose.end() if loose else figure.end
        return None if _is_word(figure, text) else units.zh_at(text, start)

    return tuple(_amounts(text, figures, bounds, [unit(f) for f in figures]))


@lru_cache(maxsize=64)
def amounts_en(text: str, units: UnitBase) -> tuple[Amount, ...]:
    """The amounts of an English text, in order."""
    figures = figures_en(text)
    bounds = _assign(text, figures, bounds_en(text), _about_en)

    def unit(figure: Figure) -> tuple[Unit, int] | None:
        before = _BEFORE_EN.search(text, max(0, figure.start - 6), figure.start)
        money = units.named(before[1]) if before else None
        if money:
            return money, figure.end
        loose = _LOOSE_EN.match(text, figure.end)
        start = loose.end() if loose else figure.end
        decade = figure.end - figure.start == 4 and text.startswith("0s", figure.end - 1)
        return None if decade else units.en_at(text, start)

    return tuple(_amounts(text, figures, bounds, [unit(f) for f in figures]))


def groups(zh: Sequence[Amount], en: Sequence[Amount]) -> tuple[Group, ...]:
    """The amounts by value, wherever both languages have some."""
    left = list(zh)
    found: list[Group] = []
    while left:
        mine: list[Amount] = [left.pop(0)]
        theirs: list[Amount] = []
        more: list[Amount] = mine
        while more:  # 7B is 7 or 7000000000: what agrees with either is one group
            offered = [a for a in en if a not in theirs and _agrees(a, mine)]
            theirs += offered
            more = [a for a in left if _agrees(a, theirs)]
            mine += more
            left = [a for a in left if a not in more]
        if theirs:
            found.append(Group(tuple(mine), tuple(theirs)))
    return tuple(found)


def _agrees(amount: Amount, others: Sequence[Amount]) -> bool:
    return any(amount.figure.agrees(other.figure) for other in others)


def _is_word(figure: Figure, text: str) -> bool:
    """Whether what follows is no unit: 2025年 is a date, 三元空间 counts no money."""
    if text.startswith("年", figure.end):
        return 1900 <= figure.value <= 2100 and figure.end - figure.start == 4
    written = text[figure.start : figure.end]
    return text.startswith("元", figure.end) and written in _ONE_DIGIT


def _amounts(
    text: str,
    figures: Sequence[Figure],
    bounds: dict[int, str],
    units: Sequence[tuple[Unit, int] | None],
) -> Iterator[Amount]:
    own: list[Unit | None] = [found[0] if found else None for found in units]
    ends = [found[1] if found else f.end for found, f in zip(units, figures, strict=True)]
    for n in range(len(figures) - 2, -1, -1):
        # In 200-2000勒克斯 what follows the second holds for the first, too.
        if own[n] is None and _RANGE.match(text[figures[n].end : figures[n + 1].start]):
            own[n] = own[n + 1]
    for n, figure in enumerate(figures):
        said = text[figure.start : ends[n]].strip()
        yield Amount(figure, bounds.get(n, ""), own[n], said, text[ends[n] : ends[n] + 40])


def _assign(
    text: str,
    figures: Sequence[Figure],
    bounds: Sequence[Bound],
    about: _About,
) -> dict[int, str]:
    """For each bound, the figure it is about: the next one, or the last for 以上."""
    assigned: dict[int, str] = {}
    for bound in bounds:
        behind = sum(f.end <= bound.start for f in figures)
        ahead = len(figures) - sum(f.start >= bound.end for f in figures)
        n = about(text, bound, figures, behind - 1, ahead)
        if n is not None and figures[n].kind is not FigureKind.DIMENSION:
            assigned.setdefault(n, bound.way)
    return assigned


def _about_zh(
    text: str, bound: Bound, figures: Sequence[Figure], behind: int, ahead: int
) -> int | None:
    """Which figure a Chinese bound is about, of the one behind it and the one ahead."""
    if text[bound.start : bound.end].endswith(_POST_ZH):
        near = behind >= 0 and _AFTER_ZH.fullmatch(text, figures[behind].end, bound.start)
        return behind if near else None
    near = ahead < len(figures) and _GAP_ZH.fullmatch(text, bound.end, figures[ahead].start)
    return ahead if near else None


def _about_en(
    text: str, bound: Bound, figures: Sequence[Figure], behind: int, ahead: int
) -> int | None:
    """Which figure an English bound is about, of the one behind it and the one ahead."""
    if behind >= 0 and _trails(text, bound, figures[behind].end):
        return behind
    if ahead >= len(figures) or _POST_EN.match(text, bound.start):
        return None
    gap = bound.end, figures[ahead].start
    return ahead if _GAP_EN.fullmatch(text, *gap) or _GAP_EN_WORDS.fullmatch(text, *gap) else None


def _trails(text: str, bound: Bound, end: int) -> bool:
    """Whether a bound comes after its amount: “5 or more”, “20 at most”."""
    if _POST_EN.match(text, bound.start):
        return bool(_AFTER_EN.fullmatch(text, end, bound.start))
    last = _LAST_EN.match(text, bound.start)
    return bool(last) and bool(_UNIT_EN.fullmatch(text, end, bound.start))
