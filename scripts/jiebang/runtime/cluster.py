"""The workers of a Dask scheduler that runs already, on any machines.

They need this package, in the same version, and nothing else: no shared disk, no project.
What the work reads travels with it; what is common to all documents is scattered once.
Work that a worker takes with it when it dies goes to another.
"""

from __future__ import annotations

import itertools
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from jiebang.errors import JiebangError, UsageError
from jiebang.runtime.cache import code_digest
from jiebang.runtime.executor import Common, Executor, Item, Result, Work

_ADDRESS = re.compile(r"(?:tcp|tls)://[^/\s]+:\d+")
# Seconds for a scheduler to answer; for the last worker's successor to come.
REACH, PATIENCE = 6.0, 60.0
_BATCH = 16  # documents per thread handed to the scheduler at once


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
        self._client: Any = _connect(distributed.Client, address)
        try:
            self._check_workers()
        except BaseException:
            self.close()
            raise

    def map(
        self, work: Work[Common, Item, Result], common: Common, items: Iterable[Item]
    ) -> Iterator[Result]:
        source = iter(items)
        shared = self._client.scatter(common, broadcast=True, hash=False)
        digest = code_digest()
        under_way: deque[Any] = deque()
        try:
            while True:
                size = _BATCH * self.threads()
                # Two batches: the workers go on while the first is gathered.
                batch = list(itertools.islice(source, size if len(under_way) <= size else 0))
                if batch:
                    given = {"work": work, "common": shared, "digest": digest}
                    under_way.extend(self._client.map(_run, batch, **given, pure=False))
                if not under_way:
                    return
                yield self._result(under_way.popleft())
        finally:
            if under_way:
                self._client.cancel(list(under_way))

    def close(self) -> None:
        self._client.close(timeout=2)

    def threads(self) -> int:
        """The threads of all workers, at least one."""
        return max(1, sum(map(int, self._client.nthreads().values())))

    def _check_workers(self) -> None:
        """At least one worker, and all of this version."""
        try:
            self._client.wait_for_workers(1, timeout=REACH)
        except TimeoutError:
            raise UsageError(
                "the scheduler has no worker", self._address, f"dask worker {self._address}"
            ) from None

        # Defined here so that it travels as it is: a worker may have no such module.
        def probe() -> str:
            try:
                from jiebang.runtime.cache import code_digest

                return code_digest()
            except ImportError:
                return ""

        for worker, digest in sorted(self._client.run(probe).items()):
            if digest != code_digest():
                what = "has another version of jiebang" if digest else "has no jiebang"
                raise UsageError(f"the worker {worker} {what}", "", "install this version there")

    def _result(self, future: Any) -> Any:
        alone_since: float | None = None
        while True:
            try:
                return future.result(timeout=5)
            except TimeoutError:
                if self._client.nthreads():
                    alone_since = None
                    continue
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > PATIENCE:
                    raise JiebangError("no worker is left", self._address) from None
            except JiebangError:
                raise
            except Exception as error:  # killed too often, scheduler gone, out of memory
                why = " ".join(str(error).split())[:200] or type(error).__name__
                raise JiebangError(f"the cluster failed: {why}", self._address) from None


def _run(item: Any, work: Work[Any, Any, Any], common: Any, digest: str) -> Any:
    """In a worker: one that joined meanwhile may be of another version."""
    if digest != code_digest():
        raise UsageError("a worker has another version of jiebang", "", "install this one")
    return work(common, item)


def _connect(client: Any, address: str) -> Any:
    """A client of a scheduler that answers in time; whatever else listens there does not."""
    found: list[Any] = []
    wrong: list[str] = []

    def connect() -> None:
        try:
            found.append(client(address, timeout=REACH, set_as_default=False))
        except Exception as error:  # of any of the layers below
            wrong.append(" ".join(str(error).split())[:120] or type(error).__name__)

    # Its own time limit is for a connection, not for a greeting.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(REACH + 1)
    if found:
        return found[0]
    why = f"no scheduler answers: {wrong[0]}" if wrong else "no scheduler answers"
    raise UsageError(why, address, "is it running?")
