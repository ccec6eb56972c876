"""The same work for many documents: here, on all cores, or on a Dask cluster.

Work is a function of a module, `work(common, item)`: nothing but its arguments goes in,
nothing but its result comes out, so that it does not matter where it runs. Results come
in the order of the items, and only so many are under way that memory does not grow with
their number.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from jiebang.errors import JiebangError, UsageError
from jiebang.runtime.signals import held_back

Common = TypeVar("Common")
Item = TypeVar("Item")
Result = TypeVar("Result")
Tag = TypeVar("Tag")
Work = Callable[[Common, Item], Result]

CHUNK = 8  # items to a message: enough to make up for it
FEW = 24  # fewer items are done before a process has started
_AHEAD = 4  # chunks per process that may be done before their turn


class Executor:
    """A way to run the same work for many items; this one, for few, without processes."""

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        """`work(common, item)` of each item, in order.

        An error that an item's work raises is raised in its turn; what came before it
        has been given out by then.
        """
        for item in items:
            yield work(common, item)

    def close(self) -> None:
        """Let go of processes and connections. What is under way is given up."""


Inline = Executor


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection


class Pool(Executor):
    """Processes of this machine, which end with the process that started them.

    Args:
        jobs: how many at most.
        few: with fewer items than this, no process is started.
        size: items that travel together.
    """

    def __init__(self, jobs: int, few: int = FEW, size: int = CHUNK) -> None:
        self._jobs, self._few, self._size = jobs, few, size
        # Not fork: a copy of a process with threads may stand still for ever.
        self._context = multiprocessing.get_context("spawn")
        # A thread waits for each of them: with a queue that they share, one that is killed in
        # the middle of a result leaves the others nothing that can be read.
        self._threads = ThreadPoolExecutor(jobs)
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        source = iter(items)
        first = list(itertools.islice(source, self._few))
        if len(first) < self._few:
            yield from (work(common, item) for item in first)
            return
        yield from self.start(work, common, itertools.chain(first, source))

    def start(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        """As `map`, but work is under way when this returns."""
        source, packed = iter(items), pickle.dumps(common)
        under_way: deque[Future[tuple[list[Result], Exception | None]]] = deque()

        def fill() -> None:
            while len(under_way) < self._jobs * _AHEAD:
                chunk = list(itertools.islice(source, self._size))
                if not chunk:
                    return
                if len(self._workers) < min(self._jobs, len(under_way) + 1):
                    self._begin()
                under_way.append(self._threads.submit(self._exchange, (work, packed, chunk)))

        def results() -> Iterator[Result]:
            try:
                while under_way:
                    found, error = under_way.popleft().result()
                    fill()
                    yield from found
                    if error is not None:
                        raise error
            finally:
                for future in under_way:
                    future.cancel()

        fill()
        return results()

    def close(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.process.join(5)
            worker.pipe.close()
        self._workers.clear()

    def _begin(self) -> None:
        # Its first start lets Ctrl-C through again: before that is held back.
        resource_tracker.ensure_running()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with held_back():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        self._idle.put(self._workers[-1])

    def _exchange(self, message: object) -> Any:
        """A chunk to a worker and what it made of it; in a thread."""
        worker = self._idle.get()
        try:
            worker.pipe.send(message)
            return worker.pipe.recv()
        except (EOFError, OSError):
            remedy = "is there memory enough? try again with --jobs 1"
            raise JiebangError("a worker process died", "", remedy) from None
        finally:
            self._idle.put(worker)


def _serve(pipe: Connection) -> None:
    """A worker: chunks come in, results go out, until the pipe is closed."""
    end_with_parent()
    # It has been held back until now; on Windows it has not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            work, common, chunk = pipe.recv()
            results: list[Any] = []
            failure: Exception | None = None
            for item in chunk:
                try:
                    results.append(work(_unpickled(common), item))
                except Exception as error:
                    failure = error
                    break
            pipe.send((results, failure))


@lru_cache(maxsize=2)
def _unpickled(common: bytes) -> Any:
    return pickle.loads(common)


def end_with_parent() -> None:
    """End this worker when its parent is gone, in the middle of its work if need be."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def open_executor(jobs: int = 0, cluster: str = "") -> Iterator[Executor]:
    """An executor that is closed afterwards.

    Args:
        jobs: processes of this machine; 0 for as many as it has cores.
        cluster: the address of a Dask scheduler; "" for none.

    Raises:
        UsageError: a negative number, no such scheduler, workers of another version.
    """
    if jobs < 0:
        raise UsageError(f"--jobs {jobs}: no number of processes", "", "give 1 or more")
    executor: Executor
    if cluster:
        from jiebang.runtime.cluster import Cluster

        executor = Cluster(cluster)
    else:
        if not jobs:  # the cores that this process may use
            own = getattr(os, "sched_getaffinity", None)
            jobs = len(own(0)) if own else os.cpu_count() or 1
        executor = Inline() if jobs == 1 else Pool(jobs)
    try:
        yield executor
    finally:
        executor.close()


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
    ahead: deque[tuple[Tag, bool]] = deque()
    failure: JiebangError | None = None

    def unknown() -> Iterator[Item]:
        nonlocal failure
        try:
            for tag, item in items:
                ahead.append((tag, item is None))
                if item is not None:
                    yield item
        except JiebangError as error:
            failure = error

    for result in executor.map(work, common, unknown()):
        while ahead[0][1]:
            yield ahead.popleft()[0], None
        yield ahead.popleft()[0], result
    while ahead and ahead[0][1]:
        yield ahead.popleft()[0], None
    if failure is not None:
        raise failure
