"""The one list of tables and columns, columns.yml: writers, schemas and documentation read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

from jiebang.datasets.fill import find, templates
from jiebang.quantities.amount import plain
from jiebang.text.words import read_yaml

# A row of a table: keys as its columns, in the same order.
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
    """A column; columns.yml says what each field means. No value of `values` is any."""

    name: str
    type: Type
    en: str
    zh: str
    required: bool = False
    values: Sequence[str] = ()
    refers: str = ""
    unit: str = ""
    unit_in: str = ""
    form: str = ""
    of: str = ""

    def type_in(self, place: str) -> str:
        """What its type is called in SQLite, Parquet or Croissant."""
        return str(templates("descriptions")["types"][self.type][place])

    @property
    def is_list(self) -> bool:
        return self.type is Type.LIST

    @property
    def reference(self) -> str:
        """The table whose id each cell is; a list holds none that a key could be made of."""
        return "" if self.is_list else self.refers

    @property
    def described(self) -> str:
        return f"{self.en}. {self.zh}。"


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table: `<name>.csv` and its other formats."""

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    keys: int = 1
    search: Mapping[str, Sequence[str]] = field(default_factory=dict)
    found: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def described(self) -> str:
        return f"{self.en}. {self.zh}。"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def row(self, given: Mapping[str, object], **known: object) -> dict[str, Any]:
        """A row: what is `known` of its columns; others are taken from what is `given`.

        A decimal becomes text, so that it stays exact, and several texts of a string one.
        """
        return {
            c.name: _cell(c, known[c.name] if c.name in known else find(c.of, given))
            for c in self.columns
        }

    @property
    def key(self) -> tuple[str, ...]:
        return self.names[: self.keys]


def _cell(column: Column, value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple) and not column.is_list:
        value = " ".join(value)
    return None if value == "" else value


def _table(name: str, said: dict[str, Any]) -> DataTable:
    columns = tuple(
        Column(key, Type(column.pop("type", Type.STRING)), **column)
        for key, column in said.pop("columns").items()
    )
    return DataTable(name, columns=columns, **said)


TABLES = tuple(
    _table(name, said)
    for name, said in read_yaml(resources.files(__package__) / "columns.yml").items()
)
DOCUMENTS, TASKS, INDICATORS, METRICS, MEASURES, SEGMENTS, TERMS, TASK_THEMES = TABLES


def read_rows(folder: Path, table: DataTable) -> Iterator[dict[str, Any]]:
    """The rows of a table of a release, as JSON has them, one after another."""
    with (folder / f"{table.name}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        yield from map(json.loads, lines)
