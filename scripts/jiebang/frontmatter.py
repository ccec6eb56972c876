"""The YAML front matter of structured Markdown: source, and what was left out or mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

import yaml

from jiebang.errors import InputError
from jiebang.model import Correction, Document, Dropped, Withheld

_KEYS = ("id", "source", "sha256", "dropped", "corrections", "withheld")
_Record = TypeVar("_Record", Dropped, Correction, Withheld)


def dump_front_matter(document: Document) -> str:
    """Front matter between its two `---` lines, without a final line feed."""
    matter: dict[str, Any] = {
        "id": document.id,
        "source": document.source,
        "sha256": document.sha256,
    }
    for key in ("dropped", "corrections", "withheld"):
        records = getattr(document, key)
        if records:
            matter[key] = [asdict(record) for record in records]
    text = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{text}---"


def load_front_matter(text: str | None, where: str) -> Document:
    """An empty Document with what the front matter says.

    Raises InputError, with the line, for YAML that does not parse, a missing or
    unknown key, and a value of the wrong type.
    """
    if text is None:
        raise InputError("no front matter", where, "begin the file with ---, id, source and ---")
    try:
        matter = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise InputError(
            f"front matter does not parse: {problem}", f"{where}{line}", "mend the YAML"
        ) from None
    if not isinstance(matter, Mapping):
        raise InputError("front matter is not a mapping", where, "write it as `key: value` lines")
    unknown = [str(k) for k in matter if k not in _KEYS]
    if unknown:
        raise InputError(
            f"unknown key “{unknown[0]}” in the front matter", where, f"known: {', '.join(_KEYS)}"
        )
    for key in ("id", "source", "sha256"):
        if not isinstance(matter.get(key), str) or not matter[key]:
            raise InputError(f"front matter lacks “{key}”", where, f"add `{key}: …`")
    return Document(
        id=matter["id"],
        source=matter["source"],
        sha256=matter["sha256"],
        dropped=_records(Dropped, matter.get("dropped"), "dropped", where),
        corrections=_records(Correction, matter.get("corrections"), "corrections", where),
        withheld=_records(Withheld, matter.get("withheld"), "withheld", where),
    )


def _records(kind: type[_Record], value: object, key: str, where: str) -> tuple[_Record, ...]:
    expected = {f.name: int if f.type in ("int", int) else str for f in fields(kind)}
    fault = InputError(
        f"“{key}” in the front matter is not a list of {{{', '.join(expected)}}}",
        where,
        "mend its entries",
    )
    if value is None:
        return ()
    if not isinstance(value, list):
        raise fault
    records = []
    for entry in value:
        if not isinstance(entry, Mapping) or set(entry) != set(expected):
            raise fault
        if any(type(entry[name]) is not wanted for name, wanted in expected.items()):
            raise fault
        records.append(kind(**entry))
    return tuple(records)
