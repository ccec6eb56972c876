"""The YAML front matter of structured Markdown: source, and what was left out or mended."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import yaml

from jiebang.document.model import Correction, Document, Doubt, Dropped, TaskTable, Withheld
from jiebang.errors import InputError
from jiebang.text.schema import Schema, read_as
from jiebang.text.yamlnodes import Node, parse_yaml

_LISTS: dict[str, type] = {
    "dropped": Dropped,
    "corrections": Correction,
    "withheld": Withheld,
    "task_tables": TaskTable,
    "unconfirmed": Doubt,
}
_SINGLE = ("id", "source", "sha256")
_FORMS: dict[str, Schema] = {
    "int": {"type": "integer", "fault": "is not a whole number"},
    "bool": {"type": "boolean", "enum": ["yes", "true", "no", "false"]},
    "str": {"type": "string", "verbatim": True},
}


def _schema_of(properties: dict[str, Any], required: list[str]) -> Schema:
    kind = {"type": "object", "additionalProperties": False}
    return {**kind, "properties": properties, "required": required}


_SCHEMA = _schema_of(
    {key: {"type": "string", "minLength": 1} for key in _SINGLE}
    | {
        key: {
            "type": "array",
            "items": _schema_of(
                {f.name: _FORMS[str(f.type)] for f in fields(kind)},
                [f.name for f in fields(kind) if f.type != "bool"],
            ),
        }
        for key, kind in _LISTS.items()
    },
    list(_SINGLE),
)


def dump_front_matter(document: Document) -> str:
    """Front matter between its two `---` lines, without a final line feed."""
    matter: dict[str, Any] = {key: getattr(document, key) for key in _SINGLE}
    for key in _LISTS:
        records = getattr(document, key)
        if records:
            # What may be left out is, where it says nothing.
            plain = (asdict(record) for record in records)
            matter[key] = [{k: v for k, v in of.items() if v is not False} for of in plain]
    text = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{text}---"


def load_front_matter(text: str | None, where: str) -> Document:
    """An empty Document with what the front matter says.

    Raises InputError, with the line, for YAML that does not parse, a missing or
    unknown key, a value of the wrong kind, an anchor, alias or tag.
    """
    if text is None:
        raise InputError("no front matter", where, "begin the file with ---, id, source and ---")
    try:
        # A line before it, so that lines are counted as in the file.
        node = parse_yaml(f"\n{text}", where) or Node(where, {})
        filled = {k: n for k, n in node.fields().items() if n.value != "" or k in _SINGLE}
        found = read_as(Node(where, filled), _SCHEMA)
    except InputError as error:
        remedy = error.remedy or "correct the YAML"
        raise InputError(f"front matter: {error.what}", error.where, remedy) from None
    records = {key: tuple(kind(**r) for r in found.get(key, ())) for key, kind in _LISTS.items()}
    return Document(**found | records)
