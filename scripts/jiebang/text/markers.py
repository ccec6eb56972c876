"""Outline numbers of Chinese official documents, read and put into English.

GB/T 9704-2012, 7.3.3, orders the levels of an outline 一、 （一） 1. （1）.
Longer documents put 第一章 or 附件1 above them, and lists of tasks name each one
项目一： or 任务1：.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_HAN = "[〇零一二三四五六七八九十百]{1,5}"
_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}

_ANNEX = r"附\s*(?:件|录|錄|表)?"
_THING = {
    "项目": "Project",
    "任务": "Task",
    "课题": "Topic",
    "榜单": "Challenge",
    "榜题": "Challenge",
    "需求": "Need",
    "方向": "Direction",
    "专题": "Topic",
    "专项": "Programme",
    "题目": "Topic",
}
# The same in traditional characters.
_THING |= {
    "項目": "Project",
    "任務": "Task",
    "課題": "Topic",
    "榜單": "Challenge",
    "榜題": "Challenge",
    "專題": "Topic",
    "專項": "Programme",
    "題目": "Topic",
}
_NAMED = "|".join(_THING)


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed number: its text, its outline level, and its value.

    `level` is 0 for an annex, 1 for 一、 and for 项目一：, 2 for （一）, 3 for 1.,
    4 for （1）, 5 for ①, 6 for the box of a choice to tick. `number` is its value, None
    where it has none (附件, □).
    """

    text: str
    level: int
    number: int | None
    style: str


_PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("chapter", 1, re.compile(rf"第\s*({_HAN}|\d{{1,3}})\s*[章篇部编](?![分署])")),
    ("named", 1, re.compile(rf"(?:{_NAMED})\s*({_HAN}|\d{{1,3}})\s*[：:、.．]")),
    ("han", 1, re.compile(rf"({_HAN})\s*[、．.]")),
    ("han-bracket", 2, re.compile(rf"[（(]\s*({_HAN})\s*[）)]")),
    ("digit", 3, re.compile(r"(\d{1,3})\s*(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d\s*年))")),
    ("digit-bracket", 4, re.compile(r"[（(]\s*(\d{1,3})\s*[）)]|(?<!\d)(\d{1,2})\s*[)）]")),
    ("circled", 5, re.compile(f"([{''.join(_CIRCLED)}])")),
    ("box", 6, re.compile("([□☐■☑])")),
)
_ANNEX_LINE = re.compile(rf"{_ANNEX}\s*({_HAN}|\d{{1,3}}(?:\s*[-—－]\s*\d{{1,3}})*)?\s*$")


def han_number(text: str) -> int:
    """二十三 → 23; also digits. Raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            raise ValueError(text)
    return total + digit


def read_marker(text: str) -> Marker | None:
    """The outline number that a line begins with, if any."""
    for style, level, pattern in _PATTERNS:
        found = pattern.match(text)
        if found:
            value = next(g for g in found.groups() if g)
            number = None if style == "box" else _CIRCLED.get(value) or han_number(value)
            return Marker(found.group().rstrip(), level, number, style)
    return None


def read_annex(text: str) -> Marker | None:
    """The annex label that a line consists of: 附件1, 附 2, 附件 1-1, 附件."""
    found = _ANNEX_LINE.match(text)
    if not found:
        return None
    value = found.group(1)
    number = None
    if value:
        number = han_number(re.split(r"[-—－]", value)[-1].strip())
    return Marker(found.group(), 0, number, "annex")


def english(marker: str) -> str:
    """A printed outline number as an English reader expects it.

    “一、” → “1.”, “（三）” → “(3)”, “1．” → “1.”, “附件2” → “Annex 2:”,
    “项目一：” → “Project 1:”; what is not a number comes back as it is.
    """
    annex = read_annex(marker)
    if annex is not None:
        value = re.sub(r"\s", "", re.sub(rf"^{_ANNEX}", "", annex.text))
        if value and not value[0].isdecimal():
            value = str(han_number(value))
        return f"Annex {value}:" if value else "Annex:"
    found = read_marker(marker)
    if found is None or found.text != marker.strip() or found.number is None:
        return marker
    if found.style == "named":
        thing = next(name for name in _THING if marker.startswith(name))
        return f"{_THING[thing]} {found.number}:"
    if found.style == "chapter":
        return f"Chapter {found.number}"
    bracketed = found.style in ("han-bracket", "digit-bracket", "circled")
    return f"({found.number})" if bracketed else f"{found.number}."


def split_marker(text: str) -> tuple[str, str]:
    """(“（三）”, “智能传感器”) of “（三）智能传感器”; ("", text) without a number."""
    found = read_marker(text)
    if found is None:
        return "", text
    return found.text, text[len(found.text) :].lstrip()


def split_heading(text: str) -> tuple[str, str]:
    """Like `split_marker`, for a heading: also “附件1　…”, parted by U+3000."""
    label, gap, title = text.partition("\u3000")
    if (gap and read_annex(label)) or read_annex(text):
        return label, title
    return split_marker(text)
