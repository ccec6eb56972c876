"""The YAML front matter of structured Markdown: source, and what was left out or mended."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from typing import Any

import yaml

from jiebang.document.model import Correction, Document, Doubt, Dropped, TaskTable, Withheld
from jiebang.errors import InputError
from jiebang.text.yamlnodes import Node, Reader, parse_yaml

_LISTS: dict[str, type] = {
    "dropped": Dropped,
    "corrections": Correction,
    "withheld": Withheld,
    "task_tables": TaskTable,
    "unconfirmed": Doubt,
}
_SINGLE = ("id", "source", "sha256")
# What the value of a field must look like, and in words.
_FORMS = {
    "int": (re.compile(r"[0-9]{1,9}"), "a whole number"),
    "bool": (re.compile(r"yes|true|no|false"), "yes or no"),
    "str": (re.compile(r".*", re.DOTALL), "a text"),
}


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
        given = node.fields((*_SINGLE, *_LISTS), _SINGLE)
        found: dict[str, Any] = {key: given[key].filled for key in _SINGLE}
        for key, kind in _LISTS.items():
            if key in given and given[key].value != "":
                found[key] = tuple(_record(kind, entry) for entry in given[key].items)
    except InputError as error:
        remedy = error.remedy or "correct the YAML"
        raise InputError(f"front matter: {error.what}", error.where, remedy) from None
    return Document(**found)


def _record(kind: type, entry: Node) -> Any:
    forms = {f.name: str(f.type) for f in fields(kind)}
    needed = [name for name, form in forms.items() if form != "bool"]
    return kind(**entry.read({name: _value(form) for name, form in forms.items()}, needed))


def _value(form: str) -> Reader:
    pattern, wanted = _FORMS[form]

    def read(node: Node) -> str | int | bool:
        if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
            raise InputError(f"“{node.name}” is not {wanted}", node.where)
        if form == "bool":
            return node.value in ("yes", "true")
        return int(node.value) if form == "int" else node.value

    return read
