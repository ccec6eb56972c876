"""What a field says with its name, or with the calendar: sums, years due, months it may run."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jiebang.quantities.normal import normal
from jiebang.quantities.numerals import numeral_value
from jiebang.text.words import any_of, load_words

# 金额（万元）, 金额/万元
_MONEY = re.compile(
    r"[（(](?:单位[：:])?(亿元|万元|千元|元|亿|万)(?:[，,][^（）()]{1,6})?[）)]|/([亿万千]?元)$"
)
_TIME = re.compile(r"[（(](?:单位[：:])?(年|个月|月)[）)]|/(年|个?月)$")
_WHOLE = {"亿": "亿元", "万": "万元", "月": "个月"}
_LONGEST = {"年": 50, "个月": 600}  # what is more is a date
_NUMBER = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_TO = r"\s*(?:-{1,2}|[—–]{1,2}|~|至|到)\s*"
_ALONE = re.compile(
    rf"\s*(不超过|不高于|不多于|最高|至多|约|≤)?\s*({_NUMBER}(?:{_TO}{_NUMBER})?)\s*(?:以内|以下)?\s*"
)
_WITH_UNIT = re.compile(
    rf"(?:{_NUMBER}{_TO})?{_NUMBER}\s*(?:[万亿千百]*元|[万亿]|个?月|年|天|[%项家个])"
)


class Headed(NamedTuple):
    """A text below a name that has a unit in brackets.

    `unit` is that unit where the text is a figure alone, else empty; `text` is the text
    with it: what it says by itself. It is empty where the text cannot be read so: it has
    figures without a unit in a sentence, and they may be anything.
    """

    text: str
    unit: str = ""


def money_below(name: str, text: str) -> Headed:
    """“500” below “榜单金额（万元）” is 500万元; “500万元” is what it says itself."""
    return _below(_MONEY, name, text)


def time_below(name: str, text: str) -> Headed:
    """“24” below “实施周期（月）” is 24个月."""
    return _below(_TIME, name, text)


def _below(units: re.Pattern[str], name: str, text: str) -> Headed:
    found = units.search(normal(name).text)
    if found is None:
        return Headed(text)
    unit = found[1] or found[2]
    unit = _WHOLE.get(unit, unit)
    plain = normal(text).text
    alone = _ALONE.fullmatch(plain)
    if alone is None:
        return Headed("" if re.search(r"[0-9]", _WITH_UNIT.sub("", plain)) else text)
    figures = (float(re.sub("[,，]", "", n)) for n in re.findall(_NUMBER, alone[2]))
    if unit in _LONGEST and max(figures) > _LONGEST[unit]:
        return Headed("")
    return Headed(f"{alone[1] or ''}{alone[2]}{unit}", unit)


# 每个项目国拨经费不超过1500万元: a clause that says what a field of its name would.
_WHOSE = r"(?:拟?(?:支持|安排|资助))??(?:每[个项]?|单[个项]|各)?(?:本?项目|课题|任务)??"
_HAN = "[一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰]{1,6}"
_FIGURE = rf"\s*(?:[0-9][0-9.,，~～—-]*|{_HAN})\s*[万亿千]?(?:元|年半?|个月)(?:以?内|左右|以下)?"


def named_term(clause: str) -> tuple[str, str] | None:
    """(name, value) of a clause that gives a sum or a term as a field would; None for another."""
    found = _named_term().fullmatch(clause)
    return (found["name"], found["value"]) if found else None


@cache
def _named_term() -> re.Pattern[str]:
    words = load_words("money")
    value = rf"(?:{any_of(words['before_sums'])})?{_FIGURE}"
    whose = rf"(?:{any_of(words['posers'])})?{_WHOSE}"
    return re.compile(rf"{whose}(?P<name>{any_of(words['noted'])})(?P<value>{value})(?:完成|交付)?")


_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|[一二][零〇一二三四五六七八九]{3})\s*年"
_MONTH = r"(?:\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*月)?"
_DUE = re.compile(
    rf"(?:到|至|截至|截止到|截止|力争|(?P<within>在))\s*{_YEAR}{_MONTH}"
    r"(?P<end>\s*[底末前内]|，|,|\s*以前|\s*之前)?"
)
# Without a word for “by”, the end of the year must be named: 2025年底建成.
_END = re.compile(rf"{_YEAR}{_MONTH}(?:\s*[0-9]{{1,2}}\s*日)?\s*(?:年?[底末]|以?前(?!沿)|之前)")
# The plans of five years: the 14th (“十四五”) ends with 2025.
_PLAN = re.compile(r"[“「]?(?P<nth>十[一二三四五六七八九])五[”」]?(?:规划)?(?:时期|期间|期)?[末底]")
_PLAN_BASE = 1955  # the 7th ended in 1990, the 14th in 2025: five years each
_DATE = (
    r"((?:19|20)[0-9]{2})\s*[年./-]\s*([0-9]{1,2})"
    r"(?:\s*月?\s*([0-9]{1,2})\s*日|[./-]([0-9]{1,2})(?![0-9]))?"
)
_SPAN = re.compile(rf"{_DATE}\s*月?\s*(?:至|到|-{{1,2}}|—{{1,2}}|–|~)\s*{_DATE}")


def due_years(zh: str) -> tuple[int, ...]:
    """The years by which a text wants something done, in printed order per form.

    到2025年, 2025年底前, 至二〇二五年12月, “十四五”末 (the plan's last year). A year that
    only dates something (2023年发布的…, 在2023年的基础上) is none. Never raises.
    """
    text = normal(zh).text
    due = [m for m in _DUE.finditer(text) if m["end"] or not m["within"]]
    found: dict[int, int] = {}
    for match in (*due, *_END.finditer(text)):
        year = match["year"] if match["year"].isascii() else numeral_value(match["year"])
        if year is not None and 1900 <= int(year) <= 2100:
            found[match.start("year")] = int(year)
    for match in _PLAN.finditer(text):
        found[match.start()] = _PLAN_BASE + 5 * int(numeral_value(match["nth"]) or 0)
    return tuple(found[at] for at in sorted(found))


def months_between(zh: str) -> Iterator[int]:
    """The months that spans of the calendar last, first and last month counted in.

    2023年1月至2025年12月 → 36. Where days are named, only spans of whole months:
    2024年7月1日至2027年6月30日 → 36, 2024年7月15日至2026年7月14日 → 24, to 6月30日 none.
    """
    for match in _SPAN.finditer(normal(zh).text):
        y1, m1, d1, e1, y2, m2, d2, e2 = (int(part or 0) for part in match.groups())
        first, last = d1 or e1, d2 or e2
        if not (1 <= m1 <= 12 and 1 <= m2 <= 12) or bool(first) != bool(last):
            continue
        whole = not first or (first == 1 and last == monthrange(y2, m2)[1])
        months = (y2 - y1) * 12 + m2 - m1 + whole
        if months > 0 and (whole or last == first - 1):
            yield months
