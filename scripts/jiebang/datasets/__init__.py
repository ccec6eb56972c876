"""Corpus → the datasets in site/data/ and the static API in site/api/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.api_index import Api
from jiebang.datasets.batches import filled_tables
from jiebang.datasets.columns import TABLES
from jiebang.datasets.describe.codebook import codebook
from jiebang.datasets.describe.croissant import croissant
from jiebang.datasets.describe.package import data_package
from jiebang.datasets.describe.readme import citation_cff, licence, readme
from jiebang.datasets.describe.schema import json_schema
from jiebang.datasets.formats.books import Apart, Books, Together
from jiebang.datasets.formats.tbx import write_tbx
from jiebang.datasets.formats.text import Texts
from jiebang.datasets.inventory import (
    INDEX,
    SUMS,
    File,
    index,
    inventory,
    sums,
    write_archive,
)
from jiebang.datasets.pieces import Piece, make_piece, with_terms
from jiebang.datasets.release import (
    Changes,
    Digest,
    content_date,
    git_tag,
    record_pieces,
    version_of,
)
from jiebang.datasets.stage import Stage, staged, write
from jiebang.datasets.tables import Frame, Source, base
from jiebang.datasets.validate import validate
from jiebang.layout import Layout

__all__ = [
    "filled_tables",
    "record_pieces",
    "record_published",
    "write_datasets",
    "write_pieces",
]


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
    made = (make_piece(source, entry) for entry in source.entries)
    return write_pieces(source, layout, made)


def write_pieces(
    frame: Frame, layout: Layout, pieces: Iterable[Piece], *, jobs: int = 1
) -> tuple[Path, ...]:
    """As `write_datasets`, from what was made of each document, in the documents' order.

    Args:
        jobs: how many formats to write at the same time, each in a process.
    """
    with staged(layout) as stage:
        about, skipped, sums = _write_tables(frame, layout, stage, pieces, jobs)
        files = _describe(frame, stage, about, skipped)
        validate(stage, about, sums)
        _pack(stage, about, files, skipped)
        return stage.publish()


def _write_tables(
    frame: Frame, layout: Layout, stage: Stage, pieces: Iterable[Piece], jobs: int
) -> tuple[About, Mapping[str, str], Mapping[str, str]]:
    """Every format that holds rows; returns the facts, the formats there are not, digests."""
    digest, changes = Digest(), Changes(layout)
    texts, api = Texts(stage), Api(frame, stage)
    books: Books = Together(stage) if jobs == 1 else Apart(stage, jobs)
    for piece in with_terms(frame, pieces):
        for sink in (texts, digest, changes, api, books):
            sink.add(piece)
        for name, text in piece.files.items():
            stage.put(name, text)
    texts.close()
    version = version_of(digest.value, git_tag(layout.root))
    about = About(version, content_date(layout.root), base(frame), digest.rows)
    api.finish(about, changes.withdrawn(version))
    write_tbx(frame, stage)
    why = books.finish(about)
    write(stage.data / "changes.json", _json(changes.report(version)))
    return about, {"parquet": why} if why else {}, texts.sums


def record_published(source: Source, layout: Layout, date: str) -> str:
    """Record the corpus in content/published/ as published on `date`; returns its version.

    Raises as `record_pieces` does.
    """
    made = (make_piece(source, entry) for entry in source.entries)
    return record_pieces(source, made, layout, date)


def _describe(
    frame: Frame, stage: Stage, about: About, skipped: Mapping[str, str]
) -> tuple[File, ...]:
    """Schemas, codebook, package, citation, readme; returns all files there are then."""
    found = inventory(stage, about.rows)
    files = {file.name: file for file in found}
    for table in TABLES:
        write(stage.data / f"schemas/{table.name}.schema.json", _json(json_schema(table)))
    write(stage.data / "datapackage.json", _json(data_package(about, files)))
    write(stage.data / "croissant.json", _json(croissant(about, files)))
    for language in ("en", "zh"):
        text = codebook(about, frame.themes, language)
        write(stage.data / f"codebook.{language}.md", text)
    write(stage.data / "CITATION.cff", citation_cff(about))
    write(stage.data / "README.md", readme(about, skipped))
    write(stage.data / "LICENSE-DATA.md", licence())
    return inventory(stage, about.rows, found)


def _pack(stage: Stage, about: About, files: tuple[File, ...], skipped: Mapping[str, str]) -> None:
    """The zip with its own checksums, the list of downloads, and the checksums of all."""
    write(stage.data / SUMS, sums(files))
    write_archive(stage, inventory(stage, about.rows, files))
    (stage.data / SUMS).unlink()
    files = inventory(stage, about.rows, files)
    write(stage.data / INDEX, index(about, files, skipped))
    files = inventory(stage, about.rows, files)
    write(stage.data / SUMS, sums(files))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
