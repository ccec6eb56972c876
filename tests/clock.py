"""How long something computes, told so that neither neighbors nor the collector decide a test."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], tries: int = 3) -> float:
    """The least CPU time, in seconds, of some tries of *work*.

    The collector is off: a full collection goes over all that the tests before have left
    (a third of a second), and falls into one measurement or another.
    """
    least = float("inf")
    on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(tries):
            start = time.process_time()
            work()
            least = min(least, time.process_time() - start)
    finally:
        if on:
            gc.enable()
    return least
