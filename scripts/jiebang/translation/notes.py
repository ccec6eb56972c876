"""What a catalogue entry says of a machine's work: why it is missing, by which glossary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polib

from jiebang.corpus.catalogue.entry import put
from jiebang.corpus.catalogue.po import dump_po, load_po
from jiebang.runtime.files import write_atomic

MISSING = "missing"
GLOSSARY = "glossary"


def annotate(path: Path, missing: Mapping[str, str], glossary: Mapping[str, str]) -> None:
    """Write `#. missing: <why>` and `#. glossary: <hash>` into the entries named.

    An entry that has English loses its `missing` line; the others are left alone.

    Args:
        missing, glossary: by segment id.
    """
    po = load_po(path)
    note(po, missing, glossary)
    write_atomic(path, dump_po(po))


def note(po: polib.POFile, missing: Mapping[str, str], glossary: Mapping[str, str]) -> None:
    """`annotate`, in a catalogue that has been read and will be written."""
    for entry in po:
        if entry.obsolete:
            continue
        if entry.msgstr.strip():
            put(entry, MISSING, "")
        elif entry.msgctxt in missing:
            put(entry, MISSING, " ".join(missing[str(entry.msgctxt)].split()))
        if entry.msgctxt in glossary:
            put(entry, GLOSSARY, glossary[str(entry.msgctxt)])
