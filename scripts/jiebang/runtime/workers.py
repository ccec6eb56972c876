"""Worker processes that end with the process that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from jiebang.runtime.signals import held_back

Result = TypeVar("Result")
# Seconds that busy workers have in the end; then they are killed. A result larger than a
# pipe holds (64 kB) that is being sent just then would leave its reader waiting: most
# shares of the work are done by then.
_PATIENCE = 1.5
_GONE = 5.0  # seconds for a killed process to be gone


class Workers:
    """Processes that wait for work: as many as there is work for, `count` at most."""

    def __init__(self, count: int) -> None:
        # Not fork: a copy of a process with threads may stand still for ever.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, context, initializer=_begin)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, work: Callable[..., Result], *args: Any) -> Future[Result]:
        """`work(*args)` in a worker; both must be picklable.

        Raises:
            BrokenProcessPool: a worker has died.
        """
        with held_back():
            return self._pool.submit(work, *args)

    def close(self) -> None:
        """Let go of the workers. What is under way is given up."""
        # Python 3.14 has kill_workers; before there is no public way to them.
        processes = list((self._pool._processes or {}).values())
        calls = self._pool._call_queue  # type: ignore[attr-defined]
        self._pool.shutdown(wait=False, cancel_futures=True)
        _wait(processes, _PATIENCE)
        if all(process.exitcode is not None for process in processes):
            return
        for process in processes:
            process.kill()
        _wait(processes, _GONE)
        # Nobody reads the work that is still being sent. Before Python 3.11.5 its sender
        # would wait for ever, and the end of this process for it.
        calls._reader.close()


def _wait(processes: Sequence[BaseProcess], seconds: float) -> None:
    """Until they have ended, but no longer than that."""
    deadline = time.monotonic() + seconds
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))


def _begin() -> None:
    """What a worker does first."""
    end_with_parent()
    # It has been held back until now; on Windows it has not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_with_parent() -> None:
    """End this worker when its parent is gone.

    A pool's workers wait for work for ever when the process that would give it is
    killed: they keep their memory, and go on writing where nobody will look.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
