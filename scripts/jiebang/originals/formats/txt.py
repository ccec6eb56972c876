"""Plain text: what no other format claims."""

from jiebang.originals.formats import Format
from jiebang.originals.original import Original

FORMAT = Format(
    "txt",
    (".txt",),
    f"{__name__}:read_text",
    reads=lambda _text, _suffix: True,
    fenced=False,
    rank=99,
)


def read_text(text: str, _where: str) -> Original:
    """A text as it is."""
    return Original(text, "txt")
