"""One segment through an engine: protected, else in pieces, else bare; or given up.

A draft is a generator: it yields the texts it wants translated and is sent the
replies, so that `batches` can ask for many segments in one batch.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jiebang.text.sentences import cut_clauses
from jiebang.translation.english import cut_commas, joined, polish
from jiebang.translation.guard import Guard
from jiebang.translation.placement import Placement
from jiebang.translation.protect import Protected, Restored, protect
from jiebang.translation.spans import Kind, Span, find_spans, joined_terms
from jiebang.translation.unprotected import mended, placed


class Question(NamedTuple):
    """A text to be translated.

    `quick`: its English will only be compared, so that quickly will do; `is_part`: the text
    is a few words of a segment, asked to compare places.
    """

    text: str
    quick: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An engine's English for a text; `why` says what failed where there is none."""

    en: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """English fit to be stored, and how it was got; or "" and why there is none.

    `unasked`: the engine died before it was asked, or while it was: the text is not at fault.
    """

    en: str
    how: str = ""
    why: str = ""
    unasked: bool = False


Asking = Generator[tuple[Question, ...], Sequence[Reply], Draft]
_Judging = Generator[tuple[Question, ...], Sequence[Reply], bool | None]
_Part = Generator[tuple[Question, ...], Sequence[Reply], str]


# Contradictions between tries of one text: after how many tries, and the shares
# from which an engine is trusted less.
_FEW = 200
_CONTRADICTIONS = (0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15)
_TURNS = 9  # sets of marks
_MISSES = 5  # tries without any usable answer
_ALL_MARKS = re.compile(r"(?=.*⟧)(?:⟦\d+⟧|[，、。；：（）“”《》\s])+")
_STOP_ZH = re.compile(r"[。！？；;][）)”’」』]*\s*$")
_STOP = re.compile(r"[.!?;…。！？；][)\]”’\"'）」』]*\s*$")


@dataclass
class Drafter:
    """Makes the drafts of segments.

    Args:
        ways: of protection, the one to try first first.
        votes: how many tries must agree on the order of what is protected, where it
            could have been mixed up; one more where amounts change their order.
    """

    guard: Guard
    ways: Sequence[str] = ("marker", "natural")
    votes: int = 2
    _tries: int = 0
    _strays: int = 0

    @property
    def wariness(self) -> int:
        """How many votes more it takes, the more often the engine contradicts itself."""
        share = self._strays / self._tries if self._tries else 0
        wary = sum(share > limit for limit in _CONTRADICTIONS)
        return wary if self._tries >= _FEW else max(1, wary)

    def note(self, ballot: Counter[tuple[str, ...]]) -> None:
        """Remember how far the tries of one text agreed."""
        if ballot.total() > 1:
            self._tries += ballot.total()
            self._strays += ballot.total() - max(ballot.values())

    def draft(self, zh: str) -> Asking:
        """The asking of one segment; of a traditional one, give its simplified twin."""
        work = _Work(self)
        en = yield from work.protected(zh)
        if en:
            return Draft(en, "protected")
        work.hasty = True
        in_pieces, bare = yield from _together([work.piecewise(zh), work.bare(zh)])
        why = self.guard.fault(zh, in_pieces) if in_pieces else ""
        work.note(why)
        if in_pieces and not why:
            return Draft(in_pieces, "pieces")
        return Draft(bare, "bare") if bare else Draft("", why=work.reason)


@dataclass
class _Work:
    drafter: Drafter
    notes: list[str] = field(default_factory=list)
    found: dict[tuple[str, bool], tuple[Span, ...]] = field(default_factory=dict)
    placements: dict[str, Placement] = field(default_factory=dict)
    doubted: bool = False
    hasty: bool = False  # it has failed once: what may be asked for it is asked at once

    @property
    def guard(self) -> Guard:
        return self.drafter.guard

    @property
    def reason(self) -> str:
        """What went wrong, the most usual first, in one line."""
        usual = [why for why, _ in Counter(self.notes).most_common(2)]
        return "; ".join(usual) or "no usable answer"

    def note(self, why: str) -> None:
        if why:
            self.notes.append(" ".join(why.split())[:160])

    def _whole(self, zh: str, reply: Reply) -> bool:
        """Whether there is an answer, and it has an end where the Chinese has one."""
        if not reply.en.strip():
            self.note(reply.why or "the engine said nothing")
            return False
        if _STOP_ZH.search(zh) and not _STOP.search(reply.en):
            self.note("the answer breaks off")
            return False
        return True

    def protected(self, zh: str) -> _Part:
        """English whose order is ahead of any other by as many votes as need be; else ""."""
        ballot: Counter[tuple[str, ...]] = Counter()
        first: dict[tuple[str, ...], str] = {}
        needed: dict[tuple[str, ...], int] = {}
        basic = self._spans(zh)
        if en := self._known(zh, basic):
            return en
        known = {span.en for span in basic}
        tries, misses = self._tries(zh), 0
        while ballot or misses < _MISSES:
            ready = tuple(itertools.islice(tries, self._at_once(needed, ballot, misses)))
            if not ready:
                break
            misses += len(ready)
            # Where there is English for the order that is ahead, others only confirm it.
            quick = bool(ballot) and ballot.most_common(1)[0][0] in first
            replies = yield tuple(Question(each.text, quick) for each in ready)
            for each, reply in zip(ready, replies, strict=True):
                result = each.restore(reply.en) if self._whole(zh, reply) else None
                if not isinstance(result, Restored):
                    self.note(result.why if result else "")
                    continue
                en = polish(result.en, zh)
                why = self.guard.fault(zh, en)
                if why:
                    self.note(why)
                    continue
                placed = yield from self._placed(zh, reply.en, each)
                if placed is False:
                    continue
                order = tuple(found for found in result.order if found in known)
                votes = self._needed(order, result.swapped)
                if len(order) == 1:
                    # In the first, second or last third of the English.
                    third = 3 * en.lower().find(order[0].lower()) // max(1, len(en))
                    order = (*order, f"{third}")
                order = (*order, *self._loose(zh, en))
                needed[order] = votes
                ballot[order] += self.drafter.votes + 1 if placed else 1
                if not quick:
                    first.setdefault(order, en)
                others = max((n for other, n in ballot.items() if other != order), default=0)
                if order in first and ballot[order] - others >= votes:
                    self.drafter.note(ballot)
                    return first[order]
        self.drafter.note(ballot)
        if ballot:
            self.note("the tries do not agree where the terms and figures stand")
        return ""

    def _known(self, zh: str, spans: Sequence[Span]) -> str:
        """The English of a text that is terms and figures alone; "" of any other."""
        ready = protect(zh, spans, "marker")
        result = ready.restore(ready.text) if _ALL_MARKS.fullmatch(ready.text) else None
        en = polish(result.en, zh) if isinstance(result, Restored) else ""
        return "" if not en or self.guard.fault(zh, en) else en

    def _placement(self, zh: str) -> Placement | None:
        """What is known of places in its English; None where nothing could change its place."""
        spans = self._spans(zh)
        if zh not in self.placements and len({span.en for span in spans}) > 1:
            self.placements[zh] = Placement(zh, spans)
        return self.placements.get(zh)

    def _placed(self, zh: str, en: str, ready: Protected) -> _Judging:
        """Whether the glosses bear out an answer; once they spoke against one, they have to."""
        placement = self._placement(zh)
        if placement is None:
            return None
        placed = placement.judge(en, ready)
        while placed is None and (around := placement.wanted()):
            replies = yield tuple(Question(gloss.ready.text, True, True) for gloss in around)
            placement.learn({g: r.en for g, r in zip(around, replies, strict=True)})
            placed = placement.judge(en, ready)
        self.doubted = self.doubted or placed is False
        if placed or (placed is None and not self.doubted):
            return placed
        self.note("a term or figure stands among the words of another")
        return False

    def _at_once(
        self,
        needed: Mapping[tuple[str, ...], int],
        ballot: Counter[tuple[str, ...]],
        misses: int,
    ) -> int:
        """How many tries to ask together: as many as it takes at least, so that none is in vain.

        After a first one that failed, the others: mostly all of them do.
        """
        if self.hasty and not ballot:
            return _MISSES
        if not ballot:
            return _MISSES - misses if misses else 1
        (leader, most), *others = ballot.most_common(2)
        return max(1, needed[leader] - (most - (others[0][1] if others else 0)))

    def _loose(self, zh: str, en: str) -> Iterator[str]:
        """The forms in which the English has the terms that were left to the engine."""
        kept = self._spans(zh)
        for match in self.guard.context.terms.find(zh):
            inside = any(s.start <= match.start and match.end <= s.end for s in kept)
            if match.term.check and not inside:
                stem = re.escape(match.term.en.lower()[:5])
                yield " ".join(sorted(re.findall(rf"\b{stem}\S*", en.lower())))

    def _spans(self, zh: str, everything: bool = False) -> tuple[Span, ...]:
        """Terms that stand side by side as one; `everything` as `find_spans` has it."""
        key = zh, everything
        if key not in self.found:
            spans = find_spans(zh, self.guard.context, everything=everything)
            basic = self._spans(zh) if everything else joined_terms(spans)
            more = [s for s in spans if all(s.end <= b.start or s.start >= b.end for b in basic)]
            self.found[key] = tuple(sorted((*basic, *more), key=lambda span: span.start))
        return self.found[key]

    def _needed(self, order: tuple[str, ...], swapped: bool) -> int:
        """How many votes it takes: one where nothing could have changed its place."""
        wary = self.drafter.wariness
        if len(set(order)) < 2:
            return max(1, wary) if order else 1
        return self.drafter.votes + swapped + wary

    def _tries(self, zh: str) -> Iterator[Protected]:
        """The text made ready in each way: first each once, then with more, then other marks."""
        asked: set[str] = set()
        ways = self.drafter.ways
        plan = [(way, 0, False) for way in ways] + [(ways[0], 1, False)]
        plan += [(way, 0, True) for way in ways]
        plan += [(way, turn, False) for turn in range(1, _TURNS) for way in ways]
        for way, turn, everything in plan:
            spans = self._spans(zh, everything)
            ready = protect(zh, spans, way, turn)
            if ready.text not in asked:
                asked.add(ready.text)
                yield ready

    def piecewise(self, zh: str) -> _Part:
        """The clauses one by one, and what is between commas where a clause fails."""
        clauses = cut_clauses(zh)
        if len(clauses) == 1:
            return (yield from self._between_commas(zh))
        english = yield from _together([self._clause(clause) for clause in clauses])
        return polish(joined(english, " "), zh) if all(english) else ""

    def _clause(self, clause: str) -> _Part:
        en = yield from self.protected(clause)
        if en:
            return en
        between, bare = yield from _together([self._between_commas(clause), self.bare(clause)])
        return between or bare

    def _between_commas(self, zh: str) -> _Part:
        parts = cut_commas(zh)
        if len(parts) == 1:
            return ""
        # Nothing tells where the bare English of a part without a stop breaks off.
        english = yield from _together([self.protected(part) for part in parts])
        return polish(joined(english, ", "), zh) if all(english) else ""

    def bare(self, zh: str) -> _Part:
        """The text as it is, mended where just one thing is wrong."""
        spans = self._spans(zh)
        ballot: Counter[tuple[str, ...]] = Counter()
        figures = {span.en for span in spans if span.kind is Kind.AMOUNT}
        needed = self.drafter.votes + self.drafter.wariness if len(figures) > 1 else 1
        # The same text with another stop: as good, but asked anew, and seen to be whole.
        body = zh.rstrip("。；;，,：: ")
        texts = tuple(dict.fromkeys((zh, *(body + stop for stop in "。；！"))))[: needed + 1]
        replies = yield tuple(map(Question, texts))
        for text, reply in zip(texts, replies, strict=True):
            if not self._whole(text, reply):
                continue
            en = mended(zh, polish(reply.en, zh), self.guard)
            if not en:
                self.note(self.guard.fault(zh, polish(reply.en, zh)))
                continue
            order = placed(zh, en, spans, self.guard.context.terms)
            if order is None:
                self.note("a name or term is missing, or figures come in another order")
                continue
            if (yield from self._placed(zh, en, Protected(zh, zh, spans))) is False:
                continue
            ballot[order] += 1
            if ballot[order] >= needed:
                return en
        return ""


def _together(
    parts: Sequence[_Part],
) -> Generator[tuple[Question, ...], Sequence[Reply], list[str]]:
    """Parts of a segment side by side: what they ask at a time is asked at once."""
    english = [""] * len(parts)
    asking: dict[int, tuple[Question, ...]] = {}
    replies: dict[int, Sequence[Reply] | None] = dict.fromkeys(range(len(parts)))
    while replies:
        for n, reply in replies.items():
            try:
                asking[n] = next(parts[n]) if reply is None else parts[n].send(reply)
            except StopIteration as stop:
                english[n] = stop.value
        if not asking:
            break
        found = iter((yield tuple(q for questions in asking.values() for q in questions)))
        replies = {n: [next(found) for _ in questions] for n, questions in asking.items()}
        asking = {}
    return english
