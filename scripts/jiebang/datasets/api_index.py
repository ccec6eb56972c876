"""The index of the static API, and its files of what was withdrawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from jiebang.datasets import about as words
from jiebang.datasets.about import About
from jiebang.datasets.api import VERSION, api_file
from jiebang.datasets.pieces import Piece
from jiebang.datasets.stage import API, Stage, create, write
from jiebang.datasets.tables import Frame


class Api:
    """The index, pieced together at the end, and what was withdrawn."""

    def __init__(self, source: Frame, stage: Stage) -> None:
        self._source, self._stage = source, stage
        self._lists = {
            name: create(stage.scratch / f"api-{name}") for name in ("documents", "tasks")
        }

    def add(self, piece: Piece) -> None:
        for name, stream in self._lists.items():
            stream.write(piece.parts.get(f"{API}/{name}", ""))

    def finish(self, about: About, withdrawn: Iterable[Mapping[str, object]]) -> None:
        """The withdrawn indicators, which keep their address, and index.json."""
        for record in withdrawn:
            gone = {**record, "status": "withdrawn"}
            for name, text in api_file(self._source, "indicators", str(record["id"]), gone).items():
                write(self._stage.root / name, text)
        for stream in self._lists.values():
            stream.close()
        head = json.dumps(
            {
                "version": about.version,
                "date": about.date or None,
                "license": words.LICENSE_URL,
                "notice_en": words.NOTICE_EN,
                "notice_zh": words.NOTICE_ZH,
                "rows": dict(about.rows),
            },
            ensure_ascii=False,
        )
        with create(self._stage.api / VERSION / "index.json") as stream:
            stream.write(head.removesuffix("}"))
            for name in self._lists:
                stream.write(f', "{name}": [\n')
                lines = (self._stage.scratch / f"api-{name}").open(encoding="utf-8", newline="\n")
                with lines:
                    for at, line in enumerate(lines):
                        stream.write(",\n" * (at > 0) + line.rstrip("\n"))
                stream.write("\n]")
            stream.write("}\n")
