"""The amounts of an indicator as readers see them: “≥ 50 %”, “≥50%”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiebang.site.amounts import has_han

if TYPE_CHECKING:
    from jiebang.measures.rows import MeasureRow

_SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "≈", "range": ""}
_CLOSE = ("°", "%", "‰", "′", "″")  # units that stand close to their number in Chinese print
_NNBSP = "\u202f"
# Units that the originals write in Chinese; counters (个, 项) say nothing beside the metric.
_UNITS = {
    "秒": "s", "分钟": "min", "小时": "h", "米": "m", "厘米": "cm", "毫米": "mm", "公里": "km",
    "千米": "km", "平方公里": "km²", "平方米": "m²", "米/像素": "m/px", "帧/秒": "frames/s",
    "天": "days", "日": "days", "年": "years", "个月": "months", "月": "months", "元": "yuan",
    "公斤": "kg", "千克": "kg", "克": "g", "吨": "t", "倍": "×", "度": "°", "亩": "mu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount: what is measured and how much, in both languages."""

    id: str
    metric: Mapping[str, str]
    amount: Mapping[str, str]
    sure: bool


def figures_of(rows: Iterable[MeasureRow]) -> Mapping[str, tuple[Figure, ...]]:
    """The amounts of each indicator, by its id."""
    found: dict[str, list[Figure]] = {}
    for row in rows:
        found.setdefault(row["indicator_id"], []).append(_figure(row))
    return {indicator: tuple(figures) for indicator, figures in found.items()}


def _figure(row: MeasureRow) -> Figure:
    metric = {"zh": row["metric_zh"] or "", "en": row["metric_en"] or ""}
    amount = {language: amount_text(row, language) for language in ("en", "zh")}
    return Figure(row["id"], metric, amount, row["confidence"] == "high")


def amount_text(row: MeasureRow, language: str) -> str:
    """Comparator, value and unit; a Chinese counter only in the Chinese."""
    chinese = language == "zh"
    sign = _SIGNS.get(row["comparator"], row["comparator"])
    value = _number(row["value"], chinese)
    if row["value_max"] is not None:
        value = f"{value}–{_number(row['value_max'], chinese)}"
    unit = row["unit"] or ""
    if not chinese and has_han(unit):
        unit = _UNITS.get(unit, "")
    gap = "" if not unit or has_han(unit) or (chinese and unit in _CLOSE) else _NNBSP
    sign = "" if sign == "=" else sign if chinese or not sign else sign + _NNBSP
    return f"{sign}{value}{gap}{unit}"


def _number(value: str, chinese: bool) -> str:
    """1000000 → “1,000,000”, “100万”; decimals as they are."""
    whole, _, rest = value.partition(".")
    if not whole.lstrip("-").isdigit():
        return value
    if chinese:
        return _ten_thousands(whole) if not rest else value
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > 4 else whole
    return f"{grouped}.{rest}" if rest else grouped


def _ten_thousands(whole: str) -> str:
    for zeros, sign in ((8, "亿"), (4, "万")):
        if len(whole) > zeros and whole.endswith("0" * zeros):
            return whole[:-zeros] + sign
    return whole
