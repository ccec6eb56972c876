"""Tables as CSV, JSON and JSON Lines, written as the rows come."""

from __future__ import annotations

from contextlib import ExitStack

from jiebang.datasets.batches import Batch
from jiebang.datasets.columns import TABLES
from jiebang.datasets.stage import Stage, create
from jiebang.datasets.writers import csv_header, csv_line, json_line


class TextTables:
    """Three files a table, all open until the last row."""

    def __init__(self, stage: Stage) -> None:
        self._stack = ExitStack()
        files = {
            (table.name, kind): self._stack.enter_context(
                create(stage.data / f"{table.name}.{kind}")
            )
            for table in TABLES
            for kind in ("csv", "json", "jsonl")
        }
        self._files = files
        self._begun: set[str] = set()
        for table in TABLES:
            files[table.name, "csv"].write(csv_header(table) + "\n")
            files[table.name, "json"].write("[")

    def add(self, batch: Batch) -> None:
        for table in TABLES:
            for row in batch.rows.get(table.name, ()):
                line = json_line(table, row)
                self._files[table.name, "csv"].write(csv_line(table, row) + "\n")
                self._files[table.name, "jsonl"].write(line + "\n")
                comma = ",\n" if table.name in self._begun else "\n"
                self._files[table.name, "json"].write(comma + line)
                self._begun.add(table.name)

    def close(self) -> None:
        for table in TABLES:
            end = "\n]\n" if table.name in self._begun else "]\n"
            self._files[table.name, "json"].write(end)
        self._stack.close()
