"""English set as the style guide says, inflected where a placeholder stood, cut and joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from jiebang.text.words import read_yaml

_END = re.compile(r"[\s.;,:]+$")
_SAME_END = {"；": ";", ";": ";", "：": ":", ":": ":"}


@cache
def _rules() -> dict[str, Any]:
    """What english.yml has; the rules with their patterns ready."""
    data = dict(read_yaml(resources.files("jiebang.translation") / "english.yml"))
    for name in ("polish", "plural"):
        data[name] = [(re.compile(pattern), new) for pattern, new in data[name]]
    return data


def polish(en: str, zh: str) -> str:
    """The English in house typography, with the end mark of the Chinese.

    No word is changed; a control character becomes a blank.
    """
    en = en.translate(str.maketrans(_rules()["wide"]))
    en = "".join(char if char.isprintable() else " " for char in en)
    for pattern, new in _rules()["polish"]:
        en = pattern.sub(new, en)
    return _ended(en, zh.rstrip())


def _ended(en: str, zh: str) -> str:
    """With 。 a full stop, with ； a semicolon, with neither none."""
    if not en:
        return en
    last = zh.rstrip("）)”’")[-1:]
    bare = _END.sub("", en) if not en.endswith(("…", "etc.")) else en
    if last == "。":
        return en if en.endswith((".)", ".”", "!", "?", "…")) else bare.removesuffix(".") + "."
    if last in _SAME_END:
        return bare + _SAME_END[last]
    return bare if last.isalnum() else en


_ARTICLE = re.compile(r"\b([Aa])n?(\s+)$")
_VOWEL = re.compile(
    r"[aeio]|u(?!ni|se|biq|ti)|(?:8|11\b|18\b|hour|honest)|[AEFHILMNORSX](?=[A-Z0-9]|\b)"
)
# Words that want a plural behind them.
MANY = re.compile(
    r"\b(?:many|several|multiple|various|these|those|both|all|few|numerous|other|different)\s+$",
    re.I,
)
_SENTENCE = re.compile(r"(?:^|[.!?…][”)]?\s)[“(]?$")


def plural(noun: str) -> str:
    """The plural of a noun or of the last word of a noun phrase; a mass noun as it is."""
    head, of, rest = noun.partition(" of ")
    if of:
        return plural(head) + of + rest
    rule, new = next(each for each in _rules()["plural"] if each[0].search(noun))
    return str(rule.sub(new, noun, count=1))


def with_article(before: str, en: str) -> str:
    """`before`, its “a” or “an” at the end as `en` wants it."""
    return _ARTICLE.sub(r"\1n\2" if _VOWEL.match(en) else r"\1\2", before)


def capital(before: str, en: str) -> str:
    """`en` with a capital where a sentence begins with it."""
    if _SENTENCE.search(before) and en[:1].islower():
        return en[:1].upper() + en[1:]
    return en


def join(before: str, en: str) -> str:
    """`before` and `en` with a blank between them where English has one."""
    gap = (
        before and en and (before[-1].isalnum() or before[-1] in ",;:)%”") and en[0] not in ",;:.)”"
    )
    return before + (" " if gap else "") + en


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
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if depth == 0 and (char == "，" or (char == "," and not zh[n + 1 : n + 2].isdigit())):
            parts.append(zh[start:n])
            start = n + 1
    return [part for part in (*parts, zh[start:]) if any(char.isalnum() for char in part)]


def joined(parts: Sequence[str], mark: str) -> str:
    """The parts as one text; what follows no full stop goes on in small letters."""
    text = ""
    for part in parts:
        goes_on = text and not text.rstrip().endswith((".", "!", "?"))
        if goes_on and _CAPITAL.match(part) and not _NAMES.match(part):
            part = part[0].lower() + part[1:]
        text = (text.rstrip(" ,") + mark if mark != " " else text + mark) + part if text else part
    return text
