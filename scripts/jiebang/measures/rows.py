"""The table `measures`: one row an amount of an indicator, columns as in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict

from jiebang.corpus import Corpus, Entry
from jiebang.measures.amount import Amount
from jiebang.measures.english import Place, english
from jiebang.measures.parser import extract
from jiebang.measures.places import source_places
from jiebang.measures.units import plain
from jiebang.model import Indicator, Span, Task


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


def measure_rows(corpus: Corpus) -> list[MeasureRow]:
    """Every amount of every indicator, in the documents' order."""
    return [row for entry in corpus.entries for row in entry_rows(entry)]


def entry_rows(entry: Entry) -> Iterator[MeasureRow]:
    """The rows of one document."""
    return (row for row, _ in entry_measures(entry))


def entry_measures(entry: Entry) -> Iterator[tuple[MeasureRow, Amount]]:
    """The same, each with the amount it was made from: that has what no column holds."""
    found = [
        (task, indicator, amounts)
        for task in entry.tasks
        for indicator in task.indicators
        if (amounts := extract(indicator.text.zh))
    ]
    wanted = {
        indicator.text.id: [Span(a.start, a.end) for a in amounts]
        for _, indicator, amounts in found
    }
    # A document that has lost text has no places; nothing of it is published.
    places = {} if entry.lost else source_places(entry.original, entry.document, wanted)
    for task, indicator, amounts in found:
        yield from _rows(entry, task, indicator, amounts, places)


def _rows(
    entry: Entry,
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
            text_zh=segment.zh[amount.start : amount.end],
            text_en=place.text or None,
            source_start=None if span is None else span.start,
            source_end=None if span is None else span.end,
            confidence=f"low: {amount.reason}" if amount.reason else "high",
        )
        yield row, amount
