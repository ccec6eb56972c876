"""All tables in one SQLite file, with keys, indices and a full-text index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.columns import INDICATORS, TABLES, TASKS, TERMS
from jiebang.datasets.earlier import Earlier
from jiebang.datasets.formats.bigrams import bigrams
from jiebang.datasets.kinds import Column, Table, Type
from jiebang.datasets.outlines import Group
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


# The rows of a document in the full-text index come after each other, those of a table likewise.
_SEARCH_ROWS = "search_rows"


class Sqlite:
    """Put together from rows: those the earlier release has are copied from its database.

    New rows are gathered in a database aside. All rows go through the same statements in
    the same order, wherever they come from, so that the same rows give the same bytes.
    """

    def __init__(self, stage: Stage, earlier: Earlier) -> None:
        self._stage, self._earlier = stage, earlier
        self._known = known(earlier)
        self._runs: list[_Run] = []
        self._fresh = _begin(stage.scratch / DATABASE)
        for table in TABLES:
            self._fresh.execute(create_table(table))
        self._fresh.execute(f"CREATE TABLE {_SEARCH_ROWS} (kind, id, zh, en)")
        self._next = dict.fromkeys(_COUNTED, 1)

    def add(self, group: Group) -> None:
        """Put in the rows of a group.

        Raises:
            InputError: a row that a constraint of its table refuses: a key given twice,
                a value missing or not one of those possible.
        """
        rows = _counts(group.rows)
        first = self._known.get(group.key)
        if first is not None:
            self._runs.append(_Run("earlier", first, rows))
            return
        self._runs.append(_Run("fresh", dict(self._next), rows))
        for name, count in rows.items():
            self._next[name] += count
        for piece in group.pieces:
            self._insert(piece)

    def _insert(self, piece: Piece) -> None:
        for table in TABLES:
            marks = ", ".join("?" * len(table.columns))
            for row in piece.rows.get(table.name, ()):
                values = [_bound(column, row) for column in table.columns]
                try:
                    self._fresh.execute(f"INSERT INTO {table.name} VALUES ({marks})", values)
                except sqlite3.IntegrityError as error:
                    raise InputError(str(error), f"{table.name}, {values[0]}") from None
        for table, chinese, english in _SEARCHED:
            self._fresh.executemany(
                f"INSERT INTO {_SEARCH_ROWS} VALUES (?, ?, ?, ?)",
                (
                    (table.name, row["id"], bigrams(_joined(row, chinese)), _joined(row, english))
                    for row in piece.rows.get(table.name, ())
                ),
            )

    def finish(self, about: About) -> None:
        """Tables, indices, facts and full-text index, in one transaction.

        Raises:
            InputError: a key given twice.
        """
        self._fresh.execute("COMMIT")
        self._fresh.close()
        others = {
            "fresh": self._stage.scratch / DATABASE,
            "lines": self._stage.scratch / "lines.sqlite",
        }
        if self._known:
            others["earlier"] = self._earlier.find(DATABASE)
        database = _begin(self._stage.data / DATABASE, others)
        database.execute(f"CREATE TABLE lines.{_SEARCH_ROWS} (kind, id, zh, en)")
        for table in TABLES:
            database.execute(create_table(table))
        for name, columns in LINKS.items():
            both = ", ".join(part.split()[0] for part in columns.split(", "))
            database.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({both})) WITHOUT ROWID")
        database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        database.execute(_SEARCH)
        runs = list(_joined_runs(self._runs))
        for table in TABLES:
            try:
                for run in runs:
                    database.execute(f"INSERT INTO {table.name} {run.select(table.name)}")
            except sqlite3.IntegrityError as error:
                raise InputError(str(error), table.name) from None
            for column in table.columns:
                if column.refers and column.type is not Type.LIST:
                    database.execute(
                        f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})"
                    )
        for link, column_name in (("task_themes", "themes"), ("task_same_as", "same_as")):
            database.execute(
                f"INSERT INTO {link} SELECT tasks.id, value"
                f" FROM tasks, json_each(tasks.{column_name}) ORDER BY tasks.id, value"
            )
        database.executemany(
            "INSERT INTO about VALUES (?, ?)", [("title", about.title), *about.facts()]
        )
        # The index writes a segment a statement: it must be one, or its bytes would tell
        # where the rows came from.
        for run in runs:
            database.execute(f"INSERT INTO lines.{_SEARCH_ROWS} {run.select(_SEARCH_ROWS)}")
        database.execute(f"INSERT INTO search SELECT * FROM lines.{_SEARCH_ROWS} ORDER BY rowid")
        database.execute("INSERT INTO search (search) VALUES ('optimize')")
        database.execute("COMMIT")
        database.close()


_COUNTED = (*(table.name for table in TABLES), _SEARCH_ROWS)


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows that stand together in a database: the first of each table, from 1, and how many."""

    database: str
    first: Mapping[str, int]
    rows: Mapping[str, int]

    def select(self, name: str) -> str:
        first, rows = self.first[name], self.rows[name]
        what, table = "*", name
        if name == _SEARCH_ROWS and self.database == "earlier":
            what, table = "kind, id, zh, en", "search"
        where = f"WHERE rowid BETWEEN {first} AND {first + rows - 1} ORDER BY rowid"
        return f"SELECT {what} FROM {self.database}.{table} {where}"


def _joined_runs(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Runs that follow each other in the same database, as one."""
    last: _Run | None = None
    for run in runs:
        if last is not None and run.database == last.database and run.first == _after(last):
            rows = {name: last.rows[name] + run.rows[name] for name in _COUNTED}
            last = _Run(last.database, last.first, rows)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


def _after(run: _Run) -> dict[str, int]:
    return {name: run.first[name] + run.rows[name] for name in _COUNTED}


def _counts(rows: Mapping[str, int]) -> dict[str, int]:
    """Rows by table, with those of the full-text index."""
    return {**rows, _SEARCH_ROWS: sum(rows[table.name] for table, _, _ in _SEARCHED)}


def known(earlier: Earlier) -> dict[str, dict[str, int]]:
    """The first rows of each group in the earlier database, if it is what it was, by key."""
    if not earlier.has(DATABASE):
        return {}
    at = dict.fromkeys(_COUNTED, 1)
    found: dict[str, dict[str, int]] = {}
    for key, rows in earlier.made.groups:
        found[key] = dict(at)
        for name, count in _counts(rows).items():
            at[name] += count
    return found


def _begin(path: Path, others: Mapping[str, Path] | None = None) -> sqlite3.Connection:
    """A new database, in a transaction, with others at hand."""
    database = sqlite3.connect(path, isolation_level=None)
    for name, other in (others or {}).items():
        database.execute(f"ATTACH ? AS {name}", (str(other),))
    # Of all of them: none is kept when something fails.
    for pragma in ("main.page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    return database


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


def _joined(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    return "\n".join(str(row[name]) for name in names if row[name])
