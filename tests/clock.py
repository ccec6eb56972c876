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


def grows_faster(
    seconds: Callable[[int], float], size: int, *, tries: int = 8, floor: float = 0.1
) -> str:
    """Two measurements that tell that *seconds* grows faster than the size, or nothing.

    Four times as much takes about four times as long where each piece is looked at once, and
    sixteen times where it is held against all others. Halfway between is far from both, so that a
    machine at work does not decide; and the least of several *tries* counts. What takes less than
    *floor* seconds is not told from noise.
    """
    small = large = float("inf")
    for _ in range(tries):
        large = min(large, seconds(4 * size))
        if large < floor:
            return ""
        small = min(small, seconds(size))
        if large < 8 * small:
            return ""
    return f"{small:.3f} s, and {large:.3f} s for four times as much"
