"""Readers: any original → the plain text that the passes of `structure` read.

What a file is, its bytes say. Formats of many parts are read in a process of their
own, within a limit of time and memory.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from jiebang.errors import InputError
from jiebang.originals.encodings import decode_text
from jiebang.originals.fenced import MEMORY, Tell, read_fenced
from jiebang.originals.formats import FORMATS, OCR, ScanError, declared_charset, refuse_known
from jiebang.originals.original import Original
from jiebang.originals.scans import can_read_scans
from jiebang.runtime.files import read_bytes
from jiebang.text.han import is_traditional

__all__ = ["MEMORY", "Original", "Tell", "read_original"]

_MAX_BYTES = 256 * 2**20
_MAX_TEXT = 32 * 2**20


def read_original(source: Path | bytes, name: str = "", tell: Tell | None = None) -> Original:
    """The plain text of an original: a file, or bytes with the name they came under.

    `tell` hears how many pages of a scan are read, and of how many.

    Raises:
        InputError: one line that says what is wrong with it and what to do.
    """
    if isinstance(source, Path):
        name = name or str(source)
        data = read_bytes(source)
    else:
        data = source
        if not data:
            raise InputError("the file is empty", name)
    if len(data) > _MAX_BYTES:
        raise InputError(f"larger than {_MAX_BYTES // 2**20} MiB", name, "cut it in parts")
    original = _read(data, name, PurePath(name).suffix.lower(), tell)
    if not original.text.strip("\ufeff \n\f\t"):
        raise InputError("the file is empty", name)
    return replace(original, traditional=is_traditional(original.text))


def _read(data: bytes, name: str, suffix: str, tell: Tell | None) -> Original:
    of = next((each for each in FORMATS if each.holds is not None and each.holds(data)), None)
    if of is not None and of.slow:
        if not can_read_scans():
            refuse_known(data, name)
            raise InputError("pictures of pages, not text", name, OCR)
        found = read_fenced(of.name, data, name, tell)
    elif of is not None and not of.fenced:
        found = of.reader()(data, name)
    elif of is not None:
        found = _read_parts(of.name, data, name, tell)
    else:
        refuse_known(data, name)
        found = _read_text(data, name, suffix)
    expected = next((f.name for f in FORMATS if suffix in f.suffixes), found.kind)
    if found.kind == expected or expected in ("txt", "md"):
        return found
    note = f"named {suffix}, but it is {found.kind}"
    return replace(found, notes=(note, *found.notes))


def _read_parts(kind: str, data: bytes, name: str, tell: Tell | None) -> Original:
    """A format of many parts; pages that are pictures are recognized, where that is possible."""
    try:
        found = read_fenced(kind, data, name)
    except ScanError:
        if not can_read_scans():
            raise
        return read_fenced("scan", data, name, tell)
    return read_fenced("scan", data, name, tell) if found.pictures and can_read_scans() else found


def _read_text(data: bytes, name: str, suffix: str) -> Original:
    if len(data) > _MAX_TEXT:
        raise InputError(f"a text larger than {_MAX_TEXT // 2**20} MiB", name, "cut it in parts")
    decoded = decode_text(data, name, declared_charset(data))
    notes = ("a byte order mark",) if decoded.bom else ()
    text = decoded.text
    of = next(each for each in FORMATS if each.reads is not None and each.reads(text, suffix))
    if of.fenced:
        found = read_fenced(of.name, text.encode("utf-8", "replace"), name)
    else:
        found = of.reader()(text, name)
    return replace(found, encoding=decoded.encoding, notes=(*notes, *found.notes))
