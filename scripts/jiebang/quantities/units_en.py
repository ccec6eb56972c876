"""The unit beside an English number: a symbol, a currency, or words with what they are per."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jiebang.quantities.amount import BARE, COUNT, UNKNOWN, Unit
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numbers_en import Number, key
from jiebang.quantities.units import multiply, unit_table

PER = re.compile(r"\s*(?:(?P<word>per|a|an|each|every)\b|/)\s*", re.I)
SPACE = re.compile(r"[\s\u00a0-]{0,2}")
_HALF_OF = re.compile(r"[\s-]+(?:(?:of\s+)?an?\s+)?")  # half an hour, half-year
_SINGLE = frozenset(("a", "in", "at", "as", "am", "I", "do", "so", "pt", "GPU"))
_CODE = re.compile(r"[A-Z]{1,3}$")
_LOWER_WORD = re.compile(r"\s+[a-z]")


def find_unit(text: str, number: Number, start: int) -> tuple[str, Unit, int, int]:
    """The unit beside a number: printed, its meaning, where the amount begins and ends."""
    money = _currency(text, start)
    if money:
        return money[0], money[1], money[2], number.end
    if number.kind in ("month", "clock", "version"):
        return "", BARE, start, number.end
    half = number.kind == "loose" and number.value < 1
    gap = (_HALF_OF if half else SPACE).match(text, number.end)
    at = gap.end() if gap else number.end
    found = unit_at(text, at, spaced=at > number.end)
    if found is None:
        return "", BARE, start, number.end
    printed, meaning, end = found
    if number.others and at == number.end and printed in ("K", "B", "k"):
        return "", BARE, start, number.end  # an 8K screen, a 7B model
    if number.kind == "ordinal" or (printed == "s" and at == number.end and number.value % 10 == 0):
        return "", BARE, start, number.end  # the 14th day, in her 20s
    return printed, meaning, start, end


def _currency(text: str, start: int) -> tuple[str, Unit, int] | None:
    match = english_units().money.search(text, max(0, start - 8), start)
    if match is None:
        return None
    sign = match["sign"]
    if sign == "$" and text[match.start() - 1 : match.start()].isupper():
        code = _CODE.search(text, max(0, match.start() - 3), match.start())
        return sign, unit_table().meaning(sign), code.start() if code else match.start()
    return sign, unit_table().meaning(sign), match.start()


def unit_at(text: str, at: int, *, spaced: bool) -> tuple[str, Unit, int] | None:
    """The unit that begins at a place: a symbol, or words with what they are per."""
    table, words = unit_table(), english_units()
    named = words.names.match(text, at)
    symbol = table.read(text, at)
    if symbol and spaced and text[at : symbol[1]] in _SINGLE and _LOWER_WORD.match(text, symbol[1]):
        symbol = None
    if symbol and symbol[0] is not UNKNOWN and (named is None or symbol[1] >= named.end()):
        return text[at : symbol[1]], symbol[0], symbol[1]
    if named is None:
        return None
    printed = key(named.group())
    meaning = words.meanings[printed]
    end = named.end()
    joint = PER.match(text, end)
    if joint and meaning is not COUNT:
        below = words.names.match(text, joint.end())
        if below:
            under = words.meanings[key(below.group())]
            if under is not COUNT and not (
                meaning.base == "1" or meaning.kind in ("money", "count", "ratio")
            ):
                return (
                    text[at : below.end()],
                    multiply([(meaning, False), (under, True)]),
                    below.end(),
                )
    return printed, meaning, end


@dataclass(frozen=True)
class EnglishUnits:
    names: re.Pattern[str]
    meanings: Mapping[str, Unit]
    money: re.Pattern[str]


@lru_cache(maxsize=1)
def english_units() -> EnglishUnits:
    table = unit_table()
    unsure = {name for entry in lexicon().units if not entry.bare for name in entry.en}
    meanings = {
        key(name): unit for name, unit in reversed(table.english.items()) if name not in unsure
    }
    signs = [
        sign
        for entry in lexicon().units
        for sign in (*entry.signs, *entry.symbols)
        if entry.currency
    ]
    signs += [
        name
        for entry in lexicon().units
        if entry.currency
        for name in entry.en
        if name in table.units or name == "RMB"
    ]
    ordered = sorted(meanings, key=lambda w: (-len(w), w))
    parts = [
        re.escape(w).replace(r"\ ", r"[\s-]+") + (r"(?![A-Za-z])" if w[-1].isalnum() else "")
        for w in ordered
    ]
    money = re.compile(
        rf"(?P<sign>(?<![A-Za-z])(?:{alternatives(s for s in signs if s in table.units)})|\$)\s*$"
    )
    return EnglishUnits(re.compile("|".join(parts), re.IGNORECASE), meanings, money)
