"""An engine whose batches are translated on the workers of a cluster.

What is spread is the engine's own work, batch by batch, the batches being those of one
process: what is made of the answers is decided here, text after text, so that the same
comes out however many workers there are. The workers need the engine and its model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from jiebang.errors import UsageError
from jiebang.runtime.executor import Executor
from jiebang.translation.engines import load_engine
from jiebang.translation.engines.base import Engine
from jiebang.translation.settings import Settings

_AT_ONCE = 8  # batches that may be with the workers


class RemoteEngine:
    """The engine of this machine, by name and version, on the workers.

    Args:
        settings: those that the workers open theirs with.
    """

    def __init__(self, engine: Engine, settings: Settings, executor: Executor) -> None:
        self.name, self.version = engine.name, engine.version
        self._settings, self._executor = settings, executor
        self.batch = _AT_ONCE * settings.batch
        self.quick = partial(self.translate, how="quick")

    def translate(self, texts: Sequence[str], how: str = "translate") -> list[str]:
        """The English of each text; raises UsageError where a worker's engine is another."""
        size = self._settings.batch
        batches = [texts[n : n + size] for n in range(0, len(texts), size)]
        english: list[str] = []
        for version, found in self._executor.map(translate_batch, (self._settings, how), batches):
            if version != self.version:
                what = f"a worker's engine is {self.name} {version}, here {self.version}"
                raise UsageError(what, "", "install the same package there")
            english += found
        return english


def translate_batch(asked: tuple[Settings, str], batch: Sequence[str]) -> tuple[str, list[str]]:
    """On a worker: its engine's version and a batch's English."""
    settings, how = asked
    engine = _engine(settings)
    return engine.version, list(getattr(engine, how, engine.translate)(batch))


@lru_cache(maxsize=1)
def _engine(settings: Settings) -> Engine:
    """The engine here, which stays open for the next batch."""
    return load_engine(settings.engine, settings)
