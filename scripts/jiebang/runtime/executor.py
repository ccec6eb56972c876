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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeVar

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


class Executor(Protocol):
    """A way to run the same work for many items."""

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        """`work(common, item)` of each item, in order.

        An error that an item's work raises is raised in its turn; what came before it
        has been given out by then.
        """
        ...

    def close(self) -> None:
        """Let go of processes and connections. What is under way is given up."""
        ...


class Inline:
    """No processes: for few documents, and the reference for the others."""

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        for item in items:
            yield work(common, item)

    def close(self) -> None:
        pass


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    run: object = None  # the run whose chunk it has; None when it is idle


class Pool:
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
        self._workers: list[_Worker] = []

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
        run = _Run(work, common, items, self._size)
        self._dispatch(run)
        return self._results(run)

    def close(self) -> None:
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.pipe.close()  # an idle worker ends by itself
            if worker.run is not None:
                worker.process.kill()
        for worker in workers:
            worker.process.join(5)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join(5)

    def _results(self, run: _Run) -> Iterator[Any]:
        while True:
            self._dispatch(run)
            found = run.take()
            if found is None:
                if run.finished:
                    return
                self._receive()
                continue
            results, error = found
            yield from results
            if error is not None:
                raise error

    def _dispatch(self, run: _Run) -> None:
        """Give each idle worker a chunk; start workers while there are chunks for them."""
        while run.ahead < self._jobs * _AHEAD:
            idle = next((w for w in self._workers if w.run is None), None)
            if idle is None and len(self._workers) == self._jobs:
                return
            message = run.next_message()
            if message is None:
                return
            worker = idle or self._begin()
            worker.run = run
            try:
                worker.pipe.send(message)
            except OSError:
                raise self._died() from None

    def _begin(self) -> _Worker:
        # Its first start lets Ctrl-C through again: before that is held back.
        resource_tracker.ensure_running()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with held_back():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        return self._workers[-1]

    def _receive(self) -> None:
        """Wait for one chunk; those of a run that was given up are left aside."""
        busy = {w.pipe: w for w in self._workers if w.run is not None}
        for ready in wait(list(busy)):
            worker = busy[ready]  # type: ignore[index]
            try:
                number, results, error = worker.pipe.recv()
            except (EOFError, OSError):
                raise self._died() from None
            run, worker.run = worker.run, None
            assert isinstance(run, _Run)
            run.put(number, results, error)

    def _died(self) -> JiebangError:
        self.close()
        remedy = "is there memory enough? try again with --jobs 1"
        return JiebangError("a worker process died", "", remedy)


class _Run:
    """The chunks of one `map`: those to come, under way, and done before their turn."""

    def __init__(
        self, work: Work[Any, Any, Any], common: object, items: Iterable[Any], size: int
    ) -> None:
        self._work, self._common = work, pickle.dumps(common)
        self._items, self._size = iter(items), size
        self._exhausted = False
        self._sent = self._taken = 0
        self._done: dict[int, tuple[list[Any], Exception | None]] = {}

    @property
    def ahead(self) -> int:
        return self._sent - self._taken

    @property
    def finished(self) -> bool:
        return self._exhausted and not self.ahead

    def next_message(self) -> tuple[int, Work[Any, Any, Any], bytes, list[Any]] | None:
        chunk = list(itertools.islice(self._items, self._size))
        if not chunk:
            self._exhausted = True
            return None
        self._sent += 1
        return self._sent - 1, self._work, self._common, chunk

    def put(self, number: int, results: list[Any], error: Exception | None) -> None:
        self._done[number] = (results, error)

    def take(self) -> tuple[list[Any], Exception | None] | None:
        found = self._done.pop(self._taken, None)
        self._taken += found is not None
        return found


def _serve(pipe: Connection) -> None:
    """A worker: chunks come in, results go out, until the pipe is closed."""
    end_with_parent()
    # It has been held back until now; on Windows it has not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            number, work, common, chunk = pipe.recv()
            results: list[Any] = []
            failure: Exception | None = None
            for item in chunk:
                try:
                    results.append(work(_unpickled(common), item))
                except Exception as error:
                    failure = error
                    break
            pipe.send((number, results, failure))


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


def available_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


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
        jobs = jobs or available_cores()
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
