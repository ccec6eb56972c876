"""The tables for machines: JSON Schema, Data Package 2, Croissant 1.1, Datasette's metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from jiebang.datasets.about import About, File
from jiebang.datasets.citations import tex
from jiebang.datasets.columns import LIST_SEPARATOR, TABLES, Column, Table, Type
from jiebang.datasets.formats.sqlite import LINKS, SEARCHED
from jiebang.datasets.stage import DATABASE

Record = dict[str, object]
_CROISSANT_TYPES = {
    Type.STRING: "sc:Text",
    Type.INTEGER: "sc:Integer",
    Type.NUMBER: "sc:Float",
    Type.LIST: "sc:Text",
}


def _known(record: Record) -> Record:
    """A record without the members that say nothing."""
    return {name: value for name, value in record.items() if value not in ("", None, [], {})}


# ---------------------------------------------------------------- JSON Schema


def json_schema(table: Table) -> Record:
    """The schema of `<table>.json`; a line of `<table>.jsonl` is as its `items`."""
    items = {
        "type": "object",
        "properties": {column.name: _property(column) for column in table.columns},
        "required": list(table.names),
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.described,
        "type": "array",
        "items": items,
    }


def _property(column: Column) -> Record:
    found: Record = {"description": column.described, "unit": column.unit}
    found["unitColumn"] = column.unit_in
    if column.type is Type.LIST:
        found |= {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
        return _known(found)
    kind = str(column.type)
    found["type"] = kind if column.required else [kind, "null"]
    found["minLength"] = 1 if column.type is Type.STRING else None
    found["format"] = column.form
    empty = () if column.required or not column.values else (None,)
    return _known(found | {"enum": [*column.values, *empty]})


# ---------------------------------------------------------------- Data Package


def data_package(about: About, files: Mapping[str, File]) -> Record:
    """datapackage.json. `files` are the tables as CSV, by name."""
    license = about.license
    rights = _known({"name": license.id, "title": license.name, "path": license.url})
    creator = {"title": about.creator, "roles": ["creator"]}
    return _known(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": about.project.slug,
            "title": about.title_en,
            "description": f"{about.description_en} {about.project.notice.en}",
            "version": about.version,
            "created": about.date and f"{about.date}T00:00:00Z",
            "homepage": about.page_url if about.public else "",
            "keywords": list(about.project.keywords),
            "licenses": [rights] if license.url else [],
            "contributors": [creator] if about.creator else [],
            "resources": [
                *(_resource(t, about.rows[t.name], files[f"{t.name}.csv"]) for t in TABLES),
                *(_resource(t, about.rows[t.name]) for t in TABLES),
            ],
        }
    )


def _resource(table: Table, rows: int, file: File | None = None) -> Record:
    """A table as CSV; without a file as JSON, where a list is an array, and unknown is null.

    Of JSON, size and digest are left to SHA256SUMS: frictionless finds none of a JSON file.
    """
    kind = "csv" if file else "json"
    lists: Record = (
        {"delimiter": LIST_SEPARATOR, "itemType": "string"} if file else {"type": "array"}
    )
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
    schema: Record = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_package_field(column, lists) for column in table.columns],
        "missingValues": [""] if file else None,
        "primaryKey": list(table.key),
        "foreignKeys": keys if file else None,
    }
    return _known(
        {
            "name": table.name if file else f"{table.name}-json",
            "type": "table",
            "title": table.en,
            "description": file and table.described,
            "path": f"{table.name}.{kind}",
            "format": kind,
            "mediatype": file.media_type if file else "application/json",
            "encoding": "utf-8",
            "bytes": file and file.size,
            "hash": file and f"sha256:{file.sha256}",
            "rows": rows,
            "dialect": file and {"delimiter": ",", "lineTerminator": "\n", "header": True},
            "schema": _known(schema),
        }
    )


def _package_field(column: Column, lists: Record) -> Record:
    is_list = column.type is Type.LIST
    required = column.required and not is_list
    return _known(
        {
            "name": column.name,
            "type": str(column.type),
            "title": column.en,
            "description": column.described,
            **(lists if is_list else {}),
            "unit": column.unit,
            "unitColumn": column.unit_in,
            "constraints": _known({"required": required or None, "enum": [*column.values]}),
        }
    )


# ---------------------------------------------------------------- Croissant


def croissant(about: About, files: Mapping[str, File]) -> Record:
    """croissant.json, for machine-learning loaders. `files` are the tables as CSV, by name."""
    context = resources.files(__package__).joinpath("croissant.context.json").read_text("utf-8")
    creator = {"@type": "Organization", "name": about.creator} if about.creator else None
    return _known(
        {
            "@context": json.loads(context),
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            "name": about.project.slug,
            "alternateName": [about.title_en, about.title_zh],
            "description": f"{about.description_en} {about.project.notice.en}",
            "url": about.page_url,
            "version": about.version,
            "inLanguage": ["zh-Hans", "en"],
            "keywords": list(about.project.keywords),
            "isAccessibleForFree": True,
            "isLiveDataset": False,
            "citeAs": _bibtex(about),
            "license": about.license.url,
            "creator": creator,
            "publisher": creator,
            "datePublished": about.date,
            "distribution": [
                {
                    "@type": "cr:FileObject",
                    "@id": file.name,
                    "name": file.name,
                    "contentUrl": f"{about.data_url}{file.name}" if about.public else file.name,
                    "contentSize": f"{file.size} B",
                    "encodingFormat": file.media_type,
                    "sha256": file.sha256,
                }
                for file in (files[f"{table.name}.csv"] for table in TABLES)
            ],
            "recordSet": [_record_set(table) for table in TABLES],
        }
    )


def _record_set(table: Table) -> Record:
    key = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.described,
        "key": key[0] if len(key) == 1 else key,
        "field": [_croissant_field(table, column) for column in table.columns],
    }


def _croissant_field(table: Table, column: Column) -> Record:
    source: Record = {
        "fileObject": {"@id": f"{table.name}.csv"},
        "extract": {"column": column.name},
    }
    found: Record = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.described,
        "dataType": _CROISSANT_TYPES[column.type],
        "source": source,
    }
    if column.type is Type.LIST:
        found |= {"repeated": True}
        source["transform"] = {"separator": LIST_SEPARATOR}
    elif column.refers and column.refers != table.name:
        found["references"] = {"field": {"@id": f"{column.refers}/id"}}
    return found


def _bibtex(about: About) -> str:
    fields = {
        "title": tex(about.title_en),
        "author": about.creator and f"{{{tex(about.creator)}}}",
        "version": about.version,
        "url": about.page_url if about.public else "",
    }
    listed = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{about.project.slug}, {listed}}}"


# ---------------------------------------------------------------- Datasette


def datasette_metadata(about: About) -> Record:
    """For `datasette jiebang.sqlite --metadata metadata.json`: what it shows above the tables."""
    tables: Record = {
        table.name: {
            "description": table.described,
            "columns": {column.name: column.described for column in table.columns},
        }
        for table in TABLES
    }
    own = ("search", *LINKS, *(f"{table.name}_fts" for table, _, _ in SEARCHED))
    tables |= {name: {"hidden": True} for name in own}
    return _known(
        {
            "title": about.title_en,
            "description": f"{about.description_en} {about.project.notice.en}",
            "license": about.license.name,
            "license_url": about.license.url,
            "source": about.creator,
            "source_url": about.page_url if about.public else "",
            "databases": {Path(DATABASE).stem: {"tables": tables}},
        }
    )
