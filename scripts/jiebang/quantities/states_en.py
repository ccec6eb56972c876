"""The English of a condition, found in the English of its segment; nothing is translated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from jiebang.quantities.lexicon import alternatives, lexicon

_MOST = 8  # words of a phrase before its head
# “after rigging of less than 5 mm”: the bound is no part of it.
_BOUND = r"\s(?:of|to|from|with|for|in|by)\s[^,.;]*[0-9≥≤<>]"
_UP_TO = rf"(?=[,.;:()]|{_BOUND}|\s(?:is|are|shall|must|reach\w*)\b|$)"


def find_condition_en(condition: str, behind: str, clause: str, en: str) -> str | None:
    """The condition in English: where it is written alike (FP16, 125 °C), or is of its kind.

    `behind` is the Chinese behind the condition, `clause` the English clause of the amount. None
    where there is no such phrase, or more than one to choose from, in the clause or else in all.
    """
    if not condition:
        return None
    wanted = unicodedata.normalize("NFKC", condition).replace(" ", "").lstrip("@")
    alike = re.search(
        r"\s?".join(re.escape(char) for char in wanted), unicodedata.normalize("NFKC", en)
    )
    if alike:
        return alike.group()
    if far := re.match(r"(?P<n>[0-9.]+)[\u4e00-\u9fff]+距离", condition):
        at = re.search(rf"(?:at|from) a distance of {re.escape(far['n'])}\s?[A-Za-z]+\b", en)
        return at.group() if at else None
    if re.match("不?含", condition):
        brackets = set(re.findall(r"\(((?:in|ex)cluding\s[^()0-9]+)\)", clause))
        return brackets.pop() if len(brackets) == 1 else None
    if re.search("[0-9]", condition):
        return None  # its figure would have to be the same
    end = re.sub("[上中内]$", "", condition)
    for text in (clause, en):
        found = set(_phrases("时" if behind.startswith("时") else end, text))
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _phrases(end: str, text: str) -> Iterator[str]:
    """What may be the English of a state whose Chinese ends so."""
    known = _patterns()
    key = max((key for key in known if end.endswith(key)), key=len, default="")
    for pattern in known.get(key, ()):
        phrases = (match["state"].strip() for match in pattern.finditer(text))
        yield from (phrase[0].lower() + phrase[1:] for phrase in phrases)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """By the end of the Chinese, how the English may have it: the first that is there counts."""
    words = lexicon().circumstances
    opener = rf"(?i:{alternatives(words['openers'])})"
    made = {}
    for key, english in words["english"].items():
        ways = []
        if "head" in english:
            head = rf"(?:{alternatives(english['head'])})\b"
            # The nearest opener: “in parallel in the same scene”; commas where a sentence begins.
            more = r"(?:\s\w+ed|\s(?:in|of|for)\s[^.;:,()0-9]{1,40})?"
            ways.append(rf"(?:^|(?<=[.;]\s)){opener}\s[^.;:()0-9]{{1,90}}?{head}{more}(?=,)")
            ways.append(rf"\b{opener}\s(?:(?!{opener}\s)[^\s,.;:()]+\s){{0,{_MOST}}}?{head}")
        if "clause" in english:
            until = _UP_TO if key == "后" else r"(?=[,.;:()]|$)"
            ways.append(rf"\b(?i:{alternatives(english['clause'])})\s[^,.;:()]+?{until}")
        led = alternatives(english.get("led", ("\0",)))
        between = rf"(?:^|(?<=[.;,]\s))(?i:{led})\s[^,.;:()0-9]+?(?=,)"
        made[key] = tuple(re.compile(rf"(?P<state>{way})") for way in ("|".join(ways), between))
    return made
