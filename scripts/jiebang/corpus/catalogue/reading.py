"""PO → translations."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path

import polib

from jiebang.corpus.catalogue.entry import (
    REVIEWED,
    WAS,
    get,
    is_stale,
    origin_of,
    remarks,
    revive,
)
from jiebang.corpus.catalogue.po import load_po, parse_po
from jiebang.document.model import Segment, State, Translation


def read_catalogue(path: Path, segments: Iterable[Segment]) -> dict[str, Translation]:
    """The translation of each segment, by id, in the order of `segments`.

    A file that does not exist has none; a segment it does not hold is missing,
    and so is one whose Chinese is not the entry's (see `Translation.stale`).
    Entries of other segments are not looked at.

    Raises:
        InputError: with file and line, where the file is broken.
    """
    return translations_of(load_po(path) if path.exists() else (), segments, path)


def parse_catalogue(
    text: str | None, segments: Iterable[Segment], path: Path
) -> dict[str, Translation]:
    """As `read_catalogue`, from a text read before; None is no file. `path` is for errors."""
    return translations_of(() if text is None else parse_po(text, path), segments, path)


def translations_of(
    po: Iterable[polib.POEntry], segments: Iterable[Segment], path: Path
) -> dict[str, Translation]:
    """As `read_catalogue`, from entries read before; `path` is for errors."""
    entries = {str(e.msgctxt): e for e in po if not e.obsolete}
    return {
        segment.id: _translation(segment, entries[segment.id], path)
        if segment.id in entries
        else Translation(segment.id, segment.zh)
        for segment in segments
    }


def read_past(po: Iterable[polib.POEntry], path: Path) -> tuple[Translation, ...]:
    """Cleared English that no segment uses now: of Chinese that changed or went.

    Each has the Chinese it was written for and is `curated`; a signature does not
    outlive the text it was given for. Raises InputError as `read_catalogue` does;
    `path` is for errors.
    """
    found: list[Translation] = []
    for entry in po:
        past = copy.copy(entry)
        if past.obsolete:
            revive(past)
        stale = is_stale(past)
        cleared = get(past, WAS).startswith("clear ") if stale else not past.fuzzy
        if (stale or entry.obsolete) and cleared and past.msgstr.strip():
            zh = str(past.previous_msgid) if stale else past.msgid
            origin = origin_of(past, path)
            found.append(Translation(str(past.msgctxt), zh, past.msgstr, State.CURATED, origin))
    return tuple(found)


def _translation(segment: Segment, entry: polib.POEntry, path: Path) -> Translation:
    found = remarks(entry, path)
    origin = origin_of(entry, path)
    stale = ""
    if origin and is_stale(entry):
        stale = str(entry.previous_msgid)
    elif origin and entry.msgid != segment.zh:
        stale = entry.msgid
    if not origin or stale:
        state, en, origin = State.MISSING, "", ""
    else:
        state, en = _state(entry, origin), entry.msgstr
    return Translation(
        *(segment.id, segment.zh, en, state, origin),
        notes=found.notes,
        stale=stale,
        allow=found.allow,
        notes_zh=found.notes_zh,
    )


def _state(entry: polib.POEntry, origin: str) -> State:
    if entry.fuzzy:
        return State.MACHINE if origin.startswith("engine:") else State.MEMORY
    return State.REVIEWED if get(entry, REVIEWED) else State.CURATED
