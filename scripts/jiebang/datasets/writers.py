"""Rows → lines of CSV and of JSON, the same for the same rows, and the proof that both hold."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jiebang.datasets.columns import LIST_SEPARATOR, Column, Row, Table, Type
from jiebang.errors import InputError
from jiebang.quantities.amount import plain

_QUOTED = frozenset(',"\r\n')
# A cell may be long; csv's own limit is 128 kB.
_LONGEST_CELL = 1 << 27
_KINDS: Mapping[Type, type | tuple[type, ...]] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.NUMBER: (int, float),
    Type.LIST: list,
}


def csv_header(table: Table) -> str:
    return ",".join(_quote(name) for name in table.names)


def csv_line(table: Table, row: Row) -> str:
    """One row, without its line end."""
    return ",".join(_quote(_cell(table, column, row)) for column in table.columns)


def json_row(table: Table, row: Row) -> dict[str, object]:
    """One row as JSON has it: null for what is unknown, an array for a list, keys in order."""
    return {column.name: _json_value(column, row[column.name]) for column in table.columns}


def _json_value(column: Column, value: object) -> object:
    if column.type is Type.LIST:
        return list(value) if isinstance(value, tuple | list) else []
    if value is None or value == "":
        return None
    if column.type is Type.NUMBER:
        number = Decimal(str(value))
        return int(number) if number == number.to_integral_value() else float(number)
    return value


def _cell(table: Table, column: Column, row: Row) -> str:
    value = row[column.name]
    if value is None or value == "":
        return ""
    if column.type is Type.NUMBER:  # as it came: a float of JSON would have lost digits
        return plain(Decimal(str(value)))
    if not isinstance(value, tuple | list):
        return str(value)
    for member in value:
        if LIST_SEPARATOR in member:
            where = f"{table.name}, {row[table.columns[0].name]}, {column.name}"
            raise InputError(f"“{member}” holds a “;”", where, "write it without")
    return LIST_SEPARATOR.join(value)


def _quote(cell: str) -> str:
    # Python's csv writer leaves a lone CR bare, which no reader gives back. Blanks at
    # the ends are quoted because some readers trim bare cells.
    if _QUOTED.isdisjoint(cell) and cell == cell.strip():
        return cell
    return '"' + cell.replace('"', '""') + '"'


def validate_rows(table: Table, lines: str, records: str) -> None:
    """Check lines of CSV, without header, and of JSON against the columns and each other.

    Raises:
        InputError: the first that does not agree: table, row, what.
    """
    csv.field_size_limit(_LONGEST_CELL)
    objects = (json.loads(record) for record in records.split("\n")[:-1])
    rows = csv.reader(io.StringIO(lines, newline=""), strict=True)
    for cells, record in itertools.zip_longest(rows, objects):
        if cells is None or record is None:
            raise fault(f"{table.name}: CSV and JSON have not the same number of rows")
        where = f"{table.name}, {cells[0] if cells else 'an empty line'}"
        if len(cells) != len(table.columns) or tuple(record) != table.names:
            raise fault(f"{where}: CSV and JSON differ from the table's columns")
        for column, cell in zip(table.columns, cells, strict=True):
            value = record[column.name]
            if wrong := _find_fault(column, value):
                raise fault(f"{where}, {column.name}: {wrong}")
            if _parse(column.type, cell) != value:
                raise fault(f"{where}, {column.name}: CSV and JSON differ")


def fault(what: str) -> InputError:
    """What does not agree of a release, as an error."""
    return InputError(what, "datasets", "nothing was published; correct the content or `columns`")


def _find_fault(column: Column, value: Any) -> str:
    """What a value of JSON has against its column, as its JSON Schema says; "" for nothing."""
    if value is None and not column.required and column.type is not Type.LIST:
        return ""
    if not isinstance(value, _KINDS[column.type]) or isinstance(value, bool) or value == "":
        return f"{value!r} is no {column.type}"
    if column.values and value not in column.values:
        return f"“{value}” is none of {', '.join(column.values)}"
    if isinstance(value, list) and len(set(value)) < len(value):
        return f"a member of {value} stands twice"
    return ""


def _parse(kind: Type, cell: str) -> object:
    """The value that JSON has for a cell of CSV."""
    if kind is Type.LIST:
        return cell.split(LIST_SEPARATOR) if cell else []
    if not cell:
        return None
    return int(cell) if kind is Type.INTEGER else float(cell) if kind is Type.NUMBER else cell
