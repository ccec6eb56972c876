"""Word's .doc of before 2007, through LibreOffice."""

from jiebang.originals.formats import Format

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "WordDocument".encode("utf-16-le")
_LOCKED = "EncryptedPackage".encode("utf-16-le")

FORMAT = Format(
    "doc",
    (".doc", ".dot", ".wps"),
    "jiebang.originals.doc:read_doc",
    holds=lambda data: data.startswith(_OLE) and _STREAM in data and _LOCKED not in data,
    fenced=False,  # LibreOffice is a process of its own, and what it makes is read in another
)
