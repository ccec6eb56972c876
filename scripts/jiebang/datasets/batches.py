"""Corpus → batches of rows, a document at a time, so that memory does not grow with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiebang.corpus.load import Entry
from jiebang.datasets import columns, tables
from jiebang.datasets.kinds import Table
from jiebang.datasets.tables import Frame, Source
from jiebang.measures.rows import entry_rows

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one document by table name; the terms come last, in a batch of their own."""

    entry: Entry | None
    rows: Mapping[str, tuple[Row, ...]]


def read_batch(source: Frame, entry: Entry) -> Batch:
    """Every row of one document."""
    measures = tuple(entry_rows(entry))
    document = tables.document_row(source, entry, len(measures))
    found: dict[str, tuple[Row, ...]] = {
        columns.DOCUMENTS.name: (document,),
        columns.TASKS.name: tuple(tables.task_rows(source, entry)),
        columns.INDICATORS.name: tuple(tables.indicator_rows(source, entry)),
        columns.MEASURES.name: measures,
        columns.SEGMENTS.name: tuple(tables.segment_rows(entry)),
    }
    return Batch(entry, found)


def read_batches(source: Source) -> Iterator[Batch]:
    """Every row of every table, once, in the documents' order."""
    counts: Counter[str] = Counter()
    for entry in source.entries:
        counts.update(tables.count_terms(source.terms, entry))
        yield read_batch(source, entry)
    yield Batch(None, {columns.TERMS.name: tuple(tables.term_rows(source.terms, counts))})


def filled_tables(source: Source) -> tuple[tuple[Table, tuple[Row, ...]], ...]:
    """Every table with all its rows, in the order of `columns.TABLES`."""
    rows: dict[str, list[Row]] = {table.name: [] for table in columns.TABLES}
    for batch in read_batches(source):
        for name, found in batch.rows.items():
            rows[name] += found
    return tuple((table, tuple(rows[table.name])) for table in columns.TABLES)
