"""datapackage.json: the tables as a Data Package, version 2."""

from __future__ import annotations

from collections.abc import Mapping

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.downloads import File
from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Table, Type

NAME = "datapackage.json"


def data_package(about: About, files: Mapping[str, File]) -> dict[str, object]:
    """The descriptor. `files` are the tables as CSV, by name."""
    package: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.project.slug,
        "title": about.title_en,
        "description": f"{about.description_en} {about.project.notice.en}",
        "version": about.version,
    }
    if about.date:
        package["created"] = f"{about.date}T00:00:00Z"
    if about.public:
        package["homepage"] = about.page_url
    if about.project.keywords:
        package["keywords"] = list(about.project.keywords)
    if about.license.url:
        named = {"title": about.license.name, "path": about.license.url}
        package["licenses"] = [{"name": about.license.id, **named} if about.license.id else named]
    if about.creator:
        package["contributors"] = [{"title": about.creator, "roles": ["creator"]}]
    package["resources"] = [
        *(_csv(table, files[f"{table.name}.csv"], about.rows[table.name]) for table in TABLES),
        *(_json(table, about.rows[table.name]) for table in TABLES),
    ]
    return package


def _json(table: Table, rows: int) -> dict[str, object]:
    """The same rows as an array of objects: a list is an array, and unknown is null.

    Size and digest are left to SHA256SUMS: frictionless finds none of a JSON file.
    """
    return {
        "name": f"{table.name}-json",
        "type": "table",
        "title": table.en,
        "path": f"{table.name}.json",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "rows": rows,
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column, "array") for column in table.columns],
            "primaryKey": list(table.key),
        },
    }


def _csv(table: Table, file: File, rows: int) -> dict[str, object]:
    keys = [
        {
            "fields": [column.name],
            # A table's own key is named by the empty string.
            "reference": {
                "resource": "" if column.refers == table.name else column.refers,
                "fields": ["id"],
            },
        }
        for column in table.columns
        if column.refers and column.type is not Type.LIST
    ]
    schema: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "type": "table",
        "title": table.en,
        "description": f"{table.en}. {table.zh}。",
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "rows": rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": schema,
    }


def _field(column: Column, lists: str = "list") -> dict[str, object]:
    found: dict[str, object] = {
        "name": column.name,
        "type": str(column.type),
        "title": column.en,
        "description": f"{column.en}. {column.zh}。",
    }
    if column.type is Type.LIST and lists == "array":
        found["type"] = "array"
    elif column.type is Type.LIST:
        found |= {"delimiter": LIST_SEPARATOR, "itemType": "string"}
    if column.unit:
        found["unit"] = column.unit
    if column.unit_in:
        found["unitColumn"] = column.unit_in
    constraints: dict[str, object] = {}
    if column.required and column.type is not Type.LIST:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        found["constraints"] = constraints
    return found
