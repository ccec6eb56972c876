"""What a command cost: its time, and the memory of all its processes together."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_EVERY = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Usage:
    """`seconds` by the clock, `cpu` on all cores together; `peak` in MB, the most that the
    process and its children held at one time (pages that they share counted more than once)."""

    seconds: float
    cpu: float
    peak: float
    said: str


def measured(command: Sequence[str], folder: Path | None = None) -> Usage:
    """Run a command to its end.

    Raises CalledProcessError, with what it said, where it fails.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watcher = _Watcher(process.pid)
        watcher.start()
        said, _ = process.communicate()
        seconds = time.perf_counter() - started
        watcher.done.set()
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return Usage(seconds, watcher.cpu, watcher.peak / 2**20, said)


class _Watcher(threading.Thread):
    """Looks at a tree of processes until it is told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0
        self._root = psutil.Process(pid)
        self._cpu: dict[tuple[int, float], float] = {}

    @property
    def cpu(self) -> float:
        return sum(self._cpu.values())

    def run(self) -> None:
        while not self.done.wait(_EVERY):
            held = 0
            try:
                tree = [self._root, *self._root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for process in tree:
                try:
                    times = process.cpu_times()
                    self._cpu[process.pid, process.create_time()] = times.user + times.system
                    held += process.memory_info().rss
                except psutil.Error:  # it has just ended
                    continue
            self.peak = max(self.peak, held)
