"""The work of a command, by workers that leave marks, wait or die: for tests that need such.

A test puts one of these in the place of `jiebang.commands.convert._read`, or of `prepare` in
`jiebang.translation.resolver`; workers come by it through PYTHONPATH. MARKS
names the folder for the marks: PROCESS-DOCUMENT.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from jiebang.commands.convert import _Printed, _read
from jiebang.corpus.load import DocumentTexts, Rules
from jiebang.translation.preparing import prepare

FIRST = 16  # documents that are read without waiting
DEATH = 3  # the document on which a victim is killed
_LONG = 60.0


def read_and_wait(_: None, printed: _Printed) -> str:
    """As ever for the first documents, far too long for the others."""
    _wait(printed.entry.id)
    return _read(None, printed)


def prepare_and_wait(rules: Rules, texts: DocumentTexts) -> bytes:
    """The same for `translate`."""
    _wait(texts.provenance.id)
    return prepare(rules, texts)


def _wait(document_id: str) -> None:
    if int(document_id[-6:]) >= FIRST:
        _mark(document_id)
        time.sleep(_LONG)


def read_or_die(_: None, printed: _Printed) -> str:
    """A worker with VICTIM is killed, as by `kill -9`, on its third document.

    The others wait for that on their first, so that the victim gets a share.
    """
    folder = _mark(printed.entry.id)
    dead = folder / "dead"
    if "VICTIM" in os.environ and len(list(folder.glob(f"{os.getpid()}-*"))) == DEATH:
        dead.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    deadline = time.monotonic() + _LONG / 2
    while "VICTIM" not in os.environ and not dead.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return _read(None, printed)


def _mark(document_id: str) -> Path:
    folder = Path(os.environ["MARKS"])
    (folder / f"{os.getpid()}-{document_id}").touch()
    return folder
