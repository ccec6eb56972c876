"""What a catalogue entry says of a machine's work: why it is missing, by which glossary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polib

from jiebang.corpus.catalogue.entry import put
from jiebang.corpus.catalogue.writing import Notes

MISSING = "missing"
GLOSSARY = "glossary"


def noting(missing: Mapping[str, str], glossary: str) -> Notes:
    """Notes for `fill`: `#. missing: <why>`, by segment id, and `#. glossary: <hash>`.

    The hash is for what is filled. An entry that has English loses its `missing` line; the
    others are left alone.
    """

    def note(po: polib.POFile, filled: Sequence[str]) -> None:
        for entry in po:
            if entry.obsolete:
                continue
            if entry.msgstr.strip():
                put(entry, MISSING, "")
            elif entry.msgctxt in missing:
                put(entry, MISSING, " ".join(missing[str(entry.msgctxt)].split()))
            if entry.msgctxt in filled:
                put(entry, GLOSSARY, glossary)

    return note
