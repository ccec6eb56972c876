"""Units, currencies, rates and changes that are others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from jiebang.quantities.align import Figure, Pairing
from jiebang.quantities.amount import UNKNOWN, Amount, Change, Kind
from jiebang.quantities.difference import SOFT_KINDS, Difference, in_digits, say
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.units import unit_table

_FALSE_NOUN = re.compile(r"[\s-]*([A-Za-z]+)(?=\s+of\b)")


def units(found: Pairing) -> Iterator[Difference]:
    """A unit, a currency, a rate's base or a change that is another one."""
    for mine, theirs in found.matches:
        if mine.amount.kind in (Kind.DATE, Kind.NAME, Kind.ORDINAL):
            continue
        yield from _unit(mine, theirs, found)
        of_zh, of_en = (_base(each.amount).strip("()") for each in (mine, theirs))
        plain = "{" not in of_zh and "·" not in mine.amount.per_text  # 每平方米每24小时
        if of_zh and of_en and of_zh != of_en and plain:
            yield _wrong(f"{say(mine)} is per {of_zh} in the Chinese, per {of_en} in the English")
        yield from _change(mine, theirs, found)
        yield from _false_noun(mine, theirs, found.en)


def _wrong(message: str) -> Difference:
    return Difference("units", True, message)


def _unit(mine: Figure, theirs: Figure, found: Pairing) -> Iterator[Difference]:
    a, b = mine.amount.meaning, theirs.amount.meaning
    printed = unit_table().meaning(mine.amount.unit)  # 检测力10g: a mass by its unit alone
    if _plain_unit(mine.amount.unit) == _plain_unit(theirs.amount.unit) or printed == b != UNKNOWN:
        return
    if _rate(mine.amount) == _rate(theirs.amount):
        return  # 时速200公里: km/h; 1次/天: once a day
    if _measures(mine.amount) and _measures(theirs.amount):
        same_kind = a.kind == b.kind if a.kind and b.kind else a.base == b.base
        if a.kind == "money" and same_kind:
            wrong = a.base != b.base and not (theirs.amount.unit == "$" and a.base in _DOLLARS)
        else:
            wrong = not same_kind or mine.magnitude != theirs.magnitude
        if wrong:
            ratios = {a.kind, b.kind} <= {"ratio", "percentage-point"}
            yield Difference(
                "numbers" if ratios else "units",
                True,
                f"the unit of {say(mine)} is {mine.amount.unit}, the English says "
                f"{theirs.amount.unit}; "
                f"write it as {mine.amount.unit}",
            )
    elif _measures(mine.amount) and not theirs.amount.unit:
        if mine.amount.optional or not in_digits(mine):
            return  # 三元空间
        yield Difference(
            "units",
            _unit_must_show(mine, theirs, found),
            f"the unit of {say(mine)} is {mine.amount.unit}, the English has no unit there; "
            "write it",
        )
    elif _measures(theirs.amount) and not _measures(mine.amount):
        if theirs.amount.meaning.base == "CNY" and not mine.amount.unit and mine.amount.scale > 1:
            return  # 2000万 of an award: the English may name the currency
        yield Difference(
            "units",
            _unit_must_have_cause(mine, theirs, found.zh),
            f"the English says {say(theirs)}, the Chinese has no such unit; correct it or "
            "take it out",
        )


def _rate(amount: Amount) -> str:
    """The unit with what it is per: of 年产3万吨 and “30,000 tonnes a year” t/a."""
    return f"{amount.meaning.ucum}/{amount.per}" if amount.per else amount.meaning.ucum


def _base(amount: Amount) -> str:
    """What an amount is per, of a count where the unit has it, too: 3次/日."""
    return amount.per or amount.meaning.ucum.partition("1/")[2]


_DOLLARS = frozenset(("USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"))
_LOOSE_NOUNS = frozenset(("unit", "point", "time", "class", "level", "grade"))
# 厘 is one per cent of a loan in one place, a tenth of it in another.
_UNSURE_ZH = frozenset(("厘", "点", "点子"))
_COUNTING = frozenset(("count", "number", "grade", "score", ""))


def _false_noun(mine: Figure, theirs: Figure, en: str) -> Iterator[Difference]:
    """A noun that only glosses a classifier: “10 pieces of patents” for 10件."""
    entry = unit_table().entries.get(mine.amount.unit)
    word = _FALSE_NOUN.match(en, theirs.amount.number_end - len(theirs.amount.unit or ""))
    if entry and word and word[1].lower().removesuffix("s") in entry.never:
        said = say(mine)
        yield Difference("units", False, f"“{word[1]}” stands for {said}; leave the classifier out")


_POWERS = str.maketrans({"²": "2", "³": "3", " ": "", "·": ".", "℃": "°C", "\u00a0": ""})


def _plain_unit(printed: str) -> str:
    return printed.translate(_POWERS)


def _measures(amount: Amount) -> bool:
    """Whether an amount has a unit that measures: a counter has none."""
    unit = amount.meaning
    if not amount.unit or not unit.base or unit.kind in _COUNTING:
        return False
    if amount.unit.lower().rstrip("s") in _LOOSE_NOUNS:
        return False
    return unit.ucum != "1"  # 倍, times


def _unit_must_show(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    if mine.amount.meaning.kind in SOFT_KINDS or mine.role in ("low", "base", "other"):
        return False
    return in_digits(mine) and theirs.amount.kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)


def _unit_must_have_cause(mine: Figure, theirs: Figure, zh: str) -> bool:
    amount = theirs.amount
    if amount.meaning.kind == "money" and mine.amount.scale > 1 and not mine.amount.unit:
        return not _names_currency(zh, amount.meaning.base)
    if amount.meaning.kind == "percentage-point" and amount.unit.lower().startswith("percent"):
        return True
    if amount.meaning.kind == "money" or amount.meaning.kind in SOFT_KINDS:
        return False
    return mine.amount.unit not in _UNSURE_ZH and (
        bool(mine.amount.unit) or mine.amount.kind is Kind.COUNT
    )


def _names_currency(zh: str, code: str) -> bool:
    """Whether a text has a word or sign of a currency, or its country."""
    entry = next(u for u in lexicon().units if u.currency and u.id == code)
    return any(word in zh or word[0] in zh for word in (*entry.zh, *entry.signs))


# 录得44.4%的升幅, 升幅为3%: by so much it changes.
_BY_ZH = re.compile(r"的?[升跌增降涨减]幅")
_BY_BEFORE = re.compile(r"[升跌增降涨减]幅(?:[为达约逾]|录得|超过)?$")
# 升至, 升上, and the time or words between them and the figure: 降至2019年12月的53%.
_TO_ZH = re.compile(
    r"(?:[升降增减跌涨落调缩高大加少滑低挫][至到](?![少多今期])|[升涨漲站攀冲]上)[^，。；]{0,14}$"
)
# 比率为40%, 维持在2%: it stands there; but 增速为3% may be “grew by 3%”.
_LEVEL_ZH = re.compile(r"(?:[为至到在]|收报|[为达]到?|仅|仍|共有)$")
# “rose from 3% to” and the lower figure is no reading of from and to, but it says so.
_FROM_TO = re.compile(r"\bfrom\b[^.;]{1,24}\bto\s+$", re.IGNORECASE)
_MOVES_ZH = re.compile(r"[升跌增降涨减扩缩变差多少超高低]")


def _change(mine: Figure, theirs: Figure, found: Pairing) -> Iterator[Difference]:
    a, b = mine.amount, theirs.amount
    arrives = b.baseline is not None or _FROM_TO.search(found.en, 0, b.number_start)
    if mine.role == "base" and theirs.role != "base" and arrives:
        yield _wrong(
            f"{say(mine)} is where it starts in the Chinese, where it arrives in the English; "
            "swap “from” and “to”"
        )
        return
    before = found.zh[max(0, a.number_start - 18) : a.number_start]
    if _TO_ZH.search(before) or (not mine.role and before.endswith(("至", "到"))):
        a = replace(a, mode="to")
    elif not a.mode and (_BY_ZH.match(found.zh, a.number_end) or _BY_BEFORE.search(before)):
        a = replace(a, mode="by", change=b.change)
    elif (
        not a.mode
        and found.en[: b.start].lower().endswith("by ")
        and _LEVEL_ZH.search(before)
        and not _MOVES_ZH.search(before)
    ):
        a = replace(a, mode="to")
    if (
        a.mode == "to"
        and b.mode == "by"
        and b.change is not Change.LEVEL
        and "base" not in (mine.role, theirs.role)
    ):
        yield _wrong(
            f"{say(mine)} is what is reached in the Chinese, a change by it in the English; "
            "write “to”"
        )
        return
    if a.change is Change.LEVEL or b.change is Change.LEVEL or "base" in (mine.role, theirs.role):
        return
    if a.mode and b.mode and a.mode != b.mode:
        yield _wrong(
            f"{say(mine)} is what it changes {a.mode} in the Chinese, {b.mode} in the English; "
            f"write “{a.mode}”"
        )
    elif a.change is not b.change and a.mode == b.mode:
        yield _wrong(
            f"{say(mine)} is a {a.change.value} in the Chinese, a {b.change.value} in the English"
        )
