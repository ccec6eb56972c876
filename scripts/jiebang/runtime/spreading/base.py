"""What all ways of spreading have in common."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Protocol, TypeVar

Common = TypeVar("Common")
Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Common, Item], Result]


# Documents to a message: enough to make up for it.
CHUNK = 8


class Spread(Protocol):
    """A way to do the same work for many items."""

    def each(
        self,
        work: Work[Common, Item, Result],
        common: Common,
        items: Iterable[Item],
        size: int = CHUNK,
    ) -> Iterator[Result]:
        """`work(common, item)` of each item, in order.

        Args:
            size: items that travel together.

        An error that an item's work raises is raised in its turn; what came before it
        has been given out by then.
        """
        ...

    def close(self) -> None:
        """Let go of processes and connections. What is under way is given up."""
        ...


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of `size` items, the last one shorter."""
    source = iter(items)
    while chunk := list(itertools.islice(source, size)):
        yield chunk


def packed(common: object) -> bytes:
    """What is the same for all items, made ready once."""
    return pickle.dumps(common)


@lru_cache(maxsize=2)
def _unpacked(common: bytes) -> Any:
    return pickle.loads(common)


def run_chunk(
    work: Work[Any, Item, Result], common: bytes, chunk: list[Item]
) -> tuple[list[Result], Exception | None]:
    """The results of a chunk, in a worker; they end where an item raised, with the error."""
    results: list[Result] = []
    for item in chunk:
        try:
            results.append(work(_unpacked(common), item))
        except Exception as error:
            return results, error
    return results, None
