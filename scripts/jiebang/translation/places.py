"""Where each segment of a document stands, for engines that read along."""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.document.model import Document, Section, section_segments, segments
from jiebang.translation.engines.base import Place


def places_of(document: Document) -> dict[str, Place]:
    """The place of each segment, by its Chinese: title, headings above it, neighbors.

    A text that stands in the document more than once has its first place.
    """
    headings = dict(pair for section in document.sections for pair in _under(section, ()))
    every = segments(document)
    title = every[0].zh if every else ""
    texts = [segment.zh for segment in every]
    places: dict[str, Place] = {}
    for n, segment in enumerate(every):
        before = texts[n - 1] if n else ""
        after = texts[n + 1] if n + 1 < len(texts) else ""
        places.setdefault(segment.zh, Place(title, headings.get(segment.id, ()), before, after))
    return places


def _under(section: Section, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(segment id, headings above it), of a section and those in it."""
    own = tuple(filter(None, (*above, section.title.zh)))
    for segment in section_segments(section):
        yield segment.id, above if segment is section.title else own
    for child in section.children:
        yield from _under(child, own)
