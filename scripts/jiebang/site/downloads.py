"""What the datasets step has left in site/data/: the page of downloads lists just that."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

# The tables of the contract, in its order; others follow by name.
TABLES = (
    *("documents", "tasks", "indicators", "measures", "metrics", "segments", "terms"),
    "task_themes",
)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its name, kind (“csv”) and size in bytes."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table in its formats, and how many rows it has."""

    name: str
    rows: int
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class Downloads:
    """The tables, and the files that describe them."""

    tables: tuple[DataTable, ...] = ()
    others: tuple[DataFile, ...] = ()

    @property
    def folders(self) -> dict[str, tuple[DataFile, ...]]:
        """The other files by the folder they lie in; “” for site/data/ itself, first."""
        names = sorted({file.name.rpartition("/")[0] for file in self.others})
        return {
            name: tuple(f for f in self.others if f.name.rpartition("/")[0] == name)
            for name in names
        }


def find_downloads(folder: Path) -> Downloads:
    """What is in site/data/; nothing where there is no such folder yet."""
    if not folder.is_dir():
        return Downloads()
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    stems = {p.stem for p in paths if p.suffix == ".csv" and p.parent == folder}
    order = {name: at for at, name in enumerate(TABLES)}
    tables = tuple(
        _table(folder, stem, paths)
        for stem in sorted(stems, key=lambda s: (order.get(s, len(order)), s))
    )
    taken = {file.name for table in tables for file in table.files}
    others = tuple(f for f in (_file(folder, p) for p in paths) if f.name not in taken)
    return Downloads(tables, others)


def _table(folder: Path, stem: str, paths: list[Path]) -> DataTable:
    files = tuple(_file(folder, p) for p in paths if p.parent == folder and p.stem == stem)
    return DataTable(stem, _rows(folder / f"{stem}.csv"), files)


def _file(folder: Path, path: Path) -> DataFile:
    name = path.relative_to(folder).as_posix()
    return DataFile(name, path.suffix.removeprefix("."), path.stat().st_size)


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return max(0, sum(1 for _ in csv.reader(stream)) - 1)
