"""Is it English that can be read at one go, by the words and limits of style.yml?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation
from jiebang.text.words import read_yaml

# A sentence ends before a capital; “No. 5”, “e.g. robots” end none.
_END = re.compile(r"(?<=[.!?])(?<!No\.)[”’)]?\s+(?=[“‘(□]?[A-Z0-9≥])")
_CLAUSE = re.compile(r"[.;:]\s")
_SUCH_AS = re.compile(r"\bsuch as\b", re.I)
_BRACKETED = re.compile(r"\([^()]*\)")


@cache
def style() -> dict[str, Any]:
    """What style.yml has; the English of each calque as a pattern."""
    data = read_yaml(resources.files("jiebang.checks") / "style.yml")
    for calque in data["calques"]:
        calque["en"] = re.compile(rf"\b(?:{calque['en']})(?!\w)", re.I)
    return dict(data)


def calques(translation: Translation, context: Context) -> Iterator[Finding]:
    """A warning for each calque of style.yml, with what to say in its place; an error if sure."""
    for calque in style()["calques"]:
        found = calque["en"].search(translation.en)
        if found and calque.get("zh", "") in translation.zh:
            message = f"“{found.group().strip()}” is a calque; say: {calque['say']}"
            report = context.error if "sure" in calque else context.warning
            yield report("calques", translation, message)


def sentences(translation: Translation, context: Context) -> Iterator[Finding]:
    """Warnings for a sentence of too many words, and for “such as” twice in one clause."""
    for sentence in _END.split(translation.en):
        words = len(sentence.split())
        if words > style()["sentence_words"]:
            message = f"a sentence of {words} words (“{_short(sentence)}”); split it"
            yield context.warning("sentences", translation, message)
    for clause in _CLAUSE.split(_BRACKETED.sub("", translation.en)):
        if len(_SUCH_AS.findall(clause)) > 1:
            message = f"“such as” twice in a clause (“{_short(clause)}”); say “… and other …” once"
            yield context.warning("sentences", translation, message)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
