"""Reads `pairs.tsv`, for the maker of the tiny model and for the tests."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PAIRS = Path(__file__).with_name("pairs.tsv")
_SPAN = re.compile(r"\{(\d):([^}]*)\}")


@dataclass(frozen=True)
class Pair:
    """Chinese and English as written in the file, spans marked `{1:…}`."""

    marked_zh: str
    marked_en: str

    @property
    def zh(self) -> str:
        return _SPAN.sub(r"\2", self.marked_zh)

    @property
    def en(self) -> str:
        return _SPAN.sub(r"\2", self.marked_en)

    @property
    def spans(self) -> tuple[str, ...]:
        """The numbers of the spans, in their order in the Chinese."""
        return tuple(dict.fromkeys(number for number, _ in _SPAN.findall(self.marked_zh)))

    def protected(self, indices: Mapping[str, int] | None = None) -> tuple[str, str]:
        """Both texts with each span a placeholder ⟦n⟧; spans not in `indices` stay.

        A span that the Chinese has twice gets one number; no `indices` means 1, 2, 3, …
        """
        if indices is None:
            indices = {span: n for n, span in enumerate(self.spans, 1)}

        def put(match: re.Match[str]) -> str:
            index = indices.get(match[1])
            return match[2] if index is None else f"⟦{index}⟧"

        return _SPAN.sub(put, self.marked_zh), _SPAN.sub(put, self.marked_en)

    def drawn(self, dice: random.Random) -> tuple[str, str]:
        """Both texts, a part of the spans as placeholders, for training."""
        luck = dice.random()
        chosen = [s for s in self.spans if luck > 0.55 or (luck > 0.3 and dice.random() < 0.6)]
        start = dice.choice((0, 1, 1, 1, len(chosen) + 1))
        numbers = list(range(start, start + len(chosen)))
        if dice.random() < 0.4:
            numbers = dice.sample(range(16), len(chosen))
        return self.protected(dict(zip(chosen, numbers, strict=True)))


def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """The pairs of the file, in order."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(Pair(*line.split("\t")) for line in lines if line and not line.startswith("#"))
