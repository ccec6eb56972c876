"""The lexicon: words and units as data, each with its Chinese and its English.

`lexicon()` reads `jiebang/lexicon/*.yml` once; a project’s `glossary/` may hold files of
the same names, whose entries are added when the project is loaded (`use`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import yaml

from jiebang.errors import InputError

FILES = (
    *("comparators", "units", "numerals", "currencies", "counters", "changes", "denials"),
    *("metrics", "circumstances", "bounds"),
)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # keeps 0.1 a string: exact
_Words = tuple[str, ...]


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
    zh: _Words
    en: _Words
    after: bool = False
    negated: bool = False
    en_count: str = ""
    unless_before: _Words = ()
    unless_after: _Words = ()


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit, currency or counter as the files have it; prefixes are worked in by `units`.

    `kind` is “money” for a currency and “count” for a counter (`counter` true).
    """

    id: str
    en: _Words
    ucum: str
    base: str
    kind: str
    symbols: _Words = ()
    zh: _Words = ()
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    si: bool = False
    binary: bool = False
    powers: bool = False
    bare: bool = True  # False: only where the metric says so (T, P)
    counter: bool = False
    unless_before: _Words = ()
    unless_after: _Words = ()
    draft: _Words = ()
    never: _Words = ()
    signs: _Words = ()  # a currency's, before the figure
    parts: tuple[tuple[str, Fraction], ...] = ()

    @property
    def currency(self) -> bool:
        return self.kind == "money"


@dataclass(frozen=True, slots=True)
class ChangeVerb:
    """Verbs of change. `alone`: the word says what changes (节能)."""

    means: str
    zh: _Words
    en: _Words
    alone: _Words = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A phrase of change with a value of its own: 翻一番."""

    zh: str
    means: str
    mode: str
    value: Fraction
    unit: str
    en: _Words


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """A group of metrics; see the head of metrics.yml. `rest`: kinds and units without a word."""

    id: str
    zh: str
    en: str
    kinds: _Words = ()
    words: _Words = ()
    units: _Words = ()
    rest: _Words = ()
    unit: str = ""
    qudt: str = ""


@dataclass(frozen=True)
class Lexicon:
    """All of it, in the files' order; some of it as plain mappings of the files."""

    data: Mapping[str, Any]  # file by file
    comparators: tuple[Word, ...]
    units: tuple[UnitEntry, ...]
    prefixes: tuple[Mapping[str, Any], ...]
    binary: Mapping[str, int]
    compounds: Mapping[str, tuple[str, str]]
    senses: Mapping[str, Mapping[str, Any]]
    read_as: Sequence[Mapping[str, Any]]
    qudt: Mapping[str, str]
    verbs: tuple[ChangeVerb, ...]
    fixed: tuple[Fixed, ...]
    levels: Mapping[str, _Words]  # a verb of change that is a noun beside units of some kinds
    rates: Mapping[str, Any]
    ways: Mapping[str, Any]
    change_words: Mapping[str, Mapping[str, _Words]]  # to, by, from → zh, en
    numerals: Mapping[str, Any]
    denials: Mapping[str, Any]
    circumstances: Mapping[str, Any]
    metrics: tuple[MetricEntry, ...]
    bounds: Mapping[str, _Words]
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
    before = _own[:]
    _own[:] = wanted
    # What the readers have built of the lexicon before is no longer true.
    for name, module in list(sys.modules.items()):
        if name.startswith("jiebang.quantities."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    try:
        lexicon()
    except InputError:
        _own[:] = before
        raise


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
        return base | {k: _merged(base[k], v) if k in base else v for k, v in more.items()}
    return more


_Entry = TypeVar("_Entry", Word, UnitEntry, ChangeVerb, Fixed, MetricEntry)
# How the value of a field is read, by its type.
_VALUES: dict[Any, Any] = {"_Words": tuple, "bool": "true".__eq__, "Fraction": Fraction}


def _entry(record: type[_Entry], of: Mapping[str, Any], /, **given: Any) -> _Entry:
    """An entry of a file, whose keys are the names of the fields; what is `given` goes before."""
    known = (f for f in fields(record) if f.name in of and f.name not in given)
    return record(**{f.name: _VALUES.get(f.type, str)(of[f.name]) for f in known}, **given)


def _built(data: Mapping[str, Any]) -> Lexicon:
    units, changes = data["units"], data["changes"]
    groups: dict[str, Any] = {}
    for new in data["metrics"]:  # a later entry of the same id adds to the lists of the first
        old = groups.get(new["id"], {})
        groups[new["id"]] = _merged(old, new) | {k: old[k] for k in ("zh", "en") if k in old}
    as_they_are = {name: data[name] for name in ("numerals", "denials", "circumstances")}
    as_they_are |= {name: changes[name] for name in ("levels", "rates", "ways")}
    as_they_are |= {name: units[name] for name in ("senses", "read_as", "qudt")}
    return Lexicon(
        data=data,
        **as_they_are,
        comparators=tuple(
            _entry(Word, w, after=w.get("place") == "after", zh=(*_denied(w), *w["zh"]))
            for w in data["comparators"]
        ),
        units=(
            *(_entry(UnitEntry, entry, id=entry["ucum"]) for entry in units["units"]),
            *map(_currency, data["currencies"]),
            *(_entry(UnitEntry, {"ucum": "1"} | e, **_COUNTER) for e in data["counters"]),
        ),
        prefixes=tuple(units["prefixes"]),
        binary={name: int(value) for name, value in units["binary"].items()},
        compounds={
            base: (entry["kind"], entry.get("base", base))
            for base, entry in units["compounds"].items()
        },
        verbs=tuple(
            _entry(ChangeVerb, v, alone=tuple(v.get("zh_alone", ()))) for v in changes["verbs"]
        ),
        fixed=tuple(_entry(Fixed, phrase) for phrase in changes["fixed"]),
        change_words={
            key: {side: tuple(words) for side, words in changes[key].items()}
            for key in ("to", "by", "from")
        },
        bounds={key: tuple(words) for key, words in data["bounds"].items()},
        metrics=tuple(_entry(MetricEntry, group) for group in groups.values()),
        own_units=frozenset(units["own"]),
    )


_NOT = ("不", "未", *(f"不{can}" for can in "得应能可宜会该许"), "不允许", "不应当")


def _denied(word: Mapping[str, Any]) -> Iterable[str]:
    """不少于, 不得少于, 未少于 … of what an entry has under “denied”."""
    return (no + than for than in word.get("denied", ()) for no in _NOT)


_COUNTER: dict[str, Any] = {"base": "1", "kind": "count", "counter": True}


def _currency(entry: Mapping[str, Any]) -> UnitEntry:
    code = entry["code"]
    parts = tuple((name, Fraction(part)) for name, part in entry.get("parts", {}).items())
    given = {"id": code, "ucum": f"{{{code}}}", "base": code, "kind": "money", "parts": parts}
    return _entry(UnitEntry, entry, **given)


@lru_cache(maxsize=1)
def bound_words() -> dict[str, Word]:
    """The entry of each Chinese word that compares; the first that has it."""
    return {zh: word for word in reversed(lexicon().comparators) for zh in word.zh}


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


def any_form(words: Iterable[str]) -> str:
    """The same of `stem*`, `*ending` and patterns, which have a bracket or a question mark."""
    forms = [
        word if re.search(r"[(\[?]", word) else re.escape(word).replace(r"\*", "[a-z]*")
        for word in words
    ]
    return "|".join(sorted(forms, key=lambda form: len(form.partition("(")[0]), reverse=True))


@cache
def pattern(template: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern with words of the lexicon: `<<numerals.en.often>>` is any word of that list.

    Of a list of entries, as `<<changes.fixed>>`, the words are their Chinese.
    """

    def expand(place: re.Match[str]) -> str:
        found: Any = lexicon().data
        for key in place[1].split("."):
            found = found[key]
        words = (entry["zh"] if isinstance(entry, dict) else entry for entry in found)
        return f"(?:{any_form(words)})"

    return re.compile(re.sub(r"<<([a-z_.]+)>>", expand, template), flags)
