"""Whether what was protected stands where it belongs: held against literal glosses.

A gloss is the English of the few words around a run, which is one protected text or several that
stand side by side, translated by themselves: nothing in it can change places. The words that an
English has around each run must be those of its own gloss rather than those of another's.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from jiebang.translation.english import part_ends
from jiebang.translation.protect import Protected, protect
from jiebang.translation.spans import HAN, ProtectedSpan, SpanKind

# How much better the places must fit as they are, or the other way round, to tell.
SURE, WRONG = 0.2, -0.3
_NEAR = 0.7  # of its weight, with each word of the gloss between it and the place
_OTHER_SIDE = 0.6  # of a word's weight, where it stands behind instead of before
_WINDOW = 8  # characters on each side: those beyond weigh next to nothing
_STOPS_ZH = re.compile("[，。；：！？,;:!?\n]")
# Whatever they become in English tells no place from another.
_EMPTY_ZH = re.compile("[的地得和及等]")
# Between spans side by side: brackets, 、 and one “and” at most.
_JOINT = re.compile(
    r"[^\u3400-\u9fff，。；：！？,;:!?]*[和及与或]?[^\u3400-\u9fff，。；：！？,;:!?]*"
)
_LISTED = re.compile("[、和及与或]")  # what follows is another's
_LATIN = re.compile("[A-Za-z]")
# Words, and borders: stops, and runs by their number.
_TOKEN = re.compile(r"[^\W\d_]{2,}|[,.;:!?，。；：！？](?=\s|$)|\0[0-9]+")
_EMPTY = re.compile(
    "the|an|of|to|in|on|at|by|for|with|and|or|from|into|as|is|are|be|it|its|that|this|which"
    "|than|more|less|no|not"
)
_COUNT = re.compile(r"[^A-Za-z%°$¥€£]*[0-9][^A-Za-z%°$¥€£]*")
_WORDS = re.compile(r"\w+")
# A count behind its noun has a break behind it; a count and its noun have none between them.
_BREAK = r"[，。；：！？、,.;:!?（）()]|[和及与或]|\b(?:and|or)\b"
_BREAKS = re.compile(_BREAK)
_CLOSED = re.compile(rf"\s*(?:$|{_BREAK})")
_AGAIN = 4  # times that clauses are asked in vain
_FIGURES = (SpanKind.AMOUNT, SpanKind.DATE, SpanKind.BOUND)
_STEM = 6  # letters: what inflection leaves alone


class Gloss(NamedTuple):
    """The words around a run, made ready for an engine; a letter stands for the run."""

    run: int
    ready: Protected


class _Run(NamedTuple):
    """Spans that stand side by side, by index; the parts of the sentence that they stand in."""

    indexes: range
    start: int
    end: int
    en: list[str]
    parts: set[int]
    has_figure: bool
    has_noun: bool

    def is_parted(self, other: _Run) -> bool:
        """Whether the parts tell the two from each other: for lone figures that is not enough."""
        return self.parts.isdisjoint(other.parts) and (self.has_noun or other.has_noun)


class Placement:
    """What the glosses of a text say of the places in its English.

    A term in the same part of the sentence as in the Chinese needs none to be told from what
    stands in another part; so they are asked for by and by (`wanted`).
    """

    def __init__(self, zh: str, spans: Sequence[ProtectedSpan]) -> None:
        self._zh, self._spans = zh, spans
        self._ends = part_ends(zh, english=False)
        self._runs = tuple(_find_runs(zh, spans, self._ends))
        self._asked = [0] * len(self._runs)
        self._known: dict[int, dict[str, tuple[float, bool]]] = {}  # by run
        pairs = combinations(enumerate(self._runs), 2)
        self._unsure = {n for (i, a), (j, b) in pairs if not a.is_parted(b) for n in (i, j)}

    def wanted(self) -> tuple[Gloss, ...]:
        """The glosses that may tell what could not be told: first of a few words, then of
        clauses; once more what was asked in vain. None where all has been asked.
        """
        glosses: list[Gloss] = []
        for n in sorted(self._unsure):
            asked = self._asked[n]
            narrow = self._gloss(n, _WINDOW)
            if not asked and HAN.search(_EMPTY_ZH.sub("", narrow.ready.text)):
                glosses.append(narrow)
            elif asked <= (1 if n in self._known else _AGAIN):
                asked = max(1, asked)
                glosses.append(self._gloss(n, len(self._zh), asked - 1))
            self._asked[n] = asked + 1
        return tuple(glosses)

    def _gloss(self, n: int, window: int, turn: int = 0) -> Gloss:
        """The words around a run, of its clause and no more characters on each side than the
        window; of a narrow one none beyond the next run."""
        run, runs, zh = self._runs[n], self._runs, self._zh
        start, end = max(0, run.start - window), min(len(zh), run.end + window)
        if window == _WINDOW:
            start = max(start, runs[n - 1].end if n else 0)
            end = min(end, runs[n + 1].start if n + 1 < len(runs) else end)
        start = max((m.end() for m in _STOPS_ZH.finditer(zh, start, run.start)), default=start)
        stop = _STOPS_ZH.search(zh, run.end, end)
        zh = zh[start : stop.start() if stop else end]
        letter = ProtectedSpan(run.start - start, run.end - start, "…", SpanKind.LITERAL)
        return Gloss(n, protect(zh, [letter], "letter", turn))

    @property
    def is_figure_unsure(self) -> bool:
        """Whether it is a figure whose place could not be told."""
        return any(self._runs[n].has_figure for n in self._unsure)

    def learn(self, replies: Mapping[Gloss, str]) -> None:
        """Take in glosses; what one says of a run goes before what is known of it."""
        for gloss, reply in replies.items():
            found, why = gloss.ready.find(reply)
            for _, start, end in () if why else found:
                if _LATIN.search(reply[:start] + reply[end:]):
                    self._known[gloss.run] = _weighted(reply[:start], reply[end:])

    def judge(self, reply: str, ready: Protected) -> bool | None:
        """Whether each place in an answer is right; None where the glosses do not tell.

        Args:
            ready: what was asked, and is there whole. It may protect more than was glossed.
        """
        there, _ = ready.find(reply)
        own = {span: n for n, span in enumerate(self._spans)}
        kept = ((ready.spans[n], start, end) for n, start, end in there)
        found = [(own[span], start, end) for span, start, end in kept if span in own]
        if not all(self._holds_together(run, reply, found) for run in self._runs):
            return False
        places = {n: (start, end) for n, start, end in found}
        extents = [(min(places[n] for n in run.indexes)[0], max(places[n] for n in run.indexes)[1])
                   for run in self._runs]  # fmt: skip
        words, borders = _layout(reply, extents)
        ends = part_ends(reply, english=True)
        in_own_part = {
            run
            for run, r in enumerate(self._runs)
            if len(ends) == len(self._ends)
            and {bisect(ends, places[n][0]) for n in r.indexes} == r.parts
        }

        def fit(run: int, at: int) -> float:
            """How well the words around another run's place are those of a gloss, 0 to 1."""
            total = fitting = 0.0
            for word, (weight, before) in self._known[run].items():
                if word in words:
                    total += weight
                    near = (_closeness(place, borders[at], before) for place in words[word])
                    fitting += weight * max(near)
            return fitting / total if total else 0.0

        self._unsure = set()
        for one, other in combinations(range(len(self._runs)), 2):
            first, second = self._runs[one], self._runs[other]
            told = {one, other} <= in_own_part and first.is_parted(second)
            if told or first.en == second.en:
                continue
            if not {one, other} <= self._known.keys():
                self._unsure |= {one, other}  # by one of the two alone nothing is told
                continue
            better = fit(one, one) + fit(other, other) - fit(one, other) - fit(other, one)
            if better <= WRONG:
                return False
            if better < SURE:
                self._unsure |= {one, other}
        return None if self._unsure else True

    def _holds_together(self, run: _Run, reply: str, found: Sequence[tuple[int, int, int]]) -> bool:
        """Whether what stands side by side does so in an answer, in its order.

        A count behind its noun may come before it: 大模型≥3个 is “≥3 large models”.
        """
        first = next(at for at, (n, _, _) in enumerate(found) if n in run.indexes)
        own = found[first : first + len(run.indexes)]
        gaps = ((end, start) for (_, _, end), (_, start, _) in pairwise(own))
        if any(len(_WORDS.findall(reply, *gap)) > 1 for gap in gaps):
            return False
        order = [n for n, _, _ in own]
        for at, (count, noun) in enumerate(pairwise(tuple(order))):
            if count == noun + 1 and self._is_counted(noun):
                order[at : at + 2] = noun, count
        return [self._spans[n].en for n in order] == run.en

    def _is_counted(self, noun: int) -> bool:
        """Whether a span is a noun and its own count comes next."""
        span, count = self._spans[noun], self._spans[noun + 1]
        is_own = _LISTED.search(self._zh, span.end, count.start) is None
        return span.kind is SpanKind.TERM and is_own and _COUNT.fullmatch(count.en) is not None


def keeps_places(reply: str, ready: Protected) -> bool:
    """Whether all that is protected stands in the order of the Chinese, in so many words.

    A count behind its noun may come before it, and must not seem to count what follows:
    平台3个，企业5家 is no “platforms, 3 enterprises”.
    """
    places = {n: (start, end) for n, start, end in ready.find(reply)[0]}
    wanted = [*range(len(places))]
    for noun, (one, other) in enumerate(pairwise(ready.spans)):
        follows = one.kind not in _FIGURES and other.kind is SpanKind.AMOUNT
        if not follows or _BREAKS.search(ready.zh, one.end, other.start):
            continue
        if not _CLOSED.match(ready.zh, other.end):
            continue  # it counts what comes behind it
        (start, _), (start_of_count, end_of_count) = places[noun], places[noun + 1]
        if start < start_of_count:
            if not _CLOSED.match(reply, end_of_count):
                return False
        elif _BREAKS.search(reply, end_of_count, start):
            return False
        else:
            wanted[noun : noun + 2] = noun + 1, noun
    return [*places] == wanted


def _find_runs(zh: str, spans: Sequence[ProtectedSpan], ends: Sequence[int]) -> Iterator[_Run]:
    """The spans by what stands side by side."""
    start = 0
    for index, span in enumerate(spans):
        after = zh[span.end : spans[index + 1].start] if index + 1 < len(spans) else "。"
        if not _JOINT.fullmatch(after):
            own = spans[start : index + 1]
            parts = {bisect(ends, each.start) for each in own}
            figures = [each.kind in _FIGURES for each in own]
            yield _Run(range(start, index + 1), own[0].start, span.end, [each.en for each in own],
                       parts, any(figures), not all(figures))  # fmt: skip
            start = index + 1


def _weighted(before: str, after: str) -> dict[str, tuple[float, bool]]:
    """The words of a gloss: how much each counts, the nearest most; whether it comes before."""
    sides = ((list(_words(after)), False), (list(_words(before))[::-1], True))
    return {
        word: (_NEAR**n, is_before)
        for words, is_before in sides
        for n, word in reversed(list(enumerate(w for w in words if not _EMPTY.fullmatch(w))))
    }


def _closeness(at: int, place: int, before: bool) -> float:
    """1 for a word beside a place; half as much behind each border between them."""
    is_before = at <= place
    borders = place - at if is_before else at - place - 1
    return 0.5**borders * (1.0 if is_before == before else _OTHER_SIDE)


def _layout(
    reply: str, extents: Sequence[tuple[int, int]]
) -> tuple[dict[str, list[int]], list[int]]:
    """How many borders are before each word, and before each run: runs and stops are borders."""
    words: dict[str, list[int]] = {}
    places = [0] * len(extents)
    borders = 0
    for (start, end), run in sorted(zip(extents, range(len(extents)), strict=True), reverse=True):
        reply = f"{reply[:start]} \0{run} {reply[end:]}"
    for token in _TOKEN.findall(reply.lower()):
        if token[0].isalpha():
            words.setdefault(token[:_STEM], []).append(borders)
            continue
        if token[0] == "\0":
            places[int(token[1:])] = borders
        borders += 1
    return words, places


def _words(text: str) -> Iterator[str]:
    return (token[:_STEM] for token in _TOKEN.findall(text.lower()) if token[0].isalpha())
