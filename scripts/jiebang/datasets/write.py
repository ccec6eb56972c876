"""Every file of a release, in the order in which they depend on each other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping

from jiebang.corpus.load import Rules
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
    ARCHIVE,
    INDEX,
    SUMS,
    describe_file,
    format_index,
    format_sums,
    write_archive,
)
from jiebang.datasets.formats.excel import Workbook
from jiebang.datasets.formats.parquet import write_parquet
from jiebang.datasets.formats.sqlite import Database
from jiebang.datasets.formats.tbx import write_tbx
from jiebang.datasets.formats.text import TextFiles
from jiebang.datasets.fragments import LISTS, Fragment, with_terms
from jiebang.datasets.release import Changes, Digest, content_date, format_version, git_tag
from jiebang.datasets.stage import DATABASE, Stage, list_names, open_stage, write
from jiebang.datasets.tables import base
from jiebang.datasets.validate import validate_database
from jiebang.runtime.layout import Layout


def write_fragments(rules: Rules, layout: Layout, fragments: Iterable[Fragment]) -> tuple[str, ...]:
    """Write all tables, descriptions and the API; byte for byte the same for the same corpus.

    All is made and checked aside, then put in place as a whole. A file that has not
    changed keeps its time stamp; one that is no longer made is gone.

    Args:
        fragments: what was made of each document, in the documents' order.

    Returns:
        The files' paths in site/, whether they changed or not.

    Raises:
        InputError: a value that cannot be written, tables that do not agree with their
            schemas or with each other, or a place that cannot be written.
    """
    with open_stage(layout) as stage:
        texts, database = TextFiles(stage), Database(stage)
        workbook = Workbook(stage, rules.project)
        digest, changes = Digest(), Changes(layout)
        lists: dict[str, list[str]] = {name: [] for name in LISTS}
        for fragment in with_terms(rules, fragments):
            for sink in (texts, database, workbook, digest, changes):
                sink.add(fragment)
            for name, lines in lists.items():
                lines += fragment.parts.get(name, "").splitlines()
            for name, text in fragment.files.items():
                write(stage.root / name, text)
        texts.close()
        version = format_version(digest.value, git_tag(layout.root))
        about = About(version, content_date(layout.root), base(rules), digest.rows, rules.project)
        database.close(about)
        workbook.close(about)
        why = write_parquet(stage)
        skipped = {"parquet": why} if why else {}
        write_tbx(rules, stage)
        withdrawn = changes.withdrawn(version)
        write_index(rules, stage, about, lists, withdrawn)
        write(stage.data / "changes.json", _json(changes.report(version, withdrawn)))
        if layout.benchmark.is_dir():  # a data set of its own, with its own description
            shutil.copytree(layout.benchmark, stage.data / layout.benchmark.name)
        _describe(rules, stage, about, skipped)
        validate_database(stage.data / DATABASE, about.rows)
        _pack(stage, about, skipped)
        return stage.publish()


def _describe(rules: Rules, stage: Stage, about: About, skipped: Mapping[str, str]) -> None:
    """Schemas, codebook, package, citation, readme."""
    files = {
        f"{t.name}.csv": describe_file(stage.data, f"{t.name}.csv", about.rows) for t in TABLES
    }
    texts = {
        "datapackage.json": _json(data_package(about, files)),
        "croissant.json": _json(croissant(about, files)),
        DATASETTE: _json(datasette_metadata(about)),
        "codebook.en.md": codebook(about, rules.themes, "en"),
        "codebook.zh.md": codebook(about, rules.themes, "zh"),
        "CITATION.cff": citation_cff(about),
        "README.md": readme(about, skipped),
        "LICENSE-DATA.md": licence(about),
    }
    texts |= {f"schemas/{table.name}.schema.json": _json(json_schema(table)) for table in TABLES}
    for name, text in texts.items():
        write(stage.data / name, text)


def _pack(stage: Stage, about: About, skipped: Mapping[str, str]) -> None:
    """The zip with its own checksums, the list of downloads, and the checksums of all."""
    names = list_names(stage.data)
    files = [describe_file(stage.data, name, about.rows) for name in names]
    write(stage.data / SUMS, format_sums(files))
    write_archive(stage.data, list_names(stage.data))
    files.append(describe_file(stage.data, ARCHIVE, about.rows))
    files.sort(key=lambda file: file.name.split("/"))
    write(stage.data / INDEX, format_index(about, files, skipped))
    files.append(describe_file(stage.data, INDEX, about.rows))
    files.sort(key=lambda file: file.name.split("/"))
    write(stage.data / SUMS, format_sums(files))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
