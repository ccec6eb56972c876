"""Read the amounts of an English text: the type that `read_zh` gives, from the same lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import BARE, COUNT, Amount, Change, Comparator, Kind, Unit, finite
from jiebang.quantities.bounds_en import Bound, assign_bounds, find_bounds
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numbers_en import Number, even, key, numbers_en
from jiebang.quantities.units_en import PER, SPACE, english_units, find_unit, unit_at

_LOOSE_NOUN = re.compile(
    r"(?:[\s-]+[A-Za-z][\w’'-]*){0,3}?[\s,]+(?=(?:per|an?|each|every)\s)", re.I
)
_MINUS = re.compile(
    r"(?:\b(?:minus|negative)\s+(?:US|HK|RMB)?[$£€]?\s*|(?<![\w.)°%℃-])[-–][$£€]?)$", re.I
)
_PLUS_MINUS = re.compile(r"(?:±|\+/-|\+-|plus or minus)\s*$", re.I)
_BETWEEN = re.compile(
    r"\s*(?:[-–—~]|\bto\b(?:\s+up\s+to\b)?|\bthrough\b)\s*(?P<money>(?:RMB|US|HK)?[$£€]?\s*)", re.I
)
_BETWEEN_AND = re.compile(r"\s*\band\s+(?P<money>(?:RMB|US|HK)?[$£€]?\s*)", re.I)
_SAYS_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:RMB\s*|(?:US|HK)?[$£€]\s*)?$", re.I)
_BY_OR_TO = re.compile(
    r"\b(?P<way>by|to|from|of)\s+(?:(?:an?|the|another|about|nearly|over)\s+"
    r"|(?:[\w-]+\s+){0,2}(?:high|low|peak|total|level|maximum|minimum|record)\s+of\s+)*$",
    re.I,
)
_NAME_BEFORE = re.compile(r"(?:[A-Za-z][A-Za-z0-9]*[-_/.]?|#|[A-Z]+ ?\()$")
_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")
_OTHERS = re.compile(r"\s+others?\b")  # Yale and two other universities: 3所
_O_CLOCK = re.compile(r"\s*o[’']clock")


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def read_en(text: str) -> tuple[Amount, ...]:
    """Every figure of an English text, in order, with all that says how it is meant.

    Linear in the text; never raises.
    """
    text = even(text)
    numbers = numbers_en(text)
    bounds = assign_bounds(text, numbers, find_bounds(text))
    found: list[Amount] = []
    at = 0
    while at < len(numbers):
        if found and numbers[at].start < found[-1].number_end:
            at += 1  # the second of “meters per second”
            continue
        amount = _amount(text, numbers[at], bounds.get(at), numbers, at)
        at += 1
        if at < len(numbers) and (upper := _upper(text, amount, numbers, at, bounds)):
            amount = upper
            at += 1
        found.append(amount)
    return tuple(_with_baselines(text, found))


# One amount ------------------------------------------------------------------------------


def _amount(
    text: str, number: Number, bound: Bound | None, numbers: Sequence[Number], at: int
) -> Amount:
    """One number with its sign, unit, bound and change."""
    start, _end, value = number.start, number.end, number.value
    tolerance = None
    if plus := _PLUS_MINUS.search(text, max(0, start - 16), start):
        start, tolerance = plus.start(), finite(value)
    elif minus := _MINUS.search(text, max(0, start - 14), start):
        start, value = minus.start(), -value
    unit, meaning, first, last = find_unit(text, number, start)
    if tolerance is not None and not unit and text.startswith(")", number.end):
        gap = SPACE.match(text, number.end + 1)
        if found := unit_at(text, gap.end() if gap else number.end + 1, spaced=bool(gap)):
            unit, meaning, last = found  # (20±2) °C
    kind = _kind(text, number, unit, meaning, first)
    if kind in (Kind.NAME, Kind.ORDINAL, Kind.DATE):
        unit, meaning, last, tolerance = (
            ("", BARE, number.end, None) if not unit else (unit, meaning, last, None)
        )
    comparator, approximate, word = Comparator.EQUAL, False, ""
    if bound and kind is not Kind.NAME and kind is not Kind.ORDINAL:
        means, word = bound.word.means, bound.text
        approximate = bound.word.force == "about"
        comparator = Comparator(means if means in set(Comparator) else ">")
    if bound and bound.after and not unit and kind in (Kind.AMOUNT, Kind.COUNT):
        gap = SPACE.match(text, bound.end)
        if found := unit_at(text, gap.end() if gap else bound.end, spaced=True):
            unit, meaning, last = found  # three or more years
    begin = min(first, bound.start) if bound else first
    change, mode = _change(text, begin, last)
    return Amount(
        start=begin, end=max(last, bound.end) if bound else last,
        number_start=first, number_end=last, value=finite(value), exact=value,
        comparator=comparator, approximate=approximate, word=word, tolerance=tolerance,
        scale=finite(number.scale), unit=unit, meaning=meaning, per=_per(text, last),
        change=change, mode=mode, kind=kind,
        optional=number.small or number.kind in ("vague", "month"),
        readings=(*number.others, value + 1) if _OTHERS.match(text, last) else number.others,
    )  # fmt: skip


def _kind(text: str, number: Number, unit: str, meaning: Unit, start: int) -> Kind:
    """What a number is, by what stands around it."""
    written = text[number.start : number.end]
    if number.kind in ("month", "clock") or _O_CLOCK.match(text, number.end):
        return Kind.DATE
    if number.kind == "version":
        return Kind.NAME
    if number.kind == "ordinal":
        return Kind.ORDINAL
    if number.kind == "digits" and number.scale == 1 and start == number.start:
        if _NAME_BEFORE.search(text, max(0, start - 3), start) or (
            not unit
            and re.match(r"-?[A-Za-z]", text[number.end : number.end + 2])
            and not number.others
        ):
            return Kind.NAME
        if not unit and _references().search(text, max(0, start - 16), start):
            return Kind.ORDINAL
        if not unit and number.value <= _DAYS and _is_day(text, number):
            return Kind.DATE
        if not unit and _YEAR.fullmatch(written) and not _is_counted(text, number):
            return Kind.DATE
    if meaning.kind == "ratio" or number.kind == "fraction":
        return Kind.SHARE
    if meaning is COUNT or (not unit and number.kind == "words"):
        return Kind.COUNT
    return Kind.AMOUNT


def _is_day(text: str, number: Number) -> bool:
    """December 11, 11 December."""
    before, after = _month_beside()
    return bool(
        before.search(text, max(0, number.start - 12), number.start)
        or after.match(text, number.end)
    )


def _is_counted(text: str, number: Number) -> bool:
    """Collect 1500 germplasm accessions: a round figure before what is counted is no year."""
    timed = _IN_TIME.search(text, max(0, number.start - 12), number.start)
    return number.value % 100 == 0 and not timed and bool(_PLURAL.match(text, number.end))


_IN_TIME = re.compile(
    r"\b(?:in|by|since|from|until|till|to|before|after|of|for|the|year|circa|during|end|and|or)\s+$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r" [a-z]+(?:[ -][a-z]+){0,2}?s\b")
_DAYS = 31


@lru_cache(maxsize=1)
def _month_beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    months = lexicon().numerals["en"]["months"]
    names = rf"(?:{alternatives(m[:3] for m in months)})[a-z]*\.?"
    return re.compile(rf"\b{names}\s+$", re.I), re.compile(rf"\s+(?:of\s+)?{names}\b", re.I)


@lru_cache(maxsize=1)
def _references() -> re.Pattern[str]:
    words = alternatives(lexicon().numerals["en"]["references"])
    return re.compile(rf"\b(?:{words})\.?\s*(?:[(#]\s*)?$", re.IGNORECASE)


def _per(text: str, end: int) -> str:
    """The base of a rate behind an amount: “60 items per hour” → h."""
    for gap in (PER.match(text, end), None):
        joint = gap
        if joint is None:
            noun = _LOOSE_NOUN.match(text, end)
            joint = PER.match(text, noun.end()) if noun else None
        if joint is None:
            continue
        below = english_units().names.match(text, joint.end())
        if below:
            unit = english_units().meanings[key(below.group())]
            return unit.ucum if unit.kind in _BASES else ""
        return ""
    often = _often().match(text, end)
    return str(lexicon().numerals["en"]["often"][often["word"].lower()]) if often else ""


@lru_cache(maxsize=1)
def _often() -> re.Pattern[str]:
    """“three times daily”; in “8 monthly reports” the word is the noun's."""
    words = alternatives(lexicon().numerals["en"]["often"])
    return re.compile(
        rf"(?:[\s-]+[A-Za-z]+){{0,2}}?\s+(?P<word>{words})"
        r"(?=\s*(?:[.,;:)]|$|(?:and|or|in|at|on|by|from|for|to|with)\b))",
        re.IGNORECASE,
    )


_BASES = frozenset(("duration", "mass", "volume", "area", "length"))


# Change and ranges -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Verbs:
    before: re.Pattern[str]
    after: re.Pattern[str]
    means: Mapping[str, str]


@lru_cache(maxsize=1)
def _verbs() -> _Verbs:
    means = {word.lower(): verb.means for verb in lexicon().verbs for word in verb.en}
    words = alternatives(means)
    before = re.compile(
        rf"\b(?P<verb>{words})\b(?:[\s-]+[A-Za-z][\w’'-]*){{0,4}}?\s*$", re.IGNORECASE
    )
    after = re.compile(rf"(?:[\s-]+[A-Za-z-]+){{0,2}}?[\s-]+(?P<verb>{words})\b", re.IGNORECASE)
    return _Verbs(before, after, means)


def _change(text: str, start: int, end: int) -> tuple[Change, str]:
    """Whether an amount says a change, and whether by it or to it."""
    verbs = _verbs()
    way = _BY_OR_TO.search(text, max(0, start - 24), start)
    at = way.start() if way else start
    verb = verbs.before.search(text, max(0, at - 48), at)
    if way and way["way"].lower() in ("by", "to") and verb:
        means = verbs.means[verb["verb"].lower()]
        return Change(means), way["way"].lower()
    if way and way["way"].lower() == "of" and verb and verb.end("verb") == len(text[:at].rstrip()):
        return Change(verbs.means[verb["verb"].lower()]), "by"  # a decrease of 5%
    if verb and not way and verb.end() >= start - 1 and verb.group().strip().lower() in verbs.means:
        return Change(verbs.means[verb["verb"].lower()]), "by"  # rose 5%
    behind = verbs.after.match(text, end)
    if behind and behind["verb"].lower() not in lexicon().numerals["en"]["no_change"]:
        return Change(verbs.means[behind["verb"].lower()]), "by"  # a 5% reduction, 5% higher
    return Change.LEVEL, ""


def _upper(
    text: str, low: Amount, numbers: Sequence[Number], at: int, bounds: Mapping[int, Bound]
) -> Amount | None:
    """The range of `low` and the number behind it: 5–10%, 5 to 10, between 5 and 10."""
    high = numbers[at]
    if (
        low.kind in (Kind.NAME, Kind.ORDINAL)
        or low.tolerance is not None
        or high.kind in ("month", "ordinal", "loose")
    ):
        return None
    said = _SAYS_BETWEEN.search(text, max(0, low.number_start - 12), low.number_start)
    between = said and said.group().lower().startswith("between")
    joint = (_BETWEEN_AND if between else _BETWEEN).match(text, low.number_end)
    if joint is None or joint.end() not in (high.start, high.start - 1):
        return None
    top = _amount(text, high, bounds.get(at), numbers, at)
    if low.unit and low.mode == "by" and "to" in joint.group():
        return None  # rose 5% to 30
    if low.unit and top.unit and low.meaning.kind != top.meaning.kind:
        return None  # 25 basis points to 1.00%
    value, scale, meaning, unit = low.exact or Fraction(low.value), low.scale, low.meaning, low.unit
    if not low.unit and top.unit:
        meaning, unit = top.meaning, top.unit
    if scale == 1 and top.scale != 1 and Fraction(top.value) > value * Fraction(top.scale):
        value, scale = value * Fraction(top.scale), top.scale
    upper = top.exact if top.exact is not None else Fraction(top.value)
    if low.unit and top.meaning.base and low.meaning.base == top.meaning.base:
        upper *= top.meaning.factor / low.meaning.factor  # 10 g/cm² to 24 kg/cm²
    if value >= upper:
        return None
    return replace(
        low, end=max(low.end, top.end), number_end=top.number_end, figures=2, per=top.per,
        value=finite(value), exact=value, value_max=finite(upper), comparator=Comparator.RANGE,
        unit=unit, meaning=meaning, scale=top.scale,
        kind=top.kind if low.kind is Kind.AMOUNT else low.kind,
    )  # fmt: skip


def _with_baselines(text: str, amounts: Sequence[Amount]) -> Iterator[Amount]:
    """“from 60% to 85%”, “to 85% … from 60%” after a verb of change: a level and its baseline."""
    done: set[int] = set()
    for n, amount in enumerate(amounts):
        if n in done:
            continue
        after = amounts[n + 1] if n + 1 < len(amounts) else None
        nominal = after and after.tolerance is not None and not amount.unit
        if after and nominal and not text[amount.number_end : after.number_start].strip():
            amount = replace(amount, unit=after.unit, meaning=after.meaning)  # 18 ±1 °C
        if amount.mode == "to" and (start := _starting_point(text, amounts, n)):
            done.add(start)
            yield replace(amount, baseline=amounts[start].value, figures=2)
        elif amount.value_max is None or amount.kind is Kind.DATE:
            yield amount
        else:
            yield _raised(text, amount)


def _starting_point(text: str, amounts: Sequence[Amount], n: int) -> int:
    """The index of what a level is brought “to” … “from”; 0 for none."""
    amount = amounts[n]
    for m in range(n + 1, min(n + 5, len(amounts))):
        other = amounts[m]
        if _SENTENCE_END.search(text, amount.number_end, other.number_start):
            return 0
        alike = other.unit and other.meaning == amount.meaning and not other.word
        if alike and other.value_max is None and amount.baseline is None:
            said = _FROM.search(text, max(0, other.number_start - 48), other.number_start)
            return m if said else 0
    return 0


_SENTENCE_END = re.compile(r"[.;](?=\s)")
_FROM = re.compile(r"\bfrom\s+(?:[A-Za-z][\w’'-]*\s+){0,5}(?:RMB|(?:US|HK)?[$£€])?\s*$", re.I)


def _raised(text: str, amount: Amount) -> Amount:
    """A range that a verb of change and “from” make a level and its baseline."""
    start = amount.number_start
    said = _SAYS_BETWEEN.search(text, max(0, start - 12), start)
    verb = said and _verbs().before.search(text, max(0, said.start() - 48), said.start())
    if not said or not verb or not said.group().lower().startswith("from"):
        return amount
    top = amount.value_max or amount.value
    return replace(
        amount, value=top, exact=Fraction(top), value_max=None, baseline=amount.value,
        comparator=Comparator.EQUAL, figures=2, mode="to",
        change=Change(_verbs().means[verb["verb"].lower()]),
    )  # fmt: skip
