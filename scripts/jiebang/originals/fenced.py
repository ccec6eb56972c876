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
from dataclasses import asdict
from typing import Any

from jiebang.document.model import Doubt
from jiebang.errors import InputError
from jiebang.originals.formats import format_named
from jiebang.originals.original import Original, Scan
from jiebang.originals.pdf import ScanError

Tell = Callable[[int, int], None]

SECONDS = 10
_WAIT = 30  # seconds by the clock, for a machine that is busy with other things
MEMORY = 2**30
# Of a slow reader: for each page, and by the clock.
PAGE_SECONDS = 120
_PAGE_WAIT = 600
SLOW_MEMORY = 6 * 2**30
_PAGE = "page "  # before how far a slow reader is
_MODULE = "jiebang.originals.fenced"


def read_fenced(kind: str, data: bytes, where: str, tell: Tell | None = None) -> Original:
    """Read `data` as the format of that name within the limits.

    `tell` hears how many pages a slow reader has read, and of how many.

    Raises:
        InputError: the reader's own, or that it went beyond a limit.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-m", _MODULE, kind]
    slow = format_named(kind).slow
    each = f"a page not read within {PAGE_SECONDS} seconds"
    what = each if slow else f"not read within {SECONDS} seconds"
    late = InputError(what, where, "cut it in two, or save it anew")
    try:
        if slow:
            code, output = _run_slow(command, data, tell)
        else:
            done = subprocess.run(
                command, input=data, capture_output=True, timeout=_WAIT, check=False
            )
            code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        raise late from None
    if code == -getattr(signal, "SIGXCPU", 0) != 0:
        raise late
    try:
        answer = json.loads(output)
    except ValueError:
        raise InputError(
            f"a {kind} that its reader gives up on", where, "save it again, or as plain text"
        ) from None
    if "scan" in answer and "fault" in answer:
        raise ScanError(answer["fault"], where, answer["remedy"], answer["scan"])
    if "fault" in answer:
        raise InputError(answer["fault"], where, answer["remedy"])
    return Original(
        answer["text"],
        answer["kind"],
        page_of_line=tuple(answer["pages"]),
        notes=tuple(answer["notes"]),
        pictures=tuple(answer["pictures"]),
        scan=_scan(answer["scan"]) if answer["scan"] else None,
    )


def _scan(found: dict[str, Any]) -> Scan:
    doubts = tuple(Doubt(**doubt) for doubt in found["doubts"])
    places = tuple(tuple(place) for place in found["places"])
    return Scan(found["engine"], places, doubts, tuple(found["strips"]))


def _run_slow(command: list[str], data: bytes, tell: Tell | None) -> tuple[int, bytes]:
    """(exit status, output) of a child that says on its standard error how far it is."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(command, stdin=given, stdout=out, stderr=subprocess.PIPE)
        assert child.stderr is not None
        clock = threading.Timer(_PAGE_WAIT, child.kill)
        clock.start()
        try:
            for line in child.stderr:
                said = line.decode("utf-8", "replace")
                if said.startswith(_PAGE):
                    clock.cancel()
                    clock = threading.Timer(_PAGE_WAIT, child.kill)
                    clock.start()
                    if tell is not None:
                        tell(*map(int, said.removeprefix(_PAGE).split()))
            code = child.wait()
        finally:
            clock.cancel()
            child.kill()
            child.wait()
        out.seek(0)
        return code, out.read()


def read_here(kind: str, data: bytes, where: str = "") -> Original:
    """The same in this process, without limits."""
    of = format_named(kind)
    return of.reader()(data.decode("utf-8") if of.is_text else data, where)


def _limit(slow: bool) -> None:
    """Hold this process to the limits, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    _hold(resource.RLIMIT_AS, SLOW_MEMORY if slow else MEMORY)
    _hold(resource.RLIMIT_CPU, PAGE_SECONDS if slow else SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _hold(what: int, most: int) -> None:
    import resource

    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard))


def _go_on(done: int, total: int) -> None:
    """Say how far a slow reader is; the next page has its own seconds."""
    sys.stderr.write(f"{_PAGE}{done} {total}\n")
    sys.stderr.flush()
    if sys.platform != "win32":
        import resource

        _hold(resource.RLIMIT_CPU, int(sum(os.times()[:2])) + PAGE_SECONDS)


def _main(kind: str) -> None:
    slow = format_named(kind).slow
    _limit(slow)
    answer: dict[str, object]
    try:
        data = sys.stdin.buffer.read()
        found = format_named(kind).reader()(data, "", _go_on) if slow else read_here(kind, data)
        answer = {
            "text": found.text,
            "kind": found.kind,
            "pages": found.page_of_line,
            "notes": found.notes,
            "pictures": found.pictures,
            "scan": asdict(found.scan) if found.scan else None,
        }
    except InputError as error:
        answer = {"fault": error.what, "remedy": error.remedy}
        if isinstance(error, ScanError):
            answer["scan"] = error.pages
    except MemoryError:
        limit = (SLOW_MEMORY if slow else MEMORY) // 2**30
        answer = {"fault": f"needs more than {limit} GiB of memory", "remedy": "cut it in two"}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    _main(sys.argv[1])
