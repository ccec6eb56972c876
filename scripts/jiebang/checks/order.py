"""Are two figures swapped?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from jiebang.checks.amounts import Amount, amounts_en, amounts_zh
from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_DATE = re.compile(r"\s*[年月日点时:：]")


def order(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where two figures come in the other order and nothing tells them apart.

    Figures that differ in bound, unit or kind are held to their place by
    those: the other checks look there. Two alike (≥75% and ≥80%) must come in
    the order of the Chinese. Parts of a date and figures that come twice are
    left alone.
    """
    zh = _firm(amounts_zh(translation.zh, context.units), chinese=True)
    en = _firm(amounts_en(translation.en, context.units), chinese=False)
    place = {}
    for amount in zh:
        mine = [n for n, other in enumerate(en) if other.figure.agrees(amount.figure)]
        if len(mine) == 1 and sum(a.figure.agrees(amount.figure) for a in zh) == 1:
            place[amount] = mine[0]
    for first, second in combinations(place, 2):
        if place[first] > place[second] and _mark(first) == _mark(second):
            message = (
                f"{first} comes before {second} in the Chinese, after it in the English; "
                "see that they are not swapped"
            )
            yield context.error("order", translation, message)
            return


def _mark(amount: Amount) -> tuple[object, ...]:
    """What tells one figure from another, beside its value, as the other checks see it."""
    return amount.bound, amount.measure, amount.figure.kind, amount.is_name


def _firm(amounts: Sequence[Amount], *, chinese: bool) -> list[Amount]:
    """The amounts that both languages must show, dates left out."""
    return [
        a
        for a in amounts
        if not a.figure.optional and not (chinese and a.unit is None and _DATE.match(a.tail))
    ]
