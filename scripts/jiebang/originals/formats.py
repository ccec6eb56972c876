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

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"BM\x00")
OCR = (
    "install what reads scans: pip install 'jiebang[ocr]'; or run OCR first, as with: "
    "ocrmypdf -l chi_sim+eng scan.pdf read.pdf"
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|article|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,30})""")
_TAGS = re.compile(r"</?(?:p|div|table|tr|td|li|h[1-6]|br|html|body|span|ol|ul)\b[^<>]*>", re.I)
_CLOSED = (
    (b"{\\rtf", "an RTF document"),
    (b"MIME-Version:", "a web archive (MHTML)"),
    (b"From: <Saved by", "a web archive (MHTML)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
_AS_DOCX = "save it as .docx, as with: soffice --headless --convert-to docx FILE"
_AS_XLSX = "save it as .xlsx, as with: soffice --headless --convert-to xlsx FILE"
_SHEETS = ("Workbook\0", "Book\0")  # what the part of an .xls that holds its cells is called


class ScanError(InputError):
    """Pages that are pictures: recognizing their text may help. `pages` from 1."""

    def __init__(self, what: str, where: str, remedy: str, pages: Iterable[int]) -> None:
        super().__init__(what, where, remedy)
        self.pages = tuple(sorted(pages))


def refuse_known(data: bytes, where: str) -> None:
    """Refuse a file of a kind that is known, and known not to be read here.

    Raises:
        InputError: what it is, and what to make of it.
    """
    head = data[:1024]
    if head.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError("encrypted with a password", where, "save it without one")
        if any(name.encode("utf-16-le") in data for name in _SHEETS):
            raise InputError("an old spreadsheet (.xls, .et)", where, _AS_XLSX)
        raise InputError("an old Office document (.doc, .wps)", where, _AS_DOCX)
    if head.startswith(_PICTURES):
        raise InputError("a picture, not text", where, OCR)
    for mark, what in _CLOSED:
        if head.startswith(mark):
            remedy = _AS_DOCX if "archive" not in what else "unpack it, or save it as HTML"
            raise InputError(what, where, remedy)


def declared_charset(data: bytes) -> str:
    """The encoding that a page says it is in, "" for none."""
    found = _CHARSET.search(data[:8192]) or _XML.match(data[:512])
    return found.group(1).decode("ascii") if found else ""


def is_html(text: str, suffix: str) -> bool:
    """Whether decoded text is HTML; a suffix alone does not make it so."""
    if _PAGE.match(text[:4096]):
        return True
    return suffix in _HTML and bool(_TAGS.search(text[:200_000]))


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


def _is_xlsx(data: bytes) -> bool:
    # Names of parts stand in an archive as they are; a Word document may hold a spreadsheet.
    return data.startswith(_ZIP) and b"xl/workbook.xml" in data and b"word/" not in data


_HTML, _MARKDOWN = (".html", ".htm", ".xhtml", ".shtml"), (".md", ".markdown", ".mdown")
# The first that takes a file reads it. LibreOffice is a process of its own, and what it makes
# of a .doc is read in another; archives that are nothing else go to the reader of .docx, which
# says what they are; what no other claims is plain text.
FORMATS = (
    Format(
        "doc",
        (".doc", ".dot", ".wps"),
        "doc:read_doc",
        lambda data: data.startswith(OLE) and _DOC in data and _LOCKED not in data,
        fenced=False,
    ),
    Format("html", _HTML, "html:read_html", reads=is_html),
    Format(
        "odt",
        (".odt", ".ott"),
        "odt:read_odt",
        lambda data: data.startswith(_ZIP) and data[30:].startswith(_ODT),
    ),
    Format("pdf", (".pdf",), "pdf:read_pdf", lambda data: b"%PDF-" in data[:1024]),
    Format("scan", pictures.SUFFIXES, "scans.reader:read_scan", pictures.is_pictures, slow=True),
    Format("xlsx", (".xlsx", ".xlsm"), "xlsx:read_xlsx", _is_xlsx),
    Format("md", _MARKDOWN, "html:read_markdown", reads=lambda _, suffix: suffix in _MARKDOWN),
    Format("docx", (".docx", ".docm"), "docx:read_docx", lambda data: data.startswith(_ZIP)),
    Format("txt", (".txt",), "original:read_text", reads=lambda *_: True, fenced=False),
)
BY_NAME = {each.name: each for each in FORMATS}
SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)
