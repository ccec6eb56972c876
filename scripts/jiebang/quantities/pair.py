"""Set the figures of a Chinese text against those of its English: what differs, and how surely.

`pair` is the one comparison behind the checks of figures, bounds, units, order, dates and
denial. A lost or changed figure, bound, unit or change is certain; what translators do
freely (“last year” for a year, “more than” for 以上, another order) is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from jiebang.quantities.align import Difference, Figure, Pairing, align, differ, unlikeness
from jiebang.quantities.denial import added, denials_en, denials_zh, lost, sentences
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.pair_bounds import comparators, find_denial
from jiebang.quantities.pair_numbers import numbers
from jiebang.quantities.pair_units import units
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import read_zh

# “1.2023年……推荐表”: the number of an item and a year, no decimal.
_MARKED_YEAR = re.compile(r"(?<=(?<![0-9.])[0-9])\.(?=(?:19|20)[0-9]{2}\s*年)")
_DATE_ZH = re.compile(r"(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")
# 12月18日 “18.12”, which is no decimal.
_DAY_EN = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})(?![0-9])")


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def pair(zh: str, en: str) -> tuple[Difference, ...]:
    """What differs between a text and its translation. Linear in both; never raises."""
    zh = _MARKED_YEAR.sub("、", zh)
    days = {(m[3], m[2]) for m in _DATE_ZH.finditer(even(zh))}
    en = _DAY_EN.sub(lambda m: " ".join(m.groups()) if m.groups() in days else m.group(), en)
    found = align(zh, en, read_zh(zh), read_en(en))
    return tuple(difference for rule in RULES for difference in rule(found))


# Denial ----------------------------------------------------------------------------------


def negation(found: Pairing) -> Iterator[Difference]:
    """A denial lost, or one from nowhere. Bounds (不少于) are left to the comparators."""
    negated = _negated().finditer(found.zh)
    denied = (find_denial(mine, theirs, found.en) for mine, theirs in found.matches)
    zh = _blot(found.zh, found.zh_figures, [match.span() for match in negated])
    en = _blot(found.en, found.en_figures, [span for span in denied if span])
    for part, other in sentences(zh, en):
        of_zh, of_en = denials_zh(zh[part]), denials_en(en[other])
        if words := lost(of_zh, of_en, part.stop - part.start, en[other]):
            yield differ("negation.lost", True, ", ".join(words))
        elif words := added(of_zh, of_en):
            yield differ("negation.added", True, words[0])


@lru_cache(maxsize=1)
def _negated() -> re.Pattern[str]:
    """Bounds that are said with a denial: 不晚于, 不超过."""
    return re.compile(alternatives(zh for w in lexicon().comparators if w.negated for zh in w.zh))


def _blot(text: str, figures: Sequence[Figure], spans: list[tuple[int, int]]) -> str:
    """The text without those spans and the words that compare its figures, as long as before."""
    chars = list(text)
    for amount in (figure.amount for figure in figures if figure.amount.word):
        spans += [(amount.start, amount.number_start), (amount.number_end, amount.end)]
    for start, end in spans:
        chars[start:end] = "※" * max(0, end - start)
    return "".join(chars)


# Order -----------------------------------------------------------------------------------

_SWAPPED = 3.0  # how much better two figures fit in each other's place, to be swapped for sure
_Match = tuple[Figure, Figure]


def order(found: Pairing) -> Iterator[Difference]:
    """Two figures in the other order: swapped for sure, or see that they are not.

    They are swapped for sure where each fits what stands beside the other (a year in the
    place of a sum), or where a third figure between them has kept its place: whoever turns
    a sentence round turns that as well.
    """
    of_zh = Counter(f.value for f in found.zh_figures)
    of_en = Counter(f.value for f in found.en_figures)
    firm = [  # the matches that cannot be others: values that both texts have once
        (a, x)
        for a, x in found.matches
        if of_zh[a.value] == 1 and of_en[x.value] == 1
        if not a.amount.optional and a.in_digits and x.in_digits
    ][:40]
    for (a, x), (b, y) in combinations(firm, 2):
        if x.index < y.index or a.role or b.role or x.role or y.role:
            continue
        gain = unlikeness(a, x) + unlikeness(b, y) - unlikeness(a, y) - unlikeness(b, x)
        same = _mark(a) == _mark(b) and a.amount.measured and b.amount.measured
        if gain < _SWAPPED and not same:
            continue
        turned = gain >= _SWAPPED or _has_pivot(firm, (a, x), (b, y))
        yield differ("order.swapped" if turned else "order.moved", turned, a, b)
        return


def _has_pivot(firm: list[_Match], one: _Match, other: _Match) -> bool:
    """Whether a figure between two that changed places has kept its own, and all else as well."""
    (a, x), (b, y) = one, other
    rest = [both for both in firm if both not in (one, other)]
    kept = all(m.index < n.index for (_, m), (_, n) in pairwise(rest))
    within = [n for m, n in rest if a.index < m.index < b.index]
    return kept and bool(within) and all(y.index < n.index < x.index for n in within)


def _mark(figure: Figure) -> tuple[object, ...]:
    unit = figure.amount.meaning
    return figure.direction, unit.kind, unit.ucum, figure.kind


# Dates -----------------------------------------------------------------------------------


def dates(found: Pairing) -> Iterator[Difference]:
    """A day of the calendar that the English has as another one."""
    wanted = [tuple(int(n or 0) for n in m.groups()) for m in _DATE_ZH.finditer(found.zh)]
    given = _dates_en(found.en) if wanted else set()
    days = {(month, day) for _, month, day in given}
    months, names = {month for _, month, _ in wanted}, lexicon().numerals["en"]["months"]
    for year, month, day in wanted:
        years = {y for y, m, d in given if (m, d) == (month, day)} - {0}
        if (month, day) in days:
            if not year or not years or year in years:
                continue
        elif not days or all(m in months and (y, m, d) in wanted for y, m, d in given):
            continue
        name = names[min(max(month, 1), 12) - 1]
        zh, en = (f"{year}年", f", {year}") if year else ("", "")
        yield differ("dates.lost", True, f"{zh}{month}月{day}日", f"{name} {day}{en}")


_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_DATES_EN = (
    rf"\b(?P<name>(?:%s)[a-z]*)\.?\s+(?P<day>{_DAY})\b(?:\s*[-–]\s*{_DAY}\b)?"
    r"(?:,?\s+(?P<year>[0-9]{4})\b)?"
    rf"|\b(?P<day2>{_DAY})(?:\s*(?:[-–]|to)\s*{_DAY})?\s+(?:of\s+)?(?P<name2>(?:%s)[a-z]*)\.?\b"
    r"(?:,?\s+(?P<year2>[0-9]{4})\b)?"
    r"|\b(?P<year3>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day3>[0-9]{2})\b"
)


@lru_cache(maxsize=1)
def _months() -> tuple[re.Pattern[str], list[str]]:
    short = [name[:3].lower() for name in lexicon().numerals["en"]["months"]]
    return re.compile(_DATES_EN % (("|".join(short),) * 2), re.IGNORECASE), short


def _dates_en(text: str) -> set[tuple[int, int, int]]:
    pattern, short = _months()
    found = set()
    for match in pattern.finditer(text):
        name = match["name"] or match["name2"]
        month = short.index(name[:3].lower()) + 1 if name else int(match["month"])
        day = (match["day"] or match["day2"] or match["day3"]).lower().rstrip("stndrh")
        year = match["year"] or match["year2"] or match["year3"] or 0
        found.add((int(year), month, int(day)))
    return found


Rule = Callable[[Pairing], Iterator[Difference]]
RULES: tuple[Rule, ...] = (numbers, comparators, units, order, dates, negation)
