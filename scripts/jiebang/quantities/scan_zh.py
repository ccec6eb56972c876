"""Figures of a Chinese text with their units: one pass, nothing around them read yet.

`scan` walks the text once with one pattern that finds where a figure, a date, a name or
an ordinal begins; each is then read to its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import BARE, Kind
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numerals import ARABIC, evaluate, tables
from jiebang.quantities.quantity import Quantity, percent
from jiebang.quantities.quantity_zh import DATE, read_quantity
from jiebang.quantities.range_zh import extend, pair_units
from jiebang.quantities.units import unit_table

_CURRENCY_LETTERS = "RMB|CNY|USD|EUR|JPY|HKD|GBP|US|HK"
# Acronyms of metrics, which a figure may follow without a sign: PUE1.25, IoU90%.
_ACRONYMS = (
    "PUE|IoU|mIoU|mAP|AP|AUC|MOS|QPS|FPS|BLEU|WER|CER|SNR|FOV|RMSE|MAE|CHI|FAR|FRR|MTBF"
    "|Ra|Rz|SOC|NA"
)
_CODE = r"[A-Za-z0-9]*(?:[-_./][A-Za-z0-9]+)*"
_SKIP = re.compile(
    r"(?P<link>https?://[!-~]+|[A-Za-z0-9_.+-]{1,64}@[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+)"
    r"|(?P<number>[〔\[（(]\s*(?:19|20)[0-9]{2}\s*[〕\]）)]\s*第?\s*[0-9]+\s*号?)"
    rf"|(?P<date>{DATE})"
    r"|(?P<standard>(?:GB|ISO|IEC|IEEE|ITU|YD|DB|YY|JB|HJ|ASTM)(?:/[A-Z]{1,3})?[ -]?[0-9]"
    r"[0-9.:—-]*)"
    r"|(?P<direct>DC(?=\s*[~-]))"
    rf"|(?P<letters>[A-Za-z][A-Za-z+]*[-_]?(?=[0-9]))"
    r"|(?P<version>(?<![0-9.])[0-9]+(?:\.[0-9]+){2,})"
    r"|(?P<allday>7\s?[×xX*]\s?24\s?(?:小时|h|H)?|5\s?[×xX*]\s?8\s?(?:小时|h)?)"
    r"|(?P<ordinal>第(?=\s?[0-9零一二两三四五六七八九十百千万]))"
    r"|(?P<mark>[\u2460-\u2473\u2160-\u216b])"
)


@lru_cache(maxsize=1)
def _beginning() -> re.Pattern[str]:
    """Where something with a figure begins."""
    table = tables()
    chars = "".join((*table.digits, *table.tens, "万亿"))
    fixed = alternatives(f.zh for f in lexicon().fixed)
    return re.compile(
        rf"{_SKIP.pattern}|(?P<change>{fixed})|(?P<discount>对折)|(?P<half>半数|一?半(?=[^导径\w]|$|以上|的|左右|(?:个?小时|年(?![度报])|个月|天|成|秒|分钟|亩|斤|公斤)))"
        rf"|(?P<run>[0-9{chars}½¼¾]|(?<![.A-Za-z0-9_图表])\.(?=[0-9])|[几数](?=[十百千万亿]))"
    )


def scan(text: str) -> list[Quantity]:
    """Every figure of a normal text, in order, none overlapping."""
    found: list[Quantity] = []
    at, begin = 0, _beginning()
    while match := begin.search(text, at):
        quantity = _SPECIAL[match.lastgroup](match, text) if match.lastgroup in _SPECIAL else None
        if match.lastgroup == "letters":
            at = match.end()
            if not _may_precede(match, text):
                quantity = _coded(match, text)
        elif match.lastgroup == "run":
            quantity = read_quantity(text, match.start())
        if quantity is None:
            at = max(at, match.end()) if match.lastgroup != "run" else _past(text, match.start())
            continue
        if match.lastgroup not in ("change", "half", "discount") and quantity.kind is None:
            quantity = extend(quantity, text)
        found.append(quantity)
        at = quantity.end
    return pair_units(found, text)


def _past(text: str, start: int) -> int:
    """Behind what begins at `start` and is no figure."""
    fixed = tables().fixed.match(text, start)
    run = tables().run.match(text, start)
    return max(start + 1, fixed.end() if fixed else 0, run.end() if run and not fixed else 0)


def _may_precede(match: re.Match[str], text: str) -> bool:
    """Whether letters before a figure are a currency or a metric, no part of a name."""
    letters = match.group().rstrip("-_")
    if re.fullmatch(_CURRENCY_LETTERS, letters):
        return True
    if re.fullmatch(_ACRONYMS, letters) and not match.group().endswith(("-", "_")):
        if re.compile(rf"{ARABIC}\s?%|[0-9]+\.[0-9]").match(text, match.end()):
            return True
        figure = re.compile(ARABIC).match(text, match.end())  # FOV30°, SNR10dB; not FAR5G
        unit = unit_table().read(text, figure.end()) if figure else None
        return unit is not None and not re.compile("[0-9A-Za-z]").match(text, unit[1])
    return False


def _coded(match: re.Match[str], text: str) -> Quantity:
    """FP16, GPT-4, Top5: a name to its end."""
    code = re.compile(rf"{_CODE}").match(text, match.end())
    end = code.end() if code else match.end()
    digits = re.search(r"[0-9]{1,15}", text[match.start() : end])
    value = Fraction(digits.group()) if digits else Fraction(0)
    return Quantity(match.start(), end, value, kind=Kind.NAME, number_end=end)


def _named(kind: Kind) -> Callable[[re.Match[str], str], Quantity]:
    def build(match: re.Match[str], text: str) -> Quantity:
        end, value = match.end(), Fraction(0)
        if kind is Kind.ORDINAL and match.lastgroup == "ordinal":
            run = tables().run.match(text, match.end() + (text[match.end()] == " "))
            worth = evaluate(run.group()) if run else None
            if run is None or worth is None:
                return Quantity(match.start(), end, value, kind=Kind.NAME, number_end=end)
            return Quantity(match.start(), run.end(), worth.value, kind=kind, number_end=run.end())
        if match.lastgroup == "mark":
            point = ord(match.group())
            value = Fraction(point - (0x245F if point >= 0x2460 else 0x215F))
        elif digits := re.search(r"[0-9]{1,15}", match.group()):
            value = Fraction(digits.group())
        elif year := evaluate(match.group()[:4]):
            value = year.value
        return Quantity(match.start(), end, value, kind=kind, number_end=end)

    return build


def _fixed_change(match: re.Match[str], _: str) -> Quantity:
    fixed = next(f for f in lexicon().fixed if f.zh == match.group())
    unit = unit_table().units.get(fixed.unit, BARE)
    return Quantity(
        match.start(), match.end(), fixed.value, unit=fixed.unit, meaning=unit,
        number_end=match.end(),
        form=f"change {fixed.means} {fixed.mode}", share=True,
    )  # fmt: skip


def _half(match: re.Match[str], text: str) -> Quantity | None:
    """一半 is 0.5, 半年 half a year; not 上半年, 半导体, 大半."""
    start, end = match.span()
    if start and text[start - 1] in "上下前后大小中各多":
        return None
    if text.startswith("成", end):
        return Quantity(
            start, end + 1, Fraction(5), unit="%", meaning=percent(), number_end=end, share=True
        )
    if match.group() in ("一半", "半数"):
        return Quantity(start, end, Fraction(1, 2), number_end=end, share=True)
    found = unit_table().read(text, end)
    if found is None:
        return None
    return Quantity(
        start, found[1], Fraction(1, 2), unit=text[end : found[1]], meaning=found[0],
        number_end=end, form="half", unit_start=end,
    )  # fmt: skip


def _discount(match: re.Match[str], _: str) -> Quantity:
    return Quantity(
        match.start(), match.end(), Fraction(50), unit="%", meaning=percent(),
        number_end=match.end(), share=True,
    )  # fmt: skip


def _direct(match: re.Match[str], _: str) -> Quantity:
    return Quantity(match.start(), match.end(), Fraction(0), number_end=match.end())


_SPECIAL: dict[str, Callable[[re.Match[str], str], Quantity | None]] = {
    "link": lambda match, _: Quantity(
        match.start(), match.end(), Fraction(0), kind=Kind.NAME, form="link"
    ),
    "number": _named(Kind.NAME),
    "date": _named(Kind.DATE),
    "standard": _named(Kind.NAME),
    "version": _named(Kind.NAME),
    "allday": _named(Kind.NAME),
    "ordinal": _named(Kind.ORDINAL),
    "mark": _named(Kind.ORDINAL),
    "change": _fixed_change,
    "half": _half,
    "discount": _discount,
    "direct": _direct,
}
