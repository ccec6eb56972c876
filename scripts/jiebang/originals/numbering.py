"""Automatic numbers: how they are written (一 二 三, I II III, ① ② ③), and how lists count."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jiebang.originals.original import plain_symbol

_HAN = "〇一二三四五六七八九"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LEVELS = 9  # of a list
_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"


def _counted(number: int, digits: str, units: str) -> str:
    """一百零三, 壹拾贰: as Chinese counts, up to 9999."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    pairs = zip(f"{number:04}", [*units, ""], strict=True)
    text = "".join("零" if digit == "0" else digits[int(digit)] + unit for digit, unit in pairs)
    return re.sub("零+", "零", text).strip("零")


def _han(number: int) -> str:
    text = _counted(number, _HAN, "千百十")
    return text[1:] if 10 <= number < 20 else text


def _han_digits(number: int) -> str:
    return "".join(_HAN[int(c)] for c in str(number)) if number >= 0 else str(number)


def _letters(number: int) -> str:
    """a … z, aa, bb: as Word goes on after z."""
    times, at = divmod(number - 1, 26)
    return chr(ord("a") + at) * (times + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _one_of(symbols: str) -> Callable[[int], str]:
    return lambda number: symbols[number - 1] if 1 <= number <= len(symbols) else str(number)


# By Word's names.
FORMATS: dict[str, Callable[[int], str]] = {
    name: write
    for names, write in (
        ("decimal decimalHalfWidth ordinal", str),
        ("decimalZero", lambda n: f"{n:02d}"),
        ("decimalFullWidth decimalFullWidth2",
         lambda n: str(n).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})),
        ("decimalEnclosedCircle decimalEnclosedCircleChinese",
         _one_of("".join(map(chr, range(0x2460, 0x2474))))),
        ("decimalEnclosedFullstop", lambda n: f"{n}."),
        ("decimalEnclosedParen", lambda n: f"({n})"),
        ("numberInDash", lambda n: f"- {n} -"),
        ("chineseCounting chineseCountingThousand ideographEnclosedCircle japaneseCounting "
         "koreanCounting taiwaneseCounting taiwaneseCountingThousand", _han),
        ("chineseLegalSimplified ideographLegalTraditional",
         lambda n: _counted(n, "零壹贰叁肆伍陆柒捌玖", "仟佰拾")),
        ("ideographDigital japaneseDigitalTenThousand taiwaneseDigital", _han_digits),
        ("ideographTraditional", _one_of("甲乙丙丁戊己庚辛壬癸")),
        ("ideographZodiac", _one_of("子丑寅卯辰巳午未申酉戌亥")),
        ("lowerLetter", _letters),
        ("upperLetter", lambda n: _letters(n).upper()),
        ("lowerRoman", _roman),
        ("upperRoman", lambda n: _roman(n).upper()),
        ("none", lambda _: ""),
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, and the text around its number (%1 of level 0)."""

    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    restart: int | None = None  # the level that starts it again; None: any above it
    legal: bool = False
    glue: str = " "
    style: str = ""


@dataclass
class NumberedList:
    """A list by its levels, and how far each is counted; None for one that begins anew."""

    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)
    starts: dict[int, int] = field(default_factory=dict)  # where its first paragraph sets a level

    def next(self, level: int) -> str:
        """The printed number of the next paragraph, with the gap after it."""
        for at, start in self.starts.items():
            self.counts[at] = start - 1
        self.starts = {}
        own, counts = self.level(level), self.counts
        for above in range(level):
            if counts[above] is None:
                counts[above] = self.level(above).start
        current = counts[level]
        counts[level] = own.start if current is None else current + 1
        for below in range(level + 1, LEVELS):
            restart = self.level(below).restart
            if restart is None or level < restart:
                counts[below] = None
        return self._printed(own)

    def level(self, at: int) -> Level:
        return self.levels.get(at, Level())

    def _printed(self, own: Level) -> str:
        if own.format == "bullet":
            symbol = "".join(map(plain_symbol, own.text.strip()))
            plain = symbol and not any("\ue000" <= c <= "\uf8ff" for c in symbol)
            return (symbol if plain else _BULLET) + " "
        if own.format == "none" and "%" not in own.text:
            return own.text

        def number(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            kind = "decimal" if own.legal else self.level(at).format
            return FORMATS.get(kind, str)(self.counts[at] or 0)

        text = _PLACE.sub(number, own.text)
        return text + own.glue if text else ""
