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
_WAIT = 30  # seconds by the clock, for a machine that is busy with other things
# Of a slow reader: for each page, and by the clock.
PAGE_SECONDS, SLOW_MEMORY = 120, 6 * 2**30
_PAGE_WAIT = 600
_PAGE = "page "  # before how far a slow reader is
_LATE = "Timeout ("  # what `faulthandler` says before it ends a process


def read_fenced(kind: str, data: bytes, where: str, tell: Tell | None = None) -> Original:
    """Read `data` as the format of that name within the limits.

    `tell` hears how many pages a slow reader has read, and of how many.

    Raises:
        InputError: the reader's own, or that it went beyond a limit.
    """
    in_time, output = _run(kind, data, tell)
    if not in_time:
        slow = BY_NAME[kind].slow
        each = f"a page not read within {PAGE_SECONDS} seconds"
        what = each if slow else f"not read within {SECONDS} seconds"
        raise InputError(what, where, "cut it in two, or save it anew")
    try:
        answer = json.loads(output)
    except ValueError:
        what = f"a {kind} that its reader gives up on"
        raise InputError(what, where, "save it again, or as plain text") from None
    if "pages" in answer:
        raise ScanError(answer["fault"], where, answer["remedy"], answer["pages"])
    if "fault" in answer:
        raise InputError(answer["fault"], where, answer["remedy"])
    if scan := answer["scan"]:
        scan["doubts"] = [Doubt(**doubt) for doubt in scan["doubts"]]
        scan["places"] = map(tuple, scan["places"])
        parts = {key: tuple(scan[key]) for key in ("doubts", "places", "strips")}
        answer["scan"] = Scan(scan["engine"], **parts)
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in answer.items()
    }
    return Original(**given)


def _run(kind: str, data: bytes, tell: Tell | None) -> tuple[bool, bytes]:
    """(whether a child kept to its time, its output).

    On its standard error it tells how far it is.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-m", __name__, kind]
    late = False
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        with subprocess.Popen(command, stdin=given, stdout=out, stderr=subprocess.PIPE) as child:
            try:
                for line in child.stderr or ():
                    words = line.decode("utf-8", "replace")
                    late = late or words.startswith(_LATE)
                    if tell is not None and words.startswith(_PAGE):
                        tell(*map(int, words.removeprefix(_PAGE).split()))
                child.wait()
            finally:
                child.kill()
        out.seek(0)
        beyond = child.returncode == -getattr(signal, "SIGXCPU", 0) != 0
        return not (late or beyond), out.read()


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


def _go_on(done: int, total: int) -> None:
    """Say how far a slow reader is; the next page has its own seconds."""
    sys.stderr.write(f"{_PAGE}{done} {total}\n")
    sys.stderr.flush()
    faulthandler.dump_traceback_later(_PAGE_WAIT, exit=True)
    hold(CPU=int(sum(os.times()[:2])) + PAGE_SECONDS)


def _main(kind: str) -> None:
    slow = BY_NAME[kind].slow
    memory, seconds, wait = (
        (SLOW_MEMORY, PAGE_SECONDS, _PAGE_WAIT) if slow else (MEMORY, SECONDS, _WAIT)
    )
    faulthandler.dump_traceback_later(wait, exit=True)
    hold(AS=memory, CPU=seconds, CORE=0)
    answer: dict[str, object]
    try:
        answer = asdict(read_here(kind, sys.stdin.buffer.read(), "", _go_on))
    except InputError as error:
        answer = {"fault": error.what, "remedy": error.remedy}
        if isinstance(error, ScanError):
            answer["pages"] = error.pages
    except MemoryError:
        limit = memory // 2**30
        answer = {"fault": f"needs more than {limit} GiB of memory", "remedy": "cut it in two"}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    _main(sys.argv[1])
