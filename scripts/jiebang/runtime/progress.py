"""How far a run is, how fast it goes and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` segments; `rate` segments a second; `left` seconds, None at first."""

    done: int
    total: int
    rate: float
    left: float | None


Watch = Callable[[Progress], None]


class Meter:
    """Tells a watcher after each step."""

    def __init__(self, total: int, watch: Watch | None) -> None:
        self._total, self._watch = total, watch
        self._done, self._start = 0, time.monotonic()

    def step(self, count: int) -> None:
        self._done += count
        if self._watch is None:
            return
        spent = time.monotonic() - self._start
        rate = self._done / spent if spent > 0 else 0.0
        left = (self._total - self._done) / rate if rate else None
        self._watch(Progress(self._done, self._total, rate, left))
