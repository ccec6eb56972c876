"""The base of a rate that the unit does not have: 每24小时, 人均, 单台, 各数据集, 年产."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiebang.quantities.amount import finite
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numerals import evaluate
from jiebang.quantities.reading_zh import Reading
from jiebang.quantities.units import unit_table

_CLAUSE = 60  # characters before an amount that are read as its clause
_NEAR = 18  # of them, those in which a base of time may stand before what is made (年产)
_STOPS = "，。；"
# Of these kinds 年产 and the like say nothing: 年产能利用率80%.
_NO_RATE = ("ratio", "percentage-point", "duration", "frequency", "speed")

# What a list of amounts under one 每年 is of: 每年培训3次、检查2次.
_MADE = ("count", "money", "mass", "volume", "energy", "area", "data-size")

_PLAIN_TIMES = "年月日天"  # behind 每 no other words begin with them


def find_base(r: Reading) -> tuple[str, str]:
    """The base of a rate: in UCUM, and as printed; two of them are one product.

    每24小时 “(24.h)”, “24小时”; 每人每年 “{person}.a”, “人·年”. The first is empty where the
    lexicon has no English for the base, the second where no word for “each” is printed (年产).
    """
    bases = dict(_bases(r))
    codes = [*bases.values(), _made_in(r)]
    known = "" if "" in codes[:-1] else ".".join(dict.fromkeys(filter(None, codes)))
    return known, "·".join(bases)


def _bases(r: Reading) -> Iterator[tuple[str, str]]:
    """Each base of the clause, as printed and in UCUM."""
    q = r.quantity
    floor = max(0, q.start - _CLAUSE)
    # 人均面积40平方米，比上年增加2平方米
    of_metric = r.metric.shared and r.compared.mode and q.meaning.kind not in _NO_RATE
    of_metric = of_metric and not q.share
    own = min(r.metric.end, q.start) if of_metric else q.start
    start = max(floor, *(r.text.rfind(c, floor, own) + 1 for c in _STOPS))
    within = re.split("[/每]", q.unit)[1:]
    for match in _each().finditer(r.text, start, q.start):
        printed, code = match["mean"] or match["single"] or match["daily"] or match["one"], ""
        if printed is None:
            printed, code = _every(match["size"], match["rest"])
        code = code or _code("", printed)
        of_time = unit_table().meaning(printed.lstrip("0123456789")).kind == "duration"
        past = match.end() <= r.floor
        ended = past and (of_metric or q.meaning.kind not in _MADE)  # 每小时100件、合格率99%
        if not ((of_time and ended) or printed in within):
            yield printed, code


@lru_cache(maxsize=1)
def _each() -> re.Pattern[str]:
    rates = lexicon().rates
    one = alternatives(rates["each"])
    return re.compile(
        rf"每(?![当逢每])(?:{alternatives(rates['doing'])})?"
        r"[隔一]?(?P<size>[0-9百千万亿十两]{0,6})(?=(?P<rest>[^每，。；、0-9不≥≤\s]{1,6}))"
        rf"|(?<![平各每多全两三])(?<![^.A-Za-z0-9][0-9])(?<![{rates['not_before_mean']}])(?P<mean>[{''.join(rates['mean'])}])均"
        rf"|(?<![{''.join(rates['not_before_one_of'])}])一(?P<single>{alternatives(rates['one_of'])})(?=[\u4e00-\u9fff])"
        r"|(?<![第每十])一(?P<daily>[日天周年])$"
        rf"|(?:(?<![{''.join(rates['not_before_one'])}])单|各)"
        rf"(?P<one>{one})(?![{''.join(rates['not_after_one'])}])"
    )


def _every(size: str, rest: str) -> tuple[str, str]:
    """What stands behind 每: a unit or counter, else the first noun; and its code."""
    read = unit_table().read(rest, 0)
    known = re.match(rf"(?P<counter>个?)(?P<noun>{alternatives(lexicon().rates['each'])})", rest)
    if known and known["counter"]:
        return f"{size}个", _code(size, known["noun"])  # 每个数据集
    length = read[1] if read else known.end() if known else 1 if rest[0] in _PLAIN_TIMES else 2
    if size in ("千", "百") and unit_table().read(size + rest, 0):
        size, rest, length = "", size + rest, length + 1  # 每千克
    printed = lexicon().rates["of_matter"].get(rest[:length], rest[:length])
    return size + printed, _code(size, printed)


@lru_cache(maxsize=256)
def _code(size: str, printed: str) -> str:
    """The UCUM code of a base: 小时 “h”, 24小时 “(24.h)”, 辆 “{vehicle}”; “” for none."""
    table, each = unit_table(), lexicon().rates["each"]
    entry = table.entries.get(printed)
    if printed in each:
        code = f"{{{each[printed]}}}" if each[printed] else ""  # 每个: of what, is not known
    elif entry and entry.counter and entry.en:
        code = f"{{{entry.en[0].replace(' ', '-')}}}"
    else:
        code = table.meaning(printed).ucum
    worth = evaluate(size) if size and code else None
    return f"({finite(worth.value)}.{code})" if worth and worth.value != 1 else code


def _made_in(r: Reading) -> str:
    """年产, 日均, 时速: a base of time right before what is made or used, or with speed."""
    q = r.quantity
    if "/" in q.unit or q.share or q.meaning.kind in _NO_RATE:
        return ""
    window = re.split("[，。；、]", r.text[max(r.floor, q.start - _NEAR) : q.start])[-1]
    found = _of_time().search(window)
    if found is None:
        return ""
    rates = lexicon().rates
    return str(rates["words"][found["word"]] if found["word"] else rates["bases"][found["base"]])


@lru_cache(maxsize=1)
def _of_time() -> re.Pattern[str]:
    rates = lexicon().rates
    return re.compile(
        rf"(?<![0-9一二三四五六七八九十今去明全当往前近万上本同翌])(?P<base>[{''.join(rates['bases'])}])"
        rf"(?:{alternatives(rates['of'])})|(?P<word>{alternatives(rates['words'])})"
    )
