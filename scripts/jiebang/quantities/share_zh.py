"""Figures written as shares: 百分之五, 三又二分之一, 七成六, 八五折, 1/2, 2:1, 3个半月."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

from jiebang.quantities.amount import BARE, Unit
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.numerals import Number, read_number, tables
from jiebang.quantities.quantity import Quantity, percent
from jiebang.quantities.units import unit_table

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
        re.compile(rf"\s?成\s?(?P<more>[半一二三四五六七八九](?![十百千万]))?(?![{tenths}]|不变)"),
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
        return in_percent(
            start,
            end,
            end,
            value,
            value_max=above.worth.high,
            more=above.worth.more or above.worth.high is not None,
        )
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
