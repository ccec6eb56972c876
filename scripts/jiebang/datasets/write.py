"""Every file of a release, in the order in which they depend on each other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.api import write_index
from jiebang.datasets.columns import TABLES
from jiebang.datasets.describe.codebook import codebook
from jiebang.datasets.describe.croissant import croissant
from jiebang.datasets.describe.datasette import NAME as DATASETTE
from jiebang.datasets.describe.datasette import datasette_metadata
from jiebang.datasets.describe.package import data_package
from jiebang.datasets.describe.readme import citation_cff, licence, readme
from jiebang.datasets.describe.schema import json_schema
from jiebang.datasets.downloads import (
    INDEX,
    SUMS,
    File,
    format_index,
    format_sums,
    list_files,
    write_archive,
)
from jiebang.datasets.formats.excel import Workbook
from jiebang.datasets.formats.parquet import write_parquet
from jiebang.datasets.formats.sqlite import Database
from jiebang.datasets.formats.tbx import write_tbx
from jiebang.datasets.formats.text import TextFiles
from jiebang.datasets.fragments import LISTS, Fragment, make_fragment, with_terms
from jiebang.datasets.release import (
    Changes,
    Digest,
    content_date,
    format_version,
    git_tag,
    record_fragments,
)
from jiebang.datasets.stage import Stage, open_stage, write
from jiebang.datasets.tables import Frame, Source, base
from jiebang.datasets.validate import validate
from jiebang.runtime.layout import Layout


def write_datasets(source: Source, layout: Layout) -> tuple[Path, ...]:
    """Write all tables, descriptions and the API; byte for byte the same for the same corpus.

    All is made and checked aside, then put in place as a whole. A file that has not
    changed keeps its time stamp; one that is no longer made is gone.

    Returns:
        The files, whether they changed or not.

    Raises:
        InputError: a value that cannot be written, tables that do not agree with their
            schemas or with each other, or a place that cannot be written.
    """
    made = (make_fragment(source, entry) for entry in source.entries)
    return tuple(layout.site / name for name in write_fragments(source, layout, made))


def write_fragments(frame: Frame, layout: Layout, fragments: Iterable[Fragment]) -> tuple[str, ...]:
    """As `write_datasets`, from what was made of each document, in the documents' order.

    Returns the files' paths in site/, as text: there may be very many.
    """
    with open_stage(layout) as stage:
        texts, database = TextFiles(stage), Database(stage)
        workbook = Workbook(stage, frame.project)
        digest, changes = Digest(), Changes(layout)
        lists: dict[str, list[str]] = {name: [] for name in LISTS}
        for fragment in with_terms(frame, fragments):
            for sink in (texts, database, workbook, digest, changes):
                sink.add(fragment)
            for name, lines in lists.items():
                lines += fragment.parts.get(name, "").splitlines()
            for name, text in fragment.files.items():
                write(stage.root / name, text)
        written = texts.close()
        version = format_version(digest.value, git_tag(layout.root))
        about = About(version, content_date(layout.root), base(frame), digest.rows, frame.project)
        database.close(about)
        workbook.close(about)
        why = write_parquet(stage)
        skipped = {"parquet": why} if why else {}
        write_tbx(frame, stage)
        write_index(frame, stage, about, lists, changes.withdrawn(version))
        write(stage.data / "changes.json", _json(changes.report(version)))
        if layout.benchmark.is_dir():  # a data set of its own, with its own description
            shutil.copytree(layout.benchmark, stage.data / layout.benchmark.name)
        files = _describe(frame, stage, about, skipped)
        validate(stage, about, written)
        _pack(stage, about, files, skipped)
        return stage.publish()


def record_published(source: Source, layout: Layout, date: str) -> str:
    """Record the corpus in content/published/ as published on `date`; returns its version.

    Raises as `record_fragments` does.
    """
    made = (make_fragment(source, entry) for entry in source.entries)
    return record_fragments(source, made, layout, date)


def _describe(
    frame: Frame, stage: Stage, about: About, skipped: Mapping[str, str]
) -> tuple[File, ...]:
    """Schemas, codebook, package, citation, readme; returns all files there are then."""
    found = list_files(stage, about.rows)
    files = {file.name: file for file in found}
    for table in TABLES:
        write(stage.data / f"schemas/{table.name}.schema.json", _json(json_schema(table)))
    write(stage.data / "datapackage.json", _json(data_package(about, files)))
    write(stage.data / "croissant.json", _json(croissant(about, files)))
    write(stage.data / DATASETTE, _json(datasette_metadata(about)))
    for language in ("en", "zh"):
        text = codebook(about, frame.themes, language)
        write(stage.data / f"codebook.{language}.md", text)
    write(stage.data / "CITATION.cff", citation_cff(about))
    write(stage.data / "README.md", readme(about, skipped))
    write(stage.data / "LICENSE-DATA.md", licence(about))
    return list_files(stage, about.rows, found)


def _pack(stage: Stage, about: About, files: tuple[File, ...], skipped: Mapping[str, str]) -> None:
    """The zip with its own checksums, the list of downloads, and the checksums of all."""
    write(stage.data / SUMS, format_sums(files))
    write_archive(stage, list_files(stage, about.rows, files))
    (stage.data / SUMS).unlink()
    files = list_files(stage, about.rows, files)
    write(stage.data / INDEX, format_index(about, files, skipped))
    files = list_files(stage, about.rows, files)
    write(stage.data / SUMS, format_sums(files))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
