"""Which figure of the English is which of the Chinese: by value, then by what stands beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from jiebang.quantities.amount import Amount, Change, Comparator, Kind
from jiebang.quantities.numbers_en import even

_SUFFIXES = {"B": 10**9, "K": 1000, "k": 1000}  # 7B, 8K
_DATE_WORD = re.compile(r"[0-9]\s*(?:月|[日号]|年代|世纪)$|(?<![0-9,.])[0-9]{1,2}\s*[点时]$")
_DIMENSION = re.compile(r"(?<=[0-9一二两三四eor])\s*-?(?:D(?![A-Za-z0-9])|dimension|维(?![力触]))")
_RATIO = re.compile(r"[0-9.]+\s*[:：∶]\s*[0-9]+(?:\.[0-9]+)?$")
_SPACED = re.compile(r"(?<=[0-9]) (?=[0-9](?:[ 年月日]|$))")  # 2 0 1 5 年
_DIGITS = re.compile("[0-9]+")
# More figures of one value than this are taken in their order, so that the time stays linear.
_MANY = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text: an amount, or an end of a range or a baseline of one.

    place: where it stands, as a share of the text. written: as the text has it.
    """

    amount: Amount
    value: Fraction
    role: str
    place: float
    written: str
    index: int

    @property
    def readings(self) -> tuple[Fraction, ...]:
        return self.amount.readings

    def agrees(self, other: Figure) -> bool:
        """Whether the two can be one figure: a reading in common, both shares or neither."""
        shares = {self.amount.kind is Kind.SHARE, other.amount.kind is Kind.SHARE}
        mine, theirs = {self.value, *self.readings}, {other.value, *other.readings}
        return len(shares) == 1 and not mine.isdisjoint(theirs)

    @property
    def magnitude(self) -> tuple[str, Fraction] | None:
        """Value in the base unit, for what is said in another unit: 半年 and six months."""
        unit = self.amount.meaning
        if not unit.base or (unit.factor == 1 and not unit.offset and unit.base != "1"):
            return (
                (unit.base, abs(self.value))
                if unit.base not in ("", "1")
                else ("1", abs(self.value))
            )
        return unit.base, abs(self.value * unit.factor + unit.offset)


@dataclass(frozen=True, slots=True)
class Pairing:
    """The figures of both texts, those that are one, and those left over."""

    zh: str
    en: str
    matches: tuple[tuple[Figure, Figure], ...]
    lost: tuple[Figure, ...]
    extra: tuple[Figure, ...]
    zh_figures: tuple[Figure, ...] = ()
    en_figures: tuple[Figure, ...] = ()


def figures(text: str, amounts: Sequence[Amount]) -> tuple[Figure, ...]:
    """Every figure of the amounts in order; a range has two, a change its baseline."""
    return tuple(_figures(text, amounts))


def _figures(text: str, amounts: Sequence[Amount]) -> Iterator[Figure]:
    index = 0
    for amount in amounts:
        if _DIMENSION.match(text, amount.number_end) or _DIMENSION.search(
            text, amount.number_start, amount.number_end
        ):
            continue  # 3D and 三维 are held against each other by themselves
        written = text[amount.number_start : amount.number_end].strip()
        amount = _dated(amount, written, text[amount.number_end : amount.number_end + 1])
        for value, role in _values(amount, written):
            place = amount.number_start / max(1, len(text))
            yield Figure(amount, value, role, place, written, index)
            index += 1


def _dated(amount: Amount, written: str, behind: str) -> Amount:
    """11月, 8日, 10点 and 80年代 are dates; a decade is one of this century or the last, too."""
    if behind == "后" and len(written) == 2 and not amount.unit:  # 95后: born after 1995
        return replace(
            amount, readings=(Fraction(amount.value) + 1900, Fraction(amount.value) + 2000)
        )
    if amount.kind is Kind.NAME and amount.unit in _SUFFIXES:
        return replace(amount, readings=(Fraction(amount.value) * _SUFFIXES[amount.unit],))
    if written.startswith("十几"):  # a dozen
        return replace(amount, readings=tuple(map(Fraction, range(11, 20))))
    if written.endswith("折"):
        return replace(amount, readings=(100 - Fraction(amount.value),))  # 八折: 20% off
    if amount.unit == "倍" and amount.change is Change.INCREASE and amount.mode == "by":
        return replace(amount, readings=(Fraction(amount.value) + 1,))  # 增长两倍: tripled
    if not _DATE_WORD.search(even(written)) or amount.kind in (Kind.NAME, Kind.ORDINAL):
        return amount
    value, readings = amount.value, amount.readings
    if written.endswith(("年代", "世纪")) and value < 100:
        readings = (*readings, *(Fraction(value) + century for century in (1800, 1900, 2000)))
    return replace(amount, kind=Kind.DATE, readings=readings)


def _values(amount: Amount, written: str) -> Iterator[tuple[Fraction, str]]:
    digits = _DIGITS.findall(_SPACED.sub("", even(written)))
    if _RATIO.match(even(written)) and amount.value_max is None:  # 3:2 is two figures
        for n, part in enumerate(re.findall(r"[0-9.]+", even(written))):
            if Fraction(part) or not n or amount.kind is not Kind.DATE:  # no 00 of 18:00
                yield Fraction(part), ""
        return
    if amount.kind is Kind.NAME and written.count(".") > 1:
        whole = Fraction(0)
        for part in digits:  # a version is one thing: 2.6.1
            whole = whole * 1000 + int(part)
        yield whole, ""
        return
    if amount.kind is Kind.DATE or (amount.kind is Kind.NAME and "〔" in written):
        dated = amount.value_max is None and len(digits) > 1
        parts = [part for n, part in enumerate(digits) if int(part) or not n]  # no 00 of 18:00
        if dated:
            yield from ((Fraction(part), "") for part in parts)
            return
    value = Fraction(amount.value) if amount.exact is None else amount.exact
    if amount.baseline is not None:
        yield Fraction(amount.baseline), "base"
    if amount.tolerance is not None and amount.value_max is not None:
        middle = (value + Fraction(amount.value_max)) / 2
        if middle:
            yield middle, ""
        yield Fraction(amount.tolerance), "tolerance"
        return
    if amount.value_max is not None:
        yield value, "low"
        yield Fraction(amount.value_max), "high"
        return
    yield value, "tolerance" if amount.tolerance is not None else ""
    for other in amount.others:
        yield Fraction(other), "other"


def align(zh: str, en: str, of_zh: Sequence[Amount], of_en: Sequence[Amount]) -> Pairing:
    """Match the figures of both texts one to one.

    First those of the same value, then of the same but for the sign, of another reading
    (7B), and of the same amount in another unit. Among several of one value those are
    taken that agree in unit, sign, bound and place.
    """
    mine, theirs = figures(zh, of_zh), figures(en, of_en)
    theirs = tuple(_as_shares(mine, theirs, en))
    left, offered = dict.fromkeys(mine), dict.fromkeys(theirs)
    matches: list[tuple[Figure, Figure]] = []
    for keys in (_exact, _unsigned, _read_otherwise, _converted):
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


_PARTS = re.compile(r"\s*(?:in|(?:out\s+)?of)(?:\s+every)?\s+", re.IGNORECASE)


def _as_shares(mine: Sequence[Figure], theirs: Sequence[Figure], en: str) -> Iterator[Figure]:
    """The English figures; two that say a share of the Chinese are one: “four in ten”, 四成."""
    shares = {f.magnitude: f for f in mine if f.amount.kind is Kind.SHARE and not f.role}
    for figure in theirs:
        shares.pop(figure.magnitude, None)
    taken: Figure | None = None
    for part, whole in zip_longest(theirs, theirs[1:]):
        if part is taken:
            continue
        share = None
        if (
            whole
            and whole.value
            and _PARTS.fullmatch(en, part.amount.number_end, whole.amount.number_start)
        ):
            share = shares.get(("1", abs(part.value / whole.value)))
        if share is None:
            yield part
            continue
        taken, like, end = whole, share.amount, whole.amount.number_end
        amount = replace(
            part.amount, value=like.value, exact=like.exact, unit=like.unit, meaning=like.meaning,
            kind=Kind.SHARE, optional=False, end=end, number_end=end,
        )  # fmt: skip
        yield replace(part, amount=amount, value=share.value)


def _exact(figure: Figure) -> Iterable[object]:
    return (figure.value,)


def _unsigned(figure: Figure) -> Iterable[object]:
    return (abs(figure.value),)


def _read_otherwise(figure: Figure) -> Iterable[object]:
    return {abs(figure.value), *map(abs, figure.readings)}


def _converted(figure: Figure) -> Iterable[object]:
    magnitude = figure.magnitude
    return (magnitude,) if magnitude else ()


def _closest(mine: list[Figure], theirs: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of figures of one value, the likest first."""
    if len(mine) > _MANY or len(theirs) > _MANY:
        yield from zip(mine, theirs, strict=False)
        return
    pairs = sorted(
        (
            (unlikeness(one, other) + 2.0 * abs(one.place - other.place), n, m)
            for n, one in enumerate(mine)
            for m, other in enumerate(theirs)
        )
    )
    for _, n, m in pairs:
        yield mine[n], theirs[m]


def unlikeness(one: Figure, other: Figure) -> float:
    """How unlike two figures are but for their values: by kind, unit, bound and role."""
    a, b = one.amount, other.amount
    return (
        4.0 * (a.optional and not b.optional)
        + 4.0 * (b.optional and not a.optional)
        + 2.0 * (_family(one) != _family(other))
        + _kinds_apart(a.meaning.kind, b.meaning.kind)
        + 1.0 * (a.meaning.ucum != b.meaning.ucum)
        + _bounds_apart(direction(a.comparator), direction(b.comparator))
        + 0.5 * (one.role != other.role)
    )


_COUNTS = frozenset(("count", "number", ""))


def _kinds_apart(one: str, other: str) -> float:
    return 0.0 if one == other else 0.3 if {one, other} <= _COUNTS else 2.0


def _bounds_apart(one: str, other: str) -> float:
    return 0.0 if one == other else 3.0 if {one, other} == {"up", "down"} else 1.5


def _family(figure: Figure) -> str:
    kind = figure.amount.kind
    return kind.value if kind in (Kind.DATE, Kind.ORDINAL, Kind.NAME, Kind.SHARE) else "amount"


def direction(comparator: Comparator) -> str:
    """up, down, about, or nothing."""
    return {
        Comparator.AT_LEAST: "up",
        Comparator.MORE: "up",
        Comparator.AT_MOST: "down",
        Comparator.LESS: "down",
        Comparator.ABOUT: "about",
    }.get(comparator, "")
