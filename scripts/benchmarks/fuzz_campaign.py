"""A campaign of fuzzing: workers with their shares of the inputs, ended where they hang."""

from __future__ import annotations

import json
import os
import re
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from fuzz_root import Root
from fuzz_targets import READERS
from fuzz_worker import make_input

HERE = Path(__file__).parent
LIMIT = 10.0  # seconds of computing for one input; on a quiet machine the same by the clock
CLOCK = 60.0  # seconds by the clock, for a machine that is busy with other things
_START = 180.0  # seconds for a worker to be ready
BATCH = 2000  # inputs to a worker


class Worker:
    """A process with its share of the inputs, begun anew when one kills it."""

    def __init__(self, reader: str, seed: str, first: int, step: int, stop: int) -> None:
        self.reader, self.seed, self.step, self.stop = reader, seed, step, stop
        self.next = first
        self.begin()

    def begin(self) -> None:
        count = min(BATCH, len(range(self.next, self.stop, self.step)))
        command = [sys.executable, str(HERE / "fuzz_worker.py"), self.reader, self.seed]
        numbers = [str(self.next), str(self.step), str(count)]
        self.process = subprocess.Popen(
            [*command, *numbers], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.left, self.ready, self.since, self.busy = count, False, time.monotonic(), 0.0

    @property
    def late(self) -> bool:
        waited = time.monotonic() - self.since
        if not self.ready or waited < LIMIT:
            return waited > _START
        return waited > CLOCK or computed(self.process.pid) - self.busy > LIMIT

    def end(self) -> int:
        self.process.kill()
        return self.process.wait()


def computed(pid: int) -> float:
    """Seconds of computing of a process so far (Linux); 0.0 where that is not known."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def campaign(
    reader: str, seed: str, first: int, stop: int, seconds: float, workers: int
) -> Iterator[dict[str, Any]]:
    """What became of inputs `first` to `stop`, or of as many as there is time for."""
    began = time.monotonic()
    with selectors.DefaultSelector() as waiting:
        for n in range(workers):
            worker = Worker(reader, seed, first + n, workers, stop)
            waiting.register(worker.process.stdout, selectors.EVENT_READ, worker)
        while waiting.get_map():
            over = time.monotonic() - began > seconds
            ready = {key.data for key, _ in waiting.select(0.5)}
            for key in list(waiting.get_map().values()):
                worker = key.data
                line = worker.process.stdout.readline() if worker in ready else None
                if line:
                    said = json.loads(line)
                    worker.since, worker.busy = time.monotonic(), computed(worker.process.pid)
                    if "ready" in said:
                        worker.ready = True
                    else:
                        worker.next, worker.left = said["number"] + worker.step, worker.left - 1
                        yield said
                dead = line == "" or worker.late
                if not (dead or over):
                    continue
                waiting.unregister(worker.process.stdout)
                code = worker.end() if line != "" else worker.process.wait()
                if dead and not worker.ready:
                    raise RuntimeError(f"a worker for {reader} does not begin (exit {code})")
                if dead and worker.left > 0:
                    yield killed(
                        reader, seed, worker.next, "hang" if worker.late else f"exit {code}"
                    )
                    worker.next += worker.step
                if worker.next < worker.stop and not over:
                    worker.begin()
                    waiting.register(worker.process.stdout, selectors.EVENT_READ, worker)


def killed(reader: str, seed: str, number: int, how: str) -> dict[str, Any]:
    """What is said of an input whose process had to be ended or fell."""
    return {"number": number, "outcome": "killed", "sign": how, "trace": how, "whole": False,
            "seconds": LIMIT if how == "hang" else 0.0, "busy": 0.0, "peak": 0.0}  # fmt: skip


def alone(reader: str, file: Path, whole: bool = False) -> dict[str, Any]:
    """One input in a process of its own."""
    command = [sys.executable, str(HERE / "fuzz_worker.py"), reader, "0", "0", "1", "1"]
    command += ["--file", str(file), *(["--whole"] if whole else [])]
    limit = CLOCK * 2
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        out, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return killed(reader, "", 0, "hang")
    lines = [json.loads(line) for line in out.splitlines()]
    if len(lines) < 2:
        return killed(reader, "", 0, f"exit {process.returncode}")
    return dict(lines[1])


def remake(reader: str, seed: str, number: int) -> bytes:
    """Input `number` again."""

    with tempfile.TemporaryDirectory() as folder:
        root = Root.make(Path(folder))
        return make_input(READERS[reader], READERS[reader].seeds(root), seed, number)


def keep(reader: str, sign: str, data: bytes, out: Path) -> Path:
    """An input as a file, named by what is wrong with it."""

    name = re.sub(r"[^\w.-]+", "-", sign)[:80]
    path = out / reader / f"{name}-{sha256(data).hexdigest()[:8]}{READERS[reader].suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def judge(reader: str, said: dict[str, Any], data: bytes, out: Path) -> dict[str, Any]:
    """A finding kept as a file; one that the fence turns into a line is no finding.

    A hang or a fall is tried again alone first, for the machine may have been busy.
    """

    kind = READERS[reader]
    path = keep(reader, said["sign"], data, out)
    if said["outcome"] in ("killed", "memory"):
        again = alone(reader, path, kind.fence)
        if again["outcome"] in ("accepted", "refused") and again["busy"] < LIMIT:
            said |= {"outcome": "ended" if kind.fence else again["outcome"]}
            said |= {"seconds": again["seconds"], "whole": kind.fence}
            if not kind.fence:
                path.unlink()
            return said
    path.with_name(f"{path.name}.trace").write_text(said["trace"], "utf-8")
    return said
