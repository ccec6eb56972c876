"""What several commands share: progress for a person who watches."""

from __future__ import annotations

import sys
import time

from jiebang.runtime.progress import Progress


class Ticker:
    """Tells how far a run is, once a second, on a terminal."""

    def __init__(self, what: str) -> None:
        self._what, self._last = what, time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= 1:
            self._last = now
            left = "" if progress.left is None else f", {progress.left:.0f} s left"
            say(f"{progress.done}/{progress.total} {self._what}, {progress.rate:.1f}/s{left}")


def say(text: str) -> None:
    """Progress, for a person who watches; a log stays clean."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
