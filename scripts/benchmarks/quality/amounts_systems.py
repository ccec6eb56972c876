"""What each system says of a Chinese statement, in the form that amounts.py scores.

Each entry of `SYSTEMS` loads its system and returns a function from a statement to its measures. A
system that is not installed ends the command with one line that says how to install it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Read = Callable[[str], list[dict[str, Any]]]
NOT_AMOUNTS = ("date", "ordinal", "name")
# Rows of their own in the package, marked as such; in the labels part of another row, or none.
NOT_MEASURED = ("condition", "term")


def load_jiebang() -> Read:
    """`jiebang.extract`: every key that the labels have, under the name the package gives it."""
    try:
        from jiebang import extract
    except ImportError:
        raise SystemExit("jiebang.extract cannot be imported: install this project") from None

    def pick(amount: object, *names: str) -> Any:
        found = (getattr(amount, name) for name in names if hasattr(amount, name))
        return next((value for value in found if value is not None), "")

    def read(zh: str) -> list[dict[str, Any]]:
        measures = []
        for amount in extract(zh):
            if pick(amount, "kind") in NOT_AMOUNTS or pick(amount, "role") in NOT_MEASURED:
                continue
            start, end = pick(amount, "span") or (pick(amount, "start"), pick(amount, "end"))
            if re.search("[0-9] ?[:：] ?[0-9]", zh[start:end]):
                continue  # 4:1 is 4 in the package, in the labels no measure
            change = str(pick(amount, "change") or "level")
            if change == "level" and pick(amount, "mode") == "to":
                # A level that something is raised or lowered to: the labels call that a change.
                change = str(pick(amount, "toward") or "level")
            high = str(pick(amount, "value_max", "upper"))
            comparator = str(pick(amount, "comparator"))
            if pick(amount, "limited") is True:
                comparator = "<="  # 最高800万元: in the package no word that compares
            if pick(amount, "implied"):
                # 提升至85% is `>=` in the package; in the labels `=` and a change.
                comparator = "~" if pick(amount, "approximate") else "="
            measures.append(
                {
                    "text": zh[start:end],
                    "start": start,
                    "metric": pick(amount, "metric"),
                    "value": str(pick(amount, "value")),
                    "value_max": high,
                    "tolerance": "" if high else str(pick(amount, "tolerance")),
                    "comparator": comparator,
                    "unit": pick(amount, "unit").partition("每")[0],
                    "change": change,
                    "mode": "" if change == "level" else str(pick(amount, "mode", "change_mode")),
                    "baseline": str(pick(amount, "baseline")),
                    "per": pick(amount, "unit").partition("每")[2]
                    or drop_single(zh[:end], pick(amount, "per_text")),
                    "approximate": bool(pick(amount, "approximate")),
                    "condition": pick(amount, "condition"),
                }
            )
        return join_shares([name_part(m) for m in measures])

    return read


def drop_single(before: str, per: str) -> str:
    """单台 and 各类 have a base in the package; in the labels 每台 and 户均 alone do."""
    bases = per.split("·")
    return "·".join(base for base in bases if not re.search(f"[单各]{base}", before))


def name_part(m: dict[str, Any]) -> dict[str, Any]:
    """千分之三: 0.003 without a unit in the package, 3 ‰ in the labels."""
    for words, unit, times in (("千分之", "‰", 1000), ("万分之", "‱", 10_000)):
        if words in m["text"] and not m["unit"]:
            high = m["value_max"] and str(Fraction(m["value_max"]) * times)
            m = {**m, "value": str(Fraction(m["value"]) * times), "value_max": high, "unit": unit}
    return m


def is_share_of(m: dict[str, Any], last: dict[str, Any]) -> bool:
    """Whether `m` is the ±10% right behind a plain value in another unit."""
    tolerance = m["text"].startswith("±") and m["unit"] in "%％" and last["unit"] not in "%％"
    adjacent = m["start"] == last["start"] + len(last["text"])
    return bool(tolerance and adjacent and not last["value_max"])


def join_shares(measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """3.3 V±10%: two rows of the package, in the labels one range from A-B to A+B."""
    joined: list[dict[str, Any]] = []
    for m in measures:
        last = joined[-1] if joined else None
        if last and is_share_of(m, last):
            value = Fraction(last["value"])
            by = abs(value) * Fraction(m["value_max"]) / 100
            last.update(value=str(value - by), value_max=str(value + by), comparator="range")
            last["text"] += m["text"]
            continue
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
        found.sort(key=lambda r: (r.start - r.end, r.start))
        taken: list[Any] = []
        for r in found:
            if all(r.end < t.start or r.start > t.end for t in taken):
                taken.append(r)
        measures = []
        for r in sorted(taken, key=lambda r: r.start):
            value = str(r.resolution.get("value") or "")
            inner = max((n.end + 1 for n in number.parse(r.text)), default=0)
            unit = "%" if value.endswith("%") else r.text[inner:].strip()
            text = zh[r.start : r.end + 1]
            measures.append(
                {
                    "text": text,
                    "start": r.start,
                    "value": value.rstrip("%"),
                    "comparator": "=",
                    "unit": unit,
                }
            )
        return measures

    return read


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
            start = q.span[0]
            text = zh[slice(*q.span)]
            unit = text.lstrip("+-±0123456789.,eE× ")
            measures.append(
                {
                    "text": text,
                    "start": start,
                    "value": f"{q.value:.12g}",
                    "tolerance": f"{q.uncertainty:.12g}" if q.uncertainty else "",
                    "comparator": "=",
                    "unit": unit,
                }
            )
        return measures

    return read


SYSTEMS: dict[str, Callable[[], Read]] = {
    "jiebang": load_jiebang,
    "recognizers": load_recognizers,
    "quantulum3": load_quantulum3,
}
