"""What one document adds to each file of a release: a pure function of the document.

A fragment is text, made and checked against the schemas once, by whoever has the document,
and cached. The files of a release are fragments one after another.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jiebang.corpus.load import Entry, Rules, make_entry
from jiebang.corpus.walk import DocumentInput, SameAs, Walk
from jiebang.datasets import columns, tables
from jiebang.datasets.api import api_files
from jiebang.datasets.formats.markdown import markdown_files
from jiebang.datasets.formats.tmx import tmx_units
from jiebang.datasets.formats.xliff import xliff_file
from jiebang.datasets.kinds import Table
from jiebang.datasets.measures import entry_rows
from jiebang.datasets.rows import Batch, Row
from jiebang.datasets.tables import Frame, Source
from jiebang.datasets.validate import validate_rows
from jiebang.datasets.writers import csv_line, json_line

TMX, XLIFF = "jiebang.tmx", "jiebang.xlf"
# Parts that go into the index of the API.
LISTS = ("api/documents", "api/tasks")


@dataclass(frozen=True)
class Fragment:
    """The share of one document, "" for what comes of all of them (the terms).

    `parts` has what goes into a file of many: lines of `<table>.csv` and
    `<table>.jsonl`, `<table>.digest` (lines without addresses), units of TMX and
    XLIFF, lines of the API's index. `files` are whole files, by path in site/.
    `terms` counts its segments by term.
    """

    document: str
    parts: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, list[dict[str, object]]]:
        """The rows of each table that it has any of, as JSON has them."""
        return {
            table.name: [json.loads(line) for line in lines.split("\n")[:-1]]
            for table in columns.TABLES
            if (lines := self.parts.get(f"{table.name}.jsonl"))
        }

    def packed(self) -> bytes:
        """As bytes, to be cached or sent."""
        record = [self.document, dict(self.parts), dict(self.files), dict(self.terms)]
        return zlib.compress(json.dumps(record, ensure_ascii=False).encode(), 1)


def unpack(data: bytes) -> Fragment:
    """The fragment of `Fragment.packed`."""
    document, parts, files, terms = json.loads(zlib.decompress(data))
    return Fragment(document, parts, files, terms)


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
        columns.TASK_THEMES.name: tuple(tables.task_theme_rows(entry)),
    }
    return Batch(entry, found)


def make_fragment(source: Frame, entry: Entry) -> Fragment:
    """The fragment of a document.

    Raises:
        InputError: a value that cannot be written, or rows that do not agree with
            their schema.
    """
    batch = read_batch(source, entry)
    files, lists = api_files(source, batch)
    parts = _format_rows(batch)
    parts[TMX] = tmx_units(batch)
    parts[XLIFF] = xliff_file(batch)
    parts |= zip(LISTS, lists, strict=True)
    rights = source.project.license
    return Fragment(
        entry.document.id,
        parts,
        {**markdown_files(entry, rights.id or rights.name), **files},
        tables.count_terms(source.terms, entry),
    )


def fragment_document(rules: Rules, given: DocumentInput) -> bytes:
    """The fragment of a document, packed."""
    entry = make_entry(given.texts, rules.themes, dict(given.same_as))
    return make_fragment(rules, entry).packed()


def walk_fragments(walk: Walk, same_as: Mapping[str, SameAs]) -> Iterator[Fragment]:
    """The fragment of every document, in order; `same_as` as a `Review` has found it."""
    for _, data in walk.each("fragment", fragment_document, same_as):
        yield unpack(data)


def with_terms(frame: Frame, fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """The fragments, and that of terms and metrics, with how often each occurs in all."""
    terms: Counter[str] = Counter()
    metrics: Counter[str] = Counter()
    for fragment in fragments:
        terms.update(fragment.terms)
        rows = fragment.rows.get(columns.MEASURES.name, ())
        metrics.update(str(row["metric_id"]) for row in rows)
        yield fragment
    yield Fragment("", _format_rows(Batch(None, _shared_rows(frame, terms, metrics))))


def _shared_rows(
    frame: Frame, terms: Mapping[str, int], metrics: Mapping[str, int]
) -> dict[str, tuple[Row, ...]]:
    """The rows that belong to no document."""
    return {
        columns.METRICS.name: tuple(tables.metric_rows(metrics)),
        columns.TERMS.name: tuple(tables.term_rows(frame.terms, terms)),
    }


def read_tables(source: Source) -> tuple[tuple[Table, tuple[Row, ...]], ...]:
    """Every table with all its rows, in the order of `columns.TABLES`."""
    rows: dict[str, list[Row]] = {table.name: [] for table in columns.TABLES}
    counts: Counter[str] = Counter()
    for entry in source.entries:
        counts.update(tables.count_terms(source.terms, entry))
        for name, found in read_batch(source, entry).rows.items():
            rows[name] += found
    metrics = Counter(str(row["metric_id"]) for row in rows[columns.MEASURES.name])
    for name, found in _shared_rows(source, counts, metrics).items():
        rows[name] += found
    return tuple((table, tuple(rows[table.name])) for table in columns.TABLES)


def _format_rows(batch: Batch) -> dict[str, str]:
    parts: dict[str, str] = {}
    for table in columns.TABLES:
        rows = batch.rows.get(table.name, ())
        if not rows:
            continue
        parts[f"{table.name}.csv"] = "".join(csv_line(table, row) + "\n" for row in rows)
        parts[f"{table.name}.jsonl"] = "".join(json_line(table, row) + "\n" for row in rows)
        if "url" in table.names:  # differs by where the site stands
            bare = ({**row, "url": None} for row in rows)
            parts[f"{table.name}.digest"] = "".join(json_line(table, row) for row in bare)
        validate_rows(table, parts[f"{table.name}.csv"], parts[f"{table.name}.jsonl"])
    return parts
