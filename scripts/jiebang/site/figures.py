"""The amounts of an indicator as readers see them: “≥ 50%”, “reduction > 40%”, “≥50%”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiebang.quantities.amount import plain
from jiebang.site.amounts import has_han
from jiebang.text.words import read_yaml

if TYPE_CHECKING:
    from jiebang.datasets.measures import MeasureRow
    from jiebang.quantities.amount import Amount

_NNBSP = "\u202f"
_UCUM = re.compile(r"[A-Za-z]+(?:/[A-Za-z]+)?")  # a code that is also how the unit is written


@cache
def _words() -> Mapping[str, Any]:
    return read_yaml(Path(__file__).with_name("amounts.yml"))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount: what is measured and how much, in both languages."""

    id: str
    metric: Mapping[str, str]
    amount: Mapping[str, str]
    sure: bool


def figures_of(
    measured: Iterable[tuple[MeasureRow, Amount]],
) -> Mapping[str, tuple[Figure, ...]]:
    """The amounts of each indicator, by its id."""
    found: dict[str, list[Figure]] = {}
    for row, amount in measured:
        found.setdefault(row["indicator_id"], []).append(_figure(row, amount))
    return {indicator: tuple(figures) for indicator, figures in found.items()}


def _figure(row: MeasureRow, amount: Amount) -> Figure:
    metric = {"zh": row["metric_zh"] or "", "en": row["metric_en"] or ""}
    shown = {language: amount_text(row, amount, language) for language in ("en", "zh")}
    return Figure(row["id"], metric, shown, row["confidence"] == "high")


def amount_text(row: MeasureRow, amount: Amount, language: str) -> str:
    """Which way it changes, comparator, value, unit, condition.

    A Chinese counter stands only in the Chinese. “缩短40%以上” is “reduction ≥ 40%”: the
    bound is on the change, not on what is measured.
    """
    chinese = language == "zh"
    sign = _words()["signs"].get(row["comparator"], row["comparator"])
    sign = "" if sign == "=" else sign if chinese or not sign else sign + _NNBSP
    unit = _unit(row, chinese)
    gap = "" if not unit or has_han(unit) or unit in _words()["close"] else _NNBSP
    change = _words()["changes"].get(amount.change.value, {}).get(language, "")
    change += " " if change and (not chinese or not sign) else ""
    state = row["condition_zh"] if chinese else row["condition_en"]
    # A state in words stands in the wording beside it, in both languages.
    condition = f"@{state}" if state and not has_han(row["condition_zh"] or "") else ""
    value = "×".join((_value(row, unit, chinese), *(plain(other) for other in amount.others)))
    return f"{change}{sign}{value}{gap}{unit}{condition}"


def _value(row: MeasureRow, unit: str, chinese: bool) -> str:
    low, high = row["value"], row["value_max"]
    # 万 and 亿 go with Chinese units: 2万小时, but 20000 h.
    words = not unit or has_han(unit) or not chinese
    if high is None:
        return _number(low, chinese, words)
    if low == f"-{high}":
        return f"±{_number(high, chinese, words)}"
    return f"{_number(low, chinese, words)}–{_number(high, chinese, words)}"


def _unit(row: MeasureRow, chinese: bool) -> str:
    unit = row["unit"] or ""
    if not chinese and has_han(unit):
        code = row["unit_ucum"] or ""
        counter = _words()["counters"].get(unit, "")
        if counter and counter not in (row["metric_en"] or "").lower():
            return counter if row["value"] == "1" else f"{counter}s"
        return _words()["units"].get(unit) or (code if _UCUM.fullmatch(code) else "")
    return re.sub(r"(?<=[A-Za-z])[23](?![\w.])", lambda m: "²³"[int(m[0]) - 2], unit)


def _number(value: str, chinese: bool, words: bool) -> str:
    """1000000 → “1 million”, “100万”; decimals as they are."""
    whole, _, rest = value.partition(".")
    if not whole.lstrip("-").isdigit():
        return value
    if chinese:
        return _ten_thousands(whole) if not rest and words else value
    for zeros, name in _words()["large"]["en"].items() if not rest else ():
        scaled = f"{Decimal(whole) / 10**zeros:f}"
        if len(whole) > zeros and len(scaled) <= 5:
            return f"{scaled}{_NNBSP}{name}"
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > 4 else whole
    return f"{grouped}.{rest}" if rest else grouped


def _ten_thousands(whole: str) -> str:
    for zeros, sign in _words()["large"]["zh"].items():
        if len(whole) > zeros and whole.endswith("0" * zeros):
            return f"{whole[:-zeros]}{sign}"
    return whole
