"""Figures in another order, and days that are other days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

from jiebang.quantities.align import Figure, Pairing, direction, unlikeness
from jiebang.quantities.difference import Difference, in_digits, say
from jiebang.quantities.lexicon import alternatives, lexicon


def order(found: Pairing) -> Iterator[Difference]:
    """Two figures in the other order: swapped for sure, or see that they are not.

    They are swapped for sure where each fits what stands beside the other (a year in the
    place of a sum), or where a third figure between them has kept its place: whoever turns
    a sentence round turns that as well.
    """
    firm = list(_firm(found))[:40]
    for (a, x), (b, y) in combinations(firm, 2):
        if x.index < y.index or a.role or b.role or x.role or y.role:
            continue
        gain = unlikeness(a, x) + unlikeness(b, y) - unlikeness(a, y) - unlikeness(b, x)
        same = _mark(a) == _mark(b) and a.amount.measured and b.amount.measured
        if gain < _SWAPPED and not same:
            continue
        turned = gain >= _SWAPPED or (same and _has_pivot(firm, (a, x), (b, y)))
        yield Difference(
            "order",
            turned,
            f"{say(a)} comes before {say(b)} in the Chinese, after it in the English; "
            + ("swap them" if turned else "see that they are not swapped"),
        )
        return


_SWAPPED = 3.0  # how much better two figures fit in each other's place, to be swapped for sure


def _firm(found: Pairing) -> Iterator[tuple[Figure, Figure]]:
    """The matches that cannot be others: values that both texts have once."""
    of_zh = Counter(f.value for f in found.zh_figures)
    of_en = Counter(f.value for f in found.en_figures)
    for mine, theirs in found.matches:
        once = of_zh[mine.value] == 1 and of_en[theirs.value] == 1
        if once and not mine.amount.optional and in_digits(mine) and in_digits(theirs):
            yield mine, theirs


def _has_pivot(
    firm: list[tuple[Figure, Figure]], one: tuple[Figure, Figure], other: tuple[Figure, Figure]
) -> bool:
    """Whether a figure between two that changed places has kept its own, and all else as well."""
    (a, x), (b, y) = one, other
    rest = [pair for pair in firm if pair not in (one, other)]
    kept = all(m.index < n.index for (_, m), (_, n) in pairwise(rest))
    between = [
        (m, n) for m, n in rest if a.index < m.index < b.index and y.index < n.index < x.index
    ]
    within = [m for m, _ in rest if a.index < m.index < b.index]
    return kept and bool(between) and len(between) == len(within)


def _mark(figure: Figure) -> tuple[object, ...]:
    amount = figure.amount
    return direction(amount.comparator), amount.meaning.kind, amount.meaning.ucum, amount.kind


_DATE_ZH = re.compile(r"(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")


def dates(found: Pairing) -> Iterator[Difference]:
    """A day of the calendar that the English has as another one."""
    wanted = [
        tuple(int(part) if part else 0 for part in m.groups()) for m in _DATE_ZH.finditer(found.zh)
    ]
    if not wanted:
        return
    given = _dates_en(found.en)
    days = {(month, day) for _, month, day in given}
    months, names = {month for _, month, _ in wanted}, _months()[1]
    for year, month, day in wanted:
        if (month, day) in days and (
            not year or not any(y for y, *_ in given) or (year, month, day) in given
        ):
            continue
        if (month, day) in days:
            others = {y for y, m, d in given if (m, d) == (month, day)} - {0}
            if not others or year in others:
                continue
        elif not days or all(m in months and (y, m, d) in wanted for y, m, d in given):
            continue
        said = f"{year}年{month}月{day}日" if year else f"{month}月{day}日"
        name = names[min(max(month, 1), 12) - 1]
        yield Difference(
            "dates",
            True,
            f"no {said} in the English; write “{name} {day}{f', {year}' if year else ''}”",
        )


@lru_cache(maxsize=1)
def _months() -> tuple[re.Pattern[str], list[str]]:
    names = lexicon().numerals["en"]["months"]
    name = rf"(?P<name>(?:{alternatives(n[:3] for n in names)})[a-z]*)\.?"
    other = name.replace("<name>", "<name2>")
    day = r"[0-9]{1,2}(?:st|nd|rd|th)?"
    return (
        re.compile(
            rf"\b{name}\s+(?P<day>{day})\b(?:\s*[-–]\s*{day}\b)?(?:,?\s+(?P<year>[0-9]{{4}})\b)?"
            rf"|\b(?P<day2>{day})(?:\s*(?:[-–]|to)\s*{day})?\s+(?:of\s+)?{other}\b"
            r"(?:,?\s+(?P<year2>[0-9]{4})\b)?"
            r"|\b(?P<year3>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day3>[0-9]{2})\b",
            re.IGNORECASE,
        ),
        names,
    )


def _dates_en(text: str) -> set[tuple[int, int, int]]:
    pattern, names = _months()
    short = [name[:3].lower() for name in names]
    found = set()
    for match in pattern.finditer(text):
        name = match["name"] or match["name2"]
        month = short.index(name[:3].lower()) + 1 if name else int(match["month"])
        day = int(re.sub("[a-z]", "", (match["day"] or match["day2"] or match["day3"]).lower()))
        year = match["year"] or match["year2"] or match["year3"]
        found.add((int(year) if year else 0, month, day))
    return found
