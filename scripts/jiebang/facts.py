"""What a task's own fields say, as numbers: money, duration, target year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_PAYER = re.compile(r"中央|国家|省级|省财政|市级|市财政|区级|区县|区财政|县级")
# The comma of 1,000万元 ends no clause.
_CLAUSE = re.compile(r"[。；;（）()]|[，,](?![0-9]{3}(?![0-9]))|(?<![0-9])[，,]")


_MONEY = re.compile(r"[（(](?:单位[：:])?(亿元|万元|千元|元|亿|万)[）)]")
_TIME = re.compile(r"[（(](?:单位[：:])?(年|个月|月)[）)]")
_WHOLE = {"亿": "亿元", "万": "万元", "月": "个月"}
_NUMBER = r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_FIGURE = re.compile(
    rf"\s*((?:不超过|不高于|最高|至多|约|[≤≦])?)\s*"
    rf"((?:{_NUMBER})(?:\s*[-—–~～至]{{1,2}}\s*(?:{_NUMBER}))?)\s*(?:以内|以下)?\s*"
)
_OWN_UNIT = re.compile(
    rf"(?:(?:{_NUMBER})\s*[-—–~～至]{{1,2}}\s*)?(?:{_NUMBER})\s*(?:[万亿千]?元|[万亿]|个月|月|年|%|％)"
)
_DATE = re.compile(r"\s*((?:19|20)[0-9]{2})\s*年(?:\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?)?\s*")
_DEADLINE = re.compile(r"完成|截止|节点|时限")


def facts_of(task: Task) -> Facts:
    """The figures that a task's funding, duration and indicator fields name."""
    duration = task.field("duration")
    years = [y for i in task.indicators if (y := deadline_year(i.text.zh)) is not None]
    if not years and duration is not None:
        years = list(_due(duration))
    return Facts(
        _funding([f for f in task.section.fields if f.key == "funding"]),
        duration_months(_with_unit(duration, _TIME, 120)) if duration else None,
        max(years, default=None),
    )


def _funding(fields: Sequence[Field]) -> int | None:
    """What the fields of a task agree on; None where two of them name different sums."""
    found = {
        yuan
        for field in fields
        if not _OWN_MONEY.search(simplified(field.name.zh))
        and (yuan := funding_ceiling(_with_unit(field, _MONEY, 10**12))) is not None
    }
    return found.pop() if len(found) == 1 else None


def _due(field: Field) -> tuple[int, ...]:
    """The years in which a field of terms says that a task must be done."""
    text = _text(field)
    alone = _DATE.fullmatch(simplified(text))
    if alone and _DEADLINE.search(simplified(field.name.zh)):
        return (int(alone.group(1)),)
    return due_years(text)


def _with_unit(field: Field, units: re.Pattern[str], most: int) -> str:
    """A field's text; a figure alone gets the unit that the field's name has in brackets.

    “榜单金额（万元）” and “500” is 500万元. Where the name has a unit, and the text figures
    without one in a sentence, they may be anything: then there is no text.
    """
    text = _text(field)
    unit = units.search(simplified(field.name.zh))
    if unit is None:
        return text
    alone = _FIGURE.fullmatch(text)
    if alone is None:
        return "" if re.search(r"[0-9]", _OWN_UNIT.sub("", text)) else text
    figures = [Decimal(n) for n in re.findall(r"[0-9.]+", re.sub("[,，]", "", alone.group(2)))]
    if any(figure > most for figure in figures):
        return ""
    return alone.group(1) + alone.group(2) + _WHOLE.get(unit.group(1), unit.group(1))


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
