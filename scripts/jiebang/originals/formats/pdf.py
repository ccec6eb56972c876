"""PDF."""

from jiebang.originals.formats import Format

FORMAT = Format(
    "pdf", (".pdf",), "jiebang.originals.pdf:read_pdf", holds=lambda data: b"%PDF-" in data[:1024]
)
