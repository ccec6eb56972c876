"""The catalogues as a memory: Chinese that somebody has put into English already.

Texts are compared with their figures masked: 不少于100家 and 不少于200家 are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from rapidfuzz import fuzz, process

from jiebang.document.model import State, Translation
from jiebang.quantities.align import Figure
from jiebang.quantities.amount import finite
from jiebang.quantities.numbers_en import Number, even, numbers_en
from jiebang.quantities.render_en import render_number
from jiebang.text.han import simplified
from jiebang.text.spaces import squash
from jiebang.translation.english import polish
from jiebang.translation.guard import Guard, firm_figures

FRAMES = "frames"  # in the place of a segment's id: lexicon/frames.yml
_TRUSTED = (State.CURATED, State.REVIEWED)


@dataclass(frozen=True, slots=True)
class Match:
    """English for a Chinese text, and the segment it was written for."""

    en: str
    segment_id: str


def remember(translations: Iterable[Translation]) -> dict[str, Match]:
    """The best English of each Chinese text, by that text, letter for letter.

    Only what is curated or reviewed is remembered. Where a text has several
    renderings, a reviewed one is taken before a curated one, then the first.

    Args:
        translations: in the order of the documents.
    """
    best: dict[str, Translation] = {}
    for found in translations:
        known = best.get(found.zh)
        if found.state in _TRUSTED and (known is None or found.state.rank > known.state.rank):
            best[found.zh] = found
    return {zh: Match(found.en, found.id) for zh, found in best.items()}


@cache
def _frames() -> Mapping[str, str]:
    text = files("jiebang").joinpath("lexicon", "frames.yml").read_text("utf-8")
    return {str(zh): str(en) for zh, en in yaml.safe_load(text).items()}


def frame_of(zh: str) -> Match | None:
    """The English of a heading, label or set sentence of the genre, where it is one.

    For what no catalogue has: these ship with the program, for any project.
    """
    english = _frames().get(squash(simplified(zh)))
    return Match(english, FRAMES) if english else None


_FIGURES = re.compile(r"[0-9][0-9,.]*")
_BLANKS = re.compile(r"\s+")
_SHORTEST = 8  # characters: what is shorter differs in everything when it differs


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text of the memory, and how alike it is: 1.0 but for figures the same."""

    zh: str
    score: float


def masked(zh: str) -> str:
    """The text without blanks, each figure in digits a 0."""
    return _FIGURES.sub("0", _BLANKS.sub("", even(zh)))


class SimilarIndex:
    """Texts to be found again by texts like them.

    Args:
        texts: any number; the first is taken of those that are equally alike.
        least: the lowest score asked for, 0 to 1.
    """

    def __init__(self, texts: Iterable[str], least: float = 0.9) -> None:
        self._least = 100 * least
        self._texts = [zh for zh in texts if len(zh) >= _SHORTEST]
        self._masked = [masked(zh) for zh in self._texts]

    def find(self, zh: str, limit: int = 3) -> tuple[Likeness, ...]:
        """The most alike texts, the best first."""
        if len(zh) < _SHORTEST:
            return ()
        found = process.extract(
            masked(zh), self._masked, scorer=fuzz.ratio, score_cutoff=self._least, limit=limit
        )
        return tuple(Likeness(self._texts[n], score / 100) for _, score, n in found)


def carry(old_zh: str, old_en: str, zh: str, guard: Guard) -> str:
    """The English of `old_zh` with the figures of `zh`; "" where that cannot be.

    Figures pair off in the order of the two Chinese texts. One that changed must
    stand in the English exactly once, in digits. What comes out passes every check.
    """
    old, new = firm_figures(old_zh), firm_figures(zh)
    if len(old) != len(new):
        return ""
    edits: list[tuple[Number, str]] = []
    offered = numbers_en(even(old_en))
    for before, after in zip(old, new, strict=True):
        if before.value == after.value and _sort(before) == _sort(after):
            continue
        mine = [n for n in offered if before.value in (n.value, *n.others)]
        alone = sum(f.value == before.value for f in old) == 1
        if len(mine) != 1 or not alone or _sort(before) != _sort(after):
            return ""
        if not old_en[mine[0].start].isdigit():
            return ""
        edits.append((mine[0], render_number(finite(after.value), after.amount.scale)))
    en = old_en
    for number, said in sorted(edits, key=lambda e: -e[0].start):
        en = en[: number.start] + said + en[number.end :]
    en = polish(en, zh)
    return "" if guard.fault(zh, en) else en


def find_similar(
    zh: str, index: SimilarIndex, memory: Mapping[str, Match], guard: Guard
) -> Match | None:
    """English of a text nearly the same, its figures replaced; None where that cannot be."""
    text = simplified(zh)
    if text != zh and text in memory and not guard.fault(text, memory[text].en):
        return memory[text]
    for like in index.find(text):
        known = memory[like.zh]
        if en := carry(like.zh, known.en, text, guard):
            return Match(en, known.segment_id)
    return None


def _sort(figure: Figure) -> tuple[str, str, str]:
    """What two figures must share, for one to take the other's place."""
    return figure.amount.kind.value, figure.amount.unit, figure.role
