"""Bounds lost, reversed or added, and ranges taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.align import Difference, Figure, Pairing, differ
from jiebang.quantities.amount import Kind
from jiebang.quantities.beside_en import find_bounds
from jiebang.quantities.lexicon import Word, alternatives, bound_words, lexicon, pattern
from jiebang.quantities.numbers_en import even
from jiebang.quantities.pair_units import is_taken_off

_ENDS = (("low", "up"), ("high", "down"))  # of a range, and what bounds it there
_TURNED = {"up": "down", "down": "up"}
_CONDITION = re.compile(r"@\S+|[（(][^）)]*[）)]")
_REACHED = re.compile(r"[至到达成为]$")
_ANY_BOUND = re.compile(
    r"\bas (?:much|many|high|low|long|little|few|early|late) as\b|\bup to\b", re.I
)
_UP_TO = re.compile(r"\bup to\s+[A-Z$€£]{0,4}\s?$")
# Said of a span of time, these are no bounds: over 3 years.
_OF_TIME = frozenset(("over", "within", "under"))
_INCLUDING = frozenset((">=", "<="))
_MEMBERS = 6  # of a list, that are looked back for its bound
_HALF = Fraction(1, 2)
_BESIDE = 60  # characters from a figure within which a bound may be meant of it
# A denial; one before a bound in its clause; one behind: “loads over 2 t are prohibited”.
_DENIES = r"(?:\b<<denials.en.denies>>|n['’]t)\b"
_DENIES_BEFORE = rf"{_DENIES}[^.;:,()0-9]*$"
_UNDONE = re.compile("[仍还尚]?[未不没]")
_DENIES_AT_ALL = rf"{_DENIES}|\bfail"
_FORBIDS = r"[^.;:,()]{0,40}\b<<denials.en.forbids>>\b"
# “3 years after” is no 3年内, but for “in the 3 years after”.
_LATER = r"\s+<<numerals.en.apart.later>>\b"
_IN_TIME = r"\b<<numerals.en.apart.in>>\s+(?:the\s+)?(?:\w+\s+)?$"
_AT_LATEST = r"[^.;:()]*\b<<numerals.en.apart.latest>>\b"
_BETWEEN = r"\bbetween(?:[^.;:()]*[0-9][^.;:()]*\band)?\s+(?:[a-z]+\s+){0,3}$"
_COMPARED = r"\b<<numerals.compared.en>>\b"  # compared with, against


# Behind a figure, what makes a term of it: 五年期国债利率高于三年期 bounds none.
TERM = re.compile("(?P<unit>年|个月|月|天|日|周)?期(?!间)")


def comparators(found: Pairing) -> Iterator[Difference]:
    """Bounds lost, reversed, added; and ranges taken apart."""
    unused, of_zh = _unused_bounds(found), _unused_bounds_zh(found)
    for mine, theirs in found.matches:
        if (theirs.role, mine.direction) in _ENDS:
            continue  # 满16周岁不满18周岁, 16岁以上18岁以下: “from 16 to 18”
        if {mine.kind, theirs.kind} & {Kind.NAME, Kind.ORDINAL}:
            continue
        if TERM.match(found.zh, mine.amount.number_end):
            continue
        free = [way for way, place in unused if abs(place - theirs.amount.start) < _BESIDE]
        if difference := _bound(mine, theirs, free, of_zh, found):
            yield difference
    yield from _ranges(found)


def _bound(
    mine: Figure, theirs: Figure, free: list[str], of_zh: list[str], found: Pairing
) -> Difference | None:
    """What differs between the bounds of two figures that are one.

    `free` are the ways that the English bounds beside it without a figure, `of_zh` those of the
    whole Chinese.
    """
    a, words, (word, entry) = mine.amount, theirs.amount.word, _said(mine)
    wanted, given = mine.direction, theirs.direction
    part = mine.magnitude[1]  # 三折起: up to 70% off
    of_rest = part not in theirs.shares and 1 - part in theirs.shares
    if part == _HALF and mine.written.endswith("折"):
        of_rest = is_taken_off(theirs.amount, found.en)  # at least 50% off: 不超过五折
    if of_rest or find_denial(mine, theirs, found.en):
        given = _TURNED.get(given, given)
    if a.limited and given == "up":
        wanted = "down"  # 最高5万元
    if entry and entry.means in ("better", "no-worse"):
        return None if given or free else differ("comparators.better", True, mine)
    if a.tolerance is not None and given == "down":
        return None  # within ±2%
    bounded, bounds = wanted in _TURNED, given in _TURNED
    options = entry.en[:2] if entry else ("at least",) if wanted == "up" else ("no more than",)
    wish = ", ".join(f"“{option.replace('{}', '…')}”" for option in options)
    if given == "down" and _is_too_late(mine, theirs, found):
        return None
    contrary = "" if of_rest else _contrary(mine, theirs, entry, found.en)
    if contrary or (bounded and bounds and wanted != given):
        certain = bool(contrary) or not (a.approximate and wanted != "up")
        return differ("comparators.reversed", certain, mine, a.word, contrary or words, wish)
    if a.optional:
        return None
    # Bounded so loosely that English may say nothing of it: 达到, 30多年.
    soft = a.mode == "to" or bool(_REACHED.search(word))
    soft |= bool(wanted) and not word and not a.approximate
    soft |= entry is not None and entry.id == "full"
    if bounded and not given and not soft:
        if wanted in (*free, _led(theirs, found)) or _ANY_BOUND.search(found.en):
            return None
        certain = not _is_loosely_bounded(mine, theirs, found.en)
        return differ("comparators.lost", certain, mine, a.word or wanted, wish)
    if words in _reaching():
        return None  # for what is so much English says that it is reached
    if bounds and not wanted and not soft and given not in of_zh:
        # English often bounds such a figure by itself: “over 3 years”.
        of_time = theirs.amount.meaning.kind == "duration" and words in _OF_TIME
        certain = not (of_time or Kind.DATE in (mine.kind, theirs.kind))
        certain |= words.endswith("than") and of_zh == [_TURNED[given]]
        certain |= words == "within" and _DAYS_LATER.match(found.zh, a.end) is not None
        return differ("comparators.added", certain, theirs, words)
    includes = {amount.comparator in _INCLUDING for amount in (a, theirs.amount)}
    if wanted == given and bounded and entry and len(includes) == 2:
        renders = any(words == text.replace("{}", "").strip().lower() for text in entry.en)
        return None if renders else differ("comparators.strict", False, mine, a.word, words, wish)
    return None


def _is_too_late(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """超过30日未答复: who has not replied within 30 days."""
    undone = mine.amount.meaning.kind == "duration" and _UNDONE.match(found.zh, mine.amount.end)
    return bool(undone and pattern(_DENIES_AT_ALL, re.I).search(found.en))


_ONLY_AFTER = re.compile(r"\b(after)\s+(?:the\s+)?$", re.I)  # 三十日内: no “after thirty days”
# 七日后生效: not “within seven days”.
_DAYS_LATER = re.compile("[之以]?后(?:[，。；方才生执施可]|$)")


def _contrary(mine: Figure, theirs: Figure, entry: Word | None, en: str) -> str:
    """The English words that say less than a bound does, or more than 近 and 将近; or ""."""
    if mine.amount.word.strip() in lexicon().numerals["nearly"]["zh"]:
        return (
            ""
            if theirs.direction != "up" or theirs.amount.word in _reaching()
            else theirs.amount.word
        )
    at, bound = theirs.amount.number_start, entry and entry.force == "bound" and _way(entry) == "up"
    if "内" in mine.amount.word and (late := _ONLY_AFTER.search(en, max(0, at - 16), at)):
        return late[1]
    plain = bound and not theirs.direction and _UP_TO.search(en, max(0, at - 16), at)
    return "up to" if plain else ""


def _said(figure: Figure) -> tuple[str, Word | None]:
    """The words that compare a Chinese figure, and their entry in the lexicon."""
    word = _CONDITION.sub("", figure.amount.word).strip()
    known = bound_words()
    if word.endswith(("的", "为")):  # 不超过售价的, 至少为
        word = next((word[:n] for n in range(len(word), 0, -1) if even(word[:n]) in known), word)
    return word, known.get(even(word))


def find_denial(mine: Figure, theirs: Figure, en: str) -> tuple[int, int] | None:
    """Where the English denies the contrary of a Chinese bound that denies: “may not be over”."""
    entry, amount = _said(mine)[1], theirs.amount
    if not (entry and entry.negated):
        return None
    start = max(0, amount.start - _BESIDE)
    match = pattern(_DENIES_BEFORE, re.I).search(en, start, amount.start)
    match = match or pattern(_FORBIDS, re.I).match(en, amount.end)
    return match.span() if match else None


@lru_cache(maxsize=1)
def _reaching() -> frozenset[str]:
    """English words that say that so much is reached, and bound nothing."""
    words = lexicon().comparators
    bounds = {text for w in words if w.force == "bound" and w.id != "full" for text in w.en}
    return frozenset(text for w in words if w.force == "reach" for text in w.en) - bounds


def _way(word: Word) -> str:
    """Whether a word bounds from below or above: “up”, “down”, or “”."""
    return {">": "up", "<": "down"}.get(word.means[0], "")


def _places(figures: Iterable[Figure]) -> set[int]:
    """The places that figures with their bounds take up."""
    taken = ((f.amount.start, f.amount.end) for f in figures if f.amount.word)
    return {place for span in taken for place in range(*span)}


def _unused_bounds(found: Pairing) -> list[tuple[str, int]]:
    """The ways, with places, that the English bounds no figure, at least none we could tell."""
    used = _places(found.en_figures)
    free = (bound for bound in find_bounds(found.en) if bound.start not in used)
    return [(way, bound.start) for bound in free if (way := _way(bound.word))]


def _unused_bounds_zh(found: Pairing) -> list[str]:
    """The directions that the Chinese says apart from any figure: 最高可认定30学时."""
    used = _places(found.zh_figures)
    free = (match[0] for match in _zh_bounds().finditer(found.zh) if match.start() not in used)
    limits = lexicon().numerals["zh"]["limits"].items()
    named = [way for way, words in limits if any(word in found.zh for word in words)]
    return [way for word in free if (way := _way(bound_words()[word]))] + named


@lru_cache(maxsize=1)
def _zh_bounds() -> re.Pattern[str]:
    """Words that bound, and those of two characters that say what is reached (达到)."""
    words = bound_words().items()
    bounds = (zh for zh, word in words if word.force == "bound")
    reached = (zh for zh, word in words if word.id == "reach" and len(zh) > 1)
    return re.compile(alternatives((*bounds, *reached)))


_MEMBER = re.compile(r"[^.;:()]{0,60}?(?:,|\band|\bor)(?:\s+(?:an?|the|some))?\s*", re.I)


def _led(figure: Figure, found: Pairing) -> str:
    """Which way a bound reaches the member of a list: 3 in “at least 5 patents and 3 standards”.

    The list must be one in the Chinese too: its bound does not stand at the same figure.
    """
    for other in reversed(found.en_figures[max(0, figure.index - _MEMBERS) : figure.index]):
        if not _MEMBER.fullmatch(found.en, other.amount.end, figure.amount.start):
            return ""
        if other.amount.word:
            led = (mine for mine, theirs in found.matches if theirs is other)
            reached = any(not m.amount.word and m.direction == other.direction for m in led)
            return other.direction if reached else ""
        figure = other
    return ""


def _is_loosely_bounded(mine: Figure, theirs: Figure, en: str) -> bool:
    """Whether English often says such a bound without one: 3年内 “in 3 years”."""
    word, start = _said(mine)[0], theirs.amount.start
    days = mine.amount.meaning.kind == "duration" and word.endswith("内")
    if mine.kind is Kind.DATE:
        return True
    if pattern(_BETWEEN, re.I).search(en, max(0, start - _BESIDE), start):
        return True
    if days:
        clause = max(en.rfind(stop, 0, start) for stop in ".;:()") + 1
        later = pattern(_LATER, re.I).match(en, theirs.amount.end)
        return (
            not later
            or bool(pattern(_IN_TIME, re.I).search(en, max(0, start - 24), start))
            or bool(pattern(_AT_LATEST, re.I).match(en, clause))
        )
    # 低于上年的2.1%: “down from 2.1%”
    compared = word.endswith(tuple(lexicon().numerals["compared"]["zh"]))
    return compared and bool(pattern(_COMPARED, re.I).search(en, max(0, start - _BESIDE), start))


_RANGE_SIGN = re.compile("[-–—~～至到]")
_RANGE_SIGN_EN = re.compile(r"\s*(?:[-–—~]|to)\s*")
# 2003至2019年, 5日至9日 “2003 and 2019”; of 2018至2019年 both are named.
_DATES = re.compile(r"([0-9]{1,4})\s*[年日号]?\s*[-–—~～至到]\s*([0-9]{1,4})\s*[年日号]")
_LED_BETWEEN = re.compile(r"\bbetween\s+$", re.I)  # between −30 °C and −40 °C
_APART = re.compile(r"\s*(?:[,;、]|\band\b|\bor\b|&)\s*", re.I)


def _ranges(found: Pairing) -> Iterator[Difference]:
    """A range of the Chinese whose ends the English names one after the other."""
    ends = {(id(both[0].amount), both[0].role): both for both in found.matches}
    for (amount, role), (low, first) in ends.items():
        high, second = ends.get((amount, "high"), (low, first))
        if role != "low" or high is low:
            continue
        if _RANGE_SIGN_EN.fullmatch(found.en, second.amount.number_end, first.amount.number_start):
            yield differ("comparators.turned", True, low)
        between = found.en[first.amount.number_end : second.amount.number_start]
        next_one = high.value - low.value == 1 or not _RANGE_SIGN.search(low.written)
        if low.kind is Kind.DATE or ("or" in between and next_one):
            continue  # 一两年 “one or two years”
        start = first.amount.start
        led = _LED_BETWEEN.search(found.en, max(0, start - _BESIDE), start)
        if _APART.fullmatch(between) and not led:
            yield differ("comparators.apart", True, low)
    for dates in _DATES.finditer(even(found.zh)):
        apart = rf"(?<!between )\b{dates[1]}(?:th|st|nd|rd)? and {dates[2]}(?![0-9])"
        if int(dates[2]) - int(dates[1]) > 1 and re.search(apart, found.en, re.I):
            yield differ("comparators.apart", True, dates.group())
