"""What has no English gets some: catalogue → memory.

Reads content/documents and content/translations, writes content/translations.
English from memory is left fuzzy: it is in the catalogue for a translator to
clear, and published as `memory` until then.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from jiebang.alignment import align, segment_lines
from jiebang.catalogue import Header, SyncReport, fill, read_catalogue, read_past, sync_catalogue
from jiebang.corpus import load_document
from jiebang.errors import UsageError
from jiebang.layout import Layout
from jiebang.model import Document, Provenance, State, segments
from jiebang.sources.provenance import load_provenance
from jiebang.translation.memory import Match, remember


@dataclass(frozen=True, slots=True)
class Translated:
    """What `translate` did to one catalogue: `filled` and `missing` are segment ids."""

    document_id: str
    sync: SyncReport
    filled: tuple[str, ...]
    missing: tuple[str, ...]


def translate(layout: Layout, document_ids: Sequence[str] = ()) -> tuple[Translated, ...]:
    """Bring the catalogues up to their documents, and fill them from memory.

    Every document's catalogue serves as memory; only those named are written.

    Args:
        document_ids: the documents to translate; none means all.

    Raises:
        UsageError: a document that sources.yml does not know.
        InputError: a file that cannot be used, a document not yet converted.
    """
    known = load_provenance(layout)
    for document_id in document_ids:
        if document_id not in {p.id for p in known}:
            remedy = f"known: {', '.join(p.id for p in known)}"
            raise UsageError(f"there is no document “{document_id}”", remedy=remedy)
    wanted = [p for p in known if not document_ids or p.id in document_ids]
    loaded = {
        p.id: load_document(layout, p)
        for p in known
        if p in wanted or layout.document(p.id).is_file()
    }
    synced = {p.id: _sync(layout, p, *loaded[p.id]) for p in wanted}
    documents = {document_id: document for document_id, (document, _) in loaded.items()}
    memory = _memory(layout, tuple(documents.values()))
    return tuple(_fill(layout, documents[i], sync, memory) for i, sync in synced.items())


def _sync(layout: Layout, entry: Provenance, document: Document, original: str) -> SyncReport:
    lines = segment_lines(original, align(original, document))
    header = Header(entry.short_title_zh)
    return sync_catalogue(layout.catalogue(entry.id), document, lines, header)


def _memory(layout: Layout, documents: tuple[Document, ...]) -> dict[str, Match]:
    """What all catalogues know; English out of use (a segment renumbered) comes last."""
    paths = {d.id: layout.catalogue(d.id) for d in documents}
    now = (t for d in documents for t in read_catalogue(paths[d.id], segments(d)).values())
    past = (t for d in documents for t in read_past(paths[d.id]))
    return remember(itertools.chain(now, past))


def _fill(
    layout: Layout, document: Document, sync: SyncReport, memory: dict[str, Match]
) -> Translated:
    path = layout.catalogue(document.id)
    missing = [
        t for t in read_catalogue(path, segments(document)).values() if t.state is State.MISSING
    ]
    known = {
        t.id: (memory[t.zh].en, f"memory:{memory[t.zh].segment_id}")
        for t in missing
        if t.zh in memory
    }
    filled = fill(path, known, State.MEMORY) if known else ()
    return Translated(document.id, sync, filled, tuple(t.id for t in missing if t.id not in filled))
