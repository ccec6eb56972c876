"""Set the figures of a Chinese text against those of its English: what differs, and how surely.

`pair` is the one comparison behind the checks of figures, bounds, units, order, dates and
denial. A lost or changed figure, bound, unit or change is certain; what translators do
freely (“last year” for a year, “more than” for 以上, another order) is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from jiebang.quantities.align import (
    SOFT_KINDS,
    Difference,
    Figure,
    Pairing,
    align,
    differ,
    unlikeness,
)
from jiebang.quantities.amount import Amount, Change, Comparator, Kind, Unit, finite
from jiebang.quantities.denial import Denial, added, denials_en, denials_zh, lost, sentences, turned
from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.quantities.numbers_en import even
from jiebang.quantities.numerals import evaluate
from jiebang.quantities.pair_bounds import comparators, find_denial
from jiebang.quantities.pair_numbers import numbers
from jiebang.quantities.pair_ways import (
    are_turned,
    base_before,
    baselines,
    comparisons,
    leads_alike,
    ways,
)
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.units import unit_table

# “1.2023年……推荐表”: the number of an item and a year, no decimal.
_MARKED_YEAR = re.compile(r"(?<=(?<![0-9.])[0-9])\.(?=(?:19|20)[0-9]{2}\s*年)")
_DATE_ZH = re.compile(r"(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")
# 12月18日 “18.12”, which is no decimal.
_DAY_EN = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})(?![0-9])")


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def pair(zh: str, en: str) -> tuple[Difference, ...]:
    """What differs between a text and its translation. Linear in both; never raises."""
    zh = _MARKED_YEAR.sub("、", zh)
    days = {(m[3], m[2]) for m in _DATE_ZH.finditer(even(zh))}
    en = _DAY_EN.sub(lambda m: " ".join(m.groups()) if m.groups() in days else m.group(), en)
    theirs = read_en(en)
    found = align(zh, en, tuple(_with_bases(read_zh(zh), theirs)), theirs)
    return tuple(difference for rule in RULES for difference in rule(found))


_SO_MANY = re.compile(r"/(?P<many>[0-9]+[十百千万亿]{0,2}|[十百千万亿]{1,2})(?P<of>[^/]*)$")


def _with_bases(mine: Iterable[Amount], theirs: Sequence[Amount]) -> Iterator[Amount]:
    """The amounts of the Chinese; a rate of so many is two where the English has two.

    3例/10万人 and “3 cases per 100,000 people”.
    """
    given = {amount.value for amount in theirs}
    for amount in mine:
        base = _SO_MANY.search(amount.unit)
        worth = evaluate(base["many"]) if base else None
        if base is None or worth is None or worth.value == 1 or finite(worth.value) not in given:
            yield amount
            continue
        unit, at = amount.unit[: base.start()], amount.number_end - len(base.group())
        kind = Kind.AMOUNT if amount.kind is Kind.SHARE else amount.kind
        yield replace(
            amount, unit=unit, meaning=unit_table().meaning(unit), number_end=at, kind=kind
        )
        yield Amount(
            start=at, end=amount.number_end, number_start=at + 1, number_end=amount.number_end,
            value=finite(worth.value), comparator=Comparator.EQUAL, kind=Kind.BASE,
            unit=base["of"], meaning=unit_table().meaning(base["of"]),
        )  # fmt: skip


# Units -----------------------------------------------------------------------------------

_FALSE_NOUN = re.compile(r"[\s-]*([A-Za-z]+)(?=\s+of\b)")
_DOLLARS = frozenset(("USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"))
_LOOSE_NOUNS = frozenset(("unit", "point", "time", "class", "level", "grade"))
# 厘 is one per cent of a loan in one place, a tenth of it in another; 32位 is 32 bits.
_UNSURE_ZH = frozenset(("厘", "点", "点子", "位"))
_COUNTING = frozenset(("count", "number", "grade", "score"))


def units(found: Pairing) -> Iterator[Difference]:
    """A unit, a currency, a rate's base or a change that is another one."""
    for mine, theirs in found.matches:
        if mine.kind in (Kind.NAME, Kind.NUMBER) and _is_other_term(mine, theirs, found.zh):
            yield differ("units.term", True, mine, theirs.written)
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


_TERM = re.compile("(?P<unit>年|个月|月|天|日|周)?期(?!间)")


def _is_other_term(mine: Figure, theirs: Figure, zh: str) -> bool:
    """Whether a term of the Chinese is one of another unit: 十年期, “ten-month”."""
    term, given = _TERM.match(zh, mine.amount.number_end), theirs.amount.meaning
    if term is None or given.kind != "duration":
        return False
    unit = unit_table().meaning(term["unit"]) if term["unit"] else mine.amount.meaning
    return unit.kind == "duration" and mine.value * unit.factor != theirs.magnitude[1]


def _unit(mine: Figure, theirs: Figure, found: Pairing) -> Difference | None:
    a, b, zh = mine.amount, theirs.amount, found.zh
    printed = unit_table().meaning(a.unit)  # 检测力10g: a mass by its unit alone
    same = _rate(a) == _rate(b)
    same |= a.meaning.kind == "temperature" and b.meaning.ucum == "deg"  # 25℃: 25 degrees
    same |= a.unit == "度" and b.meaning.kind == "temperature"  # 镜头耐零下10度
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
        return differ("units.lost", not loose and b.measured, mine, a.unit)
    if _measures(b) and not _measures(a):
        if a.unit == "倍" and b.meaning.kind == "ratio" and mine.value == theirs.magnitude[1]:
            return None  # 增加1.5倍: by 150%
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
    known, clause = lexicon().numerals["en"]["whom"], _clause(en, theirs, ".;")
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


def _clause(text: str, figure: Figure, stops: str) -> slice:
    """The piece of a text around a figure, between marks that a blank or no digit follows."""
    cuts = [m.end() for m in re.finditer(rf"[{stops}](?![0-9])", text)]
    start = max((cut for cut in cuts if cut <= figure.amount.number_start), default=0)
    return slice(start, min((cut for cut in cuts if cut > start), default=len(text)))


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
# “rose from 3% to” and the lower figure is no reading of from and to, but it says so.
_BY = re.compile(r"\bfrom\b[^.;]{1,24}\bby\s+$", re.IGNORECASE)
_FROM_TO = re.compile(r"\bfrom\b(?:[^.;]|\.(?=[0-9])){1,24}\bto\s+$", re.IGNORECASE)

# So much it is, and not so much more or less: twice as fast, doubled, 80% of what it was.
_AS_MUCH = (
    r"<<numerals.en.multiplied>>\b|(?:twice|thrice|\S+[\s-]times)\s+<<numerals.en.as_much>>\b"
    r"|[\w.]+(?:%|\s?per\s?cent)?\s+of\s+<<numerals.en.former>>\b"
)
# 80% off, a discount of up to 80%, for 八折.
_OFF = r"[\w.]+(?:%|\s?per\s?cent)?[\s-]+<<numerals.en.taken_off>>\b"
_OFF_BEFORE = r"\b<<numerals.en.taken_off>>(?:\s+(?:up\s+to|(?!to\b)[a-z]+)){0,3}\s+$"
_PRICE = r"[\w.]+(?:%|\s?per\s?cent)\s+of\b"


_HALF = Fraction(1, 2)
_AGAINST = r"\b<<numerals.en.against>>\b"


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
    off |= bool(pattern(_OFF, re.I).match(found.en, b.number_start))
    off |= bool(pattern(_OFF_BEFORE, re.I).search(found.en, max(0, b.start - 40), b.number_start))
    if part not in theirs.shares and 1 - part in theirs.shares:
        price = pattern(_PRICE, re.I).match(found.en, b.number_start)
        if off or not price if sold else by != off:
            return None
        told = _complement(mine, theirs, found)
        return differ("numbers.complement" if told else "numbers.changed", not told, mine, theirs)
    if part == _HALF and _is_halved(mine if mode == "to" else theirs, change, b.change):
        return None
    same = part == theirs.magnitude[1]
    if sold and off and same and part != _HALF:
        return differ("units.mode", True, mine, "to", "by")
    if mode == "by" and same and pattern(_AS_MUCH, re.I).match(found.en, b.number_start):
        return differ("units.mode", True, mine, "by", "to")
    if mode == "to" and (b.mode == "by" or _BY.search(found.en, max(0, b.start - 40), b.start)):
        return differ("units.reached", True, mine)
    if Change.LEVEL in (change, b.change):
        return None
    if b.mode and mode not in ("", b.mode):
        return differ("units.mode", True, mine, mode, b.mode)
    if _is_turned(mine, theirs, found):
        against = pattern(_AGAINST, re.I).search(found.en)  # the dollar lost against the yuan
        right = change is not b.change and (against or a.meaning.kind != "ratio")
        return None if right else differ("units.turned", True, mine)
    if change is b.change:
        return None
    return differ("units.way", True, mine, change.value, b.change.value)


def _is_turned(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """Whether two names of a comparison have changed places: A比B高, “B is lower than A”."""
    zh, en = found.zh[_clause(found.zh, mine, "，。；")], found.en[_clause(found.en, theirs, ".;")]
    compared = ("比" in zh and " than " in en) or pattern(_AGAINST, re.I).search(en)
    return bool(compared and are_turned(zh, en))


def _complement(mine: Figure, theirs: Figure, found: Pairing) -> tuple[slice, slice] | None:
    """The clauses of a share and of the rest of its whole, where one of the two denies.

    92%未发现故障 and “8% showed faults”; None where both deny, or neither.
    """
    part = mine.magnitude[1]
    if part in theirs.shares or 1 - part not in theirs.shares:
        return None
    zh, en = _clause(found.zh, mine, "，。；"), _clause(found.en, theirs, ",.;")
    of_zh, of_en = denials_zh(found.zh[zh]), denials_en(found.en[en])
    return (zh, en) if lost(of_zh, of_en, zh.stop - zh.start) or added(of_zh, of_en) else None


# Denial ----------------------------------------------------------------------------------


def negation(found: Pairing) -> Iterator[Difference]:
    """A denial lost, or one from nowhere. A figure's bound (不少于) is the comparators'."""
    denied = (find_denial(mine, theirs, found.en) for mine, theirs in found.matches)
    told = [both for m in found.matches if (both := _complement(*m, found))]
    spans = [[(side.start, side.stop) for side in sides] for sides in zip(*told, strict=True)]
    zh_told, en_told = spans or ([], [])
    zh = _blot(found.zh, found.zh_figures, zh_told)
    en = _blot(found.en, found.en_figures, [*en_told, *(span for span in denied if span)])
    for part, other in sentences(zh, en):
        of_zh, of_en = denials_zh(zh[part]), denials_en(en[other])
        if words := lost(of_zh, of_en, part.stop - part.start, en[other]):
            yield differ("negation.lost", True, ", ".join(words))
        opposite = turned(zh[part], en[other])  # 阴性: “not positive”
        if not opposite and not words and (given := added(of_zh, of_en)):
            yield differ("negation.added", True, given[0])
        firm = [denial for denial in of_zh if denial.certain or not (opposite and opposite.certain)]
        if opposite and opposite.certain and not leads_alike(zh[part], en[other]):
            continue  # the dollar rose where the yuan fell
        if opposite and _denies_only(firm, opposite.said) and _denies_only(of_en, opposite.given):
            yield differ("negation.turned", opposite.certain, opposite.said, opposite.given)


def _denies_only(found: Sequence[Denial], word: str) -> bool:
    """Whether nothing is denied but by that word itself: 阴性, loss, fails to."""
    return all(denial.idle or denial.word in word for denial in found)


def _blot(text: str, figures: Sequence[Figure], spans: list[tuple[int, int]]) -> str:
    """The text without those spans and the words that compare its figures, as long as before."""
    chars = list(text)
    for amount in (figure.amount for figure in figures):
        spans += [(amount.start, amount.number_start), (amount.number_end, amount.end)]
    for start, end in spans:
        chars[start:end] = "※" * max(0, end - start)
    return "".join(chars)


# Order -----------------------------------------------------------------------------------

_SWAPPED = 3.0  # how much better two figures fit in each other's place, to be swapped for sure


def order(found: Pairing) -> Iterator[Difference]:
    """Two figures in the other order: swapped for sure, or see that they are not.

    They are swapped for sure where each fits what stands beside the other (a year in the
    place of a sum).
    """
    of_zh = Counter(f.value for f in found.zh_figures)
    of_en = Counter(f.value for f in found.en_figures)
    firm = [  # the matches that cannot be others: values that both texts have once
        (a, x)
        for a, x in found.matches
        if of_zh[a.value] == of_en[x.value] == 1 and a.in_digits and x.in_digits
    ][:40]
    for (a, x), (b, y) in combinations(firm, 2):
        if x.index < y.index or a.role or b.role or x.role or y.role:
            continue
        gain = unlikeness(a, x) + unlikeness(b, y) - unlikeness(a, y) - unlikeness(b, x)
        same = _mark(a) == _mark(b) and a.amount.measured and b.amount.measured
        if gain < _SWAPPED and not same:
            continue
        turned = gain >= _SWAPPED
        yield differ("order.swapped" if turned else "order.moved", turned, a, b)
        return


def _mark(figure: Figure) -> tuple[object, ...]:
    unit = figure.amount.meaning
    return figure.direction, unit.kind, unit.ucum, figure.kind


# Dates -----------------------------------------------------------------------------------


_DAY_HALF_ZH = "(?:(?P<am><<numerals.halves.am.zh>>)|<<numerals.halves.pm.zh>>)$"
_DAY_HALF_EN = (
    r"(?::[0-9]{2})?\s*(?P<half>(?P<am><<numerals.halves.am.en>>)|<<numerals.halves.pm.en>>)(?!\w)"
)


def _halves(found: Pairing) -> Iterator[Difference]:
    """An hour that the English has in the other half of the day; 12 o'clock is in either."""
    wanted: dict[tuple[Fraction, bool], Figure] = {}
    hours = {figure.amount.number_start: figure for figure in reversed(found.zh_figures)}
    told = Counter(mine.value for mine in hours.values())
    for at, mine in hours.items():
        half = pattern(_DAY_HALF_ZH).search(found.zh, max(0, at - 4), at)
        is_hour = re.search("[时点:：]", found.zh[at : mine.amount.number_end + 1])
        # Of an hour said twice the other one may be of the night.
        if half and is_hour and mine.value < 12 and told[mine.value] == 1:
            wanted.setdefault((mine.value, bool(half["am"])), mine)
    given = {}
    for theirs in found.en_figures if wanted else ():
        if found.en[: theirs.amount.number_start].endswith(":"):
            continue  # minutes
        half = pattern(_DAY_HALF_EN, re.I).match(found.en, theirs.amount.number_end)
        if half:
            given[theirs.value, bool(half["am"])] = half["half"]
    for (hour, am), mine in wanted.items():
        other = (hour, not am)
        if other in given and other not in wanted and (hour, am) not in given:
            yield differ("dates.half", True, mine, given[other])


def dates(found: Pairing) -> Iterator[Difference]:
    """A day or half of a day that the English has as another one."""
    yield from _halves(found)
    wanted = [tuple(int(n or 0) for n in m.groups()) for m in _DATE_ZH.finditer(found.zh)]
    given = _dates_en(found.en) if wanted else set()
    days = {(month, day) for _, month, day in given}
    names = lexicon().numerals["en"]["months"]
    for year, month, day in wanted:
        years = {y for y, m, d in given if (m, d) == (month, day)} - {0}
        if (month, day) in days:
            if not year or not years or year in years:
                continue
        elif all((y, m, d) in wanted for y, m, d in given):
            continue
        name = names[min(max(month, 1), 12) - 1]
        zh, en = (f"{year}年", f", {year}") if year else ("", "")
        yield differ("dates.lost", True, f"{zh}{month}月{day}日", f"{name} {day}{en}")


_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_DATES_EN = (
    rf"\b(?P<name><<numerals.en.months_short>>[a-z]*)\.?\s+(?P<day>{_DAY})\b(?:\s*[-–]\s*{_DAY}\b)?"
    r"(?:,?\s+(?P<year>[0-9]{4})\b)?"
    rf"|\b(?P<day2>{_DAY})(?:\s*(?:[-–]|to|and)\s*{_DAY})?\s+(?:of\s+)?(?P<name2><<numerals.en.months_short>>[a-z]*)\.?\b"
    r"(?:,?\s+(?P<year2>[0-9]{4})\b)?"
    r"|\b(?P<year3>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day3>[0-9]{2})\b"
)


def _dates_en(text: str) -> set[tuple[int, int, int]]:
    short = lexicon().numerals["en"]["months_short"]
    found = set()
    for match in pattern(_DATES_EN, re.IGNORECASE).finditer(text):
        name = match["name"] or match["name2"]
        month = short.index(name[:3].capitalize()) + 1 if name else int(match["month"])
        day = (match["day"] or match["day2"] or match["day3"]).lower().rstrip("stndrh")
        year = match["year"] or match["year2"] or match["year3"] or 0
        found.add((int(year), month, int(day)))
    return found


Rule = Callable[[Pairing], Iterator[Difference]]
RULES: tuple[Rule, ...] = (
    numbers,
    comparators,
    units,
    ways,
    comparisons,
    baselines,
    order,
    dates,
    negation,
)
