"""Units, rates and changes that are other ones in the English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from jiebang.quantities.align import SOFT_KINDS, Difference, Figure, Pairing, differ
from jiebang.quantities.amount import Amount, Change, Kind, Unit
from jiebang.quantities.denial import added, denials_en, denials_zh, lost
from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.quantities.pair_ways import are_turned, base_before, clause_at, is_of_rate, leads_alike
from jiebang.quantities.units import unit_table

_FALSE_NOUN = re.compile(r"[\s-]*([A-Za-z]+)(?=\s+of\b)")
_DOLLARS = frozenset(("USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"))
_LOOSE_NOUNS = frozenset(("unit", "point", "time", "class", "level", "grade"))
# 厘 is one per cent of a loan in one place, a tenth of it in another; 32位 is 32 bits.
_UNSURE_ZH = frozenset(("厘", "点", "点子", "位"))
_DEGREES = frozenset(("Cel", "kW.h"))
_COUNTING = frozenset(("count", "number", "grade", "score"))


def units(found: Pairing) -> Iterator[Difference]:
    """A unit, a currency, a rate's base or a change that is another one."""
    for mine, theirs in found.matches:
        if mine.kind in (Kind.DATE, Kind.NAME, Kind.ORDINAL):
            continue
        if not mine.amount.per and (per := base_before(mine, found.zh, found.zh_figures)):
            mine = replace(mine, amount=replace(mine.amount, per=per, per_text=per))
        a, b = mine.amount, theirs.amount
        if unit := _unit(mine, theirs, found):
            yield unit
        ours, given = _bases(a, b), _bases(b, a)
        space = [kind for kind in (*ours, *given) if kind in _SPACE]
        if len(set(space)) > 1 or any(given.get(k, size) != size for k, size in ours.items()):
            yield differ("units.per", True, mine, *(x.per or x.unit for x in (a, b)))
        elif whom := _per_whom(mine, theirs, found.en):
            yield differ("units.per", True, mine, a.per_text, whom)
        if change := _change(mine, theirs, found):
            yield change
        # A noun that only glosses a classifier: “10 pieces of patents” for 10件.
        entry = unit_table().entries.get(a.unit)
        noun = _FALSE_NOUN.match(found.en, b.number_end - len(b.unit))
        if entry and noun and noun[1].lower().removesuffix("s") in entry.never:
            yield differ("units.classifier", False, mine, noun[1])


_PARTED = r"\s*(?:,\s*and|,|and|×)\s*"
_LISTED = re.compile(rf"(?:{_PARTED}(?P<last>[0-9][0-9.,]*[0-9]|[0-9]))+")


def _unit_of_list(theirs: Figure, found: Pairing) -> Unit | None:
    """The unit behind the last of a list: 5, 8 and 12 tonnes, 200 × 100 × 5 mm."""
    listed = _LISTED.match(found.en, theirs.amount.number_end)
    if listed is None:
        return None
    behind = found.en_figures[theirs.index :]
    return next(
        (f.amount.meaning for f in behind if f.amount.number_start >= listed.start("last")), None
    )


def _unit(mine: Figure, theirs: Figure, found: Pairing) -> Difference | None:
    a, b, zh = mine.amount, theirs.amount, found.zh
    printed = unit_table().meaning(a.unit)  # 检测力10g: a mass by its unit alone
    same = _rate(a) == _rate(b)
    same |= a.meaning.kind == "temperature" and b.meaning.ucum == "deg"  # 25℃: 25 degrees
    same |= a.unit == "度" and b.meaning.ucum in _DEGREES  # 镜头耐零下10度, 百公里电耗13度
    top, _, below = b.meaning.ucum.partition("/")
    if top == a.meaning.ucum and (
        entry := next((u for u in lexicon().units if u.ucum == below), None)
    ):
        same = same or any(word in zh for word in entry.zh)  # 亩产增加60公斤: “60 kg per mu”
    if same or (printed == b.meaning and b.meaning.base):
        return None  # 时速200公里: km/h; 1次/天: once a day
    if _measures(a) and _measures(b):
        ours, given = a.meaning, b.meaning
        kinds, bases = (ours.kind, given.kind), (_base(ours), _base(given))
        if kinds == ("coal-equivalent", "mass") and "coal" in found.en:
            kinds, bases = (ours.kind, ours.kind), (_base(ours), _base(ours))
        same_kind = kinds[0] == kinds[1] if all(kinds) else bases[0] == bases[1]
        if ours.kind == "money" and same_kind:
            right = ours.base == given.base or (b.unit == "$" and ours.base in _DOLLARS)
        else:
            right = same_kind and bases[0] == bases[1] and mine.magnitude[1] == theirs.magnitude[1]
        ratios = {ours.kind, given.kind} <= {"ratio", "percentage-point"}
        name = "numbers.unit" if ratios else "units.unit"
        return None if right else differ(name, True, mine, a.unit, b.unit)
    if _measures(a) and not b.unit:
        if not mine.in_digits:
            return None  # 三元空间
        if not theirs.in_digits and mine.magnitude[1] == theirs.magnitude[1]:
            return None  # 缩短50%: by half
        if _unit_of_list(theirs, found) == a.meaning:
            return None
        loose = a.meaning.kind in SOFT_KINDS or mine.role in ("low", "base", "other")
        loose |= is_of_rate(found)  # 汇率升至6.5元: “appreciated to 6.5 per dollar”
        return differ("units.lost", not loose and b.measured, mine, a.unit)
    if _measures(b) and not _measures(a):
        if a.unit == "倍" and b.meaning.kind == "ratio" and mine.value == theirs.magnitude[1]:
            return None  # 增加1.5倍: by 150%
        counter = unit_table().entries.get(a.unit)
        if counter and b.unit.lower().split()[0].removesuffix("s") in counter.en:
            return None  # 12万桶: barrels
        if b.meaning.base == "CNY" and a.scale > 1:
            return None  # 2000万 of an award: the English may name the currency
        certain = bool(b.meaning.kind) and _must_have_cause(a, b, zh)
        return differ("units.added", certain, theirs)
    return None


def _rate(amount: Amount) -> str:
    """The unit with what it is per: of 年产3万吨 and “30,000 tonnes a year” t/a."""
    return f"{amount.meaning.ucum}/{amount.per}" if amount.per else amount.meaning.ucum


_SPACE = frozenset(("length", "area", "volume"))
_BASE = re.compile(r"(?:(?P<many>[0-9]+)\.)?(?P<unit>\{mu\}|\[\w+\]|[A-Za-z]+[0-9]?)")


def _bases(amount: Amount, other: Amount) -> dict[str, Fraction]:
    """What an amount is per, by kind, in the base unit: 3次/日, 每24小时, 每人每年, 元/人年.

    A unit with a rate counts only against the same in another base: km/h is no other than m/s.
    """
    top, _, below = amount.meaning.ucum.partition("/")
    said = amount.per or (below if top == other.meaning.ucum.partition("/")[0] else "")
    if said == "1":  # 人年
        said = unit_table().meaning(amount.unit[-1]).ucum
    found = {}
    for base in _BASE.finditer(re.sub(r"\{(?!mu\})[^}]*\}", "", said)):
        entry = next((u for u in lexicon().units if u.ucum == base["unit"]), None)
        unit = entry or unit_table().meaning(base["unit"])
        found[unit.kind] = Fraction(base["many"] or 1) * unit.factor
    return found


def _per_whom(mine: Figure, theirs: Figure, en: str) -> str:
    """What the English says a figure is for one of, where the Chinese has another: 户均, 人均."""
    known, clause = lexicon().numerals["en"]["whom"], clause_at(en, theirs, ".;")
    given = {
        name: said["whom"]
        for name in known
        for said in pattern(
            rf"(?:\b(?:per|an?|each|every)\s+|/)(?P<whom><<numerals.en.whom.{name}>>)\b"
            r"(?!\s+<<numerals.en.whom_of>>\b)",
            re.I,
        ).finditer(en[clause])
    }
    wanted = {name for name in known if f"{{{name}}}" in mine.amount.per}
    return next(iter(given.values())) if wanted and given and wanted.isdisjoint(given) else ""


def _base(unit: Unit) -> str:
    """The base unit without things counted: 15W/通道 and “15 W per channel”."""
    return unit.base.removesuffix("/1")


def _measures(amount: Amount) -> bool:
    """Whether an amount has a unit that measures: a counter has none, nor 倍 (times)."""
    unit = amount.meaning
    if not unit.base or unit.kind in _COUNTING or unit.ucum == "1":
        return False
    counted = not unit.kind and _base(unit) == "1"  # 件/人
    return not counted and amount.unit.lower().rstrip("s") not in _LOOSE_NOUNS


def _must_have_cause(a: Amount, b: Amount, zh: str) -> bool:
    """Whether no word of the Chinese can have said the unit of the English."""
    money = b.meaning.kind == "money"
    if money and a.scale > 1 and not a.unit:  # its word or sign, or its country
        entry = next(u for u in lexicon().units if u.currency and u.id == b.meaning.base)
        return not any(word[0] in zh for word in (*entry.zh, *entry.signs))
    if b.meaning.kind == "percentage-point" and b.unit.lower().startswith("percent"):
        return True
    return not (money or b.meaning.kind in SOFT_KINDS or a.unit in _UNSURE_ZH or not a.unit)


_BY_ZH = re.compile(r"的?[升跌增降涨减]幅")  # 录得44.4%的升幅: by so much it changes
# 升至, 升上, and the time or words between them and the figure: 降至2019年12月的53%.
_TO_ZH = re.compile(
    r"(?:[升降增减跌涨落调缩高大加少滑低挫][至到](?![少多今期])|[升涨漲站攀冲]上)[^，。；]{0,14}$"
)
# 比率为40%, 维持在2%: it stands there; but 增速为3% may be “grew by 3%”.
_LEVEL_ZH = re.compile(r"(?:[为至到在]|收报|[为达]到?|仅|仍|共有)$")
_MOVES_ZH = re.compile(r"[升跌增降涨减扩缩变差多少超高低]")
# Changed by it, whatever the verb: trimmed by 65%, rose from 3% by 5%.
_BY = re.compile(r"(?<!multiplied )(?<!divided )\bby\s+$", re.IGNORECASE)
_MOVES = (
    r"\b(?:(?P<up><<changes.moves.up>>)|<<changes.moves.down>>)"
    r"(?:\s+<<changes.moves.between>>){0,2}\s+(?:(?:to|by|from)\s+)?$"
)
_FAR = 100  # characters before a figure that its verb may stand
_FROM_TO = re.compile(r"\bfrom\b(?:[^.;]|\.(?=[0-9])){1,24}\bto\s+$", re.IGNORECASE)

# So much it is, and not so much more or less: twice as fast, doubled, 80% of what it was.
_AS_MUCH = (
    r"<<numerals.en.multiplied>>\b|(?:twice|thrice|\S+[\s-]times)\s+<<numerals.en.as_much>>\b"
    r"|[\w.]+(?:%|\s?per\s?cent)?\s+of\s+<<numerals.en.former>>\b"
)
# 80% off, a discount of up to 80%, for 八折.
_OFF = r"[\w.]+(?:%|\s?per\s?cent)?[\s-]+<<numerals.en.taken_off>>\b"
_OFF_BEFORE = r"\b<<numerals.en.taken_off>>(?!\s+than\b)(?:\s+(?:up\s+to|(?!to\b)[a-z]+)){0,3}\s+$"
_PRICE = r"[\w.]+(?:%|\s?per\s?cent)\s+of\b"


_HALF = Fraction(1, 2)
_AGAINST = r"\b<<numerals.en.against>>\b"


def is_taken_off(amount: Amount, en: str) -> bool:
    """Whether the English says that so much is taken off a price: 20% off."""
    before = pattern(_OFF_BEFORE, re.I).search(en, max(0, amount.start - 40), amount.number_start)
    return bool(before or pattern(_OFF, re.I).match(en, amount.number_start))


def _is_halved(reached: Figure, *changes: Change) -> bool:
    """Whether “to half” of one text is “by half” in the other: 降至一半, “cut by half”."""
    return not reached.in_digits and Change.DECREASE in changes and Change.INCREASE not in changes


def _change(mine: Figure, theirs: Figure, found: Pairing) -> Difference | None:
    a, b = mine.amount, theirs.amount
    mode, change = a.mode, a.change
    arrives = b.baseline is not None or _FROM_TO.search(found.en, 0, b.number_start)
    if mine.role == "base" and theirs.role != "base" and arrives:
        return differ("units.base", True, mine)
    before = found.zh[max(0, a.number_start - 18) : a.number_start]
    if _TO_ZH.search(before) or before.endswith(("至", "到")):
        mode = "to"
    elif _BY_ZH.match(found.zh, a.number_end):
        mode, change = "by", b.change
    elif found.en[max(0, b.start - 3) : b.start].lower() == "by ":
        mode = "to" if _LEVEL_ZH.search(before) and not _MOVES_ZH.search(before) else mode
    part, sold = mine.magnitude[1], mine.written.endswith("折")
    # 减少80%: to a fifth; 降至四分之一: by three quarters; 八折: 20% off.
    by, off = (x.change is Change.DECREASE and x.mode == "by" for x in (a, b))
    off |= is_taken_off(b, found.en)
    if part not in theirs.shares and 1 - part in theirs.shares:
        price = pattern(_PRICE, re.I).match(found.en, b.number_start)
        if off or not price if sold else by != off:
            return None
        told = find_complement(mine, theirs, found)
        return differ("numbers.complement" if told else "numbers.changed", not told, mine, theirs)
    moved = _moved(mine, theirs, found)
    if part == _HALF and _is_halved(mine if mode == "to" else theirs, change, b.change, moved):
        return None
    same = part == theirs.magnitude[1]
    if sold and off and same and part != _HALF:
        return differ("units.mode", True, mine, "to", "by")
    if mode == "by" and same and pattern(_AS_MUCH, re.I).match(found.en, b.number_start):
        return differ("units.mode", True, mine, "by", "to")
    changed_by = _BY.search(found.en, max(0, b.start - _FAR), b.start)
    if mode == "to" and (b.mode == "by" or changed_by):
        return differ("units.reached", True, mine)
    given = b.change
    if a.mode == "to":
        change, given = a.toward, moved
    elif given is Change.LEVEL:
        given = moved
    if Change.LEVEL in (change, given):
        return None
    if b.mode and mode not in ("", b.mode):
        return differ("units.mode", True, mine, mode, b.mode)
    if _is_turned(mine, theirs, found):
        against = pattern(_AGAINST, re.I).search(found.en)  # the dollar lost against the yuan
        right = change is not given and (against or a.meaning.kind != "ratio")
        return None if right else differ("units.turned", True, mine)
    if (change is given) is not _is_of_speed(mine, theirs, found):
        return None
    return differ("units.way", True, mine, change.value, given.value)


def _moved(mine: Figure, theirs: Figure, found: Pairing) -> Change:
    """Which way the verb right before an English figure brings it, where that must be the same.

    It need not be of the other of two currencies, nor of what gets better as it falls.
    """
    start = clause_at(found.zh, mine, "，。；").start
    free = pattern("<<changes.speed.better>>").search(found.zh, start, mine.amount.number_start)
    if free or mine.role or theirs.role == "base" or is_of_rate(found):
        return Change.LEVEL
    before = max(0, theirs.amount.start - _FAR)
    verb = pattern(_MOVES, re.I).search(found.en, before, theirs.amount.start)
    if not verb or not leads_alike(found.zh, found.en):
        return Change.LEVEL
    return Change.INCREASE if verb["up"] else Change.DECREASE


_OF_SPEED = r"[\s-]*<<changes.speed.en>>\b"


def _is_of_speed(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """Whether one text says of time what the other says of speed: 用时少3天, “3 days faster”."""
    zh, a = found.zh[clause_at(found.zh, mine, "，。；")], mine.amount
    if a.meaning.kind != "duration" and not pattern("<<changes.speed.of>>").search(zh):
        return False
    faster = pattern(_OF_SPEED, re.I).match(found.en, theirs.amount.number_end)
    return bool(faster) != bool(pattern("<<changes.speed.zh>>").search(zh))


def _is_turned(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """Whether two names of a comparison have changed places: A比B高, “B is lower than A”."""
    zh, en = (
        found.zh[clause_at(found.zh, mine, "，。；")],
        found.en[clause_at(found.en, theirs, ".;")],
    )
    compared = ("比" in zh and " than " in en) or pattern(_AGAINST, re.I).search(en)
    return bool(compared and are_turned(zh, en))


_OF_REST = r"\b<<denials.en.of_rest>>\b"


def find_complement(mine: Figure, theirs: Figure, found: Pairing) -> tuple[slice, slice] | None:
    """The clauses of a share and of the rest of its whole, where one of the two denies.

    92%未发现故障 and “8% showed faults”; None where both deny, or neither.
    """
    part = mine.magnitude[1]
    if part in theirs.shares or 1 - part not in theirs.shares:
        return None
    zh, en = clause_at(found.zh, mine, "，。；"), clause_at(found.en, theirs, ",.;")
    of_zh, of_en = denials_zh(found.zh[zh]), denials_en(found.en[en])
    denied = lost(of_zh, of_en, zh.stop - zh.start) or added(of_zh, of_en)
    failed = pattern("<<denials.zh.of_rest>>").search(found.zh[zh])
    other = bool(failed) != bool(pattern(_OF_REST, re.I).search(found.en[en]))
    other = other and not any(denial.certain for denial in of_zh)
    return (zh, en) if denied or other else None
