"""From the Chinese of an indicator to its amounts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from jiebang.measures import words
from jiebang.measures.amount import Amount, Change, Comparator, Confidence
from jiebang.measures.metric import NOTHING, Found, find_metric, respective
from jiebang.measures.names import may_be_name
from jiebang.measures.normal import Normal, normal
from jiebang.measures.quantity import Quantity
from jiebang.measures.reading import doubts, read_unit
from jiebang.measures.scan import qualifier_end, quantities
from jiebang.measures.shares import shares
from jiebang.measures.words import Comparison, comparison

# 一 as an article: 一种基于…的方法, 在一款芯片上, 完成一次部署.
_ARTICLE = re.compile(r"[一]\s*(?:[种个套款台项次条类家张位])")
_MADE = re.compile(
    r"(?:研制|研发|开发|形成|建立|建成|构建|搭建|打造|建设|支持|满足|完成|提出|制定|设计|获得|创建|突破|发布)(?:出|了)?\s*$"
)
_NEAR = 32  # as many amounts may stand in one bracket behind a metric
_LISTED = re.compile(r"\s*[、/]\s*")
_MADE_OF = re.compile(r"\s*(?:基于|面向|适用于|用于|针对)")


def extract(zh: str, head: str = "") -> tuple[Amount, ...]:
    """Every amount of a Chinese text, in printed order.

    Args:
        zh: one indicator, or any text.
        head: what the whole text is about (a field’s name, 资金), where it does not
            say so itself: then “2000万。” is an amount, too, and is read as one of `head`.

    Returns:
        The amounts; their spans lie in `zh` and do not overlap. Never raises.
    """
    given = normal(zh)
    text = given.text
    found: list[tuple[Quantity, Comparison, Found]] = []
    floor, ends = 0, [0]
    last_metric: Found | None = None
    last: Comparison | None = None
    for quantity in quantities(text, shares(text)):
        tail = qualifier_end(quantity, text)
        compared = _compared(text, quantity, tail, floor)
        meant = bool(head) and quantity.bare and quantity.scaled
        if not meant and _is_no_measure(text, quantity, compared, tail, floor):
            continue
        metric = find_metric(text, compared, quantity, floor, ends[-_NEAR:], last_metric)
        bare = not compared.said and compared.comparator is Comparator.EQUAL
        if metric.shared and last and bare and last.comparator is not Comparator.RANGE:
            compared = replace(compared, comparator=last.comparator, change=last.change)
        found.append((quantity, compared, metric))
        # 1米距离成像精度: the next metric begins behind this one.
        beside = text[compared.end : metric.end] == "距离"
        ends.append(metric.end if beside else compared.end)
        floor, last_metric, last = compared.end, metric, compared
    metrics = respective(text, [m for *_, m in found], [c.start for _, c, _ in found])
    return tuple(
        _amount(zh, given, quantity, compared, metric, head)
        for (quantity, compared, _), metric in zip(found, metrics, strict=True)
    )


def _compared(text: str, quantity: Quantity, tail: int, floor: int) -> Comparison:
    """The comparison of a quantity, with what its own form says (range, ±, 余)."""
    found = comparison(text, quantity.start, tail)
    if found.start < floor:
        found = replace(found, start=max(floor, 0))
    if quantity.value_max is not None or quantity.tolerance:
        start = found.start
        if text[:start].endswith(("介于", "界于")):
            start -= 2
        end = found.end + 2 if text.startswith("之间", found.end) else found.end
        edge = min(found.noun_end, start)
        return replace(
            found, comparator=Comparator.RANGE, better="", start=start, end=end, noun_end=edge
        )
    if quantity.more and not found.said:
        return replace(found, comparator=Comparator.MORE)
    return found


def _is_no_measure(
    text: str, quantity: Quantity, compared: Comparison, tail: int, floor: int
) -> bool:
    """Bare numbers that nothing compares, bare magnitudes, and 一 as an article."""
    if quantity.share or quantity.inner:
        return False
    if not compared.said and quantity.magnitude:
        return True
    letter = quantity.unit in ("P", "T", "E") or not compared.said
    if letter and may_be_name(quantity, text[max(0, compared.start - 16) : compared.start]):
        return True
    if quantity.bare:
        listed = (
            floor
            and _LISTED.fullmatch(text, floor, quantity.start)
            and text[tail : tail + 1] in ("", "、", "，", "。", "；")
        )
        has_reason = compared.said or quantity.tolerance or quantity.paired or listed
        return not (has_reason or quantity.value_max is not None)
    if text[: compared.start].endswith("每") or (quantity.unit == "自由度" and not compared.said):
        return True
    if quantity.unit == "次" and quantity.value == 2 and not compared.said:
        return True  # 二次开发
    article = _ARTICLE.match(text, quantity.start)
    if not article or compared.said or quantity.value != 1:
        return False
    if _MADE_OF.match(text, tail) or text[quantity.number_end] == "次":
        return True
    at_end = not text[tail:] or text[tail] in "，。；、（("
    return not (at_end or _MADE.search(text, max(0, quantity.start - 8), quantity.start))


def _amount(
    zh: str, given: Normal, quantity: Quantity, compared: Comparison, metric: Found, head: str
) -> Amount:
    """The amount, with places in the text as given."""
    name = given.text[metric.start : metric.end] if metric is not NOTHING else ""
    reading = read_unit(quantity, f"{head} {name}" if quantity.bare and head else name)
    comparator, torn = compared.comparator, compared.torn
    reasons = ["two comparators disagree"] if torn else []
    if compared.better:
        absolute = reading.kind not in ("ratio", "score", "count", "number")
        sign, sure = words.demand(name, absolute, quantity.value)
        comparator = sign
        if compared.better == "no worse":
            less = sign is Comparator.LESS
            comparator = Comparator.AT_MOST if less else Comparator.AT_LEAST
        if not sure:
            reasons.append("better than: taken for more")
    value, top = quantity.value, quantity.value_max
    if comparator is Comparator.RANGE and quantity.tolerance:
        value, top = -abs(value), abs(value)
    reasons += doubts(quantity, comparator, reading, name, bool(metric.end))
    start, end = given.back(compared.start, compared.end)
    where = given.back(metric.start, metric.end) if metric is not NOTHING else (start, start)
    return Amount(
        metric=zh[where[0] : where[1]],
        metric_start=where[0],
        metric_end=where[1],
        comparator=comparator,
        value=_plus_zero(value),
        value_max=top,
        unit=_printed_unit(given, zh, quantity),
        reading=reading,
        start=start,
        end=end,
        change=compared.change
        or _change_first(given.text, quantity, compared, metric, reading.kind),
        qualifier=quantity.qualifier,
        confidence=Confidence.LOW if reasons else Confidence.HIGH,
        reason="; ".join(reasons),
    )


def _plus_zero(value: Decimal) -> Decimal:
    return value if value else Decimal(0)


def _printed_unit(given: Normal, zh: str, quantity: Quantity) -> str:
    """The unit as printed: of a single figure, the signs behind its number."""
    if not quantity.unit or quantity.share:
        return quantity.unit
    place = given.text.find(quantity.unit, quantity.start, quantity.end)
    if place < 0:
        return quantity.unit
    start, end = given.back(place, place + len(quantity.unit))
    # LaTeX counts as it renders.
    return quantity.unit if "\\" in zh[start:end] else zh[start:end]


def _change_first(
    text: str, quantity: Quantity, compared: Comparison, metric: Found, kind: str
) -> Change | None:
    """提升推理速度≥2倍: the verb of change before the noun, the amount behind it."""
    if kind != "ratio" or metric is NOTHING or metric.start >= quantity.start:
        return None
    verb = words.CHANGE_AT_START.match(text, max(0, metric.start - 2))
    if not verb or verb.end() != metric.start:
        return None
    between = text[metric.end : compared.start]
    if re.search(r"至|到|达", between + text[compared.start : quantity.start]):
        return None
    return Change.INCREASE if verb["up"] else Change.DECREASE
