"""What a printed unit means beside its metric, and what makes a reading doubtful."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import BARE, COUNT, UNKNOWN, Comparator, Unit
from jiebang.quantities.compare_zh import is_finer
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.units import meaning

_BARE_PREFIX = {"E": 18, "P": 15, "T": 12}
PARAMETERS = Unit("10*9", "count", "1", Fraction(10**9), "B read as billion parameters")
ASKS_FOR_MORE = "the words ask for more, but a smaller figure is the better one"
# 36自然箱: behind a bare number, what is none of these may be its unit.
_NOUN = re.compile(r"(?![的时且并和与及或至到以之左上下内外间后前中为是即倍个])[\u4e00-\u9fff]")
_GRAVITY = Fraction("9.80665")
_WEIGHTS = {"g": "gf", "kg": "kgf", "t": "[tf]"}


@lru_cache(maxsize=16)
def _sense(name: str) -> re.Pattern[str]:
    """The words by which a metric asks for a kind of unit, anywhere in it or at its end."""
    words = lexicon().senses[name]
    if "has" in words:
        return re.compile(alternatives(words["has"]), re.IGNORECASE)
    behind = alternatives(words.get("then", ()))
    ends = rf"(?:{alternatives(words['ends'])})(?:{behind}|[^\u4e00-\u9fff]*)$"
    return re.compile(ends, re.IGNORECASE)


def _asks(sense: str, metric: str) -> bool:
    return bool(_sense(sense).search(metric))


def read_unit(quantity: Quantity, metric: str) -> Unit:
    """What the unit of a quantity means, in the light of its metric.

    “P” is PFLOPS where compute is meant, “B” billion parameters beside 参数, g/cm² a
    pressure where one is asked for; a bare number is yuan beside 收入, a score, a ratio, a
    count, or a number.
    """
    unit = quantity.unit
    if unit in _BARE_PREFIX and _asks("compute", metric):
        power = _BARE_PREFIX[unit]
        note = f"{unit} read as {unit}FLOPS: compute is meant"
        return Unit(f"10*{power}{{FLOP}}/s", "compute-rate", "FLOP/s", Fraction(10**power), note)
    if unit in ("T", "P", "E", "M") and _asks("data", metric):
        return replace(meaning(unit + "B"), note=f"{unit} read as {unit}B: data are meant")
    if unit == "T" and _asks("magnet", metric):
        return Unit("T", "magnetic-flux-density", "T")
    if unit == "B" and _asks("parameters", metric):
        return PARAMETERS
    if quantity.meaning.kind == "area-density" and _asks("pressure", metric):
        ucum = quantity.meaning.ucum.replace("g/", "gf/", 1)
        note = "a mass over an area read as a pressure: a force is meant"
        return Unit(ucum, "pressure", "Pa", quantity.meaning.factor * _GRAVITY, note)
    if quantity.meaning.ucum in _WEIGHTS and _asks("force", metric):
        note = f"{unit} read as its weight: a force is meant"
        factor = quantity.meaning.factor * _GRAVITY
        return Unit(_WEIGHTS[quantity.meaning.ucum], "force", "N", factor, note)
    if unit == "度" and quantity.meaning.kind == "angle" and _asks("warmth", metric):
        return replace(meaning("℃"), note="度 read as degrees Celsius: a temperature is meant")
    if unit == "节" and _asks("speed", metric):
        return meaning("kn")
    if not unit:
        return _bare(quantity, metric)
    return quantity.meaning


def _bare(quantity: Quantity, metric: str) -> Unit:
    """What a number without unit counts in."""
    if quantity.scaled and _asks("money", metric):
        return replace(meaning("元"), note="元 is not printed: money by its metric")
    if _asks("frames", metric):
        return replace(meaning("FPS"), note="frames a second by its metric")
    if metric.upper().endswith("QPS"):
        return meaning("QPS")
    if _asks("score", metric):
        return Unit("{score}", "score", "score")
    if _asks("ratio", metric):
        return Unit("1", "ratio", "1")
    return COUNT if quantity.scaled or quantity.value.denominator == 1 else BARE


def doubts(
    quantity: Quantity, comparator: Comparator, reading: Unit, metric: str, behind: str
) -> list[str]:
    """Why an amount may mean something else; empty if nothing speaks against it.

    Args:
        metric: the noun measured; empty where none was found.
        behind: the text behind the amount.
    """
    found = [reading.note] if reading.note else []
    if quantity.doubt:
        found.append(quantity.doubt)
    if not metric:
        found.append("no metric found")
    if not quantity.unit and not quantity.share and _NOUN.match(behind):
        found.append("what stands behind it may be a unit")
    if quantity.form == "ratio" and not quantity.doubt:
        found.append("a ratio of two figures")
    if reading == UNKNOWN or not quantity.known:
        found.append(f"unit {quantity.unit} is not in the lexicon")
    more = comparator in (Comparator.AT_LEAST, Comparator.MORE)
    if (
        more
        and is_finer(metric)
        and reading.kind in ("length", "angle", "angular-rate", "duration")
    ):
        found.append(ASKS_FOR_MORE)
    if reading.kind == "data-size" and _asks("compute", metric):
        found.append("a unit of data size beside a metric of compute")
    if quantity.vague:
        found.append("a power of ten, not a figure")
    return found
