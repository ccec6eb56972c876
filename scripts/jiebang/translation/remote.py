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

    def translate(self, texts: Sequence[str]) -> list[str]:
        return self._engine.translate(texts)

    def ahead(self, batches: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[str]]:
        """The English of each batch that a worker could translate.

        Raises:
            UsageError: a worker's engine is another version than this machine's.
        """
        answers = self._executor.map(translate_batch, self._settings, batches)
        found: dict[tuple[str, ...], list[str]] = {}
        for batch, answer in zip(batches, answers, strict=True):
            if answer.version and answer.version != self.version:
                what = f"a worker's engine is {self.name} {answer.version}, here {self.version}"
                raise UsageError(what, "", "install the same package there")
            if answer.found is not None:
                found[batch] = answer.found
        return found


def translate_batch(settings: Settings, batch: tuple[str, ...]) -> Answer:
    """On a worker: a batch to the engine there, which stays open for the next."""
    try:
        engine = _engine(settings)
        return Answer(engine.version, list(engine.translate(batch)))
    except Exception as error:  # a broken runtime raises what it likes
        return Answer("", None, " ".join(str(error).split()) or type(error).__name__)


@lru_cache(maxsize=1)
def _engine(settings: Settings) -> Engine:
    return load_engine(settings.engine, settings)
