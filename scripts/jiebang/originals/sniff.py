"""Files that no reader takes, told by their bytes; and whether a text is a web page."""

from __future__ import annotations

import re

from jiebang.errors import InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"BM\x00")
OCR = (
    "install what reads scans: pip install 'jiebang[ocr]'; or run OCR first, as with: "
    "ocrmypdf -l chi_sim+eng scan.pdf read.pdf"
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|article|section)\b",
    re.IGNORECASE | re.DOTALL,
)
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


def is_html(text: str, suffix: str) -> bool:
    """Whether decoded text is HTML; a suffix alone does not make it so."""
    if _HTML.match(text[:4096]):
        return True
    return suffix in (".html", ".htm", ".xhtml", ".shtml") and bool(_TAGS.search(text[:200_000]))
