"""What was worked out before: a stamp for each step, a result for each document."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib import metadata
from itertools import count
from pathlib import Path
from typing import Any, Self

import jiebang
from jiebang.runtime.files import write_atomic

RESULTS = "documents.sqlite"  # in the project's cache folder
_FORMAT = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS result (kind TEXT, document TEXT, key TEXT,"
    " sum BLOB, data BLOB, PRIMARY KEY (kind, document))"
)
_OF = "FROM result WHERE kind = ? AND document = ?"
# What a document becomes depends on these, beside our own code.
_READERS = ("markdown-it-py", "mdit-py-plugins", "polib", "PyYAML", "opencc")


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


def is_fresh(stamp: Path, inputs: str, outputs: Sequence[Path]) -> bool:
    """Whether a step with these inputs ran before; its outputs, and nothing else, are there."""
    try:
        return stamp.read_text("utf-8") == _mark(inputs, outputs)
    except (OSError, ValueError):
        return False


def set_stamp(stamp: Path, inputs: str, outputs: Sequence[Path]) -> None:
    """Record that a step has run.

    A stamp must not vouch for bytes that a power cut can still take: they are on
    their disk before it is written.
    """
    if hasattr(os, "sync"):
        os.sync()
    write_atomic(stamp, _mark(inputs, outputs))


def _mark(inputs: str, outputs: Sequence[Path]) -> str:
    """A digest of the inputs, and of size and time of each file of the outputs."""
    states = ((path, path.stat()) for place in outputs for path in sorted(_files(place)))
    lines = [f"{path}\0{state.st_size} {state.st_mtime_ns}" for path, state in states]
    return hashlib.sha256("\0".join((inputs, *lines)).encode()).hexdigest() + "\n"


class ResultCache:
    """Results by kind and document, each with the key of what it was made from.

    An entry counts only if it was made from the same and is whole; a file that is broken,
    foreign, locked or cannot be written is as good as none. One that is `dear` (answers that were
    paid for) is waited for, written so that power loss leaves it whole, and never deleted.
    """

    def __init__(self, path: Path, *, dear: bool = False) -> None:
        self._database = _open(path, dear)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def get(self, kind: str, document: str, key: str) -> bytes | None:
        """The result made from this; None where there is none, or it is not whole."""
        for made_from, checksum, data in self._run(f"SELECT key, sum, data {_OF}", kind, document):
            if made_from == key and isinstance(data, bytes) and checksum == _checksum(key, data):
                return data
        return None

    def put(self, kind: str, document: str, key: str, data: bytes) -> None:
        query = "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?)"
        self._run(query, kind, document, key, _checksum(key, data), data)

    def keep_only(self, documents: Collection[str]) -> None:
        """Forget the documents that are gone; what belongs to "", to none of them, stays."""
        for (document,) in self._run("SELECT DISTINCT document FROM result"):
            if document and document not in documents:
                self._run("DELETE FROM result WHERE document = ?", document)

    def _run(self, query: str, *values: object) -> list[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error:
            return []


def _open(path: Path, dear: bool) -> sqlite3.Connection:
    """The file that is there, a new one where it is broken, or none but memory."""
    # One that is locked, or that there is no room for, may be good.
    with contextlib.suppress(OSError, sqlite3.OperationalError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _prepare(path, dear)
        except sqlite3.OperationalError:
            raise
        except sqlite3.Error:
            if dear:
                names = (f"{path}.unreadable{f'-{n}' if n > 1 else ''}" for n in count(1))
                path.replace(next(name for name in names if not Path(name).exists()))
            else:
                path.unlink()
            return _prepare(path, dear)
    return _prepare(":memory:", dear)


def _prepare(place: Path | str, dear: bool) -> sqlite3.Connection:
    database = sqlite3.connect(place, timeout=30 if dear else 2, isolation_level=None)
    try:
        (found,) = database.execute("PRAGMA user_version").fetchone()
        if found not in (0, _FORMAT):
            raise sqlite3.DatabaseError("of another format")
        # A file that power loss breaks is made again: no need to wait for the disk.
        wait = "FULL" if dear else "OFF"
        database.executescript(
            f"PRAGMA synchronous = {wait}; {_TABLE}; PRAGMA user_version = {_FORMAT}"
        )
        database.execute("SELECT kind, document, key, sum, data FROM result").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _checksum(key: str, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=key.encode()[:64], digest_size=16).digest()
