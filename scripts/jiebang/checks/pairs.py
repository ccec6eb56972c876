"""Do brackets and quotes come in pairs?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_CLOSING = {")": "(", "]": "[", "}": "{", "”": "“"}
_OPENING = frozenset(_CLOSING.values())
# “1)” and “a)” at the head of an item close nothing.
_MARKER = re.compile(r"(?:^|(?<=[\s;,:]))(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})\)")
# 15.6" and 5′10″ are measures; after a digit a straight quote opens nothing.
_INCH = re.compile(r"(?<=[0-9])\"(?=[\s,.;)]|$)")
# （一） is an outline number, which English writes in its own way; one character belongs to
# a word or unit: 3年（含）以上, 台（套）, dB（A）.
_ZH_PAIR = re.compile(r"[（(](?![一二三四五六七八九十0-9]{1,3}[）)]|.[）)])[^（）()]*[）)]")


def pairs(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for unbalanced brackets and quotes; a warning where brackets got lost."""
    fault = _fault(translation.en)
    if fault:
        yield context.error("pairs", translation, f"{fault}; add its other half or take it out")
    wanted = len(_ZH_PAIR.findall(translation.zh))
    if wanted and "(" not in translation.en and "[" not in translation.en:
        message = (
            f"the Chinese has {wanted} bracketed part(s), the English none; "
            "see that nothing was left out"
        )
        yield context.warning("pairs", translation, message)


def _fault(text: str) -> str:
    """The first bracket or quote without its other half, in words; "" if none."""
    open_: list[str] = []
    if text.count(")") > text.count("("):  # else the bracket of a marker is wanted as a closer
        text = _MARKER.sub("", text)
    for char in text:
        if char in _OPENING:
            open_.append(char)
        elif char in _CLOSING:
            if not open_:
                return f"{char} closes nothing"
            last = open_.pop()
            if last != _CLOSING[char]:
                return f"{char} stands where {last} should be closed"
    if open_:
        return f"{open_[-1]} is never closed"
    if _INCH.sub("", text).count('"') % 2:
        return 'an odd number of straight quotes (")'
    return ""
