"""A sentence cut into parts, and their English put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPEN, _CLOSE = "（([“‘《〔【「", "）)]”’》〕】」"
_CAPITAL = re.compile(r"[A-Z][a-z]+(?=[\s,;.]|$)")
# Names keep their capital wherever they stand.
_NAMES = re.compile(
    r"(?:China|Chinese|Chongqing|Henan|Zhengzhou|Beijing|Internet|January|February|March|April"
    r"|May|June|July|August|September|October|November|December)\b"
)
# Where the parts of a sentence meet.
_MEET_ZH = re.compile(r"[，、。；：！？]")
_MEET_EN = re.compile(r"[,.;:!?](?=\s|$)")


def part_ends(text: str, *, english: bool) -> list[int]:
    """Where the parts of a sentence end that commas and stops make of it, but for the last."""
    body = text.rstrip("。；：！？.;:!? ")
    return [match.start() for match in (_MEET_EN if english else _MEET_ZH).finditer(body)]


def cut_commas(zh: str) -> list[str]:
    """The parts between commas that stand outside brackets, without the commas.

    A comma between digits (10,000) cuts nothing.
    """
    parts, depth, start = [], 0, 0
    for n, char in enumerate(zh):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and (char == "，" or (char == "," and not zh[n + 1 : n + 2].isdigit())):
            parts.append(zh[start:n])
            start = n + 1
    parts.append(zh[start:])
    return [part for part in parts if any(char.isalnum() for char in part)]


def joined(parts: Sequence[str], sign: str) -> str:
    """The parts as one text; what follows no full stop goes on in small letters."""
    text = ""
    for part in parts:
        goes_on = text and not text.rstrip().endswith((".", "!", "?"))
        if goes_on and _CAPITAL.match(part) and not _NAMES.match(part):
            part = part[0].lower() + part[1:]
        text = (text.rstrip(" ,") + sign if sign != " " else text + sign) + part if text else part
    return text
