"""Corpus → the datasets in site/data/: each table as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.corpus import Corpus
from jiebang.datasets import columns, tables
from jiebang.datasets.writers import to_csv, to_json
from jiebang.files import write_atomic
from jiebang.layout import Layout


def filled_tables(
    corpus: Corpus,
) -> tuple[tuple[columns.Table, tuple[Mapping[str, object], ...]], ...]:
    """Every table with its rows, in the order of `columns.TABLES`."""
    filled: tuple[tuple[columns.Table, Iterable[Mapping[str, object]]], ...] = (
        (columns.DOCUMENTS, tables.document_rows(corpus)),
        (columns.TASKS, tables.task_rows(corpus)),
        (columns.INDICATORS, tables.indicator_rows(corpus)),
        (columns.SEGMENTS, tables.segment_rows(corpus)),
        (columns.TERMS, tables.term_rows(corpus)),
    )
    return tuple((table, tuple(found)) for table, found in filled)


def write_datasets(corpus: Corpus, layout: Layout) -> tuple[Path, ...]:
    """Write all tables into site/data/; byte for byte the same for the same corpus.

    All are worked out before the first is written. A file that is right already
    is not touched.

    Returns:
        The files, whether they changed or not.

    Raises:
        InputError: a value that cannot be written, or a place that cannot.
    """
    contents: dict[Path, bytes] = {}
    for table, found in filled_tables(corpus):
        contents[layout.data / f"{table.name}.csv"] = to_csv(table, found)
        contents[layout.data / f"{table.name}.json"] = to_json(table, found)
    for path, content in contents.items():
        write_atomic(path, content)
    return tuple(contents)
