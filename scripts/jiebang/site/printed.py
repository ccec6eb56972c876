"""Where a text stands in the original: pages, lines and characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from jiebang.corpus.load import Entry
from jiebang.document.model import Segment, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Lines from 1, both included; characters as half-open offsets from 0.

    Pages are those that its first and its last segment begin on; None where the original
    has no pages.
    """

    first_line: int
    last_line: int
    span: Span
    first_page: int | None = None
    last_page: int | None = None


class Original:
    """One original, its lines counted once."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._breaks = [found.start() for found in re.finditer("\n", entry.original)]

    def place(self, segments: Iterable[Segment]) -> Place | None:
        """From the first of the segments to the last; None where none has a place."""
        known = [s.id for s in segments if s.id in self._entry.spans]
        spans = [self._entry.spans[one] for one in known]
        if not spans:
            return None
        pages = [page for one in known if (page := self._entry.page(one)) is not None]
        span = Span(min(s.start for s in spans), max(s.end for s in spans))
        last = max(span.start, span.end - 1)
        return Place(
            self._line(span.start),
            self._line(last),
            span,
            min(pages, default=None),
            max(pages, default=None),
        )

    def _line(self, offset: int) -> int:
        return bisect_right(self._breaks, offset - 1) + 1
