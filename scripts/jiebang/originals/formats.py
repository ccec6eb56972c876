"""The formats that originals come in, one an entry: told by bytes, or by the text they hold.

And files that no reader takes, told by their bytes.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
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


def _wide(*names: str) -> bytes:
    """A pattern for parts of an old Office file, anywhere in it."""
    return rb".*(?:%b)" % b"|".join(re.escape(name.encode("utf-16-le")) for name in names)


_OLE, _ZIP = rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rb"PK\x03\x04"
_LOCKED = _wide("EncryptedPackage")
_DOCX, _XLSX = (
    f"save it as .{kind}, as with: soffice --headless --convert-to {kind} FILE"
    for kind in ("docx", "xlsx")
)
_ANEW = "unpack it, or save it as HTML"
# How a file begins that no reader takes; what it is, and what to make of it.
_KNOWN = (
    (rb"\x89PNG\r\n|\xff\xd8\xff|II\*\0|MM\0\*|GIF8|BM\0", "a picture, not text", OCR),
    (rb"\{\\rtf", "an RTF document", _DOCX),
    (rb"MIME-Version:|From: <Saved by", "a web archive (MHTML)", _ANEW),
    (rb"\x1f\x8b", "a gzip archive", _ANEW),
    (rb"Rar!", "a RAR archive", _ANEW),
    (rb"7z\xbc\xaf", "a 7z archive", _ANEW),
    (_OLE + _LOCKED, "encrypted with a password", "save it without one"),
    (_OLE + _wide("Workbook\0", "Book\0"), "an old spreadsheet (.xls, .et)", _XLSX),
    (_OLE, "an old Office document (.doc, .wps)", _DOCX),
)


class ScanError(InputError):
    """Pages that are pictures: recognizing their text may help."""


def refuse_known(data: bytes, where: str) -> None:
    """Refuse a file of a kind that is known, and known not to be read here.

    Raises:
        InputError: what it is, and what to make of it.
    """
    for pattern, what, remedy in _KNOWN:
        if re.match(pattern, data, re.DOTALL):
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
    holds: Callable[[bytes], object] | None = None
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


def _begins(pattern: bytes) -> Callable[[bytes], object]:
    return re.compile(pattern, re.DOTALL).match


_HTML, _MARKDOWN = (".html", ".htm", ".xhtml", ".shtml"), (".md", ".markdown", ".mdown")
# The first that takes a file reads it. LibreOffice is a process of its own, and what it makes
# of a .doc is read in another; archives that are nothing else go to the reader of .docx, which
# says what they are; what no other claims is plain text.
FORMATS = (
    Format(
        "doc", (".doc", ".dot", ".wps"), "doc:read_doc",
        _begins(_OLE + rb"(?!%b)" % _LOCKED + _wide("WordDocument")), fenced=False,
    ),
    Format("html", _HTML, "html:read_html", reads=_is_html),
    Format(
        "odt", (".odt", ".ott"), "odt:read_odt",
        _begins(_ZIP + rb".{26}mimetypeapplication/vnd\.oasis\.opendocument\.text"),
    ),
    Format("pdf", (".pdf",), "pdf:read_pdf", _begins(rb".{0,1019}%PDF-")),
    Format("scan", pictures.SUFFIXES, "scans.reader:read_scan", pictures.is_pictures, slow=True),
    Format(
        # Names of parts stand in an archive as they are; a Word document may hold a spreadsheet.
        "xlsx", (".xlsx", ".xlsm"), "xlsx:read_xlsx",
        _begins(_ZIP + rb"(?!.*word/).*xl/workbook\.xml"),
    ),
    Format("md", _MARKDOWN, "html:read_markdown", reads=lambda _, suffix: suffix in _MARKDOWN),
    Format("docx", (".docx", ".docm"), "docx:read_docx", _begins(_ZIP)),
    Format("txt", (".txt",), "original:read_text", reads=lambda *_: True, fenced=False),
)  # fmt: skip
BY_NAME = {each.name: each for each in FORMATS}
SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)
