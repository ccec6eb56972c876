"""Files that a person keeps, held to a JSON schema: its data, or one line on the first fault.

Of JSON Schema what our schemas use: type, enum, pattern, minLength, items, minItems,
uniqueItems, properties, additionalProperties, required, minProperties, oneOf, $ref into $defs,
and as the remedy title and examples. Ours are `fault`, what is wrong with a value that does not
fit (“is not a date”), and `verbatim`, for a text whose blanks count. A boolean may be written
otherwise than true or false where an enum says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jiebang.errors import InputError
from jiebang.text.words import read_yaml
from jiebang.text.yamlnodes import Node

Schema = Mapping[str, Any]

_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "lines of “key: value”",
}
_NUMBERS = {"number": r"^[0-9]{1,9}(\.[0-9]{1,9})?$", "integer": "^[0-9]{1,9}$"}
_BOOLEANS = ("true", "false")
_SHAPES = {"object": dict, "array": tuple}


def read_as(node: Node, schema: Schema, root: Schema | None = None) -> Any:
    """The data of a node: dictionaries, tuples, texts; booleans and whole numbers as such.

    A number with a decimal point stays text, as it is written.

    Args:
        node: the value, as `parse_yaml` gives it.
        schema: what it must be.
        root: the schema that has the `$defs`; the same one if left out.

    Raises:
        InputError: with the line of the first fault.
    """
    root = root or schema
    if "$ref" in schema:
        return read_as(node, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "oneOf" in schema:
        return _read_one_of(node, schema, root)
    kind = schema.get("type", "string" if "enum" in schema else "")
    if kind == "object":
        return _read_members(node, schema, root)
    if kind == "array":
        return _read_items(node, schema, root)
    if not kind:
        return node.plain()
    text = node.filled if schema.get("minLength") else node.text
    allowed = schema.get("enum", _BOOLEANS if kind == "boolean" else (text,))
    pattern = schema.get("pattern") or _NUMBERS.get(kind, "")
    if text not in allowed or not re.search(pattern, text):
        raise _fault(node, schema)
    if kind == "boolean":
        return text in ("true", "yes")
    if kind == "integer":
        return int(text)
    return node.value if schema.get("verbatim") else text


def _read_one_of(node: Node, schema: Schema, root: Schema) -> Any:
    """The branch that is of the value's shape; of several, the first that fits."""
    shape = type(node.value)
    branches = [s for s in schema["oneOf"] if _SHAPES.get(s.get("type", ""), str) is shape]
    for branch in branches:
        try:
            return read_as(node, branch, root)
        except InputError:
            if shape is not str:
                raise
    raise _fault(node, schema)


def _read_members(node: Node, schema: Schema, root: Schema) -> dict[str, Any]:
    known, other = schema.get("properties", {}), schema.get("additionalProperties")
    members = node.fields(None if other else known, schema.get("required", ()))
    if len(members) < schema.get("minProperties", 0):
        what = f"“{node.name}” {schema.get('fault', 'is empty')}"
        raise InputError(what, node.where, f"known: {', '.join(known)}")
    return {key: read_as(child, known.get(key, other), root) for key, child in members.items()}


def _read_items(node: Node, schema: Schema, root: Schema) -> tuple[Any, ...]:
    items = tuple(read_as(item, schema["items"], root) for item in node.items)
    if len(items) < schema.get("minItems", 0):
        what = f"“{node.name}” {schema.get('fault', 'is empty')}"
        raise InputError(what, node.where, "give at least one")
    for at, item in enumerate(node.items):
        if schema.get("uniqueItems") and items[at] in items[:at]:
            what = f"“{item.text}” stands twice in {item.name}"
            raise InputError(what, item.where, "delete one")
    return items


def _fault(node: Node, schema: Schema) -> InputError:
    shown = node.text if isinstance(node.value, str) else "a list or mapping"
    own = schema.get("fault")
    what = f"“{shown}” {own}" if own else f"“{node.name}” is {shown}"
    return InputError(what, node.where, _wanted(schema))


def _wanted(schema: Schema) -> str:
    """What a schema asks for, in a few words."""
    if "oneOf" in schema:
        return ", or ".join(_wanted(branch) for branch in schema["oneOf"])
    if "examples" in schema:
        return f"as {' or '.join(schema['examples'])}"
    if "enum" in schema:
        return f"write {' or '.join(schema['enum'])}"
    return str(schema.get("title") or ("" if "fault" in schema else _TYPES[schema["type"]]))


@cache
def packaged_schema(package: str, file: str) -> Any:
    """A schema that stands in a package, as JSON or YAML."""
    return read_yaml(files(package) / file)
