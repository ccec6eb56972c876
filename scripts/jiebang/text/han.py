"""Characters that look alike: radicals for characters, traditional and simplified.

Every function keeps the length of the text, so that offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Any

# PDF fonts map a glyph to the first code point it has: a radical, or a compatibility form.
_LOOKALIKE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
# CJK radicals that Unicode gives no decomposition, as the simplified characters they draw.
_RADICALS = dict(
    zip(
        "⺁⺄⺈⺌⺍⺗⺥⺩⺪⺫⺮⺯⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⺟⺠⺡⺣⻏⻖⻌⻳⺝",
        "厂乙刀小小心爪王疋目竹糸肉虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙母民水火邑阜辶龟月",
        strict=True,
    )
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def unify(text: str) -> tuple[str, int]:
    """(text with radicals as the characters they stand for, how many there were)."""
    return _LOOKALIKE.subn(lambda found: _unified(found.group()), text)


@cache
def _unified(char: str) -> str:
    plain = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


@cache
def _opencc(config: str) -> Any:
    from opencc import OpenCC  # 20 ms, and seldom wanted

    return OpenCC(config)


@cache
def _single(char: str, config: str) -> str:
    new = str(_opencc(config).convert(char))
    return new if len(new) == 1 else char


def is_traditional(text: str) -> bool:
    """Whether a text is set in traditional characters rather than simplified ones.

    Counted by the characters that only one of the two ways of writing has.
    """
    counts = Counter(_HAN.findall(text))
    old = sum(n for c, n in counts.items() if _single(c, "t2s") != c)
    new = sum(n for c, n in counts.items() if _single(c, "s2t") != c and _single(c, "t2s") == c)
    return old > new


def to_simplified(text: str) -> str:
    """The text in simplified characters, one for one: for matching, never for print.

    Phrases that change their length are put over character by character.
    """
    pairs = zip(text.split("\n"), _opencc("t2s").convert(text).split("\n"), strict=True)
    return "\n".join(
        new if len(new) == len(old) else "".join(_single(c, "t2s") for c in old)
        for old, new in pairs
    )


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """A short text in traditional characters in simplified ones; a simplified text as it is.

    Even where one character of that could be taken for a traditional one (昇 in 昇腾, a name).
    """
    if text.isascii():
        return text
    simplified = str(_opencc("t2s").convert(text))
    if simplified == text or len(simplified) != len(text):
        return text
    return (
        simplified
        if _differ(text, simplified) > _differ(text, _opencc("s2t").convert(text))
        else text
    )


def in_script_of(text: str, words: str) -> str:
    """Simplified words in the characters of a traditional text: its own, where it has them."""
    own = dict(zip(simplified(text), text, strict=True))
    return "".join(own.get(char) or _single(char, "s2t") for char in words)


def _differ(text: str, other: str) -> int:
    return sum(a != b for a, b in zip(text, other, strict=False))
