"""Into PO: the catalogue follows its document and loses nothing; English is filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polib

from jiebang.corpus.catalogue.entry import (
    DIGEST,
    GLOSSARY,
    MISSING,
    ORIGIN,
    REPLACED,
    REVIEWED,
    WAS,
    WAS_REVIEWED,
    digest_of,
    get,
    is_stale,
    origin_of,
    put,
    retire,
    revive,
    set_fuzzy,
    settle,
)
from jiebang.corpus.catalogue.po import Header, dump_po, load_po, new_po, place
from jiebang.document.model import Document, segments
from jiebang.errors import InputError
from jiebang.runtime.files import write_atomic

_FUZZY = ("engine:", "memory:")  # origins of English that nobody has cleared


class SyncReport(NamedTuple):
    """Segment ids that this run added and found changed."""

    added: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


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
    # The first of several is the one retired last.
    obsolete = {str(e.msgctxt): e for e in reversed(po) if e.obsolete}
    source = re.sub(r"\s", "%20", document.source)  # a blank would cut the reference in two
    current: list[polib.POEntry] = []
    added, stale = [], []
    for segment in segments(document):
        own = active.pop(segment.id, None)
        if own is None and segment.id in obsolete:
            own = obsolete[segment.id]
            revive(own)
        elif own is None:
            own = polib.POEntry(msgctxt=segment.id, msgid=segment.zh)
            added.append(segment.id)
        if _follow(own, segment.zh):
            stale.append(segment.id)
        own.occurrences = [(source, str(lines.get(segment.id, "")))]
        current.append(own)
    for gone in active.values():
        retire(gone)
    po[:] = current + [e for e in po if e.obsolete]
    po.metadata["Content-Type"] = "text/plain; charset=UTF-8"
    after = dump_po(po)
    return po, after if after != before else "", SyncReport(tuple(added), tuple(stale))


def _follow(entry: polib.POEntry, zh: str) -> bool:
    """Give an entry the segment's Chinese; whether that made its English stale."""
    if not entry.fuzzy or entry.previous_msgid is None:
        # A translator cleared it, or an editor tidied up: the past is settled.
        settle(entry)
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
    settle(entry)


def fill(
    path: Path,
    english: Mapping[str, tuple[str, str]],
    *,
    missing: Mapping[str, str] | None = None,
    glossary: str = "",
) -> tuple[str, ...]:
    """Store English in entries that have none, or none that anybody cleared.

    An entry that is not fuzzy and not empty is never touched. Fuzzy English that
    a person wrote or edited is kept in the entry, as a `#. replaced:` line.

    Args:
        path: a catalogue that `sync_catalogue` has made.
        english: by segment id, (English, origin); empty English is passed over. That of an
            engine or a memory leaves its entry fuzzy, any other clears it.
        missing: why there is no English, by segment id: a line of an entry that has none.
        glossary: the glossary's hash, for a line of the entries filled; "" for none.

    Returns:
        The ids of the entries filled, in the file's order.

    Raises:
        InputError: the file is missing or broken, holds no entry of an id, or
            the English is not one line of text.
    """
    po = load_po(path)
    entries = {str(e.msgctxt): e for e in po if not e.obsolete}
    if unknown := [segment_id for segment_id in english if segment_id not in entries]:
        raise InputError(f"no entry for {unknown[0]}", str(path), "run: jiebang translate")
    filled: list[str] = []
    for segment_id, entry in entries.items():
        text, origin = english.get(segment_id, ("", ""))
        text = text.strip()
        if entry.msgstr.strip() or text:
            put(entry, MISSING, "")
        elif missing and segment_id in missing:
            put(entry, MISSING, " ".join(missing[segment_id].split()))
        if not text or (entry.msgstr.strip() and not entry.fuzzy):
            continue
        if any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in text):
            raise InputError("the English is not one line of text", place(entry, path))
        _store(entry, text, origin, path)
        put(entry, GLOSSARY, glossary)
        set_fuzzy(entry, origin.startswith(_FUZZY))
        filled.append(segment_id)
    if filled or missing:
        write_atomic(path, dump_po(po))
    return tuple(filled)


def _store(entry: polib.POEntry, text: str, origin: str, path: Path) -> None:
    before, wrote = entry.msgstr, origin_of(entry, path)
    if before != text and wrote and not wrote.startswith(_FUZZY):
        put(entry, REPLACED, polib.escape(before))
    entry.msgstr = text
    put(entry, ORIGIN, origin)
    put(entry, DIGEST, digest_of(text))
    put(entry, REVIEWED, "")
    settle(entry)
    # An origin of no known kind must not get into the file.
    origin_of(entry, path)
