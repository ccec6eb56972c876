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

    def end(*_: object) -> None:
        raise InputError(f"not read within {seconds:g} seconds", where, "cut it in parts")

    try:
        with contextlib.ExitStack() as limits:
            main = threading.current_thread() is threading.main_thread()
            if main and hasattr(signal, "SIGVTALRM"):  # not on Windows
                before = signal.signal(signal.SIGVTALRM, end)
                limits.callback(signal.signal, signal.SIGVTALRM, before)
                limits.callback(signal.setitimer, signal.ITIMER_VIRTUAL, 0)
                signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            if sys.platform == "linux":  # macOS takes the limit and holds nobody to it
                import resource

                pages = int(Path("/proc/self/statm").read_bytes().split()[0])
                known = resource.getrlimit(resource.RLIMIT_AS)
                wanted = [pages * resource.getpagesize() + memory, *known]
                most = min(n for n in wanted if n != resource.RLIM_INFINITY)
                limits.callback(resource.setrlimit, resource.RLIMIT_AS, known)
                resource.setrlimit(resource.RLIMIT_AS, (most, known[1]))
            yield
    except MemoryError:
        what = f"needs more than {memory / 2**30:g} GiB of memory"
        raise InputError(what, where, "cut it in parts") from None
