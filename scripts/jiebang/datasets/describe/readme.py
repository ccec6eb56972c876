"""README.md, LICENSE-DATA.md and CITATION.cff of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from jiebang.datasets.about import SCHEMA_VERSION, About
from jiebang.datasets.columns import TABLES

_FILES = (
    ("`<table>.csv`, `.json`, `.jsonl`, `.parquet`", "one table in one format"),
    ("`jiebang.xlsx`", "all tables, a sheet each"),
    ("`jiebang.sqlite`", "all tables, with keys and full-text search"),
    ("`metadata.json`", "for `datasette jiebang.sqlite --metadata metadata.json`"),
    ("`jiebang.tmx`, `jiebang.xlf`", "the parallel text as TMX 1.4 and XLIFF 2.0"),
    ("`jiebang.tbx`", "the glossary as TBX-Basic"),
    ("`markdown/`", "each document in Chinese (`.zh.md`) and in English (`.en.md`)"),
    ("`codebook.en.md`, `codebook.zh.md`", "what every column means"),
    ("`datapackage.json`, `schemas/`, `croissant.json`", "the same for machines"),
    ("`changes.json`", "indicators added, removed and changed since the last version"),
    ("`SHA256SUMS`", "checksums: `sha256sum --check SHA256SUMS`"),
)


def readme(about: About, skipped: Mapping[str, str]) -> str:
    """What the files are and how to use them rightly."""
    parts = [
        f"# {about.title_en}",
        about.title_zh,
        f"Version {about.version}"
        + (f", {about.date}" if about.date else "")
        + f". Schema {SCHEMA_VERSION}.",
        about.description_en,
        about.description_zh,
        f"**{about.project.notice.en}** **{about.project.notice.zh}**",
        _table(("table", "rows", "what"), [(t.name, about.rows[t.name], t.en) for t in TABLES]),
        _table(("file", "what"), _FILES),
    ]
    parts += [f"Not made in this build: {name} ({why})." for name, why in skipped.items()]
    parts.append(
        "The CSV holds the exact text. A spreadsheet may run a cell that begins with `=`, `+`,"
        " `-` or `@` as a formula: use the workbook there. Excel opens the CSV rightly by Data →"
        " From Text/CSV with File Origin “65001: Unicode (UTF-8)”, not by a double click."
    )
    parts.append(
        "In polars, `pl.read_parquet` needs nothing else. For columns of `measures` that begin with"
        ' a hundred empty rows: `pl.read_ndjson("measures.jsonl", infer_schema_length=None)`,'
        ' `pl.read_json("measures.json", infer_schema_length=None)`.'
    )
    parts.append(f"License: see LICENSE-DATA.md. {about.project.originals.en}".rstrip())
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def licence(about: About) -> str:
    """The license in short, with its address; the whole text is where it says."""
    license, project = about.license, about.project
    whose = f" © {about.creator}," if about.creator else ""
    named = f"{license.name} ({license.id})" if license.id else license.name
    parts = [
        f"# {license.name or 'No license is stated'}",
        f"Structure, English translations, glossary, and datasets:{whose} {named}, {license.url}."
        if license.url
        else "The publisher has not said under what terms the structure, the English"
        " translations, the glossary, and the datasets may be used"
        + (f": ask {about.creator}." if about.creator else "."),
        project.originals.en,
        project.notice.en,
        project.notice.zh,
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def citation_cff(about: About) -> str:
    """CITATION.cff 1.2.0."""
    found: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": about.title_en,
        "abstract": about.description_en,
        "authors": [{"name": about.creator or about.project.title.en}],
        "version": about.version,
        "keywords": list(about.project.keywords),
    }
    if about.license.id:
        found["license"] = about.license.id
    if about.date:
        found["date-released"] = about.date
    if about.project.doi:
        found["doi"] = about.project.doi
    if about.public:
        found["url"] = about.page_url
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)
