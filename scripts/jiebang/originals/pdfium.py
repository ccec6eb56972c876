"""PDFium, loaded when a PDF is read: it brings no types, and is named here once."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def library() -> Any:
    """pypdfium2: documents, pages, errors."""
    import pypdfium2  # type: ignore[import-untyped]

    return pypdfium2


@cache
def raw() -> Any:
    """The C functions of PDFium, and its constants."""
    import pypdfium2.raw  # type: ignore[import-untyped,unused-ignore]

    return pypdfium2.raw
