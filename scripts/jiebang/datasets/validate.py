"""Is what was written what was meant? Read back from the disk, before anyone sees it."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.describe.schema import json_schema, row_schema
from jiebang.datasets.kinds import LIST_SEPARATOR, Table, Type
from jiebang.datasets.stage import DATABASE, Stage
from jiebang.errors import InputError

# A cell may be long; csv's own limit is 128 kB.
_LONGEST_CELL = 1 << 27


def validate(stage: Stage, about: About, written: Mapping[str, str] | None = None) -> None:
    """Check every table against its schema, its formats against each other, keys and counts.

    Args:
        written: SHA-256 by name of files whose rows `validate_rows` has seen: it is checked that
            they are on the disk as they were written; their rows are not read again.

    Raises:
        InputError: the first thing that does not agree: table, row, what.
    """
    package = json.loads((stage.data / "datapackage.json").read_text("utf-8"))
    described = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    for table in TABLES:
        schema = json.loads((stage.data / f"schemas/{table.name}.schema.json").read_text("utf-8"))
        if described.get(table.name) != list(schema["items"]["properties"]):
            raise _fault(f"{table.name}: datapackage.json and the JSON Schema name other columns")
        if written is not None:
            if schema != json_schema(table):
                raise _fault(f"{table.name}: its schema is not the one that its rows were held to")
            _check_written(stage.data, table, written)
            continue
        rows = _table(stage.data, table, schema["items"])
        if rows != about.rows[table.name]:
            raise _fault(f"{table.name}: {rows} rows written, {about.rows[table.name]} made")
    _database(stage.data / DATABASE, about)


def validate_rows(table: Table, lines: str, records: str) -> None:
    """Check lines of CSV, without header, and of JSON against the schema and each other.

    Raises:
        InputError: the first that does not agree: table, row, what.
    """
    csv.field_size_limit(_LONGEST_CELL)
    objects = (json.loads(record) for record in records.split("\n")[:-1])
    cells = csv.reader(io.StringIO(lines, newline=""), strict=True)
    for row, record in itertools.zip_longest(cells, objects):
        if row is None or record is None:
            raise _fault(f"{table.name}: CSV and JSON have not the same number of rows")
        _check_row(table, _validator(table), row, record)


def _check_written(folder: Path, table: Table, written: Mapping[str, str]) -> None:
    for kind in ("csv", "json", "jsonl"):
        name = f"{table.name}.{kind}"
        with (folder / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != written[name]:
                raise _fault(f"{name} is not on the disk as it was written")


@cache
def _validator(table: Table) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(row_schema(table))


def _check_row(
    table: Table,
    validator: jsonschema.Draft202012Validator,
    cells: list[str],
    record: dict[str, Any],
) -> None:
    where = f"{table.name}, {cells[0] if cells else 'an empty line'}"
    error = next(validator.iter_errors(record), None)
    if error is not None:
        place = "/".join(map(str, error.path)) or "row"
        raise _fault(f"{where}, {place}: {error.message}")
    if not _same(table, cells, record):
        raise _fault(f"{where}: CSV and JSON differ")


def _table(folder: Path, table: Table, schema: dict[str, Any]) -> int:
    """Hold one table's files against the schema and each other; returns its rows."""
    validator = jsonschema.Draft202012Validator(schema)
    records = _records(folder, table)
    rows = 0
    csv.field_size_limit(_LONGEST_CELL)
    with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream, strict=True)
        if next(lines, None) != list(schema["properties"]):
            raise _fault(f"{table.name}.csv: its header is not the schema's columns")
        for cells in lines:
            record, twin = next(records, ({}, None))
            if record != twin:
                where = f"{table.name}, {cells[0] if cells else 'an empty line'}"
                raise _fault(f"{where}: JSON and JSON Lines differ")
            _check_row(table, validator, cells, record)
            rows += 1
    if next(records, None) is not None:
        raise _fault(f"{table.name}: JSON has more rows than CSV")
    return rows


def _records(folder: Path, table: Table) -> Iterator[tuple[dict[str, Any], object]]:
    """Each row of the JSON Lines, and the same row of the JSON."""
    with (
        (folder / f"{table.name}.jsonl").open(encoding="utf-8", newline="\n") as lines,
        (folder / f"{table.name}.json").open(encoding="utf-8", newline="\n") as array,
    ):
        array.readline()
        for line in lines:
            twin = array.readline()
            record = json.loads(line)
            # One object a line, in both: equal lines are equal rows.
            same = twin.rstrip("\n").removesuffix(",") == line.rstrip("\n")
            yield record, record if same else json.loads(twin.rstrip("\n").rstrip(",") or "null")
        if array.read().strip("]\n"):
            raise _fault(f"{table.name}: JSON has more rows than JSON Lines")


def _same(table: Table, cells: list[str], record: dict[str, Any]) -> bool:
    """Whether a CSV line says what the JSON object says."""
    for column, cell in zip(table.columns, cells, strict=False):
        value = record[column.name]
        if column.type is Type.LIST:
            found: object = cell.split(LIST_SEPARATOR) if cell else []
        elif cell == "":
            found = None
        elif column.type is Type.INTEGER:
            found = int(cell)
        elif column.type is Type.NUMBER:
            found = float(cell)
        else:
            found = cell
        if found != value:
            return False
    return len(cells) == len(table.columns)


def _database(path: Path, about: About) -> None:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        loose = database.execute("PRAGMA foreign_key_check").fetchone()
        if loose is not None:
            table, rowid, parent, _ = loose
            raise _fault(f"{table}, row {rowid}: refers to {parent} that are not there")
        for table in TABLES:
            count = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
            if count != about.rows[table.name]:
                raise _fault(f"{table.name}: {count} rows in SQLite, {about.rows[table.name]} made")
    finally:
        database.close()


def _fault(what: str) -> InputError:
    return InputError(what, "datasets", "nothing was published; correct the content or `columns`")
