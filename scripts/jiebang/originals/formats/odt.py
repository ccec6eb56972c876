"""OpenDocument text, as LibreOffice and WPS save it."""

from jiebang.originals.formats import Format

_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"

FORMAT = Format(
    "odt",
    (".odt", ".ott"),
    "jiebang.originals.odt:read_odt",
    holds=lambda data: data.startswith(b"PK\x03\x04") and data[30:].startswith(_TYPE),
)
