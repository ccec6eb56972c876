"""Names that are compared, bases of rates, and what changes are set against."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from jiebang.quantities.align import Difference, Figure, Pairing, differ
from jiebang.quantities.denial import sentences
from jiebang.quantities.lexicon import alternatives, any_form, lexicon, pattern
from jiebang.quantities.numbers_en import even

# Names ------------------------------------------------------------------------------------

_LETTERS = re.compile(r"(?<![A-Za-z0-9])[0-9]*[A-Z]+[0-9]*(?![A-Za-z])")
_BY_NAME = str.maketrans("甲乙丙", "ABC")
_DIGIT = "[一二三四五六七八九0-9]"
# 方案一 … 方案二, 一号机组 … 二号机组, Plan 1: one noun with two numerals, behind or before it.
_NUMBERED = (
    rf"(?P<noun>[\u4e00-\u9fff]{{2}})(?P<one>{_DIGIT})(?![0-9.]).*?(?P=noun)(?P<two>{_DIGIT})(?![0-9.])"
    rf"|(?<![0-9.])(?P<first>{_DIGIT})(?P<what>号|[组期班队类厂线]).*?(?<![0-9.])(?P<second>{_DIGIT})(?P=what)"
    r"|\b[A-Z][a-z]+\s(?:No\.\s?)?(?P<number>[1-9]|<<numerals.en.words>>)(?![\w.]*[\w%])"
)
_AGAINST = re.compile("[比较与和跟]于?$")
_SHORTEST = 4  # letters of a currency's name that is no other word (won)


@lru_cache(maxsize=1)
def _currencies() -> tuple[re.Pattern[str], dict[str, str]]:
    """The names of currencies, Chinese and English, and the currency that each means."""
    known = [entry for entry in lexicon().units if entry.currency]
    codes = {name.lower(): entry.id for entry in known for name in entry.en}
    long = [name for name in codes if len(name) >= _SHORTEST and name.isascii()]
    named = rf"\b(?:(?:{alternatives(long)})s?|(?<=the )(?:{alternatives(codes)}))\b"
    zh = {name: entry.id for entry in known for name in entry.zh if len(name) > 1}
    return re.compile(f"{alternatives(zh)}|{named}", re.I), codes | zh


def _money(text: str) -> list[tuple[int, str]]:
    """The currencies that a text names, with their places."""
    known, codes = _currencies()
    names = ((m.start(), m.group().lower()) for m in known.finditer(text))
    return [(place, codes.get(name) or codes[name.removesuffix("s")]) for place, name in names]


def _names(text: str) -> dict[str, int]:
    """The names in a text that comparisons may turn round, with the place of the first of each.

    In order, but for what others are set against first: 较B组，A组高5% is of A and B.
    """
    plain, numerals = even(text).translate(_BY_NAME), lexicon().numerals
    worth = numerals["zh"]["digits"] | numerals["en"]["words"]
    found = [*_money(text), *((m.start(), m.group()) for m in _LETTERS.finditer(plain))]
    for match in pattern(_NUMBERED).finditer(plain):
        said = {name: number for name, number in match.groupdict().items() if number}
        for name in said.keys() & {"one", "two", "first", "second", "number"}:
            number = str(worth.get(said[name].lower(), said[name]))
            found.append((match.start("noun" if name == "one" else name), number))
    places: dict[str, int] = {}
    for place, name in sorted(found):
        places.setdefault(name, place)
    set_against = found and _AGAINST.search(plain, 0, min(found)[0])
    return dict(reversed(places.items())) if set_against else places


def are_turned(zh: str, en: str) -> bool | None:
    """Whether the two names of a Chinese text stand the other way round in its English.

    None where either has not just these two.
    """
    ours = list(_names(zh))
    theirs = [name for name in _names(en) if name in ours]
    return ours != theirs if len(ours) == 2 and set(ours) == set(theirs) else None


@lru_cache(maxsize=2)  # asked of each figure of a text
def leads_alike(zh: str, en: str) -> bool:
    """Whether the currency that each text names first is one, or either names none."""
    ours, theirs = _money(zh), _money(en)
    return not ours or not theirs or ours[0][1] == theirs[0][1]


# Comparisons ------------------------------------------------------------------------------

_THAN = re.compile(r"\bthan\b")
_DENIED = re.compile(r"[不没未无非]")
_DENIED_EN = r"(?:\b<<denials.en.denies>>\b|n[’']t\b)"
_WAYS = ("up", "down")
_COMPARES = re.compile("[比较于过超领落]")
_STANDS_ZH = (
    r"[比较][^，。；]{{1,12}}?<<changes.scales.{0}.{1}.zh>>|<<changes.scales.{0}.{1}.verb>>"
)


def comparisons(found: Pairing) -> Iterator[Difference]:
    """Two names that have changed places: A高于B, “B is higher than A”."""
    for part, other in sentences(found.zh, found.en):
        zh, en = found.zh[part], found.en[other]
        turned = are_turned(zh, en) if _COMPARES.search(zh) else None
        if turned is None or _DENIED.search(zh) or pattern(_DENIED_EN, re.I).search(en):
            continue
        names = tuple(_names(zh))
        last = max(place for name, place in _names(en).items() if name in names)
        ends = [(scale, way) for scale in lexicon().data["changes"]["scales"] for way in _WAYS]
        told = [end for end in ends if pattern(_STANDS_ZH.format(*end)).search(zh)]
        given = [end for end in ends if _stands_en(*end, en, last)]
        if len(told) != 1 or len(given) != 1 or told[0][0] != given[0][0]:
            continue
        if (told[0][1] != given[0][1]) != turned:
            yield differ("units.compared", True, *names)


def _stands_en(scale: str, way: str, en: str, last: int) -> bool:
    """Whether the English says that the one name is more on a scale than the other, or less.

    Args:
        last: where the second of them stands.
    """
    than = pattern(rf"\b<<changes.scales.{scale}.{way}.en>>\b", re.I).search(en)
    if than and _THAN.search(en, than.start(), last):
        return True
    return bool(pattern(rf"\b<<changes.scales.{scale}.{way}.en_verb>>\b", re.I).search(en, 0, last))


# Nouns ------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _twins() -> list[tuple[re.Pattern[str], ...]]:
    """Of each two nouns that two figures may be of, the Chinese and then the English patterns."""
    form = {"zh": "{}", "en": r"\b(?:{})\b"}
    return [
        tuple(
            re.compile(form[side].format(any_form(noun[side])), re.I)
            for side in form
            for noun in twins
        )
        for twins in lexicon().denials["twins"]
    ]


def nouns(found: Pairing) -> Iterator[Difference]:
    """Two figures whose nouns have changed places: 12人受伤，3人死亡, “12 killed, 3 injured”."""
    parts = sentences(found.zh, found.en)
    starts = [part.start for part, _ in parts]
    by_part = defaultdict(list)
    for match in found.matches:
        by_part[bisect_right(starts, match[0].amount.number_start) - 1].append(match)
    for nth, matches in by_part.items():
        if len(matches) != 2:
            continue
        mine, theirs = ([both[side] for both in matches] for side in (0, 1))
        moved = theirs[0].index > theirs[1].index
        for one, other, one_en, other_en in _twins():
            told = _are_in_turn(found.zh, parts[nth][0], mine, one, other)
            if told is None:
                continue
            given = _are_in_turn(found.en, parts[nth][1], theirs, one_en, other_en)
            if given is not None and (given != told) is not moved:
                yield differ("units.compared", True, *mine)


def _are_in_turn(
    text: str, part: slice, figures: Sequence[Figure], *nouns: re.Pattern[str]
) -> bool | None:
    """Whether the first of two nouns comes first; None where not each has a figure of its own."""
    said = [[m.start() for m in noun.finditer(text, part.start, part.stop)] for noun in nouns]
    if [len(places) for places in said] != [1, 1]:
        return None
    (one,), (other,) = said
    first, second = sorted(figure.amount.number_start for figure in figures)
    before, after = min(one, other), max(one, other)
    alternate = before < first < after < second or first < before < second < after
    return one < other if alternate else None


# Bases ------------------------------------------------------------------------------------

_BASE_ZH = re.compile("(?P<year>同比)|环比")
_BASE = r"\b<<changes.baselines.%s>>(?!\w)"


def baselines(found: Pairing) -> Iterator[Difference]:
    """Two figures whose baselines have changed places: 同比增长12%，环比下降3%."""
    told = []
    starts = sorted((len(found.en), *(f.amount.number_start for f in found.en_figures)))
    for mine, theirs in found.matches:
        start = mine.clause("，。；,.;").start
        ours = _BASE_ZH.findall(found.zh, start, mine.amount.number_start)
        at = theirs.amount.number_end
        behind = found.en[at : starts[bisect_left(starts, at)]]
        given = [way for way in ("year", "period") if pattern(_BASE % way, re.I).search(behind)]
        if len(ours) == len(given) == 1:
            told.append((mine, bool(ours[0]), given == ["year"]))
    if len({year for _, year, _ in told}) == 2 and all(a is not b for _, a, b in told):
        yield differ("units.baseline", True, told[0][0])
