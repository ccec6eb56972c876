"""How long something computes, told so that neither neighbors nor the collector decide a test."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], tries: int = 3) -> float:
    """The least CPU time, in seconds, of some tries of *work*.

    What the tests before have left is kept from the collector: to go over all of it takes a
    third of a second, and falls into one measurement or another.
    """
    least = float("inf")
    gc.freeze()
    try:
        for _ in range(tries):
            start = time.process_time()
            work()
            least = min(least, time.process_time() - start)
    finally:
        gc.unfreeze()
    return least
