"""Corpus → the datasets in site/data/ and the static API in site/api/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.api_index import Api
from jiebang.datasets.archive import Blocks
from jiebang.datasets.batches import filled_tables
from jiebang.datasets.columns import TABLES
from jiebang.datasets.describe.codebook import codebook
from jiebang.datasets.describe.croissant import croissant
from jiebang.datasets.describe.package import data_package
from jiebang.datasets.describe.readme import citation_cff, licence, readme
from jiebang.datasets.describe.schema import json_schema
from jiebang.datasets.earlier import Earlier, Made, Record, Spans
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
from jiebang.datasets.outlines import Offer, grouped, offer, with_terms
from jiebang.datasets.pieces import make_piece
from jiebang.datasets.release import (
    Changes,
    Digest,
    content_date,
    git_tag,
    record_pieces,
    version_of,
)
from jiebang.datasets.splicing import Spliced
from jiebang.datasets.stage import DATABASE, WORKBOOK, Stage, staged, write
from jiebang.datasets.tables import Frame, Source, base
from jiebang.datasets.validate import validate
from jiebang.runtime.layout import Layout
from jiebang.runtime.store import Store

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
    made = (offer(make_piece(source, entry)) for entry in source.entries)
    return tuple(layout.site / name for name in write_pieces(source, layout, made))


def write_pieces(
    frame: Frame,
    layout: Layout,
    offers: Iterable[Offer],
    *,
    jobs: int = 1,
    store: Store | None = None,
) -> tuple[str, ...]:
    """As `write_datasets`, from what was made of each document, in the documents' order.

    Returns the files' paths in site/, as text: there may be very many.

    Args:
        jobs: how many formats to write at the same time, each in a process.
        store: where it is on record what the release in place is made of. With it, only
            what is not there already is made.
    """
    with staged(layout) as stage:
        record = Record(stage, store)
        earlier = Earlier(stage, record.load())
        release = _write_tables(frame, layout, stage, earlier, record, offers, jobs)
        files = _describe(frame, stage, release)
        validate(stage, release.about, release.sums)
        archive = _pack(stage, release, files, earlier)
        published = stage.publish()
        record.replace(release.made(files, archive))
    return published


# What is taken over as a whole or not at all; and what Parquet is made of.
_RECORDED = (WORKBOOK, DATABASE, ".parquet", ".jsonl")


@dataclass
class _Release:
    """What is known of the release when its tables are written."""

    about: About
    skipped: Mapping[str, str]
    texts: Mapping[str, Spliced]
    spans: Mapping[str, Spans]
    groups: list[tuple[str, Mapping[str, int]]]
    workbook: Blocks

    @property
    def sums(self) -> dict[str, str]:
        return {name: text.sum for name, text in self.texts.items()}

    def made(self, files: Iterable[File], archive: Blocks) -> Made:
        """The record of it."""
        sums = {f.name: f.sha256 for f in files if f.name.endswith(_RECORDED)}
        return Made(self.groups, sums, dict(self.spans), self.workbook, archive)


def _write_tables(
    frame: Frame,
    layout: Layout,
    stage: Stage,
    earlier: Earlier,
    record: Record,
    offers: Iterable[Offer],
    jobs: int,
) -> _Release:
    """Every format that holds rows."""
    digest, changes = Digest(), Changes(layout)
    texts, api = Texts(stage, earlier), Api(frame, stage, earlier)
    books: Books = Together(stage, earlier) if jobs == 1 else Apart(stage, earlier, jobs)
    groups: list[tuple[str, Mapping[str, int]]] = []
    for group in grouped(with_terms(frame, offers)):
        for each in group.offers:
            digest.add(each.outline)
            changes.add(each.outline)
        for sink in (texts, api, books, record):
            sink.add(group)
        groups.append((group.key, group.rows))
    texts.close()
    version = version_of(digest.value, git_tag(layout.root))
    about = About(version, content_date(layout.root), base(frame), digest.rows)
    api.finish(about, changes.withdrawn(version))
    write_tbx(frame, stage)
    bound = books.finish(about, {name: text.sum for name, text in texts.files.items()})
    stage.keep(bound.parquet.kept)
    write(stage.data / "changes.json", _json(changes.report(version)))
    spans = {name: text.spans for name, text in texts.files.items()} | api.spans
    why = bound.parquet.why
    skipped = {"parquet": why} if why else {}
    return _Release(about, skipped, texts.files, spans, groups, bound.workbook)


def record_published(source: Source, layout: Layout, date: str) -> str:
    """Record the corpus in content/published/ as published on `date`; returns its version.

    Raises as `record_pieces` does.
    """
    made = (offer(make_piece(source, entry)) for entry in source.entries)
    return record_pieces(source, made, layout, date)


def _describe(frame: Frame, stage: Stage, release: _Release) -> tuple[File, ...]:
    """Schemas, codebook, package, citation, readme; returns all files there are then."""
    about = release.about
    found = inventory(stage, about.rows, sums=release.sums)
    files = {file.name: file for file in found}
    for table in TABLES:
        write(stage.data / f"schemas/{table.name}.schema.json", _json(json_schema(table)))
    write(stage.data / "datapackage.json", _json(data_package(about, files)))
    write(stage.data / "croissant.json", _json(croissant(about, files)))
    for language in ("en", "zh"):
        text = codebook(about, frame.themes, language)
        write(stage.data / f"codebook.{language}.md", text)
    write(stage.data / "CITATION.cff", citation_cff(about))
    write(stage.data / "README.md", readme(about, release.skipped))
    write(stage.data / "LICENSE-DATA.md", licence())
    return inventory(stage, about.rows, found)


def _pack(stage: Stage, release: _Release, files: tuple[File, ...], earlier: Earlier) -> Blocks:
    """The zip with its own checksums, the list of downloads, and the checksums of all."""
    rows = release.about.rows
    write(stage.data / SUMS, sums(files))
    slices = {name: text.slices for name, text in release.texts.items()}
    blocks = write_archive(stage, inventory(stage, rows, files), slices, earlier)
    (stage.data / SUMS).unlink()
    files = inventory(stage, rows, files)
    write(stage.data / INDEX, index(release.about, files, release.skipped))
    files = inventory(stage, rows, files)
    write(stage.data / SUMS, sums(files))
    return blocks


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
