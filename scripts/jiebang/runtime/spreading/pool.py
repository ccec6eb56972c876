"""All cores of one machine."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from jiebang.errors import JiebangError
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
from jiebang.runtime.workers import Workers

# Fewer items than this are done before a process has started.
FEW = 24
# Messages under way for each process.
AHEAD = 3


class Pool:
    """Processes that are started when there are items enough to pay for them."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._workers: Workers | None = None

    def each(
        self,
        work: Work[Common, Item, Result],
        common: Common,
        items: Iterable[Item],
        size: int = CHUNK,
    ) -> Iterator[Result]:
        source = iter(items)
        first = list(itertools.islice(source, FEW))
        if len(first) < FEW:
            yield from (work(common, item) for item in first)
            return
        ready = packed(common)
        under_way: deque[Future[tuple[list[Any], Exception | None]]] = deque()
        try:
            for chunk in chunks(itertools.chain(first, source), size):
                under_way.append(self._started().submit(run_chunk, work, ready, chunk))
                if len(under_way) >= self._jobs * AHEAD:
                    yield from _taken(under_way.popleft())
            while under_way:
                yield from _taken(under_way.popleft())
        except BrokenProcessPool:
            self.close()
            raise JiebangError(
                "a worker process died", "", "is there memory enough? try again with --jobs 1"
            ) from None

    def close(self) -> None:
        workers, self._workers = self._workers, None
        if workers is not None:
            workers.close()

    def _started(self) -> Workers:
        if self._workers is None:
            self._workers = Workers(self._jobs)
        return self._workers


def _taken(future: Future[tuple[list[Any], Exception | None]]) -> Iterator[Any]:
    results, error = future.result()
    yield from results
    if error is not None:
        raise error
