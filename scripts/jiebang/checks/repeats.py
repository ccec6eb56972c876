"""Is a word doubled?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation
from jiebang.text.spaces import squash

# “the the”, “of of the”, and two or three words twice: “in the in the”.
_TWICE = re.compile(r"\b([A-Za-z][\w’'-]*(?: [A-Za-z][\w’'-]*){0,3})[ \u00a0]\1(?![\w’'-])", re.I)
_MAY = frozenset({"had"})  # “had had” may be right


def repeats(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where the same word, or up to four words, stand twice in a row.

    Repeated in the Chinese as well (“xx xx”), they are no slip.
    """
    for match in _TWICE.finditer(translation.en):
        words = match[1]
        if words.lower() in _MAY or squash(match.group()) in squash(translation.zh):
            continue
        message = f"“{match.group()}”: take out one “{words}”"
        yield context.error("repeats", translation, message)
