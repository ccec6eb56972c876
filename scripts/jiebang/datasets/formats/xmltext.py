"""Text as XML has it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from jiebang.errors import InputError

_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def text(value: str, where: str) -> str:
    """Text as the content of an element.

    Raises:
        InputError: a character that XML cannot hold; `where` names the text.
    """
    found = _ILLEGAL.search(value)
    if found:
        raise InputError(f"XML cannot hold U+{ord(found.group()):04X}", where, "take it out")
    return escape(value)


def attribute(value: str) -> str:
    """Text as the value of an attribute, in its quotes."""
    return quoteattr(value)
