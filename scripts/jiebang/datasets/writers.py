"""Rows → bytes: CSV and JSON, the same for the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from jiebang.datasets.columns import Column, Table, Type
from jiebang.errors import InputError

# `;` in a list's member could not be told from the one between members.
LIST_SEPARATOR = ";"
_QUOTED = frozenset(',"\r\n')


def to_csv(table: Table, rows: Iterable[Mapping[str, object]]) -> bytes:
    """The table as CSV: RFC 4180 with LF line ends, UTF-8, one header row.

    Cells are the exact text; None and empty lists are empty cells.

    Raises:
        InputError: a list's member holds a `;`.
    """
    lines = [",".join(_quote(name) for name in table.names)]
    for row in rows:
        lines.append(",".join(_quote(_cell(table, column, row)) for column in table.columns))
    return ("\n".join(lines) + "\n").encode("utf-8")


def to_json(table: Table, rows: Iterable[Mapping[str, object]]) -> bytes:
    """The table as a JSON array of objects, keys in the columns' order, UTF-8.

    Unknown values are null, lists are arrays.
    """
    data = [{column.name: _value(column, row) for column in table.columns} for row in rows]
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _value(column: Column, row: Mapping[str, object]) -> object:
    value = row[column.name]
    if column.type is Type.LIST:
        return list(value) if isinstance(value, tuple) else []
    return None if value == "" else value


def _cell(table: Table, column: Column, row: Mapping[str, object]) -> str:
    value = _value(column, row)
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
