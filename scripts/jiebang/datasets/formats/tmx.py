"""The parallel text as TMX 1.4, for translation memories."""

from __future__ import annotations

from collections.abc import Iterable

import jiebang
from jiebang.datasets.formats.xmltext import DECLARATION, attribute, text
from jiebang.datasets.kinds import Row

ZH, EN = "zh-CN", "en-US"


TAIL = "</body>\n</tmx>\n"


def head() -> str:
    """What a file begins with."""
    return (
        f'{DECLARATION}<tmx version="1.4">\n'
        f'<header creationtool="jiebang" creationtoolversion="{jiebang.__version__}"'
        f' segtype="sentence" o-tmf="jiebang" adminlang="en" srclang="{ZH}"'
        ' datatype="plaintext"/>\n<body>\n'
    )


def tmx_units(segments: Iterable[Row]) -> str:
    """One unit a segment that has English; its state and origin are properties."""
    return "".join(_unit(row) for row in segments if row["text_en"])


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
    notes = "".join(
        f'<note xml:lang="{tag}">{text(str(row[key]), where)}</note>'
        for tag, key in ((ZH, "note_zh"), (EN, "note_en"))
        if row[key]
    )
    return (
        f"<tu tuid={attribute(where)}>{notes}{properties}\n"
        f'<tuv xml:lang="{ZH}"><seg>{text(str(row["text_zh"]), where)}</seg></tuv>\n'
        f'<tuv xml:lang="{EN}"><seg>{text(str(row["text_en"]), where)}</seg></tuv>\n</tu>\n'
    )
