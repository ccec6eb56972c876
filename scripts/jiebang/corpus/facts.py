"""What a task's own fields say, as numbers: money, duration, target year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiebang.document.model import Field, Task, block_segments
from jiebang.measures import Amount, extract
from jiebang.measures.calendar import due_years, months_between
from jiebang.measures.headed import money_below, time_below
from jiebang.text.twin import simplified


@dataclass(frozen=True, slots=True)
class Facts:
    """What a task's own fields say, as numbers; None where they say nothing.

    `funding_cny` is the ceiling of public money in yuan, `duration_months` the
    longest duration, `target_year` the year the indicators are due; where none of them
    names one, that of the task's own term.
    """

    funding_cny: int | None = None
    duration_months: int | None = None
    target_year: int | None = None


_YUAN, _MONTHS = "{CNY}", {"a": 12, "mo": 1}
_OWN_MONEY = re.compile(
    r"自筹|承担单位|揭榜单位|牵头单位|申报单位|企业出资|配套资金|自有资金|总投资|投入不"
)
_PUBLIC = re.compile(r"财政|资助|补助|补贴|奖补|支持")
_PAYER = re.compile(r"中央|国家|省级|省财政|市级|市财政|区级|区县|区财政|县级")
# The comma of 1,000万元 ends no clause.
_CLAUSE = re.compile(r"[。；;（）()]|[，,](?![0-9]{3}(?![0-9]))|(?<![0-9])[，,]")

_DATE = re.compile(r"\s*((?:19|20)[0-9]{2})\s*年(?:\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?)?\s*")
_DEADLINE = re.compile(r"完成|截止|节点|时限")


def facts_of(task: Task) -> Facts:
    """The figures that a task's funding, duration and indicator fields name."""
    duration = task.field("duration")
    years = [y for i in task.indicators if (y := deadline_year(i.text.zh)) is not None]
    if not years and duration is not None:
        years = list(_due(duration))
    return Facts(
        _funding([f for f in task.section.fields if f.key in ("funding", "total")]),
        _months(duration) if duration else None,
        max(years, default=None),
    )


def _funding(fields: Sequence[Field]) -> int | None:
    """The public money that a task's fields name; None where two name different sums.

    A field that says 财政, 资助 or 补助 goes before one that does not.
    """
    sums: dict[str, int] = {}
    for field in fields:
        name = simplified(field.name.zh)
        yuan = funding_ceiling(money_below(name, _text(field)).text)
        if yuan is not None and not _OWN_MONEY.search(name):
            sums[name] = yuan
    public = {yuan for name, yuan in sums.items() if _PUBLIC.search(name)}
    found = public or set(sums.values())
    return found.pop() if len(found) == 1 else None


def _months(field: Field) -> int | None:
    return duration_months(time_below(field.name.zh, _text(field)).text)


def _due(field: Field) -> tuple[int, ...]:
    """The years in which a field of terms says that a task must be done."""
    text = _text(field)
    alone = _DATE.fullmatch(simplified(text))
    if alone and _DEADLINE.search(simplified(field.name.zh)):
        return (int(alone.group(1)),)
    return due_years(text)


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
