"""Figures lost, changed or added; minus, tolerances and dimensions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from jiebang.quantities.align import AGE, Difference, Figure, Pairing, differ, part_of
from jiebang.quantities.amount import Change, Kind
from jiebang.quantities.clues import Both, holds, says
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.units import unit_table

_IDLE_ZH = re.compile(r"^\s*[（(]?[0-9一二三四五六七八九十]{1,3}[.．、）)]|第?三方(?!面)")
_ONE_BY_ONE = frozenset("一二三四五六七八九"[n:m] for n in range(9) for m in range(n + 3, 10))
_HAN_DIGITS = "零一二三四五六七八九十"
_MANY = 100  # from here on two words for “nobody says how many” are compared
_SMALL = 3  # words for at most so many may be no count: “the two sides”
_YEARS_FROM = 1900
_HALF = Fraction(1, 2)
_FREE = 10  # a count in Chinese words that English may leave out
_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]$")
_BRACKET = re.compile(r"\s*[(（]\s*(?:(?:or|about|approximately|i\.e\.)\s*)?")
_LETTERS = re.compile(r"([A-Za-z]+)[-_.]?$")
_BESIDE = 40  # figures on either side that a lost one may stand for, so that the time stays linear
_place = attrgetter("place")
_ROUNDED = Fraction(1, 50)  # by how much a figure given in another unit may be off

# Figures left over ------------------------------------------------------------------------


def left_over(found: Pairing) -> Iterator[Difference]:
    """Figures lost, added, or changed: a lost one stands for the nearest that was added."""
    # The number of a name, as of 3D, accounts for no other figure of that value.
    counted = [both for both in found.matches if both[0].kind is not Kind.NAME]
    said, said_en = ({both[side].value for both in counted} for side in (0, 1))
    before = _years_before(found)
    # What the other language says once, and this one again, may be left out, but not changed.
    again = [f for f in found.lost if f.value in said]
    there = [f for f in found.lost if f.kind is Kind.NAME and f.written in found.en]  # PM2.5
    idle = {*again, *there}
    lost = [f for f in found.lost if f not in idle and f.value - 1 not in before]
    extra = [f for f in found.extra if f.value not in said_en and f.value not in before]
    changed = _changed(lost, extra, found.en)
    taken = {other for _, other in changed}
    rest = [f for f in extra if f not in taken and f.kind is not Kind.NAME]
    changed += _changed(again, rest, found.en)
    if len(found.lost) == len(found.extra) == 1 and not changed:
        one, other = found.lost[0], found.extra[0]  # 5%、3%、5%: “5%, 3% and 3%”
        alike = one.amount.unit and one.amount.meaning == other.amount.meaning
        changed += [(one, other)] if alike and one.in_digits and other.in_digits else []
    # The one month of the Chinese that is lost, and the one that the English has instead; and
    # 数万人 “thousands of people”.
    months = [f for f in extra if f.kind is Kind.DATE and f.amount.optional]
    many = [f for f in extra if f.is_vague and f.value >= _MANY]
    some = [f for f in lost if f.is_vague and holds("so many", found, f)]
    for ours, theirs in (([f for f in lost if f.written.endswith("月")], months), (some, many)):
        changed += zip(ours, theirs, strict=True) if len(ours) == len(theirs) == 1 else ()
    for both in changed:
        yield differ("numbers.changed", True, *both)
    done = {figure for both in changed for figure in both}
    # The number of an item, and 第三方.
    marks = {at for mark in _IDLE_ZH.finditer(found.zh) for at in range(*mark.span())}
    for figure in lost:
        if figure not in done and _is_firm(figure) and figure.amount.number_start not in marks:
            yield differ("numbers.lost", _must_show(figure, found), figure)
    for figure in extra:
        if figure not in done and not _is_accounted(figure, found):
            yield differ("numbers.added", _is_baseless(figure, found), figure)


def parts(found: Pairing) -> Iterator[Difference]:
    """A part of a whole that is another one in the English: 每五人有四人, “one in four”."""
    sides = (found.zh_figures, found.en_figures)
    ours, theirs = ([it for two in pairwise(side) if (it := part_of(*two))] for side in sides)
    if len(ours) == len(theirs) == 1 and ours[0][1].value and theirs[0][1].value:
        part, other = (one.value / whole.value for one, whole in (*ours, *theirs))
        if other not in (part, 1 - part):
            yield differ("numbers.changed", True, ours[0][0], theirs[0][0])


def torn(found: Pairing) -> Iterator[Difference]:
    """A sentence that breaks off where a figure should stand that another says, too."""
    said = {mine.value for mine, _ in found.matches}
    again = [figure for figure in found.lost if figure.value in said]
    if again and holds("torn", found):
        yield differ("numbers.torn", True, again[0])


def _is_accounted(figure: Figure, found: Pairing) -> bool:
    """Whether an English figure may have come of a word, of digits that we read as a name, or of
    the figure before it: 上半年 “six months”, 120 mu (8 hectares)."""
    if figure.amount.optional or _is_converted(figure, found):
        return True
    parts = lexicon().numerals["zh"]["parts_of_time"].get(figure.amount.meaning.ucum, {})
    if any(word in found.zh and figure.value == int(many) for word, many in parts.items()):
        return True
    if digits := re.sub(r"[^0-9.]", "", figure.written).strip("."):
        return digits in _without_gaps(found.zh)
    return 0 <= figure.value <= (1 if holds("several", found) else _SMALL)


@lru_cache(maxsize=4)
def _without_gaps(zh: str) -> str:
    return re.sub(r"[,，\s]", "", even(zh))


def _years_before(found: Pairing) -> set[Fraction]:
    """The years that the English sets those of the Chinese against: 2020年同比, “from 2019”."""
    years = {f.value for f in found.zh_figures if f.kind is Kind.DATE and f.value > _YEARS_FROM}
    before = (f for f in found.extra if f.value + 1 in years)
    return {f.value for f in before if holds("set against the year before", found, None, f)}


def _is_converted(figure: Figure, found: Pairing) -> bool:
    """Whether a bracket gives the figure before it in another unit: 120 mu (8 hectares).

    Either of the two may be the one of the Chinese.
    """
    (base, size), around = figure.magnitude, found.en_figures[max(0, figure.index - 1) :][:3]
    for one, other in pairwise(around):
        joined = _BRACKET.fullmatch(found.en, one.amount.end, other.amount.start)
        alike = {base} == {f.magnitude[0] for f in (one, other)}
        if joined and figure in (one, other) and alike:
            return abs(one.magnitude[1] - other.magnitude[1]) < size * _ROUNDED
    return False


def _changed(
    mine: Iterable[Figure], theirs: Iterable[Figure], en: str
) -> list[tuple[Figure, Figure]]:
    """Figures of the two languages left over that stand for each other, wrongly."""
    found = []
    left = [f for f in theirs if not f.amount.optional or f.amount.change is not Change.LEVEL]
    for figure in mine:
        if not _is_firm(figure) or _in_one_word(figure, en):
            continue
        at = bisect_left(left, figure.place, key=_place)
        near = left[max(0, at - _BESIDE) : at + _BESIDE]
        alike = [f for f in near if figure.kind is not Kind.DATE or not f.amount.unit]
        if AGE.match(figure.written):
            one = near if figure.amount.value_max is None else ()
            alike = [f for f in one if f.look("behind", r"[’']?s\b|[\s-]*centur(?:y|ies)\b")]
        if alike:
            nearest = min(alike, key=lambda f: abs(f.place - figure.place))
            left.remove(nearest)
            found.append((figure, nearest))
    return found


def _is_firm(figure: Figure) -> bool:
    """Whether a Chinese figure is one for sure: digits, or words that count."""
    if figure.written in _ONE_BY_ONE:
        return False  # 三四五六年级: one after the other
    grown = figure.amount.unit == "倍" and figure.amount.mode == "by"  # 增长一倍: doubled
    return figure.in_digits or (not figure.amount.optional and (figure.value != 1 or grown))


def _must_show(figure: Figure, found: Pairing) -> bool:
    """Whether English cannot well leave a Chinese figure out."""
    amount, size, in_digits = figure.amount, abs(figure.value), figure.in_digits
    if in_digits and (holds("torn", found) or _is_named_there(figure, found)):
        return True
    if amount.kind is Kind.DATE and figure.value > _YEARS_FROM:
        return not holds("a year in words", found)
    if amount.kind is Kind.DATE:
        return _is_day_of_named_month(figure, found.en)
    if amount.optional or amount.kind is Kind.ORDINAL:
        return False
    joined = figure.role == "low" and (in_digits or re.search("[至到]", figure.written))
    alone = joined and any(mine.amount is amount for mine, _ in found.matches)
    if alone and not holds("one or two", found):
        return True  # 1～2片 “two tablets”
    if amount.kind is Kind.SHARE and figure.magnitude[1] == _HALF and figure.direction == "up":
        return not holds("most", found)
    if not in_digits:  # 两种 “several kinds”
        few = 1 if holds("some", found) else _FREE
        needed = size > few or amount.kind is Kind.SHARE or 1 < size != int(size)
    else:
        needed = not (size == 1 and holds("unit left out", found, figure))
    return needed and not _in_one_word(figure, found.en)


def _is_day_of_named_month(figure: Figure, en: str) -> bool:
    """The 20 of 9月20日, where the English says September."""
    day = _MONTH_DAY.search(even(figure.written))
    months = lexicon().numerals["en"]["months_short"]
    said = (name for n, name in enumerate(months, 1) if day and n == int(day[1]))
    return any(says(rf"\b{name}", en) for name in said)


def _is_named_there(figure: Figure, found: Pairing) -> bool:
    """Whether the English has the name without its number: 图1 “Chart”."""
    numbered = lexicon().numerals["zh"]["numbered"].items()
    names = (en for zh, en in numbered if figure.look("ahead", rf"{zh}$"))
    return any(says(rf"\b(?:{alternatives(en)})\b", found.en) for en in names)


def _is_baseless(figure: Figure, found: Pairing) -> bool:
    """Whether an English figure says what no word of the Chinese can have said."""
    amount, start = figure.amount, figure.amount.number_start
    if amount.kind is Kind.DATE:
        return holds("minutes", found, None, figure)
    if amount.kind is Kind.NAME:  # FP16, where the Chinese has an FP
        letters = _LETTERS.search(found.en, max(0, start - 12), start)
        return letters is not None and letters[1] in found.zh
    item = not amount.unit and not found.en[:start].strip(" ([#*")  # the number of an item
    if item or amount.kind is Kind.ORDINAL:
        return False
    if 0 < figure.value <= _FREE and _HAN_DIGITS[int(figure.value)] in found.zh:
        return False  # 六四 “June 4”, 一二三年级 “Grades 1, 2 and 3”
    return figure.in_digits or abs(figure.value) > _SMALL or holds("several", found)


@lru_cache(maxsize=1)
def _whole_spans() -> tuple[re.Pattern[str], dict[str, Fraction]]:
    """English words for a span of time of their own length: a decade, a fortnight."""
    spans = {
        name: unit.factor
        for name, unit in unit_table().english.items()
        if unit.kind == "duration" and " " not in name
    }
    spans |= {name: Fraction(size) for name, size in lexicon().numerals["en"]["spans"].items()}
    return re.compile(rf"\b(?:{alternatives(spans)})\b", re.IGNORECASE), spans


@lru_cache(maxsize=4)
def _spans_of(en: str) -> frozenset[Fraction | None]:
    """How long the spans are that an English text has words for."""
    words, spans = _whole_spans()
    return frozenset(spans.get(m.group().lower()) for m in words.finditer(en))


def _in_one_word(figure: Figure, en: str) -> bool:
    """Whether the English has a word for just this span: 10年 “a decade”."""
    base, size = figure.magnitude
    return base == "s" and size in _spans_of(en)


# Signs ------------------------------------------------------------------------------------


def tolerance(both: Both) -> Difference | None:
    """A ± that only one of the two has."""
    mine, lost = both.mine, both.mine.role == "tolerance"
    if lost == (both.theirs.role == "tolerance") or (lost and both.holds("either way")):
        return None
    return differ("numbers.tolerance", True, mine, *(("±", "none") if lost else ("no ±", "one")))


def sign(both: Both) -> Difference | None:
    """A minus that only one of the two has."""
    mine, theirs = both.mine, both.theirs
    if "tolerance" in (mine.role, theirs.role) and mine.role != theirs.role:
        return None
    if both.holds("another sign of a lens"):
        return differ("numbers.sign", True, mine)
    if both.holds("minus said"):
        return None
    if mine.value < 0 < theirs.value and (mine.amount.measured or mine.kind is Kind.NUMBER):
        return differ("numbers.sign", not both.holds("minus in words"), mine)
    if theirs.value < 0 < mine.value and mine.amount.measured and theirs.amount.measured:
        return differ("numbers.minus", not holds("negative", both.found), theirs)
    return None
