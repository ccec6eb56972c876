"""Readers: any original → the plain text that the passes of `structure` read.

What a file is, its bytes say. Formats of many parts are read in a process of their
own, within a limit of time and memory.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from jiebang.errors import InputError
from jiebang.originals.encodings import decode_text
from jiebang.originals.fenced import read_fenced
from jiebang.originals.html import declared_charset
from jiebang.originals.original import Original
from jiebang.originals.sniff import is_html, sniff
from jiebang.runtime.files import read_bytes
from jiebang.text.han import is_traditional, simplified_twin

__all__ = ["Original", "read_original", "simplified_twin"]

_MAX_BYTES = 256 * 2**20
_MAX_TEXT = 32 * 2**20
_MARKDOWN = (".md", ".markdown", ".mdown")
_KINDS = {"pdf": (".pdf",), "docx": (".docx", ".docm"), "html": (".html", ".htm", ".xhtml")}


def read_original(source: Path | bytes, name: str = "") -> Original:
    """The plain text of an original: a file, or bytes with the name they came under.

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
    original = _read(data, name, PurePath(name).suffix.lower())
    if not original.text.strip("\ufeff \n\f\t"):
        raise InputError("the file is empty", name)
    return replace(original, traditional=is_traditional(original.text))


def _read(data: bytes, name: str, suffix: str) -> Original:
    kind = sniff(data, name)
    if kind in ("pdf", "zip"):
        found = read_fenced("pdf" if kind == "pdf" else "docx", data, name)
    else:
        found = _read_text(data, name, suffix)
    expected = next((k for k, suffixes in _KINDS.items() if suffix in suffixes), found.kind)
    if found.kind == expected:
        return found
    note = f"named {suffix}, but it is {found.kind}"
    return replace(found, notes=(note, *found.notes))


def _read_text(data: bytes, name: str, suffix: str) -> Original:
    if len(data) > _MAX_TEXT:
        raise InputError(f"a text larger than {_MAX_TEXT // 2**20} MiB", name, "cut it in parts")
    decoded = decode_text(data, name, declared_charset(data))
    notes = ("a byte order mark",) if decoded.bom else ()
    if is_html(decoded.text, suffix):
        kind = "html"
    elif suffix in _MARKDOWN:
        kind = "md"
    else:
        return Original(decoded.text, "txt", decoded.encoding, (), notes)
    found = read_fenced(kind, decoded.text.encode("utf-8", "replace"), name)
    return replace(found, encoding=decoded.encoding, notes=(*notes, *found.notes))
