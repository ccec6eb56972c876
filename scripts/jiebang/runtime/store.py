"""Where results are kept by document: one SQLite file in the project's cache.

A cache and no more. An entry counts only if it was made from the same and is whole; a
file that is broken, foreign, locked or cannot be written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

# In the project's cache.
STORE = "documents.sqlite"
_FORMAT = 1
# Results written between two commits.
_BATCH = 64


class Store:
    """Results by kind and document, each with the key of what it was made from."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = 0
        self._database = _open(path)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.commit()
            self._database.close()
            self._database = None

    def has(self, kind: str, document: str, key: str) -> bool:
        """Whether there is a result made from this."""
        return self._row("SELECT key FROM result", kind, document) == (key,)

    def get(self, kind: str, document: str, key: str) -> bytes | None:
        """The result made from this; None where there is none, or it is not whole."""
        row = self._row("SELECT key, sum, data FROM result", kind, document)
        if row is None or row[0] != key or not isinstance(row[2], bytes):
            return None
        return row[2] if row[1] == _sum(key, row[2]) else None

    def put(self, kind: str, document: str, key: str, data: bytes) -> None:
        if self._database is None:
            return
        row = (kind, document, key, _sum(key, data), data)
        with contextlib.suppress(sqlite3.Error):
            self._database.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?)", row)
            self._waiting += 1
            if self._waiting >= _BATCH:
                self._database.commit()
                self._waiting = 0

    def keep_only(self, documents: Collection[str]) -> None:
        """Forget the documents that are gone; what belongs to "", to none of them, stays."""
        if self._database is None:
            return
        with contextlib.suppress(sqlite3.Error):
            there = self._database.execute("SELECT DISTINCT document FROM result").fetchall()
            gone = [(d,) for (d,) in there if d and d not in documents]
            self._database.executemany("DELETE FROM result WHERE document = ?", gone)

    def _row(self, select: str, kind: str, document: str) -> tuple[object, ...] | None:
        if self._database is None:
            return None
        try:
            found: tuple[object, ...] | None = self._database.execute(
                f"{select} WHERE kind = ? AND document = ?", (kind, document)
            ).fetchone()
        except sqlite3.Error:
            return None
        return found


def _open(path: Path) -> sqlite3.Connection | None:
    for database in _tries(path):
        try:
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found not in (0, _FORMAT):
                raise sqlite3.DatabaseError("another format")
            # A file that power loss breaks is made again: no need to wait for the disk.
            database.execute("PRAGMA synchronous = OFF")
            database.execute(
                "CREATE TABLE IF NOT EXISTS result (kind TEXT, document TEXT, key TEXT,"
                " sum BLOB, data BLOB, PRIMARY KEY (kind, document))"
            )
            database.execute(f"PRAGMA user_version = {_FORMAT}")
            database.execute("SELECT kind, document, key, sum, data FROM result").fetchone()
        except sqlite3.Error:
            database.close()
        else:
            return database
    return None


def _tries(path: Path) -> Iterator[sqlite3.Connection]:
    """The file that is there, then a new one in its place."""
    for again in (False, True):
        try:
            if again:
                path.unlink(missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            yield sqlite3.connect(path, timeout=2)
        except (OSError, sqlite3.Error):
            continue


def _sum(key: str, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=key.encode()[:64], digest_size=16).digest()
