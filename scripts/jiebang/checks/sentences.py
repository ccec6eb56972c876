"""Can a sentence be read at one go?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.checks.style import load_style
from jiebang.document.model import Finding, Translation

# A sentence ends before a capital; “No. 5”, “e.g. robots” end none.
_END = re.compile(r"(?<=[.!?])(?<!No\.)[”’)]?\s+(?=[“‘(□]?[A-Z0-9≥])")
_CLAUSE = re.compile(r"[.;:]\s")
_SUCH_AS = re.compile(r"\bsuch as\b", re.I)
_BRACKETED = re.compile(r"\([^()]*\)")


def sentences(translation: Translation, context: Context) -> Iterator[Finding]:
    """Warnings for a sentence of too many words, and for “such as” twice in one clause."""
    limit = load_style().sentence_words
    for sentence in _END.split(translation.en):
        words = len(sentence.split())
        if words > limit:
            message = f"a sentence of {words} words (“{_short(sentence)}”); split it"
            yield context.warning("sentences", translation, message)
    for clause in _CLAUSE.split(_BRACKETED.sub("", translation.en)):
        if len(_SUCH_AS.findall(clause)) > 1:
            message = f"“such as” twice in a clause (“{_short(clause)}”); say “… and other …” once"
            yield context.warning("sentences", translation, message)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
