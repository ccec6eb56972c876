"""One segment through an engine: protected, else in pieces, else bare; or given up.

A draft is a generator: it yields the texts it wants translated and is sent the
replies, so that `batches` can ask for many segments in one batch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any, NamedTuple

from jiebang.text.sentences import cut_clauses
from jiebang.translation.english import cut_commas, joined, polish
from jiebang.translation.guard import Guard, correct, placed
from jiebang.translation.placement import Placement
from jiebang.translation.protect import Lost, Protected, Restored, protect
from jiebang.translation.spans import Kind, Span, find_spans, joined_terms


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


# Each yields the texts it wants translated, and is sent a Reply for each of them; None at first.
Asking = Generator[tuple[Question, ...], Any, Draft]
_Judging = Generator[tuple[Question, ...], Any, bool | None]
_Part = Generator[tuple[Question, ...], Any, str]
_Order = tuple[str, ...]  # what an English has of what is protected, in its order

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

    def note(self, ballot: Counter[_Order]) -> None:
        """Remember how far the tries of one text agreed."""
        if ballot.total() > 1:
            self._tries += ballot.total()
            self._strays += ballot.total() - max(ballot.values())

    def draft(self, zh: str) -> Asking:
        """The asking of one segment; of a traditional one, give its simplified form."""
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
    """One segment: what was found out of it and its parts, and what went wrong."""

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

    def protected(self, zh: str) -> _Part:
        """English whose order is ahead of any other by as many votes as need be; else ""."""
        basic = self._spans(zh)
        if en := self._known(zh, basic):
            return en
        ballot: Counter[_Order] = Counter()
        first: dict[_Order, str] = {}
        needed: dict[_Order, int] = {}
        tries, misses = self._tries(zh), 0
        while ballot or misses < _MISSES:
            ready = tuple(islice(tries, self._at_once(needed, ballot, misses)))
            if not ready:
                break
            misses += len(ready)
            # Where there is English for the order that is ahead, others only confirm it.
            quick = bool(ballot) and ballot.most_common(1)[0][0] in first
            replies = yield tuple(Question(each.text, quick) for each in ready)
            for each, reply in zip(ready, replies, strict=True):
                result = self._restored(zh, each, reply)
                if result is None:
                    continue
                placed = yield from self._placed(zh, reply.en, each)
                if placed is False:
                    continue
                order = self._order(zh, result, basic)
                needed[order] = self._needed(result, basic)
                ballot[order] += self.drafter.votes + 1 if placed else 1
                if not quick:
                    first.setdefault(order, result.en)
                others = max((n for other, n in ballot.items() if other != order), default=0)
                if order in first and ballot[order] - others >= needed[order]:
                    self.drafter.note(ballot)
                    return first[order]
        self.drafter.note(ballot)
        if ballot:
            self.note("the tries do not agree where the terms and figures stand")
        return ""

    def _known(self, zh: str, spans: Sequence[Span]) -> str:
        """The English of a text that is terms and figures alone; "" of any other."""
        ready = protect(zh, spans, "marker")
        is_known = _ALL_MARKS.fullmatch(ready.text)
        result = self._restored(zh, ready, Reply(ready.text)) if is_known else None
        return result.en if result else ""

    def _restored(self, zh: str, ready: Protected, reply: Reply) -> Restored | None:
        """A whole answer with all that was protected in its place, if no check refuses it."""
        result = ready.restore(reply.en) if self._whole(zh, reply) else None
        if isinstance(result, Restored):
            result = replace(result, en=polish(result.en, zh))
            why = self.guard.fault(zh, result.en)
            self.note(why)
            return None if why else result
        self.note(result.why if isinstance(result, Lost) else "")
        return None

    def _whole(self, zh: str, reply: Reply) -> bool:
        """Whether there is an answer, and it has an end where the Chinese has one."""
        if not reply.en.strip():
            self.note(reply.why or "the engine said nothing")
            return False
        if _STOP_ZH.search(zh) and not _STOP.search(reply.en):
            self.note("the answer breaks off")
            return False
        return True

    def _placed(self, zh: str, en: str, ready: Protected) -> _Judging:
        """Whether the glosses bear out an answer; once they spoke against one, they have to."""
        spans = self._spans(zh)
        if len({span.en for span in spans}) < 2:
            return None  # nothing could change its place
        placement = self.placements.get(zh) or Placement(zh, spans)
        self.placements[zh] = placement
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

    def _at_once(self, needed: dict[_Order, int], ballot: Counter[_Order], misses: int) -> int:
        """How many tries to ask together: as many as it takes at least, so that none is in vain.

        After a first one that failed, the others: mostly all of them do.
        """
        if not ballot:
            return _MISSES if self.hasty else _MISSES - misses if misses else 1
        (leader, most), *others = ballot.most_common(2)
        return max(1, needed[leader] - (most - (others[0][1] if others else 0)))

    def _order(self, zh: str, result: Restored, spans: Sequence[Span]) -> _Order:
        """What an English has of the spans, and the forms of the terms left to the engine."""
        known, en = {span.en for span in spans}, result.en.lower()
        order = tuple(found for found in result.order if found in known)
        if len(order) == 1:
            # In the first, second or last third of the English.
            order = (*order, f"{3 * en.find(order[0].lower()) // max(1, len(en))}")
        return (*order, *self._loose(zh, en))

    def _loose(self, zh: str, en: str) -> Iterator[str]:
        """The forms in which the English has the terms that were left to the engine."""
        kept = self._spans(zh)
        for match in self.guard.context.terms.find(zh):
            inside = any(s.start <= match.start and match.end <= s.end for s in kept)
            if match.term.check and not inside:
                stem = re.escape(match.term.en.lower()[:5])
                yield " ".join(sorted(re.findall(rf"\b{stem}\S*", en)))

    def _spans(self, zh: str, everything: bool = False) -> tuple[Span, ...]:
        """Terms that stand side by side as one; `everything` as `find_spans` has it."""
        key = zh, everything
        if key not in self.found:
            spans = find_spans(zh, self.guard.context, everything=everything)
            basic = self._spans(zh) if everything else joined_terms(spans)
            more = [s for s in spans if all(s.end <= b.start or s.start >= b.end for b in basic)]
            self.found[key] = tuple(sorted((*basic, *more), key=lambda span: span.start))
        return self.found[key]

    def _needed(self, result: Restored, spans: Sequence[Span]) -> int:
        """How many votes it takes: one where nothing could have changed its place."""
        wary, known = self.drafter.wariness, {span.en for span in spans}
        found = known.intersection(result.order)
        if len(found) < 2:
            return max(1, wary) if found else 1
        return self.drafter.votes + result.swapped + wary

    def _tries(self, zh: str) -> Iterator[Protected]:
        """The text made ready in each way: first each once, then with more, then other marks."""
        asked: set[str] = set()
        ways = self.drafter.ways
        plan = [(way, 0, False) for way in ways] + [(ways[0], 1, False)]
        plan += [(way, 0, True) for way in ways]
        plan += [(way, turn, False) for turn in range(1, _TURNS) for way in ways]
        for way, turn, everything in plan:
            ready = protect(zh, self._spans(zh, everything), way, turn)
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
        """The text as it is, corrected where just one thing is wrong."""
        spans = self._spans(zh)
        ballot: Counter[_Order] = Counter()
        figures = {span.en for span in spans if span.kind is Kind.AMOUNT}
        needed = self.drafter.votes + self.drafter.wariness if len(figures) > 1 else 1
        # The same text with another stop: as good, but asked anew, and seen to be whole.
        body = zh.rstrip("。；;，,：: ")
        texts = tuple(dict.fromkeys((zh, *(body + stop for stop in "。；！"))))[: needed + 1]
        replies = yield tuple(map(Question, texts))
        for text, reply in zip(texts, replies, strict=True):
            if not self._whole(text, reply):
                continue
            en = correct(zh, polish(reply.en, zh), self.guard)
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


def _together(parts: Sequence[_Part]) -> Generator[tuple[Question, ...], Any, list[str]]:
    """Parts of a segment side by side: what they ask at a time is asked at once."""
    english = [""] * len(parts)
    replies: dict[int, Any] = dict.fromkeys(range(len(parts)))
    while replies:
        asking: dict[int, tuple[Question, ...]] = {}
        for n, reply in replies.items():
            try:
                asking[n] = parts[n].send(reply)
            except StopIteration as stop:
                english[n] = stop.value
        found = iter((yield tuple(chain.from_iterable(asking.values()))) if asking else ())
        replies = {n: list(islice(found, len(questions))) for n, questions in asking.items()}
    return english
