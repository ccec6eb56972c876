"""A document made ready for `translate`: read, its catalogue brought up to it.

Reading is a function of a document's texts and the rules alone, so that many are done side by
side and what came of it is kept (`corpus.walk`); whoever asks writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from jiebang.corpus.catalogue.entry import read_past, translations_of
from jiebang.corpus.catalogue.po import Header, parse_po
from jiebang.corpus.catalogue.writing import sync_catalogue
from jiebang.corpus.load import DocumentTexts, Rules
from jiebang.document.alignment import align, segment_lines
from jiebang.document.model import (
    Document,
    Section,
    State,
    Translation,
    section_segments,
    segments,
)
from jiebang.runtime.files import sha256_of
from jiebang.translation.memory import Lent

_TRUSTED = (State.CURATED, State.REVIEWED)
_Where = tuple[str, tuple[str, ...], str, str]  # title, headings above, neighbors


@dataclass(slots=True)
class PreparedRecord:
    """What `translate` has to know of a document.

    `catalogue` is to be written, "" where it is there; it has `added` and `changed` segments,
    by id. `left` has the Chinese of the segments without English, by id; of those in `stale`
    there is a person's, to be brought up to date. `places` says where they stand, by Chinese.
    `now` and `past` are lent to the memory of others: what people vouch for, in use and out of
    use, with a digest of it, `lent`. `drafted` counts the segments that have an engine's English.
    """

    catalogue: str
    added: list[str]
    changed: list[str]
    left: dict[str, str]
    stale: list[str]
    places: dict[str, _Where]
    now: list[Lent]
    past: list[Lent]
    lent: str
    drafted: int


def prepare(rules: Rules, texts: DocumentTexts) -> bytes:
    """The record of a document and its catalogue, as JSON.

    Raises:
        InputError: a file that cannot be used.
    """
    document, path = texts.document(), Path(texts.catalogue_name)
    old = None if texts.catalogue is None else parse_po(texts.catalogue, path)
    lines = segment_lines(texts.original, align(texts.original, document))
    header = Header(texts.provenance.title.zh, rights=rules.project.rights)
    po, new, sync = sync_catalogue(old, document, lines, header)
    found = tuple(translations_of(po, segments(document), path).values())
    missing = [t for t in found if t.state is State.MISSING]
    now, past = _lent(found), _lent(read_past(po, path))
    left = {t.id: t.zh for t in missing}
    wanted, every = frozenset(left.values()), tuple(_places_of(document))
    record = PreparedRecord(
        catalogue=new,
        added=list(sync.added),
        changed=list(sync.stale),
        left=left,
        stale=[t.id for t in missing if t.stale],
        # A text that stands in the document more than once has its first place.
        places={zh: place for zh, place in reversed(every) if zh in wanted},
        now=now,
        past=past,
        lent=sha256_of(json.dumps((now, past)).encode()),
        drafted=sum(t.state is State.MACHINE for t in found),
    )
    return json.dumps(asdict(record), ensure_ascii=False).encode()


def _lent(translations: Iterable[Translation]) -> list[Lent]:
    return [(t.id, t.zh, t.en, str(t.state)) for t in translations if t.state in _TRUSTED]


def _places_of(document: Document) -> Iterator[tuple[str, _Where]]:
    """Where each segment stands, by its Chinese."""
    headings: dict[str, tuple[str, ...]] = {}
    above: list[Section] = []
    for section in document.walk():
        above = [*(each for each in above if each.level < section.level), section]
        titles = tuple(each.title.zh for each in above if each.title.zh)
        for segment in section_segments(section):
            headings[segment.id] = titles[:-1] if segment is section.title else titles
    every = segments(document)
    texts = ["", *(segment.zh for segment in every), ""]
    for n, segment in enumerate(every):
        where = texts[1], headings.get(segment.id, ()), texts[n], texts[n + 2]
        yield segment.zh, where
