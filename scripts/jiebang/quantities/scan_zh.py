"""Figures of a Chinese text with their units: one pass, nothing around them read yet.

`scan` walks the text once with one pattern that finds where a figure, a date, a name or an
ordinal begins; each is then read to its end. Two figures that are one amount (a range, a
tolerance, a product of sizes) are one quantity.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any
from unicodedata import numeric

from jiebang.quantities.amount import BARE, Kind, finite
from jiebang.quantities.compare_zh import words
from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.quantities.numerals import evaluate, tables
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.quantity_zh import in_percent, read_quantity, sign_before
from jiebang.quantities.units import unit_table

# What is the same wherever it stands.
_ALIKE: dict[str | None, dict[str, Any]] = {
    "link": {"value": Fraction(0), "kind": Kind.NAME, "form": "link"},
    "direct": {"value": Fraction(0)},
    "part": {"value": Fraction(1, 2), "share": True},
    "fifty": {"value": Fraction(50)},
    "zero": {"value": Fraction(0), "form": "zero", "han": True},
}
_CODE = re.compile(r"[A-Za-z0-9]*(?:[-_./][A-Za-z0-9]+)*")
_BEGINNING = (
    r"(?P<link>https?://[!-~]+|[A-Za-z0-9_.+-]{1,64}@[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+)"
    r"|(?P<date>DATES)|(?P<name>NAMES)|(?P<direct>DC(?=\s*[~-]))"
    r"|(?P<letters>(?<![A-Za-z])(?!(?:<<numerals.zh.currency_letters>>|<<numerals.zh.acronyms>>)[0-9])[A-Za-z][A-Za-z+]*[-_]?(?=[0-9]))"
    r"|(?P<ordinal>第(?=\s?[0-9零一二两三四五六七八九十百千万]))"
    r"|(?P<mark>[\u2460-\u2473\u2160-\u216b])"
    r"|(?P<change><<changes.fixed>>)"
    r"|(?P<part>半数(?!致死|抑制|有效|感染|耐受|存活)|[对半]折(?![射叠旧弯线边角断痕页合扇机])|(?<!另)一半(?!导|径)|(?<=[过近超各])半(?=[，。；、的]|以上|$))|(?P<zero>(?<=为)零(?=[，。；]|$))"
    r"|(?P<fifty>半百(?![分货强年]))|(?P<half>半(?=[^导径\w]|$|以上|的|左右|(?:个?小时|年(?![度报])|个月|天|成|秒|分钟|亩|斤|公斤)))"
    r"|(?P<run>[0-9½¼¾万亿]|(?!(?<=[统唯])一|(?<=队)伍)<<numerals.zh.digits>>|<<numerals.zh.tens>>"
    r"|(?<![.A-Za-z0-9_图表])\.(?=[0-9])|[几数](?=[十百千万亿]))"
)
_DIGITS = re.compile(r"[0-9]{1,15}")


@lru_cache(maxsize=1)
def _beginnings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a figure begins, and a date."""
    zh = lexicon().numerals["zh"]
    dates = "|".join(zh["dates"]).replace("YEAR", zh["year"])
    begin = _BEGINNING.replace("DATES", dates).replace("NAMES", "|".join(zh["names"]))
    return pattern(begin), re.compile(dates)


def scan(text: str) -> list[Quantity]:
    """Every figure of a normal text, in order, none overlapping."""
    found: list[Quantity] = []
    at, begin = 0, _beginnings()[0]
    while match := begin.search(text, at):
        what = match.lastgroup
        quantity = read_quantity(text, match.start()) if what == "run" else _special(match, text)
        if quantity is None:
            at = _past(text, match.start()) if what == "run" else match.end()
            continue
        if what not in ("change", "half", "part") and quantity.kind is None:
            quantity = extend(quantity, text)
        found.append(quantity)
        at = quantity.end
    return pair_units(found, text)


def _past(text: str, start: int) -> int:
    """Behind what begins at `start` and is no figure."""
    fixed = tables().fixed.match(text, start)
    run = fixed or tables().run.match(text, start)
    return max(start + 1, run.end() if run else 0)


def _special(match: re.Match[str], text: str) -> Quantity | None:
    """What begins with more than a numeral: a name, a date, an ordinal, 一半, 翻一番."""
    what, (start, end), kind = match.lastgroup, match.span(), Kind.NAME
    if what == "half":
        return _half(match, text)
    if what in _ALIKE:
        return Quantity(start, end, number_end=end, **_ALIKE[what])
    if what == "change":
        fixed = next(f for f in lexicon().fixed if f.zh == match.group())
        more = re.compile("还?多|有余").match(text, end)  # 翻了一番多
        return Quantity(
            start, more.end() if more else end, fixed.value, unit=fixed.unit, number_end=end,
            share=True, more=bool(more), meaning=unit_table().units.get(fixed.unit, BARE),
            form=f"change {fixed.means} {fixed.mode}",
        )  # fmt: skip
    if what == "letters" and sign_before().fullmatch(match.group()):
        return read_quantity(text, end)  # HRC58
    if what == "letters":
        code = _CODE.match(text, end)
        end = code.end() if code else end  # FP16, GPT-4, Top5: a name to its end
    elif what == "date":
        kind = Kind.DATE
    elif what == "mark":
        value = Fraction(int(numeric(match.group())))
        return Quantity(start, end, value, kind=Kind.ORDINAL, number_end=end)
    run = tables().run.match(text, end + (text[end] == " ")) if what == "ordinal" else None
    if run and (worth := evaluate(run.group())):
        return Quantity(start, run.end(), worth.value, kind=Kind.ORDINAL, number_end=run.end())
    digits = _DIGITS.search(text, start, end)
    run = None if digits else tables().run.match(text, start)
    first = evaluate(run.group()) if run else None  # of 六月十八日 six
    value = Fraction(digits.group()) if digits else first.value if first else Fraction(0)
    return Quantity(start, end, value, kind=kind, number_end=end)


def _half(match: re.Match[str], text: str) -> Quantity | None:
    """半年 is half a year; not 上半年, 半导体, 大半."""
    start, end = match.span()
    if start and text[start - 1] in "上下前后大小中各多":
        return None
    if text.startswith("成", end):
        return in_percent(start, end + 1, end, Fraction(5))
    found = unit_table().read(text, end)
    if found is None:
        return None
    return Quantity(
        start, found[1], Fraction(1, 2), unit=text[end : found[1]], meaning=found[0],
        number_end=end, form="half", unit_start=end,
    )  # fmt: skip


# ---------------------------------------------------------------- two figures that are one
_RANGE = re.compile(r"\s*(?:~+|-{1,2}|–|—{1,2}|至|到)\s*")
# 0.8≤pH≤12.5, 0.8%≤Mg≤1.2%: the metric stands inside.
_BETWEEN = re.compile(r"\s*[≤<]\s*(?P<what>[^0-9≤<≥>，。；]{1,20}?)\s*[≤<]\s*")
_AND_BETWEEN = re.compile(r"\s?(?:与|和|至|到|、)\s?")
_LIST = re.compile(r"\s*[、/或和]\s*")
_CROSS = re.compile(r"\s*[×xX*]\s*")
_TOLERANCE = re.compile(r"\s*(?:±|\+/-)\s*")
_SIGN = re.compile(r"(?:[-+]|负|零下)?\s?")
_OPERAND = re.compile(r"[0-9.一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖]")


def extend(low: Quantity, text: str) -> Quantity:
    """The quantity as a range (48V-100V, 1与5之间), with a tolerance, or as a product."""
    if low.value_max is not None or (low.form in ("fraction", "ratio") and low.kind):
        return low
    if between := _BETWEEN.match(text, low.end):
        high = _operand(text, between.end())
        ranged = high and _ranged(low, high, text, "")
        if ranged:
            return replace(ranged, inner=between.span("what"))
    if (cross := _CROSS.match(text, low.end)) and (second := _operand(text, cross.end())):
        return _product(low, second, text)
    if low.tolerance is not None:
        return low
    if match := _TOLERANCE.match(text, low.end):
        return _tolerant(low, match.end(), text)
    if dash := _RANGE.match(text, low.end):
        high = _operand(text, dash.end())
        return (high and _ranged(low, high, text, dash.group().strip())) or low
    joint = _AND_BETWEEN.match(text, low.end)
    high = _operand(text, joint.end()) if joint else None
    if high and high.unit == "间":  # 1与5间, no rooms
        high = replace(high, unit="", meaning=BARE, end=high.end - 1)
    if high is None or not text.startswith(("之间", "间"), high.end):
        return low
    return _ranged(low, high, text, "") or low


def _operand(text: str, at: int) -> Quantity | None:
    """The figure with unit that begins right at a place, + or - before it allowed."""
    sign = _SIGN.match(text, at)
    begin = sign.end() if sign else at
    if not _OPERAND.match(text, begin) or _beginnings()[1].match(text, begin):
        return None
    found = read_quantity(text, begin)
    if found is None or found.kind is not None:
        return None
    negative = text[at:begin].strip() in ("-", "负", "零下") and found.value > 0
    return replace(found, start=at, value=-found.value if negative else found.value)


def _minus_before(low: Quantity, text: str) -> bool:
    return low.value > 0 and text[low.start - 1 : low.start] == "-"


def _ranged(low: Quantity, high: Quantity, text: str, dash: str) -> Quantity | None:
    value, top = low.value, high.value
    if low.bare and high.scaled and not low.scaled and value < high.scale:
        value = low.value * high.scale  # 50-100万
    if low.bare and not low.scaled and high.share and text[high.end - 1] == "成":
        value = low.value * 10  # 三到四成
    if not low.bare and high.unit != low.unit and not high.bare:
        ours, theirs = low.meaning, high.meaning  # 10g/cm2~24kg/cm2
        if not ours.base or ours.base != theirs.base or ours.kind != theirs.kind:
            return None  # 75个基点至2.5%
        top = high.value * theirs.factor / ours.factor
    apart = low.unit and high.unit and top >= 3 * value and dash in ("至", "到")
    if apart and words()["verb_end"].search(text, max(0, low.start - 8), low.start):
        return None  # 减少0.9亿元至6.4亿元
    if dash not in ("-", "--") and _minus_before(low, text) and -value < top:
        low, value = replace(low, start=low.start - 1), -value  # 范围-200~200
    if value < 0 < top and low.bare and text.startswith("零下", low.start):
        value, top = -top, value  # 零下20~30度; not 零下20℃至50℃
    if finite(value) >= finite(top):
        return None
    return _joined(
        low, high, value=value, value_max=top, scale=max(low.scale, high.scale), more=False,
        han=False, known=low.known and high.known, doubt=low.doubt or high.doubt, magnitude=False,
    )  # fmt: skip


def _joined(low: Quantity, second: Quantity, **values: Any) -> Quantity:
    """Two figures as one, with the unit that either has."""
    named = low if low.unit else second
    return replace(
        low, end=second.end, number_end=second.number_end, unit=named.unit,
        meaning=named.meaning, unit_start=named.unit_start, **({"figures": 2} | values),
    )  # fmt: skip


def _tolerant(low: Quantity, at: int, text: str) -> Quantity:
    """-18±1℃: from -19 to -17. With two kinds of units (10mm±5%) the second is apart."""
    second = _operand(text, at)
    if second is None or second.value <= 0:
        return low
    if low.unit and second.unit and low.meaning.base != second.meaning.base:
        return low
    if low.bare and second.bare:
        second = _behind_bracket(low.start, second, text)
    elif second.bare or second.unit == "%" != low.unit:
        return low
    half = second.value
    if low.unit and second.unit:
        half = half * second.meaning.factor / low.meaning.factor
    nominal = low.value
    if not low.unit and _minus_before(low, text) and _may_be_cold(second):
        low, nominal = replace(low, start=low.start - 1), -nominal
    value, top = nominal - half, nominal + half
    if finite(value) >= finite(top):
        return low  # 1±1E-30: no range that could be printed
    return _joined(low, second, value=value, value_max=top, tolerance=half, known=second.known)


def _may_be_cold(quantity: Quantity) -> bool:
    """Whether - before a figure with its unit is a minus: -18±1℃, -38±1 dBV."""
    return quantity.meaning.kind == "temperature" or quantity.unit.startswith("dB")


def _behind_bracket(start: int, second: Quantity, text: str) -> Quantity:
    """(20±2)℃, (100±1) Ω: the unit stands behind the bracket."""
    begin = second.end + 1
    bracket = text[start - 1 : start] == "(" and text[second.end : begin] == ")"
    begin += text.startswith(" ", begin)
    found = unit_table().read(text, begin) if bracket else None
    if found is None:
        return second
    return replace(
        second, unit=text[begin : found[1]], meaning=found[0], end=found[1], unit_start=begin
    )


def _product(low: Quantity, second: Quantity, text: str) -> Quantity:
    """3840×2160 is one; 60°×40° and 200×300mm stay two (see `pair_units`)."""
    whole = low.value.denominator == second.value.denominator == 1
    others: list[Quantity] = []
    more: Quantity | None = second
    while low.bare and whole and more and (more.bare or more.meaning.base == "pixel"):
        others.append(more)
        cross = _CROSS.match(text, more.end)
        more = _operand(text, cross.end()) if cross else None
    if not others or (more and more.unit):
        return low  # 450×300×180 mm: each has the unit of the last
    values = tuple(q.value for q in others)
    return _joined(low, others[-1], others=values, figures=1 + len(others), han=False)


_SIZES = ("length", "angle", "number", "count", "")


# What is listed may begin with the mark of an item (1、5毫米), which a clause begins with.
_ITEM = re.compile(r"(?:^|[，。；：（(\s])$")


def pair_units(found: list[Quantity], text: str) -> list[Quantity]:
    """In 200×300mm, +4、-2毫米 and 3、5、8 mm the first has the unit of the second."""
    for n in range(len(found) - 2, -1, -1):
        first, second = found[n], found[n + 1]
        near = second.start - first.end <= 5 and not (first.kind or second.kind)
        if not near:
            continue
        listed = first.bare and not first.han and _LIST.fullmatch(text, first.end, second.start)
        if listed and second.known and second.meaning.kind not in ("count", "number", "money", ""):
            if not _ITEM.search(text, max(0, first.start - 1), first.start):
                found[n] = replace(
                    first, unit=second.unit, meaning=second.meaning, unit_start=second.unit_start,
                    paired=True,
                )  # fmt: skip
            continue
        if not _CROSS.fullmatch(text, first.end, second.start):
            continue
        if not first.unit and second.meaning.kind not in _SIZES:  # 2×660MW: two of them
            found[n] = replace(first, kind=Kind.NUMBER)
            found[n + 1] = replace(second, doubt="a product of two figures")
        else:
            named = first if first.unit else second
            found[n] = replace(first, unit=named.unit, meaning=named.meaning, paired=True)
            found[n + 1] = replace(second, paired=True)
    return found
