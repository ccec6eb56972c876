"""Figures lost, changed or added; minus, tolerances and dimensions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from jiebang.quantities.align import PARTS, SOFT_KINDS, Difference, Figure, Pairing, differ
from jiebang.quantities.amount import Change, Kind
from jiebang.quantities.lexicon import alternatives, lexicon, pattern
from jiebang.quantities.numbers_en import even
from jiebang.quantities.numerals import numeral_value
from jiebang.quantities.units import unit_table

_IDLE_ZH = re.compile(r"^\s*[（(]?[0-9一二三四五六七八九十]{1,3}[.．、）)]|第?三方(?!面)")
_ONE_BY_ONE = frozenset("一二三四五六七八九"[n:m] for n in range(9) for m in range(n + 3, 10))
_HAN_DIGITS = "零一二三四五六七八九十"
_MANY = 100  # from here on two words for “nobody says how many” are compared
_SOME_ZH = re.compile(".{0,2}[数几]")
_SMALL = 3  # words for at most so many may be no count: “the two sides”
_BESIDE = 60  # characters around a figure in which a word may say its minus
_YEARS_FROM = 1900
_HALF = Fraction(1, 2)
_FREE = 10  # a count in Chinese words that English may leave out
_CLAUSE = re.compile(r"[,;:.](?=\s)")
_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]$")
_NUMERAL = "[0-9一二两三四五六七八九十百千万]+"
_OUT_OF_ZH = re.compile(
    rf"每(?P<whole>{_NUMERAL})[^，。；0-9]{{1,4}}?[就便]?有(?P<part>{_NUMERAL})(?![0-9.多余几])"
)
_BRACKET = re.compile(r"\s*[(（]\s*(?:(?:or|about|approximately|i\.e\.)\s*)?")
_LETTERS = re.compile(r"([A-Za-z]+)[-_.]?$")
_VAGUE_ZH = re.compile(r"[多几数若][种个项类家台套款干]")
_ROUNDED = Fraction(1, 50)  # by how much a figure given in another unit may be off
# Of a temperature or a level a fall says nothing: it may fall to 5 °C.
_LEVELS = frozenset(("temperature", "level"))
_DOWN_ZH = re.compile(r"[负跌降亏减蚀缩损低下零]|[-－−–—﹣]\s*[0-9]")
_DIMENSIONS_ZH = re.compile(r"([二两三四2-4])(?:\s*D(?![A-Za-z0-9])|维(?![力触]))")
_DIMENSIONS_EN = re.compile(r"\b(two|three|four|[2-4])(?:[\s-]?D\b|[\s-]dimension)", re.I)
# Words that ask for a figure, before a place where none can stand: “rose by and”, “in .”.
_TORN = (
    r"\b<<numerals.en.torn.before>>\s*(?:[.,;!?)](?!\s*[0-9])|\((?:table|chart|figure)\b|$"
    r"|<<numerals.en.torn.after>>\b)"
    r"|\b<<numerals.en.torn.refers>>\s+<<numerals.en.torn.parts>>\s+of\b"
    r"|\b<<numerals.en.torn.bounds>>\s+"
    r"(?!(?:<<numerals.en.torn.determiners>>|<<numerals.en.no_figure>>|<<numerals.en.words>>)\b)[a-z]"
    r"|\b<<numerals.en.torn.days>>\s+(?:<<numerals.en.months>>|<<numerals.en.months_short>>)\b(?!\.?\s*[0-9]{1,2}(?![0-9]))"
)


def numbers(found: Pairing) -> Iterator[Difference]:
    """Figures lost, changed, added; minus and tolerances."""
    said, said_en = ({both[side].value for both in found.matches} for side in (0, 1))
    # What the other language says once, and this one again, may be left out, but not changed.
    again = [f for f in found.lost if f.value in said]
    names = (f for f in found.lost if f.kind is Kind.NAME)
    there = {f for f in names if f.written in found.en}  # PM2.5
    before = _years_before(found)
    lost = [
        f
        for f in found.lost
        if f.value not in said and f not in there and f.value - 1 not in before
    ]
    extra = [f for f in found.extra if f.value not in said_en and f.value not in before]
    changed = _changed(lost, extra, found.en)
    taken = {other for _, other in changed}
    rest = [f for f in extra if f not in taken and f.kind is not Kind.NAME]
    changed += _changed(again, rest, found.en)
    # The one month of the Chinese that is lost, and the one that the English has instead.
    months = [f for f in lost if f.written.endswith("月")]
    given = [f for f in extra if f.kind is Kind.DATE and f.amount.optional]
    if len(months) == len(given) == 1:
        changed.append((months[0], given[0]))
    some = [
        f
        for f in lost
        if f.is_vague and _SOME_ZH.match(found.zh, max(0, f.amount.number_start - 2))
    ]
    given = [f for f in extra if f.is_vague and f.value >= _MANY]
    if len(some) == len(given) == 1:
        changed.append((some[0], given[0]))  # 数万人 “thousands of people”
    for both in changed:
        yield differ("numbers.changed", True, *both)
    done = {figure for both in changed for figure in both}
    # The number of an item, and 第三方.
    marks = {at for mark in _IDLE_ZH.finditer(found.zh) for at in range(*mark.span())}
    for figure in lost:
        if figure not in done and _is_firm(figure) and figure.amount.number_start not in marks:
            yield differ("numbers.lost", _must_show(figure, found), figure)
    if again and _is_torn(found.en):
        yield differ("numbers.torn", True, again[0])
    for figure in extra:
        accounted = _is_accounted(figure, found.zh) or _is_converted(figure, found)
        accounted = accounted or _is_part_of_time(figure, found.zh)
        if figure not in done and not accounted:
            yield differ("numbers.added", _must_have_cause(figure, found), figure)
    for mine, theirs in found.matches:
        if sign := _sign(mine, theirs, found):
            yield sign
    yield from _dimensions(found)
    yield from _out_of(found)


def _out_of(found: Pairing) -> Iterator[Difference]:
    """Another part of so many: 每四户中有一户, “three in four households”."""
    told: dict[Fraction, set[Fraction]] = defaultdict(set)
    given: dict[Fraction, set[Fraction]] = defaultdict(set)
    for match in _OUT_OF_ZH.finditer(even(found.zh)):
        whole, part = numeral_value(match["whole"]), numeral_value(match["part"])
        if whole is not None and part is not None:
            told[Fraction(whole)].add(Fraction(part))
    for one, of in pairwise(found.en_figures if told else ()):
        if PARTS.fullmatch(found.en, one.amount.number_end, of.amount.number_start):
            given[of.value].add(one.value)
    for size, parts in told.items():
        if given[size] and given[size].isdisjoint(parts):
            said, other = (f"{min(side)}/{size}" for side in (parts, given[size]))
            yield differ("numbers.changed", True, said, other)


def _is_accounted(figure: Figure, zh: str) -> bool:
    """Whether an English figure may have come of a word, or of digits that we read as a name."""
    if figure.amount.optional:
        return True
    if digits := re.sub(r"[^0-9.]", "", figure.written).strip("."):
        return digits in re.sub(r"[,，\s]", "", even(zh))
    return 0 <= figure.value <= (1 if _VAGUE_ZH.search(zh) else _SMALL)


def _is_part_of_time(figure: Figure, zh: str) -> bool:
    """Whether the English counts what the Chinese has a word for: 上半年 “six months”."""
    parts = lexicon().numerals["zh"]["parts_of_time"].get(figure.amount.meaning.ucum, {})
    return any(word in zh and figure.value == int(many) for word, many in parts.items())


_AGAINST_YEAR = r"\b<<numerals.en.against_year>>\s+(?:(?:in|the|[A-Z][a-z]+)\s+){0,2}$"


def _years_before(found: Pairing) -> set[Fraction]:
    """The years that the English sets those of the Chinese against: 2020年同比, “from 2019”."""
    if not pattern("<<numerals.zh.year_before>>").search(found.zh):
        return set()
    years = {f.value for f in found.zh_figures if f.kind is Kind.DATE and f.value > _YEARS_FROM}
    against = pattern(_AGAINST_YEAR)
    return {
        f.value
        for f in found.extra
        if f.value + 1 in years and against.search(found.en, 0, f.amount.number_start)
    }


def _is_converted(figure: Figure, found: Pairing) -> bool:
    """Whether a bracket gives the figure before it in another unit: 120 mu (8 hectares)."""
    before = found.en_figures[figure.index - 1] if figure.index else figure
    if not _BRACKET.fullmatch(found.en, before.amount.end, figure.amount.start):
        return False
    (base, size), (other, stated) = figure.magnitude, before.magnitude
    return base == other and abs(size - stated) < stated * _ROUNDED


def _dimensions(found: Pairing) -> Iterator[Difference]:
    """3D made 2D, or lost where the Chinese writes it in digits."""
    numerals = lexicon().numerals
    size = {str(n): n for n in (2, 3, 4)} | numerals["zh"]["digits"] | numerals["en"]["words"]
    zh = {int(size[m[1]]) for m in _DIMENSIONS_ZH.finditer(even(found.zh))}
    en = {int(size[m[1].lower()]) for m in _DIMENSIONS_EN.finditer(found.en)}
    if zh and (en - zh or ("D" in found.zh and not en)):
        said, given = (", ".join(f"{n}D" for n in sorted(side)) for side in (zh, en))
        yield differ("numbers.dimension", True, said, given or "no dimension")


def _changed(
    mine: Iterable[Figure], theirs: Iterable[Figure], en: str
) -> list[tuple[Figure, Figure]]:
    """Figures of the two languages left over that stand for each other, wrongly."""
    found = []
    left = [f for f in theirs if not f.amount.optional or f.amount.change is not Change.LEVEL]
    for figure in mine:
        ages = figure.written.endswith(("年代", "世纪"))
        if not _is_firm(figure) or ages or _in_one_word(figure, en):
            continue
        alike = [f for f in left if figure.kind is not Kind.DATE or not f.amount.unit]
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
    if in_digits and (_is_torn(found.en) or _is_named_there(figure, found)):
        return True
    if amount.kind is Kind.DATE and figure.value > _YEARS_FROM:
        return not _says("years", found.en)
    if amount.kind is Kind.DATE:
        return _is_day_of_named_month(figure, found.en)
    if amount.optional or amount.kind is Kind.ORDINAL:
        return False
    alone = in_digits and any(mine.amount is amount for mine, _ in found.matches)
    if alone and figure.role == "low" and not _says("or_two", found.en):
        return True  # 1～2片 “two tablets”
    if amount.kind is Kind.SHARE and figure.magnitude[1] == _HALF and figure.direction == "up":
        return not _says("most", found.en)
    if not in_digits:  # 两种 “several kinds”
        few = 1 if _says("no_figure", found.en) else _FREE
        return size > few or amount.kind is Kind.SHARE
    if size == 1 and amount.meaning.kind in SOFT_KINDS:
        return False
    return not _in_one_word(figure, found.en)


def _is_day_of_named_month(figure: Figure, en: str) -> bool:
    """The 20 of 9月20日, where the English says September."""
    day = _MONTH_DAY.search(even(figure.written))
    if day is None or not 1 <= int(day[1]) <= 12:
        return False
    month = lexicon().numerals["en"]["months_short"][int(day[1]) - 1]
    return re.search(rf"\b{month}", en, re.IGNORECASE) is not None


def _is_named_there(figure: Figure, found: Pairing) -> bool:
    """Whether the English has the name without its number: 图1 “Chart”."""
    start = figure.amount.number_start
    before = found.zh[max(0, start - 24) : start]
    numbered = lexicon().numerals["zh"]["numbered"]
    return any(
        before.endswith(zh) and re.search(rf"\b(?:{alternatives(en)})\b", found.en, re.IGNORECASE)
        for zh, en in numbered.items()
    )


def _is_torn(en: str) -> bool:
    """Whether a word that asks for a figure stands where none can follow."""
    return pattern(_TORN, re.IGNORECASE).search(en) is not None


def _must_have_cause(figure: Figure, found: Pairing) -> bool:
    """Whether an English figure says what no word of the Chinese can have said."""
    amount, start = figure.amount, figure.amount.number_start
    if amount.kind is Kind.DATE:
        minutes = found.en[max(0, start - 1) : start] == ":"
        return minutes and not re.search("[半刻分:：]", found.zh)
    if amount.kind is Kind.NAME:  # FP16, where the Chinese has an FP
        letters = _LETTERS.search(found.en, max(0, start - 12), start)
        return letters is not None and letters[1] in found.zh
    item = not amount.unit and not found.en[:start].strip(" ([#*")  # the number of an item
    if item or amount.kind is Kind.ORDINAL:
        return False
    if 0 < figure.value <= _FREE and _HAN_DIGITS[int(figure.value)] in found.zh:
        return False  # 六四 “June 4”, 一二三年级 “Grades 1, 2 and 3”
    return figure.in_digits or abs(figure.value) > _SMALL or bool(_VAGUE_ZH.search(found.zh))


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


def _in_one_word(figure: Figure, en: str) -> bool:
    """Whether the English has a word for just this span: 10年 “a decade”."""
    words, spans = _whole_spans()
    return any(spans.get(m.group().lower()) == figure.magnitude[1] for m in words.finditer(en))


def _says(name: str, en: str) -> bool:
    """Whether the English has one of a list of words of the lexicon, as a whole word."""
    return pattern(rf"\b<<numerals.en.{name}>>\b", re.IGNORECASE).search(en) is not None


def _sign(mine: Figure, theirs: Figure, found: Pairing) -> Difference | None:
    """A tolerance or minus that only one of the two has."""
    if (mine.role == "tolerance") != (theirs.role == "tolerance"):
        signs = ("±", "none") if mine.role == "tolerance" else ("no ±", "one")
        near = found.en[max(0, theirs.amount.start - _BESIDE) : theirs.amount.end + _BESIDE]
        if mine.role == "tolerance" and _says("both_ways", near):
            return None
        return differ("numbers.tolerance", True, mine, *signs)
    if mine.value < 0 < theirs.value and (mine.amount.measured or mine.kind is Kind.NUMBER):
        start, end = theirs.amount.start, theirs.amount.end
        near = found.en[max(0, start - _BESIDE) : end + _BESIDE]
        before = _CLAUSE.split(found.en[max(0, start - _BESIDE) : start])[-1]
        clause = before + _CLAUSE.split(found.en[start : end + _BESIDE])[0]
        told = mine.amount.meaning.kind not in _LEVELS and _says("down", clause)
        named = theirs.kind is Kind.NAME  # 负二层: B2
        return differ("numbers.sign", not (named or told or _says("below", near)), mine)
    if theirs.value < 0 < mine.value and mine.amount.measured and theirs.amount.measured:
        return differ("numbers.minus", not _DOWN_ZH.search(found.zh), theirs)
    return None
