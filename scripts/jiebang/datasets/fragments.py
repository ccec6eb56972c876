"""What one document adds to each file of a release: a pure function of the document.

A fragment is text, made and checked against the columns once, by whoever has the document,
and cached. The files of a release are fragments one after another.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jiebang.corpus.load import Entry, Rules, make_entry
from jiebang.corpus.walk import DocumentInput, SameAs, Walk
from jiebang.datasets import columns, tables
from jiebang.datasets.api import api_files
from jiebang.datasets.columns import Rows
from jiebang.datasets.formats.exchange import TMX, XLIFF, tmx_units, xliff_file
from jiebang.datasets.formats.markdown import markdown_files
from jiebang.datasets.measures import MeasureRow, as_columns, entry_rows
from jiebang.datasets.writers import csv_line, json_row, validate_rows

# Parts that go into the index of the API.
LISTS = ("api/documents", "api/tasks")
_EXACT = "measures"


@dataclass(frozen=True)
class Fragment:
    """The share of one document, "" for what comes of all of them (the terms).

    `parts` has what goes into a file of many: lines of `<table>.csv` and
    `<table>.jsonl`, `<table>.digest` (lines without addresses), units of TMX and
    XLIFF, lines of the API's index; and the measures as they were made, for the pages.
    `files` are whole files, by path in site/.
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
            table.name: json.loads("[" + lines[:-1].replace("\n", ",") + "]")
            for table in columns.TABLES
            if (lines := self.parts.get(f"{table.name}.jsonl"))
        }

    def packed(self) -> bytes:
        """As bytes, to be cached or sent."""
        record = [self.document, dict(self.parts), dict(self.files), dict(self.terms)]
        return zlib.compress(json.dumps(record, ensure_ascii=False).encode(), 1)


def document_rows(rules: Rules, entry: Entry, known: Sequence[MeasureRow] | None = None) -> Rows:
    """Every row of one document, by table; its measures are those of `entry_rows`, if `known`."""
    own = entry_rows(entry) if known is None else known
    measures = tuple(map(as_columns, own))
    return {
        columns.DOCUMENTS.name: (tables.document_row(rules, entry, len(measures)),),
        columns.TASKS.name: tuple(tables.task_rows(rules, entry)),
        columns.INDICATORS.name: tuple(tables.indicator_rows(rules, entry)),
        columns.MEASURES.name: measures,
        columns.SEGMENTS.name: tuple(tables.segment_rows(entry)),
        columns.TASK_THEMES.name: tuple(tables.task_theme_rows(entry)),
    }


def shared_rows(rules: Rules, terms: Mapping[str, int], metrics: Mapping[str, int]) -> Rows:
    """The rows that belong to no document, from how often each term and metric occurs."""
    return {
        columns.METRICS.name: tuple(tables.metric_rows(metrics)),
        columns.TERMS.name: tuple(tables.term_rows(rules.terms, terms)),
    }


def make_fragment(rules: Rules, entry: Entry) -> Fragment:
    """The fragment of a document.

    Raises:
        InputError: a value that cannot be written, or rows that do not agree with
            their columns.
    """
    measures, rights = list(entry_rows(entry)), rules.project.license
    rows = document_rows(rules, entry, measures)
    segments = rows[columns.SEGMENTS.name]
    records, parts = _format_rows(rows)
    files, lists = api_files(rules, entry, records)
    parts |= {TMX: tmx_units(segments), XLIFF: xliff_file(entry.document, segments)}
    parts |= zip(LISTS, lists, strict=True)
    parts[_EXACT] = json.dumps(measures, ensure_ascii=False)
    files |= markdown_files(entry, rights.id or rights.name)
    return Fragment(entry.document.id, parts, files, tables.count_terms(rules.terms, entry))


def fragment_document(rules: Rules, given: DocumentInput) -> bytes:
    """The fragment of a document, packed."""
    entry = make_entry(given.texts, rules, dict(given.same_as))
    return make_fragment(rules, entry).packed()


def walk_fragments(walk: Walk, same_as: Mapping[str, SameAs]) -> Iterator[Fragment]:
    """The fragment of every document, in order; `same_as` as a `Review` has found it."""
    for _, data in walk.each("fragment", fragment_document, same_as):
        yield Fragment(*json.loads(zlib.decompress(data)))


def read_measures(walk: Walk, same_as: Mapping[str, SameAs]) -> dict[str, list[MeasureRow]]:
    """The measures of every document as `entry_rows` has them, by document."""
    found = walk_fragments(walk, same_as)
    return {fragment.document: json.loads(fragment.parts[_EXACT]) for fragment in found}


def with_terms(rules: Rules, fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """The fragments, and that of terms and metrics, with how often each occurs in all."""
    terms: Counter[str] = Counter()
    metrics: Counter[str] = Counter()
    for fragment in fragments:
        terms.update(fragment.terms)
        rows = fragment.rows.get(columns.MEASURES.name, ())
        metrics.update(str(row["metric_id"]) for row in rows)
        yield fragment
    yield Fragment("", _format_rows(shared_rows(rules, terms, metrics))[1])


def _format_rows(rows: Rows) -> tuple[dict[str, list[dict[str, object]]], dict[str, str]]:
    """The rows as JSON has them, by table, and the lines of each format."""
    records: dict[str, list[dict[str, object]]] = {}
    parts: dict[str, str] = {}
    for table in columns.TABLES:
        own = rows.get(table.name, ())
        records[table.name] = found = [json_row(table, row) for row in own]
        if not found:
            continue
        parts[f"{table.name}.csv"] = "".join(csv_line(table, row) + "\n" for row in own)
        parts[f"{table.name}.jsonl"] = "".join(_dump(record) + "\n" for record in found)
        if "url" in table.names:  # differs by where the site stands
            parts[f"{table.name}.digest"] = "".join(_dump({**r, "url": None}) for r in found)
        validate_rows(table, parts[f"{table.name}.csv"], parts[f"{table.name}.jsonl"])
    return records, parts


def _dump(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
