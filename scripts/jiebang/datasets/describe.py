"""What is said of a release: to machines in several vocabularies, to people in a few pages.

Each is a template, in templates/descriptions.yml or a page of Markdown beside it, of the values
that are put together here from the release, the tables and their columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from jiebang.corpus.glossary import Theme
from jiebang.datasets.about import About, File
from jiebang.datasets.citations import tex
from jiebang.datasets.columns import LIST_SEPARATOR, TABLES, Column, DataTable, Type
from jiebang.datasets.fill import Values, fill, join, templates
from jiebang.datasets.formats.sqlite import BOXES, LINKS
from jiebang.datasets.stage import DATABASE
from jiebang.document.model import Words
from jiebang.quantities.lexicon import lexicon


def _fill(name: str, values: Values) -> Any:
    return fill(templates("descriptions")[name], values)


def descriptions(
    about: About, files: Mapping[str, File], themes: Iterable[Theme], skipped: Mapping[str, str]
) -> dict[str, object]:
    """Each file that describes a release: its text, or what is written as JSON.

    `files` are the tables as CSV, by name; `skipped` says of a format why it was not made.
    """
    return {
        "datapackage.json": data_package(about, files),
        "croissant.json": croissant(about, files),
        "metadata.json": datasette_metadata(about),
        **{f"codebook.{tag}.md": codebook(about, themes, tag) for tag in Words._fields},
        "CITATION.cff": citation_cff(about),
        "README.md": _render("readme.md", about, skipped=skipped),
        "LICENSE-DATA.md": license_page(about),
        **{f"schemas/{table.name}.schema.json": json_schema(table) for table in TABLES},
    }


# ---------------------------------------------------------------- for machines


def json_schema(table: DataTable) -> Any:
    """The schema of `<table>.json`; a line of `<table>.jsonl` is as its `items`."""
    found = zip(table.names, _fill_columns("json_property", table), strict=True)
    return _fill("json_schema", {"table": table, "properties": dict(found)})


def data_package(about: About, files: Mapping[str, File]) -> Any:
    """datapackage.json."""
    resources = [
        _fill(
            f"resource_{kind}",
            {
                "table": table,
                "file": files[f"{table.name}.csv"],
                "rows": about.rows[table.name],
                "fields": _fill_columns("package_field", table, kind),
                "missing": [""],
                "foreign": [_key_of(table, c) for c in table.columns if c.reference],
            },
        )
        for kind, table in product(("csv", "json"), TABLES)
    ]
    licenses = [_fill("package_license", about.values)] if about.project.license.url else []
    return _fill("data_package", about.values | {"licenses": licenses, "resources": resources})


def _key_of(table: DataTable, column: Column) -> Values:
    """What a column refers to; a table's own key is named by the empty string."""
    target = "" if column.reference == table.name else column.reference
    return {"fields": [column.name], "reference": {"resource": target, "fields": ["id"]}}


def croissant(about: About, files: Mapping[str, File]) -> Any:
    """croissant.json, for machine-learning loaders."""
    context = resources.files(__package__) / "templates" / "croissant.context.json"
    values, base = about.values, f"{about.base}data/" if about.public else ""
    escaped = {"title": tex(values["title_en"]), "author": tex(about.creator)}
    cited = join(templates("descriptions")["cite_as"], values | escaped, ", ")

    def record_set(table: DataTable) -> Any:
        key = [{"@id": f"{table.name}/{name}"} for name in table.key]
        fields = _fill_columns("croissant_field", table)
        named = {"table": table, "key": key[0] if len(key) == 1 else key, "fields": fields}
        return _fill("record_set", named)

    more = {
        "context": json.loads(context.read_text("utf-8")),
        "cite_as": f"@misc{{{about.project.slug}, {cited}}}",
        "distribution": _fill_files("croissant_file", files.values(), base),
        "record_sets": [record_set(table) for table in TABLES],
    }
    return _fill("croissant", values | more)


def datasette_metadata(about: About) -> Any:
    """For `datasette jiebang.sqlite --metadata metadata.json`: what it shows above the tables."""
    tables = {
        table.name: {
            "description": table.described,
            "columns": {column.name: column.described for column in table.columns},
        }
        for table in TABLES
    }
    hidden = {name: {"hidden": True} for name in ("search", *LINKS, *BOXES)}
    databases = {Path(DATABASE).stem: {"tables": tables | hidden}}
    return _fill("datasette", about.values | {"databases": databases})


def _fill_columns(name: str, table: DataTable, kind: str = "csv") -> list[Any]:
    """A template of each column, in a file of a kind."""
    return [_fill(name, _column_values(table, column, kind)) for column in table.columns]


def _column_values(table: DataTable, column: Column, kind: str) -> Values:
    name, listed = str(column.type), column.is_list
    optional = (None,) if column.values and not column.required else ()
    return {
        "table": table,
        "column": column,
        "is_list": listed or None,
        "json_type": "array" if listed else name if column.required else [name, "null"],
        "items": {"type": "string"} if listed else None,
        "shortest": 1 if column.type is Type.STRING else None,
        "possible": [*column.values, *optional],
        "package_type": "array" if listed and kind == "json" else name,
        "separator": LIST_SEPARATOR if listed and kind == "csv" else "",
        "member": "string" if listed and kind == "csv" else "",
        "needed": (column.required and not listed) or None,
        "croissant_type": column.type_in("croissant"),
        "elsewhere": column.reference if column.reference != table.name else "",
    }


def _fill_files(name: str, files: Iterable[File], base: str) -> list[Any]:
    return [_fill(name, {"file": file, "address": f"{base}{file.name}"}) for file in files]


# ---------------------------------------------------------------- for search engines


def dataset_json_ld(
    about: About,
    files: Iterable[File],
    language: str,
    documents: Iterable[Mapping[str, object]] = (),
) -> dict[str, object]:
    """A schema.org Dataset for the downloads page, as Google Dataset Search reads it.

    `files` are those of index.json, `documents` rows of that table: the originals, and the years
    and places that they are of, as far as stated. Where the site's address is not known, all
    addresses lead from the page that says so, <language>/data/.
    """
    values, rows = about.values, list(documents)
    root, up = (about.base, "") if about.public else ("../../", "../..")
    measured = (
        {
            "table": table,
            "column": column,
            "meaning": getattr(column, language),
            "unit": column.unit or f"{table.name}.{column.unit_in}",
        }
        for table in TABLES
        for column in table.columns
        if column.unit or column.unit_in
    )
    originals = (
        {
            "name": row[f"title_{language}"] or row["title_zh"],
            "url": f"{up}{row['url']}",
            "identifier": row["document_number"] or row["id"],
        }
        for row in rows
    )
    dates = [row[name] for row in rows for name in ("date_issued", "application_deadline")]
    years = sorted(str(date)[:4] for date in dates if date)
    codes = sorted({str(row["jurisdiction"]) for row in rows if row["jurisdiction"]})
    more = {
        "title": values[f"title_{language}"],
        "other_title": values["title_en" if language == "zh" else "title_zh"],
        "summary": ("" if language == "zh" else " ").join(
            (values[f"description_{language}"], about.project.notice.side(language))
        ),
        "root": root,
        "language": language,
        "publisher": about.creator and about.project.publisher.side(language),
        "publisher_url": about.creator and about.base,
        "originals": [_fill("json_ld_original", known) for known in originals],
        "variables": [_fill("json_ld_variable", known) for known in measured],
        "distribution": _fill_files("json_ld_file", files, f"{root}data/"),
        "span": "/".join(dict.fromkeys((*years[:1], *years[-1:]))),
        "places": [_fill("json_ld_place", {"code": code}) for code in codes],
    }
    found: dict[str, object] = _fill("json_ld", values | more)
    return found


def site_json_ld(name: str, about: str, home: str, languages: Sequence[str]) -> Values:
    """A schema.org WebSite; `home` is its address, "" where that is not known."""
    known = {"name": name, "about": about, "home": home, "languages": languages}
    found: Values = _fill("web_site", known)
    return found


# ---------------------------------------------------------------- for people


def citation_cff(about: About) -> str:
    """CITATION.cff 1.2.0."""
    known = _fill("cff", about.values | {"author": about.creator or about.project.title.en})
    return yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000)


def license_page(about: About) -> str:
    """The license in short, with its address; the whole text is where it says."""
    return _render("license.md", about)


def codebook(about: About, themes: Iterable[Theme], language: str) -> str:
    """The codebook as Markdown; `language` is “en” or “zh”."""
    say = templates("descriptions")["codebook"][language]
    own_units = ", ".join(f"`{word}`" for word in sorted(lexicon().own_units))
    more = {"say": say, "language": language, "themes": themes, "own_units": own_units}
    return _render("codebook.md", about, **more)


def _render(name: str, about: About, **more: object) -> str:
    """A page of Markdown; a paragraph of what is not known leaves no gap."""
    page = _environment().get_template(name).render(about.values, tables=TABLES, **more)
    return re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__package__)
    found = Environment(loader=loader, trim_blocks=True, undefined=StrictUndefined)
    found.filters["cell"] = lambda text: text.replace("|", "\\|")
    return found
