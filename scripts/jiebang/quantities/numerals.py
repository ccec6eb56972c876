"""Chinese numerals and what they are worth: 三千五百, 1亿2000万, 二〇二三, 十多万, 七八十.

A run of numerals is cut out by one pattern (digits, powers of ten, 余 or 几 between them)
and worked out in one walk over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.lexicon import lexicon

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


@dataclass(frozen=True)
class Tables:
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
    digits = {char: int(n) for char, n in zh["digits"].items()}
    tens = {char: int(n) for char, n in zh["tens"].items()}
    scales = {char: int(n) for char, n in zh["scales"].items()}
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
    point = re.compile(rf"{zh['point']}(?P<digits>[{digit}]+)(?![十百拾佰])(?P<scale>[{large}]*)")
    words = sorted(zh["fixed"], key=len, reverse=True)
    return Tables(
        digits, tens, scales, frozenset(zh["formal"]), run, point, re.compile("|".join(words))
    )


def numeral_value(text: str) -> Decimal | None:
    """The value of a Chinese numeral, written out or digit by digit.

    Args:
        text: numerals only: 十二, 三千五百, 万亿, 二〇二三.

    Returns:
        The exact value; None where it is no well-formed number (三五, “”).
    """
    table = tables()
    known = (table.digits, table.tens, table.scales)
    if not text or not all(any(char in k for k in known) for char in text):
        return None
    found = evaluate(text)
    if found is None or found.high is not None:
        return None
    return Decimal(found.value.numerator) / Decimal(found.value.denominator)


@lru_cache(maxsize=4096)
def evaluate(text: str) -> Numeral | None:
    """What a run is worth; None where it is no number (三五八, 万 alone)."""
    if len(text) > _LONGEST and not text.isascii():
        return None
    table = tables()
    if len(text) > 1 and all(char in table.digits for char in text):
        return _digit_string(text)
    found = _walk(text, 0)
    if found is None:
        return None
    value, scale, more, magnitude, paired = found
    if paired:
        high = _walk(text, 1)
        return high and Numeral(value, high[0], scale, more, False)
    return Numeral(value, None, scale, more, magnitude)


def _digit_string(text: str) -> Numeral | None:
    """二〇二三 digit by digit; 三四 is three to four; 三五八 is no number."""
    digits = tables().digits
    if len(text) == 2 and "零" not in text and "〇" not in text:
        low, high = (digits[char] for char in text)
        if 0 < high - low <= 2:
            return Numeral(Fraction(low), Fraction(high))
        return None
    if len(text) >= 4 or any(char in "零〇○" for char in text):
        return Numeral(Fraction(int("".join(str(digits[char]) for char in text))))
    return None


_PART = re.compile(rf"{ARABIC}|\S")


def _walk(text: str, take: int) -> tuple[Fraction, int, bool, bool, bool] | None:
    """One walk: value, scale, more, powers only, two digits in a row.

    Of two digits in a row the one numbered `take` counts. Sums below a power of ten wait
    on a stack until a larger one multiplies them: 一万五千亿.
    """
    table = tables()
    done: list[tuple[Fraction, int]] = []  # sums by the power of ten that closed them
    section = Fraction(0)
    digit: Fraction | None = None
    unit = scale = 1  # the last power of ten; the last of 万 and more
    more = paired = False
    powers_only, after_zero, arabic = True, False, False
    for part in _PART.findall(text):
        if part[0].isdigit() and part[0].isascii():
            if digit is not None:
                return None
            digit, powers_only, arabic = (
                Fraction(part.replace(",", "").translate(_GAPS)),
                False,
                True,
            )
        elif part in table.digits:
            powers_only = False
            if table.digits[part] == 0:
                after_zero = True
                continue
            if digit is not None:
                if paired or arabic or not 0 < table.digits[part] - digit <= 2:
                    return None
                paired = True
                digit = Fraction(table.digits[part]) if take else digit
                continue
            digit, arabic = Fraction(table.digits[part]), False
        elif part in table.tens:
            size = table.tens[part]
            if size in (20, 30):
                section += size
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
    if text in table.scales or (len(text) == 1 and text in "百千佰仟"):
        return value, scale, more, True, False
    return value, scale, more, powers_only, paired


_GAPS = {ord(char): None for char in "\u2009\u202f "}
