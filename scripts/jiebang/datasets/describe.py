"""What is said of a release: to machines in several vocabularies, to people in a few pages.

Each description is a template, templates/descriptions.yml, of the values that are put together
here from the release, the tables and their columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from jiebang.corpus.glossary import Theme
from jiebang.datasets.about import About, File
from jiebang.datasets.citations import tex
from jiebang.datasets.columns import LIST_SEPARATOR, TABLES, Column, Table, Type
from jiebang.datasets.fill import Values, fill, join, templates
from jiebang.datasets.formats.sqlite import LINKS, SEARCHED
from jiebang.datasets.stage import DATABASE
from jiebang.quantities.lexicon import lexicon

_CROISSANT_TYPES = {Type.INTEGER: "sc:Integer", Type.NUMBER: "sc:Float"}
_CONTEXT = "croissant.context.json"


def _fill(name: str, values: Values) -> Any:
    return fill(templates("descriptions")[name], values)


# ---------------------------------------------------------------- for machines


def json_schema(table: Table) -> Any:
    """The schema of `<table>.json`; a line of `<table>.jsonl` is as its `items`."""
    columns = {c.name: _fill("json_property", _column_values(table, c)) for c in table.columns}
    return _fill("json_schema", {**_table_values(table), "properties": columns})


def data_package(about: About, files: Mapping[str, File]) -> Any:
    """datapackage.json. `files` are the tables as CSV, by name.

    Of JSON, size and digest are left to SHA256SUMS: frictionless finds none of a JSON file.
    """
    found = []
    for kind in ("csv", "json"):
        for table in TABLES:
            columns = [_column_values(table, column) for column in table.columns]
            more: dict[str, Any] = {"kind": kind, "rows": about.rows[table.name]}
            if kind == "csv":
                more |= {**asdict(files[f"{table.name}.csv"]), "name": table.name}
                more |= {"resource": table.name, "of_csv": table.described, "missing": [""]}
                more |= {"dialect": templates("descriptions")["dialect"], "foreign": _keys(table)}
            else:
                more |= dict.fromkeys(("size", "sha256", "of_csv", "dialect", "missing", "foreign"))
                more |= {"resource": f"{table.name}-json", "media_type": "application/json"}
                array = {"package_type": "array", "separator": "", "member": ""}
                columns = [c | array if c["is_list"] else c for c in columns]
            more["fields"] = [_fill("package_field", column) for column in columns]
            found.append(_fill("resource", _table_values(table) | more))
    return _fill("data_package", about.values | {"resources": found})


def _keys(table: Table) -> list[Any]:
    """Which columns refer to which table; a table's own key is named by the empty string."""
    return [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.refers == table.name else column.refers,
                "fields": ["id"],
            },
        }
        for column in table.columns
        if column.refers and column.type is not Type.LIST
    ]


def croissant(about: About, files: Mapping[str, File]) -> Any:
    """croissant.json, for machine-learning loaders. `files` are the tables as CSV, by name."""
    context = resources.files(__package__) / "templates" / _CONTEXT
    values = about.values
    escaped = {name: tex(values[name]) for name in ("title_en", "creator")}
    cited = join(templates("descriptions")["cite_as"], values | escaped, ", ")
    folder = about.data_url if about.public else ""
    sets = []
    for table in TABLES:
        key = [{"@id": f"{table.name}/{name}"} for name in table.key]
        fields = [_fill("croissant_field", _column_values(table, c)) for c in table.columns]
        keyed: dict[str, Any] = {"key_fields": key[0] if len(key) == 1 else key, "fields": fields}
        sets.append(_fill("record_set", _table_values(table) | keyed))
    more = {
        "context": json.loads(context.read_text("utf-8")),
        "cite_as": f"@misc{{{about.project.slug}, {cited}}}",
        "distribution": [
            _fill("croissant_file", asdict(file) | {"address": f"{folder}{file.name}"})
            for file in files.values()
        ],
        "record_sets": sets,
    }
    return _fill("croissant", values | more)


def datasette_metadata(about: About) -> Any:
    """For `datasette jiebang.sqlite --metadata metadata.json`: what it shows above the tables."""
    tables: dict[str, Any] = {
        table.name: {
            "description": table.described,
            "columns": {column.name: column.described for column in table.columns},
        }
        for table in TABLES
    }
    own = ("search", *LINKS, *(f"{table.name}_fts" for table, _, _ in SEARCHED))
    tables |= {name: {"hidden": True} for name in own}
    databases = {Path(DATABASE).stem: {"tables": tables}}
    return _fill("datasette", about.values | {"databases": databases})


def _table_values(table: Table) -> dict[str, Any]:
    names = ("name", "en", "described")
    lists = {"names": list(table.names), "key": list(table.key)}
    return {**{name: getattr(table, name) for name in names}, **lists}


def _column_values(table: Table, column: Column) -> dict[str, Any]:
    is_list, kind = column.type is Type.LIST, str(column.type)
    optional = (None,) if column.values and not column.required else ()
    own = not is_list and column.refers != table.name
    return {
        **{n: getattr(column, n) for n in ("name", "en", "described", "unit", "unit_in", "form")},
        "table": table.name,
        "values": [*column.values],
        "is_list": is_list or None,
        "json_type": "array" if is_list else kind if column.required else [kind, "null"],
        "items": {"type": "string"} if is_list else None,
        "shortest": 1 if column.type is Type.STRING else None,
        "possible": [*column.values, *optional],
        "package_type": kind,
        "separator": LIST_SEPARATOR if is_list else "",
        "member": "string" if is_list else "",
        "needed": (column.required and not is_list) or None,
        "croissant_type": _CROISSANT_TYPES.get(column.type, "sc:Text"),
        "elsewhere": column.refers if own else "",
    }


# ---------------------------------------------------------------- for search engines


def dataset_json_ld(
    about: About,
    files: Iterable[File],
    language: str,
    originals: Iterable[Mapping[str, str]] = (),
) -> dict[str, object]:
    """A schema.org Dataset for the downloads page, as Google Dataset Search reads it.

    `files` are those of index.json; `originals` name the documents (`name`, `url`). Where the
    site's address is not known, all addresses lead from the page that says so, <language>/data/.
    """
    values, chinese = about.values, language == "zh"
    root = about.base if about.public else "../../"
    titles = values["title_zh"], values["title_en"]
    title, other = titles if chinese else titles[::-1]
    more = {
        "title": title,
        "other_title": other,
        "summary": f"{values['description_zh']}{values['notice_zh']}"
        if chinese
        else values["summary_en"],
        "root": root,
        "language": language,
        "publisher": about.creator and about.project.publisher.side(language),
        "publisher_url": about.creator and about.base,
        "originals": [
            {
                "@type": "CreativeWork",
                **work,
                "url": ("" if about.public else "../..") + work["url"],
            }
            for work in originals
        ],
        # Every column that holds a quantity, with its unit.
        "variables": [
            {
                "@type": "PropertyValue",
                "name": f"{table.name}.{column.name}",
                "description": column.zh if chinese else column.en,
                "unitText": column.unit or f"{table.name}.{column.unit_in}",
            }
            for table in TABLES
            for column in table.columns
            if column.unit or column.unit_in
        ],
        "distribution": [
            _fill("json_ld_file", asdict(file) | {"address": f"{root}data/{file.name}"})
            for file in files
        ],
    }
    found: dict[str, object] = _fill("json_ld", values | more)
    return found


def originals_of(rows: Iterable[Mapping[str, object]], language: str) -> list[dict[str, str]]:
    """The documents of table `documents`, as `isBasedOn` wants them."""
    return [
        {
            "name": str(row[f"title_{language}"] or row["title_zh"]),
            "url": str(row["url"]),
            "identifier": str(row["document_number"] or row["id"]),
        }
        for row in rows
    ]


def coverage(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The years and places that the documents of table `documents` are of, as far as stated."""
    known = list(rows)
    dates = (
        str(row[c] or "")[:4] for row in known for c in ("date_issued", "application_deadline")
    )
    years = sorted(filter(None, dates))
    codes = sorted({str(row["jurisdiction"]) for row in known if row["jurisdiction"]})
    found: dict[str, object] = {}
    if years:
        found["temporalCoverage"] = years[0] if years[0] == years[-1] else f"{years[0]}/{years[-1]}"
    if codes:
        found["spatialCoverage"] = [{"@type": "Place", "identifier": code} for code in codes]
    return found


# ---------------------------------------------------------------- for people


def citation_cff(about: About) -> str:
    """CITATION.cff 1.2.0."""
    author = about.creator or about.project.title.en
    known = _fill("cff", about.values | {"author": author})
    return yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000)


def license_page(about: About) -> str:
    """The license in short, with its address; the whole text is where it says."""
    say, values, license = templates("descriptions"), about.values, about.project.license
    terms = join(say["licensed" if license.url else "unlicensed"], values, "")
    heading = license.name or say["no_license"]
    return (
        join(say["license"], values | {"terms": terms, "license_heading": heading}, "\n\n") + "\n"
    )


def readme(about: About, skipped: Mapping[str, str]) -> str:
    """What the files are and how to use them rightly."""
    rows = [(table.name, about.rows[table.name], table.en) for table in TABLES]
    lines = (f"Not made in this build: {name} ({why})." for name, why in skipped.items())
    more = {"tables": _table("| table | rows | what |", rows), "skipped": "\n\n".join(lines)}
    return join(templates("descriptions")["readme"], about.values | more, "\n\n") + "\n"


def codebook(about: About, themes: Iterable[Theme], language: str) -> str:
    """The codebook as Markdown; `language` is “en” or “zh”."""
    say = templates("descriptions")["codebook"][language]
    stop = "." if language == "en" else "。"
    own_units = ", ".join(f"`{word}`" for word in sorted(lexicon().own_units))
    parts = [
        f"# {say['title']}",
        f"{say['version']}: `{about.version}`",
        about.project.notice.side(language),
        f"{say['general']}{own_units}",
    ]
    for table in TABLES:
        parts += [
            f"## {table.name}",
            f"{getattr(table, language)}{stop} {about.rows[table.name]:,} {say['rows']}{stop}",
            _table(say["head"], (_describe(table, c, say, language) for c in table.columns)),
        ]
    known = ((f"`{t.id}`", _cell(getattr(t, language)), _cell(t.definition)) for t in themes)
    parts += [f"## {say['themes']}", _table(say["theme_head"], known)]
    return "\n\n".join(parts) + "\n"


def _describe(
    table: Table, column: Column, say: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Name, type, unit and meaning."""
    unit = f"{say['row']} `{column.unit_in}`" if column.unit_in else f"`{column.unit}`"
    notes = []
    if column.name in table.key:
        notes.append(say["key"])
    elif column.required and column.type is not Type.LIST:
        notes.append(say["never"])
    if column.values:
        notes.append(f"{say['one']} " + " ".join(f"`{value}`" for value in column.values))
    if column.refers:
        notes.append(f"{say['refers']} `{column.refers}.id`")
    added = f" ({'; '.join(notes)})" if language == "en" else f"（{'；'.join(notes)}）"
    meaning = _cell(getattr(column, language)) + (added if notes else "")
    return f"`{column.name}`", say[str(column.type)], unit if unit != "``" else "", meaning


def _table(head: str, rows: Iterable[Sequence[object]]) -> str:
    rule = "| --- " * (head.count("|") - 1) + "|"
    return "\n".join((head, rule, *(f"| {' | '.join(map(str, row))} |" for row in rows)))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
