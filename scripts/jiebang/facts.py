"""What a task's own fields say, as numbers: money, duration, target year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jiebang.measures import Amount, extract
from jiebang.measures.calendar import due_years, months_between
from jiebang.model import Field, Task, block_segments
from jiebang.text.twin import simplified


@dataclass(frozen=True, slots=True)
class Facts:
    """What a task's own fields say, as numbers; None where they say nothing.

    `funding_cny` is the ceiling of public money in yuan, `duration_months` the
    longest duration, `target_year` the year the indicators are due.
    """

    funding_cny: int | None = None
    duration_months: int | None = None
    target_year: int | None = None


_YUAN, _MONTHS = "{CNY}", {"a": 12, "mo": 1}
_OWN_MONEY = re.compile(
    r"自筹|承担单位|揭榜单位|牵头单位|申报单位|企业出资|配套资金|自有资金|总投资|投入不"
)
_PAYER = re.compile(r"中央|国家|省级|省财政|市级|市财政|区级|区县|区财政|县级")
# The comma of 1,000万元 ends no clause.
_CLAUSE = re.compile(r"[。；;（）()]|[，,](?![0-9]{3}(?![0-9]))|(?<![0-9])[，,]")


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
    the applicant must bring (承担单位出资 …) does not count. “2000万” is 2000万元, and of
    800—1000万元 the upper bound counts.
    """
    by_payer: dict[str, int] = {}
    for clause in _CLAUSE.split(simplified(text)):
        if _OWN_MONEY.search(clause):
            continue
        payer = _PAYER.search(clause)
        key = payer.group() if payer else ""
        for amount in extract(clause, head="资金"):
            if amount.reading.ucum == _YUAN:
                by_payer[key] = max(by_payer.get(key, 0), int(_most(amount)))
    named = {payer: yuan for payer, yuan in by_payer.items() if payer}
    return (sum(named.values()) if named else by_payer.get("")) or None


def duration_months(text: str) -> int | None:
    """The longest duration a field names, in months: “不超过3年” → 36, “两年半” → 30.

    Years, months, and spans from month to month; None for what is no whole month.
    """
    return max((*_lasting(text), *months_between(text)), default=None)


def _lasting(text: str) -> Iterator[int]:
    for amount in extract(text, head="期限"):
        months = _most(amount) * _MONTHS.get(amount.reading.ucum, 0)
        if months > 0 and months == int(months):
            yield int(months)


def _most(amount: Amount) -> Decimal:
    return amount.value if amount.value_max is None else amount.value_max


def deadline_year(text: str) -> int | None:
    """The year an indicator is due: 2025 of “到2025年，…”; the last if several."""
    return max(due_years(text), default=None)
