"""Two figures that are one amount: ranges, tolerances, products of sizes."""

from __future__ import annotations

import re
from dataclasses import replace

from jiebang.quantities.amount import BARE, Kind
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.quantity_zh import DATE, read_quantity
from jiebang.quantities.units import unit_table

_RANGE = re.compile(r"\s*(?:~+|-{1,2}|–|—{1,2}|至|到)\s*")
# 0.8≤pH≤12.5: the metric stands inside.
_BETWEEN = re.compile(r"\s*[≤<]\s*(?P<what>[^0-9≤<≥>，。；]{1,20}?)\s*[≤<]\s*")
_AND_BETWEEN = re.compile(r"\s?(?:与|和|至|到|、)\s?")
_LIST = re.compile(r"\s*[、/]\s*")
_CROSS = re.compile(r"\s*[×xX*]\s*")
_TOLERANCE = re.compile(r"\s*(?:±|\+/-)\s*")
_SIGN = re.compile(r"(?:[-+]|负|零下)?\s?")
_DATED = re.compile(DATE)


def extend(low: Quantity, text: str) -> Quantity:
    """The quantity as a range (48V-100V, 1与5之间), with a tolerance, or as a product."""
    if low.value_max is not None or (low.form in ("fraction", "ratio") and low.kind):
        return low
    if low.bare and (between := _BETWEEN.match(text, low.end)):
        high = _operand(text, between.end())
        ranged = high and _ranged(low, high, text, "")
        if ranged:
            return replace(ranged, inner=between.span("what"))
    if (cross := _CROSS.match(text, low.end)) and (second := _operand(text, cross.end())):
        return _product(low, second, text)
    if low.tolerance is None and (match := _TOLERANCE.match(text, low.end)):
        return _tolerant(low, match.end(), text)
    if low.tolerance is not None:
        return low
    dash = _RANGE.match(text, low.end)
    if dash is None:
        dash = _AND_BETWEEN.match(text, low.end)
        if dash is None:
            return low
        high = _operand(text, dash.end())
        if high is not None and high.unit == "间":  # 1与5间, no rooms
            high = replace(high, unit="", meaning=BARE, end=high.end - 1)
        if high is None or not text.startswith(("之间", "间"), high.end):
            return low
        return _ranged(low, high, text, "") or low
    high = _operand(text, dash.end())
    return (high and _ranged(low, high, text, dash.group().strip())) or low


def _operand(text: str, at: int) -> Quantity | None:
    """The figure with unit that begins right at a place, a sign before it allowed."""
    sign = _SIGN.match(text, at)
    begin = sign.end() if sign else at
    if begin >= len(text) or not re.compile(
        r"[0-9.一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖]"
    ).match(text, begin):
        return None
    if _DATED.match(text, begin):
        return None
    found = read_quantity(text, begin)
    if found is None or found.kind is not None:
        return None
    if sign and sign.group().strip() in ("-", "负", "零下") and found.value > 0:
        found = replace(found, value=-found.value)
    return replace(found, start=at)


def _ranged(low: Quantity, high: Quantity, text: str, dash: str) -> Quantity | None:
    value, top = low.value, high.value
    if low.bare and high.scaled and not low.scaled and value < high.scale:
        value = low.value * high.scale  # 50-100万
    if low.bare and not low.scaled and high.share and text[high.end - 1] == "成":
        value = low.value * 10  # 三到四成
    if not low.bare and high.unit != low.unit and not high.bare:
        ours, theirs = low.meaning, high.meaning  # 10g/cm2~24kg/cm2
        if not ours.base or ours.base != theirs.base or ours.kind != theirs.kind:
            return None  # 75个基点至2.5%
        top = high.value * theirs.factor / ours.factor
    if low.share and low.unit == "%" and high.bare:
        return None
    if (
        dash not in ("-", "--")
        and value > 0
        and text[low.start - 1 : low.start] == "-"
        and -value < top
    ):
        low, value = replace(low, start=low.start - 1), -value  # 范围-200~200
    if value < 0 < top and text.startswith("零下", low.start):
        value, top = -top, value  # 零下20~30度
    if value >= top:
        return None
    unit, meaning = (low.unit, low.meaning) if low.unit else (high.unit, high.meaning)
    return replace(
        low, end=high.end, value=value, value_max=top, unit=unit, meaning=meaning, figures=2,
        number_end=high.number_end, scale=max(low.scale, high.scale), more=False, han=False,
        known=low.known and high.known, doubt=low.doubt or high.doubt,
        unit_start=low.unit_start if low.unit else high.unit_start, magnitude=False,
    )  # fmt: skip


def _tolerant(low: Quantity, at: int, text: str) -> Quantity:
    """-18±1℃: from -19 to -17. With two kinds of units (10mm±5%) the second is apart."""
    second = _operand(text, at)
    if (
        second is None
        or second.value <= 0
        or (low.unit and second.unit and low.meaning.base != second.meaning.base)
    ):
        return low
    if low.bare and second.bare:
        second = _behind_bracket(low.start, second, text)
    elif low.bare and second.unit == "%" and low.value <= 100:
        low = replace(low, doubt="a tolerance in points or in per cent")
    elif second.bare or second.unit == "%" != low.unit:
        return low
    half = second.value
    if low.unit and second.unit:
        half = half * second.meaning.factor / low.meaning.factor
    nominal = low.value
    if (
        not low.unit
        and nominal > 0
        and text[low.start - 1 : low.start] == "-"
        and second.meaning.kind == "temperature"
    ):
        low, nominal = replace(low, start=low.start - 1), -nominal
    unit, meaning = (low.unit, low.meaning) if low.unit else (second.unit, second.meaning)
    return replace(
        low, end=second.end, value=nominal - half, value_max=nominal + half, tolerance=half,
        unit=unit, meaning=meaning, number_end=second.number_end, figures=2, known=second.known,
        unit_start=low.unit_start if low.unit else second.unit_start,
    )  # fmt: skip


def _behind_bracket(start: int, second: Quantity, text: str) -> Quantity:
    """(20±2)℃: the unit stands behind the bracket."""
    if text[start - 1 : start] != "(" or text[second.end : second.end + 1] != ")":
        return second
    begin = second.end + 1
    found = unit_table().read(text, begin)
    if found is None:
        return second
    unit, end = found
    return replace(second, unit=text[begin:end], meaning=unit, end=end, unit_start=begin)


def _product(low: Quantity, second: Quantity, text: str) -> Quantity:
    """3840×2160 is one; 60°×40° and 200×300mm stay two (see `pair_units`)."""
    whole = low.value.denominator == second.value.denominator == 1
    if not low.bare or not whole or not (second.bare or second.meaning.base == "pixel"):
        return low
    others, end, last = [second.value], second.end, second
    while (cross := _CROSS.match(text, end)) and (more := _operand(text, cross.end())):
        if not (more.bare or more.meaning.base == "pixel"):
            break
        others.append(more.value)
        end, last = more.end, more
    return replace(
        low, end=end, others=tuple(others), unit=last.unit, meaning=last.meaning,
        number_end=last.number_end, figures=1 + len(others), unit_start=last.unit_start, han=False,
    )  # fmt: skip


_SIZES = ("length", "angle", "number", "count", "")


# What is listed may begin with the mark of an item (1、5毫米), which a clause begins with.
_ITEM = re.compile(r"(?:^|[，。；：（(\s])$")


def pair_units(found: list[Quantity], text: str) -> list[Quantity]:
    """In 200×300mm, +4、-2毫米 and 3、5、8 mm the first has the unit of the second."""
    for n in range(len(found) - 2, -1, -1):
        first, second = found[n], found[n + 1]
        if first.kind or second.kind or second.start - first.end > 5:
            continue
        listed = first.bare and not first.han and _LIST.fullmatch(text, first.end, second.start)
        if listed and second.known and second.meaning.kind not in ("count", "number", "money", ""):
            signed = text[first.start] in "+-"
            if signed or not _ITEM.search(text, max(0, first.start - 1), first.start):
                found[n] = replace(
                    first, unit=second.unit, meaning=second.meaning, unit_start=second.unit_start
                )
            continue
        if not _CROSS.fullmatch(text, first.end, second.start):
            continue
        if not first.unit and second.meaning.kind not in _SIZES:  # 2×660MW: two of them
            found[n] = replace(first, kind=Kind.NUMBER)
            found[n + 1] = replace(second, doubt="a product of two figures")
        else:
            unit = (first.unit, first.meaning) if first.unit else (second.unit, second.meaning)
            found[n] = replace(first, unit=unit[0], meaning=unit[1], paired=True)
            found[n + 1] = replace(second, paired=True)
    return found
