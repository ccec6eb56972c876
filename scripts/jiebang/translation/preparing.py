"""A document made ready for `translate`: read, and its catalogue brought up to it.

A function of its texts alone, so that many are done side by side; whoever asks writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jiebang.corpus.catalogue import (
    Header,
    SyncReport,
    parse_po,
    read_past,
    sync_catalogue,
    translations_of,
)
from jiebang.corpus.load import DocumentTexts
from jiebang.document.alignment import align, segment_lines
from jiebang.document.model import (
    Document,
    Section,
    State,
    Translation,
    section_segments,
    segments,
)
from jiebang.translation.engines.base import Place


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `translate` needs of a document.

    `catalogue` is the text to be written, "" where that is there; `past` has English that
    no segment uses now; `places` those of the segments that are missing, by Chinese.
    """

    catalogue: str
    sync: SyncReport
    now: tuple[Translation, ...]
    past: tuple[Translation, ...]
    places: Mapping[str, Place]


def prepare(rights: str | None, texts: DocumentTexts) -> Prepared:
    """Read a document and its catalogue.

    Args:
        rights: for the header of a new catalogue; None to read only, as memory for others.

    Raises:
        InputError: a file that cannot be used.
    """
    document, path = texts.document(), Path(texts.catalogue_name)
    po = None if texts.catalogue is None else parse_po(texts.catalogue, path)
    new, sync = "", SyncReport()
    if rights is not None:
        lines = segment_lines(texts.original, align(texts.original, document))
        header = Header(texts.provenance.short_title_zh, rights=rights)
        po, new, sync = sync_catalogue(po, document, lines, header)
    now = tuple(translations_of(po or (), segments(document), path).values())
    missing = {t.zh for t in now if t.state is State.MISSING}
    places = {zh: place for zh, place in places_of(document).items() if zh in missing}
    return Prepared(new, sync, now, read_past(po or (), path), places)


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
