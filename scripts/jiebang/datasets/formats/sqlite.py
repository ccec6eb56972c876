"""All tables in one SQLite file, with keys, indices and a full-text index."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.columns import (
    DOCUMENTS,
    INDICATORS,
    MEASURES,
    METRICS,
    SEGMENTS,
    TABLES,
    TASKS,
    TERMS,
    Table,
    Type,
)
from jiebang.datasets.formats.bigrams import bigrams, runs
from jiebang.datasets.fragments import Fragment, fault
from jiebang.datasets.stage import DATABASE, Stage
from jiebang.errors import InputError

_TYPES = {
    Type.STRING: "TEXT",
    Type.INTEGER: "INTEGER",
    Type.NUMBER: "NUMERIC",
    Type.LIST: "TEXT",  # a JSON array: json_each() goes through it
}
# Lists as tables of their own, for joins.
LINKS = {
    "task_same_as": "task_id TEXT NOT NULL REFERENCES tasks (id),"
    " same_as TEXT NOT NULL REFERENCES tasks (id)",
    "indicator_same_as": "indicator_id TEXT NOT NULL REFERENCES indicators (id),"
    " same_as TEXT NOT NULL REFERENCES indicators (id)",
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
_TEXT_AND_NOTE = (("text_zh", "note_zh"), ("text_en", "note_en"))
# What Datasette searches: `content` is how it knows whose index one is, no text is read from it.
SEARCHED = (
    (DOCUMENTS, ("title_zh", "issuer_zh", "summary_zh"), ("title_en", "issuer_en", "summary_en")),
    _SEARCHED[0],
    (INDICATORS, *_TEXT_AND_NOTE),
    _SEARCHED[2],
    (METRICS, ("zh",), ("en",)),
    (MEASURES, ("metric_zh", "text_zh"), ("metric_en", "text_en")),
    (SEGMENTS, *_TEXT_AND_NOTE),
)
_BOX = (
    'CREATE VIRTUAL TABLE {0}_fts USING fts5 (zh, en, content="{0}",'
    " tokenize = 'porter unicode61 remove_diacritics 2', columnsize = 0)"
)


class Database:
    """Takes the fragments in order; the same fragments give the same bytes."""

    def __init__(self, stage: Stage) -> None:
        self._database = sqlite3.connect(stage.data / DATABASE, isolation_level=None)
        # A stage that is left half made is thrown away: no journal, no waiting.
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("BEGIN")
        for table in TABLES:
            self._database.execute(create_table(table))
        for name, columns in LINKS.items():
            both = ", ".join(part.split()[0] for part in columns.split(", "))
            self._database.execute(
                f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({both})) WITHOUT ROWID"
            )
        self._database.execute(
            "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID"
        )
        self._database.execute(_SEARCH)
        for table, _, _ in SEARCHED:
            self._database.execute(_BOX.format(table.name))

    def add(self, fragment: Fragment) -> None:
        """Put in the rows of a document.

        Raises:
            InputError: a row that a constraint of its table refuses: a key given twice,
                a value missing or not one of those possible.
        """
        for table in TABLES:
            marks = ", ".join("?" * len(table.columns))
            searched = [(zh, en) for of, zh, en in SEARCHED if of is table]
            for row in fragment.rows.get(table.name, ()):
                values = [
                    json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
                    for value in row.values()
                ]
                query = f"INSERT INTO {table.name} VALUES ({marks})"
                try:
                    made = self._database.execute(query, values)
                except sqlite3.IntegrityError as error:
                    raise InputError(str(error), f"{table.name}, {values[0]}") from None
                for chinese, english in searched:
                    texts = (made.lastrowid, runs(_join(row, chinese)), _join(row, english))
                    query = f"INSERT INTO {table.name}_fts (rowid, zh, en) VALUES (?, ?, ?)"
                    self._database.execute(query, texts)
        for table, chinese, english in _SEARCHED:
            self._database.executemany(
                "INSERT INTO search VALUES (?, ?, ?, ?)",
                (
                    (table.name, row["id"], bigrams(_join(row, chinese)), _join(row, english))
                    for row in fragment.rows.get(table.name, ())
                ),
            )

    def close(self, about: About) -> None:
        """Indices, links, facts, and the full-text index in one piece."""
        for table in TABLES:
            for column in table.columns:
                if column.refers and column.type is not Type.LIST:
                    self._database.execute(
                        f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})"
                    )
        for kind in ("task", "indicator"):
            self._database.execute(
                f"INSERT INTO {kind}_same_as SELECT t.id, value"
                f" FROM {kind}s t, json_each(t.same_as) ORDER BY t.id, value"
            )
        facts = [("title", about.values["title_en"]), *about.facts().items()]
        self._database.executemany("INSERT INTO about VALUES (?, ?)", facts)
        for name in ("search", *(f"{table.name}_fts" for table, _, _ in SEARCHED)):
            self._database.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
        self._database.execute("COMMIT")
        self._database.close()


def create_table(table: Table) -> str:
    """The statement that makes a table."""
    lines = []
    for column in table.columns:
        words = [column.name, _TYPES[column.type]]
        if table.key == (column.name,):
            words.append("PRIMARY KEY")
        if column.required:
            words.append("NOT NULL")
        if column.values:
            values = ", ".join(f"'{value}'" for value in column.values)
            words.append(f"CHECK ({column.name} IN ({values}))")
        if column.refers and column.type is not Type.LIST:
            words.append(f"REFERENCES {column.refers} (id)")
        lines.append("  " + " ".join(words))
    if table.keys > 1:
        lines.append(f"  PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n)"


def _join(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    return "\n".join(str(row[name]) for name in names if row[name])


def validate_database(path: Path, rows: Mapping[str, int]) -> None:
    """Check that references lead somewhere, and that each table has as many rows as were made.

    Raises:
        InputError: the first thing that does not agree: table, row, what.
    """
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        loose = database.execute("PRAGMA foreign_key_check").fetchone()
        if loose is not None:
            raise fault("{}, row {}: refers to {} that are not there".format(*loose[:3]))
        for table in TABLES:
            (count,) = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()
            if count != rows[table.name]:
                raise fault(f"{table.name}: {count} rows in SQLite, {rows[table.name]} made")
