"""The release that stands in site/data/, read back for the pages that show it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.inventory import INDEX, File
from jiebang.errors import InputError


@dataclass(frozen=True, slots=True)
class Release:
    """What was written: facts, every file, and the formats there are not, with the reason."""

    about: About
    files: tuple[File, ...]
    skipped: tuple[tuple[str, str], ...]


def read_release(folder: Path, base: str) -> Release | None:
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
        )
        files = tuple(File(**record) for record in found["files"])
        skipped = tuple((str(s["format"]), str(s["why"])) for s in found["skipped"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("not an index of downloads", str(path), "run `jiebang data`") from None
    return Release(about, files, skipped)
