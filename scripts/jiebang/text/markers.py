"""Outline numbers of Chinese official documents, read and put into English.

GB/T 9704-2012, 7.3.3, orders the levels of an outline 一、 （一） 1. （1）.
Longer documents put 第一章 or 附件1 above them, and lists of tasks name each one
项目一： or 任务1：. The things so named, and the names of a task's title and number, are
words of `lexicon/outline.yml`; traditional characters are read in their simplified form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import ascii_uppercase

from jiebang.text.words import any_of, load_words

COLON = "：:∶︰﹕"  # print and pages set a ratio or a vertical form for a colon
OPENED, CLOSED = "【[〔〖［", "】]〕〗］"  # around names and numbers
A_CLOSED = f"[{re.escape(CLOSED)}]"
APART = "\u3000"  # between a number and its title where print has nothing but a space
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_DIGITS |= {"貳": 2, "參": 3, "参": 3, "陸": 6}
_DIGITS |= {c: i for i, c in enumerate(ascii_uppercase, 1)}
_DIGITS |= {chr(ord("Ⅰ") - 1 + i): i for i in range(1, 13)}
_DIGITS |= {chr(ord("①") - 1 + i): i for i in range(1, 21)}
_UNITS = {"十": 10, "百": 100, "拾": 10}
_HAN = "[〇零一二三四五六七八九十百]{1,5}"
_FORMAL = "[壹贰貳叁參参肆伍陆陸柒捌玖拾]{1,3}"
_NUMBER = rf"(?:{_HAN}|\d{{1,3}}(?:[.．-]\d{{1,2}}){{0,2}}|[A-Z](?![A-Za-z0-9])|[①-⑳])"
_NTH = rf"第\s*(?P<nth>{_HAN}|\d{{1,3}})\s*(?:[题榜]|号(?:题|榜))"  # 第1题
NTH = "named-nth"  # the style of a number that may be that of a question, too
_ANNEX = r"附\s*(?:件|录|錄|表)?"
# Numbers that are one character: first of the run, how many, style, level.
_SINGLE = (
    ("①", 20, "circled", 5),
    ("⑴", 20, "digit-bracket", 4),
    ("⒈", 20, "digit", 3),
    ("㈠", 10, "han-bracket", 2),
)
_ENGLISH = {"chapter": "Chapter {}", "article": "Article {}"}
_ENGLISH |= dict.fromkeys(("han-bracket", "digit-bracket", "circled"), "({})")


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


_NESTED = re.compile(
    r"([★▲☆*]?\s*(?:(?:\d{1,2}[.．]){1,3}(\d{1,2})(?![\d.．]\d)(?=\D)[.．、]?"
    r"|[（(]?([A-Za-z])[.．、)）](?=[^A-Za-z0-9]|[A-Z]{2})))\s*"
)
_SIGNS = "★▲▶►◆●■█▌▍▎☞"  # before the number of a heading
_SIGNED = re.compile(rf"^[{_SIGNS}]\s?(?=\S)")
_BARRED = re.compile(rf"(?:[■-◿{_SIGNS}]\s?)?(?:[\u4e00-\u9fff]{{1,3}}\s?)?(\d{{1,2}})\s?[｜|丨]?")
_REMARK = re.compile(r"[（(][^（）()]{1,30}[）)]$")
# The number of a row of a table.
_COUNTED = re.compile(r"[0-9]{1,3}")
# 重2024N001, JB-2024-03: a number in the issuer's register.
_CODE_FORM = (
    r"(?=[^：:∶︰﹕\s]{5,20}(?:[：:∶︰﹕\s]|$))(?=[^：:∶︰﹕\s]{0,19}[A-Z])"
    r"[\u4e00-\u9fff]{0,2}(?:[A-Z]{0,6}(?:-?[A-Z]{0,2}\d{1,6}[A-Z]{0,3}){1,4})"
)
_CODE = re.compile(_CODE_FORM)
_CODED = re.compile(rf"({_CODE_FORM}\s*[{COLON}])\s*(\S.*)")
_ANNEX_LINE = re.compile(rf"{_ANNEX}\s*({_HAN}|\d{{1,3}}(?:\s*[-—－]\s*\d{{1,3}})*)?\s*$")
_LONGEST_LABEL = 60
_TRADITIONAL = str.maketrans("项务课题单选专术称编号码", "項務課題單選專術稱編號碼")


class _Patterns:
    """What the lexicon's words make of the ways to number things."""

    def __init__(self) -> None:
        words = load_words("outline")
        self.things: dict[str, str] = dict(words["things"])  # printed name → English
        self.things |= {name.translate(_TRADITIONAL): en for name, en in self.things.items()}
        named = any_of(self.things)
        self.thing = re.compile(rf"(?:{named})(?=\s*{_NUMBER})")
        self.bare = re.compile(
            rf"[{OPENED}]?\s*(?:{named})\s*(?P<number>{_NUMBER})\s*{A_CLOSED}?|{_NTH}"
        )
        self.apart = re.compile(
            rf"([{OPENED}]?(?:{named})\s*(?:{_NUMBER}|{_CODE_FORM}){A_CLOSED}?)\s+(?=[^\s/／|])"
        )
        self.coded = re.compile(
            rf"(?P<number>(?:\d{{1,2}}\.){{0,3}}\d{{1,2}})?(?P<thing>{named})?\s*(?P<code>{_CODE_FORM})?"
        )
        title, code = (_name_pattern(words[part]) for part in ("title_names", "id_names"))
        self.title_name = re.compile(title)
        self.title_label = re.compile(
            rf"(?:{title}\s*[{COLON}]|[{OPENED}]{title}{A_CLOSED}\s*[{COLON}]?)"
        )
        self.title_end = re.compile(rf"[{OPENED}]?{title}{A_CLOSED}?\s*[{COLON}]?$")
        self.id_label = re.compile(
            rf"{code}\s*[{COLON}]\s*(?P<code>[^\s{COLON}，。；、]{{1,24}}?)(?=\s|$|{title}\s*[{COLON}])"
        )
        twice = rf"(?:\s*[/／|(（]?\s*(?:{any_of(self.things.values())})\s*\d{{1,3}}\s*[)）]?)?"
        things = (
            rf"(?:[▶►▷▸➤◆■]\s*|第\s*{_HAN}\s*条\s*)?(?:{named})\s*[（(]?({_NUMBER})[）)]?{twice}\s*(?:[{COLON}、.．｜|]|——)"
            rf"|[{OPENED}]\s*(?:{named})\s*({_NUMBER})\s*{A_CLOSED}\s*[{COLON}]?"
            rf"|[\u4e00-\u9fff]{{1,4}}?(?:{named})\s*({_NUMBER})\s*[{COLON}]"
        )
        self.styles = tuple(
            (style, level, re.compile(form))
            for style, level, form in (
                ("named", 1, things),
                (NTH, 1, rf"{_NTH}\s*[{COLON}、.．｜]"),
                ("chapter", 1, rf"第\s*({_HAN}|\d{{1,3}})\s*(?:部分|[章篇部编](?![分署]))"),
                ("article", 1, rf"第\s*({_HAN})\s*条(?!\S{{0,4}}线)"),
                ("han", 1, rf"({_HAN})\s*[、．.]"),
                ("han-formal", 1, rf"({_FORMAL})\s*[、．.]"),
                ("roman", 2, r"([Ⅰ-Ⅻ])\s*[、．.](?!\s*[Ⅰ-Ⅻ])"),
                ("han-bracket", 2, rf"[（(]\s*({_HAN})\s*[）)]"),
                ("digit", 3, r"(\d{1,3})\s*(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d\s*年))"),
                ("square", 3, rf"[{OPENED}]\s*(\d{{1,2}})\s*{A_CLOSED}"),
                ("digit-bracket", 4, r"[（(]\s*(\d{1,3})\s*[）)]|(?<!\d)(\d{1,2})\s*[)）]"),
                ("box", 6, "([□☐■☑])"),
            )
        )


_patterns = cache(_Patterns)


def _name_pattern(parts: dict[str, list[str]]) -> str:
    """A first and a second word, each there or not, and a last; traditional as well."""
    first, second, last = (
        any_of({*parts[part], *(w.translate(_TRADITIONAL) for w in parts[part])})
        for part in ("first", "second", "last")
    )
    return rf"(?:{first})?(?:{second}){{0,2}}(?:{last})"


def han_number(text: str) -> int:
    """二十三 or 贰拾叁 → 23; also digits, A and Ⅰ. Raises ValueError for anything else."""
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


def read_marker(text: str, at: int = 0) -> Marker | None:
    """The outline number that stands at a place of a line, its begin if none is given."""
    char = text[at : at + 1]
    for first, many, style, level in _SINGLE:
        if char and 0 <= ord(char) - ord(first) < many:
            return Marker(char, level, ord(char) - ord(first) + 1, style)
    for style, level, pattern in _patterns().styles:
        found = pattern.match(text, at)
        if found:
            value = next(g for g in found.groups() if g)
            number = None if style == "box" else han_number(re.split(r"[.．-]", value)[-1])
            if style == "named":
                style = _named_style(found.group())
            return Marker(found.group().rstrip(), level, number, style)
    return None


def read_heading_marker(text: str) -> Marker | None:
    """The number of a heading: also “任务一” and a register's code, if that is all there is."""
    if len(text) > _LONGEST_LABEL:
        return read_marker(text)
    label = _without_title_name(text)
    if not label:
        return Marker(text, 1, None, "titled")
    bare = _patterns().bare.fullmatch(label)
    if _COUNTED.fullmatch(label):
        return Marker(text, 3, int(label), "digit")
    if bare:
        number = han_number(re.split(r"[.．-]", bare["number"] or bare["nth"])[-1])
        return Marker(text, 1, number, _named_style(label))
    coded = _patterns().coded.fullmatch(label.rstrip(COLON))
    if (coded and coded["code"]) or _patterns().id_label.fullmatch(label):
        return Marker(text, 1, None, "code")
    return read_marker(label + "x")


def _without_title_name(text: str) -> str:
    label = _patterns().title_end.sub("", text[-_LONGEST_LABEL:]).strip(" *＊★▲")
    return _SIGNED.sub("", label)


def _named_style(text: str) -> str:
    found = _patterns().thing.search(text)
    return "named-" + (found.group() if found else "")


def split_apart(text: str) -> tuple[str, str]:
    """(“任务一”, title) of a printed line whose number only a space sets apart; else ("", text)."""
    line = text.strip()
    named = _patterns().apart.match(line)
    if named:
        return named.group(1), line[named.end() :]
    words = line.split(None, 1)
    return (words[0], words[1]) if len(words) == 2 and _CODE.fullmatch(words[0]) else ("", text)


def is_bare(text: str) -> bool:
    """“需求一”, “任务2：”, “重2024N001”, “榜单编号：JB01”: a task's number and nothing else."""
    if len(text) > _LONGEST_LABEL:
        return False
    plain = text.rstrip(f"{COLON} 、.．")
    patterns = _patterns()
    return any(p.fullmatch(plain) for p in (patterns.bare, _CODE, patterns.id_label))


def split_id(text: str) -> tuple[str, str]:
    """(“榜单编号：JB01”, rest) of a line that begins with a register's number."""
    found = _patterns().id_label.match(text)
    return (found.group(), text[found.end() :].lstrip(" ，,；;、")) if found else ("", text)


def split_code(text: str) -> tuple[str, str]:
    """(“重点2027N001：”, title) of a line; ("", text) of any other."""
    found = _CODED.fullmatch(text) if len(text) <= 2 * _LONGEST_LABEL else None
    return (found.group(1), found.group(2)) if found else ("", text)


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
    “项目一：” → “Project 1:”, “3” → “3.”, “榜单编号：JB01名称：” → “JB01”; what is not a
    number comes back as it is.
    """
    annex = read_annex(marker)
    if annex is not None:
        value = re.sub(r"\s", "", re.sub(rf"^{_ANNEX}", "", annex.text))
        if value and not value[0].isdecimal():
            value = str(han_number(value))
        return f"Annex {value}:" if value else "Annex:"
    marker = _without_title_name(marker)
    code = _patterns().id_label.fullmatch(marker)
    if code:
        return code.group("code")
    coded = _patterns().coded.fullmatch(marker.rstrip(COLON))
    if coded and coded["thing"]:
        thing = _patterns().things[coded["thing"]]
        return " ".join(filter(None, (coded["number"], thing, coded["code"]))) + ":"
    if _patterns().bare.fullmatch(marker):
        marker += "" if marker.endswith(tuple(CLOSED)) else "："
    elif _COUNTED.fullmatch(marker):
        marker += "."
    if barred := _BARRED.fullmatch(marker):  # ▌考题2｜, ▶ 01
        return f"{int(barred[1])}."
    found = read_marker(marker)
    if found is None or found.text != marker.strip() or found.number is None:
        return marker
    if found.style.startswith("named-"):
        dotted = re.search(r"\d+(?:[.．-]\d+)+|[A-Z](?![a-z])", found.text)
        number = dotted.group() if dotted else found.number
        return f"{_patterns().things.get(found.style.removeprefix('named-'), 'Topic')} {number}:"
    return _ENGLISH.get(found.style, "{}.").format(found.number)


def split_marker(text: str) -> tuple[str, str]:
    """(“（三）”, “智能传感器”) of “（三）智能传感器”; ("", text) without a number."""
    found = read_marker(text)
    if found is None:
        return "", text
    return found.text, text[len(found.text) :].lstrip()


def split_nested(text: str) -> tuple[str, int, str]:
    """(“3.2”, 2, rest) of a line that may begin with a number of two parts or a letter (“B.”).

    ("", 0, text) of any other. It may be a figure as well (1.5倍), or a name: only what stands
    around it tells.
    """
    found = _NESTED.match(text)
    if found is None:
        return "", 0, text
    number = han_number(found.group(2) or found.group(3).upper())
    return found.group(1), number, text[found.end() :]


def numbered(marker: str, text: str) -> str:
    """Number and text as one line that reads back as both: “1.” and “5G基站” → “1. 5G基站”."""
    gap = " " if re.search(r"[.．\d]$", marker) and text[:1].isdigit() else ""
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


def without_remark(text: str) -> str:
    """A name or a title without what stands behind it in brackets: 任务书（样表） → 任务书."""
    return _REMARK.sub("", text)


def is_title_name(text: str) -> bool:
    """“需求名称” and the like: what stands beside it in a table is a task's title."""
    return bool(_patterns().title_name.fullmatch(text))


def split_title_label(text: str) -> tuple[str, str]:
    """(“需求名称：”, title) of a line that names a task; ("", text) of any other."""
    found = _patterns().title_label.match(text)
    title = text[found.end() :].strip() if found else ""
    return (found.group(), title) if found and title else ("", text)
