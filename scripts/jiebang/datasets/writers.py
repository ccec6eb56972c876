"""Rows → lines of CSV and of JSON, the same for the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Table, Type
from jiebang.errors import InputError

_QUOTED = frozenset(',"\r\n')


def to_csv(table: Table, rows: Iterable[Mapping[str, object]]) -> bytes:
    """The table as CSV: RFC 4180 with LF line ends, UTF-8, one header row.

    Cells are the exact text; None and empty lists are empty cells.

    Raises:
        InputError: a list's member holds a `;`.
    """
    lines = [csv_header(table), *(csv_line(table, row) for row in rows)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def to_json(table: Table, rows: Iterable[Mapping[str, object]]) -> bytes:
    """The table as a JSON array of objects, keys in the columns' order, UTF-8.

    Unknown values are null, lists are arrays. One object a line.
    """
    lines = ",\n".join(json_line(table, row) for row in rows)
    return (f"[\n{lines}\n]\n" if lines else "[]\n").encode("utf-8")


def csv_header(table: Table) -> str:
    return ",".join(_quote(name) for name in table.names)


def csv_line(table: Table, row: Mapping[str, object]) -> str:
    """One row, without its line end."""
    return ",".join(_quote(_cell(table, column, row)) for column in table.columns)


def json_line(table: Table, row: Mapping[str, object]) -> str:
    """One row as an object on one line."""
    return json.dumps(json_row(table, row), ensure_ascii=False)


def json_row(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """One row as JSON has it, keys in the columns' order."""
    return {column.name: json_value(column, row) for column in table.columns}


def json_value(column: Column, row: Mapping[str, object]) -> object:
    """A value as JSON has it: null for what is unknown, an array for a list."""
    value = row[column.name]
    if column.type is Type.LIST:
        return list(value) if isinstance(value, tuple | list) else []
    if value is None or value == "":
        return None
    if column.type is Type.NUMBER:
        number = Decimal(str(value))
        return int(number) if number == number.to_integral_value() else float(number)
    return value


def exact(value: Decimal) -> str:
    """A decimal in plain digits: no exponent, no zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cell(table: Table, column: Column, row: Mapping[str, object]) -> str:
    value = json_value(column, row)
    if column.type is Type.NUMBER:
        # As it came: a float of JSON would have lost digits.
        return "" if value is None else exact(Decimal(str(row[column.name])))
    if not isinstance(value, list):
        return "" if value is None else str(value)
    members = [str(member) for member in value]
    for member in members:
        if LIST_SEPARATOR in member:
            where = f"{table.name}, {row[table.columns[0].name]}, {column.name}"
            raise InputError(f"“{member}” holds a “;”", where, "write it without")
    return LIST_SEPARATOR.join(members)


def _quote(cell: str) -> str:
    # Python's csv writer leaves a lone CR bare, which no reader gives back. Blanks at
    # the ends are quoted because some readers trim bare cells.
    if _QUOTED.isdisjoint(cell) and cell == cell.strip():
        return cell
    return '"' + cell.replace('"', '""') + '"'
