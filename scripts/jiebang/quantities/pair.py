"""Set the figures of a Chinese text against those of its English: what differs, and how surely.

`pair` is the one comparison behind the checks of figures, bounds, units, order, dates and
denial. A lost or changed figure, sign, bound, unit or change is certain; what translators do
freely (“last year” for a year, “more than” for 以上, another order) is not.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from jiebang.quantities.align import Figure, Pairing, align, direction
from jiebang.quantities.amount import Amount, Change, Kind, plain
from jiebang.quantities.denial import added, denials_en, denials_zh, lost, sentences
from jiebang.quantities.lexicon import Word, alternatives, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.read_en import find_bounds, read_en
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.units import unit_table


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: the check it belongs to, whether it is certain, and what."""

    check: str
    certain: bool
    message: str


Rule = Callable[[Pairing], Iterator[Difference]]


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def pair(zh: str, en: str) -> tuple[Difference, ...]:
    """What differs between a text and its translation. Linear in both; never raises."""
    zh = _MARKED_YEAR.sub("、", zh)
    found = align(zh, en, read_zh(zh), read_en(en))
    return tuple(difference for rule in RULES for difference in rule(found))


# “1.2023年……推荐表”: the number of an item and a year, no decimal.
_MARKED_YEAR = re.compile(r"(?<=(?<![0-9.])[0-9])\.(?=(?:19|20)[0-9]{2}\s*年)")

# Figures ---------------------------------------------------------------------------------

_MARKER_ZH = re.compile(r"^\s*[（(]?[0-9一二三四五六七八九十]{1,3}[.．、）)]")
_HAN_DIGITS = "零一二三四五六七八九十"
_SHORT, _NEAR = 200, 0.5  # characters within which all is near; else a share of the text
_SMALL = 3  # words for at most so many may be no count: “the two sides”
_FREE = 10  # a count in Chinese words that English may leave out


def numbers(found: Pairing) -> Iterator[Difference]:
    """Figures lost, changed, added; signs and tolerances."""
    said = tuple({both[side].value for both in found.matches} for side in (0, 1))
    # What the other language says once, and this one again.
    again = [f for f in found.lost if f.value in said[0]]
    lost_ones = [f for f in found.lost if f.value not in said[0]]
    extra_ones = [f for f in found.extra if f.value not in said[1]]
    changed = _changed(lost_ones, extra_ones, found.en)
    rest = [f for f in extra_ones if all(f is not other for _, other in changed)]
    # What is said again may be left out, but not be another figure of its kind.
    changed += [
        both for both in _changed(again, rest, found.en) if _kind_of(both[0]) == _kind_of(both[1])
    ]
    for mine, theirs in changed:
        yield Difference(
            "numbers",
            True,
            f"the English lacks figures of the Chinese: {_said(mine)}; it has {_said(theirs)}, "
            "which the Chinese lacks; put it in by value",
        )
    done = {id(f) for both in changed for f in both}
    for figure in lost_ones:
        if id(figure) not in done and _firm(figure) and not _idle(figure, found.zh):
            yield Difference(
                "numbers",
                _must_show(figure, found),
                f"the English lacks figures of the Chinese: {_said(figure)}; put it in by value",
            )
    for figure in extra_ones:
        if id(figure) not in done and not _accounted(figure, found.zh):
            yield Difference(
                "numbers",
                _must_have_cause(figure, found),
                f"the English has figures that the Chinese lacks: {_said(figure)}; mend it or take it out",
            )
    yield from _signs(found)
    yield from _dimensions(found)


_LETTERS = re.compile(r"([A-Za-z]+)[-_.]?$")
_VAGUE_EN = re.compile(r"\b(?:several|many|multiple|various|numerous|a few|some)\b", re.I)
_VAGUE_ZH = re.compile(r"[多几数若][种个项类家台套款干]")
_THIRD_PARTY = re.compile("第三方(?!面)")


def _idle(figure: Figure, zh: str) -> bool:
    """Whether a figure is no more than a mark: the number of an item, 第三方, 零代码."""
    start = figure.amount.number_start
    marker = _MARKER_ZH.match(zh)
    return (
        (marker is not None and start < marker.end())
        or bool(_THIRD_PARTY.match(zh, max(0, start - 1)) or _THIRD_PARTY.match(zh, start))
        or (not figure.value and not _in_digits(figure))
    )


def _accounted(figure: Figure, zh: str) -> bool:
    """Whether an English figure may have come of a word, or of digits that we read as a name."""
    if figure.amount.optional:
        return True
    digits = re.sub(r"[^0-9]", "", figure.written)
    if digits:
        return digits in re.sub(r"[,，\s]", "", even(zh))
    return 0 <= figure.value <= (1 if _VAGUE_ZH.search(zh) else _SMALL)


_DIMENSIONS_ZH = re.compile(r"([二两三四2-4])(?:\s*D(?![A-Za-z0-9])|维(?![力触]))")
_DIMENSIONS_EN = re.compile(r"\b(two|three|four|[2-4])(?:[\s-]?D\b|[\s-]dimension)", re.I)
_DIMENSION = {**dict.fromkeys("二两2", 2), **dict.fromkeys("三3", 3), **dict.fromkeys("四4", 4), "two": 2, "three": 3, "four": 4}


def _dimensions(found: Pairing) -> Iterator[Difference]:
    """3D made 2D, or lost where the Chinese writes it in digits."""
    zh = {_DIMENSION[m[1]] for m in _DIMENSIONS_ZH.finditer(even(found.zh))}
    en = {_DIMENSION[m[1].lower()] for m in _DIMENSIONS_EN.finditer(found.en)}
    digits = "D" in found.zh and not en
    if zh and (en - zh or digits):
        said, given = (", ".join(f"{n}D" for n in sorted(side)) for side in (zh, en))
        yield Difference("numbers", True, f"the Chinese says {said}, the English {given or 'no dimension'}")


def _changed(mine: list[Figure], theirs: list[Figure], en: str) -> list[tuple[Figure, Figure]]:
    """Figures of the two languages left over that stand for each other, wrongly."""
    found, left = [], [f for f in theirs if _written_out(f)]
    for figure in mine:
        if not left:
            break
        if (
            not _firm(figure)
            or _in_one_word(figure, en)
            or figure.written.endswith(("年代", "世纪"))
        ):
            continue
        near = [
            f
            for f in left
            if _alike(figure, f) and (len(en) < _SHORT or abs(f.place - figure.place) < _NEAR)
        ]
        if near:
            other = min(near, key=lambda f: abs(f.place - figure.place))
            left.remove(other)
            found.append((figure, other))
    return found


def _kind_of(figure: Figure) -> tuple[str, str]:
    amount = figure.amount
    dated = amount.kind in (Kind.DATE, Kind.ORDINAL) or "〔" in figure.written
    kind = "date" if dated else amount.meaning.kind
    return kind, "digits" if _in_digits(figure) else "words"


def _alike(figure: Figure, other: Figure) -> bool:
    """Whether one may be a slip for the other: not a year for a month."""
    if figure.amount.kind is Kind.DATE and other.amount.kind is not Kind.DATE:
        return not other.amount.unit and other.amount.kind is not Kind.SHARE
    if (
        other.amount.kind is Kind.DATE
        and figure.amount.kind is not Kind.DATE
        and figure.amount.unit
    ):
        return False
    return True


def _firm(figure: Figure) -> bool:
    """Whether a Chinese figure is one for sure: digits, or words that count."""
    return _in_digits(figure) or (not figure.amount.optional and figure.value != 1)


def _written_out(figure: Figure) -> bool:
    """Whether an English figure is one for sure."""
    if figure.amount.kind is Kind.DATE and not _in_digits(figure):
        return False
    return (
        _in_digits(figure) or not figure.amount.optional or figure.amount.change is not Change.LEVEL
    )


def _in_digits(figure: Figure) -> bool:
    return any(char.isdecimal() for char in figure.written)


def _must_show(figure: Figure, found: Pairing) -> bool:
    """Whether English cannot well leave a Chinese figure out."""
    amount = figure.amount
    if amount.optional or amount.kind in (Kind.DATE, Kind.ORDINAL):
        return False
    if not _in_digits(figure) and _VAGUE_EN.search(found.en) and amount.kind is Kind.COUNT:
        return abs(figure.value) > 1  # 两种 “several kinds”
    if not _in_digits(figure):
        return abs(figure.value) > _FREE or amount.kind is Kind.SHARE
    if amount.kind is Kind.NAME or (abs(figure.value) == 1 and amount.meaning.kind in _SOFT_KINDS):
        return False
    if amount.meaning.kind == "duration" and _in_one_word(figure, found.en):
        return False
    return not _MARKER_ZH.match(found.zh[: amount.number_end + 1])


def _must_have_cause(figure: Figure, found: Pairing) -> bool:
    """Whether an English figure says what no word of the Chinese can have said."""
    amount = figure.amount
    if amount.kind is Kind.DATE:
        minutes = found.en[max(0, amount.number_start - 1) : amount.number_start] == ":"
        return minutes and not re.search("[半刻分:：]", found.zh)
    if amount.optional:
        return False
    if amount.kind is Kind.NAME:  # FP16, where the Chinese has an FP
        letters = _LETTERS.search(found.en, max(0, amount.number_start - 12), amount.number_start)
        return bool(letters) and letters[1] in found.zh
    if not found.en[: amount.number_start].strip(" ([#*") and not amount.unit:
        return False  # the number of an item
    digits = re.sub(r"[^0-9]", "", figure.written)
    if amount.kind is Kind.ORDINAL:
        return False
    if 0 < figure.value <= _FREE and _HAN_DIGITS[int(figure.value)] in found.zh:
        return False  # 六四 “June 4”, 一二三年级 “Grades 1, 2 and 3”
    return bool(digits) or abs(figure.value) > _SMALL or bool(_VAGUE_ZH.search(found.zh))


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
    pattern, spans = _whole_spans()
    magnitude = figure.magnitude if figure.amount.meaning.kind == "duration" else None
    return magnitude is not None and any(
        spans.get(m.group().lower()) == magnitude[1] for m in pattern.finditer(en)
    )


_DOWN_EN = re.compile(
    r"\b(?:loss(?:es)?|lost|deficit|below|under|fell|fall(?:s|ing|en)?|negative|minus|contract\w*|declin\w*|decreas\w*|drop\w*"
    r"|reduc\w*|shr[aiu]nk\w*|lower\w*|down\w*|outflow\w*|deduct\w*|subtract\w*|deflation|slump\w*|slid\w*)\b",
    re.I,
)
# Of a temperature or a level a fall says nothing: it may fall to 5 °C.
_LEVELS = frozenset(("temperature", "level"))
_BELOW_EN = re.compile(r"\b(?:below|minus|negative|sub-?zero)\b", re.I)
_DOWN_ZH = re.compile(r"[负跌降亏减蚀缩损低下零]|[-－−–—﹣]\s*[0-9]")


def _signs(found: Pairing) -> Iterator[Difference]:
    for mine, theirs in found.matches:
        if (mine.role == "tolerance") != (theirs.role == "tolerance"):
            one, other = ("±", "none") if mine.role == "tolerance" else ("no ±", "one")
            yield Difference(
                "numbers",
                True,
                f"{_said(mine)} has {one} in the Chinese, {other} in the English; write ± where it stands",
            )
        elif mine.value < 0 < theirs.value and mine.amount.measured:
            words = _BELOW_EN if mine.amount.meaning.kind in _LEVELS else _DOWN_EN
            certain = not words.search(found.en)
            yield Difference(
                "numbers", certain, f"the sign of {_said(mine)} is lost in the English; write “−”"
            )
        elif theirs.value < 0 < mine.value and mine.amount.measured and theirs.amount.measured:
            certain = not _DOWN_ZH.search(found.zh)
            yield Difference(
                "numbers",
                certain,
                f"the English says {_said(theirs)}, the Chinese has no minus; take it out",
            )


# Bounds ----------------------------------------------------------------------------------


def comparators(found: Pairing) -> Iterator[Difference]:
    """Bounds lost, reversed, added; and ranges taken apart."""
    free, of_zh = _unused_bounds(found), _unused_bounds_zh(found)
    for mine, theirs in found.matches:
        if mine.role in ("low", "base", "other", "tolerance") or theirs.role in ("low", "base"):
            continue
        if mine.amount.kind in (Kind.NAME, Kind.ORDINAL) or theirs.amount.kind in (
            Kind.NAME,
            Kind.ORDINAL,
        ):
            continue
        yield from _bounds(mine, theirs, (free, of_zh), found)
    yield from _ranges(found)


def _bounds(
    mine: Figure, theirs: Figure, unused: tuple[list[str], list[str]], found: Pairing
) -> Iterator[Difference]:
    free, of_zh = unused
    if mine.amount.optional:
        return
    word = _CONDITION.sub("", mine.amount.word).strip()
    entry = _entries().get(word)
    wanted, given = direction(mine.amount.comparator), direction(theirs.amount.comparator)
    if entry and entry.means == "better":
        if not given and not free:
            yield Difference(
                "comparators",
                True,
                f"nothing in the English says 优于 of {_said(mine)}; write “better than”",
            )
        return
    reached = (
        mine.amount.mode == "to"
        or (bool(wanted) and not word)
        or bool(_REACHED.search(word))
        or bool(entry and entry.force != "bound")
    )
    soft = mine.amount.approximate or reached or wanted == "about"
    if wanted in ("up", "down") and given in ("up", "down") and wanted != given:
        certain = not (mine.amount.approximate and wanted != "up")
        yield Difference(
            "comparators",
            certain,
            f"{mine.amount.word or 'a bound'} of {_said(mine)} is reversed in the English "
            f"(“{theirs.amount.word}”); write {_wish(entry, wanted)}",
        )
    elif wanted in ("up", "down") and not given and not soft:
        if wanted in free or _ANY_BOUND.search(found.en):
            return
        yield Difference(
            "comparators",
            not _loosely_bounded(mine, theirs, found),
            f"nothing in the English says {mine.amount.word or wanted} of {_said(mine)}; write {_wish(entry, wanted)}",
        )
    elif given in ("up", "down") and not wanted and not soft and given not in of_zh:
        yield Difference(
            "comparators",
            not _loosely_given(mine, theirs, found),
            f"the English says “{theirs.amount.word}” of {_said(theirs)}, the Chinese does not; take it out or mend it",
        )
    elif (
        wanted == given
        and entry
        and wanted in ("up", "down")
        and not _renders(theirs.amount.word, entry)
    ):
        if (mine.amount.comparator in _INCLUDING) != (theirs.amount.comparator in _INCLUDING):
            yield Difference(
                "comparators",
                False,
                f"“{theirs.amount.word}” is not quite {mine.amount.word} of {_said(mine)}; write {_wish(entry, wanted)}",
            )


# 降至, 达到: what is reached; English says it with “to” or “of”.
_CONDITION = re.compile(r"@\S+|[（(][^）)]*[）)]")
_REACHED = re.compile(r"[至到达成为]$")
_ANY_BOUND = re.compile(
    r"\bas (?:much|many|high|low|long|little|few|early|late) as\b|\bup to\b", re.I
)
_INCLUDING = frozenset((">=", "<="))


@lru_cache(maxsize=1)
def _entries() -> dict[str, Word]:
    return {text: word for word in reversed(lexicon().comparators) for text in word.zh}


def _renders(text: str, entry: Word) -> bool:
    return any(text == option.replace("{}", "").strip().lower() for option in entry.en)


def _wish(entry: Word | None, way: str) -> str:
    options = entry.en[:2] if entry else ("at least",) if way == "up" else ("no more than",)
    return ", ".join(f"“{option.replace('{}', '…')}”" for option in options)


class _Spans:
    """The spans of figures with their bounds, to be asked whether a place is in one."""

    def __init__(self, figures: Iterator[Figure]) -> None:
        spans = sorted({(f.amount.start, f.amount.end) for f in figures})
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def __contains__(self, place: int) -> bool:
        n = bisect(self.starts, place) - 1
        return n >= 0 and place < self.ends[n]


def _unused_bounds(found: Pairing) -> list[str]:
    """The directions that the English says of no figure, at least of none we could tell."""
    used = _Spans(f for f in found.en_figures if f.amount.word)
    free = []
    for bound in find_bounds(found.en):
        if bound.start not in used:
            way = _WAYS.get(bound.word.means, "")
            if way:
                free.append(way)
    return free


def _unused_bounds_zh(found: Pairing) -> list[str]:
    """The directions that the Chinese says apart from any figure: 最高可认定30学时."""
    used = _Spans(f for f in found.zh_figures if f.amount.word)
    return [
        way
        for match in _zh_bounds().finditer(found.zh)
        if (way := _WAYS.get(_entries()[match.group()].means, ""))
        and match.start() not in used
    ]


@lru_cache(maxsize=1)
def _zh_bounds() -> re.Pattern[str]:
    words = [text for word in lexicon().comparators if word.force == "bound" for text in word.zh]
    words += [
        text
        for word in lexicon().comparators
        if word.id == "reach"
        for text in word.zh
        if len(text) > 1
    ]
    return re.compile(alternatives(words))


_WAYS = {">": "up", ">=": "up", "<": "down", "<=": "down"}


def _loosely_bounded(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """Whether English often says such a bound without one: 3年内 “in 3 years”."""
    return mine.amount.meaning.kind == "duration" and mine.amount.word.endswith("内")


def _loosely_given(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """Whether English often bounds such a figure by itself: “over 3 years”."""
    return (
        theirs.amount.meaning.kind == "duration"
        or mine.amount.kind is Kind.DATE
        or mine.amount.optional
    )


_RANGE_SIGN = re.compile("[-–—~～至到]")
_APART = re.compile(r"\s*(?:[,;、]|\band\b|\bor\b|&)\s*", re.I)


def _ranges(found: Pairing) -> Iterator[Difference]:
    """A range of the Chinese whose ends the English names one after the other."""
    ends = {id(mine.amount): [] for mine, _ in found.matches if mine.role == "low"}
    for mine, theirs in found.matches:
        if mine.role in ("low", "high") and id(mine.amount) in ends:
            ends[id(mine.amount)].append((mine, theirs))
    for both in ends.values():
        if len(both) != 2 or any(theirs.role for _, theirs in both):
            continue
        (low, first), (high, second) = both
        between = found.en[first.amount.number_end : second.amount.number_start]
        next_one = high.value - low.value == 1 or not _RANGE_SIGN.search(low.written)
        if low.amount.kind is Kind.DATE or ("or" in between and next_one):
            continue  # 一两年 “one or two years”
        if _APART.fullmatch(between):
            yield Difference(
                "comparators",
                True,
                f"{_said(low)} is a range in the Chinese, two figures in the English; write “–” or “to”",
            )


# Units -----------------------------------------------------------------------------------

_FALSE_NOUN = re.compile(r"[\s-]*([A-Za-z]+)(?=\s+of\b)")


def units(found: Pairing) -> Iterator[Difference]:
    """A unit, a currency, a rate's base or a change that is another one."""
    for mine, theirs in found.matches:
        if mine.amount.kind in (Kind.DATE, Kind.NAME, Kind.ORDINAL):
            continue
        yield from _unit(mine, theirs, found)
        if mine.amount.per and theirs.amount.per and mine.amount.per != theirs.amount.per:
            yield Difference(
                "units",
                True,
                f"{_said(mine)} is per {mine.amount.per} in the Chinese, per {theirs.amount.per} in the English",
            )
        yield from _change(mine, theirs, found)
        yield from _false_noun(mine, theirs, found.en)


def _unit(mine: Figure, theirs: Figure, found: Pairing) -> Iterator[Difference]:
    a, b = mine.amount.meaning, theirs.amount.meaning
    if _plain_unit(mine.amount.unit) == _plain_unit(theirs.amount.unit):
        return
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
                f"the unit of {_said(mine)} is {mine.amount.unit}, the English says {theirs.amount.unit}; "
                f"write it as {mine.amount.unit}",
            )
    elif _measures(mine.amount) and not theirs.amount.unit:
        if mine.amount.optional or not _in_digits(mine):
            return  # 三元空间
        yield Difference(
            "units",
            _unit_must_show(mine, theirs, found),
            f"the unit of {_said(mine)} is {mine.amount.unit}, the English has no unit there; write it",
        )
    elif _measures(theirs.amount) and not _measures(mine.amount):
        if theirs.amount.meaning.base == "CNY" and not mine.amount.unit and mine.amount.scale > 1:
            return  # 2000万 of an award: the English may name the currency
        yield Difference(
            "units",
            _unit_must_have_cause(mine, theirs, found),
            f"the English says {_said(theirs)}, the Chinese has no such unit; mend it or take it out",
        )


_DOLLARS = frozenset(("USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"))
_LOOSE_NOUNS = frozenset(("unit", "point", "time", "class", "level", "grade"))
# 厘 is one per cent of a loan in one place, a tenth of it in another.
_UNSURE_ZH = frozenset(("厘", "点", "点子"))
_COUNTING = frozenset(("count", "number", "grade", "score", ""))
_SOFT_KINDS = frozenset(("duration", "count", "number", "angle"))


def _false_noun(mine: Figure, theirs: Figure, en: str) -> Iterator[Difference]:
    """A noun that only glosses a classifier: “10 pieces of patents” for 10件."""
    entry = unit_table().entries.get(mine.amount.unit)
    word = _FALSE_NOUN.match(en, theirs.amount.number_end - len(theirs.amount.unit or ""))
    if entry and word and word[1].lower().removesuffix("s") in entry.never:
        said = _said(mine)
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
    if mine.amount.meaning.kind in _SOFT_KINDS or mine.role in ("low", "base", "other"):
        return False
    return _in_digits(mine) and theirs.amount.kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)


def _unit_must_have_cause(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    amount = theirs.amount
    if amount.meaning.kind == "percentage-point" and amount.unit.lower().startswith("percent"):
        return True
    if amount.meaning.kind == "money" or amount.meaning.kind in _SOFT_KINDS:
        return False
    return mine.amount.unit not in _UNSURE_ZH and (
        bool(mine.amount.unit) or mine.amount.kind is Kind.COUNT
    )


# 升至, 增加到, and the time or words between them and the figure: 降至2019年12月的53%.
_TO_ZH = re.compile(r"[升降增减跌涨落调缩高大加少滑低][至到](?![少多今期])[^，。；]{0,14}$")


def _change(mine: Figure, theirs: Figure, found: Pairing) -> Iterator[Difference]:
    a, b = mine.amount, theirs.amount
    if _TO_ZH.search(found.zh, max(0, a.number_start - 18), a.number_start):
        a = replace(a, mode="to")
    if (
        a.mode == "to"
        and b.mode == "by"
        and b.change is not Change.LEVEL
        and "base" not in (mine.role, theirs.role)
    ):
        yield Difference(
            "units",
            True,
            f"{_said(mine)} is what is reached in the Chinese, a change by it in the English; write “to”",
        )
        return
    if a.change is Change.LEVEL or b.change is Change.LEVEL or "base" in (mine.role, theirs.role):
        return
    if a.mode and b.mode and a.mode != b.mode:
        yield Difference(
            "units",
            True,
            f"{_said(mine)} is what it changes {a.mode} in the Chinese, {b.mode} in the English; write “{a.mode}”",
        )
    elif a.change is not b.change and a.mode == b.mode:
        yield Difference(
            "units",
            True,
            f"{_said(mine)} is a {a.change.value} in the Chinese, a {b.change.value} in the English",
        )


# Order and dates -------------------------------------------------------------------------


def order(found: Pairing) -> Iterator[Difference]:
    """Two figures that nothing tells apart, in the other order."""
    of_zh = Counter(f.value for f in found.zh_figures)
    of_en = Counter(f.value for f in found.en_figures)
    firm = [
        (mine, theirs)
        for mine, theirs in found.matches
        if mine.amount.measured
        and not mine.amount.optional
        and not mine.role
        and of_zh[mine.value] == 1
        and of_en[theirs.value] == 1
    ][:40]
    for (a, x), (b, y) in combinations(firm, 2):
        if x.index > y.index and _mark(a) == _mark(b):
            yield Difference(
                "order",
                False,
                f"{_said(a)} comes before {_said(b)} in the Chinese, after it in the English; see that they are not swapped",
            )
            return


def _mark(figure: Figure) -> tuple[object, ...]:
    amount = figure.amount
    return direction(amount.comparator), amount.meaning.kind, amount.meaning.ucum, amount.kind


_DATE_ZH = re.compile(r"(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")


def dates(found: Pairing) -> Iterator[Difference]:
    """A day of the calendar that the English has as another one."""
    wanted = [
        tuple(int(part) if part else 0 for part in m.groups()) for m in _DATE_ZH.finditer(found.zh)
    ]
    if not wanted:
        return
    given = _dates_en(found.en)
    days = {(month, day) for _, month, day in given}
    months, names = {month for _, month, _ in wanted}, _months()[1]
    for year, month, day in wanted:
        if (month, day) in days and (
            not year or not any(y for y, *_ in given) or (year, month, day) in given
        ):
            continue
        if (month, day) in days:
            others = {y for y, m, d in given if (m, d) == (month, day)} - {0}
            if not others or year in others:
                continue
        elif not days or all(m in months and (y, m, d) in wanted for y, m, d in given):
            continue
        said = f"{year}年{month}月{day}日" if year else f"{month}月{day}日"
        name = names[min(max(month, 1), 12) - 1]
        yield Difference(
            "dates",
            True,
            f"no {said} in the English; write “{name} {day}{f', {year}' if year else ''}”",
        )


@lru_cache(maxsize=1)
def _months() -> tuple[re.Pattern[str], list[str]]:
    names = lexicon().numerals["en"]["months"]
    name = rf"(?P<name>(?:{alternatives(n[:3] for n in names)})[a-z]*)\.?"
    nth = r"(?:st|nd|rd|th)?"
    return (
        re.compile(
            rf"\b{name}\s+(?P<day>[0-9]{{1,2}}){nth}\b(?:,?\s+(?P<year>[0-9]{{4}})\b)?"
            rf"|\b(?P<day2>[0-9]{{1,2}}){nth}\s+(?:of\s+)?{name.replace('<name>', '<name2>')}\b(?:,?\s+(?P<year2>[0-9]{{4}})\b)?"
            r"|\b(?P<year3>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day3>[0-9]{2})\b",
            re.IGNORECASE,
        ),
        names,
    )


def _dates_en(text: str) -> set[tuple[int, int, int]]:
    pattern, names = _months()
    short = [name[:3].lower() for name in names]
    found = set()
    for match in pattern.finditer(text):
        name = match["name"] or match["name2"]
        month = short.index(name[:3].lower()) + 1 if name else int(match["month"])
        day = int(match["day"] or match["day2"] or match["day3"])
        year = match["year"] or match["year2"] or match["year3"]
        found.add((int(year) if year else 0, month, day))
    return found


# Denial ----------------------------------------------------------------------------------


def negation(found: Pairing) -> Iterator[Difference]:
    """A denial lost, or one from nowhere. Bounds (不少于) are left to the comparators."""
    both = [(a.amount, b.amount) for a, b in found.matches if a.amount.word and b.amount.word]
    zh = [span for mine, _ in both for span in _around(mine)]
    en = [span for _, theirs in both for span in _around(theirs)]
    mine, theirs = _blotted(found.zh, zh), _blotted(found.en, en)
    for part, other in sentences(mine, theirs):
        of_zh, of_en = denials_zh(mine[part]), denials_en(theirs[other])
        if words := lost(of_zh, of_en, part.stop - part.start, theirs[other]):
            yield Difference(
                "negation",
                True,
                f"the Chinese denies ({', '.join(words)}), the English does not; write “not”, “no”, “shall not”",
            )
        elif words := added(of_zh, of_en):
            yield Difference(
                "negation",
                True,
                f"the English says “{words[0]}”, the Chinese denies no such thing; mend it",
            )


def _around(amount: Amount) -> tuple[tuple[int, int], tuple[int, int]]:
    """The words that compare, before and behind a figure."""
    return (amount.start, amount.number_start), (amount.number_end, amount.end)


def _blotted(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = "※" * max(0, end - start)
    return "".join(chars)


RULES: tuple[Rule, ...] = (numbers, comparators, units, order, dates, negation)


def _said(figure: Figure) -> str:
    """“100万 (1000000)”: as written, and the value where it looks different."""
    value = figure.amount.value if not figure.role else None
    written = figure.written or str(figure.value)
    if value is None:
        return written
    return written if plain(value) in written.replace(",", "") else f"{written} ({plain(value)})"
