"""JSON Schema of each table, made from `columns`."""

from __future__ import annotations

from jiebang.datasets.kinds import Column, Table, Type


def json_schema(table: Table) -> dict[str, object]:
    """The schema of `<table>.json`; a line of `<table>.jsonl` is as its `items`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": f"{table.en}. {table.zh}。",
        "type": "array",
        "items": row_schema(table),
    }


def row_schema(table: Table) -> dict[str, object]:
    """The schema of one row."""
    return {
        "type": "object",
        "properties": {column.name: _property(column) for column in table.columns},
        "required": list(table.names),
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, object]:
    found: dict[str, object] = {"description": f"{column.en}. {column.zh}。"}
    if column.unit:
        found["unit"] = column.unit
    if column.unit_in:
        found["unitColumn"] = column.unit_in
    if column.type is Type.LIST:
        found |= {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
        return found
    kind = str(column.type)
    found["type"] = kind if column.required else [kind, "null"]
    if column.type is Type.STRING:
        found["minLength"] = 1
    if column.form:
        found["format"] = column.form
    if column.values:
        found["enum"] = [*column.values] if column.required else [*column.values, None]
    return found
