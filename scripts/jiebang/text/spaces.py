"""Layout spaces: which spaces of a printed Chinese text mean nothing."""

from __future__ import annotations

import re
import unicodedata

# Letters and punctuation that are set without a space around them: Han, kana, CJK and
# full-width punctuation, and the curly quotes and dashes of Chinese print.
_WIDE = (
    r"\u2e80-\u2fff\u3001-\u303f\u3040-\u30ff\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U000323af“”‘’…—□·"
)
INDENT = "\u3000\u3000"  # before the first line of a paragraph
_URL = re.compile(r"(?:https?://|www\.)[!-~]*\Z")
_URL_LENGTH = 300
_BESIDE_WIDE = re.compile(rf"(?<=[{_WIDE}]) | (?=[{_WIDE}])")
_WIDE_CHAR = re.compile(rf"[{_WIDE}]")


def is_wide(char: str) -> bool:
    """Whether a character takes no space beside it in Chinese typesetting."""
    return bool(_WIDE_CHAR.match(char))


def squash(text: str) -> str:
    """The text without any white space: what two versions of it must share."""
    return "".join(text.split())


def tidy(text: str) -> str:
    """One line with its layout spaces out.

    Runs of white space become one space, and a space beside a Chinese character
    or full-width character goes: “到 2025 年” → “到2025年”, “50 tokens/s” stays.
    """
    return _BESIDE_WIDE.sub("", " ".join(text.split()))


def join_lines(first: str, second: str) -> str:
    """Two pieces of a line broken in print, as one.

    A space comes back only between two words of Latin script; a figure broken
    from its unit, a word after “/” or “-”, or an address, is joined as it stands.
    """
    first, second = first.rstrip(), second.lstrip()
    if first and second and first[-1].isascii() and second[0].isascii():
        if _URL.search(first, max(0, len(first) - _URL_LENGTH)):
            return first + second  # an address that the end of a line breaks
        words = first[-1].isalnum() and second[0].isalnum()
        if words or first[-1] in ",;:)" or second[0] == "(":
            return f"{first} {second}"
    return first + second


def width(text: str) -> int:
    """The printed width in half-width cells (a Chinese character takes two)."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—" else 1 for c in text)
