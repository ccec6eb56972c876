"""The words around an amount in a segment's English, found by the same figure.

Nothing is translated here. Where the English does not show the figure, shows it more
often than the Chinese, or does not name plainly what it measures, the answer is “”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from jiebang.quantities.amount import Amount, Kind
from jiebang.quantities.clauses_en import Spot
from jiebang.quantities.metric_en import Place, named
from jiebang.quantities.read_en import read_en

# Comparator words that are part of the amount's place, as the last of what is before it.
_BEFORE = re.compile(
    r"(?:\b|(?<![A-Za-z]))(?:(?:an?\s+)?additional|a\s+factor\s+of|reach(?:ing|es)?|the|[≥≤><=~±]|RMB|CNY)\s*$"
)
_AFTER = re.compile(r"\s*(?:or|and)\s+(?:more|above|higher|less|below|fewer|over)\b")
_DIGITS = re.compile(
    r"[0-9][0-9,.]*(?:\s(?:hundred|thousand|million|billion|trillion)\b)?(?<![,.])"
)


def english(amounts: Sequence[Amount], en: str, names: Sequence[str] = ()) -> tuple[Place, ...]:
    """For each amount of a segment its place in the segment's English `en`.

    `names` are the whole Chinese names, which tell whose a figure is.

    A figure that stands for several amounts is given out in printed order, if there
    are as many in English as in Chinese, else to none. Never raises.
    """
    shown = [
        a for a in read_en(en) if a.kind is not Kind.NAME and (a.kind is not Kind.DATE or a.word)
    ]
    # By value and unit, but for counters.
    groups: dict[tuple[str, Decimal, Decimal | None], list[int]] = defaultdict(list)
    for n, amount in enumerate(amounts):
        unit = "" if amount.meaning.kind == "count" else amount.unit
        groups[unit, amount.value, amount.value_max].append(n)
    spots: dict[int, Spot] = {}
    taken: set[int] = set()
    # Those with a unit first: its figure is no count.
    for _, members in sorted(groups.items(), key=lambda group: not group[0][0]):
        wanted = [amounts[n] for n in members]
        free = [a for a in shown if a.start not in taken]
        seen = [(a, spot) for a in free if (spot := _spot(wanted[0], a, en))]
        for n, (found, spot) in zip(members, _as_many(seen, wanted), strict=False):
            spots[n] = spot
            if spot.unit:
                taken.add(found.start)
    return named(amounts, spots, en, names or [amount.metric for amount in amounts])


def _as_many(
    spots: list[tuple[Amount, Spot]], members: Sequence[Amount]
) -> list[tuple[Amount, Spot]]:
    """As many places as amounts: those with the unit first, then figures that need not be
    translated left out, then those compared otherwise; none where that does not settle it."""
    spots = [s for s in spots if s[1].unit] or spots
    if len(spots) > len(members):
        spots = [s for s in spots if not s[1].optional] or spots
    if len(spots) > len(members) and len({a.comparator for a in members}) == 1:
        side = members[0].comparator[:1]
        spots = [s for s in spots if s[0].comparator[:1] == side]
    return spots if len(spots) == len(members) else []


def _spot(amount: Amount, found: Amount, en: str) -> Spot | None:
    """Where the English shows the amount; None where this is another."""
    share = amount.kind is Kind.SHARE and amount.unit not in ("", "倍")
    if share != (found.kind is Kind.SHARE and found.unit not in ("", "times", "fold")):
        return None
    same_base = bool(amount.meaning.base) and amount.meaning.base == found.meaning.base
    physical = same_base and amount.meaning.base != "1"
    top, alone = amount.value_max, found.value_max is None
    if physical and amount.tolerance is not None and amount.value == -amount.tolerance:
        alike = alone and abs(amount.value) == found.value  # ±0.5 °C
        alike = alike and amount.meaning.factor == found.meaning.factor
    elif physical:
        alike = amount.magnitude == found.magnitude and (top is None) == alone
    else:
        low, values = abs(amount.value) if alone else amount.value, (found.value, *found.readings)
        whole = top in (None, found.value_max) or amount.value == -low
        alike = (low in values or amount.value in values) and (top is not None or alone)
        alike = alike and (whole or amount.unit[:1] == found.unit[:1])
    if not alike:
        return None
    start, end = found.start, found.end
    while match := _BEFORE.search(en, max(0, start - 24), start):
        start = match.start()
    number_end = _digits_end(found, en)
    if amount.meaning.kind == "count":  # 3 types of scenes: the noun follows
        end = number_end
    more = _AFTER.match(en, end)
    end = more.end() if more else end
    return Spot(start, end, found.number_start, number_end, physical or share, found.optional)


def _digits_end(found: Amount, en: str) -> int:
    """Where the figure ends and its unit begins."""
    if digits := _DIGITS.match(en, found.number_start):
        return digits.end()
    end = en.rfind(found.unit, found.number_start, found.number_end)
    return len(en[:end].rstrip(" -‑")) if found.unit and end > 0 else found.number_end
