"""Automatic numbers: how they are written (一 二 三, I II III, ① ② ③), and how lists count."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiebang.originals.original import plain_symbol
from jiebang.text.words import load_words

LEVELS = 9  # of a list
_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"


def write_number(way: str, number: int) -> str:
    """A number as a list counts; in plain figures where its way has no form for it."""
    words, plain = load_words("numbering"), str(number)
    way = words["same"].get(way, way)
    if way in words["forms"]:
        return str(words["forms"][way].format(number))
    if way in words["figures"]:
        return plain.translate(
            dict(zip(map(ord, "0123456789"), words["figures"][way], strict=True))
        )
    if way in words["signs"]:
        return str(words["signs"][way][max(number - 1, 0) : max(number, 0)] or plain)
    if way in words["counted"]:
        return _counted(number, *words["counted"][way])
    written = {"Letter": _letters, "Roman": _roman}.get(way[5:], str)(number)
    return written.upper() if way.startswith("upper") else written


def _counted(number: int, figures: str, units: str) -> str:
    """一百零三, 十二, 壹拾贰: up to 9999."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    pairs = zip(f"{number:04}", [*units, ""], strict=True)
    text = "".join("零" if digit == "0" else figures[int(digit)] + unit for digit, unit in pairs)
    return re.sub("零+", "零", text).strip("零").removeprefix("一" if 10 <= number < 20 else "")


def _letters(number: int) -> str:
    """a … z, aa, bb: as Word goes on after z."""
    times, at = divmod(number - 1, 26)
    return chr(ord("a") + at) * (times + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for letters, value in load_words("numbering")["roman"].items():
        times, number = divmod(number, value)
        text += letters * times
    return text


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
            return write_number(kind, self.counts[at] or 0)

        text = _PLACE.sub(number, own.text)
        return text + own.glue if text else ""
