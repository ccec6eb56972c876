"""Where a part of a segment was printed in the original.

`alignment.align` finds the place of each segment by walking both texts sign by sign.
Here it is given the same document with each segment cut at the edges of its parts, so
that the parts are placed by the very same walk, corrections (LaTeX left by OCR) and all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jiebang.document.alignment import align, printed
from jiebang.document.model import Document, Paragraph, Segment, Span


def source_places(
    original: str, document: Document, parts: Mapping[str, Sequence[Span]]
) -> dict[str, list[Span | None]]:
    """The places in the original of parts of segments.

    Args:
        original: the decoded original of `document`.
        document: its structure.
        parts: half-open spans in the text of segments, by segment id; those of one
            segment in order and without overlap.

    Returns:
        For each id the places of its parts, as character offsets into the original.
        A part of a correction that shares no sign with the print has the whole region
        that was corrected; a part without a sign has None.

    Raises:
        LostTextError: original and document differ.
    """
    pieces = tuple(_pieces(document, parts))
    flat = Document(
        id=document.id,
        source=document.source,
        sha256=document.sha256,
        preamble=(Paragraph(pieces),),
        dropped=document.dropped,
        corrections=document.corrections,
        withheld=document.withheld,
        task_tables=document.task_tables,
    )
    spans = align(original, flat)
    return {key: [spans.get(_key(key, n)) for n in range(len(of))] for key, of in parts.items()}


def _key(segment: str, part: int) -> str:
    return f"{segment}\t{part}"


def _pieces(document: Document, parts: Mapping[str, Sequence[Span]]) -> Iterator[Segment]:
    """The printed text in order; wanted parts under their key, the rest under no id."""
    seen: set[str] = set()
    for owner, text in printed(document):
        at = 0
        if owner is not None and owner in parts and owner not in seen:
            seen.add(owner)
            for n, span in enumerate(parts[owner]):
                yield Segment("", text[at : span.start])
                yield Segment(_key(owner, n), text[span.start : span.end])
                at = span.end
        yield Segment("", text[at:])
