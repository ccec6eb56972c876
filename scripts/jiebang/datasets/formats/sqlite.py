"""All tables in one SQLite file, with keys, indices and a full-text index."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import Any

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES, DataTable, read_rows
from jiebang.datasets.formats.bigrams import bigrams, runs
from jiebang.datasets.fragments import fault
from jiebang.datasets.stage import DATABASE, Stage
from jiebang.errors import InputError

# Lists as tables of their own, for joins.
LINKS = ("task_same_as", "indicator_same_as")
_LINK = (
    "CREATE TABLE {0}_same_as ({0}_id TEXT NOT NULL REFERENCES {0}s (id), same_as TEXT NOT NULL"
    " REFERENCES {0}s (id), PRIMARY KEY ({0}_id, same_as)) WITHOUT ROWID"
)
_FTS = "tokenize = 'porter unicode61 remove_diacritics 2'"
_SEARCH = f"CREATE VIRTUAL TABLE search USING fts5 (kind UNINDEXED, id UNINDEXED, zh, en, {_FTS})"
# What Datasette searches: `content` is how it knows whose index one is, no text is read from it.
BOXES = {f"{table.name}_fts": table for table in TABLES if table.search}


_json = json.JSONEncoder(ensure_ascii=False).encode


def write_database(stage: Stage, about: About) -> None:
    """Write the database of the tables; the same tables give the same bytes.

    Raises:
        InputError: a row that a constraint of its table refuses: a key given twice, a value
            missing or not one of those possible, a reference that leads nowhere.
    """
    path = stage.data / DATABASE
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        execute = database.execute
        # A stage that is left half made is thrown away: no journal, no waiting.
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            execute(f"PRAGMA {pragma}")
        execute("BEGIN")
        for table in TABLES:
            execute(create_table(table))
            _insert(database, stage, table)
        for kind in ("task", "indicator"):
            execute(_LINK.format(kind))
            execute(
                f"INSERT INTO {kind}_same_as SELECT t.id, value"
                f" FROM {kind}s t, json_each(t.same_as) ORDER BY t.id, value"
            )
        execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        facts = {"title": about.values["title_en"], **about.facts()}
        database.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
        _index(database)
        execute("COMMIT")
        if loose := execute("PRAGMA foreign_key_check").fetchone():
            raise fault("{}, row {}: refers to {} that are not there".format(*loose[:3]))


def create_table(table: DataTable) -> str:
    """The statement that makes a table."""
    lines = []
    for column in table.columns:
        words = [column.name, column.type_in("sqlite")]
        if table.key == (column.name,):
            words.append("PRIMARY KEY")
        if column.required:
            words.append("NOT NULL")
        if column.values:
            values = ", ".join(f"'{value}'" for value in column.values)
            words.append(f"CHECK ({column.name} IN ({values}))")
        if column.reference:
            words.append(f"REFERENCES {column.refers} (id)")
        lines.append("  " + " ".join(words))
    if table.keys > 1:
        lines.append(f"  PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n)"


def _insert(database: sqlite3.Connection, stage: Stage, table: DataTable) -> None:
    query = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
    row: dict[str, Any] = {}
    try:
        for row in read_rows(stage.data, table):
            database.execute(query, [_json(v) if isinstance(v, list) else v for v in row.values()])
    except sqlite3.IntegrityError as error:
        raise InputError(str(error), f"{table.name}, {row[table.names[0]]}") from None


def _index(database: sqlite3.Connection) -> None:
    """Indices of what refers to other tables, and of all words."""
    for table in TABLES:
        for column in table.columns:
            if column.reference:
                name = f"{table.name}_{column.name}"
                database.execute(f"CREATE INDEX {name} ON {table.name} ({column.name})")
    for name, count, function in (("bigrams", 1, bigrams), ("runs", 1, runs), ("text", -1, _join)):
        database.create_function(name, count, function, deterministic=True)
    searches = [_SEARCH]
    for table in (table for table in TABLES if table.found):
        zh, en = (", ".join(table.found[language]) for language in ("zh", "en"))
        texts = f"bigrams(text({zh})), text({en})"
        searches.append(f"INSERT INTO search SELECT '{table.name}', id, {texts} FROM {table.name}")
    for name, table in BOXES.items():
        zh, en = (", ".join(table.search[language]) for language in ("zh", "en"))
        texts = f"runs(text({zh})), text({en})"
        searches += [
            f'CREATE VIRTUAL TABLE {name} USING fts5 (zh, en, content="{table.name}", {_FTS},'
            " columnsize = 0)",
            f"INSERT INTO {name} (rowid, zh, en) SELECT rowid, {texts} FROM {table.name}",
            f"INSERT INTO {name} ({name}) VALUES ('optimize')",
        ]
    for query in (*searches, "INSERT INTO search (search) VALUES ('optimize')"):
        database.execute(query)


def _join(*texts: str | None) -> str:
    return "\n".join(filter(None, texts))
