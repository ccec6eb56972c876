"""Readers: any original → the plain text that the passes of `structure` read.

What a file is, its bytes say. Formats of many parts are read in a process of their
own, within a limit of time and memory.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from jiebang.errors import InputError
from jiebang.originals.encodings import declared_charset, decode_text
from jiebang.originals.fenced import MEMORY, Tell, read_fenced
from jiebang.originals.formats import FORMATS, OCR, ScanError, refuse_known
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
        name, source = name or str(source), read_bytes(source)
    if len(source) > _MAX_BYTES:
        raise InputError(f"larger than {_MAX_BYTES // 2**20} MiB", name, "cut it in parts")
    suffix = PurePath(name).suffix.lower()
    found = _read(source, name, suffix, tell)
    if not found.text.strip("\ufeff \n\f\t"):
        raise InputError("the file is empty", name)
    expected = next((f.name for f in FORMATS if suffix in f.suffixes), found.kind)
    if expected not in (found.kind, "txt", "md"):
        found = replace(found, notes=(f"named {suffix}, but it is {found.kind}", *found.notes))
    return replace(found, traditional=is_traditional(found.text))


def _read(data: bytes, name: str, suffix: str, tell: Tell | None) -> Original:
    of = next((each for each in FORMATS if each.holds is not None and each.holds(data)), None)
    if of is None:
        refuse_known(data, name)
        return _read_text(data, name, suffix)
    if not of.fenced:
        return of.reader()(data, name)
    if of.slow and not can_read_scans():
        refuse_known(data, name)
        raise InputError("pictures of pages, not text", name, OCR)
    try:
        found = read_fenced(of.name, data, name, tell)
        if of.slow or not found.pictures or not can_read_scans():
            return found
    except ScanError:
        if not can_read_scans():
            raise
    return read_fenced("scan", data, name, tell)  # pages that are pictures are recognized


def _read_text(data: bytes, name: str, suffix: str) -> Original:
    if len(data) > _MAX_TEXT:
        raise InputError(f"a text larger than {_MAX_TEXT // 2**20} MiB", name, "cut it in parts")
    decoded = decode_text(data, name, declared_charset(data))
    text, notes = decoded.text, ("a byte order mark",) * decoded.bom
    of = next(each for each in FORMATS if each.reads is not None and each.reads(text, suffix))
    if of.fenced:
        found = read_fenced(of.name, text.encode("utf-8", "replace"), name)
    else:
        found = of.reader()(text, name)
    return replace(found, encoding=decoded.encoding, notes=(*notes, *found.notes))
