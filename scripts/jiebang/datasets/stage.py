"""Where a release is made and checked before its first file is put in place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from jiebang.errors import InputError
from jiebang.runtime.files import hold_inside
from jiebang.runtime.layout import Layout

DATA, API = "data", "api"
DATABASE, WORKBOOK = "jiebang.sqlite", "jiebang.xlsx"


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder that stands for site/ until what is in it is whole and checked."""

    root: Path
    site: Path
    stamp: Path  # of the site: withdrawn before its first file changes
    # In place already, by path in site/, with their SHA-256 where it is known.
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.root / DATA

    @property
    def api(self) -> Path:
        return self.root / API

    @property
    def scratch(self) -> Path:
        """For files on the way; never published."""
        return self.root / "scratch"

    def put(self, name: str, text: str) -> None:
        """A whole file by its path in site/; one that is right there already is kept."""
        data = text.encode()
        target = self.site / name
        try:
            same = target.stat().st_size == len(data) and target.read_bytes() == data
        except OSError:
            same = False
        if same:
            self.kept[name] = ""
        else:
            write(self.root / name, text)

    def keep(self, sums: Mapping[str, str]) -> None:
        """Files of site/ that are what they shall be: their SHA-256 by path."""
        self.kept.update(sums)

    def find(self, name: str) -> Path:
        """Where a file of the release is now, by its path in site/."""
        return self.site / name if name in self.kept else self.root / name

    def names(self, top: str) -> list[str]:
        """Every file of the release below a folder of site/, folder by folder."""
        kept = (name for name in self.kept if name.startswith(f"{top}/"))
        return sorted([*_files(self.root, top), *kept], key=lambda name: name.split("/"))

    def publish(self) -> tuple[str, ...]:
        """Put every file in its place and take away what is no longer made.

        Returns their paths in site/.

        A file that is right already is not touched, so that its time stamp says when
        it last changed.
        """
        made = {name for top in (DATA, API) for name in _files(self.root, top)}
        for name in sorted(made):
            self._put(self.root / name, self.site / name)
        kept = made | self.kept.keys()
        for top in (DATA, API):
            for name in _files(self.site, top):
                if name not in kept:
                    self.stamp.unlink(missing_ok=True)
                    (self.site / name).unlink()
            for folder, _, _ in os.walk(self.site / top, topdown=False):
                if not any(Path(folder).iterdir()):
                    Path(folder).rmdir()
        return tuple(sorted(kept))

    def _put(self, made: Path, target: Path) -> None:
        # Through a link, so that the link stays one.
        target = Path(os.path.realpath(target))
        if target.is_file():
            if _same(made, target):
                return
            made.chmod(target.stat().st_mode & 0o7777)
        self.stamp.unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)


@contextmanager
def staged(layout: Layout) -> Iterator[Stage]:
    """A stage in the project's cache, on the same disk as its site; gone afterwards.

    Raises:
        InputError: a place that cannot be written or is a link out of the project, or a
            text that is not valid Unicode.
    """
    hold_inside(layout.data, layout.root)
    try:
        layout.stages.mkdir(parents=True, exist_ok=True)
        root = Path(tempfile.mkdtemp(prefix="data-", dir=layout.stages))
        try:
            for folder in (DATA, API, "scratch"):
                (root / folder).mkdir()
            yield Stage(root, layout.site, layout.site_stamp)
        finally:
            shutil.rmtree(root, ignore_errors=True)
    except UnicodeEncodeError as error:
        what = f"cannot be written: no valid Unicode at character {error.start}"
        raise InputError(what, str(layout.data)) from None
    except sqlite3.OperationalError as error:
        raise InputError(f"cannot be written: {error}", str(layout.stages)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"cannot be written: {reason}", str(error.filename or layout.stages)
        ) from None


def create(path: Path) -> TextIO:
    """A new text file, UTF-8 with LF line ends, in a folder that is made if it must."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w", encoding="utf-8", newline="\n")


def write(path: Path, text: str) -> None:
    """Write a whole text file."""
    with create(path) as stream:
        stream.write(text)


# Bytes compared at once; those of `filecmp` are few for a large file.
_BLOCK = 1 << 20


def _same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(_BLOCK):
            if block != second.read(_BLOCK):
                return False
    return True


def _files(root: Path, top: str) -> Iterator[str]:
    """The files below a folder, by their path from `root`; text, for there may be very many."""
    for folder, _, names in os.walk(root / top):
        inside = os.path.relpath(folder, root)
        yield from (f"{inside}/{name}" for name in names)
