"""What the datasets step has left in site/data/: the page of downloads lists just that."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    files: list[DataFile]


@dataclass(frozen=True, slots=True)
class Downloads:
    """The tables; the other files by the folder they lie in, “” for site/data/ itself, first."""

    tables: tuple[DataTable, ...] = ()
    folders: Mapping[str, list[DataFile]] = field(default_factory=dict)


def find_downloads(folder: Path) -> Downloads:
    """What is in site/data/; nothing where there is no such folder yet."""
    own: dict[str, list[DataFile]] = {path.stem: [] for path in folder.glob("*.csv")}
    others: dict[str, list[DataFile]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name[0] != "."):
        name, kind = path.relative_to(folder).as_posix(), path.suffix[1:]
        place, _, _ = name.rpartition("/")
        files = own.get(name.removesuffix(f".{kind}"))
        files = others.setdefault(place, []) if files is None else files
        files.append(DataFile(name, kind, path.stat().st_size))
    order = [*TABLES, *sorted(own.keys() - set(TABLES))]
    tables = (DataTable(n, _rows(folder / f"{n}.csv"), own[n]) for n in order if n in own)
    return Downloads(tuple(tables), dict(sorted(others.items())))


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return max(0, sum(1 for _ in csv.reader(stream)) - 1)
