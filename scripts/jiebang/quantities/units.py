"""Printed units: where one ends, and what it means in SI or another base unit.

The words are in the lexicon. pint was weighed and not used: it reads Gb/s as gilbert per
second, Tb as terabarn, P as poise and fps as foot per second, knows no FLOPS and no
Chinese, and takes 0.3 s to start. A test holds our factors against it where it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from jiebang.quantities.amount import BARE, COUNT, UNKNOWN, Unit
from jiebang.quantities.lexicon import Lexicon, UnitEntry, lexicon

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"\^?\{?(?P<plain>-?[123](?:/2)?|-?0\.5)\}?(?!\.?[0-9]|/[0-9])|⁻?[¹²³⁴]")
_RAISED_POWER = re.compile(r"\^\{?-?[1-4](?:/2)?\}?(?![0-9])|⁻?[¹²³⁴]")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALE = re.compile(r"10{1,6}|[十百千万亿]{1,2}")
_OVER = re.compile(r"\s?(?:/|每|(?<=[A-Za-z])\sper\s)\s?")
_TIMES = re.compile(r"\s?[·*×⋅]\s?|\.(?=[A-Za-z])")
_JOINT = re.compile(r"\s?[·*×⋅./]\s?")
_JOINTS = frozenset("/每 ·*×⋅.\u00a0")
_LETTER = re.compile(r"[A-Za-z0-9μ]")


@dataclass(frozen=True)
class UnitTable:
    """All units of a lexicon by printed name, SI prefixes worked in.

    `entries` gives the entry of each name; `english` the meaning of each English name,
    singular and plural; `powers` are the names that a plain 2 or 3 may raise (m2).
    """

    lexicon: Lexicon
    units: dict[str, Unit]
    entries: dict[str, UnitEntry]
    english: dict[str, Unit]
    powers: frozenset[str]
    first: Mapping[str, Sequence[int]]  # the lengths of the names that a character begins

    @property
    def compounds(self) -> Mapping[str, tuple[str, str]]:
        """Compound units by their base: the kind, and the name of the base."""
        return self.lexicon.compounds

    @property
    def qudt(self) -> Mapping[str, str]:
        return self.lexicon.qudt

    def read(self, text: str, at: int) -> tuple[Unit, int] | None:
        """The unit that begins at a place, to its end, with what it means; None for none.

        Products, quotients, powers and roots: N.m/kg, m²/h, 米/像素, 次/（百公里·年）, μGal/√Hz.
        """
        if text[at : at + 1] not in self.first:
            return None
        over = text.startswith("/", at)  # 5×10⁶/cm²: a density of what the metric counts
        first = self._scaled(text, at + 1) if over else self.factor(text, at)
        if first is None:
            return None
        unit, end = first
        whole = _Product()
        whole.take(unit, over)
        while more := self._next(text, end, whole):
            end = more
        return whole.unit(self.lexicon, unit if whole.factors == 1 and not over else None), end

    def _next(self, text: str, at: int, whole: _Product) -> int:
        """Take what is multiplied or divided by behind `at`; its end, 0 if nothing is."""
        if text[at : at + 1] not in _JOINTS:
            return 0
        if over := _OVER.match(text, at):
            group = self._group(text, over.end())
            found = group or self._scaled(text, over.end())
            if found is None:
                return 0
            if isinstance(found[0], list):
                for unit in found[0]:
                    whole.take(unit, True)
            else:
                whole.take(found[0], True)
            return found[1]
        if times := _TIMES.match(text, at):
            factor = self.factor(text, times.end())
            if factor is not None:
                whole.take(factor[0], whole.divided and "." not in times.group())
                return factor[1]
        return 0

    def _group(self, text: str, at: int) -> tuple[list[Unit], int] | None:
        """(百公里·年): all of it below the line."""
        if text[at : at + 1] not in ("(", "（"):
            return None
        found, at = [], at + 1
        while factor := self._scaled(text, at):
            found.append(factor[0])
            at = factor[1]
            if text[at : at + 1] in (")", "）"):
                return found, at + 1
            joint = _JOINT.match(text, at)
            if joint is None:
                return None
            at = joint.end()
        return None

    def _scaled(self, text: str, at: int) -> tuple[Unit, int] | None:
        """A factor below the line, with its root or scale: √Hz, 百公里, 1000mm."""
        if text.startswith("√", at):
            found = self.factor(text, at + 1)
            return found and (_power(found[0], Fraction(1, 2)), found[1])
        plain = self.factor(text, at)
        if plain is None and text.startswith("时", at) and not _NO_HOUR.match(text, at + 1):
            return self.units["小时"], at + 1  # 公里/时
        scale = _SCALE.match(text, at)
        if plain or scale is None:
            return plain
        size = int(scale.group()) if scale.group().isascii() else _size(scale.group())
        found = self.factor(text, scale.end())
        if found is None:
            return None
        unit = found[0]
        ucum = f"({size}.{unit.ucum})" if unit.ucum != "1" else str(size)
        return replace(unit, ucum=ucum, factor=unit.factor * size), found[1]

    def factor(self, text: str, at: int) -> tuple[Unit, int] | None:
        """The simple unit at a place, the longest name first, with its power."""
        for length in self.first.get(text[at : at + 1], ()):
            name = text[at : at + length]
            unit = self.units.get(name)
            if unit is None or len(name) < length:
                continue
            end = at + length
            power = (_POWER if name in self.powers else _RAISED_POWER).match(text, end)
            if power:
                return _power(unit, _exponent(power.group())), power.end()
            if self._ends(name, text, end):
                return unit, end
        return None

    def _ends(self, name: str, text: str, end: int) -> bool:
        """Whether the name is whole: no letter follows a symbol, no other word a Han name."""
        if (name[-1].isascii() and name[-1].isalpha()) or name[-1] == "Ω":
            return not _LETTER.match(text, end)
        if len(name) > 1 and name not in _GUARDED:
            return True
        return not text.startswith(self.entries[name].unless_after or ("\0",), end)

    def meaning(self, printed: str) -> Unit:
        """What a unit means by its printed form alone; UNKNOWN where that cannot be told."""
        if not printed:
            return BARE
        if printed in self.units:
            return self.units[printed]
        found = self.read(printed, 0)
        return found[0] if found and found[1] == len(printed) else UNKNOWN


_NO_HOUR = re.compile("[间刻段期序延]")
# Names of more than one character that begin longer words, too.
_GUARDED = frozenset({"核心", "单位", "千卡", "参数", "用户", "节点", "通道"})


class _Product:
    """Factors above and below the line, multiplied out."""

    def __init__(self) -> None:
        self.above: list[str] = []
        self.below: list[str] = []
        self.ucum, self.factor, self.factors, self.divided = "", Fraction(1), 0, False

    def take(self, unit: Unit, below: bool) -> None:
        self.ucum += ("/" if below else "." if self.ucum else "") + unit.ucum
        self.factor *= 1 / unit.factor if below else unit.factor
        (self.below if below else self.above).append(unit.base)
        self.factors += 1
        self.divided = self.divided or below

    def unit(self, words: Lexicon, alone: Unit | None) -> Unit:
        if alone is not None and alone.base not in words.compounds:
            return alone
        base = "/".join([".".join(a for a in self.above if a != "1") or "1", *self.below])
        kind, base = words.compounds.get(base, ("", base))
        return Unit(self.ucum, kind, base, self.factor)


def _power(unit: Unit, exponent: Fraction) -> Unit:
    """A unit raised to a power: m², √Hz."""
    if exponent == 1:
        return unit
    raised = str(exponent)
    return Unit(unit.ucum + raised, "", unit.base + raised, _raised(unit.factor, exponent))


def _exponent(text: str) -> Fraction:
    plain = text.strip("^{}").translate(_RAISED)
    return Fraction(plain)


def _raised(factor: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return Fraction(factor ** int(exponent))
    return Fraction(float(factor) ** float(exponent)).limit_denominator(10**18)


def _size(text: str) -> int:
    size = 1
    for char in text:
        size *= _SCALES[char]
    return size


@lru_cache(maxsize=4)
def unit_table(words: Lexicon | None = None) -> UnitTable:
    """The table of a lexicon; of the shipped one by default."""
    words = words or lexicon()
    units: dict[str, Unit] = {}
    entries: dict[str, UnitEntry] = {}
    english: dict[str, Unit] = {}
    powers: set[str] = set()
    for prefixed in (False, True):  # what is written as such goes before what a prefix makes
        for entry in words.units:
            for name, unit in _names(entry, words, prefixed=prefixed):
                units.setdefault(name, unit)
                entries.setdefault(name, entry)
                if entry.powers:
                    powers.add(name)
            for name, unit in _english(entry, words, prefixed=prefixed):
                english.setdefault(name, unit)
    lengths: dict[str, set[int]] = {"/": set(), "√": set()}
    for name in units:
        lengths.setdefault(name[0], set()).add(len(name))
    first = {char: sorted(found, reverse=True) for char, found in lengths.items()}
    return UnitTable(words, units, entries, english, frozenset(powers), first)


def meaning(printed: str) -> Unit:
    """What a printed unit means, by the shipped lexicon; see `UnitTable.meaning`."""
    return unit_table().meaning(printed)


def _unit(entry: UnitEntry) -> Unit:
    if entry.counter and entry.ucum == "1":
        return COUNT
    return Unit(entry.ucum, entry.kind, entry.base, entry.factor, "", entry.offset)


def _names(entry: UnitEntry, words: Lexicon, *, prefixed: bool) -> Iterator[tuple[str, Unit]]:
    """The printed names of an entry with what they mean."""
    unit = _unit(entry)
    if not prefixed:
        for name in (*entry.symbols, *entry.zh, *entry.signs):
            yield name, unit
            if "（" in name:  # as a normal text has it
                yield name.replace("（", "(").replace("）", ")"), unit
        for part, size in entry.parts:
            yield part, Unit(f"{entry.ucum}", entry.kind, entry.base, size)
        return
    if not entry.si:
        return
    for prefix in words.prefixes:
        scaled = _prefixed(entry, prefix)
        for symbol in prefix["symbols"]:
            for name in entry.symbols:
                yield symbol + name, scaled
        for before in prefix["zh"]:
            for name in entry.zh:
                yield before + name, scaled
    for before, times in words.binary.items() if entry.binary else ():
        for name in entry.symbols:
            factor = entry.factor * times
            yield before + name, Unit(before + entry.ucum, entry.kind, entry.base, factor)


def _english(entry: UnitEntry, words: Lexicon, *, prefixed: bool) -> Iterator[tuple[str, Unit]]:
    """The English names of an entry, singular and plural."""
    unit = _unit(entry)
    if not prefixed:
        for name in entry.en:
            yield from _plurals(name, unit)
        return
    for prefix in words.prefixes if entry.si else ():
        scaled = _prefixed(entry, prefix)
        for name in entry.en:
            if name.islower() and len(name) > 2:
                yield from _plurals(prefix["en"] + name, scaled)


def _plurals(name: str, unit: Unit) -> Iterator[tuple[str, Unit]]:
    yield name, unit
    if name.startswith("degree "):
        yield name.replace("degree", "degrees", 1), unit
    elif name.isascii() and len(name) > 2 and name[-1].isalpha() and not name.endswith(("s", "z")):
        if " per " in name or " of " in name:
            joint = " per " if " per " in name else " of "
            first, rest = name.split(joint, 1)
            yield f"{first}s{joint}{rest}", unit
        else:
            yield f"{name}s", unit


def _prefixed(entry: UnitEntry, prefix: Any) -> Unit:
    """The unit with a prefix; before an annotation that is a power of ten in UCUM."""
    power = int(prefix["power"])
    symbol = prefix["symbols"][-1] if prefix["symbols"][0] == "μ" else prefix["symbols"][0]
    ucum = f"10*{power}{entry.ucum}" if entry.ucum.startswith("{") else symbol + entry.ucum
    return Unit(ucum, entry.kind, entry.base, entry.factor * Fraction(10) ** power)
