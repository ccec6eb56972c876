"""A limit of computing and memory for work in this process that strangers feed."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from jiebang.errors import InputError


@contextlib.contextmanager
def limited(seconds: float, memory: int, where: str) -> Iterator[None]:
    """End what is done within beyond so many seconds of computing or bytes more than now.

    Both hold where the system can hold them. Python looks for signals between two steps,
    and within a search of a pattern.

    Raises:
        InputError: it took longer, or needs more; `where` names what was worked on.
    """
    try:
        with _seconds(seconds, where), _memory(memory):
            yield
    except MemoryError:
        what = f"needs more than {memory / 2**30:g} GiB of memory"
        raise InputError(what, where, "cut it in parts") from None


@contextlib.contextmanager
def _seconds(seconds: float, where: str) -> Iterator[None]:
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


@contextlib.contextmanager
def _memory(most: int) -> Iterator[None]:
    if sys.platform != "linux":  # pragma: no cover - macOS takes the limit and holds nobody to it
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    limit = pages * resource.getpagesize() + most
    before = resource.getrlimit(resource.RLIMIT_AS)
    known = [n for n in (limit, *before) if n != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(known), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
