"""Where a text compares, and which way: ≥ ≤ > < in signs and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_NOT = r"(?:不|未)(?:得|能|应|可|宜|会|要)?"
# 以上 and 以下 compare after an amount only: 以下能力 is “the following”.
_AMOUNT = r"[0-9%％‰°一二两三四五六七八九十百千万亿][^，,。；;、（）()以]{0,10}?(?:[（(]含[）)])?"


@dataclass(frozen=True, slots=True)
class Direction:
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
DIRECTIONS: Mapping[str, Direction] = {
    "≥": Direction(
        re.compile(r"[≥⩾≧]|>=|\\geq?(?:slant)?(?![a-z])"),
        re.compile(
            rf"{_NOT}(?:少于|低于|小于|短于|弱于)|至少|最少|最低(?=支持|[0-9])"
            rf"|(?:大于|高于|多于)(?:或)?等于|及以上|或(?:多|以上)(?=[种个项类])|(?P<amount>{_AMOUNT})(?<!及)以上"
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
    "≤": Direction(
        re.compile(r"[≤⩽≦]|<=|\\leq?(?:slant)?(?![a-z])"),
        re.compile(
            rf"{_NOT}(?:超过|超出|高于|大于|多于|长于|迟于|晚于)|至多|最多"
            rf"|(?:小于|低于|少于)(?:或)?等于|以内|(?P<amount>{_AMOUNT})(?:及)?以下"
        ),
        _any(
            rf"{_NEGATED} (?:be )?(?:more|higher|greater|larger|longer|later|heavier) than",
            rf"{_NEGATED} (?:in principle )?(?:to |be |go )?"
            "(?:exceed|exceeds|exceeding|over|above|beyond)",
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
    ">": Direction(
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
    "<": Direction(
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
BETTER = re.compile(r"(?<![不未])优于")
LINK = re.compile(r"<?https?://[^\s>]*>?|<[^<>\s]+@[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Bound:
    """One comparison: `text[start:end]` says `way`, before or after its amount."""

    way: str
    start: int
    end: int
    sign: bool

    def __str__(self) -> str:
        return self.way


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def bounds_zh(text: str) -> tuple[Bound, ...]:
    """Every comparison of a Chinese text, in order."""
    return tuple(sorted(_read(text, chinese=True), key=lambda b: b.start))


@lru_cache(maxsize=64)
def bounds_en(text: str) -> tuple[Bound, ...]:
    """Every comparison of an English text, in order."""
    return tuple(sorted(_read(text, chinese=False), key=lambda b: b.start))


def _read(text: str, *, chinese: bool) -> Iterator[Bound]:
    text = LINK.sub(_blot, text)
    for way, direction in DIRECTIONS.items():
        words = direction.zh if chinese else direction.en
        for pattern in (direction.sign, words):
            matches = list(pattern.finditer(text))
            for match in matches:
                yield Bound(way, _start(match), match.end(), pattern is direction.sign)
            if matches:  # what has been read is blotted out: 不低于 holds 低于
                text = pattern.sub(_blot_word, text)
    if chinese:
        for match in BETTER.finditer(text):
            yield Bound("better", match.start(), match.end(), False)


def _start(match: re.Match[str]) -> int:
    """Where the word begins; of 3种以上 that is 以上, not the amount."""
    amount = match.groupdict().get("amount")
    return match.end("amount") if amount else match.start()


def _blot(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blot_word(match: re.Match[str]) -> str:
    """The match without its word, as long as before; the amount of 3种以上 stays."""
    start = _start(match) - match.start()
    return match.group()[:start] + "※" * (len(match.group()) - start)
