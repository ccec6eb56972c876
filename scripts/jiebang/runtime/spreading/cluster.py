"""The workers of a Dask scheduler that runs already, on any machines.

They need this package, in the same version, and nothing else: no shared disk, no
project. What a share of the work reads travels with it, what comes of it travels back.
A worker that dies costs the shares it had: the scheduler gives them to another.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from jiebang.errors import JiebangError, UsageError
from jiebang.runtime.spreading.base import (
    CHUNK,
    Common,
    Item,
    Result,
    Work,
    chunks,
    packed,
    run_chunk,
)
from jiebang.runtime.stamps import code_digest

_ADDRESS = re.compile(r"(?:tcp|tls)://[^/\s]+:\d+")
# Seconds for a scheduler to answer; for the last worker's successor to come.
REACH, PATIENCE = 6.0, 60.0
AHEAD = 3  # messages under way for each thread


class Cluster:
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
        # Most of a client has no types.
        self._client: Any = _connected(distributed.Client, address)
        try:
            self._hold_workers()
        except BaseException:
            self.close()
            raise

    def each(
        self,
        work: Work[Common, Item, Result],
        common: Common,
        items: Iterable[Item],
        size: int = CHUNK,
    ) -> Iterator[Result]:
        ready, digest = packed(common), code_digest()
        under_way: deque[Any] = deque()
        try:
            for chunk in chunks(items, size):
                future = self._client.submit(_run, digest, work, ready, chunk, pure=False)
                under_way.append(future)
                if len(under_way) >= AHEAD * self._threads():
                    yield from self._taken(under_way.popleft())
            while under_way:
                yield from self._taken(under_way.popleft())
        finally:
            if under_way:
                self._client.cancel(list(under_way))

    def close(self) -> None:
        self._client.close(timeout=2)

    def _hold_workers(self) -> None:
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
                from jiebang.runtime.stamps import code_digest

                return code_digest()
            except ImportError:
                return ""

        found = self._client.run(probe)
        for worker, digest in sorted(found.items()):
            if digest != code_digest():
                what = "has another version of jiebang" if digest else "has no jiebang"
                raise UsageError(f"the worker {worker} {what}", "", "install this version there")

    def _threads(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def _taken(self, future: Any) -> Iterator[Any]:
        results, error = self._result(future)
        yield from results
        if error is not None:
            raise error

    def _result(self, future: Any) -> tuple[list[Any], Exception | None]:
        alone_since: float | None = None
        while True:
            try:
                found: tuple[list[Any], Exception | None] = future.result(timeout=5)
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
            else:
                return found


def _connected(client: Any, address: str) -> Any:
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


def _run(
    digest: str, work: Work[Any, Any, Any], common: bytes, chunk: list[Any]
) -> tuple[list[Any], Exception | None]:
    # A worker may have come since the first ones were asked.
    if digest != code_digest():
        return [], UsageError("a worker has another version of jiebang", "", "install this one")
    return run_chunk(work, common, chunk)
