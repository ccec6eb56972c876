"""The phrases of an English text that compare, and the number each is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiebang.quantities.lexicon import Word, lexicon
from jiebang.quantities.numbers_en import Number, key, lower

_GAP = re.compile(
    r"(?:\s|~|±|\ba\b|\ban\b|\banother\b|\bthe\b|\bof\b|\bby\b|\btop\b|\bto\b|\bbe\b|\bits\b|-|–)*",
    re.I,
)
_GAP_WORDS = re.compile(r"(?:[\s-]+[A-Za-z][\w’'-]*){0,2}[\s-]*")
_AFTER_GAP = re.compile(r"[^,;.()]{0,32}")
_MONEY_BEFORE = re.compile(r"[A-Z]{0,4}[$£€¥￥₩₹₽]?\s?$|[A-Z]{2,4}\s?$")
_THE = re.compile(r"\bthe\s+$", re.I)
_OVER_TIME = re.compile(r"\s+(?:the|a|an|its|this|that|these|those|his|her|their|our|my)\b", re.I)


@dataclass(frozen=True, slots=True)
class Bound:
    """An English phrase that compares, in its place; `word` is the lexicon's entry."""

    start: int
    end: int
    word: Word
    after: bool
    text: str


@lru_cache(maxsize=64)
def find_bounds(text: str) -> tuple[Bound, ...]:
    """The phrases of an English text that compare, in order, none overlapping."""
    words = _bound_words()
    found = []
    for match in words.pattern.finditer(lower(text)):
        phrase = key(match.group())
        word, after = words.meanings[phrase]
        if phrase in ("over", "under", "in") and _OVER_TIME.match(text, match.end()):
            continue
        if phrase == "above" and _THE.search(text, max(0, match.start() - 5), match.start()):
            continue  # the above two cases
        if phrase == "+" and text[match.end() : match.end() + 1].isdigit():
            continue
        found.append(Bound(match.start(), match.end(), word, after, phrase))
    return tuple(found)


@dataclass(frozen=True)
class _BoundWords:
    pattern: re.Pattern[str]
    meanings: Mapping[str, tuple[Word, bool]]


@lru_cache(maxsize=1)
def _bound_words() -> _BoundWords:
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
    ordered = sorted(meanings, key=lambda w: (-len(w), w))
    words_only = [re.escape(w).replace(r"\ ", r"[\s-]+") for w in ordered if w[0].isalpha()]
    others = [re.escape(w) for w in ordered if not w[0].isalpha()]
    parts = [rf"\b(?:{'|'.join(words_only)})(?![a-z0-9])", *others]
    return _BoundWords(re.compile("|".join(parts)), meanings)


def assign_bounds(
    text: str, numbers: Sequence[Number], bounds: Sequence[Bound]
) -> dict[int, Bound]:
    """For each bound, the number it is about: the next one, or the last for “or more”."""
    assigned: dict[int, Bound] = {}
    ahead = 0
    for bound in bounds:
        while ahead < len(numbers) and numbers[ahead].start < bound.end:
            ahead += 1
        behind = ahead - 1
        while behind >= 0 and numbers[behind].end > bound.start:
            behind -= 1
        leads = bound.after and bound.text.startswith("or ") and ahead < len(numbers)
        if leads and text[bound.end : numbers[ahead].start].isspace():
            _set(assigned, ahead, bound)  # close to or over 100%
            continue
        if bound.after:
            if behind >= 0 and _AFTER_GAP.fullmatch(text, numbers[behind].end, bound.start):
                _set(assigned, behind, bound)
            continue
        if (
            behind >= 0
            and bound.text in ("at least", "at most", "minimum", "maximum")
            and _trails(text, bound, numbers[behind].end)
        ):
            _set(assigned, behind, bound)
            continue
        if ahead < len(numbers) and _near(text, bound.end, numbers[ahead].start):
            _set(assigned, ahead, bound)
    return assigned


def _set(assigned: dict[int, Bound], n: int, bound: Bound) -> None:
    """A bound beside a number; the nearer one is meant, but for one that says about."""
    before = assigned.get(n)
    nearer = before and not (before.after or bound.after) and bound.word.force == "bound"
    if before is None or nearer or before.word.force == "about":
        assigned[n] = bound


def _near(text: str, end: int, start: int) -> bool:
    money = _MONEY_BEFORE.search(text, max(end, start - 6), start)
    start = money.start() if money else start
    if start - end > 40:
        return False
    return bool(_GAP.fullmatch(text, end, start) or _GAP_WORDS.fullmatch(text, end, start))


_LAST = re.compile(r"\s*(?:[,;.)]|$)")
_UNIT_ONLY = re.compile(r"(?:[\s-]*[^\s,;.()]+){0,2}\s*")


def _trails(text: str, bound: Bound, end: int) -> bool:
    """“20 at most”: with nothing of its own behind it."""
    return bool(_LAST.match(text, bound.end)) and bool(_UNIT_ONLY.fullmatch(text, end, bound.start))
