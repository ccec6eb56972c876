"""What the datasets step has left in site/data/: the page of downloads lists just that."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

# The tables of the contract, in its order; others follow by name.
TABLES = (
    *("documents", "tasks", "indicators", "measures", "metrics", "segments", "terms"),
    "task_themes",
)


class DataFile(NamedTuple):
    """One file: its name, kind (“csv”) and size in bytes."""

    name: str
    kind: str
    size: int


class DataTable(NamedTuple):
    """One table in its formats, and how many rows it has."""

    name: str
    rows: int
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class Downloads:
    """The tables; the other files by the folder they lie in, “” for site/data/ itself, first."""

    tables: tuple[DataTable, ...] = ()
    folders: Mapping[str, tuple[DataFile, ...]] = field(default_factory=dict)


def find_downloads(folder: Path) -> Downloads:
    """What is in site/data/; nothing where there is no such folder yet."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    names = [path.relative_to(folder).as_posix() for path in paths]
    files = [
        DataFile(name, path.suffix.removeprefix("."), path.stat().st_size)
        for name, path in zip(names, paths, strict=True)
    ]
    stems = (name.removesuffix(".csv") for name in names if name.endswith(".csv"))
    own: dict[str, list[DataFile]] = {stem: [] for stem in stems if "/" not in stem}
    others: list[DataFile] = []
    for file in files:
        own.get(file.name.removesuffix(f".{file.kind}"), others).append(file)
    order = {name: at for at, name in enumerate(TABLES)}
    tables = tuple(
        DataTable(stem, _rows(folder / f"{stem}.csv"), tuple(own[stem]))
        for stem in sorted(own, key=lambda stem: (order.get(stem, len(order)), stem))
    )
    others.sort(key=lambda file: file.name.rpartition("/")[0])
    grouped = groupby(others, lambda file: file.name.rpartition("/")[0])
    return Downloads(tables, {place: tuple(found) for place, found in grouped})


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return max(0, sum(1 for _ in csv.reader(stream)) - 1)
