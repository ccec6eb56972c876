"""What `translate` would do with what has no English yet: by which engine, how long.

How fast an engine is on this machine is measured when it translates, and kept in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jiebang.runtime.cache import RESULTS, ResultCache
from jiebang.runtime.layout import Layout
from jiebang.translation.engines import Opened
from jiebang.translation.engines.base import Engine
from jiebang.translation.settings import Settings

GET = "get one: `jiebang engine get`, then `jiebang translate --engine argos`"
# Shorter runs say more about starting up than about translating.
_ENOUGH = 200  # characters


@dataclass(frozen=True, slots=True)
class Rates:
    """Characters of Chinese a second, retries and checks included, by engine and settings."""

    path: Path

    @classmethod
    def of(cls, layout: Layout) -> Rates:
        return cls(layout.cache / RESULTS)

    def get(self, engine: Engine, settings: Settings) -> float | None:
        """The rate measured last; None where there is none, or the cache cannot be read."""
        key = _key(engine, settings)
        with ResultCache(self.path) as cache:
            found = cache.get(key, "", key)
        return float(found) if found else None

    def note(self, engine: Engine, settings: Settings, characters: int, seconds: float) -> None:
        """Keep the rate of a run; a cache that cannot be written is no error."""
        if characters < _ENOUGH or seconds <= 0:
            return
        key = _key(engine, settings)
        with ResultCache(self.path) as cache:
            cache.put(key, "", key, f"{characters / seconds:.1f}".encode())


def _key(engine: Engine, settings: Settings) -> str:
    how = f"beam {settings.beam}, {settings.device}, {settings.threads} threads"
    return f"{engine.name}@{engine.version}, {how}, {settings.votes} votes"


@dataclass(frozen=True, slots=True)
class Forecast:
    """`segments` without English, and the engine they would go to (“name@version”).

    `engine` is "" where there is none; `why_not` says why, if one is chosen. `rate` is in
    characters a second and `seconds` how long it will take; None where that engine has
    never been measured on this machine.
    """

    segments: int
    engine: str = ""
    why_not: str = ""
    rate: float | None = None
    seconds: float | None = None

    def __str__(self) -> str:
        if not self.engine:
            return self.why_not or f"none chosen; {GET}"
        if self.seconds is None:
            return f"{self.engine}, time unknown yet: never measured on this machine"
        rate = f"{self.rate:.{0 if (self.rate or 0) >= 10 else 1}f} characters a second"
        return f"{self.engine}, about {_spoken(self.seconds)} (measured: {rate})"


def forecast(layout: Layout, opened: Opened, texts: Iterable[str]) -> Forecast:
    """What lies ahead of Chinese texts without English; equal ones are translated once."""
    missing = list(texts)
    if opened.engine is None:
        return Forecast(len(missing), why_not=opened.why_not)
    name = f"{opened.engine.name}@{opened.engine.version}"
    rate = Rates.of(layout).get(opened.engine, opened.settings)
    characters = sum(len(text) for text in set(missing))
    return Forecast(len(missing), name, "", rate, characters / rate if rate else None)


def _spoken(seconds: float) -> str:
    """A time for people: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
