"""What `translate` would do with what has no English yet: by which engine, how long.

How fast an engine is on this machine is measured when it translates, and kept in the cache:
characters of Chinese a second, retries and checks included, by engine and settings.
"""

from __future__ import annotations

from collections.abc import Iterable

from jiebang.runtime.cache import RESULTS, ResultCache
from jiebang.runtime.layout import Layout
from jiebang.translation.engines import Opened
from jiebang.translation.engines.base import Engine
from jiebang.translation.settings import Settings

GET = "get one: `jiebang engine get`, then `jiebang translate --engine argos`"
# Shorter runs say more about starting up than about translating.
_ENOUGH = 200  # characters


def rate_of(layout: Layout, engine: Engine, settings: Settings) -> float:
    """The rate measured last; 0 where there is none, or the cache cannot be read."""
    key = _key(engine, settings)
    with ResultCache(layout.cache / RESULTS) as cache:
        return float(cache.get(key, "", key) or 0)


def note_rate(
    layout: Layout, engine: Engine, settings: Settings, characters: int, seconds: float
) -> None:
    """Keep the rate of a run; a cache that cannot be written is no error."""
    if characters >= _ENOUGH and seconds > 0:
        key = _key(engine, settings)
        with ResultCache(layout.cache / RESULTS) as cache:
            cache.put(key, "", key, f"{characters / seconds:.1f}".encode())


def _key(engine: Engine, settings: Settings) -> str:
    how = f"beam {settings.beam}, {settings.device}, {settings.threads} threads"
    return f"{engine.name}@{engine.version}, {how}, {settings.votes} votes"


def forecast(layout: Layout, opened: Opened, texts: Iterable[str]) -> str:
    """The engine that texts without English would go to, and the time; equal ones go once."""
    engine = opened.engine
    if engine is None:
        return opened.why_not or f"none chosen; {GET}"
    name = f"{engine.name}@{engine.version}"
    rate = rate_of(layout, engine, opened.settings)
    if not rate:
        return f"{name}, time unknown yet: never measured on this machine"
    time = _spoken(sum(map(len, set(texts))) / rate)
    measured = f"{rate:.{0 if rate >= 10 else 1}f} characters a second"
    return f"{name}, about {time} (measured: {measured})"


def _spoken(seconds: float) -> str:
    """A time for people: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
