"""What is said of a release as a whole, for every format that says it, and its files."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from jiebang.corpus.project import NEUTRAL, Project
from jiebang.datasets.fill import fill, join, templates
from jiebang.errors import InputError

# Of the tables and columns; docs/data.md says what has changed for readers of earlier ones.
SCHEMA_VERSION = "0.2"


@dataclass(frozen=True, slots=True)
class About:
    """The release: its version, its date (ISO 8601; empty when not known), its rows.

    `base` is what addresses begin with: the site's own, or "/".
    """

    version: str
    date: str
    base: str
    rows: Mapping[str, int]
    project: Project = NEUTRAL

    @property
    def creator(self) -> str:
        """Who publishes it, in English; "" where the project does not say."""
        return self.project.publisher.en

    @property
    def public(self) -> bool:
        """Whether the address of the site is known."""
        return self.base.startswith("http")

    @property
    def page_url(self) -> str:
        return f"{self.base}en/data/"

    @property
    def home(self) -> str:
        """The address of its page; "" where the site's is not known."""
        return self.page_url if self.public else ""

    @property
    def values(self) -> dict[str, Any]:
        """What templates name of it; what is not known is empty."""
        project, license = self.project, self.project.license
        values = {"about": self, "project": project, "license": license}
        told = {key: fill(text, values) for key, text in templates("descriptions")["about"].items()}
        told["license_named"] = told["license_named"] or license.name
        return {**values, **told, "schema_version": SCHEMA_VERSION}

    def facts(self) -> dict[str, str]:
        """By name, what a reader should know first."""
        say, values = templates("descriptions"), self.values
        found: dict[str, str] = fill(say["facts"], values | {"rights": join(say["rights"], values)})
        return found


# The tables in the contract's order.
_TABLES = (
    *("documents", "tasks", "indicators", "measures", "metrics", "segments", "terms"),
    "task_themes",
)
SUMS, ARCHIVE, INDEX = "SHA256SUMS", "jiebang.zip", "index.json"
_COMPRESSED = (".xlsx", ".parquet")  # stored as they are
_LARGE = 1 << 30  # bytes; from 2 GiB a member needs Zip64


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

    @property
    def folder(self) -> str:
        """The folder below site/data/ that it lies in."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Release:
    """What was written: facts, and every file."""

    about: About
    files: tuple[File, ...]


def describe_file(folder: Path, name: str, rows: Mapping[str, int]) -> File:
    """A file of the release; `rows` says how many each table has."""
    path = folder / name
    media = templates("descriptions")["media_types"].get(path.suffix, "text/plain")
    table = path.stem if path.parent == folder and path.stem in rows else None
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return File(name, path.stat().st_size, digest, media, table, rows[table] if table else None)


def write_archive(folder: Path, names: Iterable[str]) -> None:
    """One zip of the files; the same files give the same bytes."""
    # Level 4 takes half the time of 6, and 3% more room.
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name in names:
            source, named = folder / name, f"jiebang/{name}"  # of 1980, on every day
            member = zipfile.ZipInfo(named) if source.suffix in _COMPRESSED else named
            big = source.stat().st_size >= _LARGE
            with (
                source.open("rb") as stream,
                archive.open(member, "w", force_zip64=big) as target,
            ):
                shutil.copyfileobj(stream, target, 1 << 20)
        for info in archive.infolist():
            info.external_attr, info.create_system = 0o644 << 16, 3


def read_release(folder: Path, base: str, project: Project = NEUTRAL) -> Release | None:
    """The release in `folder` (site/data/); None where none has been written.

    `base` is what addresses begin with: the site's own ending in "/", or "/".

    Raises:
        InputError: index.json is malformed.
    """
    path = folder / INDEX
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
        about = About(
            version=str(found["version"]),
            date=str(found["date"] or ""),
            base=base,
            rows={str(name): int(count) for name, count in found["tables"].items()},
            project=project,
        )
        files = tuple(File(**record) for record in found["files"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("not an index of downloads", str(path), "run `jiebang data`") from None
    return Release(about, files)


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files of each table; the others by their folder, “” for site/data/ itself, first."""

    tables: Mapping[str, list[File]] = field(default_factory=dict)
    folders: Mapping[str, list[File]] = field(default_factory=dict)


def find_downloads(folder: Path) -> Downloads:
    """What is in site/data/; nothing where there is no release yet."""
    release = read_release(folder, "/")
    if release is None:
        return Downloads()
    last = (File(name, (folder / name).stat().st_size, "", "") for name in (INDEX, SUMS))
    files = sorted([*release.files, *last], key=lambda file: file.name.split("/"))
    others = sorted((f for f in files if not f.table), key=lambda file: file.folder)
    return Downloads(
        {name: [file for file in files if file.table == name] for name in _TABLES},
        {place: list(found) for place, found in groupby(others, lambda file: file.folder)},
    )
