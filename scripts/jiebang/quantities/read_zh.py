"""From a Chinese text to its amounts: what each figure is, compared with what, of what.

`read_zh` reads everything: measures, dates, ordinals, names. `extract` is those of it
that are measures. Figures are found by `scan_zh`, the words around them by `compare_zh`,
what they measure by `metric`; what they are is decided by the rules of `kind_zh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import (
    UNKNOWN,
    Amount,
    Change,
    Comparator,
    Confidence,
    Kind,
    Role,
    Unit,
    finite,
)
from jiebang.quantities.compare_zh import bound_left_over, demand, words
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.meaning import doubts, read_unit
from jiebang.quantities.metric import NOTHING
from jiebang.quantities.normal import Normal, normal
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.rates_zh import find_base
from jiebang.quantities.reading_zh import Reading
from jiebang.quantities.walk_zh import read_figures
from jiebang.text.han import simplified

_STOPS = re.compile(r"[。！？\n]+")
_LONGEST = 1200  # characters of a sentence that is read as one
_BETWEEN_FIGURES = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
# 7B may be 7 or seven billion, 8K 8 or 8000.
_TIMES = {"B": 10**9, "K": 1000, "k": 1000, "M": 10**6}


def extract(zh: str, head: str = "") -> tuple[Amount, ...]:
    """Every amount of a Chinese text that is a measure, in printed order.

    Args:
        zh: one indicator, or any text.
        head: what the whole text is about (a field’s name, 资金), where it does not
            say so itself: then “2000万。” is an amount, too, and is read as one of `head`.

    Returns:
        The amounts; their spans lie in `zh` and do not overlap. Never raises.
    """
    return tuple(a for a in read_zh(zh, head) if a.measured and not a.optional)


def read_zh(zh: str, head: str = "") -> tuple[Amount, ...]:
    """Every figure of a Chinese text, dates, ordinals and names too, in printed order.

    Never raises; linear in the text. Sentences are read apart, and remembered.
    """
    found: list[Amount] = []
    twin = simplified(zh)  # character for character, and by the whole text
    for start, sentence in _sentences(zh):
        amounts = _read_sentence(sentence, twin[start : start + len(sentence)], head)
        found.extend(amounts if start == 0 else (a.moved(start) for a in amounts))
    return tuple(found)


@lru_cache(maxsize=512)
def _read_sentence(zh: str, twin: str, head: str) -> tuple[Amount, ...]:
    given = normal(twin)
    return tuple(_amount(zh, given, reading, head) for reading in read_figures(given.text, head))


def _sentences(zh: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with their places; one without an end in pieces."""
    start = 0
    for stop in [*(match.end() for match in _STOPS.finditer(zh)), len(zh)]:
        while stop - start > _LONGEST:
            cut = max(zh.rfind(c, start + _LONGEST // 2, start + _LONGEST) for c in "；;，")
            if cut < 0:
                most = start + _LONGEST
                between = _BETWEEN_FIGURES.search(zh, start + _LONGEST // 2, most)
                cut = (between.start() if between else most) - 1
            yield start, zh[start : cut + 1]
            start = cut + 1
        if start < stop:
            yield start, zh[start:stop]
        start = stop


# ---------------------------------------------------------------- amounts
def _amount(zh: str, given: Normal, r: Reading, head: str) -> Amount:
    """The amount, with places in the text as given."""
    q, compared = r.quantity, r.compared
    kind, found = r.kind or Kind.NUMBER, r.metric is not NOTHING
    measured = kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)
    name = given.text[r.metric.start : r.metric.end] if found else ""
    unit = read_unit(q, f"{head} {name}" if q.bare and head else name) if measured else q.meaning
    comparator, reasons = _comparator(r, name, unit)
    value, top = q.value, q.value_max
    if comparator is Comparator.RANGE and q.tolerance is not None and top is None:
        value, top = -abs(value), abs(value)
    if measured:
        reasons += _reasons(given.text, r, comparator, unit, name)
    change, mode = _change(given.text, r, unit)
    start, end = given.back(compared.start, max(compared.end, q.end))
    number_start, number_end = given.back(q.start, q.end)
    where = given.back(r.metric.start, r.metric.end) if found else (start, start)
    state = given.back(*r.condition) if r.condition else (0, 0)
    exact, base = finite(value), find_base(r)
    return Amount(
        start=start, end=end, number_start=number_start, number_end=number_end,
        value=exact if exact else Decimal(0), exact=value if Fraction(exact) != value else None,
        value_max=None if top is None else finite(top), comparator=comparator,
        tolerance=None if q.tolerance is None else finite(abs(q.tolerance)),
        scale=Decimal(q.scale), unit=_printed_unit(given, zh, q), meaning=unit,
        per=base[0], per_text=base[1], role=r.role, kind=kind, change=change, mode=mode,
        implied=compared.implied and comparator in (Comparator.AT_LEAST, Comparator.AT_MOST),
        limited=compared.limited and comparator is Comparator.EQUAL,
        toward=_toward(r) if mode == "to" else Change.LEVEL,
        baseline=None if r.baseline is None else finite(_in_unit(r.baseline, q)),
        approximate=compared.about or q.more, optional=r.optional,
        condition=zh[slice(*state)], condition_start=state[0], condition_end=state[1],
        figures=q.figures, others=tuple(finite(other) for other in q.others),
        word=(zh[start:number_start] + zh[number_end:end]).strip(),
        metric=zh[slice(*where)] if measured else "", metric_start=where[0], metric_end=where[1],
        confidence=Confidence.LOW if reasons else Confidence.HIGH, reason="; ".join(reasons),
        readings=(q.value * _TIMES[q.unit],) if q.unit in _TIMES else (),
    )  # fmt: skip


def _comparator(r: Reading, name: str, unit: Unit) -> tuple[Comparator, list[str]]:
    """How the amount is compared, and why that is not certain."""
    q, compared = r.quantity, r.compared
    comparator, reasons = compared.comparator, []
    if compared.torn:
        reasons.append("two comparators disagree")
    if compared.better and comparator is not Comparator.RANGE:
        comparator, sure = _better(compared.better, name, unit, finite(q.value))
        if not sure:
            reasons.append("better than: taken for more")
    if comparator is Comparator.RANGE and q.tolerance is not None and not q.value:
        comparator = comparator if q.value_max is not None else Comparator.EQUAL  # ±0
    return comparator, reasons


def _reasons(text: str, r: Reading, comparator: Comparator, unit: Unit, name: str) -> list[str]:
    """Why a measure may mean something else."""
    compared, found = r.compared, []
    plain = compared.plain and r.role is Role.MEASURE
    if plain and bound_left_over(text, compared.start, r.floor):
        found.append("a bound before it may be meant of it")
    if compared.unclear and compared.change is Change.LEVEL:
        found.append("to: what is brought to it, and which way, is not known")
    found += doubts(r.quantity, comparator, unit, name, text[compared.end :][:1])
    if r.role is Role.CONDITION or r.is_condition():
        return [*found, "may be the condition of what follows"]
    return [*found, r.doubt] if r.doubt else found


def _in_unit(baseline: Quantity, q: Quantity) -> Fraction:
    if baseline.unit and baseline.meaning.base and baseline.meaning.base == q.meaning.base:
        return baseline.value * baseline.meaning.factor / q.meaning.factor
    return baseline.value


def _better(word: str, name: str, unit: Unit, value: Decimal) -> tuple[Comparator, bool]:
    absolute = unit.kind not in ("ratio", "score", "count", "number") and unit != UNKNOWN
    way, sure = demand(name, absolute, value)
    if word == "no-worse":
        way = Comparator.AT_MOST if way is Comparator.LESS else Comparator.AT_LEAST
    return way, sure


_RATIO_KINDS = ("ratio", "percentage-point", "number")


def _change(text: str, r: Reading, unit: Unit) -> tuple[Change, str]:
    """Whether the amount is one of change: 提升25%, 降低传输量80%; 通态压降≤3.2V is a level."""
    compared, q = r.compared, r.quantity
    if compared.change is not Change.LEVEL:
        kind = lexicon().levels.get(compared.verb)
        if kind is not None and kind == unit.kind:
            return Change.LEVEL, ""
        return compared.change, compared.mode
    if (
        compared.mode
        or unit.kind not in _RATIO_KINDS
        or r.metric is NOTHING
        or r.metric.start >= q.start
    ):
        return Change.LEVEL, compared.mode
    for at in (max(0, r.metric.start - 2), max(0, r.metric.start - 1)):
        verb = words()["verb"].match(text, at)
        if verb and verb.end() == r.metric.start:
            between = text[r.metric.end : q.start]
            if re.search(r"至|到|达|为", between):
                return Change.LEVEL, "to"
            return (Change.INCREASE if verb["up"] else Change.DECREASE), "by"
    return Change.LEVEL, ""


def _toward(r: Reading) -> Change:
    """Which way something is brought “to” an amount."""
    if r.quantity.form.startswith("change"):
        return Change(r.quantity.form.split()[1])
    verb = words()["verb"].match(r.compared.verb)
    if verb is None:
        return Change.LEVEL
    return Change.INCREASE if verb["up"] else Change.DECREASE


def _printed_unit(given: Normal, zh: str, q: Quantity) -> str:
    """The unit as printed in the text given; of LaTeX as it renders."""
    if not q.unit or q.share or not q.unit_start:
        return q.unit
    start, end = given.back(q.unit_start, q.unit_start + len(q.unit))
    printed = zh[start:end]
    return q.unit if "\\" in printed else printed
