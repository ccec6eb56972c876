"""Reading in a process of its own: what hangs or swells is ended and refused.

The parsers of PDF and XML are large programs fed by strangers. The child has
10 seconds of computing and 1 GiB, and answers in JSON. One that recognizes text in
pictures has two minutes of computing for each page, and 6 GiB.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from jiebang.document.model import Doubt
from jiebang.errors import InputError
from jiebang.originals.formats import BY_NAME, ScanError
from jiebang.originals.original import Original, Scan

Tell = Callable[[int, int], None]

SECONDS, MEMORY = 10, 2**30
PAGE_SECONDS, _SLOW_MEMORY = 120, 6 * 2**30  # of a slow reader, for each page
_WAIT, _PAGE_WAIT = 30, 600  # seconds by the clock, for a machine that is busy with other things
# What a line begins with that says how far a slow reader is, and what `faulthandler` says before
# it ends a process; any other line is the answer.
_PAGE, _LATE = b"page ", b"Timeout ("


def read_fenced(kind: str, data: bytes, where: str, tell: Tell | None = None) -> Original:
    """Read `data` as the format of that name within the limits.

    `tell` hears how many pages a slow reader has read, and of how many.

    Raises:
        InputError: the reader's own, or that it went beyond a limit.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-m", __name__, kind]
    answer, late = b"", False
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child:
            try:
                for answer in child.stdout or ():
                    late = late or answer.startswith(_LATE)
                    if tell is not None and answer.startswith(_PAGE):
                        tell(*map(int, answer.removeprefix(_PAGE).split()))
                child.wait()
            finally:
                child.kill()
    if late or child.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        slow = f"a page not read within {PAGE_SECONDS} seconds"
        what = slow if BY_NAME[kind].slow else f"not read within {SECONDS} seconds"
        raise InputError(what, where, "cut it in two, or save it anew")
    if not answer.startswith(b"{") or not answer.endswith(b"\n"):
        what = f"a {kind} that its reader gives up on"
        raise InputError(what, where, "save it again, or as plain text")
    found = json.loads(answer, object_hook=_made)
    if isinstance(found, Original):
        return found
    error = ScanError if found["scan"] else InputError
    raise error(found["fault"], where, found["remedy"])


def _made(found: dict[str, Any]) -> Any:
    """What a child answers, as the class whose fields it has."""
    values = {key: _frozen(value) for key, value in found.items()}
    for each in (Doubt, Scan, Original):
        if values.keys() == each.__dataclass_fields__.keys():
            return each(**values)
    return values


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def read_here(kind: str, data: bytes, where: str = "", tell: Tell | None = None) -> Original:
    """The same in this process, without limits."""
    of = BY_NAME[kind]
    given = data.decode("utf-8") if of.is_text else data
    return of.reader()(given, where, *([tell] if of.slow and tell else ()))


def hold(**limits: int) -> None:
    """Hold this process to limits by their names in `resource`, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for name, most in limits.items():
        what = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, 0 if name == "CORE" else hard))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _allow(slow: bool) -> None:
    """The time from now on: of computing, and by the clock."""
    seconds, wait = (PAGE_SECONDS, _PAGE_WAIT) if slow else (SECONDS, _WAIT)
    faulthandler.dump_traceback_later(wait, exit=True, file=sys.stdout)
    hold(CPU=int(sum(os.times()[:2])) + seconds)


def _go_on(done: int, total: int) -> None:
    """Say how far a slow reader is; the next page has its own seconds."""
    _say(f"page {done} {total}")
    _allow(slow=True)


def _main(kind: str) -> None:
    slow = BY_NAME[kind].slow
    memory = _SLOW_MEMORY if slow else MEMORY
    _allow(slow)
    hold(AS=memory, CORE=0)
    try:
        answer = asdict(read_here(kind, sys.stdin.buffer.read(), "", _go_on))
    except InputError as error:
        scan = isinstance(error, ScanError)
        answer = {"fault": error.what, "remedy": error.remedy, "scan": scan}
    except MemoryError:
        what = f"needs more than {memory // 2**30} GiB of memory"
        answer = {"fault": what, "remedy": "cut it in two", "scan": False}
    _say(json.dumps(answer))


if __name__ == "__main__":
    _main(sys.argv[1])
