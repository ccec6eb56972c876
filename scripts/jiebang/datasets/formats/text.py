"""Files that are pieces one after another: tables as CSV, JSON and JSON Lines, TMX, XLIFF."""

from __future__ import annotations

from functools import partial

from jiebang.datasets.columns import TABLES
from jiebang.datasets.earlier import Earlier
from jiebang.datasets.formats import tmx, xliff
from jiebang.datasets.outlines import Group
from jiebang.datasets.pieces import TMX, XLIFF
from jiebang.datasets.splicing import Spliced
from jiebang.datasets.stage import Stage
from jiebang.datasets.writers import csv_header


class Texts:
    """All open until the last group; then `files` says what was written, by name."""

    def __init__(self, stage: Stage, earlier: Earlier) -> None:
        self.files: dict[str, Spliced] = {}
        heads = {TMX: tmx.head(), XLIFF: xliff.HEAD}
        for table in TABLES:
            heads[f"{table.name}.csv"] = csv_header(table) + "\n"
            heads[f"{table.name}.json"] = "["
            heads[f"{table.name}.jsonl"] = ""
        for name, head in heads.items():
            spans = earlier.made.spans.get(name)
            file = self.files[name] = Spliced(stage.data / name, earlier.find(name), spans)
            file.write(head)
        self._empty = {table.name for table in TABLES}

    def add(self, group: Group) -> None:
        for table in TABLES:
            if not group.rows[table.name]:
                continue
            lines = f"{table.name}.jsonl"
            for name in (f"{table.name}.csv", lines):
                self._block(name, group)
            # One object a line; no line of JSON has a line end in it.
            first = table.name in self._empty
            self._empty.discard(table.name)
            key = f"{group.key} first" if first else group.key
            self.files[f"{table.name}.json"].block(key, partial(_array, group, lines, first))
        for name in (TMX, XLIFF):
            self._block(name, group)

    def _block(self, name: str, group: Group) -> None:
        self.files[name].block(group.key, lambda: group.text(name))

    def close(self) -> None:
        for table in TABLES:
            tail = "]\n" if table.name in self._empty else "\n]\n"
            self.files[f"{table.name}.json"].write(tail)
        self.files[TMX].write(tmx.TAIL)
        self.files[XLIFF].write(xliff.TAIL)
        for file in self.files.values():
            file.close()


def _array(group: Group, name: str, first: bool) -> str:
    """A group's lines of JSON as members of an array, with what parts them from those before."""
    lines = group.text(name)
    return ("\n" if first else ",\n") + lines[:-1].replace("\n", ",\n")
