"""The amounts of an indicator as readers see them: “≥ 50%”, “reduction > 40%”, “≥50%”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jiebang.quantities.amount import plain
from jiebang.site.amounts import has_han

if TYPE_CHECKING:
    from jiebang.datasets.measures import MeasureRow
    from jiebang.quantities.amount import Amount

_SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "≈", "range": ""}
_CLOSE = ("°", "%", "‰", "′", "″", "×")  # units that stand close to their number in print
_NNBSP = "\u202f"
# Units that the originals write in Chinese; other counters (个, 项) say nothing beside the metric.
_UNITS = {
    "秒": "s", "分钟": "min", "小时": "h", "米": "m", "厘米": "cm", "毫米": "mm", "公里": "km",
    "千米": "km", "平方公里": "km²", "平方米": "m²", "米/像素": "m/px", "帧/秒": "frames/s",
    "天": "days", "日": "days", "年": "years", "个月": "months", "月": "months", "元": "yuan",
    "公斤": "kg", "千克": "kg", "克": "g", "吨": "t", "倍": "×", "度": "°", "亩": "mu",
}  # fmt: skip
# Counters that name what is counted; for where the English of the metric does not.
_COUNTERS = {"节点": "node", "卡": "card", "核": "core", "参数": "parameter", "对": "pair"}
_UCUM = re.compile(r"[A-Za-z]+(?:/[A-Za-z]+)?")  # a code that is also how the unit is written
_WORDS = {
    ("increase", "en"): "increase",
    ("decrease", "en"): "reduction",
    ("increase", "zh"): "提升",
    ("decrease", "zh"): "降低",
}
_LARGE = ((12, "trillion"), (9, "billion"), (6, "million"))


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
    sign = _SIGNS.get(row["comparator"], row["comparator"])
    sign = "" if sign == "=" else sign if chinese or not sign else sign + _NNBSP
    unit = _unit(row, chinese)
    gap = "" if not unit or has_han(unit) or unit in _CLOSE else _NNBSP
    change = _WORDS.get((amount.change.value, language), "")
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
        counter = _COUNTERS.get(unit, "")
        if counter and counter not in (row["metric_en"] or "").lower():
            return counter if row["value"] == "1" else f"{counter}s"
        return _UNITS.get(unit) or (code if _UCUM.fullmatch(code) else "")
    return re.sub(r"(?<=[A-Za-z])[23](?![\w.])", lambda m: "²³"[int(m[0]) - 2], unit)


def _number(value: str, chinese: bool, words: bool) -> str:
    """1000000 → “1 million”, “100万”; decimals as they are."""
    whole, _, rest = value.partition(".")
    if not whole.lstrip("-").isdigit():
        return value
    if chinese:
        return _ten_thousands(whole) if not rest and words else value
    for zeros, name in _LARGE if not rest else ():
        scaled = f"{Decimal(whole) / 10**zeros:f}"
        if len(whole) > zeros and len(scaled) <= 5:
            return f"{scaled}{_NNBSP}{name}"
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > 4 else whole
    return f"{grouped}.{rest}" if rest else grouped


def _ten_thousands(whole: str) -> str:
    for zeros, sign in ((12, "万亿"), (8, "亿"), (4, "万")):
        if len(whole) > zeros and whole.endswith("0" * zeros):
            return whole[:-zeros] + sign
    return whole
