"""Commands that run in a process group of their own, which may be killed at any moment."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import util
from pathlib import Path
from typing import NoReturn

from dying import leftovers

from jiebang.cli import main


class Killing:
    """Runs commands on one root, in a folder of its own."""

    def __init__(self, work: Path, root: Path | None = None) -> None:
        self.root = root or work / "root"
        self._printed, self._said = work / "printed", work / "said"
        self._env = {"TMPDIR": str(work / "tmp"), "HOME": str(work / "home")}
        for name in ("tmp", "home"):
            (work / name).mkdir(exist_ok=True)
        self._tmp = work / "tmp"

    def run(self, argv: Sequence[str], after: float | None = None) -> tuple[int | None, float]:
        """A command, killed after so many seconds; (its exit code, None if killed; seconds)."""
        began = time.perf_counter()
        child = os.fork()
        if not child:
            self._be(argv)
        _lead(child)
        code = None
        try:
            while code is None and (after is None or time.perf_counter() - began < after):
                done, status = os.waitpid(child, os.WNOHANG)
                code = os.waitstatus_to_exitcode(status) if done else None
                time.sleep(0.001)
        finally:
            seconds = time.perf_counter() - began
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            if code is None:
                os.waitpid(child, 0)
        for _ in range(100):  # until the last of the group is gone
            try:
                os.killpg(child, 0)
            except ProcessLookupError:
                break
            time.sleep(0.02)
        return code, seconds

    def _be(self, argv: Sequence[str]) -> NoReturn:
        """Be the command, in a process that has been forked."""
        code = 3
        try:
            _lead(0)
            for stream, path in ((1, self._printed), (2, self._said)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), stream)
            os.environ |= self._env
            tempfile.tempdir = None
            code = main([argv[0], "--root", str(self.root), *argv[1:]])
            sys.stdout.flush()
            # As at the end of a process of its own: without it, semaphores are told to be lost.
            util._exit_function()
        finally:
            os._exit(code)

    def well(self, argv: Sequence[str]) -> float:
        """A command that must end well; the seconds it took."""
        code, seconds = self.run(argv)
        if code != 0:
            printed = self._printed.read_text("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(argv)}: exit code {code}: {self.said()} {printed}")
        return seconds

    def said(self) -> str:
        """What the last command said on its standard error."""
        return self._said.read_text("utf-8", "replace")[-2000:]

    def left(self) -> list[str]:
        """What a killed process left: in the root, its cache and the system's folder."""
        return [*leftovers(self.root), *(f"TMPDIR/{p.name}" for p in self._tmp.iterdir())]


def _lead(process: int) -> None:
    """Give a process a group of its own; parent and child both do, whoever comes first."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpgid(process, process)
