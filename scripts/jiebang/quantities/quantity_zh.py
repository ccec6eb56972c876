"""A Chinese figure with its unit, to its end, and its sign or currency; shares: 七成六, 1/2."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from jiebang.quantities.amount import BARE, UNKNOWN, Unit
from jiebang.quantities.lexicon import alternatives, lexicon, pattern
from jiebang.quantities.numerals import Number, read_number, tables
from jiebang.quantities.quantity import Quantity, percent
from jiebang.quantities.units import unit_table

_SECONDS = re.compile(r"[0-9一二三四五六七八九十]{1,3}秒")
_BEYOND = re.compile("有余|(?:还要?多|[余多])(?=[，。；、的）)]|$)")
_MORE = re.compile(
    r"\s*(?:(?<=[十百千万亿])余(?![额热量弦])|(?<=[0十百千万亿])多(?=头|元(?![化素件器组]))"
    r"|[余多](?=[个家种类项件套款台张条次篇部名位所份批人户年天月倍亩公米吨层小例辆座场期条页处支只万亿])"
    r"|[余多几来](?![层维轮元模次种路源自头语功专任]|[个类](?!以)))"
)
_GRADE = re.compile(r"\s*(?:数量)?级(?![别联])")
# A unit that is not in the lexicon: a run of letters, or one Han character at an end.
_UNKNOWN_LATIN = re.compile(
    r"\s?(?P<unit>[A-Za-zμΩ°‰Å](?:[A-Za-z0-9α-ωΩ°²³^·/%√-]|\((?![0-9 ])[^()\s]{1,12}\))*)"
)
_UNKNOWN_HAN = re.compile(
    r"(?P<unit>(?!左右|上下|[以之][内上下]|[余多几])[\u4e00-\u9fff]{1,4}/(?:小时|分钟|[天日年hs秒]|min)(?![a-z])"
    r"|[\u4e00-\u9fff](?:(?=[，。；、,;）)]|$|左右|/|及?以[上下内])"
    r"|(?<![强型甲等级代星])[\u4e00-\u9fff]{1,2}(?=及?以[上下内]))"
    r"(?<![的以等中为上下内外前后时者和与或及了是在有可需]))"
)
# What is glued to a unit and no part of it: cm²/Vs, %/千细胞; not 120°/垂直视场角20°.
_LEFT_OVER = re.compile(
    r"\s?[/·√^]\s?(?:[A-Za-zμΩ√°(（][A-Za-z0-9μΩ√°·/²³^-]*|[0-9]{0,6}[\u4e00-\u9fff]{1,4}(?=[，。；、,;）)]|$|以))"
    r"|\s?/[^\w\s，。；、：,;:.“”‘’\"'()（）《》〈〉\[\]【】<>≤≥~～±√+\\|—–-]"  # W/★
    r"|[A-Za-zα-ω][A-Za-z0-9/·α-ω]*"
)
_HALF = re.compile(r"半(?![导径年载个数天夜成])")
_PLUS_MINUS = re.compile(r"(?:±|\+/-|正负)\s*$")
_MINUS = re.compile(r"(?:(?<![减担背抱胜肩自])负|零下)\s*$")  # not 减负9.4亿元
_FAHRENHEIT = re.compile(r"华氏(?:温度)?\s*$")
_BLANKS = re.compile(r"\s{0,2}")
_DIGIT = re.compile(r"[0-9一二两三四五六七八九十]")


def read_quantity(text: str, at: int) -> Quantity | None:
    """A figure with what stands before it and its unit; None where a numeral is part of a word."""
    if share := read_two_off(text, at):
        return share
    if text[at] in "千百" and text[at - 1 : at] == "每" and unit_table().factor(text, at):
        return None  # 每千克
    number = read_number(text, at)
    if number is None:
        return None
    worth, end = number.worth, number.end
    single = end - at == 1
    if single and text[at] in tables().formal and not FRACTION_BAR.match(text, end):
        return None  # 队伍, 陆地
    if share := read_share(text, number):
        return _signed(_beyond(share, text), text)
    more = _MORE.match(text, end)
    end = more.end() if more else end
    quantity = Quantity(
        at, end, worth.value, worth.high, number_end=end, scale=worth.scale,
        more=worth.more or more is not None or worth.high is not None, magnitude=worth.magnitude,
        form=number.form, doubt=number.doubt, figures=1 if worth.high is None else 2,
        han=single and not text[at].isascii() and worth.scale == 1 and not worth.magnitude,
    )  # fmt: skip
    grade = _GRADE.match(text, end) if worth.scale != 1 else None
    if grade:
        unit = "参数" if text.startswith("参数", grade.end()) else ""
        meaning = unit_table().meaning(unit)
        end = grade.end() + len(unit)
        return _signed(replace(quantity, vague=True, end=end, unit=unit, meaning=meaning), text)
    quantity = _with_unit(quantity, text)
    return _signed(_beyond(quantity, text), text)


def _beyond(quantity: Quantity, text: str) -> Quantity:
    """33万亿元有余, 一成有余, 六元多."""
    over = _BEYOND.match(text, quantity.end)
    if over is None or not (quantity.unit or quantity.share):
        return quantity
    return replace(quantity, more=True, end=over.end())


def _with_unit(quantity: Quantity, text: str) -> Quantity:
    """The unit behind a figure, after two spaces at most; to its end."""
    table, end = unit_table(), quantity.end
    gap = _BLANKS.match(text, end)
    begin = gap.end() if gap else end
    if text.startswith("个", begin):
        money = table.read(text, begin + 1)
        begin += bool(money and money[0].kind == "money")  # 20个比特币
    found = table.read(text, begin)
    priced = sign_before().search(text, max(0, quantity.start - 6), quantity.start)
    if found and text[begin] == "/" and (priced or quantity.form not in ("", "scientific")):
        found = None  # ¥1.5/斤
    if found is None:
        unknown = _UNKNOWN_LATIN.match(text, end)
        unknown = unknown or (None if quantity.han else _UNKNOWN_HAN.match(text, end))
        return quantity if unknown is None else replace(
            quantity, end=unknown.end(), unit=unknown["unit"], meaning=UNKNOWN, known=False,
            unit_start=unknown.start("unit"),
        )  # fmt: skip
    unit, stop = found
    printed = text[begin:stop]
    if unit.kind == "money" and unit.factor != 1 and len(printed) == 1:
        return quantity  # 三角, 五毛: of one character a coin only behind 元
    entry = table.entries.get(printed)
    if printed == "度" and _FAHRENHEIT.search(text, max(0, quantity.start - 5), quantity.start):
        unit = table.units["°F"]
    if entry and not entry.bare and len(printed) == 1:
        unit = UNKNOWN
    quantity = replace(quantity, end=stop, unit=printed, meaning=unit, unit_start=begin)
    left = None if table.parts(unit, text, stop) else _LEFT_OVER.match(text, stop)
    if left and not (left.group()[0].isalpha() and not text[stop - 1].isascii()):
        printed = text[begin : left.end()]
        return replace(quantity, end=left.end(), unit=printed, meaning=UNKNOWN, known=False)
    return _summed(quantity, text)


_PARTS = ("duration", "money", "angle", "mass", "length")
# What a part without a unit of its own is of: 3小时20分, 5元6分.
_MINUTES = {"s": Fraction(60), "CNY": Fraction(1, 100), "USD": Fraction(1, 100)}


def _summed(quantity: Quantity, text: str) -> Quantity:
    """两年半, 50元6角, 3小时20分钟: what stands behind the unit is more of it."""
    whole, end = quantity.meaning, quantity.end
    if quantity.unit == "分" and _SECONDS.match(text, end):
        whole = unit_table().units["分钟"]
        quantity = replace(quantity, meaning=whole)
    if whole.kind not in _PARTS or quantity.value_max is not None or quantity.unit == "个":
        return quantity
    if _HALF.match(text, end) and not quantity.scaled:
        return replace(quantity, value=quantity.value + Fraction(1, 2), end=end + 1)
    at = end + (text[end : end + 1] in ("又", "零", "加"))
    part = read_number(text, at) if _DIGIT.match(text, at) else None
    if part is None:
        return quantity
    found = unit_table().read(text, part.end)
    hours = whole.base == "s" and whole.factor == 3600  # 3小时20分, no 1年1分
    minutes = text.startswith("分", part.end) and (hours or whole.base in ("CNY", "USD"))
    if found is None or found[0].base != whole.base or minutes:
        if not minutes or text.startswith("分之", part.end):
            return quantity
        stop = part.end + (2 if text.startswith("分钟", part.end) else 1)
        found = Unit("", whole.kind, whole.base, _MINUTES[whole.base]), stop
    if found[0].factor >= whole.factor:
        return quantity
    value = quantity.value + part.worth.value * found[0].factor / whole.factor
    return _summed(replace(quantity, value=value, end=found[1]), text)


@lru_cache(maxsize=1)
def sign_before() -> re.Pattern[str]:
    """A currency or scale before its figure: ￥500万, RMB 3 million, 欧元500万, HRC 58."""
    units = lexicon().units
    words = [z for u in units if u.currency for z in u.zh if len(z) > 1]
    return re.compile(
        rf"(?:{alternatives([*words, *(s for u in units for s in u.signs)])})[：:]?\s?$"
    )


_BEFORE_SIGN = "于 ，。；：、（(~≥≤<>=到至为在@["


def _signed(quantity: Quantity, text: str) -> Quantity:
    """The figure with its ±, minus or currency before it."""
    start, end, table = quantity.start, quantity.end, unit_table()
    kind, unit, meaning = quantity.meaning.kind, quantity.unit, quantity.meaning
    match = sign_before().search(text, max(0, start - 8), start)
    sign = match.group().strip("：: ") if match else ""
    scale = table.meaning(sign).kind != "money"
    wanted = not unit if scale else kind == "money" or not (quantity.han and sign[-1] > "\u4e00")
    if match and wanted:  # not 与欧元一对一
        if unit == "元" and table.meaning(sign).base != meaning.base:
            unit, meaning = sign, table.meaning(sign)  # 港币200万元
            quantity = replace(quantity, unit_start=match.start())
        elif not unit:
            unit, meaning = sign, table.meaning(sign)
            rate = table.read(f"元{text[end : end + 12]}", 0)
            if rate and rate[1] > 1 and text[end] == "/":  # ¥1.5/斤
                stop = end + rate[1] - 1
                unit, meaning, end = unit + text[end:stop], rate[0], stop
        return replace(
            quantity, start=match.start(), end=end, unit=unit, meaning=meaning, known=True
        )
    if fahrenheit := _FAHRENHEIT.search(text, max(0, start - 5), start):
        return replace(quantity, start=fahrenheit.start())
    if match := _PLUS_MINUS.search(text, max(0, start - 4), start):
        return replace(quantity, start=match.start(), tolerance=quantity.value)
    match = _MINUS.search(text, max(0, start - 3), start)
    if match:
        return _negative(quantity, match.start())
    sign, before = text[max(0, start - 1) : start], text[max(0, start - 2) : max(0, start - 1)]
    plain = not before or before in _BEFORE_SIGN
    # 附件-1 is a dash, 温度-20℃ a minus: the unit tells.
    signed = kind in ("temperature", "level", "voltage") or unit in "°%" or unit.startswith("dB")
    debt = pattern("<<numerals.zh.signed>>$").search(text, max(0, start - 6), start - 1)
    signed = signed or bool(debt and kind == "money")  # 净额-3.2亿元; not 套餐-99元
    signed = signed or (kind == "length" and "\u4e00" <= before <= "\u9fff")  # 水深-17.5米
    signed = signed and bool(unit) and not re.match(r"[0-9A-Za-z°%)）]", before)
    if sign not in ("-", "+") or not (plain or signed):
        return quantity
    return _negative(quantity, start - 1) if sign == "-" else replace(quantity, start=start - 1)


def _negative(quantity: Quantity, start: int) -> Quantity:
    """The figure below zero; 零下三五度 is from -5 to -3."""
    if quantity.value_max is None:
        return replace(quantity, start=start, value=-quantity.value)
    return replace(quantity, start=start, value=-quantity.value_max, value_max=-quantity.value)


# ---------------------------------------------------------------- shares
_AND_HALF = re.compile(r"\s*(?:(?P<unit>个)半(?P<after>月|小时)|(?P<minutes>分)半钟)")
FRACTION_BAR = re.compile(r"\s?分\s?之\s?")
_SLASH = re.compile(
    r"(?P<gap> )?(?P<above>[0-9]{1,4}) ?/ ?(?P<below>[1-9][0-9]{0,3})(?![0-9/.]|[A-Za-z])"
)
_LETTER = re.compile("\\s[A-Za-z]")
_RATIO = re.compile(r"\s?[:：]\s?(?P<right>[0-9]+(?:\.[0-9]+)?)(?![0-9:：])")
_OF_SO_MANY = re.compile(r"\s?/\s?(?P<ten>10|十)?(?P<of>[千万亿])(?![元吨个人户台件只])")


@lru_cache(maxsize=1)
def _shares() -> tuple[re.Pattern[str], ...]:
    """Behind a numeral 成 and 折, and 八五折 whole."""
    tenths, off = (lexicon().numerals["zh"]["shares"][char] for char in "成折")
    return (
        re.compile(
            rf"\s?成\s?(?P<more>[半一二三四五六七八九](?![十百千万级线类流]|(?<=一)[路举度下直旦等批年次般些定切样起同方]|(?<=[二三四五])等[奖级]))?(?![{tenths}]|不变)"
        ),
        re.compile(rf"\s?折(?![{off}])"),
        re.compile(rf"(?P<two>[一二三四五六七八九壹贰叁肆伍陆柒捌玖]{{2}})\s?折(?![{off}])"),
    )


def in_percent(start: int, end: int, number_end: int, value: Fraction, **more: Any) -> Quantity:
    return Quantity(
        start, end, value, unit="%", meaning=percent(), number_end=number_end, share=True, **more
    )


def read_share(text: str, number: Number) -> Quantity | None:
    """百分之五, 三分之一, 三又二分之一, 七成六, 八五折, 3个半月, 1/2, 2:1; None for none."""
    start, end, worth = number.start, number.end, number.worth
    if match := _AND_HALF.match(text, end):
        unit = "分钟" if match["minutes"] else f"个{match['after']}"
        return Quantity(
            start, match.end(), worth.value + Fraction(1, 2), unit=unit,
            meaning=unit_table().meaning(unit), number_end=end,
        )  # fmt: skip
    whole = Fraction(0)
    if text.startswith("又", end) and (below := _number_at(text, end + 1)):
        whole, part = worth.value, FRACTION_BAR.match(text, below.end)
        if part is None:
            return None
        return _fraction(text, start, whole, below, part.end())
    if part := FRACTION_BAR.match(text, end):
        return _fraction(text, start, whole, number, part.end())
    tenths, off, _ = _shares()
    if (match := tenths.match(text, end)) and worth.value <= 10 and worth.scale == 1:
        more = match["more"]
        ones = 0 if not more else 5 if more == "半" else tables().digits[more]
        value, high = worth.value * 10 + ones, worth.high and worth.high * 10
        return in_percent(start, match.end(), end, value, value_max=high, more=high is not None)
    if match := off.match(text, end):
        value = worth.value * 10 if worth.value <= 10 else worth.value
        return in_percent(start, match.end(), end, value)
    if text[start].isdigit() and worth.scale == 1:
        return _slash_or_ratio(text, number)
    return None


def _number_at(text: str, at: int) -> Number | None:
    return read_number(text, at) if at < len(text) else None


def read_two_off(text: str, at: int) -> Quantity | None:
    """八五折: 85% of the price."""
    match = _shares()[2].match(text, at)
    if match is None:
        return None
    value = Fraction(int("".join(str(tables().digits[char]) for char in match["two"])))
    return in_percent(at, match.end(), match.end(), value)


def _fraction(text: str, start: int, whole: Fraction, below: Number, at: int) -> Quantity | None:
    """What stands above the line, and the share: of 百分之 a per cent."""
    negative = at < len(text) and text[at] == "负"
    above = _number_at(text, at + negative)
    if above is None or not below.worth.value:
        return None
    value = -above.worth.value if negative else above.worth.value
    printed = text[below.start : below.end].replace(" ", "")
    end = above.end
    if printed in ("百", "佰", "100") and not whole:
        high, more = above.worth.high, above.worth.more
        return in_percent(start, end, end, value, value_max=high, more=more or high is not None)
    return Quantity(start, end, whole + value / below.worth.value, None, "", BARE, end, share=True)


def _slash_or_ratio(text: str, number: Number) -> Quantity | None:
    start, end = number.start, number.end
    if rate := _OF_SO_MANY.match(text, end):  # 9.5/10万
        below = Fraction(10 if rate["ten"] else 1) * tables().scales.get(rate["of"], 1000)
        unit = Unit(f"/{below}", "ratio", "1", 1 / below)
        return Quantity(
            start, rate.end(), number.worth.value, None, rate.group().strip(), unit, end,
            share=True,
        )  # fmt: skip
    match = _SLASH.match(text, start)
    whole = Fraction(0)
    if match is None and (match := _SLASH.match(text, end)) and match["gap"]:
        whole = number.worth.value
    elif match and match.start() != start:
        match = None
    if match and int(match["above"]) > 1 and _LETTER.match(text, match.end()):
        return None  # 25/30 cm: two of them; not 1/200 s
    if match and (match["gap"] is None or whole) and text[start - 1 : start] != "/":
        value = whole + Fraction(int(match["above"]), int(match["below"]))
        doubt = "a fraction, a date or two figures"
        return Quantity(
            start, match.end(), value, number_end=match.end(), share=True, form="fraction",
            doubt=doubt,
        )  # fmt: skip
    if (ratio := _RATIO.match(text, end)) and text[start - 1 : start] not in (":", "："):
        left, right = number.worth.value, Fraction(ratio["right"].rstrip("."))
        doubt = "" if right == 1 else "a ratio of two figures"
        return Quantity(
            start, ratio.end(), left / right if right else left, number_end=ratio.end(),
            share=True, form="ratio", doubt=doubt,
        )  # fmt: skip
    return None
