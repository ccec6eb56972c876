"""Figures whose unit stands in the name above them: “500” below “榜单金额（万元）”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jiebang.quantities.normal import normal

_MONEY = re.compile(r"[（(](?:单位[：:])?(亿元|万元|千元|元|亿|万)[）)]")
_TIME = re.compile(r"[（(](?:单位[：:])?(年|个月|月)[）)]")
_WHOLE = {"亿": "亿元", "万": "万元", "月": "个月"}
_LONGEST = {"年": 50, "个月": 600}  # what is more is a date
_NUMBER = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_TO = r"\s*(?:-{1,2}|[—–]{1,2}|~|至|到)\s*"
_ALONE = re.compile(
    rf"\s*(不超过|不高于|不多于|最高|至多|约|≤)?\s*({_NUMBER})({_TO}{_NUMBER})?\s*(?:以内|以下)?\s*"
)
_WITH_UNIT = re.compile(
    rf"(?:{_NUMBER}{_TO})?{_NUMBER}\s*(?:[万亿千百]*元|[万亿]|个?月|年|天|[%项家个])"
)


@dataclass(frozen=True, slots=True)
class Headed:
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
    unit = _WHOLE.get(found.group(1), found.group(1))
    plain = normal(text).text
    alone = _ALONE.fullmatch(plain)
    if alone is None:
        return Headed("" if re.search(r"[0-9]", _WITH_UNIT.sub("", plain)) else text)
    limit, first, last = alone.group(1) or "", alone.group(2), alone.group(3) or ""
    if any(_value(n) > _LONGEST.get(unit, _value(n)) for n in re.findall(_NUMBER, first + last)):
        return Headed("")
    return Headed(f"{limit}{first}{last}{unit}", unit)


def _value(figure: str) -> Decimal:
    return Decimal(re.sub("[,，]", "", figure))
