"""Printed units: what they mean, and values in SI or another base unit.

The table is units.yml. pint was weighed and not used: it reads Gb/s as gilbert per
second, Tb as terabarn, P as poise and fps as foot per second, knows no FLOPS and no
Chinese, and takes 0.3 s to start. A test holds our factors against it where it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

_SIGNIFICANT = 15  # digits of a value that has no finite decimal (km/h → m/s)
_POWERS = {"²": 2, "³": 3, "2": 2, "3": 3}
_FACTOR = re.compile(r"(?P<name>.+?)\^?(?P<power>[23²³])?")
_BRACKETS = re.compile(r"/\s?\(([^()]*)\)")
_DOTS = re.compile(r"[·*.]")
_TENS = re.compile(r"/(10+)(?=[A-Za-zμ])")
_SPLIT = re.compile(r"\s*([/.·*×]|每)\s*")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a printed unit means.

    `ucum` is its UCUM code, `kind` its quantity kind (keys of `qudt` in units.yml, or
    plain words), `base` the code of the SI or base unit and `factor` what one of it is
    in that; for what cannot be told `ucum`, `kind` and `base` are empty. `note` says on
    what reading of the unit this rests, where it is not the printed one.
    """

    ucum: str = ""
    kind: str = ""
    base: str = ""
    factor: Fraction = Fraction(1)
    note: str = ""

    def in_base(self, value: Decimal) -> Decimal | None:
        """The value in `base`: exact, or to 15 significant digits where it has no end."""
        return finite(Fraction(value) * self.factor) if self.base else None


UNKNOWN = Unit()
BARE = Unit("1", "number", "1")  # PUE, MOS: a number without unit
COUNT = Unit("1", "count", "1")
PARAMETERS = Unit("10*9", "count", "1", Fraction(10**9), "B read as billion parameters")


@dataclass(frozen=True)
class UnitTable:
    """units.yml, read. `units` by printed name, SI prefixes worked in.

    `powers` are the names that may carry a power; `classifiers` count things.
    """

    units: dict[str, Unit]
    powers: frozenset[str]
    classifiers: frozenset[str]
    compounds: dict[str, tuple[str, str]]
    qudt: dict[str, str]
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def unit_table() -> UnitTable:
    """The table of units; read once."""
    text = resources.files("jiebang.measures").joinpath("units.yml").read_text("utf-8")
    # BaseLoader keeps 0.1 a string, so that it stays exact.
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    units: dict[str, Unit] = {}
    powers: set[str] = set()
    for atom in data["atoms"]:
        for name, unit in _atom(atom, data["prefixes"], data["binary_prefixes"]):
            units.setdefault(name, unit)
            if atom.get("powers"):
                powers.add(name)
    classifiers = frozenset(data["classifiers"])
    units |= dict.fromkeys(classifiers, COUNT)
    compounds = {
        base: (entry["kind"], entry.get("base", base)) for base, entry in data["compounds"].items()
    }
    return UnitTable(
        units, frozenset(powers), classifiers, compounds, data["qudt"], _pattern(units, powers)
    )


def _atom(
    atom: dict[str, Any], prefixes: dict[str, str], binary: dict[str, str]
) -> Iterator[tuple[str, Unit]]:
    """The names of an entry of units.yml with what they mean, prefixed ones last."""
    ucum, base, kind = atom["ucum"], atom["base"], atom["kind"]
    factor = Fraction(atom.get("factor", "1"))
    for name in atom["names"]:
        yield name, Unit(ucum, kind, base, factor)
    for name in atom["names"] if atom.get("si") else ():
        if not name[0].isascii() and name != "Ω":
            continue
        for prefix, power in prefixes.items():
            scaled = factor * Fraction(10) ** int(power)
            yield prefix + name, Unit(_prefixed(prefix, power, ucum), kind, base, scaled)
        for prefix, times in binary.items() if atom.get("binary") else ():
            yield prefix + name, Unit(prefix + ucum, kind, base, factor * int(times))


def _prefixed(prefix: str, power: str, ucum: str) -> str:
    """A UCUM code with a prefix; before an annotation that is a power of ten."""
    if ucum.startswith("{"):
        return f"10*{power}{ucum}"
    return {"K": "k", "μ": "u"}.get(prefix, prefix) + ucum


def _pattern(units: dict[str, Unit], powers: set[str]) -> re.Pattern[str]:
    """A printed unit, compounds and powers with it. Longest names first."""

    def any_of(names: Iterator[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    with_power = rf"(?:{any_of(iter(powers))})(?:\^?[23](?![0-9.])|[²³])"
    latin = any_of(name for name in units if name[0].isascii() or name[0] in "μΩ°‰")
    han = any_of(name for name in units if not (name[0].isascii() or name[0] in "μΩ°‰"))
    factor = rf"(?:{with_power}|(?:{latin})(?![A-Za-z0-9])|{han})"
    whole = rf"\({factor}(?:[·*.]{factor})*\)"
    per = r"\s?(?:[·*]|\.(?=[A-Za-z])|每|/(?:10+(?=[A-Za-zμ]))?)\s?"
    # 5×10⁶/cm²: a density of what the metric counts.
    each = rf"/(?:{with_power}|(?:{latin})(?![A-Za-z0-9]))"
    return re.compile(rf"(?:{factor}|{each})(?:{per}(?:{factor}|{whole}))*")


def meaning(printed: str) -> Unit:
    """What a unit means, by its printed form alone; UNKNOWN if the table does not say.

    “N.m/kg”, “m²/h”, “米/像素”, “TOPS/W”; “” is BARE.
    """
    if not printed:
        return BARE
    table = unit_table()
    if printed in table.units:
        return table.units[printed]
    return _compound(printed)


@lru_cache(maxsize=1024)
def _compound(printed: str) -> Unit:
    """A unit of several factors, multiplied out."""
    table = unit_table()
    flat = _BRACKETS.sub(lambda m: "/" + _DOTS.sub("/", m.group(1)), printed)
    if scaled := _TENS.search(flat):  # μm/1000mm
        rest = meaning(flat[: scaled.start(1)] + flat[scaled.end(1) :])
        return Unit(
            rest.ucum and f"{rest.ucum}/{scaled[1]}",
            rest.kind,
            rest.base,
            rest.factor / int(scaled[1]),
        )
    pieces = _SPLIT.split(flat)
    above: list[str] = []
    below: list[str] = []
    ucum, factor, per = "", Fraction(1), False
    for sign, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        per = per or sign in ("/", "每")
        if not piece and not sign:
            continue  # /cm²
        match = _FACTOR.fullmatch(piece)
        whole = table.units.get(piece)
        if whole is None and match and match["power"]:
            whole = table.units.get(match["name"])
        if whole is None or match is None:
            return UNKNOWN
        power = 1 if piece in table.units else _POWERS[match["power"]]
        exponent = "" if power == 1 else str(power)
        glue = ("/" if per else ".") if ucum or per else ""
        ucum += glue + whole.ucum + exponent
        factor *= (1 / whole.factor if per else whole.factor) ** power
        (below if per else above).append(whole.base + exponent)
    base = "/".join([".".join(a for a in above if a != "1") or "1", *(b for b in below)])
    kind, base = table.compounds.get(base, ("", base))
    return Unit(ucum, kind, base, factor)


def finite(value: Fraction) -> Decimal:
    """A fraction as a plain decimal; rounded half to even where it has no end."""
    below = value.denominator
    if len(str(abs(value.numerator)).rstrip("0")) > 2 * _SIGNIFICANT:
        below = 0  # an angle: as many digits as its π has
    twos = fives = 0
    while below and below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below and below % 5 == 0:
        below, fives = below // 5, fives + 1
    if below == 1:
        places = max(twos, fives)
        return Decimal(int(value * 10**places)).scaleb(-places)
    places = _SIGNIFICANT - (len(str(abs(value.numerator))) - len(str(value.denominator)))
    return Decimal(round(value * Fraction(10) ** places)).scaleb(-places)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 1000000, 0.25."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
