"""The YAML front matter of structured Markdown: source, and what was left out or mended."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from typing import Any

import yaml

from jiebang.document.model import Correction, Document, Doubt, Dropped, TaskTable, Withheld
from jiebang.errors import InputError
from jiebang.text.yamlnodes import Node, parse_yaml

_LISTS: dict[str, type] = {
    "dropped": Dropped,
    "corrections": Correction,
    "withheld": Withheld,
    "task_tables": TaskTable,
    "unconfirmed": Doubt,
}
_KEYS = ("id", "source", "sha256", *_LISTS)
_YES = ("yes", "true")
_FORMS = {int: re.compile(r"[0-9]{1,9}"), bool: re.compile(r"yes|true|no|false")}
_ANY = re.compile(r".*", re.DOTALL)


def dump_front_matter(document: Document) -> str:
    """Front matter between its two `---` lines, without a final line feed."""
    matter: dict[str, Any] = {
        "id": document.id,
        "source": document.source,
        "sha256": document.sha256,
    }
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
    # A line before it, so that lines are counted as in the file.
    try:
        node = parse_yaml(f"\n{text}", where)
    except InputError as error:
        remedy = error.remedy or "correct the YAML"
        raise InputError(f"front matter: {error.what}", error.where, remedy) from None
    if node is None or not isinstance(node.value, dict):
        raise InputError("front matter is not a mapping", where, "write it as `key: value` lines")
    matter = node.value
    unknown = next((key for key in matter if key not in _KEYS), None)
    if unknown is not None:
        raise InputError(
            f"unknown key “{unknown}” in the front matter",
            matter[unknown].where,
            f"known: {', '.join(_KEYS)}",
        )
    for key in ("id", "source", "sha256"):
        if key not in matter or not isinstance(matter[key].value, str) or not matter[key].value:
            raise InputError(f"front matter lacks “{key}”", where, f"add `{key}: …`")
    found: dict[str, Any] = {key: str(matter[key].value) for key in ("id", "source", "sha256")}
    found |= {key: _records(kind, matter.get(key), key) for key, kind in _LISTS.items()}
    return Document(**found)


def _records(kind: type, node: Node | None, key: str) -> tuple[Any, ...]:
    if node is None or node.value == "":
        return ()
    kinds = {"int": int, "bool": bool}
    expected = {f.name: kinds.get(str(f.type), str) for f in fields(kind)}
    needed = {name for name, wanted in expected.items() if wanted is not bool}
    fault = InputError(
        f"“{key}” in the front matter is not a list of {{{', '.join(expected)}}}",
        node.where,
        "correct its entries",
    )
    if not isinstance(node.value, tuple):
        raise fault
    records = []
    for entry in node.value:
        if not isinstance(entry.value, dict) or not needed <= set(entry.value) <= set(expected):
            raise fault
        values: dict[str, Any] = {}
        for name, wanted in expected.items():
            value = entry.value[name].value if name in entry.value else "no"
            if not isinstance(value, str) or not _FORMS.get(wanted, _ANY).fullmatch(value):
                raise fault
            values[name] = value in _YES if wanted is bool else wanted(value)
        records.append(kind(**values))
    return tuple(records)
