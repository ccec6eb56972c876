"""Do the comparisons point the same way, and each at the same figure?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jiebang.checks.amounts import Amount, Group, amounts_en, amounts_zh, groups
from jiebang.checks.bounds import DIRECTIONS, Bound, bounds_en, bounds_zh
from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def comparators(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors where a way to compare has no English, or points another way.

    First the text as a whole: each direction of the Chinese must be in the English
    at least once; a sign (≥ ≤ > <) must not be there more often than the Chinese
    compares that way, nor the English compare that way less often than the Chinese
    has the sign. Where that holds, figure by figure: the bound beside a figure
    must be the bound beside the same figure in the English.
    """
    faults = list(_as_a_whole(bounds_zh(translation.zh), bounds_en(translation.en)))
    if not faults:
        zh = amounts_zh(translation.zh, context.units)
        en = amounts_en(translation.en, context.units)
        faults = list(_figure_by_figure(zh, en))
    for fault in faults:
        yield context.error("comparators", translation, fault)


def _as_a_whole(zh: tuple[Bound, ...], en: tuple[Bound, ...]) -> Iterator[str]:
    """What is wrong with the comparisons counted over the whole text."""
    better = sum(b.way == "better" for b in zh)
    if better and not any(b.way in "<>" for b in en):
        yield "nothing in the English says 优于; write “better than”"
    for name, direction in DIRECTIONS.items():
        wanted = [b for b in zh if b.way == name]
        given = [b for b in en if b.way == name]
        zh_signs, en_signs = (sum(b.sign for b in side) for side in (wanted, given))
        if wanted and not given:
            yield f"nothing in the English says {name}; write {direction.wish}"
        elif len(given) < zh_signs:
            yield (
                f"the Chinese has {zh_signs} “{name}”, the English compares so {len(given)} time(s)"
            )
        elif en_signs > len(wanted) + (better if name in "<>" else 0):
            yield (
                f"the English has {en_signs} “{name}”, "
                f"the Chinese compares so {len(wanted)} time(s)"
            )


def _figure_by_figure(zh: tuple[Amount, ...], en: tuple[Amount, ...]) -> Iterator[str]:
    """What is wrong with the bounds beside the figures, value by value."""
    found = groups(zh, en)
    paired = [amount for group in found for amount in group.zh]
    # 至少一种千亿: what English reads as one figure leaves a bound of the Chinese over.
    free = _ways(tuple(amount for amount in zh if amount not in paired))
    for group in found:
        if not all(amount.is_year for amount in group.zh):
            yield from _by_figure(group, free)


def _by_figure(group: Group, free: Counter[str]) -> Iterator[str]:
    zh, en = _ways(group.zh), _ways(group.en)
    loose = Counter({way: zh.pop(way) for way in ("better",) if way in zh})
    missing, extra = zh - en, en - zh
    for _ in range(loose.total()):  # 优于 is > or <, as the metric demands
        way = next((w for w in "<>" if extra[w]), "")
        if not way:
            missing["better"] += 1
        extra -= Counter([way])
    loose_words = all(a.figure.optional or a.is_name for a in group.en)
    said = group.zh[0]
    for way in missing:
        wish = DIRECTIONS[way].wish if way in DIRECTIONS else "“better than”"
        name = way if way in DIRECTIONS else "优于"
        yield f"{name} beside {said} has no like beside that figure in the English; write {wish}"
    if not missing and not loose_words:
        for way in extra - free:
            yield (
                f"the English says {way} of {group.en[0]}, the Chinese does not; "
                "take it out or mend it"
            )


def _ways(amounts: tuple[Amount, ...]) -> Counter[str]:
    return Counter(a.bound for a in amounts if a.bound)
