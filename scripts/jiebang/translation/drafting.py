"""One segment through an engine: protected, else in pieces, else bare; or given up.

A draft is a generator: it yields the texts it wants translated and is sent the
replies, so that `batches` can ask for many segments in one batch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from jiebang.text.sentences import cut_clauses
from jiebang.translation.english import cut_commas, joined, polish
from jiebang.translation.guard import Guard, has_all_terms, keeps_order
from jiebang.translation.placement import Placement, keeps_places
from jiebang.translation.protect import Protected, protect


class Question(NamedTuple):
    """A text to be translated; `is_part`: a few words of a segment, asked to compare places."""

    text: str
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An engine's English for a text; `why` says what failed where there is none."""

    en: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class EnglishDraft:
    """English fit to be stored, and how it was got; or "" and why there is none.

    `unasked`: the engine died before it was asked, or while it was: the text is not at fault.
    """

    en: str
    how: str = ""
    why: str = ""
    unasked: bool = False


# Each yields the texts it wants translated, and is sent a Reply for each of them; None at first.
T = TypeVar("T")
_Part = Generator[tuple[Question, ...], Any, T]
Asking = _Part[EnglishDraft]

_TRIES = 5  # of one text, protected in one way or another
_ALL_MARKS = re.compile(r"(?=.*⟧)(?:⟦\d+⟧|[，、。；：（）“”《》\s])+")
_STOP_ZH = re.compile(r"[。！？；;][）)”’」』]*\s*$")
_STOP = re.compile(r"[.!?;…。！？；][)\]”’\"'）」』]*\s*$")
# Where a text is cut that fails as a whole, and what joins the English of the parts.
_Cut = tuple[Callable[[str], list[str]], str]
_CUTS: tuple[_Cut, ...] = ((cut_clauses, " "), (cut_commas, ", "))


@dataclass
class Drafter:
    """Makes the draft of one segment.

    Args:
        ways: of protection, the one to try first first.
        votes: how many more tries must agree with one on the order of what is protected, where
            nothing else tells that it is right.
    """

    guard: Guard
    ways: Sequence[str] = ("marker", "natural")
    votes: int = 2
    _faults: Counter[str] = field(default_factory=Counter)
    _placements: dict[str, Placement] = field(default_factory=dict)
    _doubted: bool = False

    def draft(self, zh: str, cuts: Sequence[_Cut] = _CUTS) -> Asking:
        """The asking of a segment; of a traditional one, give its simplified form.

        Args:
            cuts: how it is cut if it fails as a whole.
        """
        en = yield from self._protected(zh)
        if en:
            return EnglishDraft(en, "protected")
        # Nothing tells where the bare English of a part without a stop breaks off.
        if cuts:
            in_pieces, bare = yield from _together([self._in_pieces(zh, cuts), self._bare(zh)])
            if in_pieces and self._passes(zh, in_pieces):
                return EnglishDraft(in_pieces, "pieces")
            if bare:
                return EnglishDraft(bare, "bare")
        usual = [why for why, _ in self._faults.most_common(2)]
        return EnglishDraft("", why="; ".join(usual) or "no usable answer")

    def _note(self, why: str) -> None:
        if why:
            self._faults[" ".join(why.split())[:160]] += 1

    def _passes(self, zh: str, en: str) -> bool:
        why = self.guard.fault(zh, en)
        self._note(why)
        return not why

    def _protected(self, zh: str) -> _Part[str]:
        """English that has what was protected in its place: so the glosses say, or many tries."""
        spans = self.guard.spans(zh)
        known = protect(zh, spans, "marker")
        if _ALL_MARKS.fullmatch(known.text):  # terms and figures alone are not asked
            return self._restored(zh, known, Reply(known.text))
        agreeing, own = Counter[tuple[str, ...]](), {span.en for span in spans}
        tries = self._tries(zh)
        # After a first one that failed, all others: mostly all of them do.
        for size in (1, _TRIES - 1):
            group = tuple(islice(tries, size))
            replies = yield tuple(Question(ready.text) for ready in group)
            for ready, reply in zip(group, replies, strict=True):
                en = self._restored(zh, ready, reply)
                if not en:
                    continue
                placed = yield from self._placed(zh, reply.en, ready)
                if placed:
                    return en
                if placed is None:
                    self._note("nothing tells where the terms and figures stand")
                    # Tries that agree are proof enough for terms; for figures they are not.
                    there = (ready.spans[n].en for n, _, _ in ready.find(reply.en)[0])
                    order = tuple(filter(own.__contains__, there))
                    agreeing[order] += not self._placements[zh].is_figure_unsure
                    if agreeing[order] > self.votes:
                        return en
        return ""

    def _restored(self, zh: str, ready: Protected, reply: Reply) -> str:
        """A whole answer with all that was protected in its place, if no check refuses it."""
        if not self._is_whole(zh, reply):
            return ""
        en, why = ready.restore(reply.en)
        self._note(why)
        en = polish(en, zh)
        return en if not why and self._passes(zh, en) else ""

    def _is_whole(self, zh: str, reply: Reply) -> bool:
        """Whether there is an answer, and it has an end where the Chinese has one."""
        if not reply.en.strip():
            self._note(reply.why or "the engine said nothing")
            return False
        if _STOP_ZH.search(zh) and not _STOP.search(reply.en):
            self._note("the answer breaks off")
            return False
        return True

    def _placed(self, zh: str, en: str, ready: Protected) -> _Part[bool | None]:
        """Whether the glosses bear out an answer; once they spoke against one, they have to."""
        spans = self.guard.spans(zh)
        if len({span.en for span in spans}) < 2:
            return True  # nothing could change its place
        if why := ready.find(en)[1]:
            self._note(why)
            return False
        placement = self._placements.get(zh) or Placement(zh, spans)
        self._placements[zh] = placement
        placed = placement.judge(en, ready)
        while placed is None and (around := placement.wanted()):
            replies = yield tuple(Question(gloss.ready.text, True) for gloss in around)
            placement.learn({g: r.en for g, r in zip(around, replies, strict=True)})
            placed = placement.judge(en, ready)
        self._doubted = self._doubted or placed is False
        if placed or (placed is None and not self._doubted):
            return placed
        self._note("a term or figure stands among the words of another")
        return False

    def _tries(self, zh: str) -> Iterator[Protected]:
        """The text made ready in each way: first each once, then with more, then other marks."""
        ways = self.ways
        plan = [(way, 0, False) for way in ways] + [(ways[0], 1, False)]
        plan += [(way, 0, True) for way in ways]
        plan += [(way, turn, False) for turn in range(1, _TRIES) for way in ways]
        made: set[str] = set()
        for way, turn, everything in plan:
            ready = protect(zh, self.guard.spans(zh, everything), way, turn)
            if ready.text not in made:
                made.add(ready.text)
                yield ready

    def _in_pieces(self, zh: str, cuts: Sequence[_Cut]) -> _Part[str]:
        """The clauses one by one, and what is between commas where a clause fails."""
        (cut, joint), *finer = cuts
        parts = cut(zh)
        if len(parts) == 1:
            return (yield from self._in_pieces(zh, finer)) if finer else ""
        drafts = yield from _together([self.draft(part, finer) for part in parts])
        english = [draft.en for draft in drafts]
        return polish(joined(english, joint), zh) if all(english) else ""

    def _bare(self, zh: str) -> _Part[str]:
        """The text as it is: each figure, name and term in its place, or nothing is believed."""
        spans = self.guard.spans(zh)
        ready = Protected(zh, zh, spans)
        # The same text with another stop: as good, but asked anew, and seen to be whole.
        body = zh.rstrip("。；;，,：: ")
        texts = tuple(dict.fromkeys((zh, body + "。", body + "；")))[:2]
        replies = yield tuple(map(Question, texts))
        for text, reply in zip(texts, replies, strict=True):
            en = polish(reply.en, zh)
            if not self._is_whole(text, reply) or not self._passes(zh, en):
                continue
            if not has_all_terms(zh, en, self.guard.terms):
                self._note("a term comes up fewer times than in the Chinese")
                continue
            if not keeps_order(zh, en, spans):
                self._note("a name is missing, or figures come in another order")
                continue
            placed = yield from self._placed(zh, en, ready)
            if placed or (placed is None and keeps_places(en, ready)):
                return en
            if placed is None:
                self._note("nothing tells where the terms and figures stand")
        return ""


def _together(parts: Sequence[_Part[T]]) -> _Part[list[T]]:
    """Parts of a segment side by side: what they ask at a time is asked at once."""
    results: dict[int, T] = {}
    replies: dict[int, Any] = dict.fromkeys(range(len(parts)))
    while replies:
        asking: dict[int, tuple[Question, ...]] = {}
        for n, reply in replies.items():
            try:
                asking[n] = parts[n].send(reply)
            except StopIteration as stop:
                results[n] = stop.value
        found = iter((yield tuple(chain.from_iterable(asking.values()))) if asking else ())
        replies = {n: list(islice(found, len(questions))) for n, questions in asking.items()}
    return [results[n] for n in range(len(parts))]
