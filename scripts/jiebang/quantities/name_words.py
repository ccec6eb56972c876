"""The words of lexicon/names.yml: what makes the name of a metric whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from jiebang.quantities.amount import Amount
from jiebang.text.words import load_words


class Measure(NamedTuple):
    """What amounts of some kinds or units measure; see the head of the list in names.yml."""

    zh: str
    en: str
    heads: tuple[str, ...]
    words: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    tolerance: bool = False
    named: bool = False


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    """Read once."""
    data: Mapping[str, Any] = load_words("names")
    return data


@lru_cache(maxsize=256)
def words(key: str) -> tuple[str, ...]:
    """A list of names.yml, the longest first; of a mapping there its keys."""
    found = _data()[key]
    return _long_first(found) if isinstance(found, str) else tuple(found)


def forms(key: str) -> Mapping[str, str]:
    """A mapping of names.yml."""
    found: Mapping[str, str] = _data()[key]
    return found


@lru_cache(maxsize=256)
def pattern(template: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern in which `{key}` stands for any word of that list, `{not key}` for behind none."""
    behind = re.sub(
        r"\{not ([a-z_]+)\}",
        lambda key: "".join(f"(?<!{re.escape(word)})" for word in words(key[1])),
        template,
    )
    return re.compile(
        re.sub(r"\{([a-z][a-z_]+)\}", lambda key: _any_of(words(key[1])), behind), flags
    )


_GUARDED = re.compile("(?:(?P<behind>[^<>]+)<)?(?P<word>[^<>]+)(?:>(?P<before>.+))?")


def _any_of(entries: Sequence[str]) -> str:
    """Any of the words, the longest first; 应>用急 is no part of 应用 or 应急, 人<才 none of 人才.

    Of more than one character what makes another word is parted by “/”: 同时>在线/跟踪.
    """
    found = [match for entry in entries if (match := _GUARDED.fullmatch(entry))]
    ways = []
    for word in sorted(found, key=lambda match: -len(match["word"])):
        behind = "".join(f"(?<!{part})" for part in _parts(word["behind"]))
        before = "".join(f"(?!{part})" for part in _parts(word["before"]))
        ways.append(f"{behind}{re.escape(word['word'])}{before}")
    return f"(?:{'|'.join(ways)})"


def _parts(others: str | None) -> list[str]:
    return [] if not others else others.split("/") if "/" in others else [f"[{others}]"]


def measure_of(name: str, amount: Amount) -> Measure | None:
    """What an amount that has a Chinese name measures; None where it may be anything."""
    for measure in _measures():
        of = not measure.of or name.endswith(measure.of)
        alike = measure.tolerance <= (amount.tolerance is not None)
        if of and alike and (amount.meaning.kind in measure.kinds or amount.unit in measure.units):
            return measure
    return None


@lru_cache(maxsize=1)
def _measures() -> tuple[Measure, ...]:
    entries: list[dict[str, Any]] = _data()["measures"]
    for entry in entries:
        entry |= {key: _long_first(entry[key]) for key in ("heads", "words", "of") if key in entry}
    return tuple(Measure(**entry) for entry in entries)


def _long_first(listed: str) -> tuple[str, ...]:
    """Words parted by blanks, or idioms parted by “|”."""
    parts = listed.split("|") if "|" in listed else listed.split()
    return tuple(sorted((part.strip() for part in parts), key=len, reverse=True))
