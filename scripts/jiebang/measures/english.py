"""The words around an amount in a segment's English, found by the same figure.

Nothing is translated here. Where the English does not show the figure, shows it more
often than the Chinese, or does not name plainly what it measures, the answer is “”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jiebang.measures.amount import Amount
from jiebang.measures.noun_phrases import phrase_after, phrase_before
from jiebang.text.figures import Figure, FigureKind
from jiebang.text.numerals import figures_en

# English for printed Chinese units; a Latin unit stands as it is.
_UNIT_WORDS = {
    "分钟": "minutes?|min",
    "min": "minutes?|min",
    "小时": "hours?|h",
    "h": "hours?|h",
    "秒": "seconds?|s",
    "s": "seconds?|s",
    "毫秒": "milliseconds?|ms",
    "天": "days?",
    "月": "months?",
    "个月": "months?",
    "年": "years?",
    "米": "meters?|metres?|m",
    "m": "meters?|metres?|m",
    "毫米": "millimeters?|millimetres?|mm",
    "公里": "kilometers?|km",
    "平方公里": "square kilometers?|km²|km2",
    "km2": "square kilometers?|km²|km2",
    "米/像素": "m/pixel|meters? per pixel|m per pixel",
    "帧/秒": "frames per second|frames/s|fps|FPS",
    "勒克斯": "lux|lx",
    "°": "°|degrees?",
    "倍": "times|-?fold|×|x",
    "分": "points?",
}
_BEFORE = re.compile(
    r"(?:(?:at|the)\s+)?(?:no|not|nor)\s+(?:to\s+)?(?:fewer|less|lower|more|greater|higher|longer|larger|smaller|shorter)"
    r"\s+than|not\s+(?:to\s+)?exceed(?:ing)?|not\s+over|at\s+least|at\s+most|up\s+to|(?:more|less|fewer|greater|lower|higher"
    r"|better|larger|smaller)\s+than|over|above|below|under|within|exceed(?:ing|s)?|reach(?:ing|es)?|a\s+(?:minimum|maximum)"
    r"\s+of|about|approximately|(?:an?\s+)?additional|a\s+factor\s+of|[≥≤><=~±]|RMB|CNY"
)
_BEFORE_END = re.compile(rf"(?:\b|(?<![A-Za-z]))(?:{_BEFORE.pattern})\s*$")
_AFTER = re.compile(r"\s*(?:or|and)\s+(?:more|above|higher|less|below|fewer|over)\b")
_BOUND = re.compile(r"[;:]\s|[.,](?=\s|$)(?!\s?000)|[()]|\s—\s|;$|:$")
_TO = re.compile(r"\s?(?:[-–—~]|to|and)\s?$")
_LETTERS = re.compile(r"[A-Za-z][-‑]?$")


@dataclass(frozen=True, slots=True)
class Place:
    """`metric` and `text`: what the amount measures, and its clause, in English."""

    metric: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place of an amount: its comparator words begin at `start`, its unit ends at `end`."""

    start: int
    end: int
    number_end: int
    unit: bool  # whether the unit is there, too


def english(amounts: Sequence[Amount], en: str) -> tuple[Place, ...]:
    """For each amount of a segment its place in the segment's English `en`.

    A figure that stands for several amounts is given out in printed order, if there
    are as many in English as in Chinese, else to none. Never raises.
    """
    figures = [f for f in figures_en(en) if not _LETTERS.search(en[: f.start][-2:])]
    groups: dict[tuple[Decimal, Decimal | None, str], list[int]] = defaultdict(list)
    for n, amount in enumerate(amounts):
        groups[amount.value, amount.value_max, _unit_key(amount)].append(n)
    places = [Place()] * len(amounts)
    for members in groups.values():
        spots = _spots(amounts[members[0]], figures, en)
        if len(spots) != len(members):
            continue
        for n, spot in zip(members, spots, strict=True):
            places[n] = _place(amounts[n], spot, en)
    return tuple(_heads(amounts, places))


def _heads(amounts: Sequence[Amount], places: Sequence[Place]) -> Iterator[Place]:
    """In a list under one head each place has the head's metric."""
    heads: dict[tuple[int, int], str] = {}
    for amount, place in zip(amounts, places, strict=True):
        span = amount.metric_start, amount.metric_end
        metric = place.metric or (heads.get(span, "") if place.text and amount.metric else "")
        heads.setdefault(span, metric)
        yield replace(place, metric=metric)


def _unit_key(amount: Amount) -> str:
    """Amounts of one value are told apart by unit, but not by classifier."""
    return "" if amount.reading.kind == "count" else amount.unit


def _spots(amount: Amount, figures: Sequence[Figure], en: str) -> list[_Spot]:
    """Where the English shows the amount; only those with its unit, if there are any."""
    percent = amount.reading.kind == "ratio" and amount.unit not in ("", "倍", "‰")
    kind = FigureKind.PERCENT if percent else FigureKind.PLAIN
    kind = FigureKind.PERMILLE if amount.unit == "‰" else kind
    found = []
    for n, figure in enumerate(figures):
        low = abs(amount.value) if amount.value_max == -amount.value else amount.value
        if figure.kind is not kind or low not in (figure.value, *figure.others):
            continue
        last = figure
        if amount.value_max is not None and amount.value_max != -amount.value:
            upper = _upper(amount.value_max, figures[n + 1 : n + 3], en)
            if upper is None:
                continue
            last = upper
        found.append(_spot(amount, figure, last, en))
    with_unit = [spot for spot in found if spot.unit]
    return with_unit or found


def _upper(value: Decimal, following: Sequence[Figure], en: str) -> Figure | None:
    """The upper bound of a range, right behind the lower."""
    for figure in following:
        if _TO.search(en[: figure.start][-6:]) and not figure.optional:
            # 10 g/cm²–24 kg/cm²: the other unit, another figure
            return figure if value >= figure.value else None
    return None


def _spot(amount: Amount, figure: Figure, last: Figure, en: str) -> _Spot:
    """The place with comparator words and unit."""
    start, end = figure.start, last.end
    while match := _BEFORE_END.search(en, max(0, start - 24), start):
        start = match.start()
    unit = re.compile(rf"[\s-]?(?:{_unit_pattern(amount.unit)})(?![A-Za-z])").match(en, end)
    if unit and amount.unit:
        end = unit.end()
    if more := _AFTER.match(en, end):
        end = more.end()
    percent = figure.kind is not FigureKind.PLAIN
    return _Spot(start, end, last.end, bool((unit and amount.unit) or percent))


def _unit_pattern(unit: str) -> str:
    """The unit as English prints it."""
    if unit in _UNIT_WORDS:
        return _UNIT_WORDS[unit]
    if not unit.isascii() and not re.match(r"[A-Za-zμ°]", unit):
        return r"(?!)"
    raised = unit.replace("²", "2").replace("³", "3")
    return re.escape(raised).replace("2", "[2²]").replace("3", "[3³]")


def _place(amount: Amount, spot: _Spot, en: str) -> Place:
    """The clause around a place, and the noun phrase in it that the amount measures."""
    first, last = 0, len(en)
    for bound in _BOUND.finditer(en):
        if bound.end() <= spot.start:
            first = bound.end()
        elif bound.start() >= spot.end:
            last = bound.start()
            break
    text = en[first:last].strip(" ,;:.").removeprefix("and ")
    before, after = en[first : spot.start], en[spot.end : last]
    counted = amount.reading.kind == "count" or re.match(r"[-‑][A-Za-z]", en[spot.number_end :])
    if counted:
        metric = phrase_after(after) or phrase_before(before)
    else:
        metric = phrase_before(before) or ("" if before.strip() else phrase_after(after))
    return Place(metric, text)
