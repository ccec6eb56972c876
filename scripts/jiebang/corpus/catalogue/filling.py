"""English → PO."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polib

from jiebang.corpus.catalogue.entry import (
    DIGEST,
    ORIGIN,
    REPLACED,
    REVIEWED,
    WAS,
    WAS_REVIEWED,
    digest_of,
    origin_of,
    put,
    set_fuzzy,
)
from jiebang.corpus.catalogue.po import dump_po, load_po, place
from jiebang.document.model import State
from jiebang.errors import InputError
from jiebang.runtime.files import write_atomic

Notes = Callable[[polib.POFile, Sequence[str]], None]


def fill(
    path: Path,
    english: Mapping[str, tuple[str, str]],
    state: State,
    notes: Notes | None = None,
) -> tuple[str, ...]:
    """Store English in entries that have none, or none that anybody cleared.

    An entry that is not fuzzy and not empty is never touched. Fuzzy English that
    a person wrote or edited is kept in the entry, as a `#. replaced:` line.

    Args:
        path: a catalogue that `sync_catalogue` has made.
        english: by segment id, (English, origin); empty English is passed over.
        state: CURATED clears the entries; MACHINE and MEMORY leave them fuzzy.
        notes: what else is to be noted in the catalogue, given the ids filled. It goes
            in by the same write: English without its notes would never get them.

    Returns:
        The ids of the entries filled, in the file's order.

    Raises:
        InputError: the file is missing or broken, holds no entry of an id, or
            the English is not one line of text.
        ValueError: a state that cannot be given: MISSING, REVIEWED.
    """
    if state not in (State.CURATED, State.MACHINE, State.MEMORY):
        raise ValueError(f"no English can be filled in as {state}")
    po = load_po(path)
    entries = {str(e.msgctxt): e for e in po if not e.obsolete}
    for segment_id in english:
        if segment_id not in entries:
            remedy = "run: jiebang translate"
            raise InputError(f"no entry for {segment_id}", str(path), remedy)
    filled: list[str] = []
    for segment_id, entry in entries.items():
        text, origin = english.get(segment_id, ("", ""))
        text = text.strip()
        if not text or (entry.msgstr.strip() and not entry.fuzzy):
            continue
        if any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in text):
            raise InputError("the English is not one line of text", place(entry, path))
        _store(entry, text, origin, path)
        set_fuzzy(entry, state is not State.CURATED)
        filled.append(segment_id)
    if notes is not None:
        notes(po, filled)
    if filled or notes is not None:
        write_atomic(path, dump_po(po))
    return tuple(filled)


def _store(entry: polib.POEntry, text: str, origin: str, path: Path) -> None:
    before, wrote = entry.msgstr, origin_of(entry, path)
    if before != text and wrote and not wrote.startswith(("engine:", "memory:")):
        put(entry, REPLACED, polib.escape(before))
    entry.msgstr = text
    entry.previous_msgid = None
    put(entry, ORIGIN, origin)
    put(entry, DIGEST, digest_of(text))
    for key in (REVIEWED, WAS, WAS_REVIEWED):
        put(entry, key, "")
    # An origin of no known kind must not get into the file.
    origin_of(entry, path)
