"""Chinese numerals: where a figure ends, and what it is worth: 三千五百, 1亿2000万, 七八十.

A run of numerals is cut out by one pattern (digits, powers of ten, 余 or 几 between them)
and worked out in one walk over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import NamedTuple

from jiebang.quantities.amount import RAISED, VULGAR
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.units import unit_table

_LONGEST = 60  # characters; no number is longer
ARABIC = (
    r"(?:[0-9]{1,3}(?:[,\u2009\u202f][0-9]{3})++(?![0-9])|[0-9]{1,3}(?: [0-9]{3})++(?! ?[0-9])"
    r"|[0-9]++)(?:\.[0-9]++)?+"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a run of numerals is worth.

    `high` is the upper value of two digits in a row (七八十: 80), else None; `scale` the
    last power of ten of 万 and more, else 1; `more` whether 余, 多 or 几 stands in it;
    `magnitude` whether it has powers of ten only (百亿).
    """

    value: Fraction
    high: Fraction | None = None
    scale: int = 1
    more: bool = False
    magnitude: bool = False


class Tables(NamedTuple):
    """The numerals of the lexicon, by character, and the pattern of a run."""

    digits: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, int]
    formal: frozenset[str]
    run: re.Pattern[str]
    point: re.Pattern[str]
    fixed: re.Pattern[str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Built once from lexicon/numerals.yml."""
    zh = lexicon().numerals["zh"]
    digits, tens, scales = (
        {char: int(n) for char, n in zh[name].items()} for name in ("digits", "tens", "scales")
    )
    digit, ten = "".join(digits), "".join(tens)
    large = "".join(char for char in scales if char != "兆")
    # 兆 is mega- but between numerals: 5兆六十二亿.
    char = rf"(?:[{digit}{ten}{large}]|兆(?=[{digit}{ten}0-9]))"
    inside = "".join((*zh["more"], *zh["vague"])).replace("上", "").replace("成", "")
    more = rf"[{inside}](?=\s?[{ten}{large}])"
    run = re.compile(
        rf"(?:{ARABIC}|{char}|[几数](?=[{ten}{large}]))"
        rf"(?:\s?+(?:{more})?\s?+{char}|(?<=[{ten}{large}零])\s?+{ARABIC})*+"
        rf"(?:(?<=[{ten}])几)?"
    )
    part = "".join(char for char in digits if char not in "两俩仨")  # 一点两小时 is no 1.2
    point = re.compile(rf"{zh['point']}(?P<digits>[{part}]+)(?![十百拾佰])(?P<scale>[{large}]*)")
    fixed = re.compile(alternatives(zh["fixed"]))
    return Tables(digits, tens, scales, frozenset(zh["formal"]), run, point, fixed)


def numeral_value(text: str) -> Decimal | None:
    """The value of a Chinese numeral, written out or digit by digit.

    Args:
        text: numerals only: 十二, 三千五百, 万亿, 二〇二三.

    Returns:
        The exact value; None where it is no well-formed number (三五, “”).
    """
    known = {char for table in tables()[:3] for char in table}
    found = evaluate(text) if text and known.issuperset(text) else None
    if found is None or found.high is not None:
        return None
    return Decimal(found.value.numerator) / Decimal(found.value.denominator)


@lru_cache(maxsize=4096)
def evaluate(text: str) -> Numeral | None:
    """What a run is worth; None where it is no number (三五八, 万 alone)."""
    if len(text) > _LONGEST and not text.isascii():
        return None
    digits = tables().digits
    if len(text) > 1 and all(char in digits for char in text):
        return _digit_string([digits[char] for char in text])
    found = _walk(text, 0)
    if found is None or not found[1]:
        return found and found[0]
    high = _walk(text, 1)
    return high and replace(found[0], high=high[0].value, magnitude=False)


def _digit_string(digits: list[int]) -> Numeral | None:
    """二〇二三 digit by digit; 三四 is three to four; 三五八 is no number."""
    if len(digits) == 2 and 0 not in digits:
        low, high = digits
        return Numeral(Fraction(low), Fraction(high)) if 0 < high - low <= 2 else None
    written = len(digits) >= 4 or 0 in digits
    return Numeral(Fraction("".join(map(str, digits)))) if written else None


_PART = re.compile(rf"{ARABIC}|\S")


def _walk(text: str, take: int) -> tuple[Numeral, bool] | None:
    """One walk: the numeral, and whether it has two digits in a row.

    Of two digits in a row the one numbered `take` counts. Sums below a power of ten wait
    on a stack until a larger one multiplies them: 一万五千亿.
    """
    table = tables()
    done: list[tuple[Fraction, int]] = []  # sums by the power of ten that closed them
    section = Fraction(0)
    digit: Fraction | None = None
    unit = scale = 1  # the last power of ten; the last of 万 and more
    more = paired = after_zero = arabic = False
    powers_only = True
    for part in _PART.findall(text):
        if part[0].isdigit() and part[0].isascii():
            if digit is not None:
                return None
            digit, powers_only, arabic = _decimal(part), False, True
        elif part in table.digits:
            powers_only = False
            if table.digits[part] == 0:
                after_zero = True
            elif digit is None:
                digit, arabic = Fraction(table.digits[part]), False
            elif paired or arabic or not 0 < table.digits[part] - digit <= 2:
                return None
            else:
                paired = True
                digit = Fraction(table.digits[part]) if take else digit
        elif part in table.tens:
            size = table.tens[part]
            if size in (20, 30):
                section += size
                unit = 10
                continue
            if digit is None and more and 0 < section < size:
                section *= size  # 十几千
            else:
                section += (1 if digit is None else digit) * size
            digit, unit, after_zero = None, size, False
        elif part in table.scales:
            size = table.scales[part]
            total = section + (digit or 0)
            bare = not total and digit is None
            while done and (done[-1][1] < size or (done[-1][1] == size and bare)):
                total += done.pop()[0]
            done.append(((total if total or not bare else Fraction(1)) * size, size))
            section, digit, unit, scale, after_zero = Fraction(0), None, size, size, False
        else:
            more = True  # 余, 多, 几
    if digit is not None and unit >= 100 and not after_zero and not arabic:
        digit = digit * unit / 10  # 两千四百五
    value = sum((amount for amount, _ in done), Fraction(0)) + section + (digit or 0)
    alone = text in table.scales or text in ("百", "千", "佰", "仟")
    return Numeral(value, None, scale, more, powers_only or alone), paired and not alone


def _decimal(digits: str) -> Fraction:
    return Fraction(re.sub(r"[, \u2009\u202f]", "", digits))


# ---------------------------------------------------------------- a figure in its place
_SCIENTIFIC = re.compile(
    rf"(?:(?P<mantissa>{ARABIC})\s*[×xX*·]\s*)?10(?:\^\{{?(?P<power>[-+]?[0-9]{{1,3}})\}}?"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
    rf"|(?P<digits>{ARABIC})[Ee](?P<e>[-+]?[0-9]{{1,3}})(?![0-9A-Za-z])"
)
# What print or OCR made of a power: 1×10-4, ×106; alone only where a bound makes it plain.
_FLATTENED = re.compile(
    rf"(?P<mantissa>{ARABIC})\s*[×xX*]\s*10(?P<power>-?[0-9]{{1,2}})(?![0-9.%×xX*万亿])"
    r"|10(?P<alone>-[0-9]{1,2})(?![0-9.%~万亿℃°-])"
)
_LOW_BEFORE = re.compile(r"(?:[<>≤≥]|优于|低于|小于|不大于|不高于|达到?)\s*$")
_POINT = re.compile(r"\.[0-9]+")
# 1 000, 12 345 678 and 100 万 are plain; 1 300 may be two figures.
_PLAIN_SPACES = re.compile(
    r"[0-9]{1,3}(?: 000)+|[0-9]{1,3}(?: [0-9]{3}){2,}(?:\.[0-9]+)?|[0-9.,]+ +[^0-9 ].*|\S+"
)
_DIGITS = re.compile(ARABIC)
_MIXED = re.compile(rf"(?P<whole>[0-9]{{0,6}})(?P<part>[{''.join(VULGAR)}])")  # 1½, ½


class Number(NamedTuple):
    """A numeral in its place: `text[start:end]`; see `Quantity` for `form` and `doubt`."""

    start: int
    end: int
    worth: Numeral
    form: str = ""
    doubt: str = ""


def read_number(text: str, at: int) -> Number | None:
    """The figure that begins at a place, without what stands before it and its unit."""
    table = tables()
    if mixed := _MIXED.match(text, at):
        worth = Numeral(int(mixed["whole"] or 0) + VULGAR[mixed["part"]])
        return Number(at, mixed.end(), worth)
    if match := _SCIENTIFIC.match(text, at):
        power = match["power"] or (match["raised"] or match["e"]).translate(RAISED)
        mantissa = _decimal(match["mantissa"] or match["digits"] or "1")
        worth = Numeral(mantissa * Fraction(10) ** int(power))
        return Number(at, match.end(), worth, "scientific")
    if match := _FLATTENED.match(text, at):
        power, mantissa = int(match["power"] or match["alone"]), _decimal(match["mantissa"] or "1")
        alone = match["alone"] is not None
        plain = _LOW_BEFORE.search(text, max(0, at - 4), at) if alone else power < 0
        if plain or (not alone and mantissa < 10 and 2 < power < 19):
            worth = Numeral(mantissa * Fraction(10) ** power)
            return Number(at, match.end(), worth, "flattened", "a power of ten that is not raised")
    if text[at] == ".":
        point = _POINT.match(text, at)
        return point and Number(at, point.end(), Numeral(Fraction("0" + point.group())))
    run = None if table.fixed.match(text, at) else table.run.match(text, at)
    if run is None:
        return None
    end = _without_unit(text, at, run.end())
    found = evaluate(text[at:end]) if end > at else None
    if found is None and text[at].isascii() and (digits := _DIGITS.match(text, at)):
        end = digits.end()  # 667.123 五点八: two figures
        found = evaluate(digits.group())
    if found is None:
        return None
    han = not text[at].isascii()
    if han and text[at] not in "几数" and (point := table.point.match(text, end)):
        behind = Fraction("0." + "".join(str(table.digits[char]) for char in point["digits"]))
        times = prod(table.scales[char] for char in point["scale"])
        worth = Numeral((found.value + behind) * times, None, max(found.scale, times))
        return Number(at, point.end(), worth)
    spaced = not han and " " in text[at:end] and not _PLAIN_SPACES.fullmatch(text, at, end)
    return Number(at, end, found, "", "a space inside the figure" if spaced else "")


def _without_unit(text: str, at: int, end: int) -> int:
    """The end of a run without a last 千, 百 or 两 that is part of the unit: 5千瓦, 三十两."""
    if end - at < 2 or (text[at:end] == "一两" and unit_table().factor(text, end)):
        return end
    before, last = text[end - 2], text[end - 1]
    if last in "两俩" and before in "十百千万亿0123456789":
        return end - 1
    if last == "百" and text.startswith(("分位", "分点"), end):
        return end - 1  # 七十百分位
    may_be_unit = (last == "两" and end - at == 2) or (  # 二两
        last in "千百" and (before.isascii() or before in "十百千万亿")
    )
    return end - 1 if may_be_unit and unit_table().factor(text, end - 1) else end
