"""Many drafts at once: their texts in batches to one engine, its answers kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jiebang.translation.cache import Cache
from jiebang.translation.drafting import Asking, Draft, Reply
from jiebang.translation.engines.base import Engine, Place, clean
from jiebang.translation.remote import RemoteEngine

# An engine that fails so often in a row will not come back.
_PATIENCE = 5


class Batches:
    """Between drafts and an engine.

    `asked` counts texts an engine has answered, `known` those the cache had. Once
    the engine has failed too often in a row, `dead` says why, and all that is
    asked later fails with that.

    Args:
        cache: None for none.
        batch: texts to a call, where the engine says nothing of its own.
        places: where the segments stand, by the key of their drafts.
        fresh: do not use what the cache knows; keep what comes.
    """

    def __init__(
        self,
        engine: Engine,
        cache: Cache | None = None,
        *,
        batch: int = 64,
        places: Mapping[str, Place] | None = None,
        fresh: bool = False,
    ) -> None:
        self._engine, self._cache = engine, cache
        self._batch, self._fresh = max(1, getattr(engine, "batch", batch)), fresh
        self._places = places or {}
        self._place_of: dict[str, Place] = {}  # by text asked
        self._failures = 0
        self._new: set[str] = set()
        self._ahead: dict[tuple[str, ...], list[str]] = {}  # what workers answered already
        self.asked = self.known = 0
        self.dead = ""

    def run(self, drafts: Mapping[str, Asking]) -> dict[str, Draft]:
        """Every draft to its end, by key."""
        done: dict[str, Draft] = {}
        wanted: dict[str, tuple[str, ...]] = {}
        for key, draft in drafts.items():
            self._step(key, draft, None, wanted, done)
        while wanted:
            for key, texts in wanted.items():
                for text in texts:
                    self._place_of.setdefault(text, self._places.get(key, Place()))
            replies = self._replies(text for texts in wanted.values() for text in texts)
            now, wanted = wanted, {}
            for key, texts in now.items():
                answers = [replies[text] for text in texts]
                self._step(key, drafts[key], answers, wanted, done)
        return done

    @staticmethod
    def _step(
        key: str,
        draft: Asking,
        answers: Sequence[Reply] | None,
        wanted: dict[str, tuple[str, ...]],
        done: dict[str, Draft],
    ) -> None:
        try:
            wanted[key] = next(draft) if answers is None else draft.send(answers)
        except StopIteration as stop:
            done[key] = stop.value

    def _replies(self, texts: Iterable[str]) -> dict[str, Reply]:
        unique = list(dict.fromkeys(texts))
        look = self._cache if self._cache is not None else None
        old = [t for t in unique if not self._fresh or t in self._new]
        known = look.get(old) if look is not None else {}
        self.known += len(known)
        replies = {text: Reply(en) for text, en in known.items()}
        rest = [text for text in unique if text not in known]
        batches = [tuple(b) for b in _cut(rest, self._batch)]
        if isinstance(self._engine, RemoteEngine) and not self.dead:
            self._ahead = self._engine.ahead(batches)
        for batch in batches:
            replies.update(self._call(batch))
        return replies

    def _call(self, texts: Sequence[str]) -> dict[str, Reply]:
        """One batch; where it fails, its halves; where one text fails, once more."""
        replies: dict[str, Reply] = {}
        waiting = [tuple(texts)]
        tried: set[str] = set()
        while waiting:
            part = waiting.pop()
            found, why = self._try(part)
            if found is not None:
                got = {text: en for text, en in zip(part, found, strict=True) if en.strip()}
                faults: Mapping[str, str] = getattr(self._engine, "faults", {})
                replies.update((t, Reply(got.get(t, ""), faults.get(t, ""))) for t in part)
                self._keep(got)
            elif self.dead:
                replies.update((text, Reply("", self.dead)) for text in part)
            elif len(part) > 1:
                waiting += reversed(list(_halves(part)))
            elif part[0] not in tried:
                tried.add(part[0])
                waiting.append(part)
            else:
                replies[part[0]] = Reply("", why)
        return replies

    def _keep(self, got: Mapping[str, str]) -> None:
        self.asked += len(got)
        self._new.update(got)
        if self._cache is not None:
            self._cache.put(got)

    def _try(self, texts: Sequence[str]) -> tuple[list[str] | None, str]:
        if self.dead:
            return None, self.dead
        try:
            known = self._ahead.pop(tuple(texts), None)
            found = self._translate(texts) if known is None else known
            if len(found) == len(texts) and all(isinstance(en, str) for en in found):
                self._failures = 0
                return [clean(en) for en in found], ""
            # A wrong count is an answer of an engine that lives.
            return None, f"{len(found)} answers to {len(texts)} texts"
        except Exception as error:  # a broken runtime raises what it likes
            why = clean(" ".join(str(error).split())) or type(error).__name__
            if getattr(error, "fatal", False):
                self._failures = _PATIENCE
        self._failures += 1
        if self._failures >= _PATIENCE:
            self.dead = f"the engine {self._engine.name} fails: {why}"
        return None, why

    def _translate(self, texts: Sequence[str]) -> list[str]:
        """The engine's English; of one that reads along, with where the texts stand."""
        at_places = getattr(self._engine, "translate_in", None)
        if at_places is None:
            return list(self._engine.translate(texts))
        return list(at_places(texts, [self._place_of.get(t, Place()) for t in texts]))


def _cut(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _halves(part: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    middle = len(part) // 2
    yield part[:middle]
    yield part[middle:]
