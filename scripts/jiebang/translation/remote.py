"""An engine whose batches are translated on the workers of a cluster.

What is spread is the engine's own work, batch by batch, the batches being those of one
process: what is made of the answers is decided here, text after text, so that the same
comes out however many workers there are. The workers need the engine and its model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from jiebang.errors import UsageError
from jiebang.runtime.executor import Executor
from jiebang.translation.engines import Engine, load_engine
from jiebang.translation.settings import Settings

_AT_ONCE = 8  # batches that may be with the workers


class Answer(NamedTuple):
    """A batch's English from one worker's engine, or None and why there is none."""

    version: str
    found: list[str] | None
    why: str = ""


class RemoteEngine:
    """The engine of this machine, with the workers' in front of it.

    Args:
        engine: what a batch goes to that failed on a worker, or a part of it.
        settings: those that the workers open theirs with.
    """

    def __init__(self, engine: Engine, settings: Settings, executor: Executor) -> None:
        self.name, self.version = engine.name, engine.version
        self._engine, self._settings, self._executor = engine, settings, executor
        self.batch = _AT_ONCE * settings.batch

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text; raises UsageError where a worker's engine is another."""
        return self._spread(texts, False)

    def quick(self, texts: Sequence[str]) -> list[str]:
        return self._spread(texts, True)

    def _spread(self, texts: Sequence[str], quick: bool) -> list[str]:
        size = self._settings.batch
        batches = [texts[n : n + size] for n in range(0, len(texts), size)]
        answers = self._executor.map(translate_batch, (self._settings, quick), batches)
        english: list[str] = []
        for batch, answer in zip(batches, answers, strict=True):
            if answer.version and answer.version != self.version:
                what = f"a worker's engine is {self.name} {answer.version}, here {self.version}"
                raise UsageError(what, "", "install the same package there")
            found = answer.found
            english += _translate(self._engine, batch, quick) if found is None else found
        return english


def translate_batch(how: tuple[Settings, bool], batch: Sequence[str]) -> Answer:
    """On a worker: a batch to the engine there, which stays open for the next."""
    try:
        settings, quick = how
        engine = _engine(settings)
        return Answer(engine.version, _translate(engine, batch, quick))
    except Exception as error:  # a broken runtime raises what it likes
        return Answer("", None, " ".join(str(error).split()) or type(error).__name__)


def _translate(engine: Engine, texts: Sequence[str], quick: bool) -> list[str]:
    return list(getattr(engine, "quick", engine.translate)(texts) if quick
                else engine.translate(texts))  # fmt: skip


@lru_cache(maxsize=1)
def _engine(settings: Settings) -> Engine:
    return load_engine(settings.engine, settings)
