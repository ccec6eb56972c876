"""The workers of a Dask scheduler that runs already, on any machines.

They need this package, in the same version, and nothing else: no shared disk, no project.
What the work reads travels with it; what is common to all documents is scattered once.
Work that a worker takes with it when it dies goes to another.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import islice
from typing import Any

from jiebang.errors import JiebangError, UsageError
from jiebang.runtime.cache import code_digest
from jiebang.runtime.executor import Common, Executor, Item, Result, Work

_ADDRESS = re.compile(r"(?:tcp|tls)://[^/\s]+:\d+")
REACH = 6.0  # seconds for a scheduler to answer, and for a first worker
_AHEAD = (
    16  # documents per thread that the scheduler is given at once, as many others being worked on
)


class Cluster(Executor):
    """A client of one scheduler.

    Raises:
        UsageError: no address, no scheduler or no worker there, a worker that has
            another version of this package; `distributed` is not installed.
    """

    def __init__(self, address: str) -> None:
        if not _ADDRESS.fullmatch(address):
            raise UsageError(f"“{address}” is no scheduler's address", "", "as tcp://host:8786")
        try:
            import distributed
        except ImportError:
            remedy = "pip install 'jiebang[cluster]'"
            raise UsageError("Dask is not installed", f"--cluster {address}", remedy) from None
        # Its own account of a lost connection is pages long; ours is a line.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._address = address
        with self._told("no scheduler answers", "is it running?"):
            self._client = _connect(distributed.Client, address)
        try:
            with self._told("the scheduler has no worker", f"dask worker {address}"):
                self._client.wait_for_workers(1, timeout=REACH)
            with self._told("a worker has no jiebang", "install this version there"):
                digests = self._client.run(_digest)
            for worker, digest in sorted(digests.items()):
                if digest != code_digest():
                    what = f"the worker {worker} has another version of jiebang"
                    raise UsageError(what, "", "install this version there")
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        self._client.close(timeout=2)

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        shared = self._client.scatter(common, broadcast=True, hash=False)
        given = {"work": work, "common": shared, "digest": code_digest()}
        waiting, size, under_way = iter(items), _AHEAD * self.threads(), deque[Any]()
        try:
            while batch := list(islice(waiting, size)):
                under_way.extend(self._client.map(_run, batch, **given, pure=False))
                while len(under_way) > size:
                    yield self._result(under_way.popleft())
            while under_way:
                yield self._result(under_way.popleft())
        finally:
            self._client.cancel(list(under_way))

    def threads(self) -> int:
        """The threads of all workers, at least one."""
        return max(1, sum(map(int, self._client.nthreads().values())))

    def _result(self, future: Any) -> Any:
        with self._told("the cluster failed"):  # a share that killed too many, the scheduler gone
            return future.result()

    @contextmanager
    def _told(self, what: str, remedy: str = "") -> Iterator[None]:
        """Whatever a layer below raises, as one line."""
        try:
            yield
        except JiebangError:
            raise
        except Exception as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            raise UsageError(f"{what}: {why}", self._address, remedy) from None


def _connect(client: Any, address: str) -> Any:
    """A client of a scheduler that answers in time; whatever else listens there does not."""
    found: Future[Any] = Future()

    def connect() -> None:
        try:
            found.set_result(client(address, timeout=REACH, set_as_default=False))
        except Exception as error:
            found.set_exception(error)

    # Its own time limit is for a connection, not for a greeting.
    threading.Thread(target=connect, daemon=True).start()
    return found.result(REACH + 1)


def _digest() -> str:
    """In a worker: what it makes results with."""
    return code_digest()


def _run(item: Any, work: Work[Any, Any, Any], common: Any, digest: str) -> Any:
    """In a worker: one that joined meanwhile may be of another version."""
    if digest != code_digest():
        raise UsageError("a worker has another version of jiebang", "", "install this one")
    return work(common, item)
