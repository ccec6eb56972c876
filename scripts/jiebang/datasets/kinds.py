"""What a table and a column are; `columns` says which there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# A row of a table: keys as in `columns`, in the same order.
Row = Mapping[str, object]
Rows = Mapping[str, tuple[Row, ...]]  # by table
# `;` in a list's member could not be told from the one between members.
LIST_SEPARATOR = ";"


class Type(StrEnum):
    """What a cell holds; an unknown value is empty in CSV and null in JSON."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"  # an exact decimal in CSV
    LIST = "list"  # `;`-separated in CSV, an array in JSON


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `values` are the only ones possible, `refers` a table's id column.

    `unit` is the unit of every value, in UCUM (counts in curly brackets) or, for money,
    ISO 4217; `unit_in` the column that names the unit row by row. `form` is `date` or
    `uri` where a text has that form.
    """

    name: str
    type: Type
    en: str
    zh: str
    required: bool = False
    values: tuple[str, ...] = ()
    refers: str = ""
    unit: str = ""
    unit_in: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `<name>.csv` and its other formats.

    Its first column is its key, or the first `keys` of them are together.
    """

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    keys: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        return self.names[: self.keys]
