"""Word's .docx; other archives go to its reader as well, which says what they are."""

from jiebang.originals.formats import Format

FORMAT = Format(
    "docx",
    (".docx", ".docm"),
    "jiebang.originals.docx:read_docx",
    holds=lambda data: data.startswith(b"PK\x03\x04"),
    rank=9,
)
