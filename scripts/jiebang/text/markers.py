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
    "榜单任务": "Task",
    "揭榜任务": "Task",
    "攻关任务": "Task",
    "重点任务": "Task",
    "榜单项目": "Project",
    "揭榜项目": "Project",
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
_NAMED = "|".join(sorted(_THING, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed number: its text, its outline level, and its value.

    `level` is 0 for an annex, 1 for 一、 and for 项目一：, 2 for （一）, 3 for 1.,
    4 for （1）, 5 for ①, 6 for the box of a choice to tick. `number` is its value, None
    where it has none (附件, □). `style` tells numbers of one kind: 专题一 from 方向一, too.
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
# 项目一, 方向 2: the number of a task where no sign follows it.
_BARE_NAMED = re.compile(rf"({_NAMED})\s*({_HAN}|\d{{1,3}})")
_NAMED_APART = re.compile(rf"((?:{_NAMED})\s*(?:{_HAN}|\d{{1,3}}))\s+(?=\S)")
# The number of a row of a table.
_COUNTED = re.compile(r"[0-9]{1,3}")
# 重2024N001, JB-2024-03: a number in the issuer's register.
_CODE = re.compile(
    r"(?=.{5,20}$)(?=.*[A-Z])[\u4e00-\u9fff]{0,2}[A-Z]{0,6}(?:-?\d{1,6}[A-Z]{0,3}){1,4}"
)
# “需求名称：…” says that the rest of the line is the title.
_TITLE_NAME = (
    r"(?:(?:揭榜|攻关|技术|技術|研究|研发)?(?:项目|項目|课题|課題|任务|任務|榜单|榜單|榜题|榜題|需求|难题|方向)"
    r"|技术|技術|攻关|榜单|榜單)?(?:名称|名稱|题目|題目)"
)
_TITLE_LABEL = re.compile(rf"{_TITLE_NAME}\s*[：:]")
_TITLE_LABEL_END = re.compile(rf"\s*{_TITLE_NAME}\s*[：:]?$")
# Between a number and its title where print has nothing but a space.
APART = "\u3000"
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
            if style == "named":
                style = _named_style(text)
            return Marker(found.group().rstrip(), level, number, style)
    return None


def read_heading_marker(text: str) -> Marker | None:
    """The number of a heading: also “任务一” and a register's code, if that is all there is."""
    label = _TITLE_LABEL_END.sub("", text).strip()
    if not label:
        return Marker(text, 1, None, "titled")
    bare = _BARE_NAMED.fullmatch(label)
    if _COUNTED.fullmatch(label):
        return Marker(text, 3, int(label), "digit")
    if bare:
        return Marker(text, 1, han_number(bare.group(2)), _named_style(label))
    if _CODE.fullmatch(label):
        return Marker(text, 1, None, "code")
    return read_marker(label + "x")


def _named_style(text: str) -> str:
    return "named-" + max((n for n in _THING if text.startswith(n)), key=len)


def split_apart(text: str) -> tuple[str, str]:
    """(“任务一”, title) of a printed line whose number only a space sets apart; else ("", text)."""
    line = text.strip()
    named = _NAMED_APART.match(line)
    if named:
        return named.group(1), line[named.end() :]
    words = line.split(None, 1)
    return (words[0], words[1]) if len(words) == 2 and _CODE.fullmatch(words[0]) else ("", text)


def is_bare(text: str) -> bool:
    """“需求一”, “任务2：”, “重2024N001”: a task's number and nothing else."""
    plain = text.rstrip("：: 、.．")
    return bool(_BARE_NAMED.fullmatch(plain) or _CODE.fullmatch(plain))


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
    “项目一：” → “Project 1:”, “3” → “3.”; what is not a number comes back as it is.
    """
    annex = read_annex(marker)
    if annex is not None:
        value = re.sub(r"\s", "", re.sub(rf"^{_ANNEX}", "", annex.text))
        if value and not value[0].isdecimal():
            value = str(han_number(value))
        return f"Annex {value}:" if value else "Annex:"
    marker = _TITLE_LABEL_END.sub("", marker).strip()
    if _BARE_NAMED.fullmatch(marker):
        marker += "："
    elif _COUNTED.fullmatch(marker):
        marker += "."
    found = read_marker(marker)
    if found is None or found.text != marker.strip() or found.number is None:
        return marker
    if found.style.startswith("named-"):
        return f"{_THING[found.style.removeprefix('named-')]} {found.number}:"
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


def numbered(marker: str, text: str) -> str:
    """Number and text as one line that reads back as both: “1.” and “5G基站” → “1. 5G基站”."""
    gap = " " if marker.endswith((".", "．")) and text[:1].isdigit() else ""
    return marker + gap + text


def split_heading(text: str) -> tuple[str, str]:
    """Like `split_marker`, for a heading: also “附件1　…”, parted by U+3000, and “项目名称：…”."""
    if read_annex(text):
        return text, ""
    base, gap, rest = text.partition(APART)
    if not gap:
        base, rest = split_marker(text)
    label, inner, title = rest.partition(APART)
    if not (inner and is_title_name(label)):
        label, title = split_title_label(rest)
    return base + (gap if label else "") + label, title


def is_title_name(text: str) -> bool:
    """“需求名称” and the like: what stands beside it in a table is a task's title."""
    return bool(re.fullmatch(_TITLE_NAME, text))


def split_title_label(text: str) -> tuple[str, str]:
    """(“需求名称：”, title) of a line that names a task; ("", text) of any other."""
    found = _TITLE_LABEL.match(text)
    title = text[found.end() :].strip() if found else ""
    return (found.group(), title) if found and title else ("", text)
