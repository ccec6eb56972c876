"""Amounts that are no plain figure: 九成, 一半, 千分之一, 四分之一, 2:1, 0.8≤pH≤12.5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, Inexact, localcontext

from jiebang.measures.quantity import Quantity
from jiebang.measures.scan import unit_at
from jiebang.text.figures import NUMBER, decimal
from jiebang.text.numerals import han_value

_HAN = "[零〇一二两三四五六七八九十百千万亿]+"
_DIGITS = "零一二三四五六七八九"
_TENTHS = re.compile(
    r"(?P<tenths>[一二两三四五六七八九]|(?<![0-9.])[1-9](?:\.[0-9])?)成(?P<half>[半一二三四五六七八九])?"
    r"(?=以|的|左右|，|。|；|、|$|[^\u4e00-\u9fff])"
)
_HALF = re.compile(r"一半(?!导)")
_YEARS = 1900  # 2025年半…: a year of the calendar
_TIME = "年|个月|月|个小时|小时|分钟|周|天"
# 两年半, 3个半月, 半年; not 上半年, 半年度, 两年半导体.
_AND_HALF = re.compile(
    rf"(?<![0-9.,])(?P<whole>{_HAN}|{NUMBER})\s*"
    rf"(?:(?P<unit>{_TIME})半|(?P<short>个)半(?P<after>月|小时)|(?P<minutes>分)半钟)(?![导径年载])"
)
_HALF_ONE = re.compile(r"(?<![上下前后大小中])半(?P<unit>年(?![度报])|个月|个小时|小时)")
_PART = re.compile(
    rf"(?<![0-9.,])(?P<below>{_HAN}|{NUMBER})分之(?P<above>{_HAN}|{NUMBER})(?:点(?P<point>[零一二三四五六七八九]+))?"
)
_EXPONENT = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<digits>{NUMBER})[Ee](?P<power>[-+]?[0-9]{{1,3}})(?![0-9])"
)
_RATIO = re.compile(rf"(?<![0-9:：.])(?P<left>{NUMBER})\s?[:：]\s?(?P<right>1)(?![0-9:：.])")
_BETWEEN = re.compile(
    rf"(?<![0-9.,])(?P<low>-?{NUMBER})(?P<gap>[^0-9，。；]{{0,8}}?)\s*(?P<first>[≤<])\s*(?P<what>[^0-9≤<≥>，。；]{{1,20}}?)"
    rf"\s*(?P<second>[≤<])\s*(?P<high>-?{NUMBER})"
)


def shares(text: str) -> Iterator[Quantity]:
    """The amounts of a normal text that are written as shares, ratios or double bounds."""
    for match in _TENTHS.finditer(text):
        tenths = match["tenths"]
        value = decimal(tenths) if tenths[0].isascii() else han_value(tenths)
        if value is not None:
            yield _plain(match, value * 10 + _ones(match["half"]), "%")
    for match in _HALF.finditer(text):
        yield _plain(match, Decimal("0.5"), "")
    for match in _AND_HALF.finditer(text):
        whole = _value(match["whole"])
        if whole is not None and whole < _YEARS:
            unit = match["unit"] or (
                "分钟" if match["minutes"] else match["short"] + match["after"]
            )
            yield _timed(match, whole + Decimal("0.5"), unit)
    for match in _HALF_ONE.finditer(text):
        yield _timed(match, Decimal("0.5"), match["unit"])
    for match in _PART.finditer(text):
        below, above = (_value(match[name]) for name in ("below", "above"))
        if above is not None and match["point"]:
            digits = "".join(str(_DIGITS.index(c)) for c in match["point"])
            above += Decimal(f"0.{digits}")
        share = _share(above, below)
        if match["below"] in ("百", "100") and above is not None:
            yield _plain(match, above, "%")
        elif share is not None:
            yield _plain(match, share, "")
    for match in _EXPONENT.finditer(text):
        unit, end = unit_at(text, match.end())
        value = decimal(match["digits"]).scaleb(int(match["power"]))
        yield Quantity(match.start(), end, value, None, unit, match.end())
    for match in _RATIO.finditer(text):
        yield _plain(match, decimal(match["left"]), "")
    for match in _BETWEEN.finditer(text):
        yield from _between(match, text)


def _between(match: re.Match[str], text: str) -> Iterator[Quantity]:
    """0.8≤pH≤12.5 as one range; the metric stands inside it."""
    unit, end = unit_at(text, match.end())
    low, high = Decimal(match["low"].replace(",", "")), Decimal(match["high"].replace(",", ""))
    if low < high:
        yield Quantity(
            match.start(),
            end,
            low,
            high,
            unit,
            match.end(),
            inner=(match.start("what"), match.end("what")),
        )


def _plain(match: re.Match[str], value: Decimal, unit: str) -> Quantity:
    return Quantity(match.start(), match.end(), value, None, unit, match.end(), share=True)


def _timed(match: re.Match[str], value: Decimal, unit: str) -> Quantity:
    return Quantity(match.start(), match.end(), value, None, unit, match.end())


def _ones(digit: str | None) -> Decimal:
    """八成半, 八成五: 85."""
    return Decimal(0 if digit is None else 5 if digit == "半" else _DIGITS.index(digit))


def _value(digits: str) -> Decimal | None:
    return decimal(digits) if digits[0].isascii() else han_value(digits)


def _share(above: Decimal | None, below: Decimal | None) -> Decimal | None:
    """above/below where that is exact: 1/4, not 1/3."""
    if above is None or not below:
        return None
    with localcontext() as context:
        context.traps[Inexact] = True
        try:
            return above / below
        except Inexact:
            return None
