"""Figures with their unit, ranges and tolerances."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from jiebang.measures.names import is_name, is_no_amount, is_number
from jiebang.measures.quantity import Quantity
from jiebang.measures.units import finite, meaning, unit_table
from jiebang.text.figures import ONE, Figure, FigureKind
from jiebang.text.numerals import figures_zh

_CROSS = re.compile(r"\s*[×xX*]\s*")
_QUALIFIER = re.compile(
    r"\s*(?:@\s*(?P<at>[A-Za-z]{1,5}[0-9]{1,3})|[（(]\s*@?(?P<in>(?:FP|BF|TF|INT|Int|int)[0-9]{1,2})"
    r"\s*[)）])"
)
_RANGE = re.compile(r"\s*(?:~+|-{1,2}|–|—{1,2}|至|到)\s*")
_MINUS = re.compile(r"(?:^|[^0-9A-Za-z°%)）])-$")
_MORE = re.compile(r"\s*(?P<more>[余多])(?![层维轮元])")
_GRADE = re.compile(r"\s*(?:数量)?级(?![别联])")
# A Han classifier is none where it begins a longer word.
_LONGER = re.compile(
    r"分(?:之|制|布|析|类|别|级|辨|层|支|子|组|为|段)|次(?:世代|要|级|生)|条件|本地|点云|核心(?!卡)|位(?:置|移|于|一体)"
    r"|类(?:型|别)|部(?:分|门|署|件)|项目(?!标)|场(?:景|站|所|馆)|路(?:径|由|线|口)|对(?:接|比|象|话|应|于)"
    r"|人(?:工智|形|机|体|物|脸|员)|字(?:节|典|符)|天(?:基|线|地|然|气)|月(?:球)|年(?:度|代|龄)|周(?:期|边)|组(?:织|合|件|网)"
    r"|层(?:级|次)|名(?:称|录|单)|段|度(?:电|量)|页面|站(?:点|位)|道路|轴承|架构|节气|类(?:新药|医疗器械)|块(?:链)|点(?:位|击|对)|单(?:位|元|个|机|卡|一)"
    r"|门(?:类|户|诊)|台(?:阶)|种(?:植|子|群)|级(?:别|联|以上医院|医院|甲|馆|响应|指标|学科)|时代|间隔|节(?:点|能)|头部|支(?:持|撑)|片(?:上|内|间)"
)
# P, T and E alone: PFLOPS where compute is meant, else a name.
_LETTER = re.compile(r"[PTE](?![A-Za-z0-9])")
# A currency may stand before its figure: 人民币1.2亿元, ￥500万.
_CURRENCY = re.compile(r"(?:人民币|￥|¥|RMB|CNY)\s?$")
_MAGNITUDE = re.compile(r"[十百千万亿]+")


def quantities(text: str, shares: Iterable[Quantity] = ()) -> tuple[Quantity, ...]:
    """Every figure of a normal text that may be an amount, in order, none overlapping.

    `shares` are quantities found by other means; a figure inside one is part of it.
    """
    found: list[Quantity] = []
    end = 0
    for share in sorted(shares, key=lambda q: (q.start, -q.end)):
        if share.start >= end:
            found.append(share)
            end = share.end
    taken = [(q.start, q.end) for q in found]
    figures = [f for f in figures_zh(text) if is_number(f, text)]
    end = 0
    for n, figure in enumerate(figures):
        inside = any(start < figure.end and figure.start < stop for start, stop in taken)
        if figure.start < end or inside or is_name(figure, text):
            continue
        quantity = _read(figure, text)
        if quantity is None:
            continue
        whole = _with_upper(quantity, figures[n + 1 :], text)
        if is_no_amount(whole, figure, text):
            continue
        found.append(_with_qualifier(whole, text))
        end = whole.end
    return tuple(_paired(sorted(found, key=lambda q: q.start), text))


def _paired(found: list[Quantity], text: str) -> list[Quantity]:
    """In a×b and a±b the first has the unit of the second."""
    for n in range(len(found) - 2, -1, -1):
        first, second = found[n], found[n + 1]
        cross = _CROSS.fullmatch(text, first.end, second.start)
        if cross or (second.tolerance and not text[first.end : second.start].strip()):
            both = [replace(first, unit=first.unit or second.unit, paired=True)]
            found[n : n + 2] = [*both, replace(second, paired=True)]
    return found


def _read(figure: Figure, text: str) -> Quantity | None:
    """A figure with the unit behind it; None where letters make it a name (5G, 7B)."""
    start, end, value, unit = figure.start, figure.end, figure.value, ""
    more = text[end - 1] in "余多" or bool(re.search(r"[余多]", text[start:end]))
    if match := _MORE.match(text, end):
        more, end = True, match.end()
    number_end = end
    vague = False
    if figure.scale != ONE and (grade := _GRADE.match(text, end)):
        vague, end = True, grade.end()
        if text.startswith("参数", end):
            unit, end = "参数", end + 2
    elif figure.kind is FigureKind.PLAIN:
        unit, end = unit_at(text, end)
        letter = re.match(r"-?[A-Za-z]", text[number_end:])
        if not unit and letter:
            return None
    else:
        sign = re.search(r"(?:\\?[%‰]|个?百分点)$", text[start:end])
        unit = sign.group().lstrip("\\") if sign else "%"
        number_end = end - (len(sign.group()) if sign else 0)
        if full := re.compile(r"\s*F\.?S\.?(?![A-Za-z])").match(text, end):
            unit, end = unit + full.group().strip(), full.end()
    currency = _CURRENCY.search(text, max(0, start - 4), start)
    if currency and (not unit or unit.startswith("元")):
        start, unit = currency.start(), unit or currency.group().strip()
    start, value, tolerance = _signed(text, start, value, unit)
    magnitude = bool(_MAGNITUDE.fullmatch(text, figure.start, figure.end))
    return Quantity(
        start,
        end,
        value,
        None,
        unit,
        number_end,
        scaled=figure.scale != ONE,
        tolerance=tolerance,
        more=more,
        vague=vague,
        magnitude=magnitude,
    )


def unit_at(text: str, at: int) -> tuple[str, int]:
    """The printed unit that begins at `at`, after two spaces at most, and its end."""
    gap = re.compile(r"\s{0,2}").match(text, at)
    begin = gap.end() if gap else at
    match = unit_table().pattern.match(text, begin)
    if match and not (len(match.group()) == 1 and _LONGER.match(text, begin)):
        return match.group(), match.end()
    letter = _LETTER.match(text, begin)
    return (letter.group(), letter.end()) if letter else ("", at)


def _signed(text: str, start: int, value: Decimal, unit: str) -> tuple[int, Decimal, bool]:
    """The figure with its ± or, at a temperature or level, its minus."""
    before = text[max(0, start - 2) : start].rstrip()
    if before.endswith(("±", "+/-", "正负")):
        return text.rindex("±" if "±" in before else before[-1], 0, start), value, True
    dash = before.endswith("-") and not re.search(r"[0-9A-Za-z°%)]-$", before)
    if value < 0 and before.endswith("-"):
        return text.rindex("-", 0, start), value, False
    if value >= 0 and dash and unit in ("°C", "摄氏度", "dB", "dBm", "°"):
        return text.rindex("-", 0, start), -value, False
    return start, value, False


def _with_upper(low: Quantity, rest: list[Figure], text: str) -> Quantity:
    """The quantity as a range, where an upper bound follows: 48V-100V, 500-10000N."""
    dash = _RANGE.match(text, low.end)
    if not dash or low.tolerance or not rest:
        return low
    following = next((f for f in rest if f.start >= dash.end()), None)
    if following is None or text[dash.end() : following.start].strip("-+"):
        return low
    high = _read(following, text)
    if high is None:
        return low
    value, top = low.value, in_unit(high, low.unit)  # 10g/cm2~24kg/cm2
    start = low.start
    if value > 0 and "-" not in dash.group() and _MINUS.search(text, max(0, start - 2), start):
        start, value = start - 1, -value  # 范围-200～200
    if low.bare and high.scaled and not low.scaled:
        value = low.value * following.scale  # 50-100万
    if top is None or value >= top:
        return low
    unit = low.unit or high.unit
    return replace(high, start=start, value=value, value_max=top, unit=unit, more=False)


def in_unit(high: Quantity, unit: str) -> Decimal | None:
    """A value in another unit, where both measure the same; a bare one has that unit."""
    if not unit or high.unit in ("", unit):
        return high.value
    ours, theirs = meaning(unit), meaning(high.unit)
    if not ours.base or ours.base != theirs.base:
        return None
    return finite(Fraction(high.value) * theirs.factor / ours.factor)


def _with_qualifier(quantity: Quantity, text: str) -> Quantity:
    """@FP16 or (FP16) behind the unit; it is not part of the quantity."""
    match = _QUALIFIER.match(text, quantity.end)
    if not match:
        return quantity
    return replace(quantity, qualifier=match["at"] or match["in"])


def qualifier_end(quantity: Quantity, text: str) -> int:
    """Where the qualifier behind a quantity ends; `quantity.end` without one."""
    match = _QUALIFIER.match(text, quantity.end) if quantity.qualifier else None
    return match.end() if match else quantity.end
