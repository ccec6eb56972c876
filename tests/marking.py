"""The work of `convert`, by workers that leave marks, wait or die: for tests that need such.

A test puts one of these in the place of `jiebang.commands.convert._read`; workers come by it
through PYTHONPATH. MARKS names the folder for the marks: PROCESS-DOCUMENT.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from jiebang.commands.convert import _Printed, _read

FIRST = 16  # documents that are read without waiting
DEATH = 3  # the document on which a victim is killed
_LONG = 60.0


def read_and_wait(_: None, printed: _Printed) -> str:
    """As ever for the first documents, far too long for the others."""
    if int(printed.entry.id[-6:]) >= FIRST:
        _mark(printed)
        time.sleep(_LONG)
    return _read(None, printed)


def read_or_die(_: None, printed: _Printed) -> str:
    """A worker with VICTIM is killed, as by `kill -9`, on its third document.

    The others wait for that on their first, so that the victim gets a share.
    """
    folder = _mark(printed)
    dead = folder / "dead"
    if "VICTIM" in os.environ and len(list(folder.glob(f"{os.getpid()}-*"))) == DEATH:
        dead.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    deadline = time.monotonic() + _LONG / 2
    while "VICTIM" not in os.environ and not dead.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return _read(None, printed)


def _mark(printed: _Printed) -> Path:
    folder = Path(os.environ["MARKS"])
    (folder / f"{os.getpid()}-{printed.entry.id}").touch()
    return folder
