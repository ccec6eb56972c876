"""Reading in a process of its own: what hangs or swells is ended and refused.

The parsers of PDF and XML are large programs fed by strangers. The child has
10 seconds of computing and 1 GiB, and answers in JSON. One that recognizes text in
pictures has two minutes of computing for each page, and 6 GiB.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from jiebang.document.model import Doubt
from jiebang.errors import InputError
from jiebang.originals.formats import BY_NAME, ScanError
from jiebang.originals.original import Original, Scan

Tell = Callable[[int, int], None]

SECONDS = 10
MEMORY = 2**30
_WAIT = 30  # seconds by the clock, for a machine that is busy with other things
# Of a slow reader: for each page, and by the clock.
PAGE_SECONDS = 120
SLOW_MEMORY = 6 * 2**30
_PAGE_WAIT = 600
_PAGE = "page "  # before how far a slow reader is
_MODULE = "jiebang.originals.fenced"


def read_fenced(kind: str, data: bytes, where: str, tell: Tell | None = None) -> Original:
    """Read `data` as the format of that name within the limits.

    `tell` hears how many pages a slow reader has read, and of how many.

    Raises:
        InputError: the reader's own, or that it went beyond a limit.
    """
    slow = BY_NAME[kind].slow
    code, output = _run(kind, data, _PAGE_WAIT if slow else _WAIT, tell)
    if code is None or code == -getattr(signal, "SIGXCPU", 0) != 0:
        each = f"a page not read within {PAGE_SECONDS} seconds"
        what = each if slow else f"not read within {SECONDS} seconds"
        raise InputError(what, where, "cut it in two, or save it anew")
    try:
        answer = json.loads(output)
    except ValueError:
        raise InputError(
            f"a {kind} that its reader gives up on", where, "save it again, or as plain text"
        ) from None
    if "pages" in answer:
        raise ScanError(answer["fault"], where, answer["remedy"], answer["pages"])
    if "fault" in answer:
        raise InputError(answer["fault"], where, answer["remedy"])
    scan: dict[str, Any] | None = answer.pop("scan")
    parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in answer.items()}
    found = Original(**parts)
    return replace(found, scan=_scan(scan)) if scan else found


def _scan(found: dict[str, Any]) -> Scan:
    doubts = tuple(Doubt(**doubt) for doubt in found["doubts"])
    places = tuple(tuple(place) for place in found["places"])
    return Scan(found["engine"], places, doubts, tuple(found["strips"]))


def _run(kind: str, data: bytes, wait: int, tell: Tell | None) -> tuple[int | None, bytes]:
    """(exit status, output) of a child; no status where it said nothing for `wait` seconds.

    A slow one says on its standard error how far it is.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-m", _MODULE, kind]
    late = threading.Event()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(command, stdin=given, stdout=out, stderr=subprocess.PIPE)

        def end() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(wait, end)
        clock.start()
        try:
            for line in child.stderr or ():
                said = line.decode("utf-8", "replace")
                if said.startswith(_PAGE):
                    clock.cancel()
                    clock = threading.Timer(wait, end)
                    clock.start()
                    if tell is not None:
                        tell(*map(int, said.removeprefix(_PAGE).split()))
            code = child.wait()
        finally:
            clock.cancel()
            child.kill()
            child.wait()
        out.seek(0)
        return None if late.is_set() else code, out.read()


def read_here(kind: str, data: bytes, where: str = "") -> Original:
    """The same in this process, without limits."""
    of = BY_NAME[kind]
    return of.reader()(data.decode("utf-8") if of.is_text else data, where)


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
    hold(CPU=int(sum(os.times()[:2])) + PAGE_SECONDS)


def _main(kind: str) -> None:
    slow = BY_NAME[kind].slow
    memory = SLOW_MEMORY if slow else MEMORY
    hold(AS=memory, CPU=PAGE_SECONDS if slow else SECONDS, CORE=0)
    answer: dict[str, object]
    try:
        data = sys.stdin.buffer.read()
        found = BY_NAME[kind].reader()(data, "", _go_on) if slow else read_here(kind, data)
        answer = asdict(found)
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
