"""A text file of blocks, those that an earlier file has taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from jiebang.datasets.earlier import Span, Spans


class Spliced:
    """Written from the first byte to the last.

    `spans` and `sum` are those of what has been written; `slices` its blocks one after
    another: length in bytes and SHA-256 of each, head and tail among them.

    Args:
        before: the file that may have blocks already, `known` which, by key. A block there
            that is not what it was is made anew.
    """

    def __init__(self, path: Path, before: Path | None = None, known: Spans | None = None) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream: BinaryIO = path.open("wb")
        self._before: BinaryIO | None = None
        if before is not None and known:
            with suppress(OSError):
                self._before = before.open("rb")
        self._known = known or {}
        self._digest = hashlib.sha256()
        self.size = 0
        self.spans: dict[str, Span] = {}
        self.slices: list[tuple[int, str]] = []

    def write(self, text: str) -> None:
        """Write what is not taken over."""
        data = text.encode()
        self._write(data, hashlib.sha256(data).hexdigest())

    def block(self, key: str, make: Callable[[], str]) -> None:
        """Write a block; `make` gives its text where it is not known."""
        data = self._taken(key)
        if data is None:
            data = make().encode()
            sum_of = hashlib.sha256(data).hexdigest()
        else:
            sum_of = self._known[key].sum
        self.spans[key] = Span(self.size, len(data), sum_of)
        self._write(data, sum_of)

    def close(self) -> None:
        self._stream.close()
        if self._before is not None:
            self._before.close()
            self._before = None

    @property
    def sum(self) -> str:
        """SHA-256 of all that was written."""
        return self._digest.hexdigest()

    def _write(self, data: bytes, sum_of: str) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self.slices.append((len(data), sum_of))
        self.size += len(data)

    def _taken(self, key: str) -> bytes | None:
        span = self._known.get(key)
        if span is None or self._before is None:
            return None
        self._before.seek(span.offset)
        data = self._before.read(span.length)
        return data if hashlib.sha256(data).hexdigest() == span.sum else None
