"""All tables in one SQLite file, with keys, indices and a full-text index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from jiebang.datasets.about import About
from jiebang.datasets.columns import INDICATORS, TABLES, TASKS, TERMS
from jiebang.datasets.formats.bigrams import bigrams
from jiebang.datasets.kinds import Column, Table, Type
from jiebang.datasets.pieces import Piece
from jiebang.datasets.stage import DATABASE, Stage
from jiebang.datasets.writers import json_value
from jiebang.errors import InputError

_TYPES = {
    Type.STRING: "TEXT",
    Type.INTEGER: "INTEGER",
    Type.NUMBER: "NUMERIC",
    Type.LIST: "TEXT",  # a JSON array: json_each() goes through it
}
# Lists as tables of their own, for joins.
LINKS = {
    "task_themes": "task_id TEXT NOT NULL REFERENCES tasks (id), theme TEXT NOT NULL",
    "task_same_as": "task_id TEXT NOT NULL REFERENCES tasks (id),"
    " same_as TEXT NOT NULL REFERENCES tasks (id)",
}
_SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5 (kind UNINDEXED, id UNINDEXED, zh, en,"
    " tokenize = 'porter unicode61 remove_diacritics 2')"
)
# What is searched: table, its Chinese columns, its English ones.
_SEARCHED = (
    (TASKS, ("title_zh", "requirement_zh"), ("title_en", "requirement_en")),
    (INDICATORS, ("text_zh",), ("text_en",)),
    (TERMS, ("zh",), ("en", "definition_en")),
)


class Sqlite:
    """Filled in one transaction; the foreign keys are checked when it is whole."""

    def __init__(self, stage: Stage) -> None:
        self._db = sqlite3.connect(stage.data / DATABASE, isolation_level=None)
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("BEGIN")
        for table in TABLES:
            self._db.execute(create_table(table))
        for name, columns in LINKS.items():
            both = ", ".join(part.split()[0] for part in columns.split(", "))
            self._db.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({both})) WITHOUT ROWID")
        self._db.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute(_SEARCH)

    def add(self, piece: Piece) -> None:
        """Put in the rows of a piece.

        Raises:
            InputError: a row that a constraint of its table refuses: a key given twice,
                a value missing or not one of those possible.
        """
        for table in TABLES:
            marks = ", ".join("?" * len(table.columns))
            for row in piece.rows.get(table.name, ()):
                values = [_bound(column, row) for column in table.columns]
                try:
                    self._db.execute(f"INSERT INTO {table.name} VALUES ({marks})", values)
                except sqlite3.IntegrityError as error:
                    raise InputError(str(error), f"{table.name}, {values[0]}") from None
        for row in piece.rows.get(TASKS.name, ()):
            for link, column in (("task_themes", "themes"), ("task_same_as", "same_as")):
                members = json_value(_column(TASKS, column), row)
                assert isinstance(members, list)
                self._db.executemany(
                    f"INSERT INTO {link} VALUES (?, ?)", ((row["id"], m) for m in members)
                )
        for table, chinese, english in _SEARCHED:
            self._db.executemany(
                "INSERT INTO search VALUES (?, ?, ?, ?)",
                (
                    (table.name, row["id"], bigrams(_joined(row, chinese)), _joined(row, english))
                    for row in piece.rows.get(table.name, ())
                ),
            )

    def finish(self, about: About) -> None:
        """Indices, facts and the check of the keys; then the file is closed."""
        for table in TABLES:
            for column in table.columns:
                if column.refers and column.type is not Type.LIST:
                    self._db.execute(
                        f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})"
                    )
        self._db.executemany(
            "INSERT INTO about VALUES (?, ?)", [("title", about.title), *about.facts()]
        )
        self._db.execute("INSERT INTO search (search) VALUES ('optimize')")
        self._db.execute("COMMIT")
        self._db.close()


def create_table(table: Table) -> str:
    """The statement that makes a table; its first column is the key."""
    lines = []
    for at, column in enumerate(table.columns):
        words = [column.name, _TYPES[column.type]]
        if at == 0:
            words.append("PRIMARY KEY")
        if column.required:
            words.append("NOT NULL")
        if column.values:
            values = ", ".join(f"'{value}'" for value in column.values)
            words.append(f"CHECK ({column.name} IN ({values}))")
        if column.refers and column.type is not Type.LIST:
            words.append(f"REFERENCES {column.refers} (id)")
        lines.append("  " + " ".join(words))
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n)"


def _bound(column: Column, row: Mapping[str, object]) -> object:
    value = json_value(column, row)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _column(table: Table, name: str) -> Column:
    return next(c for c in table.columns if c.name == name)


def _joined(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    return "\n".join(str(row[name]) for name in names if row[name])
