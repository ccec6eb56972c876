"""Engine results on disk: what has been translated once is not translated again.

One SQLite file; a batch is one transaction, so that a process that dies at any
moment leaves whole batches and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.errors import InputError
from jiebang.translation.drafting import Question

_TABLE = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, en TEXT NOT NULL) WITHOUT ROWID"


class Cache:
    """Results of one engine under one glossary, by text.

    Args:
        path: the file; made with its folders. One that is no database is begun anew.
        scope: what a result depends on beside the text: engine, version, glossary.
    """

    def __init__(self, path: Path, scope: Iterable[str]) -> None:
        self._scope = "\0".join(scope) + "\0"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._base = _open(path)
            except sqlite3.OperationalError:
                raise  # locked, or no room: the file may be good
            except sqlite3.DatabaseError:
                path.unlink(missing_ok=True)
                self._base = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"the cache cannot be used: {error}", str(path)) from None

    def get(self, questions: Iterable[Question]) -> dict[Question, str]:
        """What is known of these."""
        keys = {self._key(question): question for question in questions}
        query = "SELECT key, en FROM results WHERE key IN (SELECT value FROM json_each(?))"
        return {keys[key]: en for key, en in self._base.execute(query, (json.dumps([*keys]),))}

    def put(self, results: Mapping[Question, str]) -> None:
        """Keep results, all or none."""
        rows = [(self._key(question), en) for question, en in results.items()]
        with contextlib.suppress(sqlite3.OperationalError), self._base:
            # A full disk or a lock: the results are used all the same.
            self._base.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", rows)

    def _key(self, question: Question) -> str:
        key = self._scope + "quick\0" * question.quick + question.text
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()


def _open(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=30)
    try:
        base.execute("PRAGMA synchronous=NORMAL")
        base.execute(_TABLE)
        base.execute("SELECT key FROM results LIMIT 1").fetchall()
        base.commit()
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base
