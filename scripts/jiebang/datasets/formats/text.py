"""Files that are pieces one after another: tables as CSV, JSON and JSON Lines, TMX, XLIFF."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from typing import TextIO

from jiebang.datasets.columns import TABLES
from jiebang.datasets.formats import tmx, xliff
from jiebang.datasets.pieces import TMX, XLIFF, Piece
from jiebang.datasets.stage import Stage, create
from jiebang.datasets.writers import csv_header


class Texts:
    """All open until the last piece; `sums` and `rows` say what was written."""

    def __init__(self, stage: Stage) -> None:
        self._stack = ExitStack()
        self._files: dict[str, _File] = {}
        self.rows = dict.fromkeys((table.name for table in TABLES), 0)
        for table in TABLES:
            for kind, head in (("csv", csv_header(table) + "\n"), ("json", "["), ("jsonl", "")):
                self._begin(stage, f"{table.name}.{kind}", head)
        self._begin(stage, TMX, tmx.head())
        self._begin(stage, XLIFF, xliff.HEAD)

    def add(self, piece: Piece) -> None:
        for table in TABLES:
            lines = piece.parts.get(f"{table.name}.jsonl")
            if not lines:
                continue
            self._files[f"{table.name}.csv"].write(piece.parts[f"{table.name}.csv"])
            self._files[f"{table.name}.jsonl"].write(lines)
            # One object a line; no line of JSON has a line end in it.
            comma = ",\n" if self.rows[table.name] else "\n"
            self._files[f"{table.name}.json"].write(comma + lines[:-1].replace("\n", ",\n"))
            self.rows[table.name] += lines.count("\n")
        for name in (TMX, XLIFF):
            self._files[name].write(piece.parts.get(name, ""))

    def close(self) -> None:
        for table in TABLES:
            self._files[f"{table.name}.json"].write("\n]\n" if self.rows[table.name] else "]\n")
        self._files[TMX].write(tmx.TAIL)
        self._files[XLIFF].write(xliff.TAIL)
        self._stack.close()

    @property
    def sums(self) -> dict[str, str]:
        """The SHA-256 of what was written to each file."""
        return {name: file.digest.hexdigest() for name, file in self._files.items()}

    def _begin(self, stage: Stage, name: str, head: str) -> None:
        stream = self._stack.enter_context(create(stage.data / name))
        self._files[name] = _File(stream)
        self._files[name].write(head)


class _File:
    """A text file, and the digest of what goes into it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def write(self, text: str) -> None:
        self._stream.write(text)
        self.digest.update(text.encode())
