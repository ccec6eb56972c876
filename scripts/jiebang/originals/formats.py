"""The formats that originals come in, one an entry: told by bytes, or by the text they hold.

And files that no reader takes, told by their bytes.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jiebang.errors import InputError
from jiebang.originals.original import Original
from jiebang.originals.scans import pictures

OCR = (
    "install what reads scans: pip install 'jiebang[ocr]'; or run OCR first, as with: "
    "ocrmypdf -l chi_sim+eng scan.pdf read.pdf"
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|article|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(r"</?(?:p|div|table|tr|td|li|h[1-6]|br|html|body|span|ol|ul)\b[^<>]*>", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCX = "save it as .docx, as with: soffice --headless --convert-to docx FILE"
_XLSX = "save it as .xlsx, as with: soffice --headless --convert-to xlsx FILE"
_ANEW = "unpack it, or save it as HTML"
_PICTURE = ("a picture, not text", OCR)
# How a file begins that no reader takes; what it is, and what to make of it.
_KNOWN = {
    **dict.fromkeys(
        (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"BM\x00"), _PICTURE
    ),
    b"{\\rtf": ("an RTF document", _DOCX),
    b"MIME-Version:": ("a web archive (MHTML)", _ANEW),
    b"From: <Saved by": ("a web archive (MHTML)", _ANEW),
    b"\x1f\x8b": ("a gzip archive", _ANEW),
    b"Rar!": ("a RAR archive", _ANEW),
    b"7z\xbc\xaf": ("a 7z archive", _ANEW),
}
# The parts that tell old Office files apart.
_KNOWN_OLE = {
    "EncryptedPackage": ("encrypted with a password", "save it without one"),
    "Workbook\0": ("an old spreadsheet (.xls, .et)", _XLSX),
    "Book\0": ("an old spreadsheet (.xls, .et)", _XLSX),
    "": ("an old Office document (.doc, .wps)", _DOCX),
}


class ScanError(InputError):
    """Pages that are pictures: recognizing their text may help. `pages` from 1."""

    def __init__(self, what: str, where: str, remedy: str, pages: Iterable[int] = ()) -> None:
        super().__init__(what, where, remedy)
        self.pages = tuple(sorted(pages))


def refuse_known(data: bytes, where: str) -> None:
    """Refuse a file of a kind that is known, and known not to be read here.

    Raises:
        InputError: what it is, and what to make of it.
    """
    if data.startswith(_OLE):
        known = next(of for part, of in _KNOWN_OLE.items() if part.encode("utf-16-le") in data)
        raise InputError(known[0], where, known[1])
    for mark, (what, remedy) in _KNOWN.items():
        if data.startswith(mark):
            raise InputError(what, where, remedy)


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


def _is_html(text: str, suffix: str) -> bool:
    """Whether decoded text is HTML; a suffix alone does not make it so."""
    return bool(_PAGE.match(text[:4096]) or (suffix in _HTML and _TAGS.search(text[:200_000])))


def _is_doc(data: bytes) -> bool:
    parts = ("WordDocument", "EncryptedPackage")
    own, locked = (part.encode("utf-16-le") in data for part in parts)
    return data.startswith(_OLE) and own and not locked


def _is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def _is_odt(data: bytes) -> bool:
    first = b"mimetypeapplication/vnd.oasis.opendocument.text"
    return _is_zip(data) and data[30:].startswith(first)


def _is_xlsx(data: bytes) -> bool:
    # Names of parts stand in an archive as they are; a Word document may hold a spreadsheet.
    return _is_zip(data) and b"xl/workbook.xml" in data and b"word/" not in data


_HTML, _MARKDOWN = (".html", ".htm", ".xhtml", ".shtml"), (".md", ".markdown", ".mdown")
# The first that takes a file reads it. LibreOffice is a process of its own, and what it makes
# of a .doc is read in another; archives that are nothing else go to the reader of .docx, which
# says what they are; what no other claims is plain text.
FORMATS = (
    Format("doc", (".doc", ".dot", ".wps"), "doc:read_doc", _is_doc, fenced=False),
    Format("html", _HTML, "html:read_html", reads=_is_html),
    Format("odt", (".odt", ".ott"), "odt:read_odt", _is_odt),
    Format("pdf", (".pdf",), "pdf:read_pdf", lambda data: b"%PDF-" in data[:1024]),
    Format("scan", pictures.SUFFIXES, "scans.reader:read_scan", pictures.is_pictures, slow=True),
    Format("xlsx", (".xlsx", ".xlsm"), "xlsx:read_xlsx", _is_xlsx),
    Format("md", _MARKDOWN, "html:read_markdown", reads=lambda _, suffix: suffix in _MARKDOWN),
    Format("docx", (".docx", ".docm"), "docx:read_docx", _is_zip),
    Format("txt", (".txt",), "original:read_text", reads=lambda *_: True, fenced=False),
)  # fmt: skip
BY_NAME = {each.name: each for each in FORMATS}
SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)
