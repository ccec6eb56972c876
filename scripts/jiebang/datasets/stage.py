"""Where a release is made and checked before it is put in place as a whole."""

from __future__ import annotations

import filecmp
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

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

    @property
    def data(self) -> Path:
        return self.root / DATA

    @property
    def scratch(self) -> Path:
        """For files on the way; never published."""
        return self.root / "scratch"

    def write(self, name: str, text: str) -> None:
        """Write a whole text file, by its path in site/, or take the one there, if it is the same.

        Of thousands few change, and a new file costs a disk ten times what another name does.
        """
        new, old, data = self.root / name, self.site / name, text.encode()
        if not new.parent.is_dir():
            new.parent.mkdir(parents=True)
        new.unlink(missing_ok=True)  # nothing is written through a link
        with suppress(OSError):  # not there, or on a disk without links
            if old.read_bytes() == data and not old.is_symlink():
                os.link(old, new)
                return
        new.write_bytes(data)

    def publish(self) -> tuple[str, ...]:
        """Put the new folders in the place of the old ones; what is no longer made is gone.

        Returns the files' paths in site/. A file that has not changed keeps its time
        stamp, which says when it last did.
        """
        made, there = (
            [f"{top}/{name}" for top in (DATA, API) for name in list_names(place / top)]
            for place in (self.root, self.site)
        )
        changed = there != made
        for name in {*made} & {*there}:
            new, old = self.root / name, self.site / name
            if new.samefile(old):
                continue
            if filecmp.cmp(new, old, shallow=False):
                stat = old.stat()
                os.utime(new, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            else:
                changed = True
        if not changed:
            return tuple(made)
        self.stamp.unlink(missing_ok=True)
        for top in (DATA, API):
            target = Path(os.path.realpath(self.site / top))  # a link stays one
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target.rename(self.scratch / f"old-{top}")
            (self.root / top).rename(target)
        return tuple(made)


@contextmanager
def open_stage(layout: Layout) -> Iterator[Stage]:
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
        what = f"cannot be written: {error.strerror or error}"
        raise InputError(what, str(error.filename or layout.stages)) from None


def list_names(place: Path) -> list[str]:
    """Every file below a folder, by its path from there, folder by folder."""
    folders = ((Path(folder).relative_to(place), names) for folder, _, names in os.walk(place))
    found = ((folder / name).as_posix() for folder, names in folders for name in names)
    return sorted(found, key=lambda name: name.split("/"))
