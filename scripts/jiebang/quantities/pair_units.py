"""Units, currencies, rates and changes that are others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.quantities.align import SOFT_KINDS, Difference, Figure, Pairing, differ
from jiebang.quantities.amount import UNKNOWN, Amount, Change, Kind
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.units import unit_table

_FALSE_NOUN = re.compile(r"[\s-]*([A-Za-z]+)(?=\s+of\b)")
_DOLLARS = frozenset(("USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"))
_LOOSE_NOUNS = frozenset(("unit", "point", "time", "class", "level", "grade"))
# 厘 is one per cent of a loan in one place, a tenth of it in another.
_UNSURE_ZH = frozenset(("厘", "点", "点子"))
_COUNTING = frozenset(("count", "number", "grade", "score", ""))
_POWERS = str.maketrans({"²": "2", "³": "3", " ": "", "·": ".", "℃": "°C", "\u00a0": ""})


def units(found: Pairing) -> Iterator[Difference]:
    """A unit, a currency, a rate's base or a change that is another one."""
    for mine, theirs in found.matches:
        if mine.kind in (Kind.DATE, Kind.NAME, Kind.ORDINAL):
            continue
        a, b = mine.amount, theirs.amount
        if unit := _unit(mine, theirs, found.zh):
            yield unit
        # What an amount is per, of a count where the unit has it, too: 3次/日.
        per = [(x.per or x.meaning.ucum.partition("1/")[2]).strip("()") for x in (a, b)]
        plain = "{" not in per[0] and "·" not in a.per_text  # 每平方米每24小时
        if all(per) and per[0] != per[1] and plain:
            yield differ("units.per", True, mine, *per)
        if change := _change(mine, theirs, found):
            yield change
        # A noun that only glosses a classifier: “10 pieces of patents” for 10件.
        entry = unit_table().entries.get(a.unit)
        noun = _FALSE_NOUN.match(found.en, b.number_end - len(b.unit))
        if entry and noun and noun[1].lower().removesuffix("s") in entry.never:
            yield differ("units.classifier", False, mine, noun[1])


def _unit(mine: Figure, theirs: Figure, zh: str) -> Difference | None:
    a, b = mine.amount, theirs.amount
    printed = unit_table().meaning(a.unit)  # 检测力10g: a mass by its unit alone
    same = a.unit.translate(_POWERS) == b.unit.translate(_POWERS) or _rate(a) == _rate(b)
    if same or printed == b.meaning != UNKNOWN:
        return None  # 时速200公里: km/h; 1次/天: once a day
    if _measures(a) and _measures(b):
        ours, given = a.meaning, b.meaning
        same_kind = ours.kind == given.kind if ours.kind and given.kind else ours.base == given.base
        if ours.kind == "money" and same_kind:
            right = ours.base == given.base or (b.unit == "$" and ours.base in _DOLLARS)
        else:
            right = same_kind and mine.magnitude == theirs.magnitude
        ratios = {ours.kind, given.kind} <= {"ratio", "percentage-point"}
        name = "numbers.unit" if ratios else "units.unit"
        return None if right else differ(name, True, mine, a.unit, b.unit)
    if _measures(a) and not b.unit:
        if a.optional or not mine.in_digits:
            return None  # 三元空间
        loose = a.meaning.kind in SOFT_KINDS or mine.role in ("low", "base", "other")
        return differ("units.lost", not loose and b.measured, mine, a.unit)
    if _measures(b) and not _measures(a):
        if b.meaning.base == "CNY" and not a.unit and a.scale > 1:
            return None  # 2000万 of an award: the English may name the currency
        return differ("units.added", _must_have_cause(a, b, zh), theirs)
    return None


def _rate(amount: Amount) -> str:
    """The unit with what it is per: of 年产3万吨 and “30,000 tonnes a year” t/a."""
    return f"{amount.meaning.ucum}/{amount.per}" if amount.per else amount.meaning.ucum


def _measures(amount: Amount) -> bool:
    """Whether an amount has a unit that measures: a counter has none, nor 倍 (times)."""
    unit = amount.meaning
    if not amount.unit or not unit.base or unit.kind in _COUNTING or unit.ucum == "1":
        return False
    return amount.unit.lower().rstrip("s") not in _LOOSE_NOUNS


def _must_have_cause(a: Amount, b: Amount, zh: str) -> bool:
    """Whether no word of the Chinese can have said the unit of the English."""
    money = b.meaning.kind == "money"
    if money and a.scale > 1 and not a.unit:  # its word or sign, or its country
        entry = next(u for u in lexicon().units if u.currency and u.id == b.meaning.base)
        return not any(word in zh or word[0] in zh for word in (*entry.zh, *entry.signs))
    if b.meaning.kind == "percentage-point" and b.unit.lower().startswith("percent"):
        return True
    if money or b.meaning.kind in SOFT_KINDS or a.unit in _UNSURE_ZH:
        return False
    return bool(a.unit) or a.kind is Kind.COUNT


# 录得44.4%的升幅, 升幅为3%: by so much it changes.
_BY_ZH = re.compile(r"的?[升跌增降涨减]幅")
_BY_BEFORE = re.compile(r"[升跌增降涨减]幅(?:[为达约逾]|录得|超过)?$")
# 升至, 升上, and the time or words between them and the figure: 降至2019年12月的53%.
_TO_ZH = re.compile(
    r"(?:[升降增减跌涨落调缩高大加少滑低挫][至到](?![少多今期])|[升涨漲站攀冲]上)[^，。；]{0,14}$"
)
# 比率为40%, 维持在2%: it stands there; but 增速为3% may be “grew by 3%”.
_LEVEL_ZH = re.compile(r"(?:[为至到在]|收报|[为达]到?|仅|仍|共有)$")
_MOVES_ZH = re.compile(r"[升跌增降涨减扩缩变差多少超高低]")
# “rose from 3% to” and the lower figure is no reading of from and to, but it says so.
_FROM_TO = re.compile(r"\bfrom\b[^.;]{1,24}\bto\s+$", re.IGNORECASE)


def _change(mine: Figure, theirs: Figure, found: Pairing) -> Difference | None:
    a, b = mine.amount, theirs.amount
    mode, change = a.mode, a.change
    arrives = b.baseline is not None or _FROM_TO.search(found.en, 0, b.number_start)
    if mine.role == "base" and theirs.role != "base" and arrives:
        return differ("units.base", True, mine)
    before = found.zh[max(0, a.number_start - 18) : a.number_start]
    if _TO_ZH.search(before) or (not mine.role and before.endswith(("至", "到"))):
        mode = "to"
    elif not mode and (_BY_ZH.match(found.zh, a.number_end) or _BY_BEFORE.search(before)):
        mode, change = "by", b.change
    elif not mode and found.en[max(0, b.start - 3) : b.start].lower() == "by ":
        stands = _LEVEL_ZH.search(before) and not _MOVES_ZH.search(before)
        mode = "to" if stands else mode
    if "base" in (mine.role, theirs.role) or b.change is Change.LEVEL:
        return None
    if mode == "to" and b.mode == "by":
        return differ("units.reached", True, mine)
    if change is Change.LEVEL:
        return None
    if mode and b.mode and mode != b.mode:
        return differ("units.mode", True, mine, mode, b.mode)
    other = change is not b.change and mode == b.mode
    return differ("units.way", True, mine, change.value, b.change.value) if other else None
