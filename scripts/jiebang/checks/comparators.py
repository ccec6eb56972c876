"""Do the comparisons point the same way?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiebang.checks.context import Context
from jiebang.model import Finding, Translation

_NOT = r"(?:不|未)(?:得|能|应|可|宜|会|要)?"
# 以上 and 以下 compare after an amount only: 以下能力 is “the following”.
_AMOUNT = r"[0-9%％‰°一二两三四五六七八九十百千万亿][^，,。；;、（）()以]{0,10}?(?:[（(]含[）)])?"


@dataclass(frozen=True, slots=True)
class _Direction:
    """One way to compare: its signs and words in Chinese, its words in English.

    `wish` tells a translator what is looked for.
    """

    sign: re.Pattern[str]
    zh: re.Pattern[str]
    en: re.Pattern[str]
    wish: str


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(
        r"\b(?:" + "|".join(p.replace(" ", r"[\s-]+") for p in phrases) + r")\b", re.I
    )


_NEGATED = r"(?:no|not|never|nor|without being|neither)"
# The order matters: “no less than” is read before “less than” is looked for.
_DIRECTIONS: Mapping[str, _Direction] = {
    "≥": _Direction(
        re.compile(r"[≥⩾≧]|>=|\\geq?(?:slant)?(?![a-z])"),
        re.compile(
            rf"{_NOT}(?:少于|低于|小于|短于|弱于)|至少|(?:大于|高于|多于)(?:或)?等于|及以上"
            rf"|{_AMOUNT}(?<!及)以上"
        ),
        _any(
            rf"{_NEGATED} (?:be )?(?:less|fewer|lower|smaller|shorter|worse|weaker) than",
            rf"{_NEGATED} (?:be |fall |drop )?(?:below|under)",
            "at least",
            "(?:or|and) (?:more|above|higher|greater|over|better|larger|longer|up|upwards?)",
            "(?:a |the )?minimum(?: of)?",
            "greater than or equal to",
            "more than or equal to",
        ),
        "“≥”, “at least”, “no fewer than”, “or more”",
    ),
    "≤": _Direction(
        re.compile(r"[≤⩽≦]|<=|\\leq?(?:slant)?(?![a-z])"),
        re.compile(
            rf"{_NOT}(?:超过|超出|高于|大于|多于|长于|迟于|晚于)|至多|最多|(?:小于|低于|少于)(?:或)?等于"
            rf"|以内|{_AMOUNT}(?:及)?以下"
        ),
        _any(
            rf"{_NEGATED} (?:be )?(?:more|higher|greater|larger|longer|later|heavier) than",
            rf"{_NEGATED} (?:to |be |go )?(?:exceed|exceeds|exceeding|over|above|beyond)",
            "at (?:the )?most",
            "up to",
            "(?:or|and) (?:less|fewer|below|lower|under|smaller|shorter)",
            "within",
            "without exceeding",
            "(?:a |the )?maximum(?: of)?",
            "(?:less|fewer|lower) than or equal to",
            "capped at",
        ),
        "“≤”, “no more than”, “not exceeding”, “within”, “or less”",
    ),
    ">": _Direction(
        re.compile(r"(?<![-=])[>＞](?!=)|\\gt(?![a-z])"),
        re.compile(r"(?:超过|超出|大于|高于|多于)(?!或?等于)|超\s*(?=[0-9])"),
        _any(
            "(?:more|greater|higher|larger|better|longer|bigger|farther|superior) (?:than|to)",
            "over",
            "above",
            "beyond",
            "upwards of",
            "in excess of",
            "exceed(?:s|ed|ing)?",
            "surpass(?:es|ed|ing)?",
            "outperform(?:s|ed|ing)?",
        ),
        "“>”, “more than”, “over”, “exceed”, “better than”",
    ),
    "<": _Direction(
        re.compile(r"[<＜](?![=-])|\\lt(?![a-z])"),
        re.compile(r"(?:小于|低于|少于|短于|不足(?=[0-9])|不满)(?!或?等于)"),
        _any(
            "(?:less|fewer|lower|smaller|shorter|lighter) than",
            "below",
            "under",
        ),
        "“<”, “less than”, “below”, “under”",
    ),
}
# A better resolution is a finer one, a better accuracy a higher one: either way will do.
_BETTER = re.compile(r"(?<![不未])优于")
_LINK = re.compile(r"<?https?://[^\s>]*>?|<[^<>\s]+@[^<>\s]+>")


def comparators(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors where a way to compare has no English, or a sign points another way.

    Each direction of the Chinese must be in the English at least once; a sign
    (≥ ≤ > <) must not be there more often than the Chinese compares that way, nor
    the English compare that way less often than the Chinese has the sign.
    """
    zh, en = _count(translation.zh, chinese=True), _count(translation.en, chinese=False)
    better = len(_BETTER.findall(translation.zh))
    if better and not any(en[">"] + en["<"]):
        message = "nothing in the English says 优于; write “better than”"
        yield context.error("comparators", translation, message)
    for name, direction in _DIRECTIONS.items():
        (zh_signs, zh_words), (en_signs, en_words) = zh[name], en[name]
        wanted, given = zh_signs + zh_words, en_signs + en_words
        if wanted and not given:
            message = f"nothing in the English says {name}; write {direction.wish}"
        elif given < zh_signs:
            message = (
                f"the Chinese has {zh_signs} “{name}”, the English compares so {given} time(s)"
            )
        elif en_signs > wanted + (better if name in "<>" else 0):
            message = (
                f"the English has {en_signs} “{name}”, the Chinese compares so {wanted} time(s)"
            )
        else:
            continue
        yield context.error("comparators", translation, message)


def _count(text: str, *, chinese: bool) -> dict[str, tuple[int, int]]:
    """How many signs and how many words of each direction a text has."""
    text = _LINK.sub(" ", text)
    counts: dict[str, tuple[int, int]] = {}
    for name, direction in _DIRECTIONS.items():
        text, signs = direction.sign.subn(" ", text)
        # What has been read is blotted out: 不低于 holds 低于.
        text, words = (direction.zh if chinese else direction.en).subn("※", text)
        counts[name] = (signs, words)
    return counts
