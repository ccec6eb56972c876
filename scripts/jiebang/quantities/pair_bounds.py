"""Bounds lost, reversed or added, and ranges taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from jiebang.quantities.align import Figure, Pairing, direction
from jiebang.quantities.amount import Comparator, Kind
from jiebang.quantities.beside_en import find_bounds
from jiebang.quantities.difference import Difference, say
from jiebang.quantities.lexicon import Word, alternatives, bound_words, lexicon
from jiebang.quantities.numbers_en import even


def comparators(found: Pairing) -> Iterator[Difference]:
    """Bounds lost, reversed, added; and ranges taken apart."""
    unused, of_zh = _unused_bounds(found), _unused_bounds_zh(found)
    for mine, theirs in found.matches:
        if mine.role in ("low", "base", "other") or theirs.role in ("low", "base"):
            continue
        if theirs.role == "high" and direction(mine.amount.comparator) == "down":
            continue  # 满16周岁不满18周岁: “from 16 to 18”
        if {mine.amount.kind, theirs.amount.kind} & {Kind.NAME, Kind.ORDINAL}:
            continue
        free = [way for way, place in unused if abs(place - theirs.amount.start) < _BESIDE]
        if difference := _bound(mine, theirs, free, of_zh, found):
            yield difference
    yield from _ranges(found)


def _differ(certain: bool, message: str) -> Difference:
    return Difference("comparators", certain, message)


def _bound(
    mine: Figure, theirs: Figure, free: list[str], of_zh: list[str], found: Pairing
) -> Difference | None:
    """What differs between the bounds of two figures that are one.

    `free` are the ways that the English bounds beside it without a figure, `of_zh` those of the
    whole Chinese.
    """
    word, entry = _said(mine)
    wanted, given = direction(mine.amount.comparator), direction(theirs.amount.comparator)
    if find_denial(mine, theirs, found.en):
        given = _TURNED.get(given, given)
    if mine.amount.limited and given == "up":
        wanted = "down"  # 最高5万元
    if entry and entry.means == "better":
        lost = f"nothing in the English says 优于 of {say(mine)}; write “better than”"
        return None if given or free else _differ(True, lost)
    soft, words = _is_soft(mine, word, entry, wanted), theirs.amount.word
    bounded, bounds = wanted in _TURNED, given in _TURNED
    if mine.amount.tolerance is not None and given == "down":
        return None  # within ±2%
    if bounded and bounds and wanted != given:
        return _differ(
            not (mine.amount.approximate and wanted != "up"),
            f"{mine.amount.word or 'a bound'} of {say(mine)} is reversed in the English "
            f"(“{words}”); write {_wish(entry, wanted)}",
        )
    if mine.amount.optional:
        return None
    if bounded and not given and not soft:
        if wanted in (*free, _led(theirs, found)) or _ANY_BOUND.search(found.en):
            return None
        return _differ(
            not _loosely_bounded(mine, theirs, found),
            f"nothing in the English says {mine.amount.word or wanted} of {say(mine)}; write "
            f"{_wish(entry, wanted)}",
        )
    if words in _reaching():
        return None  # for what is so much English says that it is reached
    if bounds and not wanted and not soft and given not in of_zh:
        return _differ(
            not _loosely_given(mine, theirs),
            f"the English says “{words}” of {say(theirs)}, the Chinese does not; take it out or "
            "correct it",
        )
    includes = [amount.comparator in _INCLUDING for amount in (mine.amount, theirs.amount)]
    if wanted == given and bounded and entry and includes[0] != includes[1]:
        close = f"“{words}” is not quite {mine.amount.word} of {say(mine)}; write "
        return None if _renders(words, entry) else _differ(False, close + _wish(entry, wanted))
    return None


def _is_soft(figure: Figure, word: str, entry: Word | None, way: str) -> bool:
    """Whether a figure is bounded so loosely that English may say nothing of it: 达到, 年满."""
    amount = figure.amount
    more = amount.comparator is Comparator.MORE  # 30多年
    if way == "about" or amount.mode == "to" or (amount.approximate and not more):
        return True
    if way and not word and not amount.approximate:
        return True
    return bool(_REACHED.search(word) or (entry and (entry.id == "full" or entry.force != "bound")))


def _said(figure: Figure) -> tuple[str, Word | None]:
    """The words that compare a Chinese figure, and their entry in the lexicon."""
    word = _CONDITION.sub("", figure.amount.word).strip()
    return word, bound_words().get(even(word))


def find_denial(mine: Figure, theirs: Figure, en: str) -> tuple[int, int] | None:
    """Where the English denies the contrary of a Chinese bound that denies: “may not be over”."""
    entry, amount = _said(mine)[1], theirs.amount
    if not (entry and entry.negated and amount.word) or _denials()[0].match(amount.word):
        return None
    before = _denials()[1].search(en, max(0, amount.start - _BESIDE), amount.start)
    match = before or _denials()[2].match(en, amount.end)
    return match.span() if match else None


@lru_cache(maxsize=1)
def _denials() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A denial; one before a bound in its clause; one behind: “loads over 2 t are prohibited”."""
    en = lexicon().denials["en"]
    words = rf"(?:\b(?:{alternatives(en['denies'])})|n['’]t)\b"
    return (
        re.compile(words, re.IGNORECASE),
        re.compile(rf"{words}[^.;:,()0-9]*$", re.IGNORECASE),
        re.compile(rf"[^.;:,()]{{0,40}}\b(?:{alternatives(en['forbids'])})\b", re.IGNORECASE),
    )


_TURNED = {"up": "down", "down": "up"}
# 降至, 达到: what is reached; English says it with “to” or “of”.
_CONDITION = re.compile(r"@\S+|[（(][^）)]*[）)]")
_REACHED = re.compile(r"[至到达成为]$")
_ANY_BOUND = re.compile(
    r"\bas (?:much|many|high|low|long|little|few|early|late) as\b|\bup to\b", re.I
)
# Said of a span of time, these are no bounds: over 3 years.
_OF_TIME = frozenset(("over", "within", "under"))
_INCLUDING = frozenset((">=", "<="))
_MEMBERS = 6  # of a list, that are looked back for its bound
_BESIDE = 60  # characters from a figure within which a bound may be meant of it


@lru_cache(maxsize=1)
def _reaching() -> frozenset[str]:
    """English words that say that so much is reached, and bound nothing."""
    words = lexicon().comparators
    bounds = {
        text for word in words if word.force == "bound" and word.id != "full" for text in word.en
    }
    return frozenset(t for word in words if word.force == "reach" for t in word.en) - bounds


@lru_cache(maxsize=1)
def _compared() -> tuple[list[str], re.Pattern[str]]:
    """Words by which two figures are compared: 高于; “compared with”, “against”."""
    words = lexicon().numerals["compared"]
    return words["zh"], re.compile(rf"\b(?:{alternatives(words['en'])})\b", re.IGNORECASE)


def _renders(text: str, entry: Word) -> bool:
    return any(text == option.replace("{}", "").strip().lower() for option in entry.en)


def _wish(entry: Word | None, way: str) -> str:
    options = entry.en[:2] if entry else ("at least",) if way == "up" else ("no more than",)
    return ", ".join(f"“{option.replace('{}', '…')}”" for option in options)


def _way(word: Word) -> str:
    """Whether a word bounds from below or above: “up”, “down”, or “”."""
    return "up" if word.means[0] == ">" else "down" if word.means[0] == "<" else ""


def _places(figures: Iterable[Figure]) -> set[int]:
    """The places that figures with their bounds take up."""
    taken = ((f.amount.start, f.amount.end) for f in figures if f.amount.word)
    return {place for span in taken for place in range(*span)}


def _unused_bounds(found: Pairing) -> list[tuple[str, int]]:
    """The directions that the English says of no figure, at least of none we could tell, with
    their places."""
    used = _places(found.en_figures)
    return [
        (way, bound.start)
        for bound in find_bounds(found.en)
        if bound.start not in used and (way := _way(bound.word))
    ]


def _unused_bounds_zh(found: Pairing) -> list[str]:
    """The directions that the Chinese says apart from any figure: 最高可认定30学时."""
    used = _places(found.zh_figures)
    apart = [
        way
        for match in _zh_bounds().finditer(found.zh)
        if (way := _way(bound_words()[match.group()])) and match.start() not in used
    ]
    limits = lexicon().numerals["zh"]["limits"]
    return apart + [way for way, words in limits.items() if any(w in found.zh for w in words)]


@lru_cache(maxsize=1)
def _zh_bounds() -> re.Pattern[str]:
    """Words that bound, and those of two characters that say what is reached (达到)."""
    words = bound_words().items()
    return re.compile(
        alternatives(
            zh
            for zh, word in words
            if word.force == "bound" or (word.id == "reach" and len(zh) > 1)
        )
    )


_MEMBER = re.compile(r"[^.;:()]{0,60}?(?:,|\band|\bor)(?:\s+(?:an?|the|some))?\s*", re.I)


def _led(figure: Figure, found: Pairing) -> str:
    """Which way a bound reaches the member of a list: 3 in “at least 5 patents and 3 standards”.

    The list must be one in the Chinese too: its bound does not stand at the same figure.
    """
    for other in reversed(found.en_figures[max(0, figure.index - _MEMBERS) : figure.index]):
        if not _MEMBER.fullmatch(found.en, other.amount.end, figure.amount.start):
            return ""
        if other.amount.word:
            way = direction(other.amount.comparator)
            led = (m.amount for m, theirs in found.matches if theirs is other)
            reached = any(not a.word and direction(a.comparator) == way for a in led)
            return way if reached else ""
        figure = other
    return ""


def _loosely_bounded(mine: Figure, theirs: Figure, found: Pairing) -> bool:
    """Whether English often says such a bound without one: 3年内 “in 3 years”."""
    spoken = mine.amount.meaning.kind == "duration" and mine.amount.word.endswith("内")
    start = theirs.amount.start
    compared = mine.amount.word.endswith("的") or (  # 低于上年的2.1%: “down from 2.1%”
        mine.amount.word.endswith(tuple(_compared()[0]))
        and _compared()[1].search(found.en, max(0, start - _BESIDE), start)
    )
    return spoken or bool(compared) or mine.amount.kind is Kind.DATE


def _loosely_given(mine: Figure, theirs: Figure) -> bool:
    """Whether English often bounds such a figure by itself: “over 3 years”."""
    return (
        (theirs.amount.meaning.kind == "duration" and theirs.amount.word in _OF_TIME)
        or Kind.DATE in (mine.amount.kind, theirs.amount.kind)
        or mine.amount.optional
    )


_RANGE_SIGN = re.compile("[-–—~～至到]")
_RANGE_SIGN_EN = re.compile(r"\s*(?:[-–—~]|to)\s*")
_APART = re.compile(r"\s*(?:[,;、]|\band\b|\bor\b|&)\s*", re.I)


def _ranges(found: Pairing) -> Iterator[Difference]:
    """A range of the Chinese whose ends the English names one after the other."""
    ends: dict[int, list[tuple[Figure, Figure]]] = {
        id(mine.amount): [] for mine, _ in found.matches if mine.role == "low"
    }
    for mine, theirs in found.matches:
        if mine.role in ("low", "high") and id(mine.amount) in ends:
            ends[id(mine.amount)].append((mine, theirs))
    for both in ends.values():
        if len(both) != 2 or any(theirs.role for _, theirs in both):
            continue
        (low, first), (high, second) = both
        turned = found.en[second.amount.number_end : first.amount.number_start]
        if _RANGE_SIGN_EN.fullmatch(turned):
            yield _differ(
                True, f"{say(low)} runs the other way in the English; put the lower end first"
            )
        between = found.en[first.amount.number_end : second.amount.number_start]
        next_one = high.value - low.value == 1 or not _RANGE_SIGN.search(low.written)
        if low.amount.kind is Kind.DATE or ("or" in between and next_one):
            continue  # 一两年 “one or two years”
        if _APART.fullmatch(between):
            yield _differ(
                True,
                f"{say(low)} is a range in the Chinese, two figures in the English; write “–” or "
                "“to”",
            )
