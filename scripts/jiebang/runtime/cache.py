"""What was worked out before: a stamp for each step, a result for each document."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import jiebang
from jiebang.runtime.files import flush_disks, write_atomic

RESULTS = "documents.sqlite"  # in the project's cache folder
_FORMAT = 1
_BATCH = 64  # results written between two commits
# What a document becomes depends on these, beside our own code.
_READERS = ("markdown-it-py", "mdit-py-plugins", "polib", "PyYAML", "jsonschema", "opencc")


@cache
def code_digest() -> str:
    """A digest of this package's files and of what it reads and writes with.

    Two processes with the same digest make the same of the same input.
    """
    package = Path(jiebang.__file__).parent
    tools = [f"{name} {version_of(name)}" for name in _READERS]
    python = ".".join(platform.python_version_tuple()[:2])
    return fingerprint(package, [package], [f"Python {python}", *tools])


@cache
def version_of(package: str) -> str:
    """The version of an installed package; "" for one that is not there."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def fingerprint(root: Path, places: Iterable[Path], extra: Iterable[str] = ()) -> str:
    """A digest of all files at or below `places`, by path and bytes, and of `extra`."""
    digest = hashlib.sha256()
    for text in extra:
        digest.update(f"={text}\0".encode())
    for place in places:
        for path in sorted(_files(place)):
            name = path.relative_to(root) if path.is_relative_to(root) else path.name
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return [place]
    return (
        p
        for p in place.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and not p.name.endswith((".pyc", ".tmp"))
    )


def is_fresh(stamp: Path, inputs: str) -> bool:
    """Whether a step with these inputs ran before and its outputs are untouched."""
    try:
        record = json.loads(stamp.read_text("utf-8"))
        outputs = record["outputs"]
        return record["inputs"] == inputs and all(
            _state(Path(name)) == state for name, state in outputs.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def set_stamp(stamp: Path, inputs: str, outputs: Iterable[Path]) -> None:
    """Record that a step has run.

    A stamp must not vouch for bytes that a power cut can still take: they are on
    their disk before it is written.
    """
    files = sorted(p for place in outputs for p in _files(place))
    record = {"inputs": inputs, "outputs": {str(p): _state(p) for p in files}}
    flush_disks()
    write_atomic(stamp, json.dumps(record, ensure_ascii=False, indent=0) + "\n", durable=False)


def _state(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


class ResultCache:
    """Results by kind and document, each with the key of what it was made from.

    An entry counts only if it was made from the same and is whole; a file that is broken,
    foreign, locked or cannot be written is as good as none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = 0
        self._database = _open(path)

    def __enter__(self) -> ResultCache:
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
        return row[2] if row[1] == _checksum(key, row[2]) else None

    def put(self, kind: str, document: str, key: str, data: bytes) -> None:
        if self._database is None:
            return
        row = (kind, document, key, _checksum(key, data), data)
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


def _checksum(key: str, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=key.encode()[:64], digest_size=16).digest()
