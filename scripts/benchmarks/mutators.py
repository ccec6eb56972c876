"""Ways to make a right translation wrong, each as a human or a machine might.

A mutator takes a good pair and a source of chance, and returns the wrong English,
or "" where it finds nothing to spoil. What it returns always says something else
than the Chinese: a change without a change of sense is not made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from jiebang.checks.amounts import Amount, amounts_en, amounts_zh, groups
from jiebang.checks.bounds import bounds_en
from jiebang.corpus.glossary import Term, TermBase
from jiebang.units import UnitBase


@dataclass(frozen=True)
class Pair:
    """A good translation, with what a mutator may look up."""

    id: str
    zh: str
    en: str
    terms: TermBase
    units: UnitBase


Mutator = Callable[[Pair, Random], str]

_NUMBER = re.compile(r"(?<![A-Za-z0-9.,/@-])[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9A-Za-z])")
_LINK = re.compile(r"<?https?://\S*")
_ARTICLES = {"a", "an", "the", "and", "or", "of", "for", "to", "in", "on", "with", "that"}
_OPPOSITES: Mapping[str, tuple[str, ...]] = {
    "≥": ("≤",),
    "≤": ("≥",),
    ">": ("<",),
    "<": (">",),
    "at least": ("at most", "no more than"),
    "no fewer than": ("no more than", "fewer than"),
    "no less than": ("no more than", "less than"),
    "no more than": ("no less than", "more than"),
    "not exceeding": ("exceeding",),
    "not exceed": ("exceed",),
    "more than": ("less than", "no more than"),
    "less than": ("more than", "no less than"),
    "greater than": ("less than",),
    "within": ("over",),
    "above": ("below",),
    "over": ("under",),
    "below": ("above",),
    "exceeding": ("below", "not exceeding"),
    "or more": ("or less",),
    "or above": ("or below",),
}
_SWAPS: Mapping[str, tuple[str, ...]] = {
    "year": ("month",), "years": ("months",), "month": ("year",), "months": ("years",),
    "hours": ("minutes", "days"), "h": ("min", "s"), "minutes": ("hours", "seconds"),
    "min": ("h", "s"), "seconds": ("minutes", "milliseconds"), "s": ("ms", "min"),
    "ms": ("s", "μs"), "μs": ("ms", "s"), "milliseconds": ("seconds", "microseconds"),
    "km": ("m",), "m": ("km", "cm"), "meters": ("kilometers",), "cm": ("mm", "m"),
    "mm": ("cm", "m"), "km²": ("m²", "km"), "m²/h": ("m²/s", "m/h"), "cm³": ("m³", "cm²"),
    "m/s": ("km/h",), "km/h": ("m/s", "km/s"), "m/pixel": ("cm/pixel",), "g": ("kg",),
    "kg": ("g", "t"), "N": ("kN",), "W": ("kW", "mW"), "kW": ("W", "MW"), "V": ("mV", "kV"),
    "Wh/kg": ("W/kg", "kWh/kg"), "W/kg": ("Wh/kg", "W/g"), "N/kg": ("N/g",),
    "N·m/kg": ("N/kg",), "N/cm²": ("N/m²",), "kΩ": ("Ω", "MΩ"), "dB": ("W",), "lux": ("lm",),
    "°": ("°C", "%"), "°/h": ("°/s", "°"), "GB": ("TB", "Gb"), "TB": ("GB", "Tb"),
    "PB": ("TB",), "Tb": ("TB", "Gb"), "GB/s": ("Gb/s", "TB/s"), "Gb/s": ("GB/s", "Mb/s"),
    "Gbps": ("GB/s", "Mbps"), "frames/s": ("frames/min",), "fps": ("Hz",), "FPS": ("Hz",),
    "tokens/s": ("tokens/min",), "QPS": ("Hz",), "TFLOPS": ("PFLOPS", "GFLOPS"),
    "PFLOPS": ("TFLOPS", "EFLOPS"), "TOPS": ("POPS", "GOPS"), "POPS": ("TOPS",),
    "TOPS/W": ("TOPS", "POPS/W"),
}  # fmt: skip


def _cut(text: str, start: int, end: int, instead: str = "") -> str:
    """The text with a piece replaced, and the blanks around it mended."""
    joined = f"{text[:start]}{instead}{text[end:]}"
    joined = re.sub(r" {2,}", " ", joined)
    return re.sub(r" ([,;.:)])", r"\1", joined).strip()


def digit_changed(pair: Pair, chance: Random) -> str:
    """One digit of one number is another."""
    found = list(_NUMBER.finditer(_LINK.sub(lambda m: "x" * len(m[0]), pair.en)))
    if not found:
        return ""
    match = chance.choice(found)
    places = [n for n in range(*match.span()) if pair.en[n].isdigit()]
    at = chance.choice(places)
    first = at == match.start()
    digits = [d for d in "0123456789" if d != pair.en[at] and not (first and d == "0")]
    return f"{pair.en[:at]}{chance.choice(digits)}{pair.en[at + 1 :]}"


def _required(pair: Pair) -> list[tuple[Amount, Amount]]:
    """The figures that stand once in either language, demanded by both."""
    zh, en = amounts_zh(pair.zh, pair.units), amounts_en(pair.en, pair.units)
    return [
        (group.zh[0], group.en[0])
        for group in groups(zh, en)
        if len(group.zh) == len(group.en) == 1
        and not group.zh[0].figure.optional
        and not group.en[0].figure.optional
    ]


def figure_dropped(pair: Pair, chance: Random) -> str:
    """A figure is gone, with its unit and its bound."""
    found = _required(pair)
    if not found:
        return ""
    _, amount = chance.choice(found)
    start = amount.figure.start
    for bound in bounds_en(pair.en):
        if bound.end <= start and not pair.en[bound.end : start].strip(" RMBa"):
            start = bound.start
    end = start + len(pair.en[start : amount.figure.end])
    if amount.measure:
        end = pair.en.index(amount.text, amount.figure.start) + len(amount.text)
    return _cut(pair.en, start, end)


def figure_added(pair: Pair, chance: Random) -> str:
    """A figure stands before a noun that the Chinese does not count."""
    found = [
        m
        for m in re.finditer(r"(?<=\s)([a-z]{3,})(?= [a-z]{4,}s[ ,;.])", pair.en)
        if m[1] not in _ARTICLES and not re.search(r"[0-9]\s$", pair.en[: m.start()])
    ]
    if not found:
        return ""
    match = chance.choice(found)
    return _cut(pair.en, match.start(), match.start(), f"{chance.choice((3, 6, 12, 40))} ")


def wan_for_thousand(pair: Pair, chance: Random) -> str:
    """万 or 亿 is read a power of ten off: “1 thousand” for 1 million, 10,000 for 100,000."""
    if not re.search("[万亿]", pair.zh):
        return ""
    found = list(re.finditer(r"\b(?:million|billion|trillion)\b|(?<![0-9,])[0-9]+0,000\b", pair.en))
    if not found:
        return ""
    match = chance.choice(found)
    other = {"million": "thousand", "billion": "million", "trillion": "billion"}.get(match[0])
    return _cut(pair.en, *match.span(), other or match[0].replace("0,000", ",000"))


def _bounds(pair: Pair) -> list[tuple[int, int, str]]:
    """Comparisons that a figure of the Chinese has: place and words."""
    held = {
        a.figure.start: a
        for a in amounts_en(pair.en, pair.units)
        if a.bound and not a.figure.optional
    }
    found = []
    for bound in bounds_en(pair.en):
        words = pair.en[bound.start : bound.end]
        near = any(bound.end <= start <= bound.end + 12 for start in held)
        after = any(a.figure.end <= bound.start <= a.figure.end + 24 for a in held.values())
        if words.lower() in _OPPOSITES and (near or (words.startswith("or ") and after)):
            found.append((bound.start, bound.end, words))
    zh = amounts_zh(pair.zh, pair.units)
    return found if any(a.bound for a in zh) else []


def bound_reversed(pair: Pair, chance: Random) -> str:
    """A comparison points the other way, or lost its “no”."""
    found = _bounds(pair)
    if not found:
        return ""
    start, end, words = chance.choice(found)
    return _cut(pair.en, start, end, chance.choice(_OPPOSITES[words.lower()]))


def bound_dropped(pair: Pair, chance: Random) -> str:
    """A comparison is gone: “at least 5” is “5”."""
    found = _bounds(pair)
    if not found:
        return ""
    start, end, _ = chance.choice(found)
    return _cut(pair.en, start, end)


def unit_swapped(pair: Pair, chance: Random) -> str:
    """A figure has another unit: TB for GB, seconds for milliseconds, dollars for yuan."""
    places: list[tuple[int, int, Sequence[str]]] = []
    for amount in amounts_en(pair.en, pair.units):
        written = re.match(r"[\s-]*", pair.en[amount.figure.end :])
        start = amount.figure.end + (written.end() if written else 0)
        found = pair.units.en_at(pair.en, start)
        if found and pair.en[start : found[1]] in _SWAPS:
            places.append((start, found[1], _SWAPS[pair.en[start : found[1]]]))
    places += [(m.start(), m.end(), ("USD",)) for m in re.finditer(r"RMB(?= [0-9])", pair.en)]
    if not places or not any(a.unit or a.figure.scale > 1 for a in amounts_zh(pair.zh, pair.units)):
        return ""
    start, end, others = chance.choice(places)
    return _cut(pair.en, start, end, chance.choice(others))


def values_swapped(pair: Pair, chance: Random) -> str:
    """Two figures have changed places."""
    found = [
        (zh, en)
        for zh, en in _required(pair)
        if pair.en[en.figure.start : en.figure.end].replace(",", "").rstrip("%").isdigit()
        and not en.is_name
        and not zh.is_year
    ]
    plain = [en for _, en in found if _NUMBER.match(pair.en, en.figure.start)]
    if len(plain) < 2:
        return ""
    one, two = sorted(chance.sample(plain, 2), key=lambda a: a.figure.start)
    first, second = (pair.en[a.figure.start : a.figure.end].rstrip("%") for a in (one, two))
    if first == second:
        return ""
    en, a, b = pair.en, one.figure.start, two.figure.start
    return en[:a] + second + en[a + len(first) : b] + first + en[b + len(second) :]


def _rendered(pair: Pair) -> list[tuple[Term, re.Match[str]]]:
    """Terms of the Chinese that the English renders once, where the Chinese has them once."""
    matches = pair.terms.find(pair.zh)
    found = []
    for term in {m.term.id: m.term for m in matches if m.term.check}.values():
        if sum(m.term.id == term.id for m in matches) > 1:
            continue
        places = [
            p
            for text in term.renderings
            for p in re.finditer(rf"\b{re.escape(text)}(?:s|es)?\b", pair.en, re.I)
        ]
        outer = [p for p in places if not any(_holds(q, p) for q in places)]
        if len(outer) == 1:
            found.append((term, outer[0]))
    return found


def _holds(outer: re.Match[str], inner: re.Match[str]) -> bool:
    inside = outer.start() <= inner.start() and inner.end() <= outer.end()
    return inside and outer.span() != inner.span()


def term_forbidden(pair: Pair, chance: Random) -> str:
    """A term has a rendering that the term base forbids."""
    found = [(term, place) for term, place in _rendered(pair) if term.forbidden]
    if not found:
        return ""
    term, place = chance.choice(found)
    return _cut(pair.en, *place.span(), chance.choice(term.forbidden))


def term_other(pair: Pair, chance: Random) -> str:
    """A term has the English of another term of its field."""
    found = _rendered(pair)
    if not found:
        return ""
    term, place = chance.choice(found)
    mine = {word for text in term.renderings for word in re.findall(r"\w+", text.lower())}
    others = [
        other
        for other in pair.terms.terms
        if other.domain == term.domain
        and other.zh not in pair.zh
        and mine.isdisjoint(re.findall(r"\w+", other.en.lower()))
    ]
    return _cut(pair.en, *place.span(), chance.choice(others).en) if others else ""


def chinese_left(pair: Pair, chance: Random) -> str:
    """A term is left in Chinese."""
    found = _rendered(pair)
    if not found:
        return ""
    term, place = chance.choice(found)
    return _cut(pair.en, *place.span(), term.zh)
