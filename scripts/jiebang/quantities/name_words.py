"""The words of lexicon/names.yml: what makes the name of a metric whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from jiebang.quantities.amount import Amount


@dataclass(frozen=True, slots=True)
class Measure:
    """What amounts of some kinds or units measure; see the head of the list in names.yml.

    `of`: only of things whose names end so, where there are any. `named`: only where a name
    before it says so; `tolerance`: only for amounts of ±.
    """

    kinds: frozenset[str]
    units: frozenset[str]
    zh: str
    en: str
    heads: tuple[str, ...]
    words: frozenset[str]
    of: tuple[str, ...]
    tolerance: bool
    named: bool


@dataclass(frozen=True, slots=True)
class NameWords:
    """The lists of names.yml, by their keys there."""

    labels: tuple[str, ...]
    telling: tuple[str, ...]
    handled: tuple[str, ...]
    held: tuple[str, ...]
    done: tuple[str, ...]
    leading: tuple[str, ...]
    reaching: tuple[str, ...]
    participles: Mapping[str, str]
    passives: Mapping[str, str]
    light: tuple[str, ...]
    no_subject: tuple[str, ...]
    no_subject_end: tuple[str, ...]
    things: tuple[str, ...]
    ways: tuple[str, ...]
    activities: tuple[str, ...]
    qualities: tuple[str, ...]
    qualities_en: tuple[str, ...]
    not_borne: tuple[str, ...]
    enables: tuple[str, ...]
    acts: tuple[str, ...]
    no_things: tuple[str, ...]
    made_things: tuple[str, ...]
    series: tuple[str, ...]
    makes: tuple[str, ...]
    things_en: tuple[str, ...]
    containers_en: tuple[str, ...]
    makes_en: tuple[str, ...]
    predicates: tuple[str, ...]
    no_english_subject: tuple[str, ...]
    measures: tuple[Measure, ...]
    scope: tuple[str, ...]
    no_scope: tuple[str, ...]
    scope_ends: tuple[str, ...]
    vague: tuple[str, ...]
    bare: tuple[str, ...]
    bare_en: tuple[str, ...]
    acronyms: Mapping[str, str]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Read once."""
    data = yaml.safe_load(
        resources.files("jiebang.lexicon").joinpath("names.yml").read_text("utf-8")
    )
    measures = tuple(_measure(entry) for entry in data.pop("measures"))
    lists: dict[str, Any] = {key: _long_first(words) if isinstance(words, str) else words
             for key, words in data.items()}  # fmt: skip
    return NameWords(measures=measures, **lists)


def measure_of(name: str, amount: Amount) -> Measure | None:
    """What an amount that has a Chinese name measures; None where it may be anything."""
    for measure in name_words().measures:
        of = not measure.of or name.endswith(measure.of)
        alike = measure.tolerance <= (amount.tolerance is not None)
        if of and alike and (amount.meaning.kind in measure.kinds or amount.unit in measure.units):
            return measure
    return None


def _long_first(words: str) -> tuple[str, ...]:
    """Words parted by blanks, or idioms parted by “|”."""
    parts = [idiom.strip() for idiom in words.split("|")] if "|" in words else words.split()
    return tuple(sorted(parts, key=len, reverse=True))


def _measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(
        kinds=frozenset(entry.get("kinds", ())),
        units=frozenset(entry.get("units", ())),
        zh=entry["zh"],
        en=entry["en"],
        heads=_long_first(entry["heads"]),
        words=frozenset(entry["words"].split()),
        of=_long_first(entry.get("of", "")),
        tolerance=entry.get("tolerance", False),
        named=entry.get("named", False),
    )
