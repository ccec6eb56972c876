"""What one document adds to each file of a release: a pure function of the document.

A piece is text, made and held against the schemas once, by whoever has the document;
the files of a release are pieces one after another. So a document that has not changed
need not be read again, and one that has can be read anywhere.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jiebang.corpus.load import Entry
from jiebang.datasets import columns, tables
from jiebang.datasets.api import api_files
from jiebang.datasets.batches import Batch, read_batch
from jiebang.datasets.formats.markdown import markdown_files
from jiebang.datasets.formats.tmx import tmx_units
from jiebang.datasets.formats.xliff import xliff_file
from jiebang.datasets.kinds import Table
from jiebang.datasets.tables import Frame
from jiebang.datasets.validate import hold_rows
from jiebang.datasets.writers import csv_line, json_line

TMX, XLIFF = "jiebang.tmx", "jiebang.xlf"
# Pieces of the API's index.
LISTS = ("api/documents", "api/tasks")


@dataclass(frozen=True)
class Piece:
    """The share of one document, "" for what comes of all of them (the terms).

    `parts` has what goes into a file of many: lines of `<table>.csv` and
    `<table>.jsonl`, `<table>.digest` (lines without addresses), units of TMX and
    XLIFF, lines of the API's index. `files` are whole files, by path in site/.
    `terms` counts its segments by term. `raw` is the piece as it was packed, if it was.
    """

    document: str
    parts: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)
    raw: bytes = field(default=b"", repr=False, compare=False)

    @cached_property
    def rows(self) -> dict[str, list[dict[str, object]]]:
        """The rows of each table that it has any of, as JSON has them."""
        return {
            table.name: [json.loads(line) for line in lines.split("\n")[:-1]]
            for table in columns.TABLES
            if (lines := self.parts.get(f"{table.name}.jsonl"))
        }

    def packed(self) -> bytes:
        """As bytes, to be kept or sent."""
        if self.raw:
            return self.raw
        record = [self.document, dict(self.parts), dict(self.files), dict(self.terms)]
        return zlib.compress(json.dumps(record, ensure_ascii=False).encode(), 1)


def unpack(data: bytes) -> Piece:
    """The piece of `Piece.packed`."""
    document, parts, files, terms = json.loads(zlib.decompress(data))
    return Piece(document, parts, files, terms, data)


def make_piece(source: Frame, entry: Entry) -> Piece:
    """The piece of a document.

    Raises:
        InputError: a value that cannot be written, or rows that do not agree with
            their schema.
    """
    batch = read_batch(source, entry)
    files, lists = api_files(source, batch)
    parts = _rows(batch)
    parts[TMX] = tmx_units(batch)
    parts[XLIFF] = xliff_file(batch)
    parts |= zip(LISTS, lists, strict=True)
    return Piece(
        entry.document.id,
        parts,
        {**markdown_files(entry), **files},
        tables.count_terms(source.terms, entry),
    )


def terms_piece(source: Frame, counts: Mapping[str, int]) -> Piece:
    """The rows of the term base, with how often each term occurs in all documents."""
    rows = tuple(tables.term_rows(source.terms, counts))
    return Piece("", _rows(Batch(None, {columns.TERMS.name: rows})))


def _rows(batch: Batch) -> dict[str, str]:
    parts: dict[str, str] = {}
    for table in columns.TABLES:
        rows = batch.rows.get(table.name, ())
        if not rows:
            continue
        parts[f"{table.name}.csv"] = "".join(csv_line(table, row) + "\n" for row in rows)
        parts[f"{table.name}.jsonl"] = "".join(json_line(table, row) + "\n" for row in rows)
        if has_address(table):
            bare = ({**row, "url": None} for row in rows)
            parts[f"{table.name}.digest"] = "".join(json_line(table, row) for row in bare)
        hold_rows(table, parts[f"{table.name}.csv"], parts[f"{table.name}.jsonl"])
    return parts


def has_address(table: Table) -> bool:
    """Whether rows differ by where the site stands."""
    return "url" in table.names
