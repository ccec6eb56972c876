"""The files of a release: sizes, checksums, the list of them, and one zip of all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from jiebang.datasets.about import About
from jiebang.datasets.stage import DATA, Stage

SUMS, ARCHIVE, INDEX = "SHA256SUMS", "jiebang.zip", "index.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
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
    stage: Stage, rows: Mapping[str, int], known: Iterable[File] = ()
) -> tuple[File, ...]:
    """Every file of the release in site/data/, sorted by name; those `known` are not read again."""
    seen = {file.name: file for file in known}
    names = (name.removeprefix(f"{DATA}/") for name in stage.names(DATA))
    return tuple(seen.get(name) or _file(stage, name, rows) for name in names)


def _file(stage: Stage, name: str, rows: Mapping[str, int]) -> File:
    path = stage.find(f"{DATA}/{name}")
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
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


def write_archive(stage: Stage, files: Iterable[File]) -> None:
    """One zip of the files; the same files give the same bytes."""
    path = stage.data / ARCHIVE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"jiebang/{file.name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.file_size = file.size
            found = stage.find(f"{DATA}/{file.name}")
            with found.open("rb") as source, archive.open(entry, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


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
