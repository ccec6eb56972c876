"""A Chinese figure with its unit, to its end, and its sign or currency."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import BARE, UNKNOWN, Unit
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numerals import read_number, tables
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.share_zh import FRACTION_BAR, read_share, read_two_off
from jiebang.quantities.units import unit_table

_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][零〇○一二三四五六七八九]{3})"
DATE = (
    rf"[0-9一二十]{{1,3}}世纪(?:(?:上|下)半叶|[0-9一二三四五六七八九十]{{1,4}}年代(?:[初末中]期?)?)?"
    r"|(?<![0-9.])(?:[0-9]{2}|(?:19|20)[0-9]0|[一二三四五六七八九]{1,2}十)年代"
    r"|(?<![0-9.])(?:[01]?[0-9]|2[0-4])\s?(?:点|时)\s?(?:[0-5]?[0-9]\s?分|半(?!径)|钟|整)"
    r"|"
    rf"(?<![0-9.]){_YEAR}\s*(?:年度?|财年)(?:\s*(?:1[0-2]|0?[1-9])\s*月(?:\s*[0-3]?[0-9]\s*日)?)?(?![0-9])"
    rf"|(?<![0-9.]){_YEAR}\s?[-/.]\s?[01]?[0-9](?:\s?[-/.]\s?[0-3]?[0-9])?(?![0-9.%‰万亿])"
    r"|(?<![0-9.])(?:1[0-2]|0?[1-9])\s*月\s*[0-3]?[0-9]\s*[日号]"
    r"|(?<![0-9.])(?:1[0-2]|0?[1-9])月(?=底|初|末|中旬|上旬|下旬|份|前)"
    r"|(?<=[年月])[0-3]?[0-9][月日]"
    r"|(?<![0-9:：])(?:[01]?[0-9]|2[0-4])\s?[:：]\s?[0-5][0-9](?:[:：][0-5][0-9])?(?![0-9:：.])"
    r"|十[一二三四五六七八九]五(?=规划|时期|期间|期末|末|”|」|以来|战略|重大|重点|国家)"
)
_SECONDS = re.compile(r"[0-9一二三四五六七八九十]{1,3}秒")
_MORE_SHARE = re.compile(r"[余多](?=[，。；、的]|$)")  # 增长一成多
_MORE = re.compile(
    r"\s*(?:(?<=[十百千万亿])余(?![额热量弦])"
    r"|[余多](?=[个家种类项件套款台张条次篇部名位所份批人户年天月倍亩公米吨层小例辆座场期条页处支只万亿])"
    r"|[余多几来](?![层维轮元模次种路源自头语功专任]|[个类](?!以)))"
)
_GRADE = re.compile(r"\s*(?:数量)?级(?![别联])")
_OR_COUNTER = re.compile(r"[（(](?P<what>[^（()）]{1,3})[)）]")
# A unit that is not in the lexicon: a run of letters, or one Han character at an end.
_UNKNOWN_LATIN = re.compile(r"\s?(?P<unit>[A-Za-zμΩ°‰Å][A-Za-z0-9μΩ°²³^·/%()（）√-]*)")
_UNKNOWN_HAN = re.compile(
    r"(?P<unit>[\u4e00-\u9fff])(?=[，。；、,;）)]|$|以[上下内]|及以|左右|/)(?<![的以等中为上下内外前后时者和与或及了是在有可需])"
)
# What is glued to a unit and no part of it: cm²/Vs, %/千细胞; not 120°/垂直视场角20°.
_LEFT_OVER = re.compile(
    r"\s?[/·√^]\s?(?:[A-Za-zμΩ√°(（][A-Za-z0-9μΩ√°·/²³^-]*|[0-9]{0,6}[\u4e00-\u9fff]{1,4}(?=[，。；、,;）)]|$|以))"
    r"|[A-Za-zμ][A-Za-z0-9/·μ]*"
)
_HALF = re.compile(r"半(?![导径年载个数天夜成])")
_PLUS_MINUS = re.compile(r"(?:±|\+/-|正负)\s*$")
_MINUS = re.compile(r"(?:负|零下)\s*$")
_FAHRENHEIT = re.compile(r"华氏(?:温度)?\s*$")
_BLANKS = re.compile(r"\s{0,2}")
_OVER_FIGURE = re.compile(r"/\s?[0-9]+")
_DIGIT = re.compile(r"[0-9一二两三四五六七八九十]")


def read_quantity(text: str, at: int) -> Quantity | None:
    """A figure with its sign and unit; None where a numeral is part of a word."""
    if share := read_two_off(text, at):
        return share
    if text[at] in "千百" and text[at - 1 : at] == "每" and unit_table().factor(text, at):
        return None  # 每千克
    number = read_number(text, at)
    if number is None:
        return None
    if (
        number.end - at == 1
        and text[at] in tables().formal
        and not FRACTION_BAR.match(text, number.end)
    ):
        return None  # 队伍, 陆地
    worth, start, end = number.worth, number.start, number.end
    single = end - start == 1 and not text[start].isascii()
    share = read_share(text, number)
    if share is not None:
        if match := _MORE_SHARE.match(text, share.end):
            share = replace(share, more=True, end=match.end())
        return _signed(share, text)
    more = worth.more
    if match := _MORE.match(text, end):
        more, end = True, match.end()
    quantity = Quantity(
        start, end, worth.value, worth.high, number_end=end, scale=worth.scale, more=more,
        magnitude=worth.magnitude, form=number.form, doubt=number.doubt,
        figures=1 if worth.high is None else 2,
        han=single and worth.scale == 1 and not worth.magnitude,
    )  # fmt: skip
    if worth.scale != 1 and (grade := _GRADE.match(text, end)):
        parameters = 2 if text.startswith("参数", grade.end()) else 0
        quantity = replace(
            quantity, vague=True, end=grade.end() + parameters, unit="参数" if parameters else "",
            meaning=unit_table().meaning("参数") if parameters else BARE,
        )  # fmt: skip
        return _signed(quantity, text)
    quantity = _with_unit(quantity, text)
    if quantity.unit and text.startswith("有余", quantity.end):
        quantity = replace(quantity, more=True, end=quantity.end + 2)  # 33万亿元有余
    return _signed(quantity, text)


def _with_unit(quantity: Quantity, text: str) -> Quantity:
    """The unit behind a figure, after two spaces at most; to its end."""
    end = quantity.end
    gap = _BLANKS.match(text, end)
    begin = gap.end() if gap else end
    table = unit_table()
    if (
        text.startswith("个", begin)
        and (money := table.read(text, begin + 1))
        and money[0].kind == "money"
    ):
        begin += 1  # 20个比特币
    found = table.read(text, begin)
    if found is not None and text[begin] == "/" and not quantity.scaled and quantity.form == "":
        paid = _money_before().search(text, max(0, quantity.start - 6), quantity.start)
        found = found if quantity.value >= 1000 and not paid else None  # 10/m², ¥1500/台
    if found is not None:
        unit, stop = found
        if unit.kind == "money" and unit.factor != 1:
            return quantity  # 三角, 五分: a coin only behind 元
        entry = table.entries.get(text[begin:stop])
        fahrenheit = _FAHRENHEIT.search(text, max(0, quantity.start - 5), quantity.start)
        if fahrenheit and text[begin:stop] == "度":
            unit = table.units["°F"]
        quantity = replace(
            quantity, end=stop, unit=text[begin:stop], meaning=unit, unit_start=begin
        )
        if entry is not None and not entry.bare and stop - begin == 1:
            quantity = replace(quantity, meaning=UNKNOWN)
        if entry is not None and entry.counter and (other := _OR_COUNTER.match(text, stop)):
            also = table.entries.get(other["what"])
            if also is not None and also.counter:  # 件（套）
                stop = other.end()
                return replace(quantity, end=stop, unit=text[begin:stop])
        left = _LEFT_OVER.match(text, stop)
        if left and (second := _OVER_FIGURE.match(text, stop)):
            left = None if table.read(text, second.end()) else left  # 100兆瓦/200兆瓦时
        if left and not (left.group()[0].isalpha() and not text[stop - 1].isascii()):
            printed = text[begin : left.end()]
            return replace(quantity, end=left.end(), unit=printed, meaning=UNKNOWN, known=False)
        return _summed(quantity, text)
    if unknown := (
        _UNKNOWN_LATIN.match(text, end)
        or (_UNKNOWN_HAN.match(text, end) if not quantity.han else None)
    ):
        return replace(
            quantity, end=unknown.end(), unit=unknown["unit"], meaning=UNKNOWN, known=False,
            unit_start=unknown.start("unit"),
        )  # fmt: skip
    return quantity


_PARTS = ("duration", "money", "angle", "mass", "length")


def _summed(quantity: Quantity, text: str) -> Quantity:
    """两年半, 50元6角, 3小时20分钟: what stands behind the unit is more of it."""
    whole = quantity.meaning
    if quantity.unit == "分" and _SECONDS.match(text, quantity.end):
        whole = unit_table().units["分钟"]
        quantity = replace(quantity, meaning=whole)
    if whole.kind not in _PARTS or quantity.value_max is not None:
        return quantity
    if quantity.unit == "个" or not text[quantity.unit_start :][:1]:
        return quantity
    if _HALF.match(text, quantity.end) and not quantity.scaled:
        return replace(quantity, value=quantity.value + Fraction(1, 2), end=quantity.end + 1)
    at = quantity.end + (text[quantity.end : quantity.end + 1] in ("又", "零", "加"))
    if not _DIGIT.match(text, at):
        return quantity
    part = read_number(text, at)
    if part is None:
        return quantity
    found = unit_table().read(text, part.end)
    hours = whole.base == "s" and whole.factor == 3600  # 3小时20分, no 1年1分
    minutes = text.startswith("分", part.end) and (hours or whole.base in ("CNY", "USD"))
    if found is None or found[0].base != whole.base or minutes:
        size = {"s": Fraction(60), "CNY": Fraction(1, 100), "USD": Fraction(1, 100)}.get(whole.base)
        if not minutes or size is None or text.startswith("分之", part.end):
            return quantity
        stop = part.end + (2 if text.startswith("分钟", part.end) else 1)
        found = Unit("", whole.kind, whole.base, size), stop
    if found[0].factor >= whole.factor:
        return quantity
    value = quantity.value + part.worth.value * found[0].factor / whole.factor
    return _summed(replace(quantity, value=value, end=found[1]), text)


@lru_cache(maxsize=1)
def _money_before() -> re.Pattern[str]:
    """A currency before its figure: ￥500万, RMB 3 million, 欧元500万."""
    currencies = [u for u in lexicon().units if u.currency]
    names = [s for u in currencies for s in (*u.signs, *(z for z in u.zh if len(z) > 1))]
    return re.compile(rf"(?:{alternatives(names)})[：:]?\s?$")


_BEFORE_SIGN = " ，。；：、（(~≥≤<>=到至为在@["


def _signed(quantity: Quantity, text: str) -> Quantity:
    """The figure with its ±, minus or currency before it."""
    start = quantity.start
    if match := _money_before().search(text, max(0, start - 6), start):
        sign = match.group().strip()
        same = unit_table().meaning(sign).base == quantity.meaning.base
        if not quantity.unit or same:
            unit = quantity.unit or sign
            meaning = unit_table().meaning(sign) if not quantity.unit else quantity.meaning
            end = quantity.end
            over = not quantity.unit and text.startswith("/", end)  # ¥1.5/斤
            rate = unit_table().read(f"元{text[end : end + 12]}", 0) if over else None
            if rate and rate[1] > 1:
                end += rate[1] - 1
                unit, meaning = unit + text[quantity.end : end], rate[0]
            quantity = replace(
                quantity, start=match.start(), end=end, unit=unit, meaning=meaning, known=True
            )
        return quantity
    if fahrenheit := _FAHRENHEIT.search(text, max(0, start - 5), start):
        return replace(quantity, start=fahrenheit.start())
    if match := _PLUS_MINUS.search(text, max(0, start - 4), start):
        return replace(quantity, start=match.start(), tolerance=quantity.value)
    if (match := _MINUS.search(text, max(0, start - 3), start)) and not re.compile(
        r"[抱肩欺胜担]|正$"
    ).search(text, max(0, match.start() - 1), match.start()):
        return _negative(quantity, match.start())
    sign = text[start - 1 : start] if start else ""
    if sign in ("-", "+"):
        before = text[max(0, start - 2) : start - 1]
        # 附件-1 is a dash, 温度-20℃ a minus: the unit tells.
        cold = quantity.meaning.kind in ("temperature", "level", "voltage") or quantity.unit in "°%"
        plain = not before or before in _BEFORE_SIGN
        if sign == "+":
            return replace(quantity, start=start - 1) if plain else quantity
        if plain or (cold and quantity.unit and not re.match(r"[0-9A-Za-z°%)）]", before)):
            return _negative(quantity, start - 1)
    return quantity


def _negative(quantity: Quantity, start: int) -> Quantity:
    """The figure below zero; 零下三五度 is from -5 to -3."""
    if quantity.value_max is None:
        return replace(quantity, start=start, value=-quantity.value)
    return replace(quantity, start=start, value=-quantity.value_max, value_max=-quantity.value)
