"""English set as the style guide says, inflected where a placeholder stood, cut and joined."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WIDE = str.maketrans(
    {
        "，": ", ", "。": ". ", "；": "; ", "：": ": ", "（": " (", "）": ") ", "、": ", ",
        "！": "! ", "？": "? ", "％": "%", "【": "[", "】": "]", "《": "“", "》": "”",
        "「": "“", "」": "”", "\u3000": " ", "～": "–", "．": ".", "\u00a0": " ",
        "＞": ">", "＜": "<", "＝": "=",
    }
)  # fmt: skip
_BLANKS = re.compile(r"\s+")
_BEFORE = re.compile(r"\s+([,;!?)\]}”]|[.:](?![\w.]))")
_NO_BLANK = re.compile(r"(?<=\w)([,;])(?=[A-Za-z])")
_AFTER = re.compile(r"([(\[{“])\s+")
_COMPARE = re.compile(r"([≥≤><])\s+(?=[0-9])")
_TWO_SIGNS = re.compile(r"([,;:])(?:\s*[,;:])+")
_STOPS = re.compile(r"(?<!\.)\.\s*\.(?!\.)")
_OF = re.compile(r"\b((?:at least|types?|categor(?:y|ies))) of(?=\s*(?:[,.;:)]|$))")
_OF_OF = re.compile(r"\b(types?|categor(?:y|ies)) of of\b")
_QUOTED = re.compile(r'"([^"]*)"')
_END = re.compile(r"[\s.;,:]+$")


def polish(en: str, zh: str) -> str:
    """The English in house typography, with the end mark of the Chinese.

    No word is changed; a control character becomes a blank.
    """
    en = en.translate(_WIDE).replace("...", "…")
    en = re.sub(r"(?<![-\w])--(?!-)|(?<=\w)--(?=\w)", "—", en)
    en = _QUOTED.sub(r"“\1”", re.sub(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)", "’", en))
    en = "".join(char if char.isprintable() else " " for char in en)
    en = _BLANKS.sub(" ", en).strip()
    en = _NO_BLANK.sub(r"\1 ", _AFTER.sub(r"\1", _BEFORE.sub(r"\1", en)))
    en = _OF.sub(r"\1", _STOPS.sub(".", _TWO_SIGNS.sub(r"\1", _COMPARE.sub(r"\1", en))))
    return _ended(_OF_OF.sub(r"\1 of", en), zh.rstrip())


def _ended(en: str, zh: str) -> str:
    """With 。 a full stop, with ； a semicolon, with neither none."""
    if not en:
        return en
    last = zh.rstrip("）)”’")[-1:]
    bare = _END.sub("", en) if not en.endswith(("…", "etc.")) else en
    if last == "。":
        return en if en.endswith((".)", ".”", "!", "?", "…")) else bare.removesuffix(".") + "."
    if last in "；;" and last:
        return bare + ";"
    if last in "：:" and last:
        return bare + ":"
    return bare if last.isalnum() or "\u4e00" <= last <= "\u9fff" else en


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
# What English does not count; a word's ending tells most of the rest.
_MASS = re.compile(
    r"(?:ware|ing|ity|ics|ness|ship|cy|tion|ment|gence|ence|ance|age|ture|compute|data|equipment"
    r"|research|information|knowledge|AI|R&D|intelligence|support|content|work|access|power)$"
)
_ADJECTIVE = re.compile(r"(?:ous|ive|able|ible|less|ful|ed)$")
_COUNTED = re.compile(r"(?:application|station|solution|institution|organization|function|agency"
                      r"|instrument|document|environment|component|system|city|facility|entity"
                      r"|community|university|image|language|package|feature)$")  # fmt: skip


def plural(noun: str) -> str:
    """The plural of a noun or of the last word of a noun phrase; a mass noun as it is."""
    head, of, rest = noun.partition(" of ")
    if of:
        return plural(head) + of + rest
    if noun.endswith("sis"):
        return noun[:-2] + "es"
    mass = _ADJECTIVE.search(noun) or (_MASS.search(noun) and not _COUNTED.search(noun))
    if mass or (noun.endswith("s") and not noun.endswith(("ss", "us", "is"))):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|z|ch|sh)$", noun) else "s")


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
