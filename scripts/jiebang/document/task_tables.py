"""Tables whose rows are tasks: the characters of the original in the order of the document.

The original has the names of the columns once, above, and a row's cells side by side; the
document has a heading a row, and each further cell below its column's name. Cells move as
wholes, a name comes again for each cell, nothing else changes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jiebang.document.model import TaskTable

_BETWEEN = " | "
_LINES = " || "
_UNIT = re.compile(r"[（(][^（）()]{0,4}(?:元|年|月|天|%)[）)]$")


@dataclass(frozen=True, slots=True)
class PrintedCharacter:
    """One character to be found in the document, and where it was printed."""

    char: str
    start: int
    end: int


class TableError(ValueError):
    """What the front matter says of a table is not what the original has there."""


def head_of(*lines: str) -> str:
    """The names of the columns as `TaskTable.head` has them, from lines with tabs.

    A head of two lines has narrower names below wider ones.
    """
    return _LINES.join(
        _BETWEEN.join("".join(cell.split()) for cell in line.split("\t")).rstrip(" |")
        for line in lines
    )


def head_lines(table: TaskTable) -> int:
    """How many lines its head has."""
    return table.head.count("||") + 1


def name_columns(lines: Sequence[Mapping[int, str]]) -> dict[int, list[tuple[int, int]]]:
    """The cells of a head, as (line, column), that name each column.

    The narrower of two; below a wide one with a unit, 金额（亿元）, both.
    """
    named = {at: [(0, at)] for at in lines[0]}
    for at in lines[-1] if len(lines) > 1 else ():
        wide = max((above for above in lines[0] if above <= at), default=at)
        both = bool(_UNIT.search(lines[0].get(wide, "")))
        named[at] = [(0, wide)] * both + [(1, at)]
    return named


def line_starts(text: str) -> list[int]:
    """The offset of the start of each line."""
    return [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]


def unroll(
    plain: str, tables: Sequence[TaskTable], characters: Sequence[PrintedCharacter]
) -> list[PrintedCharacter]:
    """The characters with those of each table in the order of the document.

    Args:
        plain: the original, its ruled tables with tabs between cells.
        tables: as the front matter has them.
        characters: of the whole original, as printed.

    Raises:
        TableError: there is no such table in the original.
    """
    starts = line_starts(plain) if tables else []
    table_at: dict[int, TaskTable] = {}
    for table in tables:
        if not 0 < table.line <= table.last <= len(starts):
            raise TableError(f"the original has no lines {table.line} to {table.last}")
        for line in range(table.line, table.last + 1):
            if line in table_at:
                raise TableError(f"two entries of task_tables hold line {line}")
            table_at[line] = table

    def line_of(character: PrintedCharacter) -> int:
        return bisect_right(starts, character.start)

    def row_of(line: int, of_line: Iterable[PrintedCharacter]) -> _Row:
        row: defaultdict[int, list[PrintedCharacter]] = defaultdict(list)
        for character in of_line:
            row[1 + plain.count("\t", starts[line - 1], character.start)].append(character)
        return row

    result: list[PrintedCharacter] = []
    for found, own in groupby(characters, lambda c: table_at.get(line_of(c))):
        if found is None:
            result += own
        elif found.stacked:
            result += _tasks(found, _stacked(found, [list(of) for _, of in groupby(own, line_of)]))
        else:
            rows = [row_of(*of_line) for of_line in groupby(own, line_of)]
            result += _tasks(found, _turned(rows) if found.turned else rows)
    return result


def _turned(rows: Sequence[_Row]) -> list[_Row]:
    """The columns of a table as its rows."""
    columns = range(1, 1 + max(map(max, rows)))
    return [{n: row[at] for n, row in enumerate(rows, 1) if at in row} for at in columns]


def _stacked(table: TaskTable, cells: Sequence[list[PrintedCharacter]]) -> list[_Row]:
    """The rows of a table with a cell a line."""
    many = table.head.count("|") + 1
    return [dict(enumerate(cells[at : at + many], 1)) for at in range(0, len(cells), many)]


# The characters of a line by column, from 1.
_Row = dict[int, list[PrintedCharacter]]


def _tasks(table: TaskTable, rows: Sequence[_Row]) -> Iterator[PrintedCharacter]:
    lines = [["".join(name.split()) for name in line.split("|")] for line in table.head.split("||")]
    heads, rest = rows[: len(lines)], rows[len(lines) :]
    given = [{at: name for at, name in enumerate(line, 1) if name} for line in lines]
    if [_cells(head) for head in heads] != given:
        raise TableError(f"line {table.line} of the original is not the head “{table.head}”")
    columns = max(map(len, lines))
    order = [int(n) for n in table.order.split() if n.isascii() and n.isdecimal()]
    if sorted(order) != list(range(1, columns + 1)) or len(order) != len(table.order.split()):
        raise TableError(f"“{table.order}” does not order {columns} columns")
    parts = name_columns(given).items()
    names = {at: [c for line, of in cells for c in heads[line][of]] for at, cells in parts}
    tasks: list[_Row] = []
    for row in rest:
        if _cells(row) in map(_cells, heads):
            continue  # the head again, on another page
        if max(row) > columns:
            raise TableError(f"a row of the table in line {table.line} has more cells than it")
        if tasks and row.keys().isdisjoint(order[: table.headings]):  # a row more of one task
            above = tasks[-1]
            tasks[-1] = {at: above.get(at, []) + row.get(at, []) for at in {**above, **row}}
        else:
            tasks.append(row)
    for row in tasks:
        for at, column in enumerate(order):
            cell = row.get(column, [])
            if cell and at >= table.headings:
                yield from names.get(column, ())
            yield from cell


def _cells(row: _Row) -> dict[int, str]:
    return {at: "".join(c.char for c in characters) for at, characters in row.items()}
