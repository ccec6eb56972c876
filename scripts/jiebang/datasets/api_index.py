"""The index of the static API, and its files of what was withdrawn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from functools import partial

from jiebang.datasets import about as words
from jiebang.datasets.about import About
from jiebang.datasets.api import VERSION, api_file
from jiebang.datasets.earlier import Earlier, Span, Spans
from jiebang.datasets.outlines import Group
from jiebang.datasets.pieces import LISTS
from jiebang.datasets.splicing import Spliced
from jiebang.datasets.stage import API, Stage, write
from jiebang.datasets.tables import Frame

INDEX = f"{API}/{VERSION}/index.json"


class Api:
    """The index, put together at the end, and what was withdrawn."""

    def __init__(self, source: Frame, stage: Stage, earlier: Earlier) -> None:
        self._source, self._stage = source, stage
        before = stage.site / INDEX
        self._lists = {
            name: Spliced(stage.scratch / f"api-{name}", before, earlier.made.spans.get(name))
            for name in LISTS
        }
        self.spans: dict[str, Spans] = {}

    def add(self, group: Group) -> None:
        for name, items in self._lists.items():
            first = not items.size
            key = f"{group.key} first" if first else group.key
            items.block(key, partial(_items, group, name, first))

    def finish(self, about: About, withdrawn: Iterable[Mapping[str, object]]) -> None:
        """The withdrawn indicators, which keep their address, and index.json."""
        for record in withdrawn:
            gone = {**record, "status": "withdrawn"}
            for name, text in api_file(self._source, "indicators", str(record["id"]), gone).items():
                write(self._stage.root / name, text)
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
        path = self._stage.root / INDEX
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(head.removesuffix("}").encode())
            for name, items in self._lists.items():
                items.close()
                stream.write(f', "{name.removeprefix(f"{API}/")}": [\n'.encode())
                at = stream.tell()
                self.spans[name] = {k: Span(s.offset + at, *s[1:]) for k, s in items.spans.items()}
                with items.path.open("rb") as written:
                    shutil.copyfileobj(written, stream)
                stream.write(b"\n]")
            stream.write(b"}\n")


def _items(group: Group, name: str, first: bool) -> str:
    """A group's lines of JSON as members of an array, after others or as the first."""
    lines = group.text(name)
    return ",\n" * (bool(lines) and not first) + lines[:-1].replace("\n", ",\n")
