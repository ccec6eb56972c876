"""What a task's own fields say, as numbers: money, duration, target year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jiebang.model import Field, Task, block_segments
from jiebang.text.markers import han_number


@dataclass(frozen=True, slots=True)
class Facts:
    """What a task's own fields say, as numbers; None where they say nothing.

    `funding_cny` is the ceiling of public money in yuan, `duration_months` the
    longest duration, `target_year` the year the indicators are due.
    """

    funding_cny: int | None = None
    duration_months: int | None = None
    target_year: int | None = None


_SCALE = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
# A bare “2000万” in a field that names money is yuan; a bare “1” is not money.
_MONEY = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(?:(百万|千万|万|亿|百|千)\s*元?|元)")
_OWN_MONEY = re.compile(
    r"自筹|承担单位|揭榜单位|牵头单位|申报单位|企业出资|配套资金|自有资金|总投资|投入不"
)
_PAYER = re.compile(r"中央|国家|省级|省财政|市级|市财政|区级|区县|区财政|县级")
_DURATION = re.compile(
    r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})\s*(个?月|年)(?!\s*\d{1,2}\s*月)"
)
_DEADLINE = re.compile(
    r"(?:到|至|截至|截止到|截止|力争|在)\s*((?:19|20)\d\d)\s*年(?:底|末|前|，|,|左右|以前)?"
)


def facts_of(task: Task) -> Facts:
    """The figures that a task's funding, duration and indicator fields name."""
    funding, duration = task.field("funding"), task.field("duration")
    years = [y for i in task.indicators if (y := deadline_year(i.text.zh)) is not None]
    return Facts(
        funding_ceiling(_text(funding)) if funding else None,
        duration_months(_text(duration)) if duration else None,
        max(years, default=None),
    )


def _text(field: Field) -> str:
    return "".join(s.zh for block in field.blocks for s in block_segments(block))


def funding_ceiling(text: str) -> int | None:
    """The most public money a funding field promises to a task, in yuan.

    The highest amount of each payer (市级财政, 区级财政 …), the payers added up; what
    the applicant must bring (承担单位出资 …) does not count. “2000万” is 2000万元.
    """
    by_payer: dict[str, int] = {}
    for clause in re.split(r"[，。；,;]", text):
        if _OWN_MONEY.search(clause):
            continue
        payer = _PAYER.search(clause)
        for number, scale in _MONEY.findall(clause):
            yuan = int(Decimal(number.replace(",", "").replace("，", "")) * _SCALE[scale])
            key = payer.group() if payer else ""
            by_payer[key] = max(by_payer.get(key, 0), yuan)
    named = {payer: yuan for payer, yuan in by_payer.items() if payer}
    return (sum(named.values()) if named else by_payer.get("")) or None


def duration_months(text: str) -> int | None:
    """The longest duration a field names, in months: “不超过3年” → 36."""
    months = []
    for number, unit in _DURATION.findall(text):
        value = Decimal(number) if number[0].isdecimal() else Decimal(han_number(number))
        whole = value * (12 if unit == "年" else 1)
        if value < 1900 and whole == int(whole):
            months.append(int(whole))
    return max(months, default=None)


def deadline_year(text: str) -> int | None:
    """The year an indicator is due: 2025 of “到2025年，…”; the last if several."""
    years = [int(year) for year in _DEADLINE.findall(text)]
    return max(years, default=None)
