"""Every file of a release, in the order in which they depend on each other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from typing import TextIO

from jiebang.corpus.duplicates import SameAs
from jiebang.corpus.load import Rules
from jiebang.corpus.walk import Walk
from jiebang.datasets.about import (
    ARCHIVE,
    INDEX,
    SCHEMA_VERSION,
    SUMS,
    About,
    File,
    describe_file,
    write_archive,
)
from jiebang.datasets.api import write_index
from jiebang.datasets.columns import DOCUMENTS, INDICATORS, TABLES, read_rows
from jiebang.datasets.describe import descriptions
from jiebang.datasets.formats.excel import write_workbook
from jiebang.datasets.formats.exchange import TBX, exchange_ends, tbx_file
from jiebang.datasets.formats.parquet import write_parquet
from jiebang.datasets.formats.sqlite import write_database
from jiebang.datasets.fragments import Fragment, Total, csv_line, walk_fragments
from jiebang.datasets.release import content_date, find_changes, format_version, git_tag
from jiebang.datasets.stage import DATA, Stage, list_names, open_stage
from jiebang.datasets.tables import base
from jiebang.runtime.cache import code_digest, fingerprint, is_fresh, set_stamp, version_of
from jiebang.runtime.layout import Layout, site_url

_TOOLS = ("xlsxwriter", "duckdb", "PyYAML")


def write_release(walk: Walk, same_as: Mapping[str, SameAs]) -> tuple[str, ...]:
    """The release of a walk's documents; `same_as` as a `Review` has found it.

    Nothing is done where the last one was made from the same and is as it was written.
    Returns and raises as `write_fragments` does.
    """
    layout = walk.layout
    made_from = (
        *(site_url(), git_tag(layout.root), content_date(layout.root), code_digest()),
        *(f"{name} {version_of(name)}" for name in _TOOLS),
        *(document.id for document in walk.documents),
    )
    places = [layout.root / "content", layout.glossary, layout.jiebang_yml]
    inputs, outputs = fingerprint(layout.root, places, made_from), [layout.data, layout.api]
    if not is_fresh(layout.data_stamp, inputs, outputs):
        write_fragments(walk.rules, layout, walk_fragments(walk, same_as))
        set_stamp(layout.data_stamp, inputs, outputs)
    return tuple(f"{top.name}/{name}" for top in outputs for name in list_names(top))


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
        total = Total(rules, fragments)
        _write_parts(stage, total)
        version = format_version(total.digest, git_tag(layout.root))
        about = About(version, content_date(layout.root), base(rules), total.rows, rules.project)
        write_database(stage, about)
        write_workbook(stage, about)
        why = write_parquet(stage)
        skipped = {"parquet": why} if why else {}
        documents = (row["id"] for row in read_rows(stage.data, DOCUMENTS))
        changes = find_changes(layout, documents, read_rows(stage.data, INDICATORS), version)
        write_index(rules, stage, about, changes["withdrawn"])
        if layout.benchmark.is_dir():  # a data set of its own, with its own description
            shutil.copytree(layout.benchmark, stage.data / layout.benchmark.name)
        files = {
            f"{t.name}.csv": describe_file(stage.data, f"{t.name}.csv", about.rows) for t in TABLES
        }
        texts = descriptions(about, files, rules.themes, skipped)
        for name, made in {**texts, TBX: tbx_file(rules), "changes.json": changes}.items():
            _write_text(stage, name, made)
        _pack(stage, about, skipped)
        return stage.publish()


def _write_parts(stage: Stage, fragments: Iterable[Fragment]) -> None:
    """The files that are parts of fragments one after another, and those that are whole."""
    ends = exchange_ends()
    arrays = {table.name: "[\n" for table in TABLES}  # what a table's next line stands behind
    for table in TABLES:
        ends[f"{table.name}.csv"] = (csv_line(table.names) + "\n", "")
        ends |= dict.fromkeys((f"{table.name}.jsonl", f"{table.name}.json"), ("", ""))
    with ExitStack() as stack:
        files: dict[str, TextIO] = {}
        for name, (head, _) in ends.items():
            path = stage.data / name
            files[name] = stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
            files[name].write(head)
        for fragment in fragments:
            for name, file in files.items():
                file.write(fragment.parts.get(name, ""))
            for name, gap in arrays.items():
                if lines := fragment.parts.get(f"{name}.jsonl"):
                    files[f"{name}.json"].write(gap + lines[:-1].replace("\n", ",\n"))
                    arrays[name] = ",\n"
            for name, text in fragment.files.items():
                stage.write(name, text)
        for name, (_, tail) in ends.items():
            files[name].write(tail)
        for name, gap in arrays.items():
            files[f"{name}.json"].write("[]\n" if gap == "[\n" else "\n]\n")


def _pack(stage: Stage, about: About, skipped: Mapping[str, str]) -> None:
    """The zip with its own checksums, the list of downloads, and the checksums of all."""
    files = [describe_file(stage.data, name, about.rows) for name in list_names(stage.data)]
    _write_sums(stage, files)
    write_archive(stage.data, list_names(stage.data))
    files.append(describe_file(stage.data, ARCHIVE, about.rows))
    _write_sums(stage, files)
    index = {
        "version": about.version,
        "schema_version": SCHEMA_VERSION,
        "date": about.date or None,
        "tables": dict(about.rows),
        "files": [asdict(file) for file in files],
        "skipped": [{"format": name, "why": why} for name, why in skipped.items()],
    }
    _write_text(stage, INDEX, index)
    files.append(describe_file(stage.data, INDEX, about.rows))
    _write_sums(stage, files)


def _write_sums(stage: Stage, files: list[File]) -> None:
    """What `sha256sum --check` reads; the files are put in order."""
    files.sort(key=lambda file: file.name.split("/"))
    stage.write(f"{DATA}/{SUMS}", "".join(f"{file.sha256}  {file.name}\n" for file in files))


def _write_text(stage: Stage, name: str, made: object) -> None:
    """A text as it is, anything else as JSON."""
    text = made if isinstance(made, str) else json.dumps(made, ensure_ascii=False, indent=1)
    stage.write(f"{DATA}/{name}", text.removesuffix("\n") + "\n")
