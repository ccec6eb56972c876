"""The formats that originals come in, one an entry: told by bytes, or by the text they hold."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from jiebang.originals.original import Original
from jiebang.originals.scans import pictures
from jiebang.originals.sniff import OLE, is_html

_ZIP = b"PK\x03\x04"
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_DOC, _LOCKED = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `holds` tells by a file's bytes whether it is of this format; None for a text, whose
    `reads` tells it by the decoded text and the suffix of its name. `read` is
    “module:function” of (bytes, or text for a text; name) → Original. `fenced`: read in a
    process of its own, within limits; `slow`: it tells how far it is, and its limits count by
    the page.
    """

    name: str
    suffixes: tuple[str, ...]
    read: str
    holds: Callable[[bytes], bool] | None = None
    reads: Callable[[str, str], bool] | None = None
    fenced: bool = True
    slow: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the file is decoded before it is read."""
        return self.holds is None

    def reader(self) -> Callable[..., Original]:
        """The function named by `read`, loaded now."""
        module, _, name = self.read.partition(":")
        place = importlib.import_module(f"jiebang.originals.{module}")
        found: Callable[..., Original] = getattr(place, name)
        return found


def _is_doc(data: bytes) -> bool:
    return data.startswith(OLE) and _DOC in data and _LOCKED not in data


def _is_odt(data: bytes) -> bool:
    return data.startswith(_ZIP) and data[30:].startswith(_ODT)


def _is_xlsx(data: bytes) -> bool:
    # Names of parts stand in an archive as they are; a Word document may hold a spreadsheet.
    return data.startswith(_ZIP) and b"xl/workbook.xml" in data and b"word/" not in data


_HTML, _MARKDOWN = (".html", ".htm", ".xhtml", ".shtml"), (".md", ".markdown", ".mdown")
# The first that takes a file reads it. LibreOffice is a process of its own, and what it makes
# of a .doc is read in another; archives that are nothing else go to the reader of .docx, which
# says what they are; what no other claims is plain text.
FORMATS = (
    Format("doc", (".doc", ".dot", ".wps"), "doc:read_doc", _is_doc, fenced=False),
    Format("html", _HTML, "html:read_html", reads=is_html),
    Format("odt", (".odt", ".ott"), "odt:read_odt", _is_odt),
    Format("pdf", (".pdf",), "pdf:read_pdf", lambda data: b"%PDF-" in data[:1024]),
    Format("scan", pictures.SUFFIXES, "scans.reader:read_scan", pictures.is_pictures, slow=True),
    Format("xlsx", (".xlsx", ".xlsm"), "xlsx:read_xlsx", _is_xlsx),
    Format("md", _MARKDOWN, "html:read_markdown", reads=lambda _, suffix: suffix in _MARKDOWN),
    Format("docx", (".docx", ".docm"), "docx:read_docx", lambda data: data.startswith(_ZIP)),
    Format("txt", (".txt",), "original:read_text", reads=lambda *_: True, fenced=False),
)
BY_NAME = {each.name: each for each in FORMATS}
SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)
