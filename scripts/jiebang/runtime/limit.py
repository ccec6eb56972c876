"""A limit of computing for work in this process that strangers feed."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

from jiebang.errors import InputError


@contextlib.contextmanager
def limited(seconds: float, where: str) -> Iterator[None]:
    """End what is done within after so many seconds of computing, where the system can.

    Python looks for signals between two steps, and within a search of a pattern.

    Raises:
        InputError: it took longer; `where` names what was worked on.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "SIGVTALRM"):  # pragma: no cover - Windows
        yield
        return

    def end(*_: object) -> None:
        raise InputError(f"not read within {seconds:g} seconds", where, "cut it in parts")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
