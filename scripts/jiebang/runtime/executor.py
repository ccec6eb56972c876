"""The same work for many documents: here, on all cores, or on a Dask cluster.

Work is a function of a module, `work(common, item)`: nothing but its arguments goes in,
nothing but its result comes out, so that it does not matter where it runs. Results come
in the order of the items, and only so many are under way that memory does not grow with
their number.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self, TypeVar

from jiebang.errors import JiebangError, UsageError

Common = TypeVar("Common")
Item = TypeVar("Item")
Result = TypeVar("Result")
Tag = TypeVar("Tag")
Work = Callable[[Common, Item], Result]
Watch = Callable[[int, int], None]  # told how much is done, and of how much

CHUNK = 8  # items to a message: enough to make up for it
FEW = 24  # fewer items are done before a process has started
_AHEAD = 4  # chunks per process that may be done before their turn
# What is built up is kept: it is looked through for garbage seldom.
SELDOM = 50_000, 20, 20


class Executor:
    """A way to run the same work for many items; this one, for few, without processes."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of processes and connections. What is under way is given up."""

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        """`work(common, item)` of each item, in order.

        An error that an item's work raises is raised in its turn; what came before it
        has been given out by then.
        """
        return (work(common, item) for item in items)


Inline = Executor


class Pool(Executor):
    """Processes of this machine, which end with the process that started them.

    Work is under way when `map` returns. A thread has a process each and waits for it: with
    a queue that all share, one that is killed in the middle of a result leaves the others
    nothing that can be read.

    Args:
        jobs: how many at most.
        few: with fewer items than this, no process is started.
        size: items that travel together.
    """

    def __init__(self, jobs: int, few: int = FEW, size: int = CHUNK) -> None:
        self._jobs, self._few, self._size = jobs, few, size
        # Not fork: a copy of a process with threads may stand still for ever.
        self._context = multiprocessing.get_context("spawn")
        self._threads, self._own = ThreadPoolExecutor(jobs), threading.local()
        self._processes: list[BaseProcess] = []
        self._closed = False

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        source = iter(items)
        first = list(itertools.islice(source, self._few))
        if len(first) < self._few:
            return super().map(work, common, first)
        source, packed = itertools.chain(first, source), pickle.dumps(common)
        chunks = iter(lambda: list(itertools.islice(source, self._size)), [])
        messages = ((work, packed, chunk) for chunk in chunks)
        given = (self._threads.submit(self._exchange, message) for message in messages)
        under_way = deque(itertools.islice(given, self._jobs * _AHEAD))

        def results() -> Iterator[Result]:
            try:
                while under_way:
                    found, error = under_way.popleft().result()
                    under_way.extend(itertools.islice(given, 1))
                    yield from found
                    if error is not None:
                        raise error
            finally:
                for future in under_way:
                    future.cancel()

        return results()

    def __exit__(self, *_: object) -> None:
        self._closed = True
        for process in tuple(self._processes):
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.join(5)

    def _exchange(self, message: object) -> Any:
        """A chunk to this thread's process, and what it made of it."""
        try:
            if not hasattr(self._own, "pipe"):
                self._own.pipe = self._begin()
            self._own.pipe.send(message)
            return self._own.pipe.recv()
        except (EOFError, OSError):
            remedy = "is there memory enough? try again with --jobs 1"
            raise JiebangError("a worker process died", "", remedy) from None

    def _begin(self) -> Connection:
        """A process for this thread."""
        resource_tracker.ensure_running()  # its first start lets Ctrl-C through again
        # A terminal sends Ctrl-C to the whole group. The first process ends its workers itself;
        # one that is interrupted before its first line has run would tell of it in pages.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        if self._closed:  # meanwhile
            process.kill()
        return ours


def _serve(pipe: Connection) -> None:
    """A worker: chunks come in, results go out, until the pipe is closed."""
    end_with_parent()
    gc.set_threshold(*SELDOM)
    # It has been blocked until now; on Windows it has not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            work, common, chunk = pipe.recv()
            results: list[Any] = []
            failure: Exception | None = None
            try:
                results += (work(_unpickled(common), item) for item in chunk)
            except Exception as error:
                failure = error
            pipe.send((results, failure))


@lru_cache(maxsize=2)
def _unpickled(common: bytes) -> Any:
    return pickle.loads(common)


def end_with_parent() -> None:
    """End this worker when its parent is gone, in the middle of its work if need be."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def open_executor(jobs: int = 0, cluster: str = "") -> Executor:
    """An executor, to be closed after its use.

    Args:
        jobs: processes of this machine; 0 for as many as it has cores.
        cluster: the address of a Dask scheduler; "" for none.

    Raises:
        UsageError: a negative number, no such scheduler, workers of another version.
    """
    if jobs < 0:
        raise UsageError(f"--jobs {jobs}: no number of processes", "", "give 1 or more")
    if cluster:
        from jiebang.runtime.cluster import Cluster

        return Cluster(cluster)
    if not jobs:  # the cores that this process may use
        own = getattr(os, "sched_getaffinity", None)
        jobs = len(own(0)) if own else os.cpu_count() or 1
    return Inline() if jobs == 1 else Pool(jobs)


def map_unknown(
    executor: Executor,
    work: Work[Common, Item, Result],
    common: Common,
    items: Iterable[tuple[Tag, Item | None]],
) -> Iterator[tuple[Tag, Result | None]]:
    """(tag, `work(common, item)`) in order; without an item, (tag, None).

    `items` may be gone through far ahead of the results. Where it raises a JiebangError,
    that is raised after the results of what came before it.
    """
    failures: list[JiebangError] = []

    def sound() -> Iterator[tuple[Tag, Item | None]]:
        try:
            yield from items
        except JiebangError as error:
            failures.append(error)

    ahead, behind = itertools.tee(sound())
    results = executor.map(work, common, (item for _, item in ahead if item is not None))
    for tag, item in behind:
        yield tag, None if item is None else next(results)
    if failures:
        raise failures[0]
