"""What stands beside an English number: its unit or currency, and the phrases that compare."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from jiebang.quantities.amount import BARE, Unit
from jiebang.quantities.lexicon import Word, alternatives, lexicon
from jiebang.quantities.numbers_en import EnglishNumber, key, lower
from jiebang.quantities.units import multiply, unit_table

PER = re.compile(r"\s*(?:(?P<word>per|a|an|each|every)\b|/)\s*", re.I)
_SPACE = re.compile(r"[\s\u00a0-]{0,2}")
_HALF_OF = re.compile(r"[\s-]+(?:(?:of\s+)?an?\s+)?")  # half an hour, half-year
_SINGLE = frozenset(("a", "in", "at", "as", "am", "I", "do", "so", "pt", "GPU"))
_LOWER_WORD = re.compile(r"\s+[a-z]")
_NAME_ENDS = re.compile("(?![a-z])")
_WINDOW = 80  # longer than any name of a unit
_SUM = r"[0-9][0-9,]{0,12}"
_PER_SUM = re.compile(
    rf"(?P<top>[A-Za-z]{{1,20}})\s*(?:per|/)\s*"
    rf"(?:(?:RMB|CNY|¥)\s?(?P<first>{_SUM})|(?P<last>{_SUM})\s?(?:yuan|RMB|CNY)\b)"
)
_WITHOUT_RATE = ("money", "count", "ratio")


def _phrases(words: Iterable[str]) -> list[str]:
    """Patterns of phrases, the longest first, with any blanks or hyphens between their words."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return [re.escape(word).replace(r"\ ", r"[\s-]+") for word in ordered]


# Units -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Unit]:
    """The English names of units with their meanings."""
    unsure = {name for entry in lexicon().units if not entry.bare for name in entry.en}
    names = reversed(unit_table().english.items())
    return {key(name): unit for name, unit in names if name not in unsure}


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    """The units that may stand before a figure: currencies, scales of hardness."""
    ahead = [entry for entry in lexicon().units if entry.signs]
    signs = {sign for entry in ahead for sign in (*entry.signs, *entry.en)}
    before = alternatives(signs & unit_table().units.keys())
    return re.compile(rf"(?P<sign>(?<![A-Za-z])(?:{before})|\$)\s*$")


def name_at(text: str, at: int) -> tuple[str, Unit, int] | None:
    """The longest name of a unit that begins at a place, its meaning and its end.

    Looked up: one pattern of all names took longer to compile than most commands take.
    """
    flat, names = key(text[at : at + _WINDOW]), _names()
    ends = [match.start() for match in _NAME_ENDS.finditer(flat, 1)]
    for name in (flat[:end] for end in reversed(ends)):
        if name in names:
            found = re.compile(_phrases([name])[0], re.IGNORECASE).match(text, at)
            return (name, names[name], found.end()) if found else None
    return None


def find_unit(text: str, number: EnglishNumber, start: int) -> tuple[str, Unit, int, int]:
    """The unit beside a number: printed, its meaning, where the amount begins and ends."""
    none = "", BARE, start, number.end
    spans = ((max(0, start - 8), start), (start, number.start))  # $3, −RMB 120 million
    if match := next(filter(None, (_signs().search(text, *span) for span in spans)), None):
        first = min(start, match.start())
        return match["sign"], unit_table().meaning(match["sign"]), first, number.end
    if number.kind in ("month", "clock", "version"):
        return none
    if number.kind == "plus" and (found := unit_behind(text, start + 2)):
        return found[0], found[1], start, number.end  # an hour and a half
    half = number.kind == "loose" and number.value < 1
    at = number.end
    found = unit_behind(text, at, _HALF_OF if half else _SPACE)
    if found is None or number.kind == "ordinal":  # the 14th day
        return none
    printed, meaning, end = found
    close = text.startswith(printed, at)
    decade = number.value % 10 == 0 and not 100 <= number.value < 1000
    if close and ((number.others and printed in ("K", "B", "k")) or (decade and printed == "s")):
        return none  # an 8K screen, a 7B model; in her 20s, the 1990s
    return printed, meaning, start, end


def unit_behind(text: str, at: int, gap: re.Pattern[str] = _SPACE) -> tuple[str, Unit, int] | None:
    """The unit that stands behind a place, between them a blank or a hyphen."""
    between = gap.match(text, at)
    return unit_at(text, between.end() if between else at)


def unit_at(text: str, at: int) -> tuple[str, Unit, int] | None:
    """The unit that begins at a place: a symbol, or words with what they are per."""
    if of_sum := _per_sum(text, at):
        return of_sum
    named, symbol = name_at(text, at), unit_table().read(text, at)
    if symbol and text[at : symbol[1]] in _SINGLE and _LOWER_WORD.match(text, symbol[1]):
        symbol = None
    if symbol and (named is None or symbol[1] >= named[2]):
        return text[at : symbol[1]], symbol[0], symbol[1]
    if named is None:
        return None
    meaning = named[1]
    joint = PER.match(text, named[2]) if meaning.kind not in _WITHOUT_RATE else None
    below = name_at(text, joint.end()) if joint else None
    if below:
        rate = multiply([(meaning, False), (below[1], True)])
        return text[at : below[2]], rate, below[2]
    return named


def _per_sum(text: str, at: int) -> tuple[str, Unit, int] | None:
    """A unit that is for a sum of money: 0.45 t per RMB 10,000, tonnes per 10,000 yuan."""
    found = _PER_SUM.match(text, at)
    if found is None:
        return None
    table, name = unit_table(), found["top"]
    top = _names().get(key(name)) or table.meaning(name)
    yuan, size = table.meaning("元"), int((found["first"] or found["last"]).replace(",", ""))
    below = replace(yuan, ucum=f"({size}.{yuan.ucum})", factor=yuan.factor * size)
    return (
        (found.group(), multiply([(top, False), (below, True)]), found.end()) if top.base else None
    )


# Bounds ----------------------------------------------------------------------------------

_GAP = re.compile(r"(?:[\s~±–-]*[A-Za-z][\w’'-]*){0,2}[\s~±–-]*")
# Over the year, the above two cases, rate-limited to 600 requests.
_NO_BOUND = re.compile(
    r"(?:over|under|in)\s+(?:the|an?|its|this|that|these|those|his|her|their|our|my)\b(?! age)"
    r"|(?<=the )above|(?<=-)limited",
    re.I,
)
_AFTER_GAP = re.compile(r"[^,;.()]{0,32}")
_MONEY_BEFORE = re.compile(r"[A-Z]{0,4}[$£€¥￥₩₹₽]?\s?$|[A-Z]{2,4}\s?$")


class Bound(NamedTuple):
    """An English phrase that compares, in its place; `word` is the lexicon's entry."""

    start: int
    end: int
    word: Word
    after: bool
    text: str


@lru_cache(maxsize=64)
def find_bounds(text: str) -> tuple[Bound, ...]:
    """The phrases of an English text that compare, in order, none overlapping."""
    phrases, meanings = _bound_phrases()
    found = []
    for match in phrases.finditer(lower(text)):
        phrase, (start, end) = key(match.group()), match.span()
        if not _NO_BOUND.match(text, start):
            found.append(Bound(start, end, *meanings[phrase], phrase))
    return tuple(found)


# over 5 km and more than 3 m, down 3% and up 12%: not “5 km and more”, “3% and up”
_NOT_THAN = r"(?!(?:and|or)\s+(?:\w+\s+than\b|up\s+(?:by\s+)?[0-9]))"


@lru_cache(maxsize=1)
def _bound_phrases() -> tuple[re.Pattern[str], Mapping[str, tuple[Word, bool]]]:
    """What each English phrase means: by the entry before whose amount it stands, if any."""
    meanings: dict[str, tuple[Word, bool]] = {}
    words = [w for w in lexicon().comparators if w.force != "reach"]
    never_alone = lexicon().numerals["en"]["never_alone"]
    ranked = [
        *((w, w.en[0]) for w in words),  # what an entry says first it owns: “within” is <=
        *((w, text) for w in words for text in w.en if not w.after or "{}" in text),
        *((w, text) for w in words for text in w.en),
    ]
    for word, text in ranked:
        plain = key(text.replace("{}", "").strip())
        if plain and plain not in never_alone:
            meanings.setdefault(plain, (word, "{}" in text))
    spelled = "|".join(_phrases(w for w in meanings if w[0].isalpha()))
    others = _phrases(w for w in meanings if not w[0].isalpha())
    spelled = rf"{_NOT_THAN}\b(?:{spelled})(?![a-z0-9])"
    return re.compile("|".join([spelled, *others])), meanings


def assign_bounds(
    text: str, numbers: Sequence[EnglishNumber], bounds: Sequence[Bound]
) -> dict[int, Bound]:
    """By where a number begins, what bounds it: what stands before it, or behind (“or more”)."""
    assigned: dict[int, Bound] = {}
    starts, ends = [number.start for number in numbers], [number.end for number in numbers]
    for bound in bounds:
        last, ahead = bisect_right(ends, bound.start) - 1, bisect_left(starts, bound.end)
        start = starts[ahead] if ahead < len(starts) else None
        close = start and bound.text.startswith("or ") and text[bound.end : start].isspace()
        if close or (start and not bound.after and _is_near(text, bound.end, start)):
            about = start or 0  # close to or over 100%
        elif bound.after and last >= 0 and _AFTER_GAP.fullmatch(text, ends[last], bound.start):
            about = starts[last]
        else:
            continue
        # The nearer one is meant, but for one that says about.
        before = assigned.get(about)
        nearer = not bound.after and bound.word.force == "bound"
        if before is None or nearer or before.word.force == "about":
            assigned[about] = bound
    return assigned


def _is_near(text: str, end: int, start: int) -> bool:
    money = _MONEY_BEFORE.search(text, max(end, start - 6), start)
    return bool(_GAP.fullmatch(text, end, money.start() if money else start))
