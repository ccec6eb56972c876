"""Corpus → the datasets in site/data/ and the static API in site/api/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.api import Api
from jiebang.datasets.batches import filled_tables, read_batches
from jiebang.datasets.columns import TABLES
from jiebang.datasets.describe.codebook import codebook
from jiebang.datasets.describe.croissant import croissant
from jiebang.datasets.describe.package import data_package
from jiebang.datasets.describe.readme import citation_cff, licence, readme
from jiebang.datasets.describe.schema import json_schema
from jiebang.datasets.formats.excel import Excel
from jiebang.datasets.formats.markdown import MarkdownDocuments
from jiebang.datasets.formats.parquet import write_parquet
from jiebang.datasets.formats.sqlite import Sqlite
from jiebang.datasets.formats.tbx import write_tbx
from jiebang.datasets.formats.text import TextTables
from jiebang.datasets.formats.tmx import Tmx
from jiebang.datasets.formats.xliff import Xliff
from jiebang.datasets.inventory import (
    INDEX,
    SUMS,
    File,
    index,
    inventory,
    sums,
    write_archive,
)
from jiebang.datasets.release import Changes, Digest, content_date, git_tag, version_of
from jiebang.datasets.release import record_published as record_published
from jiebang.datasets.stage import Stage, staged, write
from jiebang.datasets.tables import Source, base
from jiebang.datasets.validate import validate
from jiebang.layout import Layout

__all__ = ["filled_tables", "record_published", "write_datasets"]


def write_datasets(source: Source, layout: Layout) -> tuple[Path, ...]:
    """Write all tables, descriptions and the API; byte for byte the same for the same corpus.

    Documents are gone through once, one after another. All is made and checked aside
    before the first file is put in place; a file that is right already is not touched,
    and one that is no longer made is taken away.

    Returns:
        The files, whether they changed or not.

    Raises:
        InputError: a value that cannot be written, tables that do not agree with their
            schemas or with each other, or a place that cannot be written.
    """
    with staged(layout) as stage:
        about, skipped = _write_tables(source, layout, stage)
        files = _describe(source, stage, about, skipped)
        validate(stage, about)
        _pack(stage, about, files, skipped)
        return stage.publish()


def _write_tables(source: Source, layout: Layout, stage: Stage) -> tuple[About, Mapping[str, str]]:
    """Every format that holds rows; returns the facts, and the formats there are not."""
    digest, changes = Digest(), Changes(layout)
    excel, sqlite, api = Excel(stage), Sqlite(stage), Api(source, stage)
    plain = (
        TextTables(stage),
        Tmx(stage),
        Xliff(stage),
        MarkdownDocuments(stage),
        digest,
        changes,
    )
    for batch in read_batches(source):
        for sink in (*plain, excel, sqlite, api):
            sink.add(batch)
    for sink in plain:
        sink.close()
    version = version_of(digest.value, git_tag(layout.root))
    about = About(version, content_date(layout.root), base(source), digest.rows)
    excel.finish(about)
    sqlite.finish(about)
    api.finish(about, changes.withdrawn(version))
    write_tbx(source, stage)
    why = write_parquet(stage)
    write(stage.data / "changes.json", _json(changes.report(version)))
    return about, {"parquet": why} if why else {}


def _describe(
    source: Source, stage: Stage, about: About, skipped: Mapping[str, str]
) -> tuple[File, ...]:
    """Schemas, codebook, package, citation, readme; returns all files there are then."""
    found = inventory(stage.data, about.rows)
    files = {file.name: file for file in found}
    for table in TABLES:
        write(stage.data / f"schemas/{table.name}.schema.json", _json(json_schema(table)))
    write(stage.data / "datapackage.json", _json(data_package(about, files)))
    write(stage.data / "croissant.json", _json(croissant(about, files)))
    for language in ("en", "zh"):
        text = codebook(about, source.themes, language)
        write(stage.data / f"codebook.{language}.md", text)
    write(stage.data / "CITATION.cff", citation_cff(about))
    write(stage.data / "README.md", readme(about, skipped))
    write(stage.data / "LICENSE-DATA.md", licence())
    return inventory(stage.data, about.rows, found)


def _pack(stage: Stage, about: About, files: tuple[File, ...], skipped: Mapping[str, str]) -> None:
    """The zip with its own checksums, the list of downloads, and the checksums of all."""
    write(stage.data / SUMS, sums(files))
    write_archive(stage.data, inventory(stage.data, about.rows, files))
    (stage.data / SUMS).unlink()
    files = inventory(stage.data, about.rows, files)
    write(stage.data / INDEX, index(about, files, skipped))
    files = inventory(stage.data, about.rows, files)
    write(stage.data / SUMS, sums(files))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
