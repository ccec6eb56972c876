"""Amounts and dates as a reader of either language expects them: “≥ 50%”, “reduction > 40%”."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jiebang.datasets.measures import MeasureRow
from jiebang.site.strings import load_strings
from jiebang.text.han import is_traditional
from jiebang.text.words import read_yaml

_NNBSP = "\u202f"
_UCUM = re.compile(r"[A-Za-z]+(?:/[A-Za-z]+)?")  # a code that is also how the unit is written
# Common characters that simplified text does not have: a cheap first look.
_TRADITIONAL = re.compile(
    "[們個來為國說時會對過發後學現當動還進開從實無與長機關點業將兩間問應頭體見產話給門員論處義"
    "認條別變總電數報結務計資許統區書則達難權設記類據該規萬術領確觀導運標單預級構創證視項練聯專"
    "範質況協組維評軟檢圖監優織適醫劃災網財須廳辦號責職稱額詞複雜課題類]"
)
_TAGGED = re.compile(r'lang="zh-Hans"([^<>]*>)(\s*[^<\s][^<]*)')
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@cache
def _words() -> Mapping[str, Any]:
    return read_yaml(Path(__file__).with_name("amounts.yml"))  # type: ignore[no-any-return]


# ---------------------------------------------------------------- languages


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def language_tag(text: str) -> str:
    """The `lang` of a text of unknown language: Chinese as soon as there is Chinese in it."""
    if not has_han(text):
        return "en"
    return "zh-Hant" if _TRADITIONAL.search(text) and is_traditional(text) else "zh-Hans"


def tag_traditional(page: str) -> str:
    """A page whose texts in traditional characters say that they are: `lang="zh-Hant"`."""
    if not _TRADITIONAL.search(page):
        return page
    return _TAGGED.sub(lambda found: f'lang="{language_tag(found[2])}"{found[1]}{found[2]}', page)


# ---------------------------------------------------------------- sums, spans, sizes, dates


def yuan(amount: int, language: str) -> str:
    """20000000 → “RMB 20 million”, “2000万元”."""
    sizes = _words()["yuan"][language]
    size, form = next((one for one in sizes if amount >= one[0]), sizes[-1])
    return str(form.format((Decimal(amount) / size).normalize()))


def months(number: int, language: str) -> str:
    """36 → “3 years”, “3年”; 18 → “18 months”, “18个月”."""
    whole = number and number % 12 == 0
    unit, count = ("years", number // 12) if whole else ("months", number)
    return load_strings(language).count(f"count.{unit}", count)


def file_size(size: int) -> str:
    """1536 → “1.5 kB”."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def long_date(iso: str) -> str:
    """2023-09-22 → “September 22, 2023”; 2023-09 → “September 2023”; else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
    if not found or not 1 <= int(found[2]) <= 12:
        return iso
    month = month_name[int(found[2])]
    return f"{month} {int(found[3])}, {found[1]}" if found[3] else f"{month} {found[1]}"


# ---------------------------------------------------------------- amounts of indicators


@dataclass(frozen=True, slots=True)
class ShownAmount:
    """One amount: what is measured and how much, in both languages."""

    metric: Mapping[str, str]
    amount: Mapping[str, str]
    sure: bool


def figure_of(row: MeasureRow) -> ShownAmount:
    """What a page shows of a row."""
    metric = {"zh": row["metric_zh"] or "", "en": row["metric_en"] or ""}
    return ShownAmount(metric, amount_texts(row), row["confidence"] == "high")


def amount_texts(row: MeasureRow) -> dict[str, str]:
    """An amount as it is written, by language."""
    return {language: amount_text(row, language) for language in ("en", "zh")}


def amount_text(row: MeasureRow, language: str) -> str:
    """Which way it changes, comparator, value, unit, condition.

    A Chinese counter stands only in the Chinese. “缩短40%以上” is “reduction ≥ 40%”: the
    bound is on the change, not on what is measured.
    """
    chinese = language == "zh"
    sign = _words()["signs"].get(row["comparator"], row["comparator"])
    sign = "" if sign == "=" else sign if chinese or not sign else sign + _NNBSP
    unit = _unit(row, chinese)
    gap = "" if not unit or has_han(unit) or unit in _words()["close"] else _NNBSP
    change = _words()["changes"].get(row["change"], {}).get(language, "")
    change += " " if change and (not chinese or not sign) else ""
    state = row["condition_zh"] if chinese else row["condition_en"]
    # A state in words stands in the wording beside it, in both languages.
    condition = f"@{state}" if state and not has_han(row["condition_zh"] or "") else ""
    value = "×".join((_value(row, unit, chinese), *row["others"]))
    return f"{change}{sign}{value}{gap}{unit}{condition}"


def _value(row: MeasureRow, unit: str, chinese: bool) -> str:
    low, high = row["value"], row["value_max"]
    # 万 and 亿 go with Chinese units: 2万小时, but 20000 h.
    words = not unit or has_han(unit) or not chinese
    if high is None:
        return _number(low, chinese, words)
    before = "±" if low == f"-{high}" else f"{_number(low, chinese, words)}–"
    return before + _number(high, chinese, words)


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
    if not whole.lstrip("-").isdigit() or (chinese and (rest or not words)):
        return value
    for zeros, name in () if rest else _words()["large"]["zh" if chinese else "en"].items():
        scaled = f"{Decimal(whole) / 10**zeros:f}"
        if len(whole) > zeros and chinese and "." not in scaled:
            return f"{scaled}{name}"
        if len(whole) > zeros and not chinese and len(scaled) <= 5:
            return f"{scaled}{_NNBSP}{name}"
    if chinese:
        return value
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > 4 else whole
    return f"{grouped}.{rest}" if rest else grouped
