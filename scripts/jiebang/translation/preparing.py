"""A document made ready for `translate`: read, its catalogue brought up to it; what is kept of it.

Reading is a function of a document's texts alone, so that many are done side by side;
whoever asks writes. What `translate` needs of a document is kept as long as its files are what
they were, so that only what changed has to be parsed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from jiebang.corpus.catalogue.entry import read_past, translations_of
from jiebang.corpus.catalogue.po import Header, parse_po
from jiebang.corpus.catalogue.writing import SyncReport, sync_catalogue
from jiebang.corpus.load import DocumentTexts
from jiebang.document.alignment import align, segment_lines
from jiebang.document.model import (
    Document,
    Provenance,
    Section,
    State,
    Translation,
    section_segments,
    segments,
)
from jiebang.runtime.cache import ResultCache, code_digest
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout
from jiebang.translation.memory import Lent

_KIND = "translate"
_TRUSTED = (State.CURATED, State.REVIEWED)
_Where = tuple[str, tuple[str, ...], str, str]  # title, headings above, neighbors


@dataclass(slots=True)
class Record:
    """What `translate` has to know of a document.

    `left` has the Chinese of the segments without English, by id; of those in `stale` there is
    a person's, to be brought up to date. `places` says where they stand, by Chinese. `now` and
    `past` are lent to the memory of others: what people vouch for, in use and out of use, with
    a digest of it, `lent`. `drafted` counts the segments that have an engine's English. A
    memory with the digest `asked` had nothing for what is left.
    """

    left: dict[str, str]
    stale: list[str]
    places: dict[str, _Where]
    now: list[Lent]
    past: list[Lent]
    lent: str
    drafted: int
    is_synced: bool
    asked: str = ""

    @classmethod
    def load(cls, cache: ResultCache, layout: Layout, entry: Provenance) -> Record | None:
        """What is kept of a document; None where its files are others now."""
        data = cache.get(_KIND, entry.id, _key(layout, entry))
        return cls(**json.loads(data)) if data else None

    def keep(self, cache: ResultCache, layout: Layout, entry: Provenance) -> None:
        data = json.dumps(asdict(self), ensure_ascii=False).encode()
        cache.put(_KIND, entry.id, _key(layout, entry), data)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that has been read; `catalogue` is to be written, "" where it is there."""

    catalogue: str
    sync: SyncReport
    record: Record


def prepare(rights: str, texts: DocumentTexts) -> Prepared:
    """Read a document and its catalogue.

    Args:
        rights: for the header of a new catalogue.

    Raises:
        InputError: a file that cannot be used.
    """
    document, path = texts.document(), Path(texts.catalogue_name)
    old = None if texts.catalogue is None else parse_po(texts.catalogue, path)
    lines = segment_lines(texts.original, align(texts.original, document))
    header = Header(texts.provenance.title.zh, rights=rights)
    po, new, sync = sync_catalogue(old, document, lines, header)
    found = tuple(translations_of(po, segments(document), path).values())
    missing = [t for t in found if t.state is State.MISSING]
    now, past = _lent(found), _lent(read_past(po, path))
    left = {t.id: t.zh for t in missing}
    wanted, every = frozenset(left.values()), tuple(_places_of(document))
    record = Record(
        left=left,
        stale=[t.id for t in missing if t.stale],
        # A text that stands in the document more than once has its first place.
        places={zh: place for zh, place in reversed(every) if zh in wanted},
        now=now,
        past=past,
        lent=sha256_of(json.dumps((now, past)).encode()),
        drafted=sum(t.state is State.MACHINE for t in found),
        is_synced=not new,
    )
    return Prepared(new, sync, record)


def _lent(translations: Iterable[Translation]) -> list[Lent]:
    return [(t.id, t.zh, t.en, str(t.state)) for t in translations if t.state in _TRUSTED]


def _places_of(document: Document) -> Iterator[tuple[str, _Where]]:
    """Where each segment stands, by its Chinese."""
    headings = dict(pair for section in document.sections for pair in _under(section, ()))
    every = segments(document)
    texts = ["", *(segment.zh for segment in every), ""]
    for n, segment in enumerate(every):
        where = texts[1], headings.get(segment.id, ()), texts[n], texts[n + 2]
        yield segment.zh, where


def _under(section: Section, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(segment id, headings above it), of a section and those in it."""
    own = tuple(filter(None, (*above, section.title.zh)))
    for segment in section_segments(section):
        yield segment.id, above if segment is section.title else own
    for child in section.children:
        yield from _under(child, own)


def _key(layout: Layout, entry: Provenance) -> str:
    """A digest of all that a document is made of; a file that is not there counts, too."""
    digest = hashlib.sha256(f"{code_digest()}\0{entry!r}\0".encode())
    for path in (layout.document(entry.id), layout.catalogue(entry.id)):
        data = path.read_bytes() if path.is_file() else None
        digest.update(b"-" if data is None else b"+%d\0" % len(data) + data)
    return digest.hexdigest()
