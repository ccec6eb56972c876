"""Units, rates and changes that are other ones in the English."""

from __future__ import annotations

import re
from fractions import Fraction

from jiebang.quantities.align import Difference, Figure, Pairing, differ
from jiebang.quantities.amount import UNKNOWN, Amount, Change, Unit
from jiebang.quantities.clues import Both
from jiebang.quantities.denial import added, denials_en, denials_zh, lost
from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.quantities.pair_ways import are_turned, leads_alike
from jiebang.quantities.units import unit_table

_LOOSE_NOUNS = frozenset(("unit", "point", "time", "class", "level", "grade"))
_COUNTING = frozenset(("count", "number", "grade", "score"))
_HALF = Fraction(1, 2)

# Units ------------------------------------------------------------------------------------


def unit(both: Both) -> Difference | None:
    """A unit or a currency that is another one, lost or added."""
    mine, theirs, a, b = both.mine, both.theirs, both.mine.amount, both.theirs.amount
    if both.holds("no unit") or _is_same_unit(both):
        return None
    if _measures(a) and _measures(b):
        ours, given = a.meaning, b.meaning
        same = ours.kind == given.kind or not (ours.kind and given.kind)
        same = (same and _base(ours) == _base(given)) or both.holds("said of another unit")
        ratios = {ours.kind, given.kind} <= {"ratio", "percentage-point"}
        name = "numbers.unit" if ratios else "units.unit"
        right = same and mine.magnitude[1] == theirs.magnitude[1]
        return None if right else differ(name, True, mine, a.unit, b.unit)
    same = both.is_rest or mine.magnitude[1] == theirs.magnitude[1]
    in_words = same and not theirs.in_digits
    if _measures(a) and not b.unit and mine.in_digits and not in_words:  # 缩短50%: by half
        if _unit_of_list(theirs, both.found) == a.meaning:
            return None
        certain = b.measured and not both.holds("unit left out")
        return differ("units.lost", certain, mine, a.unit)
    if _measures(b) and not _measures(a) and not _is_known_unit(both):
        return differ("units.added", bool(b.meaning.kind) and _is_baseless(both), theirs)
    return None


def _is_same_unit(both: Both) -> bool:
    a, b = both.mine.amount, both.theirs.amount
    printed = unit_table().meaning(a.unit)  # 检测力10g: a mass by its unit alone
    if _rate(a) == _rate(b) or (printed == b.meaning and b.meaning.base):
        return True  # 时速200公里: km/h; 1次/天: once a day
    top, _, below = b.meaning.ucum.partition("/")
    per = next((u for u in lexicon().units if u.ucum == below), None)
    of_word = top == a.meaning.ucum and per and any(word in both.found.zh for word in per.zh)
    return bool(of_word) or both.holds("same unit")  # 亩产增加60公斤: “60 kg per mu”


def _is_known_unit(both: Both) -> bool:
    """Whether the Chinese says the unit of the English in another way: 12万桶, 增加1.5倍."""
    a, b = both.mine.amount, both.theirs.amount
    if a.unit == "倍" and b.meaning.kind == "ratio" and both.mine.value == both.theirs.magnitude[1]:
        return True
    if (ahead := _unit_ahead(both)).base and ahead == b.meaning:
        return True
    counter = unit_table().entries.get(a.unit)
    if counter and b.unit.lower().split()[0].removesuffix("s") in counter.en:
        return True
    return b.meaning.base == "CNY" and a.scale > 1  # 2000万 of an award: the currency is clear


def _is_baseless(both: Both) -> bool:
    """Whether no word of the Chinese can have said the unit of the English."""
    a, b, zh = both.mine.amount, both.theirs.amount, both.found.zh
    if b.meaning.kind == "money" and a.scale > 1 and not a.unit:  # its word or sign, or its country
        entry = next(u for u in lexicon().units if u.currency and u.id == b.meaning.base)
        return not any(word[0] in zh for word in (*entry.zh, *entry.signs))
    points = b.meaning.kind == "percentage-point" and b.unit.lower().startswith("percent")
    told = points or bool(_unit_ahead(both).base)
    return told or (bool(a.unit) and not both.holds("unit of its own"))


def _unit_ahead(both: Both) -> Unit:
    """The unit that a bracket says before a Chinese figure: 保质期（年）5."""
    ahead = both.mine.look("ahead", r"[（(]([^（）()0-9]{1,8})[）)]\s*[:：]?\s*$")
    return unit_table().meaning(ahead[1]) if ahead else UNKNOWN


_LISTED = re.compile(
    r"(?:\s*(?:,\s*and|,|and|×)\s*(?P<last>[0-9][0-9.,]*[0-9]|[0-9]))+"
)  # of a list: 5, 8 and 12 tonnes, 200 × 100 × 5 mm


def _unit_of_list(theirs: Figure, found: Pairing) -> Unit | None:
    """The unit behind the last of a list."""
    listed = _LISTED.match(found.en, theirs.amount.number_end)
    before = found.en_figures[theirs.index - 1] if theirs.index else theirs
    if re.fullmatch(r"\s+to\s+", found.en[before.amount.number_end : theirs.amount.start]):
        return before.amount.meaning  # from 12 tonnes to 7
    behind = found.en_figures[theirs.index :] if listed else ()
    last = (f for f in behind if listed and f.amount.number_start >= listed.start("last"))
    return next((f.amount.meaning for f in last), None)


def _rate(amount: Amount) -> str:
    """The unit with what it is per: of 年产3万吨 and “30,000 tonnes a year” t/a."""
    return f"{amount.meaning.ucum}/{amount.per}" if amount.per else amount.meaning.ucum


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


_FALSE_NOUN = re.compile(r"[\s-]*([A-Za-z]+)(?=\s+of\b)")


def classifier(both: Both) -> Difference | None:
    """A noun that only glosses a classifier: “10 pieces of patents” for 10件."""
    b, entry = both.theirs.amount, unit_table().entries.get(both.mine.amount.unit)
    noun = _FALSE_NOUN.match(both.found.en, b.number_end - len(b.unit))
    glosses = entry and noun and noun[1].lower().removesuffix("s") in entry.never
    if not noun or not glosses or both.holds("no unit"):
        return None
    return differ("units.classifier", False, both.mine, noun[1])


# Rates ------------------------------------------------------------------------------------

_SPACE = frozenset(("length", "area", "volume"))
_BASE = re.compile(r"(?:(?P<many>[0-9]+)\.)?(?P<unit>\{mu\}|\[\w+\]|[A-Za-z]+[0-9]?)")
_WHOM = (
    r"(?:\b(?:per|an?|each|every)\s+|/)(?P<whom><<numerals.en.whom.%s>>)\b"
    r"(?!\s+<<numerals.en.whom_of>>\b)"
)


def per(both: Both) -> Difference | None:
    """A rate that is for another time, space or person: 户均, “per capita”."""
    mine, a, b = both.mine, both.mine.amount, both.theirs.amount
    if both.holds("no unit"):
        return None
    ours, given = _bases(a, b), _bases(b, a)
    if b.per and not _measures(b) and both.holds("so often"):
        return differ("units.per", True, mine, a.unit, b.per)  # 每两周: no “twice a week”
    space = {kind for kind in (*ours, *given) if kind in _SPACE}
    if len(space) > 1 or any(given.get(kind, size) != size for kind, size in ours.items()):
        return differ("units.per", True, mine, *(x.per or x.unit for x in (a, b)))
    known, clause = lexicon().numerals["en"]["whom"], both.found.en[both.theirs.clause(".;")]
    whom = ((name, pattern(_WHOM % name, re.I).search(clause)) for name in known)
    others = {name: match["whom"] for name, match in whom if match}
    wanted = {name for name in known if f"{{{name}}}" in a.per}
    if wanted and others and wanted.isdisjoint(others):
        return differ("units.per", True, mine, a.per_text, next(iter(others.values())))
    return None


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


# Changes ----------------------------------------------------------------------------------


def change(both: Both) -> Difference | None:
    """A change that is a level in the English, or another change."""
    mine, theirs, a, b = both.mine, both.theirs, both.mine.amount, both.theirs.amount
    if both.holds("no unit"):
        return None
    arrives = b.baseline is not None or both.holds("arrives")
    if mine.role == "base" and theirs.role != "base" and arrives:
        return differ("units.base", True, mine)
    mode, change, given = a.mode, a.change, b.change
    if both.holds("reached"):
        mode = "to"
    elif both.holds("changed by"):
        mode, change = "by", given
    # 减少80%: to a fifth; 降至四分之一: by three quarters; 八折: 20% off.
    by, off = (x.change is Change.DECREASE and x.mode == "by" for x in (a, b))
    sold, off = mine.written.endswith("折"), off or both.holds("taken off")
    if both.is_rest:
        if off or not both.holds("at a price") if sold else by != off:
            return None
        told = find_complement(both)
        return differ("numbers.complement" if told else "numbers.changed", not told, mine, theirs)
    moved, same = _moved(both), mine.magnitude[1] == theirs.magnitude[1]
    half = mine.magnitude[1] == _HALF
    in_words, ways = not (mine if mode == "to" else theirs).in_digits, (change, given, moved)
    if half and in_words and Change.DECREASE in ways and Change.INCREASE not in ways:
        return None  # 降至一半, “cut by half”
    if sold and off and same and not half:
        return differ("units.mode", True, mine, "to", "by")
    if mode == "by" and same and both.holds("as much"):
        return differ("units.mode", True, mine, "by", "to")
    if mode == "to" and (b.mode == "by" or both.holds("by so much")):
        return differ("units.reached", True, mine)
    if a.mode == "to":
        change, given = a.toward, moved
    elif given is Change.LEVEL:
        given = moved
    if Change.LEVEL in (change, given):
        return None
    if b.mode and mode not in ("", b.mode):
        return differ("units.mode", True, mine, mode, b.mode)
    if change is not given and _is_turned(both):
        return differ("units.turned", True, mine) if both.holds("share of the other") else None
    # 用时少3天, “3 days faster”: the one says of time what the other says of speed
    if (change is given) is not both.holds("of speed"):
        return None
    return differ("units.way", True, mine, change.value, given.value)


def _moved(both: Both) -> Change:
    """Which way the English brings a figure, where that must be the same.

    It need not be of the other of two currencies, nor of what gets better as it falls.
    """
    if both.holds("moves otherwise") or not leads_alike(both.found.zh, both.found.en):
        return Change.LEVEL
    return both.theirs.amount.change


def _is_turned(both: Both) -> bool:
    """Whether two names of a comparison have changed places: A比B高, “B is lower than A”."""
    zh, en = both.found.zh[both.mine.clause("，。；")], both.found.en[both.theirs.clause(".;")]
    return both.holds("compared") and bool(are_turned(zh, en))


def find_complement(both: Both) -> tuple[slice, slice] | None:
    """The clauses of a share and of the rest of its whole, where one of the two denies.

    92%未发现故障 and “8% showed faults”; None where both deny, or neither.
    """
    if not both.is_rest:
        return None
    zh, en = both.mine.clause("，。；"), both.theirs.clause(",.;")
    of_zh, of_en = denials_zh(both.found.zh[zh]), denials_en(both.found.en[en])
    denied = lost(of_zh, of_en, zh.stop - zh.start) or added(of_zh, of_en)
    failed = pattern("<<denials.zh.of_rest>>").search(both.found.zh[zh])
    other = pattern(r"\b<<denials.en.of_rest>>\b", re.I).search(both.found.en[en])
    alone = bool(failed) != bool(other) and not any(denial.certain for denial in of_zh)
    return (zh, en) if denied or alone else None
