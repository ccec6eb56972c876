"""Files that are fragments one after another: tables as CSV, JSON, JSON Lines; TMX, XLIFF."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jiebang.datasets.columns import TABLES
from jiebang.datasets.formats import tmx, xliff
from jiebang.datasets.fragments import TMX, XLIFF, Fragment
from jiebang.datasets.stage import Stage, create
from jiebang.datasets.writers import csv_header


class _Output:
    """A text file that knows the SHA-256 of what was written to it."""

    def __init__(self, path: Path) -> None:
        self._stream = create(path)
        self._digest = hashlib.sha256()

    def write(self, text: str) -> None:
        self._stream.write(text)
        self._digest.update(text.encode())

    def close(self) -> str:
        self._stream.close()
        return self._digest.hexdigest()


class TextFiles:
    """All are open until the last fragment; `close` returns their SHA-256 by name."""

    def __init__(self, stage: Stage) -> None:
        heads = {TMX: tmx.head(), XLIFF: xliff.HEAD}
        for table in TABLES:
            heads[f"{table.name}.csv"] = csv_header(table) + "\n"
            heads[f"{table.name}.json"] = "["
            heads[f"{table.name}.jsonl"] = ""
        self._files = {name: _Output(stage.data / name) for name in heads}
        for name, head in heads.items():
            self._files[name].write(head)
        self._empty = {table.name for table in TABLES}

    def add(self, fragment: Fragment) -> None:
        for name in (
            *(f"{t.name}.{kind}" for t in TABLES for kind in ("csv", "jsonl")),
            TMX,
            XLIFF,
        ):
            self._files[name].write(fragment.parts.get(name, ""))
        for table in TABLES:
            lines = fragment.parts.get(f"{table.name}.jsonl")
            if lines:
                # One object a line; no line of JSON has a line end in it.
                opening = "\n" if table.name in self._empty else ",\n"
                self._empty.discard(table.name)
                array = self._files[f"{table.name}.json"]
                array.write(opening + lines[:-1].replace("\n", ",\n"))

    def close(self) -> dict[str, str]:
        for table in TABLES:
            tail = "]\n" if table.name in self._empty else "\n]\n"
            self._files[f"{table.name}.json"].write(tail)
        self._files[TMX].write(tmx.TAIL)
        self._files[XLIFF].write(xliff.TAIL)
        return {name: file.close() for name, file in self._files.items()}
