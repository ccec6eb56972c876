"""Scans: pictures of pages → characters and rules with places, for the reader of PDF.

`pictures` opens files, `prepare` makes pages upright and takes stamps out, `recognize` reads
lines, twice where a figure stands, and `reader` hands the text on, with what is doubtful in it.
What it needs is the extra `ocr`, and is imported when a scan is read.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL")


def can_read_scans() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


class _Later:
    """A module of the extra, imported when something of it is wanted."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


cv2, np = _Later("cv2"), _Later("numpy")
