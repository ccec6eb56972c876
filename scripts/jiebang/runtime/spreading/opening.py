"""The spread that a command line asks for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from jiebang.errors import UsageError
from jiebang.runtime.spreading.base import Spread
from jiebang.runtime.spreading.inline import Inline
from jiebang.runtime.spreading.pool import Pool


def available_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


@contextmanager
def open_spread(jobs: int = 0, cluster: str = "") -> Iterator[Spread]:
    """A spread that is closed afterwards.

    Args:
        jobs: processes of this machine; 0 for as many as it has cores.
        cluster: the address of a Dask scheduler; "" for none.

    Raises:
        UsageError: a negative number, no such scheduler, workers of another version.
    """
    if jobs < 0:
        raise UsageError(f"--jobs {jobs}: no number of processes", "", "give 1 or more")
    spread: Spread
    if cluster:
        from jiebang.runtime.spreading.cluster import Cluster

        spread = Cluster(cluster)
    else:
        jobs = jobs or available_cores()
        spread = Inline() if jobs == 1 else Pool(jobs)
    try:
        yield spread
    finally:
        spread.close()
