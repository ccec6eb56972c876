"""The special cases of the comparison: rows of lexicon/clues.yml, by what stands where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jiebang.quantities.align import Figure, Pairing
from jiebang.quantities.lexicon import Word, bound_words, pattern
from jiebang.quantities.numbers_en import even
from jiebang.text.words import load_words

_CONDITION = re.compile(r"@\S+|[（(][^）)]*[）)]")
_STOPS = {"zh": "，。；", "en": ".;"}
_FACTS: Mapping[str, Callable[[Figure], str]] = {
    "is": lambda f: f.kind.value,
    "kind": lambda f: f.amount.meaning.kind,
    "unit": lambda f: f.amount.unit,
    "ucum": lambda f: f.amount.meaning.ucum,
    "role": lambda f: f.role,
    "way": lambda f: f.direction,
    "bound": lambda f: f.amount.word,
}
_Wanted = str | list[str]


@dataclass(frozen=True, slots=True)
class Both:
    """A figure of the Chinese and the one of the English that is it; and all of both texts."""

    found: Pairing
    mine: Figure
    theirs: Figure

    @property
    def is_rest(self) -> bool:
        """Whether the one says a part, and the other the rest of its whole: 92%, “8%”."""
        part = self.mine.magnitude[1]
        return part not in self.theirs.shares and 1 - part in self.theirs.shares

    def holds(self, case: str) -> bool:
        return holds(case, self.found, self.mine, self.theirs)


def holds(
    case: str, found: Pairing, mine: Figure | None = None, theirs: Figure | None = None
) -> bool:
    """Whether all that a row of a special case asks for stands there."""
    sides = {"zh": (found.zh, mine), "en": (found.en, theirs)}

    def fits(key: str, wanted: _Wanted) -> bool:
        side, _, place = key.removeprefix("not_").partition("_")
        text, figure = sides[side]
        beside = _stands(side, place, wanted, figure) if figure and place else None
        there = says(str(wanted), text) if beside is None else beside
        return there is not key.startswith("not_")

    return any(all(fits(*ask) for ask in row.items()) for row in load_words("clues")[case])


def _stands(side: str, place: str, wanted: _Wanted, figure: Figure) -> bool:
    """Whether a fact of a figure is one of those wanted, or words stand at a place of it."""
    if isinstance(wanted, list):
        return _FACTS[place](figure) in wanted
    if place == "clause":
        return says(wanted, figure.text[figure.clause(_STOPS[side])])
    return says(wanted, said(figure)[0]) if place == "said" else bool(figure.look(place, wanted))


@lru_cache(maxsize=256)
def says(words: str, text: str) -> bool:
    """Whether a text has words, which are a pattern with lists of the lexicon."""
    return pattern(words, re.IGNORECASE).search(text) is not None


def said(figure: Figure) -> tuple[str, Word | None]:
    """The words that compare a Chinese figure, and their entry in the lexicon."""
    word = _CONDITION.sub("", figure.amount.word).strip()
    known = bound_words()
    if word.endswith(("的", "为")):  # 不超过售价的, 至少为
        word = next((word[:n] for n in range(len(word), 0, -1) if even(word[:n]) in known), word)
    return word, known.get(even(word))
