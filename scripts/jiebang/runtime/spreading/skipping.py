"""Spread what must be worked out, leave out what is known, keep the order of all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

from jiebang.errors import JiebangError
from jiebang.runtime.spreading.base import Common, Item, Result, Spread, Work

Tag = TypeVar("Tag")


def each_unknown(
    spread: Spread,
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

    for result in spread.each(work, common, unknown()):
        while ahead[0][1]:
            yield ahead.popleft()[0], None
        yield ahead.popleft()[0], result
    while ahead and ahead[0][1]:
        yield ahead.popleft()[0], None
    if failure is not None:
        raise failure
