"""Scans: pictures of pages → characters and rules with places, for the reader of PDF.

`pictures` opens files, `prepare` makes pages upright and takes stamps out, `recognize` reads
lines, twice where a figure stands, and `reader` hands the text on, with what is doubtful in it.
What it needs is the extra `ocr`, and is imported when a scan is read.
"""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL")


def can_read_scans() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)
