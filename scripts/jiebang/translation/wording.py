"""English wording of amounts: numbers, bounds and units as the house style has them."""

from __future__ import annotations

import re
from decimal import Decimal

from jiebang.text.figures import ONE, SCIENTIFIC, Figure, FigureKind, even
from jiebang.units import Unit

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_SCALES = (
    (Decimal(10**12), "trillion"),
    (Decimal(10**9), "billion"),
    (Decimal(10**6), "million"),
)
_LARGEST = Decimal(10**18)
_FIVE_DIGITS = 10_000  # below, house style writes no comma: 4000
_SCIENTIFIC = re.compile(SCIENTIFIC)
# 10余万, 数百: how much exactly nobody says; left to the engine.
_LOOSE = re.compile("[余多几数]")
# What a classifier says beyond “a thing of that kind”.
CLASSIFIERS = {
    "zhong": ("type of", "types of"),
    "lei": ("category of", "categories of"),
    "ren": ("person", "people"),
    "ren-ci": ("visit", "visits"),
    "li": ("case", "cases"),
    "dui": ("pair", "pairs"),
    "ci": ("time", "times"),
    "times": ("time", "times"),
}
_SILENT = frozenset(
    (
        *("ge", "xiang", "jia", "jian", "tai", "tao", "ke", "kuan"),
        *("tiao", "zhang", "fen", "bu", "ming", "liang", "zuo", "chang"),
    )
)


def number(figure: Figure, written: str) -> str:
    """A figure in English; "" where it cannot be said exactly in one way.

    Args:
        written: the figure as the Chinese has it.
    """
    written = even(written).strip()
    if figure.kind is FigureKind.DIMENSION:
        return f"{figure}"
    if _SCIENTIFIC.fullmatch(written):
        return written
    if _LOOSE.search(written):
        return ""
    sign = {FigureKind.PERCENT: "%", FigureKind.PERMILLE: "‰"}.get(figure.kind, "")
    if "百分点" in written:
        sign = " percentage point" if figure.value == ONE else " percentage points"
    digits = re.fullmatch(r"[-+]?([0-9][0-9,]*(?:\.[0-9]+)?)\s*(?:\\?%|‰|个?百分点)?", written)
    if digits and figure.scale == ONE:
        plain = digits[1].replace(",", "")
        minus = "-" if figure.value < 0 else ""
        return minus + (plain if len(plain.split(".")[0]) < 5 else _grouped(plain)) + sign
    if (
        not sign
        and not written[:1].isascii()
        and 0 < figure.value <= 10
        and figure.value == int(figure.value)
    ):
        return _SMALL[int(figure.value)]
    return _scaled(figure.value) + sign


def _grouped(plain: str) -> str:
    whole, point, rest = plain.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _scaled(value: Decimal) -> str:
    if abs(value) >= _LARGEST:
        return _plain(value)
    for scale, word in _SCALES:
        part = value / scale
        if abs(value) >= scale and part == part.quantize(Decimal("0.001")):
            return f"{_plain(part)} {word}"
    text = _plain(value)
    return _grouped(text) if abs(value) >= _FIVE_DIGITS else text


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ordinal(value: Decimal) -> str:
    """3 → “third”, 12 → “12th”."""
    n = int(value)
    if 1 <= n <= 10:
        return _ORDINALS[n - 1]
    ending = "th" if 10 < n % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def is_silent(unit: Unit) -> bool:
    """Whether a classifier goes without saying: 100个, 20项."""
    return unit.classifier and unit.id in _SILENT


def with_unit(amount: str, unit: Unit, surface: str, *, one: bool) -> str:
    """“RMB 20 million”, “10 ms”, “3 years”, “5 types of”.

    Args:
        surface: the unit as the Chinese has it.
        one: whether the amount is just 1.
    """
    if unit.currency:
        return f"{unit.en[0]} {amount}"
    if unit.classifier:
        forms = CLASSIFIERS.get(unit.id)
        return f"{amount} {forms[not one]}" if forms else amount
    surface = surface.strip()
    if surface.isascii() and surface in unit.en:
        return f"{amount} {surface}"
    if unit.en[0] == "°":
        return f"{amount}°"
    singular, *others = unit.en
    plural = others[0] if others and others[0][:3] == singular[:3] and len(singular) > 2 else ""
    if surface == "个工作日":
        singular, plural = "working day", "working days"
    return f"{amount} {singular if one or not plural else plural}"


def bounded(way: str, word: str, amount: str, *, countable: bool) -> str:
    """An amount with its bound: “≥95%”, “no fewer than 6”, “at least 1000”.

    Args:
        way: one of ≥ ≤ > < and “better”.
        word: the bound as the Chinese has it; a sign stays one.
    """
    if not any("\u4e00" <= char <= "\u9fff" for char in word):
        return f"{way}{amount}"
    return f"{bound_word(way, word, countable=countable)} {amount}"


def bound_word(way: str, word: str, *, countable: bool = False) -> str:
    """A comparison in words: 不少于 → “no fewer than”, 以上 → “at least”."""
    if way == "≥":
        if word.startswith(("不", "未")):
            return "no fewer than" if countable else "no less than"
        return "at least"
    if way == "≤":
        if "晚于" in word or "迟于" in word:
            return "no later than"
        return {"以内": "within", "至多": "at most", "最多": "at most"}.get(word, "no more than")
    return {">": "more than", "<": "less than"}.get(way, "better than")
