"""Ways to leave out, double or turn round a part of a good translation."""

from __future__ import annotations

import re
from random import Random

from mutators import (
    Mutator,
    Pair,
    bound_dropped,
    bound_reversed,
    chinese_left,
    digit_changed,
    figure_added,
    figure_dropped,
    term_forbidden,
    term_other,
    unit_swapped,
    values_swapped,
    wan_for_thousand,
)

_CLAUSE = re.compile(
    r"(?<=[;.] )[^;.]*(?:\.\w[^;.]*)*[;.]|^[^;.]*(?:\.\w[^;.]*)*[;.] |, [^,;.()]*(?=[;.]$)"
)
_EMPTY = re.compile(r"and (?:the like|others|so on)|etc|respectively|among others", re.I)
_ITEM = re.compile(r"(?<=, )(?!and |or )([^,;:.()]+), (?=[^;:.()]*\b(?:and|or) )")
_NOT = re.compile(r"\b(shall|must|may|do|does|did|is|are|can) not\b|\bcannot\b")


def clause_cut(pair: Pair, chance: Random) -> str:
    """A clause of at least four words is gone."""
    found = [
        m
        for m in _CLAUSE.finditer(pair.en)
        if len(m[0].split()) >= 4 and not _EMPTY.search(m[0]) and len(m[0]) < len(pair.en) - 3
    ]
    if not found:
        return ""
    match = chance.choice(found)
    rest = (pair.en[: match.start()] + pair.en[match.end() :]).strip()
    rest = re.sub(r"[;,]$", ".", rest) if pair.en.endswith(".") else rest
    if pair.en.endswith(";") and not rest.endswith(";"):
        rest = rest.rstrip(".,") + ";"
    return rest[:1].upper() + rest[1:]


def _items(pair: Pair) -> list[re.Match[str]]:
    """Items in the middle of an enumeration that the Chinese has, too."""
    return list(_ITEM.finditer(pair.en)) if pair.zh.count("、") >= 2 else []


def item_dropped(pair: Pair, chance: Random) -> str:
    """One item of an enumeration is gone."""
    found = _items(pair)
    if not found:
        return ""
    match = chance.choice(found)
    return pair.en[: match.start()] + pair.en[match.end() :]


def item_doubled(pair: Pair, chance: Random) -> str:
    """One item of an enumeration stands twice."""
    found = _items(pair)
    if not found:
        return ""
    match = chance.choice(found)
    return pair.en[: match.end()] + match[0] + pair.en[match.end() :]


def word_doubled(pair: Pair, chance: Random) -> str:
    """A word stands twice: “the the”."""
    found = list(re.finditer(r"\b[A-Za-z]{2,}\b(?= )", pair.en))
    if not found:
        return ""
    match = chance.choice(found)
    return f"{pair.en[: match.end()]} {match[0]}{pair.en[match.end() :]}"


def negation_turned(pair: Pair, chance: Random) -> str:
    """What shall not be shall be; or what shall be shall not."""
    found = list(_NOT.finditer(pair.en))
    if found:
        match = chance.choice(found)
        return f"{pair.en[: match.start()]}{match[1] or 'can'}{pair.en[match.end() :]}"
    found = list(re.finditer(r"\b(?:shall|must|may|can|will)(?= [a-z])", pair.en))
    if not found:
        return ""
    match = chance.choice(found)
    return f"{pair.en[: match.end()]} not{pair.en[match.end() :]}"


# Kind, mutator, and whether it is a matter of figures, bounds and units.
KINDS: tuple[tuple[str, Mutator, bool], ...] = (
    ("a digit changed", digit_changed, True),
    ("a figure dropped", figure_dropped, True),
    ("a figure added", figure_added, True),
    ("万 or 亿 a power off", wan_for_thousand, True),
    ("two figures swapped", values_swapped, True),
    ("a bound reversed", bound_reversed, True),
    ("a bound dropped", bound_dropped, True),
    ("a unit swapped", unit_swapped, True),
    ("a forbidden rendering", term_forbidden, False),
    ("another term", term_other, False),
    ("a clause cut", clause_cut, False),
    ("a list item dropped", item_dropped, False),
    ("a list item doubled", item_doubled, False),
    ("Chinese left in", chinese_left, False),
    ("a word doubled", word_doubled, False),
    ("a negation turned round", negation_turned, False),
)
