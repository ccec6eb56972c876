"""The segments that no memory knows, given to an engine and stored batch by batch.

Many are drafted at once: what they ask goes in batches to one engine, its answers are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice
from typing import TypeVar

from jiebang.errors import UsageError
from jiebang.runtime.cache import ResultCache
from jiebang.runtime.executor import Watch
from jiebang.runtime.files import sha256_of
from jiebang.text.han import simplified
from jiebang.translation.drafting import Asking, Drafter, EnglishDraft, Question, Reply
from jiebang.translation.engines.base import Engine, Place, clean
from jiebang.translation.guard import Guard
from jiebang.translation.settings import Settings

T = TypeVar("T")

# An engine that fails so often in a row will not come back.
_PATIENCE = 5


class Batches:
    """Between drafts and an engine.

    `asked` counts texts an engine has answered, `known` those the cache had, `drafts` the
    segments of `run_engine` by the way their English was got, or missing. Once
    the engine has failed too often in a row, `dead` says why, and all that is
    asked later fails with that.

    Args:
        cache: of the engine's English, by engine, version, glossary and text; None for none.
        batch: texts to a call, where the engine says nothing of its own.
        places: where the segments stand, by the key of their drafts.
        fresh: do not use what the cache knows; keep what comes.
        at_once: questions to a round. Drafts are begun while there is room for theirs, so
            that rounds do not grow smaller towards the end of a part of the texts.
    """

    def __init__(
        self,
        engine: Engine,
        cache: ResultCache | None = None,
        *,
        glossary: str = "",
        batch: int = 64,
        places: Mapping[str, Place] | None = None,
        fresh: bool = False,
        at_once: int = 128,
    ) -> None:
        self._engine, self._cache = engine, cache
        self._scope = f"{engine.name}\0{engine.version}\0{glossary}\0"
        self._batch, self._fresh = max(1, getattr(engine, "batch", batch)), fresh
        self._at_once = max(at_once, getattr(engine, "at_once", getattr(engine, "batch", 0)))
        self._quick = getattr(engine, "quick", None)
        self._in_places = getattr(engine, "translate_in", None)
        self._places = places or {}
        self._place_of: dict[str, Place] = {}  # by text asked
        self._failures = 0
        self._new: set[Question] = set()
        self.asked = self.known = 0
        self.drafts: Counter[str] = Counter()
        self.dead = ""

    def run(self, drafts: Iterable[tuple[str, Asking]]) -> Iterator[tuple[str, EnglishDraft]]:
        """Every draft to its end, by its key, as they end."""
        waiting = iter(drafts)
        wanted: list[tuple[str, Asking, tuple[Question, ...]]] = []
        replies: dict[Question, Reply] = {}
        while True:
            # Those under way first, then others while there is room.
            answered = ((key, draft, [replies[q] for q in asked]) for key, draft, asked in wanted)
            begun = ((key, draft, None) for key, draft in waiting)
            wanted, room = [], self._at_once
            for key, draft, came in chain(tuple(answered), begun):
                try:
                    questions = draft.send(came)
                except StopIteration as stop:
                    yield key, stop.value
                    continue
                wanted.append((key, draft, questions))
                room -= sum(not question.is_part for question in questions)
                if came is None and room <= 0:
                    break
            if not wanted:
                return
            for key, _, questions in wanted:
                for question in questions:
                    self._place_of.setdefault(question.text, self._places.get(key, Place()))
            replies = self._replies(q for _, _, questions in wanted for q in questions)

    def _replies(self, questions: Iterable[Question]) -> dict[Question, Reply]:
        unique = list(dict.fromkeys(questions))
        replies: dict[Question, Reply] = {}
        if self._cache is not None:
            old = (q for q in unique if not self._fresh or q in self._new)
            kept = ((q, self._cache.get(*self._key(q))) for q in old)
            replies = {q: Reply(en.decode()) for q, en in kept if en}
        self.known += len(replies)
        rest = [question for question in unique if question not in replies]
        # What an engine does in two ways is asked of it in calls of one kind.
        has_quick = self._quick is not None
        rest.sort(key=lambda q: (q.is_part, has_quick and len(q.text)))
        for _, call in groupby(rest, lambda q: has_quick and q.is_part):
            for batch in in_groups(call, self._batch):
                replies |= self._call(batch)
        return replies

    def _call(self, questions: Sequence[Question], *, again: bool = True) -> dict[Question, Reply]:
        """One batch; where it fails, its halves; where one text fails, once more."""
        found, why = self._try(questions)
        middle = len(questions) // 2
        if found is None and middle and not self.dead:
            return self._call(questions[:middle]) | self._call(questions[middle:])
        if found is None and again and not self.dead:
            return self._call(questions, again=False)
        if found is None:
            return dict.fromkeys(questions, Reply("", self.dead or why))
        got = {q: en for q, en in zip(questions, found, strict=True) if en.strip()}
        faults: Mapping[str, str] = getattr(self._engine, "faults", {})
        self.asked += len(got)
        self._new.update(got)
        if self._cache is not None:
            for question, en in got.items():
                self._cache.put(*self._key(question), en.encode())
        return {q: Reply(got.get(q, ""), faults.get(q.text, "")) for q in questions}

    def _key(self, question: Question) -> tuple[str, str, str]:
        text = (self._scope + question.text).encode("utf-8", "surrogatepass")
        return "quick" if question.is_part else "whole", sha256_of(text), ""

    def _try(self, questions: Sequence[Question]) -> tuple[list[str] | None, str]:
        if self.dead:
            return None, self.dead
        try:
            found = self._translate(questions)
            if len(found) == len(questions) and all(isinstance(en, str) for en in found):
                self._failures = 0
                return clean(found), ""
            # A wrong count is an answer of an engine that lives.
            return None, f"{len(found)} answers to {len(questions)} texts"
        except UsageError:
            raise
        except Exception as error:  # a broken runtime raises what it likes
            why = clean(" ".join(str(error).split())) or type(error).__name__
            self._failures += _PATIENCE if getattr(error, "fatal", False) else 1
        if self._failures >= _PATIENCE:
            self.dead = f"the engine {self._engine.name} fails: {why}"
        return None, why

    def _translate(self, questions: Sequence[Question]) -> list[str]:
        """The engine's English; of one that reads along, with where the texts stand."""
        texts = [question.text for question in questions]
        if questions[0].is_part and self._quick is not None:
            return list(self._quick(texts))
        if self._in_places is None:
            return list(self._engine.translate(texts))
        part = Place(is_part=True)
        places = [part if q.is_part else self._place_of[q.text] for q in questions]
        return list(self._in_places(texts, places))


def in_groups(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """So many at a time, in order; the last group may be smaller."""
    rest = iter(items)
    while group := tuple(islice(rest, size)):
        yield group


# Segments between two savings: what an interrupted run may have to take up again
# (its engine results are in the cache even so).
CHUNK = 128

Store = Callable[[Mapping[str, EnglishDraft]], None]


def run_engine(
    engine: Engine,
    texts: Sequence[str],
    guard: Guard,
    store: Store,
    *,
    cache: ResultCache | None = None,
    glossary: str = "",
    settings: Settings | None = None,
    watch: Watch | None = None,
    places: Mapping[str, Place] | None = None,
    fresh: bool = False,
) -> Batches:
    """Draft the English of Chinese texts, equal ones once; what came of it is in the batches.

    Args:
        store: gets the drafts of each chunk, by text, as soon as they are made.
        watch: told how far it is after each chunk.
        places: where the texts stand, by text.
        fresh: do not use what the cache knows, which is by `glossary`, too.
    """
    settings = settings or Settings()
    batches = Batches(engine, cache, glossary=glossary, batch=settings.batch, places=places,
                      fresh=fresh, at_once=CHUNK)  # fmt: skip
    unique = list(dict.fromkeys(texts))
    done = batches.run(
        (zh, Drafter(guard, settings.ways, settings.votes).draft(simplified(zh))) for zh in unique
    )
    for chunk in in_groups(done, CHUNK):
        drafts = dict(chunk)
        if batches.dead:
            drafts = {zh: d if d.en else replace(d, unasked=True) for zh, d in drafts.items()}
        store(drafts)
        batches.drafts.update(draft.how or "missing" for draft in drafts.values())
        if watch is not None:
            watch(batches.drafts.total(), len(unique))
    return batches
