"""Bounds lost, reversed or added, and ranges taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.align import Difference, Figure, Pairing, differ, way
from jiebang.quantities.amount import Kind
from jiebang.quantities.beside_en import find_bounds
from jiebang.quantities.clues import Both, said
from jiebang.quantities.lexicon import Word, alternatives, bound_words, lexicon
from jiebang.quantities.numbers_en import even

_ENDS = (("low", "up"), ("high", "down"))  # of a range, and what bounds it there
_TURNED = {"up": "down", "down": "up"}
_REACHED = re.compile(r"[至到达成为]$")
_INCLUDING = frozenset((">=", "<="))
_MEMBERS = 6  # of a list, that are looked back for its bound
_HALF = Fraction(1, 2)
_BESIDE = 60  # characters from a figure within which a bound may be meant of it
# A denial before a bound in its clause; one behind: “loads over 2 t are prohibited”.
_DENIES_BEFORE = (
    r"(?:\b(?:<<denials.en.denies>>|<<denials.en.misses>>)|n['’]t)\b(?!-)[^.;:,()0-9]*$"
)
_FORBIDS = r"[^.;:,()]{0,40}\b<<denials.en.forbids>>\b"
_DENIES_BEHIND = r"[^.;:,()0-9]{0,24}\b<<denials.en.denies>>\b"  # 80% is not reached
_MISSED = "not-reached"
_ONLY_AFTER = r"\b(after)\s+(?:the\s+)?$"  # 三十日内: no “after thirty days”
_UP_TO = r"\b(up to)\s+[A-Z$€£]{0,4}\s?$"


def bound(both: Both) -> Difference | None:
    """A bound lost, reversed or added."""
    mine, theirs, a = both.mine, both.theirs, both.mine.amount
    if (theirs.role, mine.direction) in _ENDS or both.holds("no bound"):
        return None  # 16岁以上18岁以下: “from 16 to 18”
    (word, entry), words, given = said(mine), theirs.amount.word, theirs.direction
    # 三折起: up to 70% off; 不超过五折: at least 50% off
    half_off = mine.written.endswith("折") and mine.magnitude[1] == _HALF
    is_rest = both.is_rest or (half_off and both.holds("taken off"))
    denied = find_denial(both) is not None
    if is_rest or denied or both.holds("counted back"):
        given = _TURNED.get(given, given)
    wanted = "down" if a.limited and given == "up" else mine.direction  # 最高5万元
    near = theirs.amount.start
    free = {said for said, at in _free_bounds(both.found) if abs(at - near) < _BESIDE}
    if entry and entry.means in ("better", "no-worse"):
        said_so = given or free or both.holds("bounded elsewhere")
        return None if said_so else differ("comparators.better", True, mine)
    if given == "down" and (a.tolerance is not None or both.holds("too late")):
        return None  # within ±2%
    bounded, bounds = wanted in _TURNED, given in _TURNED
    options = entry.en[:2] if entry else ("at least",) if wanted == "up" else ("no more than",)
    wish = ", ".join(f"“{option.replace('{}', '…')}”" for option in options)
    contrary = "" if is_rest else _contrary(both, entry)
    if contrary or (bounded and bounds and wanted != given):
        certain = bool(contrary) or not (a.approximate and wanted != "up")
        return differ("comparators.reversed", certain, mine, a.word, contrary or words, wish)
    if a.optional:  # 数十家: no “ten”
        exact = both.holds("exactly so many")
        return differ("numbers.changed", True, mine, theirs) if exact else None
    # Bounded so loosely that English may say nothing of it: 达到, 30多年.
    missed = entry is not None and entry.id == _MISSED
    soft = a.mode == "to" or bool(_REACHED.search(word)) or bool(entry and entry.id == "full")
    soft &= not missed
    soft |= bool(wanted) and not word and not a.approximate
    if bounded and not given and not soft:
        there = (missed and denied) or wanted in free or wanted == _led(both)
        if there or both.holds("bounded elsewhere"):
            return None
        certain = not both.holds("loosely bounded")
        return differ("comparators.lost", certain, mine, a.word or wanted, wish)
    if words in _reaching():
        return None  # for what is so much English says that it is reached
    of_zh = _free_bounds_zh(both.found)
    if bounds and not wanted and not soft and given not in of_zh:
        certain = not both.holds("bounded by itself") or both.holds("days later")
        certain |= words.endswith("than") and of_zh == [_TURNED[given]]
        return differ("comparators.added", certain, theirs, words)
    # “none exceeds” and “no more than” are one
    includes = {a.comparator in _INCLUDING, (theirs.amount.comparator in _INCLUDING) is not denied}
    if wanted == given and bounded and entry and len(includes) == 2:
        renders = any(words == text.replace("{}", "").strip().lower() for text in entry.en)
        return None if renders else differ("comparators.strict", False, mine, a.word, words, wish)
    return None


def _contrary(both: Both, entry: Word | None) -> str:
    """The English words that say less than a bound does, or more than 近 and 将近; or ""."""
    theirs = both.theirs
    if both.holds("more than nearly") and theirs.amount.word not in _reaching():
        return theirs.amount.word
    least = entry and entry.force == "bound" and way(entry.means) == "up" and not theirs.direction
    late = "内" in both.mine.amount.word and theirs.look("ahead", _ONLY_AFTER)
    found = late or (least and theirs.look("ahead", _UP_TO))
    return found[1] if found else ""


def find_denial(both: Both) -> slice | None:
    """Where the English denies the contrary of a Chinese bound that denies: “may not be over”."""
    entry = said(both.mine)[1]
    if not (entry and entry.negated):
        return None
    missed = entry.id == _MISSED
    if missed and both.theirs.direction == "down":
        return None  # 未达到3万元的，不予补助: “none is granted below”
    match = both.theirs.look("before", _DENIES_BEFORE)
    match = match or both.theirs.look("after", _DENIES_BEHIND if missed else _FORBIDS)
    return slice(*match.span()) if match else None


@lru_cache(maxsize=1)
def _reaching() -> frozenset[str]:
    """English words that say that so much is reached, and bound nothing."""
    words = lexicon().comparators
    bounds = {text for w in words if w.force == "bound" and w.id != "full" for text in w.en}
    return frozenset(text for w in words if w.force == "reach" for text in w.en) - bounds


def _apart(figures: Iterable[Figure], bounds: Iterable[tuple[int, Word]]) -> list[tuple[str, int]]:
    """The ways, with places, of the bounds that are of no figure, at least none we could tell."""
    taken = (range(f.amount.start, f.amount.end) for f in figures)
    used = {place for span in taken for place in span}
    ways = ((way(word.means), at) for at, word in bounds if at not in used)
    return [(said, at) for said, at in ways if said in _TURNED]


@lru_cache(maxsize=2)
def _free_bounds(found: Pairing) -> list[tuple[str, int]]:
    """The ways, with places, that the English bounds no figure."""
    bounds = ((bound.start, bound.word) for bound in find_bounds(found.en))
    return _apart(found.en_figures, bounds)


@lru_cache(maxsize=2)
def _free_bounds_zh(found: Pairing) -> list[str]:
    """The ways that the Chinese says apart from any figure: 最高可认定30学时."""
    matches = _zh_bounds().finditer(found.zh)
    apart = _apart(found.zh_figures, ((m.start(), bound_words()[m.group()]) for m in matches))
    limits = lexicon().numerals["zh"]["limits"].items()
    named = [said for said, words in limits if any(word in found.zh for word in words)]
    return [*(said for said, _ in apart), *named]


@lru_cache(maxsize=1)
def _zh_bounds() -> re.Pattern[str]:
    """Words that bound, and those of two characters that say what is reached (达到)."""
    words = bound_words().items()
    bounds = (zh for zh, word in words if word.force == "bound")
    reached = (zh for zh, word in words if word.id == "reach" and len(zh) > 1)
    return re.compile(alternatives((*bounds, *reached)))


_MEMBER = re.compile(r"[^.;:()]{0,60}?(?:,|\band|\bor)(?:\s+(?:an?|the|some))?\s*", re.I)


def _led(both: Both) -> str:
    """Which way a bound reaches the member of a list: 3 in “at least 5 patents and 3 standards”.

    The list must be one in the Chinese too: its bound does not stand at the same figure.
    """
    figure, found = both.theirs, both.found
    for other in reversed(found.en_figures[max(0, figure.index - _MEMBERS) : figure.index]):
        if not _MEMBER.fullmatch(found.en, other.amount.end, figure.amount.start):
            return ""
        if other.amount.word:
            led = (mine for mine, theirs in found.matches if theirs is other)
            reached = any(not m.amount.word and m.direction == other.direction for m in led)
            return other.direction if reached else ""
        figure = other
    return ""


_TO = re.compile(r"[-–—~～至到]")
_TO_EN = re.compile(r"\s*(?:[-–—~]|to)\s*")
# 2003至2019年, 5日至9日 “2003 and 2019”; of 2018至2019年 both are named.
_DATES = re.compile(rf"([0-9]{{1,4}})\s*[年日号]?\s*{_TO.pattern}\s*([0-9]{{1,4}})\s*[年日号]")
_APART = re.compile(r"\s*(?:[,;、]|\band\b|\bor\b|&)\s*", re.I)


def ranges(found: Pairing) -> Iterator[Difference]:
    """A range of the Chinese whose ends the English turns, or names one after the other."""
    highs = {id(mine.amount): (mine, it) for mine, it in found.matches if mine.role == "high"}
    lows = (both for both in found.matches if both[0].role == "low" and id(both[0].amount) in highs)
    for low, first in lows:
        high, second = highs[id(low.amount)]
        if _TO_EN.fullmatch(found.en, second.amount.number_end, first.amount.number_start):
            yield differ("comparators.turned", True, low)
        between = found.en[first.amount.number_end : second.amount.number_start]
        # 一两年 “one or two years”; between −30 °C and −40 °C
        next_one = "or" in between and (high.value - low.value == 1 or not _TO.search(low.written))
        listed = _APART.fullmatch(between) and not first.look("before", r"\bbetween\s+$")
        if listed and low.kind is not Kind.DATE and not next_one:
            yield differ("comparators.apart", True, low)
    for dates in _DATES.finditer(even(found.zh)):
        apart = rf"(?<!between )\b{dates[1]}(?:th|st|nd|rd)? and {dates[2]}(?![0-9])"
        if int(dates[2]) - int(dates[1]) > 1 and re.search(apart, found.en, re.I):
            yield differ("comparators.apart", True, dates.group())
