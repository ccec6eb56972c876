"""A document made ready for `translate`: read, and its catalogue brought up to it; or known.

Reading is a function of a document's texts alone, so that many are done side by side;
whoever asks writes. A document is settled where its catalogue has all its segments and a
translation run could add nothing: no English is missing, or no memory and no engine is there
that has not been asked. What it lends to the memory of others is kept beside it, so that only
what changed has to be parsed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from jiebang.runtime.layout import Layout
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


_SETTLED, _MEMORY = "settled", "memory"

_TRUSTED = (State.CURATED, State.REVIEWED)

Lent = tuple[list[Translation], list[Translation]]  # in use, out of use


class Records:
    """What earlier runs know of each document, as long as its files are what they were.

    Args:
        known: all documents, in the order of sources.yml.
        rules: what beside the documents decides what a memory can fill: glossary, settings.
    """

    def __init__(
        self, layout: Layout, cache: ResultCache, known: Iterable[Provenance], rules: str
    ) -> None:
        self._layout, self._cache, self._rules = layout, cache, rules
        self._entries = {p.id: p for p in known}
        self._keys = {document_id: self._key(document_id) for document_id in self._entries}
        self._read: dict[str, bytes] = {}  # what was lent in this run

    def missing(self, document_id: str, *, asks: bool) -> tuple[str, ...] | None:
        """The segments without English of a settled document; None for one that is not.

        Args:
            asks: there is an engine: what no memory had is asked of it.
        """
        data = self._cache.get(_SETTLED, document_id, self._keys[document_id])
        found = json.loads(data) if data else None
        if found is None or (found["open"] and (asks or found["all"] != self.everything())):
            return None
        return tuple(found["missing"])

    def settle(self, document_id: str, missing: Iterable[str], *, is_open: bool) -> None:
        """Remember a document that has been read, and written, in this run.

        What was written is a machine's, which is no memory: what it lends is as before.
        """
        key = self._keys[document_id] = self._key(document_id)
        found = {"missing": list(missing), "open": is_open, "all": self.everything()}
        self._cache.put(_SETTLED, document_id, key, json.dumps(found).encode())
        self._cache.put(_MEMORY, document_id, key, self._read[document_id])

    def everything(self) -> str:
        """A digest of all that the memory holds; of a document never read, of its files."""
        digest = hashlib.sha256(self._rules.encode())
        for document_id, key in self._keys.items():
            digest.update(self._lent(document_id) or key.encode())
            digest.update(b"\0")
        return digest.hexdigest()

    def is_known(self, document_id: str) -> bool:
        """Whether its files are those of an earlier run."""
        return self._cache.has(_SETTLED, document_id, self._keys[document_id])

    def lent(self, document_id: str) -> Lent | None:
        """The English that a document lends to others; None where it has not been read."""
        data = self._lent(document_id)
        if data is None:
            return None
        now, past = (
            [Translation(i, zh, en, State(state)) for i, zh, en, state in part]
            for part in json.loads(data)
        )
        return now, past

    def lend(self, document_id: str, found: Prepared) -> None:
        """Keep what of a document's English, in use and out of use, a person vouches for."""
        kept = [
            [(t.id, t.zh, t.en, str(t.state)) for t in part if t.state in _TRUSTED]
            for part in (found.now, found.past)
        ]
        data = self._read[document_id] = json.dumps(kept, ensure_ascii=False).encode()
        self._cache.put(_MEMORY, document_id, self._keys[document_id], data)

    def _lent(self, document_id: str) -> bytes | None:
        known = self._read.get(document_id)
        return known or self._cache.get(_MEMORY, document_id, self._keys[document_id])

    def _key(self, document_id: str) -> str:
        """A digest of all that a document is made of; a file that is not there counts, too."""
        entry = self._entries[document_id]
        digest = hashlib.sha256(f"{code_digest()}\0{entry!r}\0".encode())
        for path in (self._layout.document(document_id), self._layout.catalogue(document_id)):
            data = path.read_bytes() if path.is_file() else None
            digest.update(b"-" if data is None else b"+%d\0" % len(data) + data)
        return digest.hexdigest()
