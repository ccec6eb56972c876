"""Whether what was protected stands where it belongs: held against literal glosses.

A gloss is the English of the few words around one protected text, or around several that
stand side by side, translated by themselves: nothing in it can change places. The words
that an English has around each protected text must be those of its own gloss rather than
those of another's.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product
from typing import NamedTuple

from jiebang.translation.english import part_ends
from jiebang.translation.protect import Lost, Protected, protect
from jiebang.translation.spans import HAN, Kind, Span

# How much better the places must fit as they are, or the other way round, to tell.
SURE, WRONG = 0.2, -0.3
# Among many places there are many pairs, and one or another looks wrong by chance.
_MANY, _WRONG_OF_MANY = 6, -0.5
_NEAR, _FAR = 0.7, 0.97  # of its weight, with each word between it and the place
_OTHER_SIDE = 0.6  # of a word's weight, where it stands behind instead of before
_WINDOW = 8  # characters on each side: those beyond weigh next to nothing
_STOPS_ZH = "，。；：！？,;:!?\n"
_LETTERS = "XYQZKVWJBDFGHLMNPRST"  # as names of what stands there; one that the text has not
# Whatever they become in English tells no place from another.
_EMPTY_ZH = re.compile("[的地得和及等]")
# Between spans side by side: brackets, 、 and one “and” at most.
_JOINT = re.compile(
    r"[^\u3400-\u9fff，。；：！？,;:!?]*[和及与或]?[^\u3400-\u9fff，。；：！？,;:!?]*"
)
_LISTED = re.compile("[、和及与或]")  # what follows is another's
_LATIN = re.compile("[A-Za-z]")
_TOKEN = re.compile(r"[^\W\d_]{2,}|[,.;:!?，。；：！？](?=\s|$)")
_EMPTY = re.compile(
    "the|an|of|to|in|on|at|by|for|with|and|or|from|into|as|is|are|be|it|its|that|this|which"
    "|than|more|less|no|not"
)
_COUNT = re.compile(r"[^A-Za-z%°$¥€£]*[0-9][^A-Za-z%°$¥€£]*")
_WORDS = re.compile(r"\w+")
_AGAIN = range(1, 5)  # times that a gloss was asked in vain, to be asked again
_FIGURES = (Kind.AMOUNT, Kind.DATE, Kind.BOUND)
_STEM = 6  # letters: what inflection leaves alone

Found = Sequence[tuple[int, int, int]]  # span, start, end


class Gloss(NamedTuple):
    """The words around spans side by side, made ready for an engine; a letter stands for all."""

    indexes: range
    ready: Protected


def _gloss(zh: str, spans: Sequence[Span], run: range, window: int = 0, turn: int = 0) -> Gloss:
    """The words around a run of spans: of its clause; with a `window` no more of them than
    that on each side, and none beyond the next span."""
    first, last = spans[run[0]], spans[run[-1]]
    start, end = 0, len(zh)
    if window:
        before = spans[run[0] - 1].end if run[0] else 0
        after = spans[run[-1] + 1].start if run[-1] + 1 < len(spans) else len(zh)
        start, end = max(before, first.start - window), min(after, last.end + window)
    start += 1 + max(zh[start : first.start].rfind(stop) for stop in _STOPS_ZH)
    end = min(at if (at := zh.find(stop, last.end, end)) >= 0 else end for stop in _STOPS_ZH)
    letter = Span(first.start - start, last.end - start, "…", Kind.LITERAL)
    return Gloss(run, protect(zh[start:end], [letter], "letter", turn))


def _has_words(gloss: Gloss) -> bool:
    """Whether there are words in it that are its own."""
    (letter,), zh = gloss.ready.spans, gloss.ready.zh
    return bool(HAN.search(_EMPTY_ZH.sub("", zh[: letter.start] + zh[letter.end :])))


def _runs(zh: str, spans: Sequence[Span]) -> Iterator[range]:
    """The spans by what stands side by side."""
    start = 0
    for index, span in enumerate(spans):
        after = zh[span.end : spans[index + 1].start] if index + 1 < len(spans) else "。"
        if not _JOINT.fullmatch(after):
            yield range(start, index + 1)
            start = index + 1


class Placement:
    """What the glosses of a text say of the places in its English.

    A term in the same part of the sentence as in the Chinese needs none to be told from what
    stands in another part; so they are asked for by and by (`wanted`).
    """

    def __init__(self, zh: str, spans: Sequence[Span]) -> None:
        self._zh, self._spans = zh, spans
        ends = part_ends(zh, english=False)
        self._parts = [bisect(ends, span.start) for span in spans]
        self._count = len(ends)
        narrow = (_gloss(zh, spans, run, _WINDOW) for run in _runs(zh, spans))
        self._glosses = tuple(gloss for gloss in narrow if _has_words(gloss))
        self._asked = dict.fromkeys((n for g in self._glosses for n in g.indexes), 0)
        self._known: dict[int, dict[str, tuple[float, bool]]] = {}  # by span
        self._unsure = {
            n
            for one, other in combinations(self._glosses, 2)
            for pair in product(one.indexes, other.indexes)
            if not self._parted(*pair)
            for n in pair
        }

    def _parted(self, one: int, other: int) -> bool:
        """Whether the parts they stand in tell them apart: for figures that is not enough."""
        figures = all(self._spans[n].kind in _FIGURES for n in (one, other))
        return self._parts[one] != self._parts[other] and not figures

    def wanted(self) -> tuple[Gloss, ...]:
        """The glosses that may tell what could not be told: first of a few words, then of
        clauses; once more what was asked in vain. None where all has been asked.
        """
        narrow = [
            g
            for g in self._glosses
            if any(self._asked[n] == 0 and n in self._unsure for n in g.indexes)
        ]
        wide = [
            _gloss(self._zh, self._spans, range(n, n + 1), turn=self._asked.get(n, 1) - 1)
            for n in sorted(self._unsure)
            if self._asked.get(n, 1) in ((1,) if n in self._known else _AGAIN)
        ]
        for index in {n for gloss in (*narrow, *wide) for n in gloss.indexes}:
            self._asked[index] = self._asked.get(index, 1) + 1
        return (*narrow, *wide)

    def learn(self, replies: Mapping[Gloss, str]) -> None:
        """Take in glosses; what one says of a span goes before what is known of it."""
        for gloss, reply in replies.items():
            found = gloss.ready.find(reply)
            if isinstance(found, Lost):
                continue
            _, start, end = found[0]
            before, after = reply[:start], reply[end:]
            for ahead, index in enumerate(gloss.indexes if _LATIN.search(before + after) else ()):
                behind = len(gloss.indexes) - 1 - ahead
                self._known[index] = _weighted(before, after, ahead, behind)

    def judge(self, reply: str, ready: Protected) -> bool | None:
        """Whether each place in an answer is right; None where the glosses do not tell.

        Args:
            ready: what was asked. It may protect more than was glossed.
        """
        own = {(span.start, span.end): n for n, span in enumerate(self._spans)}
        there = ready.find(reply)
        found = [
            (own[span.start, span.end], start, end)
            for index, start, end in ([] if isinstance(there, Lost) else there)
            if ((span := ready.spans[index]).start, span.end) in own
        ]
        if len(found) < 2:
            return None
        words, places = _layout(reply, found)
        ends = part_ends(reply, english=True)
        own_part = {
            index for index, start, _ in found
            if len(ends) == self._count and bisect(ends, start) == self._parts[index]
        }  # fmt: skip

        def fit(index: int, place: _Place) -> float:
            """How well the words around a place are those of a span's gloss, 0 to 1."""
            total = fitting = 0.0
            for word, (weight, before) in self._known.get(index, {}).items():
                if word in words:
                    total += weight
                    fitting += weight * max(_closeness(at, place, before) for at in words[word])
            return fitting / total if total else 0.0

        self._unsure = set()
        for one, other in combinations(sorted(places), 2):
            if self._spans[one].en == self._spans[other].en:
                continue
            if {one, other} <= own_part and self._parted(one, other):
                continue
            beside = self._beside(one, other, reply, found)
            if beside is not None:
                if not beside:
                    return False
                continue
            if any(n in self._asked and n not in self._known for n in (one, other)):
                self._unsure |= {one, other}  # by one of the two alone nothing is told
                continue
            here = fit(one, places[one]) + fit(other, places[other])
            changed = fit(one, places[other]) + fit(other, places[one])
            if here - changed <= (WRONG if len(places) <= _MANY else _WRONG_OF_MANY):
                return False
            if here - changed < SURE:
                self._unsure |= {one, other}
        return None if self._unsure else True

    def _beside(self, one: int, other: int, reply: str, found: Found) -> bool | None:
        """Of two that stand side by side in both languages: whether in the same order.

        A count behind its noun may come before it: 大模型≥3个 is “≥3 large models”.
        """
        noun, count = self._spans[one], self._spans[other]
        joint = self._zh[noun.end : count.start]
        if other != one + 1 or not _JOINT.fullmatch(joint):
            return None
        is_list = joint.strip() != ""
        its_own = noun.kind is Kind.TERM and _LISTED.search(joint) is None
        either = its_own and _COUNT.fullmatch(count.en) is not None
        for (first, _, end), (second, start, _) in pairwise(found):
            if {first, second} == {one, other} and len(
                _WORDS.findall(reply, end, start)
            ) <= is_list:
                return first == one or either
        return None


_Place = tuple[int, int]  # borders and words before it


def _weighted(before: str, after: str, ahead: int, behind: int) -> dict[str, tuple[float, bool]]:
    """The words of a gloss: how much each counts, the nearest most; whether it comes before.

    Args:
        ahead, behind: how many others of its run stand between a span and the words.
    """
    sides = ((list(_words(after)), behind, False), (list(_words(before))[::-1], ahead, True))
    return {
        word: (_NEAR**n, is_before)
        for words, others, is_before in sides
        for n, word in reversed(
            list(enumerate((w for w in words if not _EMPTY.fullmatch(w)), start=others))
        )
    }


def _closeness(at: _Place, place: _Place, before: bool) -> float:
    """1 for a word beside a place; half as much behind each border between them."""
    is_before = at[1] < place[1]
    borders = place[0] - at[0] if is_before else at[0] - place[0] - 1
    words = abs(place[1] - at[1]) - is_before
    return 0.5**borders * _FAR**words * (1.0 if is_before == before else _OTHER_SIDE)


def _layout(reply: str, found: Found) -> tuple[dict[str, list[_Place]], dict[int, _Place]]:
    """Where the words and the spans stand. A span is a border, and so is a stop."""
    words: dict[str, list[_Place]] = {}
    places: dict[int, _Place] = {}
    borders = count = at = 0
    for index, start, end in [*found, (-1, len(reply), len(reply))]:
        for token in _TOKEN.findall(reply[at:start].lower()):
            if token[0].isalpha():
                words.setdefault(token[:_STEM], []).append((borders, count))
                count += 1
            else:
                borders += 1
        if index >= 0:
            places[index] = borders, count
            borders += 1
        at = end
    return words, places


def _words(text: str) -> Iterator[str]:
    return (token[:_STEM] for token in _TOKEN.findall(text.lower()) if token[0].isalpha())
