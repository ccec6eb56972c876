"""Ctrl-C and SIGTERM at random moments: a line and an exit code at once, and what is left?

    .venv/bin/python scripts/benchmarks/stops.py [COMMAND…] [--stops 12] [--seed 1] [--write]

On a made-up root of so many documents that worker processes are started, each command is
run as a process group of its own. After a random share of its time SIGINT goes to the
whole group, as a terminal sends it, or SIGTERM to its first process, as `kill` does. It
must end with one line and exit code 130 or 143, and no process of the group may be left;
then it is run again, and content/ and site/ are held against an undisturbed run's. `--write`
puts the table into docs/faults.md.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dying import leftovers, restore, snapshot
from kills import PAGE, ROOT
from synthetic import fill_catalogues, make_root
from tables import table, write_table

from jiebang.commands.convert import convert_documents

COMMANDS = ("convert", "check", "data", "build")
DOCUMENTS = 32  # from 24 on there are worker processes
QUICK = 5.0  # seconds to end in
_START = 0.25  # seconds in which Python itself starts; its own messages are not ours


@dataclass
class Result:
    """What became of a command that got a signal."""

    name: str
    signal: str
    stops: int = 0
    told: int = 0  # one line, the exit code of the signal
    slowest: float = 0.0  # seconds from the signal to the end
    orphans: int = 0
    stages: int = 0  # left lying by the stopped command
    same: int = 0
    faults: list[str] = field(default_factory=list)


class Stopping:
    """Runs one command on copies of one root."""

    def __init__(self, work: Path, verb: str, start: Path) -> None:
        self._start, self.root, self._said = start, work / "root", work / "said"
        self._command = [sys.executable, "-m", "jiebang", verb, "--root", str(self.root)]
        self._command += ["--jobs", "2"]
        self._verb = verb
        self._env = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}

    def prepare(self) -> None:
        restore(self._start, self.root)
        if self._verb == "convert":
            shutil.rmtree(self.root / "content" / "documents")

    def begin(self) -> subprocess.Popen[bytes]:
        with self._said.open("wb") as said:
            return subprocess.Popen(
                self._command, env=self._env, stdout=subprocess.DEVNULL, stderr=said,
                start_new_session=True,
            )  # fmt: skip

    def well(self) -> float:
        """Undisturbed; seconds."""
        began = time.monotonic()
        code = self.begin().wait()
        if code:
            raise RuntimeError(f"{self._verb}: exit code {code}: {self.said()}")
        return time.monotonic() - began

    def said(self) -> str:
        return self._said.read_text("utf-8", "replace")

    def stop(self, number: signal.Signals, after: float, result: Result) -> bool:
        """Whether the signal came while the command ran; how it took it."""
        command = self.begin()
        try:
            command.wait(after)
            return False
        except subprocess.TimeoutExpired:
            pass
        sent = time.monotonic()
        if number == signal.SIGINT:
            os.killpg(command.pid, number)
        else:
            command.send_signal(number)
        code = command.wait()
        seconds = time.monotonic() - sent
        if code == -number and not self.said():
            return False  # the work was done, and the interpreter on its way out
        left = _gone(command.pid)
        result.stops += 1
        result.slowest = max(result.slowest, seconds)
        result.orphans += left
        result.stages += bool(leftovers(self.root))
        word = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}[number]
        told = self.said() == f"jiebang: {word}\n" and code == 128 + number
        result.told += told
        if not told or left or seconds > QUICK:
            what = f"after {after:.2f} s: exit code {code} in {seconds:.1f} s, {left} left"
            result.faults.append(f"{result.name}, {result.signal} {what}: {self.said()[:2000]}")
        return True


def _gone(group: int) -> int:
    """Processes of a group that are there still a moment after its first one has ended."""
    deadline = time.monotonic() + 1
    while (left := len(list(_processes(group)))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _processes(group: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own = path.read_text("utf-8").rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(own) == group and state != "Z":
            yield int(path.parent.name)


def measure(stopping: Stopping, verb: str, stops: int, seed: int) -> Iterator[Result]:
    """The stops of one command, by each signal."""
    stopping.prepare()
    whole = stopping.well()
    undisturbed = snapshot(stopping.root)
    for number in (signal.SIGINT, signal.SIGTERM):
        draw = random.Random(f"{seed} {verb} {number}")
        result = Result(verb, "Ctrl-C" if number == signal.SIGINT else "SIGTERM")
        for _ in range(4 * stops):
            if result.stops == stops:
                break
            stopping.prepare()
            moment = draw.uniform(_START, whole)
            if not stopping.stop(number, moment, result):
                continue
            code = stopping.begin().wait()
            same = not code and snapshot(stopping.root) == undisturbed
            same = same and not leftovers(stopping.root)
            result.same += same
            if not same:
                what = f"{verb} stopped after {moment:.2f} s is not as undisturbed"
                result.faults.append(f"{what}: exit code {code}: {stopping.said()[:500]}")
        yield result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("commands", nargs="*", default=COMMANDS, help=f"of {COMMANDS}")
    parser.add_argument("--stops", type=int, default=12, help="by each signal; of build half")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args()
    results: list[Result] = []
    # Started by a script in the background, it would have Ctrl-C ignored by all it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="jiebang-stops-") as folder:
        work = Path(folder)
        layout = make_root(work / "start", DOCUMENTS)
        convert_documents(layout)
        fill_catalogues(layout, 0.5)
        shutil.rmtree(layout.cache, ignore_errors=True)
        shutil.copy(ROOT / "mkdocs.yml", layout.root)
        shutil.copytree(ROOT / "docs", layout.root / "docs")
        (layout.root / "scripts").symlink_to(ROOT / "scripts")  # the theme lies there
        for verb in args.commands:
            stops = args.stops // 2 if verb == "build" else args.stops
            for result in measure(Stopping(work, verb, layout.root), verb, stops, args.seed):
                results.append(result)
                print(result, file=sys.stderr, flush=True)
    head = (
        "command", "signal", "stopped", "one line, its exit code", "longest to the end, s",
        "processes left", "stages left lying", "identical after the next run",
    )  # fmt: skip
    rows = [
        (f"`{r.name}`", r.signal, r.stops, r.told, f"{r.slowest:.1f}", r.orphans, r.stages, r.same)
        for r in results
    ]
    said = table(head, rows)
    print(said)
    if args.write:
        write_table(PAGE, "stops", said)
    return 1 if any(result.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
