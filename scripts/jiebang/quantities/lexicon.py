"""The lexicon: words and units as data, each with its Chinese and its English.

`lexicon()` reads `jiebang/lexicon/*.yml` once; a project’s `glossary/` may hold files of
the same names, whose entries are added when the project is loaded (`use`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from jiebang.errors import InputError

FILES = (
    *("comparators", "units", "numerals", "currencies", "counters", "changes", "denials"),
    *("metrics", "circumstances", "bounds"),
)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # keeps 0.1 a string: exact


@dataclass(frozen=True, slots=True)
class Word:
    """A comparator entry: words of one meaning.

    `means` is one of >= <= > < = ~ better no-worse; `force` bound, reach or about;
    `after` whether the Chinese words stand behind the amount. In `en`, `{}` is the
    amount where words follow it; the first is what a draft writes.
    """

    id: str
    means: str
    force: str
    after: bool
    negated: bool
    zh: tuple[str, ...]
    en: tuple[str, ...]
    en_count: str
    unless_before: tuple[str, ...]
    unless_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit, currency or counter as the files have it; prefixes are worked in by `units`.

    `kind` is “money” for a currency and “count” for a counter (`counter` true).
    """

    id: str
    symbols: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    ucum: str
    base: str
    kind: str
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    si: bool = False
    binary: bool = False
    powers: bool = False
    bare: bool = True  # False: only where the metric says so (T, P)
    tenths: bool = False
    counter: bool = False
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()  # a currency's, before the figure
    parts: tuple[tuple[str, Fraction], ...] = ()

    @property
    def currency(self) -> bool:
        return self.kind == "money"


@dataclass(frozen=True, slots=True)
class Verb:
    """Verbs of change. `alone`: the word says what changes (节能)."""

    means: str
    zh: tuple[str, ...]
    alone: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A phrase of change with a value of its own: 翻一番."""

    zh: str
    means: str
    mode: str
    value: Fraction
    unit: str
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """A group of metrics; see the head of metrics.yml. `rest`: kinds and units without a word."""

    id: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    units: tuple[str, ...]
    rest: tuple[str, ...]
    unit: str
    qudt: str


@dataclass(frozen=True)
class Lexicon:
    """All of it, in the files' order; some of it as plain mappings of the files."""

    comparators: tuple[Word, ...]
    units: tuple[UnitEntry, ...]
    prefixes: tuple[Mapping[str, Any], ...]
    binary: Mapping[str, int]
    compounds: Mapping[str, tuple[str, str]]
    senses: Mapping[str, Mapping[str, Any]]
    qudt: Mapping[str, str]
    verbs: tuple[Verb, ...]
    fixed: tuple[Fixed, ...]
    levels: Mapping[str, str]  # a verb of change that is a noun beside units of a kind
    rates: Mapping[str, Any]
    ways: Mapping[str, Any]
    change_words: Mapping[str, Mapping[str, tuple[str, ...]]]  # to, by, from → zh, en
    numerals: Mapping[str, Any]
    denials: Mapping[str, Any]
    circumstances: Mapping[str, Any]
    metrics: tuple[MetricEntry, ...]
    bounds: Mapping[str, tuple[str, ...]]
    own_units: frozenset[str]  # of the base units, those that UCUM does not have


_own: list[tuple[Path, int]] = []  # the files of the project in use, with their age


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon in use: the shipped one, with the words of the project (see `use`)."""
    return extended(_own[0][0].parent) if _own else _built({name: _shipped(name) for name in FILES})


def use(folder: Path) -> None:
    """Read from now on with the words of a project's `glossary/`, too; if it has none, without.

    Raises:
        InputError: a file there cannot be used.
    """
    paths = (folder / f"{name}.yml" for name in FILES)
    wanted = [(path, path.stat().st_mtime_ns) for path in paths if path.is_file()]
    if wanted == _own:
        return
    if wanted:
        extended(folder)  # an error before anything changes
    _own[:] = wanted
    # What the readers have built of the lexicon before is no longer true.
    for name, module in list(sys.modules.items()):
        if name.startswith("jiebang.quantities."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def extended(folder: Path) -> Lexicon:
    """The same with the entries of a project's `glossary/` behind.

    Raises:
        InputError: a file there cannot be read or an entry lacks a key.
    """
    data = {name: _shipped(name) for name in FILES}
    for name in FILES:
        path = folder / f"{name}.yml"
        if path.is_file():
            try:
                data[name] = _merged(data[name], yaml.load(path.read_text("utf-8"), _LOADER))
            except (yaml.YAMLError, UnicodeDecodeError, TypeError) as error:
                remedy = f"see the head of lexicon/{name}.yml in the package for its form"
                raise InputError("the file cannot be read as YAML", str(path), remedy) from error
    try:
        return _built(data)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        remedy = "see the head of lexicon/*.yml in the package for the keys"
        raise InputError(f"an entry is malformed: {error}", str(folder), remedy) from error


def _shipped(name: str) -> Any:
    text = resources.files("jiebang.lexicon").joinpath(f"{name}.yml").read_text("utf-8")
    return yaml.load(text, _LOADER)


def _merged(base: Any, more: Any) -> Any:
    """Lists are joined, mappings key by key; a value of `more` wins."""
    if more is None:
        return base
    if isinstance(base, list):
        return [*base, *more]
    if isinstance(base, dict):
        merged = {key: _merged(base[key], more[key]) if key in more else base[key] for key in base}
        return merged | {key: value for key, value in more.items() if key not in base}
    return more


def _built(data: Mapping[str, Any]) -> Lexicon:
    units, changes = data["units"], data["changes"]
    return Lexicon(
        comparators=tuple(_word(entry) for entry in data["comparators"]),
        units=(
            *(_unit(entry) for entry in units["units"]),
            *(_currency(entry) for entry in data["currencies"]),
            *(_counter(entry) for entry in data["counters"]),
        ),
        prefixes=tuple(units["prefixes"]),
        binary={name: int(value) for name, value in units["binary"].items()},
        compounds={
            base: (entry["kind"], entry.get("base", base))
            for base, entry in units["compounds"].items()
        },
        senses=units["senses"],
        qudt=units["qudt"],
        verbs=tuple(
            Verb(v["means"], tuple(v["zh"]), tuple(v.get("zh_alone", ())), tuple(v["en"]))
            for v in changes["verbs"]
        ),
        fixed=tuple(
            Fixed(f["zh"], f["means"], f["mode"], Fraction(f["value"]), f["unit"], tuple(f["en"]))
            for f in changes["fixed"]
        ),
        levels=changes["levels"],
        rates=changes["rates"],
        ways=changes["ways"],
        change_words={
            key: {side: tuple(words) for side, words in changes[key].items()}
            for key in ("to", "by", "from")
        },
        numerals=data["numerals"],
        denials=data["denials"],
        circumstances=data["circumstances"],
        bounds={key: tuple(words) for key, words in data["bounds"].items()},
        metrics=_metrics(data["metrics"]),
        own_units=frozenset(units["own"]),
    )


def _lists(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: tuple(entry.get(key, ())) for key in (*keys, "unless_before", "unless_after")}


def _word(entry: Mapping[str, Any]) -> Word:
    return Word(
        id=entry["id"], means=entry["means"], force=entry["force"],
        after=entry.get("place") == "after", negated=entry.get("negated") == "true",
        zh=tuple(entry["zh"]), en=tuple(entry["en"]), en_count=entry.get("en_count", ""),
        **_lists(entry),
    )  # fmt: skip


def _metrics(entries: Iterable[Mapping[str, Any]]) -> tuple[MetricEntry, ...]:
    """One entry an id: a later one of the same id adds to its lists."""
    found: dict[str, MetricEntry] = {}
    for entry in entries:
        old = found.get(entry["id"])
        lists = {
            key: (*(getattr(old, key) if old else ()), *entry.get(key, ()))
            for key in ("kinds", "words", "units", "rest")
        }
        found[entry["id"]] = MetricEntry(
            id=entry["id"],
            zh=old.zh if old else entry["zh"],
            en=old.en if old else entry["en"],
            unit=entry.get("unit", old.unit if old else ""),
            qudt=entry.get("qudt", old.qudt if old else ""),
            **lists,
        )
    return tuple(found.values())


def _unit(entry: Mapping[str, Any]) -> UnitEntry:
    flags: Any = {key: entry.get(key) == "true" for key in ("si", "binary", "powers", "tenths")}
    return UnitEntry(
        id=entry["ucum"], en=tuple(entry["en"]), ucum=entry["ucum"], base=entry["base"],
        kind=entry["kind"], factor=Fraction(entry.get("factor", "1")),
        offset=Fraction(entry.get("offset", "0")), bare=entry.get("bare") != "false",
        **flags, **_lists(entry, "symbols", "zh"),
    )  # fmt: skip


def _currency(entry: Mapping[str, Any]) -> UnitEntry:
    code = entry["code"]
    return UnitEntry(
        id=code, symbols=(), zh=tuple(entry["zh"]), en=tuple(entry["en"]), ucum=f"{{{code}}}",
        base=code, kind="money", signs=tuple(entry["signs"]),
        parts=tuple((name, Fraction(part)) for name, part in entry.get("parts", {}).items()),
        **_lists(entry),
    )  # fmt: skip


def _counter(entry: Mapping[str, Any]) -> UnitEntry:
    return UnitEntry(
        id=entry["id"], symbols=(), zh=tuple(entry["zh"]), en=tuple(entry["en"]),
        ucum=entry.get("ucum", "1"), base="1", kind="count", counter=True,
        **_lists(entry, "draft", "never"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def bound_words() -> dict[str, Word]:
    """The entry of each Chinese word that compares; the first that has it."""
    return {zh: word for word in reversed(lexicon().comparators) for zh in word.zh}


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))
