"""The words around an amount in a segment's English, found by the same figure.

Nothing is translated here. Where the English does not show the figure, shows it more
often than the Chinese, or does not name plainly what it measures, the answer is “”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from jiebang.measures.amount import Amount, Comparator
from jiebang.measures.english_metric import Place, Spot, named
from jiebang.text.figures import Figure, FigureKind
from jiebang.text.numerals import figures_en
from jiebang.text.twin import simplified

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
    r"(?:(?:at|the)\s+)?(?:no|not|nor)\s+(?:to\s+)?(?:fewer|less|lower|more|greater|higher|longer|larger|smaller|shorter|worse)"
    r"\s+than|not\s+(?:to\s+)?exceed(?:ing)?|not\s+over|at\s+least|at\s+most|up\s+to|(?:more|less|fewer|greater|lower|higher"
    r"|better|worse|larger|smaller)\s+than|over|above|below|under|within|exceed(?:ing|s)?|reach(?:ing|es)?|a\s+(?:minimum|maximum)"
    r"\s+of|about|approximately|(?:an?\s+)?additional|a\s+factor\s+of|[≥≤><=~±]|RMB|CNY"
)
_BEFORE_END = re.compile(rf"(?:\b|(?<![A-Za-z]))(?:{_BEFORE.pattern})\s*$")
_AFTER = re.compile(r"\s*(?:or|and)\s+(?:more|above|higher|less|below|fewer|over)\b")
_TO = re.compile(r"\s?(?:[-–—~]|to|and)\s?$")
_COMPARED = {
    Comparator.AT_LEAST: re.compile(r"≥|at least|minimum|(?:less|fewer|lower|worse) than"),
    Comparator.AT_MOST: re.compile(r"≤|at most|maximum|exceed|within|(?:more|higher) than"),
}
_LETTERS = re.compile(r"[A-Za-z][-‑]?$")


def english(amounts: Sequence[Amount], en: str) -> tuple[Place, ...]:
    """For each amount of a segment its place in the segment's English `en`.

    A figure that stands for several amounts is given out in printed order, if there
    are as many in English as in Chinese, else to none. Never raises.
    """
    figures = [f for f in figures_en(en) if not _LETTERS.search(en[: f.start][-2:])]
    groups: dict[tuple[Decimal, Decimal | None, str], list[int]] = defaultdict(list)
    for n, amount in enumerate(amounts):
        groups[amount.value, amount.value_max, _unit_key(amount)].append(n)
    spots: dict[int, Spot] = {}
    taken: set[int] = set()
    # Those with a unit first: its figure is no count.
    for members in sorted(groups.values(), key=lambda m: not _unit_key(amounts[m[0]])):
        free = [s for s in _spots(amounts[members[0]], figures, en) if s.number not in taken]
        given = _as_many(free, [amounts[n] for n in members], en)
        for n, spot in zip(members, given, strict=False):
            spots[n] = spot
            if spot.unit:
                taken.add(spot.number)
    return named(amounts, spots, en)


def _as_many(spots: list[Spot], members: Sequence[Amount], en: str) -> list[Spot]:
    """As many spots as amounts: figures that need not be translated left out first, then
    those compared otherwise; none where that does not settle it."""
    if len(spots) > len(members):
        spots = [s for s in spots if not s.optional] or spots
    if len(spots) > len(members) and len({a.comparator for a in members}) == 1:
        words = _COMPARED.get(members[0].comparator)
        spots = [s for s in spots if words and words.search(en, s.start, s.number)]
    return spots if len(spots) == len(members) else []


def _unit_key(amount: Amount) -> str:
    """Amounts of one value are told apart by unit, but not by classifier."""
    return "" if amount.reading.kind == "count" else amount.unit


def _spots(amount: Amount, figures: Sequence[Figure], en: str) -> list[Spot]:
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


def _spot(amount: Amount, figure: Figure, last: Figure, en: str) -> Spot:
    """The place with comparator words and unit."""
    start, end = figure.start, last.end
    while match := _BEFORE_END.search(en, max(0, start - 24), start):
        start = match.start()
    unit = re.compile(rf"[\s-]?(?:{_unit_pattern(amount.unit)})(?![A-Za-z]|/[A-Za-z])").match(
        en, end
    )
    if unit and amount.unit:
        end = unit.end()
    if more := _AFTER.match(en, end):
        end = more.end()
    percent = figure.kind is not FigureKind.PLAIN
    found = bool((unit and amount.unit) or percent)
    return Spot(start, end, figure.start, last.end, found, figure.optional)


def _unit_pattern(unit: str) -> str:
    """The unit as English prints it."""
    unit = simplified(unit)
    if unit in _UNIT_WORDS:
        return _UNIT_WORDS[unit]
    if not unit.isascii() and not re.match(r"[A-Za-zμ°]", unit):
        return r"(?!)"
    raised = unit.replace("²", "2").replace("³", "3")
    return re.escape(raised).replace("2", "[2²]").replace("3", "[3³]")
