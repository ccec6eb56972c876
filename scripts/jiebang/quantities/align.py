"""Which figure of the English is which of the Chinese: by value, then by what stands beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, zip_longest

from jiebang.quantities.amount import BARE, Amount, Change, Kind, finite, plain
from jiebang.quantities.lexicon import pattern
from jiebang.quantities.numbers_en import even
from jiebang.quantities.numerals import evaluate
from jiebang.text.words import load_words

_DATE_WORD = re.compile(r"[0-9]\s*(?:月|[日号]|年代|世纪)$|(?<![0-9,.])[0-9]{1,2}\s*[点时]$")
_DIMENSION = re.compile(r"\s*-?(?:dimension|维(?![力触码]))")  # two-dimensional, 三维
_LATE = "<<numerals.halves.pm.zh>>$"  # 下午6时: 18:00
_NUMERAL = r"(?:[0-9]+|[一二三四五六七八九十]+)"
AGE = re.compile(
    rf"(?P<century>{_NUMERAL})\s*世纪(?:\s*(?P<decade>{_NUMERAL})\s*年代)?|(?P<alone>{_NUMERAL})\s*年代"
)
_CENTURIES = (1800, 1900, 2000)  # of a decade without one
_RATIO = re.compile(r"[0-9.]+\s*[:：∶]\s*[0-9]+(?:\.[0-9]+)?$")
_STANDARD = re.compile(r"[A-Z].*[-–—]\s?(?:19|20)[0-9]{2}$")  # JJG 621—2012
_SPACED = re.compile(r"(?<=[0-9]) (?=[0-9](?:[ 年月日]|$))")  # 2 0 1 5 年
_DIGITS = re.compile("[0-9]+")
_HALF_HOUR = re.compile("(?<=[0-9])[点时]半$")
# More figures of one value than this are taken in their order, so that the time stays linear.
_MANY = 12
_NEAR = 60  # characters beside a figure in which words may be meant of it
_FAR = 400  # and those in which its clause is, so that the time stays linear


@lru_cache(maxsize=16)
def _cuts(text: str, stops: str) -> list[int]:
    """Where the pieces of a text begin, and its end."""
    return [0, *(m.end() for m in re.finditer(rf"[{stops}](?![0-9])", text)), len(text)]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure of a text: an amount, or an end of a range or a baseline of one.

    written: as the text has it. index: the how manyeth figure of it.
    """

    amount: Amount
    value: Fraction
    role: str
    text: str
    written: str
    index: int

    def __str__(self) -> str:
        """“100万 (1000000)”: as written, and the value where it looks different."""
        written = self.written or str(self.value)
        if self.role or plain(self.amount.value) in written.replace(",", ""):
            return written
        return f"{written} ({plain(self.amount.value)})"

    @property
    def kind(self) -> Kind:
        return self.amount.kind

    @property
    def place(self) -> float:
        """Where it stands, as a share of the text."""
        return self.amount.number_start / max(1, len(self.text))

    def look(self, place: str, words: str) -> re.Match[str] | None:
        """Words (see `pattern`) beside it: before, behind, near; or in what compares it.

        place: “before” and “after” are counted from the words that compare it, “ahead” and
            “behind” from the figure itself, “at” is where that begins.
        """
        amount, wanted = self.amount, pattern(words, re.IGNORECASE)
        starts = {"at": amount.number_start, "behind": amount.number_end, "after": amount.end}
        if place in starts:
            return wanted.match(self.text, starts[place])
        stop = {"ahead": amount.number_start, "near": amount.end + _NEAR}
        first = max(0, amount.start - _NEAR)
        return wanted.search(self.text, first, stop.get(place, amount.start))

    def clause(self, stops: str) -> slice:
        """The piece of its text around it, between marks that no digit follows."""
        cuts = _cuts(self.text, stops)
        at = self.amount.number_start
        nth = bisect_right(cuts, at)
        return slice(max(cuts[nth - 1], at - _FAR), min(cuts[nth], at + _FAR))

    @property
    def readings(self) -> tuple[Fraction, ...]:
        return self.amount.readings

    @property
    def in_digits(self) -> bool:
        """Whether it is written in digits, and not in words."""
        return any(char.isdecimal() for char in self.written)

    @property
    def shares(self) -> set[Fraction]:
        """The parts of a whole that it may say: 80%, “a fifth”."""
        base, size = self.magnitude
        sizes = (size, *self.readings) if base == "1" else ()
        return {size for size in sizes if 0 < size < 1}

    @property
    def is_vague(self) -> bool:
        """Whether nobody says how many exactly: 数万, tens of thousands."""
        return self.amount.optional and not self.in_digits and self.kind is not Kind.DATE

    @property
    def direction(self) -> str:
        """Which way it is bounded: up, down, about, or nothing."""
        return way(self.amount.comparator)

    @property
    def magnitude(self) -> tuple[str, Fraction]:
        """Value in the base unit, for what is said in another unit: 半年 and six months."""
        unit = self.amount.meaning
        return unit.base or "1", abs(self.value * unit.factor + unit.offset)

    def agrees(self, other: Figure) -> bool:
        """Whether the two can be one figure: a reading in common, both shares or neither."""
        shares = {self.kind is Kind.SHARE, other.kind is Kind.SHARE}
        mine, theirs = {self.value, *self.readings}, {other.value, *other.readings}
        return len(shares) == 1 and not mine.isdisjoint(theirs)


def way(comparator: str) -> str:
    """Which way a comparator bounds: up, down, about, or nothing."""
    return {">": "up", "<": "down", "~": "about"}.get(comparator[0], "")


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The figures of both texts, those that are one, and those left over."""

    zh: str
    en: str
    matches: tuple[tuple[Figure, Figure], ...]
    lost: tuple[Figure, ...]
    extra: tuple[Figure, ...]
    zh_figures: tuple[Figure, ...] = ()
    en_figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: the check it belongs to, whether it is certain, and what."""

    check: str
    certain: bool
    message: str


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load_words("differences")
    return found


def differ(name: str, certain: bool, *words: object) -> Difference:
    """A difference by its check and name in lexicon/differences.yml (“numbers.lost”)."""
    check, _, what = name.partition(".")
    return Difference(check, certain, _messages()[check][what].format(*words))


def figures(text: str, amounts: Sequence[Amount]) -> tuple[Figure, ...]:
    """Every figure of the amounts in order; a range has two, a change its baseline."""
    found: list[Figure] = []
    for amount in amounts:
        start, end = amount.number_start, amount.number_end
        written = text[start:end].strip()
        if _DIMENSION.match(text, end):
            amount = replace(amount, optional=False, kind=Kind.NAME)
        amount = _dated(amount, written, text[end : end + 1])
        if amount.kind is Kind.DATE and pattern(_LATE).search(text, max(0, start - 4), start):
            amount = replace(amount, readings=(*amount.readings, Fraction(amount.value) + 12))
        for value, role in _values(amount, written):
            found.append(Figure(amount, value, role, text, written, len(found)))
    return tuple(found)


def _dated(amount: Amount, written: str, behind: str) -> Amount:
    """11月, 8日, 10点 and 80年代 are dates; a decade is one of this century or the last, too."""
    value = Fraction(amount.value)
    others: tuple[Fraction, ...] = ()
    if behind == "后" and len(written) == 2:
        others = (value + 1900, value + 2000)  # 95后: born after 1995
    elif written.startswith("十几"):  # a dozen
        others = tuple(map(Fraction, range(11, 20)))
    elif amount.unit == "倍" and amount.change is Change.INCREASE:
        others = (value + 1,)  # 增长两倍: tripled
    if others:
        return replace(amount, readings=others)
    age = AGE.match(written)
    if age is None:
        return replace(amount, kind=Kind.DATE) if _DATE_WORD.search(even(written)) else amount
    century, decade = (
        evaluate(said or "零") for said in (age["century"], age["decade"] or age["alone"])
    )
    if century is None or decade is None:
        return replace(amount, kind=Kind.DATE)
    starts = [100 * century.value - 100] if century.value else [Fraction(n) for n in _CENTURIES]
    years = tuple(start + decade.value for start in starts)
    if century.value and decade.value:  # 20世纪80年代: the 1980s, “the 80s”
        return replace(amount, kind=Kind.DATE, value=finite(years[0]), readings=(decade.value,))
    return replace(amount, kind=Kind.DATE, readings=(*amount.readings, *years))


def _values(amount: Amount, written: str) -> Iterator[tuple[Fraction, str]]:
    written = even(written)
    digits = _DIGITS.findall(_SPACED.sub("", _HALF_HOUR.sub("点30", written)))
    ratio = amount.value_max is None and _RATIO.match(written)
    if amount.kind is Kind.NAME and written.count(".") > 1:
        whole = Fraction(0)
        for part in digits:  # a version is one thing: 2.6.1
            whole = whole * 1000 + int(part)
        yield whole, ""
        return
    dated = (amount.kind is Kind.DATE and not AGE.match(written)) or "〔" in written
    standard = amount.kind is Kind.NAME and bool(_STANDARD.match(written))
    whole_parts = ratio or standard
    if whole_parts or (dated and amount.value_max is None and len(digits) > 1):
        found = re.findall(r"[0-9]+(?:\.[0-9]+)?", written) if whole_parts else digits
        parts = map(Fraction, found)
        zeros = amount.kind is not Kind.DATE  # 3:0 is two figures; no 00 of 18:00
        yield from ((part, "") for part in parts if part or zeros)
        return
    value = Fraction(amount.value) if amount.exact is None else amount.exact
    if amount.baseline is not None:
        yield Fraction(amount.baseline), "base"
    if amount.value_max is None:
        yield value, "tolerance" if amount.tolerance is not None else ""
        yield from ((Fraction(other), "other") for other in amount.others)
    elif amount.tolerance is None:
        yield value, "low"
        yield Fraction(amount.value_max), "high"
    else:
        if middle := (value + Fraction(amount.value_max)) / 2:
            yield middle, ""
        yield Fraction(amount.tolerance), "tolerance"


# By what figures are matched, the surest first.
_KEYS: tuple[Callable[[Figure], Iterable[object]], ...] = (
    lambda f: (f.value,),
    lambda f: (abs(f.value),),
    lambda f: {abs(f.value), *map(abs, f.readings)},
    lambda f: (f.magnitude,),
    lambda f: (max(size, 1 - size) for size in f.shares),
)


def align(zh: str, en: str, of_zh: Sequence[Amount], of_en: Sequence[Amount]) -> Pairing:
    """Match the figures of both texts one to one.

    First those of the same value, then of the same but for the sign, of another reading
    (7B), and of the same amount in another unit. Among several of one value those are
    taken that agree in unit, sign, bound and place.
    """
    mine, theirs = figures(zh, of_zh), figures(en, of_en)
    mine, theirs = tuple(_in_shares(mine, theirs)), tuple(_in_shares(theirs, mine))
    left, offered = dict.fromkeys(mine), dict.fromkeys(theirs)
    matches: list[tuple[Figure, Figure]] = []
    for keys in _KEYS:
        by_key: dict[object, tuple[list[Figure], list[Figure]]] = defaultdict(lambda: ([], []))
        for n, side in enumerate((left, offered)):
            for figure in side:
                for key in keys(figure):
                    by_key[key][n].append(figure)
        for zh_side, en_side in by_key.values():
            for one, other in _closest(zh_side, en_side):
                if one in left and other in offered:
                    del left[one], offered[other]
                    matches.append((one, other))
    matches.sort(key=lambda pair: pair[0].index)
    return Pairing(zh, en, tuple(matches), tuple(left), tuple(offered), mine, theirs)


_PARTS = re.compile(r"\s*(?:in|(?:out\s+)?of)\s+(?:every\s+|an?\s+)?", re.IGNORECASE)
_PARTS_ZH = re.compile("[^，。；0-9]{0,4}?[就便]?有")


def part_of(one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    """Two figures as a part and its whole: “four in ten”, 每十户中有四户."""
    text, span = one.text, (one.amount.number_end, other.amount.number_start)
    if _PARTS.fullmatch(text, *span):
        return one, other
    each = one.look("ahead", "每$") and _PARTS_ZH.fullmatch(text, *span)
    return (
        (other, one) if each and not re.match("[多余几]", text[other.amount.number_end :]) else None
    )


def _share_of(one: Figure, after: Figure | None) -> tuple[Fraction, Figure] | None:
    """The share that a figure says, alone or with the one behind it, and the last of them.

    What is done “twice as fast” takes half the time.
    """
    if one.value > 1 and one.look("behind", r"\s+<<numerals.en.as_fast>>\b"):
        return 1 / one.value, one
    part, whole = (after and part_of(one, after)) or (one, one)
    return (part.value / whole.value, after) if after and 0 < part.value < whole.value else None


def _in_shares(figures: Sequence[Figure], others: Sequence[Figure]) -> Iterator[Figure]:
    """The figures of a text; two that say a share, as the other text does, are one: 四成.

    “two in ten” is one, too, where the other says another part of ten, or neither: another
    share, and wrong.
    """
    shares = {f.magnitude: f for f in others if f.kind is Kind.SHARE and not f.role}
    for figure in figures:
        shares.pop(figure.magnitude, None)
    parts = [both for pair in pairwise(others) if (both := part_of(*pair))]
    said, wholes = {f.value for f in others}, {whole.value for _, whole in parts}
    taken: Figure | None = None
    for one, after in zip_longest(figures, figures[1:]):
        if one is taken:
            continue
        size, last = (_share_of(one, after) if shares or parts else None) or (Fraction(0), one)
        # Three times as fast: two thirds are saved.
        sizes = (size, 1 - size) if size and last is one else (size,)
        share = next((shares["1", n] for n in sizes if ("1", n) in shares), None)
        values = {one.value, last.value}
        if share is None and (last is one or (said & values and not wholes & {max(values)})):
            yield one
            continue
        taken, like = last, share or next(iter(shares.values()), None)
        unit, meaning = (like.amount.unit, like.amount.meaning) if like else ("", BARE)
        value, end = size / meaning.factor, last.amount.number_end
        amount = replace(
            one.amount, value=finite(value), exact=value, unit=unit, meaning=meaning,
            kind=Kind.SHARE, optional=False, end=end, number_end=end, change=Change.LEVEL,
        )  # fmt: skip
        written = one.text[one.amount.number_start : end]
        yield replace(one, amount=amount, value=value, written=written)


def _closest(mine: list[Figure], theirs: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of figures of one value, the likest first."""
    if len(mine) > _MANY or len(theirs) > _MANY:
        yield from zip(mine, theirs, strict=False)
        return
    pairs = sorted(
        (unlikeness(one, other) + 2.0 * abs(one.place - other.place), n, m)
        for n, one in enumerate(mine)
        for m, other in enumerate(theirs)
    )
    yield from ((mine[n], theirs[m]) for _, n, m in pairs)


_COUNTS = frozenset(("count", "number", ""))
_FAMILIES = (Kind.DATE, Kind.ORDINAL, Kind.NAME, Kind.SHARE)


def unlikeness(one: Figure, other: Figure) -> float:
    """How unlike two figures are but for their values: by kind, unit, bound and role."""
    a, b = one.amount, other.amount
    kinds, ways = {a.meaning.kind, b.meaning.kind}, {one.direction, other.direction}
    families = {figure.kind if figure.kind in _FAMILIES else None for figure in (one, other)}
    return (
        4.0 * (a.optional != b.optional)
        + 2.0 * (len(families) - 1)
        + (0.0 if len(kinds) == 1 else 0.3 if kinds <= _COUNTS else 2.0)
        + 1.0 * (a.meaning.ucum != b.meaning.ucum)
        + (0.0 if len(ways) == 1 else 3.0 if ways == {"up", "down"} else 1.5)
        + 0.5 * (one.role != other.role)
    )
