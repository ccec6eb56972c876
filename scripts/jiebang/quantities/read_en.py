"""Read the amounts of an English text: the type that `read_zh` gives, from the same lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from jiebang.quantities.amount import COUNT, Amount, Change, Comparator, Kind, Unit, finite
from jiebang.quantities.beside_en import (
    PER,
    Bound,
    assign_bounds,
    find_bounds,
    find_unit,
    name_at,
    unit_behind,
)
from jiebang.quantities.lexicon import ChangeVerb, Fixed, alternatives, lexicon, pattern
from jiebang.quantities.numbers_en import EnglishNumber, even, numbers_en

# A noun before “a year”; in “from a year earlier” the year is no base.
_LOOSE_NOUN = (
    r"(?:[\s-]+(?!<<numerals.en.since>>\s)[A-Za-z][\w’'-]*){0,3}?"
    r"[\s,]+(?=(?:per|an?|each|every)\s)"
)
_MINUS = re.compile(
    r"(?:\b(?:minus|negative)\s+(?:US|HK|RMB)?[$£€]?\s*|(?<![\w.)°%℃-])[-–](?:(?:RMB|CNY|US|HK)\s?)?[$£€¥]?)$",
    re.I,
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
_OTHERS = re.compile(r"\s+others?\b")  # Yale and two other universities: 3所
_O_CLOCK = re.compile(r"\s*o[’']clock")
_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def read_en(text: str) -> tuple[Amount, ...]:
    """Every figure of an English text, in order, with all that says how it is meant.

    Linear in the text; never raises.
    """
    text = even(text)
    numbers = numbers_en(text)
    bounds = assign_bounds(text, numbers, find_bounds(text))
    found: list[Amount] = []
    for number, after in zip_longest(numbers, numbers[1:]):
        if found and number.start < found[-1].number_end:
            continue  # the upper end of a range, the second of “meters per second”
        amount = _amount(text, number, bounds)
        found.append((after and _range(text, amount, after, bounds)) or amount)
    return tuple(_with_baselines(text, found))


# One amount ------------------------------------------------------------------------------


def _amount(text: str, number: EnglishNumber, bounds: Mapping[int, Bound]) -> Amount:
    """One number with what stands before it, its unit, bound and change."""
    start, value, tolerance, bound = number.start, number.value, None, bounds.get(number.start)
    if plus := _PLUS_MINUS.search(text, max(0, start - 16), start):
        start, tolerance = plus.start(), finite(value)
    elif minus := _MINUS.search(text, max(0, start - 14), start):
        start, value = minus.start(), -value
    unit, meaning, first, last = find_unit(text, number, start)
    bracketed = not unit and text.startswith(")", number.end)
    if tolerance is not None and bracketed and (found := unit_behind(text, number.end + 1)):
        unit, meaning, last = found  # (20±2) °C
    kind = _kind(text, number, unit, meaning, first)
    if kind in (Kind.NAME, Kind.ORDINAL, Kind.DATE):
        tolerance, last = None, last if unit else number.end
    comparator, approximate, word = Comparator.EQUAL, False, ""
    begin, end = first, last
    if bound:
        if kind not in (Kind.NAME, Kind.ORDINAL):
            means, word = bound.word.means, bound.text
            approximate = bound.word.force == "about"
            comparator = Comparator(means if means in set(Comparator) else ">")
        if bound.after and not unit and (found := unit_behind(text, bound.end)):
            unit, meaning, last = found  # three or more years
        begin, end = min(first, bound.start), max(last, bound.end)
    change, mode = _change(text, begin, last, kind is Kind.SHARE)
    return Amount(
        start=begin, end=end, number_start=first, number_end=last, value=finite(value),
        exact=value, comparator=comparator, approximate=approximate, word=word,
        tolerance=tolerance, scale=finite(number.scale), unit=unit, meaning=meaning,
        per=_per(text, begin, last), change=change, mode=mode, kind=kind,
        optional=number.small or number.kind in ("vague", "month"),
        readings=(*number.others, value + 1) if _OTHERS.match(text, last) else number.others,
    )  # fmt: skip


def _kind(text: str, number: EnglishNumber, unit: str, meaning: Unit, start: int) -> Kind:
    """What a number is, by what stands around it."""
    if number.kind in ("month", "clock") or _O_CLOCK.match(text, number.end):
        return Kind.DATE
    if number.kind == "version":
        return Kind.NAME
    if number.kind == "ordinal":
        return Kind.ORDINAL
    if number.kind == "digits" and number.scale == 1 and start == number.start:
        glued = not unit and not number.others and _GLUED.match(text, number.end)
        if glued or _NAME_BEFORE.search(text, max(0, start - 3), start):
            return Kind.NAME
        if not unit and pattern(_REFERENCE, re.I).search(text, max(0, start - 16), start):
            return Kind.ORDINAL
        year = _YEAR.fullmatch(text, number.start, number.end)
        if not unit and (year or (number.value <= _DAYS and _is_day(text, number))):
            return Kind.DATE
    if meaning.kind == "ratio" or number.kind == "fraction":
        return Kind.SHARE
    counted = meaning is COUNT or (not unit and number.kind == "words")
    return Kind.COUNT if counted else Kind.AMOUNT


def _is_day(text: str, number: EnglishNumber) -> bool:
    """December 11, 11 December."""
    start, end = number.start, number.end
    before = pattern(rf"\b{_MONTH}\s+$", re.I).search(text, max(0, start - 12), start)
    return bool(before or pattern(rf"\s+(?:of\s+)?{_MONTH}\b", re.I).match(text, end))


def _per(text: str, start: int, end: int) -> str:
    """The base of a rate behind an amount: “60 items per hour”; or before it: “hourly”."""
    joint = PER.match(text, end)
    if joint is None and (noun := pattern(_LOOSE_NOUN, re.I).match(text, end)):
        joint = PER.match(text, noun.end())
    if joint is None:
        often = pattern(_OFTEN, re.I).match(text, end)
        often = often or pattern(_OFTEN_BEFORE, re.I).search(text, max(0, start - 48), start)
        return str(lexicon().numerals["en"]["often"][often["word"].lower()]) if often else ""
    below = name_at(text, joint.end())
    if below and below[1].kind not in _BASES and (more := PER.match(text, below[2])):
        below = name_at(text, more.end())  # yuan/person per year
    return below[1].ucum if below and below[1].kind in _BASES else ""


_DAYS = 31
_MONTH = r"<<numerals.en.months_short>>[a-z]*\.?"
_BASES = frozenset(("duration", "mass", "volume", "area", "length"))
_GLUED = re.compile(r"-?[A-Za-z]")
_REFERENCE = r"\b<<numerals.en.references>>\.?\s*(?:[(#]\s*)?$"
# “three times daily”; in “8 monthly reports” the word is the noun's.
_OFTEN_BEFORE = r"\b(?P<word><<numerals.en.often>>)\s+(?:[a-z-]+\s+){1,4}$"
_OFTEN = (
    r"(?:[\s-]+[A-Za-z]+){0,2}?\s+(?P<word><<numerals.en.often>>)"
    r"(?=\s*(?:[.,;:)]|$|(?:and|or|in|at|on|by|from|for|to|with)\b))"
)


# Change and ranges -----------------------------------------------------------------------


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, Change]]:
    """Verbs of change before an amount, behind it, and what each means."""
    words: tuple[Fixed | ChangeVerb, ...] = (*lexicon().fixed, *lexicon().verbs)
    means = {en.lower(): Change(word.means) for word in words for en in word.en}
    verb = rf"(?P<verb>{alternatives(means)})\b"
    before = re.compile(rf".*\b{verb}(?:[\s-]+[A-Za-z][\w’'-]*){{0,4}}?\s*$", re.I | re.S)
    after = re.compile(rf"(?:[\s-]+[A-Za-z-]+){{0,2}}?[\s-]+{verb}", re.IGNORECASE)
    return before, after, means


def _change(text: str, start: int, end: int, share: bool) -> tuple[Change, str]:
    """Whether an amount says a change, and whether by it or to it."""
    before, after, means = _verbs()
    if own := means.get(text[start:end].lower()):
        return own, ""  # halved
    found = _BY_OR_TO.search(text, max(0, start - 24), start)
    way, at = (found["way"].lower(), found.start()) if found else ("", start)
    verb = before.match(text, max(0, at - 48), at)
    close = verb and not text[verb.end("verb") : at].strip() and way in ("of", "")
    if verb and (way in ("by", "to", "from") or close):  # a decrease of 5%, rose 5%
        return means[verb["verb"].lower()], "by" if close else way.replace("from", "")
    behind = after.match(text, end)
    no_change = lexicon().numerals["en"]["no_change"]
    more = share and pattern(r"\s+(?:more|less)\b(?!\s+[a-z]+\s+than)", re.I).match(
        text, end
    )  # a fifth less
    if behind and (more or behind["verb"].lower() not in no_change):
        return means[behind["verb"].lower()], "by"  # a 5% reduction, 5% higher
    return Change.LEVEL, ""


def _range(
    text: str, low: Amount, high: EnglishNumber, bounds: Mapping[int, Bound]
) -> Amount | None:
    """The range of `low` and the number behind it: 5–10%, 5 to 10, between 5 and 10."""
    if low.kind in (Kind.NAME, Kind.ORDINAL) or low.tolerance is not None:
        return None
    said = _SAYS_BETWEEN.search(text, max(0, low.number_start - 12), low.number_start)
    between = said and said.group().lower().startswith("between")
    joint = (_BETWEEN_AND if between else _BETWEEN).match(text, low.number_end)
    if high.kind in ("month", "ordinal", "loose") or joint is None:
        return None
    top = _amount(text, high, bounds)
    other = low.unit and top.unit and low.meaning.kind != top.meaning.kind
    moved = (low.unit or low.value < 1) and low.mode == "by" and "to" in joint.group()
    if joint.end() not in (high.start, high.start - 1) or other or moved:
        return None  # 25 basis points to 1.00%; rose 5% to 30
    value, upper = low.exact or Fraction(low.value), top.exact or Fraction(top.value)
    named = top if top.unit and not low.unit else low
    if low.scale == 1 and top.scale != 1 and upper > value * Fraction(top.scale):
        value *= Fraction(top.scale)
    if low.unit and top.meaning.base and low.meaning.base == top.meaning.base:
        upper *= top.meaning.factor / low.meaning.factor  # 10 g/cm² to 24 kg/cm²
    raised = said and not between and low.change is not Change.LEVEL and low.kind is not Kind.DATE
    if value >= upper and not raised:
        return None
    both = replace(
        low, end=max(low.end, top.end), number_end=top.number_end, figures=2, per=top.per,
        unit=named.unit, meaning=named.meaning, scale=top.scale,
        kind=top.kind if low.kind is Kind.AMOUNT else low.kind,
        optional=low.optional and (top.optional or value < 1),
    )  # fmt: skip
    first, last = finite(value), finite(upper)
    if raised:  # rose from 60% to 85%
        return replace(both, value=last, exact=upper, baseline=first, mode="to")
    return replace(both, value=first, exact=value, value_max=last, comparator=Comparator.RANGE)


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
        else:
            yield amount


_SENTENCE_END = re.compile(r"[.;](?=\s)")
_FROM = re.compile(r"\bfrom\s+(?:[A-Za-z][\w’'-]*\s+){0,5}(?:RMB|(?:US|HK)?[$£€])?\s*$", re.I)


def _starting_point(text: str, amounts: Sequence[Amount], n: int) -> int:
    """The index of what a level is brought “to” … “from”; 0 for none."""
    amount = amounts[n]
    for m, other in enumerate(amounts[n + 1 : n + 5], n + 1):
        if _SENTENCE_END.search(text, amount.number_end, other.number_start):
            return 0
        alike = other.unit and other.meaning == amount.meaning and not other.word
        if alike and other.value_max is None and amount.baseline is None:
            said = _FROM.search(text, max(0, other.number_start - 48), other.number_start)
            return m if said else 0
    return 0
