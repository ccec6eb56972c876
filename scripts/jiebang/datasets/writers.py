"""Rows → lines of CSV and of JSON, the same for the same rows."""

from __future__ import annotations

import json
from decimal import Decimal

from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Row, Table, Type
from jiebang.errors import InputError
from jiebang.quantities.amount import plain

_QUOTED = frozenset(',"\r\n')


def csv_header(table: Table) -> str:
    return ",".join(_quote(name) for name in table.names)


def csv_line(table: Table, row: Row) -> str:
    """One row, without its line end."""
    return ",".join(_quote(_cell(table, column, row)) for column in table.columns)


def json_line(table: Table, row: Row) -> str:
    """One row as an object on one line."""
    return json.dumps(json_row(table, row), ensure_ascii=False)


def json_row(table: Table, row: Row) -> dict[str, object]:
    """One row as JSON has it, keys in the columns' order."""
    return {column.name: json_value(column, row) for column in table.columns}


def json_value(column: Column, row: Row) -> object:
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


def _cell(table: Table, column: Column, row: Row) -> str:
    value = json_value(column, row)
    if column.type is Type.NUMBER:
        # As it came: a float of JSON would have lost digits.
        return "" if value is None else plain(Decimal(str(row[column.name])))
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
