"""The files of a release: sizes, checksums, the list of them, and one zip of all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from jiebang.datasets.about import About
from jiebang.datasets.archive import Archive, Blocks, Member
from jiebang.datasets.earlier import Earlier, sum_of
from jiebang.datasets.stage import DATA, Stage

SUMS, ARCHIVE, INDEX = "SHA256SUMS", "jiebang.zip", "index.json"
_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
    "tmx": "application/x-tmx+xml",
    "xlf": "application/xliff+xml",
    "tbx": "application/x-tbx+xml",
    "md": "text/markdown",
    "cff": "application/yaml",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file: its name in site/data/, its size in bytes, its digest.

    `table` and `rows` are given for a file of one table.
    """

    name: str
    size: int
    sha256: str
    media_type: str
    table: str | None = None
    rows: int | None = None


def inventory(
    stage: Stage,
    rows: Mapping[str, int],
    known: Iterable[File] = (),
    sums: Mapping[str, str] | None = None,
) -> tuple[File, ...]:
    """Every file of the release in site/data/, sorted by name.

    Args:
        rows: how many rows each table has.
        known: files that are not looked at again.
        sums: the SHA-256 of files, by name, where it need not be worked out again.
    """
    seen = {file.name: file for file in known}
    names = (name.removeprefix(f"{DATA}/") for name in stage.names(DATA))
    return tuple(seen.get(name) or _file(stage, name, rows, sums or {}) for name in names)


def _file(stage: Stage, name: str, rows: Mapping[str, int], sums: Mapping[str, str]) -> File:
    path = stage.find(f"{DATA}/{name}")
    digest = sums.get(name) or stage.kept.get(f"{DATA}/{name}") or sum_of(path)
    kind = path.suffix.removeprefix(".")
    stem = path.stem
    table = stem if "/" not in name and stem in rows and kind in _TABLE_KINDS else None
    return File(
        name,
        path.stat().st_size,
        digest,
        _MEDIA.get(kind, "text/plain"),
        table,
        rows[table] if table else None,
    )


_TABLE_KINDS = ("csv", "json", "jsonl", "parquet")


def sums(files: Iterable[File]) -> str:
    """What `sha256sum --check` reads."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files)


# A file is deflated in pieces of this many bytes, unless it is made of others.
_SLICE = 1 << 18
# Deflated already.
_PACKED = (".xlsx", ".parquet")
Slices = Mapping[str, Sequence[tuple[int, str]]]


def write_archive(stage: Stage, files: Iterable[File], slices: Slices, earlier: Earlier) -> Blocks:
    """One zip of the files, what has not changed from the earlier one.

    The same files give the same bytes.

    Args:
        slices: the blocks a file is made of: length in bytes and SHA-256 of each.

    Returns:
        What the zip is made of.
    """
    path = stage.data / ARCHIVE
    with Archive(path, earlier.find(ARCHIVE), earlier.made.archive) as archive:
        for file in files:
            name, source = f"jiebang/{file.name}", stage.find(f"{DATA}/{file.name}")
            if source.suffix in _PACKED:
                archive.store(name, source)
                continue
            parts = slices.get(file.name)
            if parts is None and file.size <= _SLICE:
                parts = [(file.size, file.sha256)]
            with archive.member(name, file.size) as member:
                _fill(member, source, parts)
    return archive.blocks


def _fill(member: Member, source: Path, parts: Sequence[tuple[int, str]] | None) -> None:
    """Put a file into the archive, block by block."""
    with source.open("rb") as stream:
        if parts is None:
            while data := stream.read(_SLICE):
                member.write(data)
            return
        at = 0
        for size, digest in parts:
            member.block(digest, partial(_read, stream, at, size))
            at += size


def _read(stream: BinaryIO, at: int, size: int) -> bytes:
    stream.seek(at)
    return stream.read(size)


def index(about: About, files: Iterable[File], skipped: Mapping[str, str]) -> str:
    """index.json: every download with size, rows and checksum, and what there is not, and why."""
    return (
        json.dumps(
            {
                "version": about.version,
                "date": about.date or None,
                "tables": dict(about.rows),
                "files": [asdict(file) for file in files],
                "skipped": [{"format": name, "why": why} for name, why in skipped.items()],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
