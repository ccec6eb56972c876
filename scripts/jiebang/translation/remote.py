"""An engine whose batches are translated on the workers of a cluster.

What is spread is the engine's own work, batch by batch, the batches being those of one
process: what is made of the answers is decided here, text after text, so that the same
comes out however many workers there are. The workers need the engine and its model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jiebang.errors import UsageError
from jiebang.runtime.executor import Executor
from jiebang.translation.engines import Engine, load_engine
from jiebang.translation.settings import Settings

_AT_ONCE = 8  # batches that may be with the workers


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
        return self._spread(texts, "translate")

    def quick(self, texts: Sequence[str]) -> list[str]:
        return self._spread(texts, "quick")

    def _spread(self, texts: Sequence[str], how: str) -> list[str]:
        size = self._settings.batch
        batches = [texts[n : n + size] for n in range(0, len(texts), size)]
        answers = self._executor.map(translate_batch, (self._settings, how), batches)
        english: list[str] = []
        for batch, (version, found) in zip(batches, answers, strict=True):
            if version not in ("", self.version):
                what = f"a worker's engine is {self.name} {version}, here {self.version}"
                raise UsageError(what, "", "install the same package there")
            english += _ask(self._engine, how, batch) if found is None else found
        return english


def translate_batch(
    asked: tuple[Settings, str], batch: Sequence[str]
) -> tuple[str, list[str] | None]:
    """On a worker: its engine's version and a batch's English; "" and None where that fails."""
    settings, how = asked
    try:
        return _engine(settings).version, _ask(_engine(settings), how, batch)
    except Exception:  # a broken runtime raises what it likes; the batch is done here then
        return "", None


def _ask(engine: Engine, how: str, batch: Sequence[str]) -> list[str]:
    return list(getattr(engine, how, engine.translate)(batch))


@lru_cache(maxsize=1)
def _engine(settings: Settings) -> Engine:
    """The engine here, which stays open for the next batch."""
    return load_engine(settings.engine, settings)
