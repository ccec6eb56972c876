"""The table `measures`: one row an amount of an indicator, columns as in the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypedDict

from jiebang.document.model import Document, Indicator, Span, Task
from jiebang.measures.amount import Amount
from jiebang.measures.english import english
from jiebang.measures.english_metric import Place
from jiebang.measures.parser import extract
from jiebang.measures.places import source_places
from jiebang.measures.units import plain
from jiebang.measures.words import CHANGE_AT_END
from jiebang.text.twin import simplified


class Measured(Protocol):
    """What of a document this reads: an Entry of jiebang.corpus.load is one."""

    @property
    def document(self) -> Document: ...
    @property
    def original(self) -> str: ...
    @property
    def lost(self) -> str: ...
    @property
    def tasks(self) -> tuple[Task, ...]: ...
    def english(self, segment_id: str, /) -> str: ...


class MeasuredCorpus(Protocol):
    @property
    def entries(self) -> Sequence[Measured]: ...


class MeasureRow(TypedDict):
    """A row; keys in the order of the contract's columns.

    `value`, `value_max` and `value_si` are plain decimals as text, so that they stay
    exact; `confidence` is “high”, or “low: ” and the reasons.
    """

    id: str
    indicator_id: str
    task_id: str
    metric_zh: str | None
    metric_en: str | None
    comparator: str
    value: str
    value_max: str | None
    unit: str | None
    unit_ucum: str | None
    quantity_kind: str | None
    value_si: str | None
    unit_si: str | None
    text_zh: str
    text_en: str | None
    source_start: int | None
    source_end: int | None
    confidence: str


def measure_rows(corpus: MeasuredCorpus) -> list[MeasureRow]:
    """Every amount of every indicator, in the documents' order."""
    return [row for entry in corpus.entries for row in entry_rows(entry)]


def entry_rows(entry: Measured) -> Iterator[MeasureRow]:
    """The rows of one document."""
    return (row for row, _ in entry_measures(entry))


def entry_measures(entry: Measured) -> Iterator[tuple[MeasureRow, Amount]]:
    """The same, each with the amount it was made from: that has what no column holds."""
    found = [
        (task, indicator, amounts)
        for task in entry.tasks
        for indicator in task.indicators
        if (amounts := extract(indicator.text.zh))
    ]
    wanted = {
        indicator.text.id: shown(indicator.text.zh, amounts) for _, indicator, amounts in found
    }
    # A document that has lost text has no places; nothing of it is published.
    places = {} if entry.lost else source_places(entry.original, entry.document, wanted)
    for task, indicator, amounts in found:
        yield from _rows(entry, task, indicator, amounts, places)


def shown(zh: str, amounts: Sequence[Amount]) -> list[Span]:
    """The spans in `zh` that the rows give as their text, in order, none overlapping.

    An amount with its comparator words; one of change with the verb that says which way,
    where that stands right before the amount or before its noun: 降低数据传输量80%以上.
    """
    spans: list[Span] = []
    text, floor = simplified(zh), 0
    for amount in amounts:
        start = amount.start
        if amount.change is not None:
            start = _verb(text, amount, floor)
        spans.append(Span(start, amount.end))
        floor = amount.end
    return spans


def _verb(text: str, amount: Amount, floor: int) -> int:
    """Where the verb of change begins; the amount's own start if it stands elsewhere."""
    ends = [amount.start]
    if floor <= amount.metric_start and amount.metric_end <= amount.start and amount.metric:
        ends.append(amount.metric_start)
    for end in ends:
        verb = CHANGE_AT_END.search(text, floor, end)
        if verb and not re.search("[，。；]", text[verb.start() : amount.start]):
            return verb.start()
    return amount.start


def _rows(
    entry: Measured,
    task: Task,
    indicator: Indicator,
    amounts: tuple[Amount, ...],
    places: Mapping[str, list[Span | None]],
) -> Iterator[tuple[MeasureRow, Amount]]:
    """The rows of one indicator, each with its amount."""
    segment = indicator.text
    en = entry.english(segment.id) if segment.translatable else segment.zh
    spans = places.get(segment.id, [])
    around = english(amounts, en) if en else (Place(),) * len(amounts)
    words = shown(segment.zh, amounts)
    for n, (amount, place) in enumerate(zip(amounts, around, strict=True)):
        unit, value_si = amount.reading, amount.value_si
        span = spans[n] if spans else None
        row = MeasureRow(
            id=f"{indicator.id}.m{n + 1}",
            indicator_id=indicator.id,
            task_id=task.id,
            metric_zh=amount.metric or None,
            metric_en=place.metric or None,
            comparator=amount.comparator.value,
            value=plain(amount.value),
            value_max=None if amount.value_max is None else plain(amount.value_max),
            unit=amount.unit or None,
            unit_ucum=unit.ucum or None,
            quantity_kind=unit.kind or None,
            value_si=None if value_si is None else plain(value_si),
            unit_si=unit.base or None,
            text_zh=segment.zh[words[n].start : words[n].end],
            text_en=place.text or None,
            source_start=None if span is None else span.start,
            source_end=None if span is None else span.end,
            confidence=f"low: {amount.reason}" if amount.reason else "high",
        )
        yield row, amount
