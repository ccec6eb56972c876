"""What one document adds to each file of a release: a pure function of the document.

A fragment is text, made and checked against the columns once, by whoever has the document,
and cached. The files of a release are fragments one after another.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jiebang.corpus.duplicates import SameAs
from jiebang.corpus.load import DocumentTexts, LoadedDocument, Rules, make_entry
from jiebang.corpus.walk import Walk
from jiebang.datasets import columns, tables
from jiebang.datasets.api import api_files
from jiebang.datasets.columns import LIST_SEPARATOR, Column, DataTable, Row, Rows, Type
from jiebang.datasets.formats.exchange import exchange_parts
from jiebang.datasets.formats.markdown import markdown_files
from jiebang.datasets.measures import MeasureRow, entry_rows
from jiebang.errors import InputError
from jiebang.runtime.files import sha256_of

_EXACT = "measures"
_QUOTED = frozenset(',"\r\n')
_KINDS: Mapping[Type, type | tuple[type, ...]] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.NUMBER: (int, float),
    Type.LIST: tuple,
}


@dataclass(frozen=True)
class Fragment:
    """The share of one document, "" for what comes of all of them (the terms).

    `parts` has what goes into a file of many: lines of `<table>.csv` and `<table>.jsonl`, the
    digest of the latter without addresses, units of TMX and XLIFF; and the measures as they
    were made, for the pages. `files` are whole files, by path in site/. `terms` and `metrics`
    count its segments by term, its measures by metric.
    """

    document: str
    parts: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)
    metrics: Mapping[str, int] = field(default_factory=dict)

    def rows(self, table: DataTable) -> list[dict[str, Any]]:
        """The rows of a table, as JSON has them."""
        lines = self.parts.get(f"{table.name}.jsonl", "")
        return [json.loads(line) for line in lines.split("\n")[:-1]]


def document_rows(rules: Rules, entry: LoadedDocument) -> Rows:
    """Every row of one document, by table; its measures are those of `entry_rows`."""
    measures = tuple(entry_rows(entry))
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


def make_fragment(rules: Rules, entry: LoadedDocument) -> Fragment:
    """The fragment of a document.

    Raises:
        InputError: a value that cannot be written, or rows that do not agree with
            their columns.
    """
    made, rights = document_rows(rules, entry), rules.project.license
    measures = made[columns.MEASURES.name]
    rows, parts = _format_rows(made)
    parts |= exchange_parts(entry.document, made[columns.SEGMENTS.name])
    parts[_EXACT] = json.dumps(measures, ensure_ascii=False)
    files = api_files(rules, entry, rows) | markdown_files(entry, rights.id or rights.name)
    metrics = Counter(str(row["metric_id"]) for row in measures)
    terms = tables.count_terms(rules.terms, entry)
    return Fragment(entry.document.id, parts, files, terms, metrics)


def fragment_document(rules: Rules, texts: DocumentTexts) -> bytes:
    """The fragment of a document as bytes, to be cached or sent."""
    made = make_fragment(rules, make_entry(texts, rules))
    return zlib.compress(_dump([*vars(made).values()]).encode(), 1)


def walk_fragments(walk: Walk, same_as: Mapping[str, SameAs]) -> Iterator[Fragment]:
    """The fragment of every document, in order; `same_as` as a `Review` has found it."""
    for _, data in walk.each("fragment", fragment_document, same_as):
        yield Fragment(*json.loads(zlib.decompress(data)))


def read_measures(walk: Walk, same_as: Mapping[str, SameAs]) -> dict[str, list[MeasureRow]]:
    """The measures of every document as `entry_rows` has them, by document."""
    found = walk_fragments(walk, same_as)
    return {fragment.document: json.loads(fragment.parts[_EXACT]) for fragment in found}


class Total:
    """What fragments come to: as they are gone through, their rows are counted and digested."""

    def __init__(self, rules: Rules, fragments: Iterable[Fragment]) -> None:
        self._rules, self._fragments = rules, fragments
        self._digests = {table.name: hashlib.sha256() for table in columns.TABLES}
        self.rows = dict.fromkeys(self._digests, 0)

    def __iter__(self) -> Iterator[Fragment]:
        """The fragments; then that of terms and metrics, with how often each occurs in all."""
        terms, metrics = Counter[str](), Counter[str]()
        for fragment in self._fragments:
            terms.update(fragment.terms)
            metrics.update(fragment.metrics)
            yield self._count(fragment)
        yield self._count(Fragment("", _format_rows(shared_rows(self._rules, terms, metrics))[1]))

    def _count(self, fragment: Fragment) -> Fragment:
        for name, digest in self._digests.items():
            self.rows[name] += fragment.parts.get(f"{name}.jsonl", "").count("\n")
            digest.update(fragment.parts.get(f"{name}.digest", "").encode())
        return fragment

    @property
    def digest(self) -> str:
        """Of all rows, without their addresses: 64 hexadecimal digits."""
        found = (f"{name}={digest.hexdigest()}\n" for name, digest in self._digests.items())
        return sha256_of("".join(found).encode())


def _format_rows(rows: Rows) -> tuple[dict[str, list[dict[str, object]]], dict[str, str]]:
    """The rows as JSON has them, by table, and the lines of each format."""
    records: dict[str, list[dict[str, object]]] = {}
    parts: dict[str, str] = {}
    for table in columns.TABLES:
        own = rows.get(table.name, ())
        records[table.name] = found = [valid_row(table, row) for row in own]
        if found:
            lines = bare = [_dump(record) for record in found]
            if "url" in found[0]:  # an address differs by where the site stands
                bare = [_dump({**record, "url": None}) for record in found]
            parts |= {
                f"{table.name}.csv": "".join(
                    csv_line(row[name] for name in table.names) + "\n" for row in own
                ),
                f"{table.name}.jsonl": "".join(line + "\n" for line in lines),
                f"{table.name}.digest": sha256_of("".join(bare).encode()),
            }
    return records, parts


_dump = json.JSONEncoder(ensure_ascii=False).encode


# ---------------------------------------------------------------- rows → lines


def csv_line(cells: Iterable[object]) -> str:
    """One row, without its line end; what is unknown is empty."""
    return ",".join(map(_quote, cells))


def _quote(cell: object) -> str:
    if cell is None:
        return ""
    text = LIST_SEPARATOR.join(cell) if isinstance(cell, tuple) else str(cell)
    # Python's csv writer leaves a lone CR bare, which no reader gives back. Blanks at
    # the ends are quoted because some readers trim bare cells.
    if _QUOTED.isdisjoint(text) and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'


def _number(value: object) -> int | float | None:
    """A decimal as JSON has it."""
    if value is None:
        return None
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def valid_row(table: DataTable, row: Row) -> dict[str, object]:
    """One row as JSON has it: null for what is unknown, an array for a list, keys in order.

    Raises InputError for the first value that its column cannot have.
    """
    record: dict[str, object] = {}
    for column in table.columns:
        value = row[column.name]
        record[column.name] = value = _number(value) if column.type is Type.NUMBER else value
        if wrong := _find_fault(column, value):
            raise fault(f"{table.name}, {row[table.names[0]]}, {column.name}: {wrong}")
    return record


def fault(what: str) -> InputError:
    """What does not agree of a release, as an error."""
    return InputError(what, "datasets", "nothing was published; correct the content or `columns`")


def _find_fault(column: Column, value: Any) -> str:
    """What a value of JSON has against its column, as its JSON Schema says; "" for nothing."""
    if value is None and not column.required:
        return ""
    if not isinstance(value, _KINDS[column.type]) or isinstance(value, bool):
        return f"{value!r} is no {column.type}"
    if column.values and value not in column.values:
        return f"“{value}” is none of {', '.join(column.values)}"
    members = value if isinstance(value, tuple) else ()
    if len(set(members)) < len(members):
        return f"a member of {[*members]} stands twice"
    parted = [member for member in members if LIST_SEPARATOR in member]
    return f"“{parted[0]}” holds a “{LIST_SEPARATOR}”" if parted else ""
