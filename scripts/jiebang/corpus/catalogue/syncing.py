"""Document → PO: the catalogue follows its document, and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polib

from jiebang.corpus.catalogue.entry import (
    REVIEWED,
    WAS,
    WAS_REVIEWED,
    digest_of,
    get,
    is_stale,
    put,
    retire,
    revive,
    set_fuzzy,
)
from jiebang.corpus.catalogue.po import Header, dump_po, new_po
from jiebang.document.model import Document, segments


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Segment ids that this run added, found changed, retired and brought back."""

    added: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    obsolete: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def sync_catalogue(
    old: polib.POFile | None, document: Document, lines: Mapping[str, int], header: Header
) -> tuple[polib.POFile, str, SyncReport]:
    """A catalogue with the document's segments, in the document's order.

    What translators wrote stays: English, notes, flags, header. Where the Chinese
    of a segment changed, its English is kept beside the old Chinese and made
    fuzzy; where it changed back, the entry is what it was.

    Args:
        old: the catalogue as it is, which is changed; None for a new one.
        lines: the line of the original, from 1, by segment id; gaps are fine.
        header: for a new one.

    Returns:
        The catalogue; its text, "" where it held all this already, however it was laid
        out; what was done.
    """
    po = new_po(document.id, header) if old is None else old
    before = "" if old is None else dump_po(po)
    active = {str(e.msgctxt): e for e in po if not e.obsolete}
    obsolete: dict[str, polib.POEntry] = {}
    for entry in po:
        if entry.obsolete:
            # The first of several is the one retired last.
            obsolete.setdefault(str(entry.msgctxt), entry)
    current: list[polib.POEntry] = []
    added, stale, returned = [], [], []
    for segment in segments(document):
        own = active.pop(segment.id, None)
        if own is None and segment.id in obsolete:
            own = obsolete[segment.id]
            revive(own)
            returned.append(segment.id)
        elif own is None:
            own = polib.POEntry(msgctxt=segment.id, msgid=segment.zh)
            added.append(segment.id)
        if _follow(own, segment.zh):
            stale.append(segment.id)
        own.occurrences = _occurrence(document.source, lines.get(segment.id))
        current.append(own)
    for gone in active.values():
        retire(gone)
    po[:] = current + [e for e in po if e.obsolete]
    po.metadata["Content-Type"] = "text/plain; charset=UTF-8"
    after = dump_po(po)
    report = SyncReport(tuple(added), tuple(stale), tuple(active), tuple(returned))
    return po, after if after != before else "", report


def _occurrence(source: str, line: int | None) -> list[tuple[str, str]]:
    # A blank would cut the reference in two.
    return [(re.sub(r"\s", "%20", source), "" if line is None else str(line))]


def _follow(entry: polib.POEntry, zh: str) -> bool:
    """Give an entry the segment's Chinese; whether that made its English stale."""
    if not entry.fuzzy or entry.previous_msgid is None:
        # A translator cleared it, or an editor tidied up: the past is settled.
        entry.previous_msgid = None
        put(entry, WAS, "")
        put(entry, WAS_REVIEWED, "")
    if entry.msgid == zh:
        return False
    if not entry.msgstr.strip():
        entry.msgid, entry.previous_msgid = zh, None
        set_fuzzy(entry, False)
        return False
    if is_stale(entry):
        if entry.previous_msgid == zh:
            _restore(entry)
        entry.msgid = zh
        return False
    was = "fuzzy" if entry.fuzzy else "clear"
    put(entry, WAS, f"{was} {digest_of(entry.msgstr)}")
    put(entry, WAS_REVIEWED, get(entry, REVIEWED))
    put(entry, REVIEWED, "")
    entry.previous_msgid, entry.msgid = entry.msgid, zh
    set_fuzzy(entry, True)
    return True


def _restore(entry: polib.POEntry) -> None:
    """The Chinese is what the English was written for again."""
    # English edited meanwhile was edited for the other Chinese: it stays fuzzy.
    if get(entry, WAS) == f"clear {digest_of(entry.msgstr)}":
        set_fuzzy(entry, False)
        put(entry, REVIEWED, get(entry, WAS_REVIEWED))
    entry.previous_msgid = None
    put(entry, WAS, "")
    put(entry, WAS_REVIEWED, "")
