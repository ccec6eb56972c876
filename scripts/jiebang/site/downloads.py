"""What the datasets step has left in site/data/: the page of downloads lists just that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from jiebang.datasets.about import INDEX, SUMS, File, read_release

# The tables of the contract, in its order.
TABLES = (
    *("documents", "tasks", "indicators", "measures", "metrics", "segments", "terms"),
    "task_themes",
)


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
        {name: [file for file in files if file.table == name] for name in TABLES},
        {place: list(found) for place, found in groupby(others, lambda file: file.folder)},
    )
