"""The table `measures`: one row an amount of an indicator, columns as in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jiebang.corpus.load import LoadedDocument
from jiebang.corpus.measure_names import numbered
from jiebang.datasets.columns import MEASURES
from jiebang.document.alignment import doubts_within, locate, place_within
from jiebang.document.model import Indicator, Task
from jiebang.document.task_tables import PrintedCharacter
from jiebang.quantities.amount import Amount, Change, Comparator, Role, plain
from jiebang.quantities.compare_zh import demand, is_finer
from jiebang.quantities.metric_en import MetricPlace, english
from jiebang.quantities.metric_groups import OTHER, find_metric_id, group_name
from jiebang.quantities.name_words import pattern
from jiebang.quantities.names_zh import names_zh
from jiebang.quantities.read_zh import ASKS_FOR_MORE, extract
from jiebang.quantities.states_en import find_condition_en
from jiebang.text.han import simplified

# Kinds in which an accuracy is stated as an error.
_ERRORS = ("length", "angle", "angular-rate", "duration")
_IN_SENSE = "the words ask for more; read as a bound from above, for a smaller error is better"
_PRODUCTION, _RANGE = "production", "range"
_TIME = "时间"
_DIAGNOSIS, _KINDS = "诊断", ("种", "类")
_RATE_WORD = 4  # characters: 年产, 年处理
_UNCONFIRMED = "read off a picture, not confirmed"


# A row; keys in the order of the columns. `value`, `value_max` and `value_si` are plain decimals as
# text, so that they stay exact; `confidence` is “high”, or “low: ” and the reasons. `others` may
# stand behind them, which no column holds: further values of a product (3840×2160: 2160).
MeasureRow = dict[str, Any]


def entry_rows(entry: LoadedDocument) -> Iterator[MeasureRow]:
    """The rows of one document, with `others`."""
    # A document that has lost text has no places; nothing of it is published.
    places = {} if entry.lost else locate(entry.original, entry.document)
    for task in entry.tasks:
        for indicator in task.indicators:
            if amounts := extract(indicator.text.zh):
                characters = places.get(indicator.text.id, ())
                yield from _rows(entry, task, indicator, amounts, characters)


def _rows(
    entry: LoadedDocument,
    task: Task,
    indicator: Indicator,
    amounts: tuple[Amount, ...],
    characters: Sequence[PrintedCharacter],
) -> Iterator[MeasureRow]:
    """The rows of one indicator."""
    segment = indicator.text
    en = entry.english(segment.id) if segment.translatable else segment.zh
    names = names_zh(segment.zh, amounts)
    around = english(amounts, en) if en else (MetricPlace(),) * len(amounts)
    for n, identifier, part in numbered(indicator, amounts):
        amount, place = amounts[n], around[n]
        unit = amount.meaning
        span = place_within(characters, segment.zh, part)
        text_zh = segment.zh[part.start : part.end]
        metric_zh = names[n]
        metric_id = group_of(segment.zh, metric_zh, amount)
        bound, reason = _in_sense(amount)
        if (bound is not amount.comparator and metric_id == "accuracy") or (
            metric_id == OTHER and unit.kind == "ratio" and amount.tolerance is not None
        ):
            metric_id = "relative-error"
        doubts = [reason] if reason else []
        doubts += [_UNCONFIRMED] if any(doubts_within(entry.doubts, span)) else []
        row = MEASURES.row(
            {"amount": amount, "indicator": indicator, "task": task, "place": place, "span": span},
            id=identifier,
            metric_zh=metric_zh,
            metric_en=place.metric or (group_name(metric_id) if place.text else None),
            comparator=bound.value,
            text_zh=text_zh,
            confidence=f"low: {'; '.join(doubts)}" if doubts else "high",
            condition_en=find_condition_en(
                amount.condition, segment.zh[amount.condition_end :], place.text, en
            ),
            metric_id=metric_id,
        )
        row["others"] = [plain(other) for other in amount.others]
        person = entry.names.get(identifier)
        if person is not None and person.of == text_zh:
            row |= person.columns
        yield row


def metric_id_of(zh: str, name: str, amount: Amount) -> str:
    """The metric of the vocabulary; of a rate by the words before its name, if they say it.

    年产机器人1000台 is of production, not of robots.
    """
    kind, unit = amount.meaning.kind, amount.unit
    if amount.per:
        before = zh[: min(amount.start, amount.metric_start)]
        if find_metric_id(before[-_RATE_WORD:], kind, unit) == _PRODUCTION:
            return _PRODUCTION
    return find_metric_id(name, kind, unit, change=amount.change is not Change.LEVEL)


def group_of(zh: str, name: str, amount: Amount) -> str:
    """The metric of an amount by its whole name, or else by its noun.

    A name that has “time” only for its unit's sake (平滑时间) is of no group for that, and how far
    off something is done (1米距离成像精度) is no range.
    """
    name = simplified(name)
    names = [amount.metric, name]
    if amount.meaning.kind == "count":
        names.reverse()
        handled = pattern(".{0,4}{handled}的.*种类$").match(name)
        if handled or (name.endswith(_DIAGNOSIS) and simplified(amount.unit) in _KINDS):
            return "categories"
    elif name.endswith(_TIME) and not amount.metric.endswith(_TIME):
        names.pop()
    found = (metric_id_of(zh, each, amount) for each in names)
    metric_id = next((each for each in found if each != OTHER), OTHER)
    return OTHER if metric_id == _RANGE and amount.role is Role.CONDITION else metric_id


def _in_sense(amount: Amount) -> tuple[Comparator, str]:
    """The comparator and the doubts; a lower bound on an error is one from above in its sense.

    定位精度不低于5% asks for 5% or better: that is at most 5%.
    """
    turned = {Comparator.AT_LEAST: Comparator.AT_MOST, Comparator.MORE: Comparator.LESS}
    kind = amount.meaning.kind
    if (
        amount.comparator not in turned
        or amount.change is not Change.LEVEL
        or kind not in (*_ERRORS, "ratio")
        or not is_finer(amount.metric)
    ):
        return amount.comparator, amount.reason
    better, _ = demand(amount.metric, kind in _ERRORS, amount.value)
    if better is not Comparator.LESS:
        return amount.comparator, amount.reason
    others = [r for r in amount.reason.split("; ") if r and r != ASKS_FOR_MORE]
    return turned[amount.comparator], "; ".join([_IN_SENSE, *others])
