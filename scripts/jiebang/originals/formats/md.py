"""Markdown."""

from jiebang.originals.formats import Format

_SUFFIXES = (".md", ".markdown", ".mdown")

FORMAT = Format(
    "md",
    _SUFFIXES,
    "jiebang.originals.markdown:read_markdown",
    reads=lambda _, suffix: suffix in _SUFFIXES,
    rank=1,
)
