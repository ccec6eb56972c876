"""Reading in a process of its own: what hangs or swells is ended and refused.

The parsers of PDF and XML are large programs fed by strangers. The child has
10 seconds of computing and 1 GiB, and answers in JSON.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys

from jiebang.errors import InputError
from jiebang.originals.formats import format_named
from jiebang.originals.original import Original

SECONDS = 10
_WAIT = 30  # seconds by the clock, for a machine that is busy with other things
MEMORY = 2**30
_MODULE = "jiebang.originals.fenced"


def read_fenced(kind: str, data: bytes, where: str) -> Original:
    """Read `data` as the format of that name within the limits.

    Raises:
        InputError: the reader's own, or that it went beyond a limit.
    """
    command = [sys.executable, "-P", "-X", "utf8", "-m", _MODULE, kind]
    late = InputError(f"not read within {SECONDS} seconds", where, "cut it in two, or save it anew")
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_WAIT, check=False)
    except subprocess.TimeoutExpired:
        raise late from None
    if done.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        raise late
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise InputError(
            f"a {kind} that its reader gives up on", where, "save it again, or as plain text"
        ) from None
    if "fault" in answer:
        raise InputError(answer["fault"], where, answer["remedy"])
    return Original(
        answer["text"],
        answer["kind"],
        page_of_line=tuple(answer["pages"]),
        notes=tuple(answer["notes"]),
    )


def read_here(kind: str, data: bytes, where: str = "") -> Original:
    """The same in this process, without limits."""
    of = format_named(kind)
    return of.reader()(data.decode("utf-8") if of.is_text else data, where)


def _limit() -> None:
    """Hold this process to the limits, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(kind: str) -> None:
    _limit()
    try:
        found = read_here(kind, sys.stdin.buffer.read())
        answer = {
            "text": found.text,
            "kind": found.kind,
            "pages": found.page_of_line,
            "notes": found.notes,
        }
    except InputError as error:
        answer = {"fault": error.what, "remedy": error.remedy}
    except MemoryError:
        answer = {"fault": "needs more than 1 GiB of memory", "remedy": "cut it in two"}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    _main(sys.argv[1])
