"""The figure that begins at a place of a Chinese text, without its sign and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from jiebang.quantities.numerals import ARABIC, Numeral, evaluate, tables
from jiebang.quantities.units import unit_table

_SCIENTIFIC = re.compile(
    rf"(?:(?P<mantissa>{ARABIC})\s*[×xX*·]\s*)?10(?:\^\{{?(?P<power>[-+]?[0-9]{{1,3}})\}}?"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
    rf"|(?P<digits>{ARABIC})[Ee](?P<e>[-+]?[0-9]{{1,3}})(?![0-9A-Za-z])"
)
# What print or OCR made of a power: 1×10-4, ×106; alone only where a sign makes it plain.
_FLATTENED = re.compile(
    rf"(?P<mantissa>{ARABIC})\s*[×xX*]\s*10(?P<power>-?[0-9]{{1,2}})(?![0-9.%×xX*万亿])"
    r"|10(?P<alone>-[0-9]{1,2})(?![0-9.%~万亿℃°-])"
)
_LOW_BEFORE = re.compile(r"(?:[<>≤≥]|优于|低于|小于|不大于|不高于|达到?)\s*$")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POINT = re.compile(r"\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Number:
    start: int
    end: int
    worth: Numeral
    form: str = ""
    doubt: str = ""


# 1 000, 12 345 678 and 100 万 are plain; 1 300 may be two figures.
_PLAIN_SPACES = re.compile(
    r"[0-9]{1,3}(?: 000)+|[0-9]{1,3}(?: [0-9]{3}){2,}(?:\.[0-9]+)?|[0-9.,]+ +[^0-9 ].*|\S+"
)
_DIGITS = re.compile(ARABIC)
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


def read_number(text: str, at: int) -> Number | None:
    """The figure that begins at a place, without sign and unit."""
    table = tables()
    if text[at] in _VULGAR:
        return Number(at, at + 1, Numeral(_VULGAR[text[at]]))
    if match := _SCIENTIFIC.match(text, at):
        power = match["power"] or (match["raised"] or match["e"]).translate(_RAISED)
        mantissa = match["mantissa"] or match["digits"]
        value = _decimal(mantissa) if mantissa else Fraction(1)
        return Number(at, match.end(), Numeral(value * Fraction(10) ** int(power)))
    if match := _FLATTENED.match(text, at):
        power = int(match["power"] or match["alone"])
        mantissa = _decimal(match["mantissa"]) if match["mantissa"] else Fraction(1)
        alone = match["alone"] is not None
        plain = _LOW_BEFORE.search(text, max(0, at - 4), at) if alone else power < 0
        if plain or (not alone and mantissa < 10 and 2 < power < 19):
            value = mantissa * Fraction(10) ** power
            doubt = "a power of ten that is not raised"
            return Number(at, match.end(), Numeral(value), "flattened", doubt)
    if text[at] == ".":
        point = _POINT.match(text, at)
        return point and Number(at, point.end(), Numeral(Fraction("0" + point.group())))
    if table.fixed.match(text, at):
        return None
    run = table.run.match(text, at)
    if run is None:
        return None
    end = _without_unit(text, at, run.end())
    worth = evaluate(text[at:end]) if end > at else None
    if worth is None and text[at].isascii() and (digits := _DIGITS.match(text, at)):
        end = digits.end()  # 667.123 五点八: two figures
        worth = evaluate(digits.group())
    if worth is None:
        return None
    if (
        not text[at].isascii()
        and (point := table.point.match(text, end))
        and text[at] not in "几数"
    ):
        behind = "".join(str(table.digits[c]) for c in point["digits"])
        times = 1
        for char in point["scale"]:
            times *= table.scales[char]
        value = (worth.value + Fraction(f"0.{behind}")) * times
        return Number(at, point.end(), Numeral(value, None, max(worth.scale, times)))
    written = text[at:end]
    spaced = " " in written and text[at].isascii() and not _PLAIN_SPACES.fullmatch(written)
    doubt = "a space inside the figure" if spaced else ""
    return Number(at, end, worth, "", doubt)


def _without_unit(text: str, at: int, end: int) -> int:
    """The end of a run without a last 千, 百 or 两 that is part of the unit: 5千瓦, 三十两."""
    last = text[end - 1]
    if end - at > 1 and last in "两俩" and text[end - 2] in "十百千万亿0123456789":
        return end - 1
    if end - at == 2 and last in "两" and unit_table().factor(text, end - 1):
        return end - 1  # 二两
    if last == "百" and text.startswith(("分位", "分点"), end) and end - at > 1:
        return end - 1  # 七十百分位
    if last in "千百" and end - at > 1:
        before = text[end - 2]
        unit = unit_table().factor(text, end - 1)
        if unit is not None and (before.isascii() or before in "十百千万亿"):
            return end - 1
    return end


def _decimal(digits: str) -> Fraction:
    return Fraction(re.sub(r"[, \u2009\u202f]", "", digits))
