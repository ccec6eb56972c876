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
    participles: Mapping[str, str]
    no_subject: tuple[str, ...]
    no_subject_end: tuple[str, ...]
    things: tuple[str, ...]
    ways: tuple[str, ...]
    not_borne: tuple[str, ...]
    enables: tuple[str, ...]
    acts: tuple[str, ...]
    no_things: tuple[str, ...]
    made_things: tuple[str, ...]
    series: str
    makes: tuple[str, ...]
    things_en: tuple[str, ...]
    containers_en: tuple[str, ...]
    makes_en: tuple[str, ...]
    predicates: tuple[str, ...]
    no_english_subject: frozenset[str]
    measures: tuple[Measure, ...]
    scope: tuple[str, ...]
    no_scope: tuple[str, ...]
    scope_ends: tuple[str, ...]
    vague: frozenset[str]
    bare: frozenset[str]
    bare_en: frozenset[str]
    acronyms: Mapping[str, str]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Read once."""
    data = yaml.safe_load(
        resources.files("jiebang.lexicon").joinpath("names.yml").read_text("utf-8")
    )
    return NameWords(
        labels=_long_first(data["labels"]),
        telling=_long_first(data["telling"]),
        handled=_long_first(data["handled"]),
        participles=data["participles"],
        no_subject=_long_first(data["no_subject"]),
        no_subject_end=_long_first(data["no_subject_end"]),
        things=_long_first(data["things"]),
        ways=_long_first(data["ways"]),
        not_borne=_long_first(data["not_borne"]),
        enables=_long_first(data["enables"]),
        acts=_long_first(data["acts"]),
        no_things=_long_first(data["no_things"]),
        made_things=_long_first(data["made_things"]),
        series=data["series"],
        makes=_long_first(data["makes"]),
        things_en=_long_first(data["things_en"]),
        containers_en=_long_first(data["containers_en"]),
        makes_en=_long_first(data["makes_en"]),
        predicates=_long_first(data["predicates"]),
        no_english_subject=frozenset(data["no_english_subject"].split()),
        measures=tuple(_measure(entry) for entry in data["measures"]),
        scope=_long_first(data["scope"]),
        no_scope=tuple(idiom.strip() for idiom in data["no_scope"].split("|")),
        scope_ends=_long_first(data["scope_ends"]),
        vague=frozenset(data["vague"].split()),
        bare=frozenset(data["bare"].split()),
        bare_en=frozenset(data["bare_en"].split()),
        acronyms=data["acronyms"],
    )


def measure_of(name: str, amount: Amount) -> Measure | None:
    """What an amount that has a Chinese name measures; None where it may be anything."""
    for measure in name_words().measures:
        of = not measure.of or name.endswith(measure.of)
        alike = measure.tolerance <= (amount.tolerance is not None)
        if of and alike and (amount.meaning.kind in measure.kinds or amount.unit in measure.units):
            return measure
    return None


def _long_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(words.split(), key=len, reverse=True))


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
