"""One after another, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jiebang.runtime.spreading.base import CHUNK, Common, Item, Result, Work


class Inline:
    """No processes: for few documents, and what the others are held against."""

    def each(
        self,
        work: Work[Common, Item, Result],
        common: Common,
        items: Iterable[Item],
        size: int = CHUNK,
    ) -> Iterator[Result]:
        for item in items:
            yield work(common, item)

    def close(self) -> None:
        pass
