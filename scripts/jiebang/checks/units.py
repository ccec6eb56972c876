"""Does each figure keep its unit?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jiebang.checks.amounts import Amount, Group, amounts_en, amounts_zh, groups
from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation
from jiebang.text.figures import ONE
from jiebang.units import Unit

_HOME = "yuan"
_WORD = re.compile(r"[\s-]*([A-Za-z]+)")


def units(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for a unit of measure changed, dropped or added; a warning for a false noun.

    A unit counts by what it is, however it is written: 平方公里 and km². A
    classifier asks for nothing, but no measure may stand in its place, and no noun
    that is only a gloss of it (“10 pieces of patents” for 10件).
    """
    zh = amounts_zh(translation.zh, context.units)
    en = amounts_en(translation.en, context.units)
    for group in groups(zh, en):
        for fault in _measures(group):
            yield context.error("units", translation, fault)
        for fault in _false_nouns(group):
            yield context.warning("units", translation, fault)


def _measures(group: Group) -> Iterator[str]:
    wanted, given = _units(group.zh), _units(group.en)
    missing, extra = wanted - given, given - wanted
    if any(_bare(amount) for amount in group.zh):
        # “2000万” of an award: the English may name the currency.
        extra = Counter({u: n for u, n in extra.items() if u.id != _HOME})
    for unit in missing:
        other = next(iter(extra), None)
        found = f"the English says {other.en[0]}" if other else "the English has no unit there"
        said = next(str(a) for a in group.zh if a.measure is unit)
        yield f"the unit of {said} is {unit.en[0]}, {found}; write {unit.en[0]}"
    if not missing:
        for unit in extra:
            said = next(str(a) for a in group.en if a.measure is unit)
            yield f"the English says {said}, the Chinese has no such unit; mend it or take it out"


def _units(amounts: tuple[Amount, ...]) -> Counter[Unit]:
    return Counter(a.measure for a in amounts if a.measure)


def _bare(amount: Amount) -> bool:
    """Whether a round sum stands without any unit."""
    return amount.unit is None and amount.figure.scale > ONE


def _false_nouns(group: Group) -> Iterator[str]:
    for mine in group.zh:
        if mine.unit is None or not mine.unit.never:
            continue
        for amount in group.en:
            word = _WORD.match(amount.tail)
            noun = word[1].lower().removesuffix("s") if word else ""
            if noun in mine.unit.never:
                yield f"“{word[1] if word else noun}” stands for {mine}; leave the classifier out"
