"""Is what is written what was meant? Rows before they are, the database as it then is."""

from __future__ import annotations

import csv
import io
import itertools
import json
import sqlite3
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from jiebang.datasets.columns import TABLES
from jiebang.datasets.describe.schema import row_schema
from jiebang.datasets.kinds import LIST_SEPARATOR, Table, Type
from jiebang.errors import InputError

# A cell may be long; csv's own limit is 128 kB.
_LONGEST_CELL = 1 << 27


def validate_rows(table: Table, lines: str, records: str) -> None:
    """Check lines of CSV, without header, and of JSON against the schema and each other.

    Raises:
        InputError: the first that does not agree: table, row, what.
    """
    csv.field_size_limit(_LONGEST_CELL)
    objects = (json.loads(record) for record in records.split("\n")[:-1])
    rows = csv.reader(io.StringIO(lines, newline=""), strict=True)
    for cells, record in itertools.zip_longest(rows, objects):
        if cells is None or record is None:
            raise _fault(f"{table.name}: CSV and JSON have not the same number of rows")
        where = f"{table.name}, {cells[0] if cells else 'an empty line'}"
        error = next(_validator(table).iter_errors(record), None)
        if error is not None:
            place = "/".join(map(str, error.path)) or "row"
            raise _fault(f"{where}, {place}: {error.message}")
        if not _same(table, cells, record):
            raise _fault(f"{where}: CSV and JSON differ")


def validate_database(path: Path, rows: Mapping[str, int]) -> None:
    """Check that references lead somewhere, and that each table has as many rows as were made.

    Raises:
        InputError: the first thing that does not agree: table, row, what.
    """
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        loose = database.execute("PRAGMA foreign_key_check").fetchone()
        if loose is not None:
            table, rowid, parent, _ = loose
            raise _fault(f"{table}, row {rowid}: refers to {parent} that are not there")
        for table in TABLES:
            count = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
            if count != rows[table.name]:
                raise _fault(f"{table.name}: {count} rows in SQLite, {rows[table.name]} made")
    finally:
        database.close()


@cache
def _validator(table: Table) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(row_schema(table))


def _same(table: Table, cells: list[str], record: dict[str, Any]) -> bool:
    """Whether a CSV line says what the JSON object says."""
    return len(cells) == len(table.columns) and all(
        _parse(column.type, cell) == record[column.name]
        for column, cell in zip(table.columns, cells, strict=True)
    )


def _parse(kind: Type, cell: str) -> object:
    """The value that JSON has for a cell of CSV."""
    if kind is Type.LIST:
        return cell.split(LIST_SEPARATOR) if cell else []
    if not cell:
        return None
    return int(cell) if kind is Type.INTEGER else float(cell) if kind is Type.NUMBER else cell


def _fault(what: str) -> InputError:
    return InputError(what, "datasets", "nothing was published; correct the content or `columns`")
