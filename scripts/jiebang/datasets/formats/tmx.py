"""The parallel text as TMX 1.4, for translation memories."""

from __future__ import annotations

import jiebang
from jiebang.datasets.batches import Batch, Row
from jiebang.datasets.columns import SEGMENTS
from jiebang.datasets.formats.xmltext import DECLARATION, attribute, text
from jiebang.datasets.stage import Stage, create

NAME = "jiebang.tmx"
ZH, EN = "zh-CN", "en-US"


class Tmx:
    """One unit a segment that has English; its state and origin are properties."""

    def __init__(self, stage: Stage) -> None:
        self._file = create(stage.data / NAME)
        self._file.write(
            f'{DECLARATION}<tmx version="1.4">\n'
            f'<header creationtool="jiebang" creationtoolversion="{jiebang.__version__}"'
            f' segtype="sentence" o-tmf="jiebang" adminlang="en" srclang="{ZH}"'
            ' datatype="plaintext"/>\n<body>\n'
        )

    def add(self, batch: Batch) -> None:
        for row in batch.rows.get(SEGMENTS.name, ()):
            if row["text_en"]:
                self._file.write(_unit(row))

    def close(self) -> None:
        self._file.write("</body>\n</tmx>\n")
        self._file.close()


def _unit(row: Row) -> str:
    where = str(row["id"])
    properties = "".join(
        f'<prop type="x-{name}">{text(str(row[key]), where)}</prop>'
        for name, key in (
            ("document", "document_id"),
            ("state", "translation_state"),
            ("origin", "origin"),
        )
        if row[key]
    )
    return (
        f"<tu tuid={attribute(where)}>{properties}\n"
        f'<tuv xml:lang="{ZH}"><seg>{text(str(row["text_zh"]), where)}</seg></tuv>\n'
        f'<tuv xml:lang="{EN}"><seg>{text(str(row["text_en"]), where)}</seg></tuv>\n</tu>\n'
    )
