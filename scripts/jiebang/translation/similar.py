"""A memory that is asked for what is nearly the same, and answers fast.

Texts are compared with their figures masked: 不少于100家 and 不少于200家 are the same.
Each text is filed under its rarest pairs of characters only: two texts as alike
as asked for share at least one of them, however many texts there are.
"""

from __future__ import annotations

import math
import operator
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process

from jiebang.quantities.numbers_en import even

_FIGURES = re.compile(r"[0-9][0-9,.]*")
_BLANKS = re.compile(r"\s+")
_SHORTEST = 8  # characters: what is shorter differs in everything when it differs
_MANY = 2000  # candidates that are compared letter for letter


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
        texts: any number; a million takes about a minute and some 600 MB.
        least: the lowest score that will be asked for, 0 to 1.
    """

    def __init__(self, texts: Sequence[str], least: float = 0.9) -> None:
        self._least = least
        self._texts = [zh for zh in texts if len(zh) >= _SHORTEST]
        self._masked = [masked(zh) for zh in self._texts]
        counts: Counter[str] = Counter()
        for text in self._masked:
            counts.update(_pairs(text))
        # The rarest first; of equals, always in one order.
        ordered = sorted(counts, key=lambda pair: (counts[pair], pair))
        self._rank = {pair: n for n, pair in enumerate(ordered)}
        self._files: dict[int, array[int]] = defaultdict(lambda: array("I"))
        files, rank = self._files, self._rank.__getitem__
        for n, text in enumerate(self._masked):
            for number in sorted(map(rank, set(_pairs(text))))[: _enough(len(text), least)]:
                files[number].append(n)

    def find(self, zh: str, limit: int = 3) -> tuple[Likeness, ...]:
        """The most alike texts, the best first."""
        if len(zh) < _SHORTEST:
            return ()
        text = masked(zh)
        candidates = self._candidates(text)
        found = process.extract(
            text,
            {n: self._masked[n] for n in candidates},
            scorer=fuzz.ratio,
            score_cutoff=self._least * 100,
            limit=limit,
        )
        best = sorted(found, key=lambda f: (-f[1], f[2]))
        return tuple(Likeness(self._texts[n], score / 100) for _, score, n in best)

    def _candidates(self, text: str) -> list[int]:
        """Whatever shares a rare pair with the text and is of like length."""
        low, high = _lengths(len(text), self._least)
        shared: Counter[int] = Counter()
        for number in self._rarest(text):
            shared.update(self._files.get(number, ()))
        fit = (n for n, _ in shared.most_common() if low <= len(self._masked[n]) <= high)
        return list(islice(fit, _MANY))

    def _rarest(self, text: str) -> list[int]:
        ranks = sorted(self._rank.get(pair, -1) for pair in set(_pairs(text)))
        return ranks[: _enough(len(text), self._least)]


def _enough(length: int, least: float) -> int:
    """How many of its rarest pairs a text alike cannot all be without.

    With a ratio of r, at most (2-2r)/(2-r) of the characters of a text are not in
    the other, and each breaks two pairs.
    """
    return 1 + math.ceil(2 * length * (2 - 2 * least) / (2 - least))


def _pairs(text: str) -> Iterator[str]:
    return map(operator.add, text, text[1:])


def _lengths(length: int, least: float) -> tuple[int, int]:
    """Lengths beyond which no ratio can reach `least`."""
    most = (2 - least) / least
    return math.floor(length / most), math.ceil(length * most) + 1
