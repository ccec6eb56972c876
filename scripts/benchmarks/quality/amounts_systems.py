"""What each system says of a Chinese statement, in the form that amounts.py scores.

Each entry of `SYSTEMS` loads its system and returns a function from a statement to its measures. A
system that is not installed ends the command with one line that says how to install it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

Read = Callable[[str], list[dict[str, Any]]]
NOT_AMOUNTS = ("date", "ordinal", "name")
# Rows of their own in the package, marked as such; in the labels part of another row, or none.
NOT_MEASURED = ("condition", "term")


def write_readings(system: str, statements: Mapping[str, str]) -> None:
    """Print what a system says of the statements, by id, as JSON Lines."""
    if system not in SYSTEMS:
        raise SystemExit(f"no such system: {system} (there are {', '.join(SYSTEMS)})")
    read = SYSTEMS[system]()
    for i, zh in statements.items():
        print(json.dumps({"id": i, "measures": read(zh)}, ensure_ascii=False))


def load_jiebang() -> Read:
    """`jiebang.extract`: every key that the labels have, under the name the package gives it."""
    from jiebang import extract

    def read(zh: str) -> list[dict[str, Any]]:
        found = [a for a in extract(zh) if a.kind not in NOT_AMOUNTS and a.role not in NOT_MEASURED]
        # 4:1 is 4 in the package, in the labels no measure.
        plain = [a for a in found if not re.search("[0-9] ?[:：] ?[0-9]", zh[a.start : a.end])]
        return _join_shares([_name_part(_label_amount(a, zh)) for a in plain])

    return read


def _label_amount(amount: Any, zh: str) -> dict[str, Any]:
    """An amount of the package as a label. Where the two differ in their conventions, theirs."""
    change = amount.change
    if change == "level" and amount.mode == "to":
        change = amount.toward  # raised or lowered to a level: a change
    comparator = amount.comparator
    if amount.limited:
        comparator = "<="  # 最高800万元: in the package no word that compares
    if amount.implied:  # 提升至85%: in the package `>=`
        comparator = "~" if amount.approximate else "="
    unit, _, per = amount.unit.partition("每")
    # 单台 and 各类 have a base in the package; in the labels 每台 and 户均 alone do.
    bases = [b for b in amount.per_text.split("·") if not re.search(f"[单各]{b}", zh[: amount.end])]
    return {
        "text": zh[amount.start : amount.end],
        "start": amount.start,
        "metric": amount.metric,
        "value": str(amount.value),
        "value_max": _write(amount.value_max),
        "tolerance": "" if amount.value_max is not None else _write(amount.tolerance),
        "comparator": str(comparator),
        "unit": unit,
        "change": str(change),
        "mode": "" if change == "level" else amount.mode,
        "baseline": _write(amount.baseline),
        "per": per.replace("每", "·") or "·".join(bases),
        "approximate": amount.approximate,
        "condition": amount.condition,
    }


def _write(value: object) -> str:
    return "" if value is None else str(value)


def _name_part(m: dict[str, Any]) -> dict[str, Any]:
    """千分之三: 0.003 without a unit in the package, 3 ‰ in the labels."""
    for words, unit, times in (("千分之", "‰", 1000), ("万分之", "‱", 10_000)):
        if re.search(f"(?<![十百]){words}", m["text"]) and not m["unit"]:
            high = m["value_max"] and str(Fraction(m["value_max"]) * times)
            m = {**m, "value": str(Fraction(m["value"]) * times), "value_max": high, "unit": unit}
    return m


def _join_shares(measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """3.3 V±10%: two rows of the package, in the labels one range from A-B to A+B."""
    joined: list[dict[str, Any]] = []
    for m in measures:
        last = joined[-1] if joined else None
        behind = last and m["start"] == last["start"] + len(last["text"]) and not last["value_max"]
        share = m["text"].startswith("±") and m["unit"] in "%％"
        if last and behind and share and last["unit"] not in "%％":
            value, text = Fraction(last["value"]), last["text"] + m["text"]
            by = abs(value) * Fraction(m["value_max"]) / 100
            ends = {"value": str(value - by), "value_max": str(value + by)}
            last.update(ends, comparator="range", text=text)
        else:
            joined.append(m)
    return joined


def load_recognizers() -> Read:
    """Microsoft Recognizers-Text, Chinese: numbers, percentages, currencies, dimensions, ages and
    temperatures. The Python package reads no number ranges and no bounds in Chinese: every amount
    is `=`. Of readings that overlap the longest counts; the unit is what is printed behind the
    number."""
    try:
        from recognizers_number import NumberRecognizer
        from recognizers_number_with_unit import NumberWithUnitRecognizer
        from recognizers_text import Culture
    except ImportError:
        raise SystemExit(
            "Recognizers-Text is not installed: pip install recognizers-text-suite 'emoji<2'"
        ) from None
    numbers = NumberRecognizer(Culture.Chinese)
    units = NumberWithUnitRecognizer(Culture.Chinese)
    number = numbers.get_number_model()
    models = [number, numbers.get_percentage_model(), units.get_currency_model()]
    models += [units.get_dimension_model(), units.get_age_model(), units.get_temperature_model()]

    def read(zh: str) -> list[dict[str, Any]]:
        found = [r for model in models for r in model.parse(zh) if r.resolution]
        taken: list[Any] = []
        for r in sorted(found, key=lambda r: (r.start - r.end, r.start)):
            if all(r.end < t.start or r.start > t.end for t in taken):
                taken.append(r)
        measures = []
        for r in sorted(taken, key=lambda r: r.start):
            value = str(r.resolution.get("value") or "")
            inner = max((n.end + 1 for n in number.parse(r.text)), default=0)
            unit = "%" if value.endswith("%") else r.text[inner:].strip()
            measures.append(_measure(zh, r.start, r.end + 1, value.rstrip("%"), unit))
        return measures

    return read


def _measure(zh: str, start: int, end: int, value: str, unit: str) -> dict[str, Any]:
    where = {"text": zh[start:end], "start": start}
    return where | {"value": value, "comparator": "=", "unit": unit}


def load_quantulum3() -> Read:
    """quantulum3, which reads English only: of Chinese it finds digits with Latin units at best.
    Its uncertainty is a tolerance, several values of one quantity are a range."""
    try:
        from quantulum3 import parser
    except ImportError:
        raise SystemExit("quantulum3 is not installed: pip install quantulum3") from None

    def read(zh: str) -> list[dict[str, Any]]:
        measures = []
        for q in parser.parse(zh):
            start, end = q.span
            unit = zh[start:end].lstrip("+-±0123456789.,eE× ")
            measure = _measure(zh, start, end, f"{q.value:.12g}", unit)
            by = f"{q.uncertainty:.12g}" if q.uncertainty else ""
            measures.append(measure | {"tolerance": by})
        return measures

    return read


SYSTEMS: dict[str, Callable[[], Read]] = {
    "jiebang": load_jiebang,
    "recognizers": load_recognizers,
    "quantulum3": load_quantulum3,
}
