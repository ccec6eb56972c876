"""Where the words stand that a program recognized in a picture and nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jiebang.document.model import Document, Doubt, Span

Placed = tuple[Span, Doubt]


def place_doubts(original: str, document: Document) -> tuple[Placed, ...]:
    """The doubts of a document that stand, each with its place in the original."""
    starts = [0, *(i + 1 for i, char in enumerate(original) if char == "\n")]
    return tuple(
        (Span(starts[d.line - 1] + d.first - 1, starts[d.line - 1] + d.last), d)
        for d in document.unconfirmed
        if not d.confirmed and 0 < d.line <= len(starts)
    )


def doubts_within(placed: Iterable[Placed], span: Span | None) -> Iterator[Doubt]:
    """Those that a span of the original touches; all that there are, for an unknown place."""
    for place, doubt in placed:
        if span is None or (place.start < span.end and place.end > span.start):
            yield doubt
