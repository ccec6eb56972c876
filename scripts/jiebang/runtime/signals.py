"""Ctrl-C and SIGTERM: the first ends a command in order, a second one at once.

Python raises KeyboardInterrupt wherever it is; at the start of the program nobody can catch
it yet. SIGTERM, which `kill`, containers and services send, is the same to us: without a
handler it ends a process with all that it has begun.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


class _State:
    """Of this process, as its signals are."""

    tell: Callable[[str], None] | None = None  # None: the signals are not ours
    came = 0  # the first signal; 0 for none
    orderly = False  # there is somebody who catches a KeyboardInterrupt
    told = False


_state = _State()
_ending = threading.RLock()  # two threads hear of a signal: who speaks first ends the process


def catch(tell: Callable[[str], None]) -> None:
    """Take the signals over, until this process ends.

    Args:
        tell: says in a word why the process ends, where nobody else can.
    """
    _state.tell = tell
    for number in _WORDS:
        # One that is ignored was ignored on purpose: `nohup`, a shell's `&`.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if sys.platform != "win32":
        _watch()


def _stop(number: int, _: object) -> None:
    if not _state.orderly or _state.came:
        _end(number)
    _state.came = number
    raise KeyboardInterrupt


def _end(number: int) -> None:
    with _ending:
        if _state.tell and not _state.told:
            _state.told = True
            _state.tell(_WORDS[signal.Signals(number)])
        os._exit(128 + number)


def _watch() -> None:
    """End the process at the second signal, whatever it does.

    What runs outside Python, an engine's batch or a query, hears of no signal until it is
    done: Python calls a handler only then. The bytes of this pipe come at once.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def watch() -> None:
        count = 0
        while True:
            for number in os.read(reader, 64):
                count += number in _WORDS
                if count > 1:
                    _end(number)

    # The signals stay the first thread's: one that comes while it holds them back waits.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, set(_WORDS))
    threading.Thread(target=watch, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def orderly() -> Iterator[None]:
    """Whoever is in here is interrupted by a KeyboardInterrupt, and catches it."""
    _state.orderly = True
    try:
        yield
    finally:
        _state.orderly = False


def ended_by(error: BaseException) -> tuple[str, int] | None:
    """What to say of an error that a signal brought about, and the exit code; else None.

    After a signal every error counts as its work: a library that is interrupted raises
    what it likes, and workers that got SIGTERM, too, are gone.
    """
    number = _state.came or (signal.SIGINT if isinstance(error, KeyboardInterrupt) else 0)
    if not number:
        return None
    _state.told = True
    return _WORDS[signal.Signals(number)], 128 + number
