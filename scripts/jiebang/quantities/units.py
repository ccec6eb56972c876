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
from math import prod
from typing import Any

from jiebang.quantities.amount import BARE, COUNT, RAISED, UNKNOWN, Unit
from jiebang.quantities.lexicon import UnitEntry, lexicon

_POWER = re.compile(r"\^?\{?(?P<plain>-?[123](?:/2)?|-?0\.5)\}?(?!\.?[0-9]|/[0-9])|⁻?[¹²³⁴]")
_RAISED_POWER = re.compile(r"\^\{?-?[1-4](?:/2)?\}?(?![0-9])|⁻?[¹²³⁴]")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALE = re.compile(
    r"(?P<digits>10{0,6})?\s?(?P<han>[十百千万亿]{1,2})"
    r"|(?P<plain>10{1,6}|(?<=[(（·])[1-9][0-9]{0,3}|(?<=mm/)[2-9](?=\s?m(?![a-zA-Z0-9²³]))"
    r"|(?:(?<=[mgLS%克米升次吨]/)(?<!km/)(?<![公千]米/)[1-9][0-9]?|(?<=kWh/)24)"
    r"(?=\s?(?:[hd](?![a-zA-Z])|小时|天)))\s?"
)
# A stroke before a figure of this kind behind one of that parts two amounts: 5兆瓦/10兆瓦时.
_APART = (("power", "energy"), ("duration", "length"))
_OTHER = re.compile(r"\s?/\s?(?=[0-9十百千万亿])[0-9.]*\s?[十百千万亿]{0,2}")
_OVER = re.compile(r"\s?(?:/|每|(?<=[A-Za-z])\sper\s)\s?")
_TIMES = re.compile(r"\s?[·*×⋅]\s?|\.(?=[A-Za-z])")
_JOINT = re.compile(r"\s?[·*×⋅./]\s?")
_JOINTS = frozenset("/每 ·*×⋅.\u00a0")
# What a mass is of, named between it and what it is in: mg KOH/g, ng TEQ/m³.
_NAMED = re.compile(r"\s(?P<what>[A-Z][A-Za-z0-9₀-₉]{0,7})(?=\s?/\s?[A-Za-z])")
# GJ/t CO₂, g/g DCW
_OF_BASE = re.compile(
    r"\s?(?:[A-Z][A-Za-z]{0,3}[0-9₀-₉]|(?<=\s)[A-Z]{2,4}(?=[，。；、,;)）]|$))(?![.0-9A-Za-z])"
)
_NAMED_KINDS = ("mass", "amount-of-substance")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LETTER = re.compile(r"[A-Za-z0-9α-ωΑ-Ωϵ]")
# Names of more than one character that begin longer words, too.
_NO_HOUR = re.compile("[间刻段期序延]")
_GUARDED = frozenset({"核心", "单位", "千卡", "参数", "用户", "节点", "通道", "小时数"})
_Factors = list[tuple[Unit, bool]]  # each with whether it stands below the line


@dataclass(frozen=True)
class UnitTable:
    """All units of the lexicon by printed name, SI prefixes worked in.

    `entries` gives the entry of each name; `english` the meaning of each English name,
    singular and plural; `powers` are the names that a plain 2 or 3 may raise (m2).
    """

    units: dict[str, Unit]
    entries: dict[str, UnitEntry]
    english: dict[str, Unit]
    powers: frozenset[str]
    first: Mapping[str, Sequence[int]]  # the lengths of the names that a character begins

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
        if not over and first[0].kind in _NAMED_KINDS and (of := _NAMED.match(text, first[1])):
            named = f"{first[0].ucum}{{{of['what'].translate(_LOWERED)}}}"
            first = replace(first[0], ucum=named), of.end()  # 0.3 mg KOH/g
        factors, end = [(first[0], over)], first[1]
        while more := self._next(text, end, any(below for _, below in factors)):
            if self.parts(first[0], text, end):
                break
            factors += more[0]
            end = more[1]
        if len(factors) == 1 and not over and first[0].base not in lexicon().compounds:
            return first
        return multiply(factors), end

    def parts(self, unit: Unit, text: str, at: int) -> bool:
        """Whether a stroke behind a unit parts two amounts: 5兆瓦/10兆瓦时, 5万吨/10万吨."""
        other = _OTHER.match(text, at)
        behind = other and self.factor(text, other.end())
        if not other or not behind:
            return False
        again = behind[0].ucum == unit.ucum != "1" and other.group()[-1] in "万亿"  # not 5人/10万人
        return again or (unit.kind, behind[0].kind) in _APART

    def _next(self, text: str, at: int, divided: bool) -> tuple[_Factors, int] | None:
        """What is multiplied or divided by behind a place, and its end."""
        if text[at : at + 1] not in _JOINTS:
            return None
        if over := _OVER.match(text, at):
            return self._below(text, over.end())
        times = _TIMES.match(text, at)
        found = self.factor(text, times.end()) if times else None
        return found and ([(found[0], divided and "." not in text[at : at + 1])], found[1])

    def _below(self, text: str, at: int) -> tuple[_Factors, int] | None:
        """A factor below the line, or all of (百公里·年)."""
        bracket = text[at : at + 1] in ("(", "（")
        found: _Factors = []
        at += bracket
        while factor := self._scaled(text, at):
            found.append((factor[0], True))
            at = factor[1]
            if not bracket:
                of = _OF_BASE.match(text, at) if factor[0].kind in _NAMED_KINDS else None
                return found, of.end() if of else at
            if text[at : at + 1] in (")", "）"):
                return found, at + 1
            joint = _JOINT.match(text, at)
            at = joint.end() if joint else len(text)
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
        size = int(scale["digits"] or scale["plain"] or 1)
        size *= prod(_SCALES[char] for char in scale["han"] or "")
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
                exponent = Fraction(power.group().strip("^{}").translate(RAISED))
                return _power(unit, exponent), power.end()
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


def multiply(factors: _Factors) -> Unit:
    """Factors above and below the line as one unit: meters per second."""
    ucum, size = "", Fraction(1)
    for unit, below in factors:
        ucum += ("/" if below else "." if ucum else "") + unit.ucum
        size = size / unit.factor if below else size * unit.factor
    above = ".".join(unit.base for unit, below in factors if not below and unit.base != "1")
    base = "/".join([above or "1", *(unit.base for unit, below in factors if below)])
    kind, base = lexicon().compounds.get(base, ("", base))
    return Unit(ucum, kind, base, size)


def _power(unit: Unit, exponent: Fraction) -> Unit:
    """A unit raised to a power: m², √Hz."""
    if exponent == 1:
        return unit
    raised = str(exponent)
    if exponent.denominator == 1:
        factor = Fraction(unit.factor ** int(exponent))
    else:
        factor = Fraction(float(unit.factor) ** float(exponent)).limit_denominator(10**18)
    return Unit(unit.ucum + raised, "", unit.base + raised, factor)


@lru_cache(maxsize=1)
def unit_table() -> UnitTable:
    """The table of the lexicon in use."""
    units: dict[str, Unit] = {}
    entries: dict[str, UnitEntry] = {}
    english: dict[str, Unit] = {}
    powers: set[str] = set()
    written = [(entry, *named) for entry in lexicon().units for named in _written(entry)]
    prefixed = [(entry, *named) for entry in lexicon().units for named in _prefixed(entry)]
    for entry, in_english, name, unit in (*written, *prefixed):
        if in_english:
            english.setdefault(name, unit)
            continue
        units.setdefault(name, unit)
        entries.setdefault(name, entry)
        if entry.powers:
            powers.add(name)
    lengths: dict[str, set[int]] = {"/": set(), "√": set()}
    for name in units:
        lengths.setdefault(name[0], set()).add(len(name))
    first = {char: sorted(found, reverse=True) for char, found in lengths.items()}
    return UnitTable(units, entries, english, frozenset(powers), first)


def meaning(printed: str) -> Unit:
    """What a printed unit means, by the lexicon; see `UnitTable.meaning`."""
    return unit_table().meaning(printed)


_Named = Iterator[tuple[bool, str, Unit]]  # whether it is English, the name, what it means


def _written(entry: UnitEntry) -> _Named:
    """The names of an entry as it has them."""
    unit = Unit(entry.ucum, entry.kind, entry.base, entry.factor, "", entry.offset)
    if entry.counter and entry.ucum == "1":
        unit = COUNT
    for name in (*entry.symbols, *entry.zh, *entry.signs):
        yield False, name, unit
        if "（" in name:  # as a normal text has it
            yield False, name.replace("（", "(").replace("）", ")"), unit
    for part, size in entry.parts:
        yield False, part, Unit(entry.ucum, entry.kind, entry.base, size)
    for name in entry.en:
        yield from ((True, either, unit) for either in _plurals(name))


def _prefixed(entry: UnitEntry) -> _Named:
    """The names that a prefix makes of an entry."""
    for prefix in lexicon().prefixes if entry.si else ():
        unit = _scaled(entry, prefix)
        for before, names in ((prefix["symbols"], entry.symbols), (prefix["zh"], entry.zh)):
            yield from ((False, b + name, unit) for b in before for name in names)
        for name in entry.en:
            if name.islower() and len(name) > 2:
                yield from ((True, either, unit) for either in _plurals(prefix["en"] + name))
    for before, times in lexicon().binary.items() if entry.binary else ():
        unit = Unit(before + entry.ucum, entry.kind, entry.base, entry.factor * times)
        yield from ((False, before + name, unit) for name in entry.symbols)


def _plurals(name: str) -> Iterator[str]:
    yield name
    joint = " per " if " per " in name else " of "
    if name.startswith("degree "):
        yield name.replace("degree", "degrees", 1)
    elif name.isascii() and len(name) > 2 and name[-1].isalpha() and not name.endswith(("s", "z")):
        head, of, rest = name.partition(joint)
        yield f"{head}s{of}{rest}"


def _scaled(entry: UnitEntry, prefix: Mapping[str, Any]) -> Unit:
    """The unit with a prefix; before an annotation that is a power of ten in UCUM."""
    power, symbols = int(prefix["power"]), prefix["symbols"]
    symbol = symbols[-1] if symbols[0] == "μ" else symbols[0]
    ucum = f"10*{power}{entry.ucum}" if entry.ucum.startswith("{") else symbol + entry.ucum
    return Unit(ucum, entry.kind, entry.base, entry.factor * Fraction(10) ** power)
