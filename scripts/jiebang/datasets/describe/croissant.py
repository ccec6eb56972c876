"""croissant.json: the tables as Croissant 1.1, for machine-learning loaders."""

from __future__ import annotations

from collections.abc import Mapping

from jiebang.datasets.about import About
from jiebang.datasets.citations import tex
from jiebang.datasets.columns import TABLES
from jiebang.datasets.downloads import File
from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Table, Type

NAME = "croissant.json"
_JSON = {"@type": "@json"}
_CONTEXT: Mapping[str, object] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", **_JSON},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", **_JSON},
    "name": {"@container": "@language"},
} | {
    name: f"cr:{name}"
    for name in (
        *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract"),
        *("field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray"),
        *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
        *("references", "regex", "repeated", "replace", "samplingRate", "separator", "source"),
        *("subField", "transform"),
    )
}
_TYPES = {
    Type.STRING: "sc:Text",
    Type.INTEGER: "sc:Integer",
    Type.NUMBER: "sc:Float",
    Type.LIST: "sc:Text",
}


def croissant(about: About, files: Mapping[str, File]) -> dict[str, object]:
    """The description. `files` are the tables as CSV, by name."""
    public = about.public
    found: dict[str, object] = {
        "@context": _CONTEXT,
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
    }
    if about.license.url:
        found["license"] = about.license.url
    if about.creator:
        found["creator"] = {"@type": "Organization", "name": about.creator}
        found["publisher"] = found["creator"]
    if about.date:
        found["datePublished"] = about.date
    found["distribution"] = [
        {
            "@type": "cr:FileObject",
            "@id": file.name,
            "name": file.name,
            "contentUrl": f"{about.data_url}{file.name}" if public else file.name,
            "contentSize": f"{file.size} B",
            "encodingFormat": file.media_type,
            "sha256": file.sha256,
        }
        for file in (files[f"{table.name}.csv"] for table in TABLES)
    ]
    found["recordSet"] = [_record_set(table) for table in TABLES]
    return found


def _record_set(table: Table) -> dict[str, object]:
    key = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.en}. {table.zh}。",
        "key": key[0] if len(key) == 1 else key,
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, object]:
    source: dict[str, object] = {
        "fileObject": {"@id": f"{table.name}.csv"},
        "extract": {"column": column.name},
    }
    found: dict[str, object] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": f"{column.en}. {column.zh}。",
        "dataType": _TYPES[column.type],
        "source": source,
    }
    if column.type is Type.LIST:
        found |= {"repeated": True}
        source["transform"] = {"separator": LIST_SEPARATOR}
    elif column.refers and column.refers != table.name:
        found["references"] = {"field": {"@id": f"{column.refers}/id"}}
    return found


def _bibtex(about: About) -> str:
    fields = [("title", tex(about.title_en)), ("version", about.version)]
    if about.creator:
        fields.insert(1, ("author", f"{{{tex(about.creator)}}}"))
    if about.public:
        fields.append(("url", about.page_url))
    return f"@misc{{{about.project.slug}, {', '.join(f'{k} = {{{v}}}' for k, v in fields)}}}"
