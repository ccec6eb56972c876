"""Which amount of the English is which of the Chinese: by value, then by unit and number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from jiebang.quantities.amount import Amount, Kind
from jiebang.quantities.read_en import read_en


def find_amounts_en(amounts: Sequence[Amount], en: str) -> dict[int, Amount]:
    """The English amount of each one that has just one, or as many as there are of its value."""
    shown = [
        a for a in read_en(en) if a.kind is not Kind.NAME and (a.kind is not Kind.DATE or a.word)
    ]
    groups: dict[tuple[str, Decimal, Decimal | None], list[int]] = defaultdict(list)
    for n, amount in enumerate(amounts):
        unit = "" if amount.meaning.kind == "count" else amount.unit
        groups[unit, amount.value, amount.value_max].append(n)
    spots: dict[int, Amount] = {}
    taken: set[int] = set()  # by an amount with the same unit
    for (unit, _, _), members in sorted(groups.items(), key=lambda group: not group[0][0]):
        wanted = [amounts[n] for n in members]
        seen = [a for a in shown if a.start not in taken and _is_alike(wanted[0], a)]
        of_unit = [a for a in seen if _is_sure(wanted[0], a)]
        found = _as_many(of_unit or seen, wanted)
        spots |= zip(members, found, strict=False)
        taken |= {a.start for a in found if of_unit and unit}
    return spots


def _as_many(seen: list[Amount], wanted: Sequence[Amount]) -> list[Amount]:
    """As many as are wanted: without those that need not be translated, then without those compared
    otherwise; none where that does not settle it."""
    if len(seen) > len(wanted):
        seen = [a for a in seen if not a.optional] or seen
    if len(seen) > len(wanted):
        seen = [a for a in seen if a.comparator[:1] == wanted[0].comparator[:1]]
    return seen if len(seen) == len(wanted) else []


def _is_alike(amount: Amount, found: Amount) -> bool:
    """Whether the English amount can be the Chinese one."""
    share = amount.kind is Kind.SHARE and amount.unit not in ("", "倍")
    if share != (found.kind is Kind.SHARE and found.unit not in ("", "times", "fold")):
        return False
    alone = amount.value == -(amount.tolerance or 1)  # ±0.5 °C
    if (amount.value_max is None or alone) != (found.value_max is None):
        return False
    if not share and _is_sure(amount, found):
        return abs(amount.magnitude) == abs(found.magnitude)
    values = {found.value, *found.readings}
    top = None if alone else amount.value_max
    return top == found.value_max and not values.isdisjoint((abs(amount.value), amount.value))


def _is_sure(amount: Amount, found: Amount) -> bool:
    """Whether they are shares, or measured in the same base unit."""
    base = amount.meaning.base
    return amount.kind is Kind.SHARE or (base not in ("", "1") and base == found.meaning.base)
