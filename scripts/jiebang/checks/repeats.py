"""Is a word doubled?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation
from jiebang.text.spaces import squash

# “the the”, “of of the”, and two or three words twice: “in the in the”.
_TWICE = re.compile(
    r"(?<![\w-])([A-Za-z][\w’'-]*(?: [A-Za-z][\w’'-]*){0,3})[ \u00a0]\1(?![\w’'-])", re.I
)
# “(Laughter) (Laughter)”, which the Chinese says once.
_BRACKETS = re.compile(r"([(\[“\"][^()\[\]“”\"]{2,40}[)\]”\"])(?:[\s,.;]*\1)+")
_BRACKETS_ZH = re.compile(r"[（(【\[“「][^（）()【】\[\]“”「」]*[）)】\]”」]")
_JOINED = re.compile(r"^[^ ]+ (and|by|after|upon|to)$")
_MAY = frozenset({"had"})  # “had had” may be right


def repeats(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where the same word, or up to four words, stand twice in a row.

    Repeated in the Chinese as well (“xx xx”), they are no slip.
    """
    for match in _TWICE.finditer(translation.en):
        words = match[1]
        before = translation.en[: match.start()].lower().split()[-1:]
        pair = _JOINED.search(words.lower())
        if pair and (pair[1] != "to" or before == ["from"]):
            continue  # faster and faster and, from time to time to
        if words.lower() in _MAY or squash(match.group()) in squash(translation.zh):
            continue
        message = f"“{match.group()}”: take out one “{words}”"
        yield context.error("repeats", translation, message)
    for match in _BRACKETS.finditer(translation.en):
        said = _BRACKETS_ZH.findall(translation.zh)
        if len(said) == len(set(said)):
            message = f"“{match.group()}”: say it once, as the Chinese does"
            yield context.error("repeats", translation, message)
