"""The catalogues as a memory: Chinese that somebody has put into English already.

Texts are compared with their figures masked: 不少于100家 and 不少于200家 are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

import yaml
from rapidfuzz import fuzz, process

from jiebang.document.model import State
from jiebang.quantities.align import Figure
from jiebang.quantities.amount import finite
from jiebang.quantities.numbers_en import EnglishNumber, even, numbers_en
from jiebang.quantities.render_en import render_number
from jiebang.text.han import simplified
from jiebang.text.spaces import squash
from jiebang.translation.english import polish
from jiebang.translation.guard import Guard, firm_figures

FRAMES = "frames"  # in the place of a segment's id: lexicon/frames.yml
Lent = tuple[str, str, str, str]  # id, Chinese, English, state: what people vouch for
_FIGURES = re.compile(r"[0-9][0-9,.]*")
_BLANKS = re.compile(r"\s+")
_SHORTEST = 8  # characters: what is shorter differs in everything when it differs


class MemoryMatch(NamedTuple):
    """English for a Chinese text, and the segment it was written for."""

    en: str
    segment_id: str


@cache
def _frames() -> Mapping[str, str]:
    text = files("jiebang").joinpath("lexicon", "frames.yml").read_text("utf-8")
    return {str(zh): str(en) for zh, en in yaml.safe_load(text).items()}


def frame_of(zh: str) -> MemoryMatch | None:
    """The English of a heading, label or set sentence of the genre, where it is one.

    For what no catalogue has: these ship with the program, for any project.
    """
    english = _frames().get(squash(simplified(zh)))
    return MemoryMatch(english, FRAMES) if english else None


def masked(zh: str) -> str:
    """The text without blanks, each figure in digits a 0."""
    return _FIGURES.sub("0", _BLANKS.sub("", even(zh)))


class Memory:
    """The best English of each Chinese text: reviewed before curated, then the first.

    Args:
        lent: in the order of the documents.
        least: how alike texts must be to be like each other, 0 to 1.
    """

    def __init__(self, lent: Iterable[Lent], least: float = 0.9) -> None:
        ranked: dict[str, tuple[int, MemoryMatch]] = {}
        ranks: dict[str, int] = {state: state.rank for state in State}
        for segment_id, zh, en, state in lent:
            rank = ranks[state]
            if zh not in ranked or rank > ranked[zh][0]:
                ranked[zh] = rank, MemoryMatch(en, segment_id)
        self._english = {zh: match for zh, (_, match) in ranked.items()}
        self._least = 100 * least

    def get(self, zh: str) -> MemoryMatch | None:
        """English of the same text, letter for letter."""
        return self._english.get(zh) or frame_of(zh)

    @cached_property
    def _masked(self) -> dict[str, str]:
        return {zh: masked(zh) for zh in self._english if len(zh) >= _SHORTEST}

    def like(self, zh: str) -> list[str]:
        """The texts most like this one, the best first."""
        if len(zh) < _SHORTEST:
            return []
        found = process.extract(
            masked(zh), self._masked, scorer=fuzz.ratio, score_cutoff=self._least, limit=3
        )
        return [text for _, _, text in found]

    def find_similar(self, zh: str, guard: Guard) -> MemoryMatch | None:
        """English of a text nearly the same, its figures replaced; None where that cannot be."""
        text = simplified(zh)
        twin = self._english.get(text) if text != zh else None
        if twin and not guard.fault(text, twin.en):
            return twin
        for other in self.like(text):
            known = self._english[other]
            if en := carry(other, known.en, text, guard):
                return MemoryMatch(en, known.segment_id)
        return None


def carry(old_zh: str, old_en: str, zh: str, guard: Guard) -> str:
    """The English of `old_zh` with the figures of `zh`; "" where that cannot be.

    Figures pair off in the order of the two Chinese texts. One that changed must
    stand in the English exactly once, in digits. What comes out passes every check.
    """
    old, new = firm_figures(old_zh), firm_figures(zh)
    if len(old) != len(new):
        return ""
    edits: list[tuple[EnglishNumber, str]] = []
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


def _sort(figure: Figure) -> tuple[str, str, str]:
    """What two figures must share, for one to take the other's place."""
    return figure.amount.kind.value, figure.amount.unit, figure.role
