"""One writer at a time: a lock on a project root, given back even by a process that is killed.

The lock is the operating system's (flock), on a file in the cache that also says who
holds it: docs/decisions/0002-own-lock.md.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from jiebang.errors import InputError, UsageError
from jiebang.runtime.files import TEMPORARY
from jiebang.runtime.layout import Layout

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.2  # seconds between two tries
_SHOWN = 200  # characters of what the holder says of itself


@contextlib.contextmanager
def hold(layout: Layout, command: str, patience: float = 0.0) -> Iterator[None]:
    """Be the only writer of a root; first sweep up what a writer that was killed left.

    Args:
        command: what the holder is doing, for the refusal that another gets.
        patience: seconds to wait for another to end.

    Raises:
        UsageError: another holds it; says who, where, since when.
        InputError: the cache cannot be written, or its disk knows no locks.
    """
    path = layout.cache / "lock"
    try:
        layout.cache.mkdir(parents=True, exist_ok=True)
        # Never truncated here: what is in it is the holder's. Never removed: a second
        # file of the same name would be a second lock.
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(path)) from None
    try:
        deadline = time.monotonic() + patience
        while not _take(handle, path):
            if time.monotonic() >= deadline:
                raise _refusal(layout, path)
            time.sleep(_PAUSE)
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        _write(handle, f"{command}, process {os.getpid()} on {socket.gethostname()}, since {now}\n")
        try:
            _sweep(layout)
            yield
        finally:
            _write(handle, "")
    finally:
        if fcntl is not None:
            # In so many words: a forked process may have the file open still.
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _take(handle: int, path: Path) -> bool:
    if fcntl is None:  # pragma: no cover - Windows
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        what = f"this disk knows no locks: {error.strerror}"
        raise InputError(what, str(path), "move the project to one that does") from None
    return True


def _write(handle: int, who: str) -> None:
    """Write the holder into the file; a courtesy, which a full disk may refuse."""
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, who.encode("utf-8", "replace"), 0)


def _refusal(layout: Layout, path: Path) -> UsageError:
    holder = path.read_text("utf-8", "replace")[:_SHOWN].partition("\n")[0]
    return UsageError(
        f"another command is writing here: {holder or 'it does not say which'}",
        str(layout.root),
        "wait until it has ended, or stop it",
    )


def _sweep(layout: Layout) -> None:
    """Take away temporary files and stages; they are nobody's while nobody else writes."""
    shutil.rmtree(layout.stages, ignore_errors=True)
    for top in (layout.root / "content", layout.cache):
        for path in top.rglob(".*.tmp"):
            if re.fullmatch(TEMPORARY, path.name):
                path.unlink(missing_ok=True)
