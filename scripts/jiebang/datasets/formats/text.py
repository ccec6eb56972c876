"""Files that are fragments one after another: tables as CSV, JSON, JSON Lines; TMX, XLIFF."""

from __future__ import annotations

from pathlib import Path

from jiebang.datasets.columns import TABLES
from jiebang.datasets.formats.exchange import TMX, TMX_TAIL, XLIFF, XLIFF_HEAD, XLIFF_TAIL, tmx_head
from jiebang.datasets.fragments import Fragment
from jiebang.datasets.stage import Stage, create
from jiebang.datasets.writers import csv_header


class TextFiles:
    """All are open until the last fragment."""

    def __init__(self, stage: Stage) -> None:
        self._folder = stage.data
        heads = {TMX: tmx_head(), XLIFF: XLIFF_HEAD}
        for table in TABLES:
            heads |= {f"{table.name}.csv": csv_header(table) + "\n", f"{table.name}.jsonl": ""}
        self._files = {name: create(stage.data / name) for name in heads}
        for name, head in heads.items():
            self._files[name].write(head)

    def add(self, fragment: Fragment) -> None:
        for name, file in self._files.items():
            file.write(fragment.parts.get(name, ""))

    def close(self) -> None:
        self._files[TMX].write(TMX_TAIL)
        self._files[XLIFF].write(XLIFF_TAIL)
        for file in self._files.values():
            file.close()
        for table in TABLES:
            _write_array(self._folder / f"{table.name}.jsonl", self._folder / f"{table.name}.json")


def _write_array(lines: Path, array: Path) -> None:
    """JSON Lines as a JSON array, one object a line."""
    with lines.open(encoding="utf-8", newline="\n") as source, create(array) as target:
        target.write("[")
        gap = "\n"
        for line in source:
            target.write(gap + line.rstrip("\n"))
            gap = ",\n"
        target.write("]\n" if gap == "\n" else "\n]\n")
