"""How numbers are written in lists: 一 二 三, I II III, ① ② ③, 甲 乙 丙."""

from __future__ import annotations

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def han(number: int) -> str:
    """十二, 二十, 一百零三: as Chinese counts."""
    return _counted(number, _HAN, "十百千", "零", short_ten=True)


def formal(number: int) -> str:
    """壹拾贰: as on a cheque."""
    return _counted(number, _FORMAL, "拾佰仟", "零", short_ten=False)


def _counted(number: int, digits: str, units: str, zero: str, *, short_ten: bool) -> str:
    if not 0 < number < 10_000:
        return zero if number == 0 else str(number)
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (zero if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return text[1:] if short_ten and 10 <= number < 20 else text


def han_digits(number: int) -> str:
    """一二, 二〇二三: digit for digit."""
    return "".join(_HAN[int(c)] for c in str(number)) if number >= 0 else str(number)


def letters(number: int) -> str:
    """a … z, aa, bb: as Word goes on after z."""
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """i, ii, iii, iv."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letter in _ROMAN:
        times, number = divmod(number, value)
        text += letter * times
    return text.lower()


def circled(number: int) -> str:
    """① … ⑳."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def full_width(number: int) -> str:
    """１２."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in str(number))


def _of(symbols: str) -> Callable[[int], str]:
    return lambda number: symbols[number - 1] if 1 <= number <= len(symbols) else str(number)


# Word's names of them.
_WRITERS: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("decimal decimalHalfWidth ordinal", str),
    ("decimalZero", lambda n: f"{n:02d}"),
    ("decimalFullWidth decimalFullWidth2", full_width),
    ("decimalEnclosedCircle decimalEnclosedCircleChinese", circled),
    ("decimalEnclosedFullstop", lambda n: f"{n}."),
    ("decimalEnclosedParen", lambda n: f"({n})"),
    ("numberInDash", lambda n: f"- {n} -"),
    ("chineseCounting chineseCountingThousand ideographEnclosedCircle japaneseCounting", han),
    ("koreanCounting taiwaneseCounting taiwaneseCountingThousand", han),
    ("chineseLegalSimplified ideographLegalTraditional", formal),
    ("ideographDigital japaneseDigitalTenThousand taiwaneseDigital", han_digits),
    ("ideographTraditional", _of("甲乙丙丁戊己庚辛壬癸")),
    ("ideographZodiac", _of("子丑寅卯辰巳午未申酉戌亥")),
    ("lowerLetter", letters),
    ("upperLetter", lambda n: letters(n).upper()),
    ("lowerRoman", roman),
    ("upperRoman", lambda n: roman(n).upper()),
    ("none", lambda _: ""),
)
FORMATS = {name: write for names, write in _WRITERS for name in names.split()}
