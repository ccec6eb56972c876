"""How fast an engine is on this machine: measured when it translates, kept in the cache."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from jiebang.errors import JiebangError
from jiebang.runtime.files import write_atomic
from jiebang.runtime.layout import Layout
from jiebang.translation.engines.base import Engine
from jiebang.translation.settings import Settings

# Shorter runs say more about starting up than about translating.
_ENOUGH = 200  # characters


@dataclass(frozen=True, slots=True)
class Rates:
    """Characters of Chinese a second, retries and checks included, by engine and settings."""

    path: Path

    @classmethod
    def of(cls, layout: Layout) -> Rates:
        return cls(layout.cache / "translation" / "rates.json")

    def get(self, engine: Engine, settings: Settings) -> float | None:
        """The rate measured last; None where there is none, or the file cannot be read."""
        rate = self._all().get(_key(engine, settings))
        return rate if rate and rate > 0 else None

    def note(self, engine: Engine, settings: Settings, characters: int, seconds: float) -> None:
        """Keep the rate of a run; a cache that cannot be written is no error."""
        if characters < _ENOUGH or seconds <= 0:
            return
        rates = self._all() | {_key(engine, settings): round(characters / seconds, 1)}
        with contextlib.suppress(OSError, JiebangError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self.path, json.dumps(rates, indent=1, sort_keys=True) + "\n")

    def _all(self) -> dict[str, float]:
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {k: float(v) for k, v in found.items() if isinstance(v, int | float)}


def _key(engine: Engine, settings: Settings) -> str:
    how = f"beam {settings.beam}, {settings.device}, {settings.threads} threads"
    return f"{engine.name}@{engine.version}, {how}, {settings.votes} votes"
