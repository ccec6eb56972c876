"""Two commands of one project started at the same moment: does one work, and the other say so?

    .venv/bin/python scripts/benchmarks/beside.py [--rounds 5] [--write]

The roots of `kills.py`. Two processes of `python -m jiebang` are started one right after
the other, each pair in both orders. One must end with exit code 0, the other with 2 and
one line that names the first; the root must be, byte by byte, what the first one leaves
where nothing disturbs it. `--write` puts the table into docs/faults.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dying import Snapshot, leftovers, restore, snapshot
from kills import PAGE, ROOT, Case, starts
from tables import table, write_table

PAIRS = (
    ("build", "build"),
    ("build", "data"),
    ("build", "record"),
    ("build", "convert"),
    ("data", "data"),
    ("translate", "translate"),
)
SHORT = "convert"  # may have ended before the other asks for the lock


@dataclass
class Result:
    """What became of one pair."""

    name: str
    rounds: int = 0
    apart: int = 0  # the short one had ended when the other began: nothing to see
    one_worked: int = 0
    told: int = 0  # the other: exit code 2 and one line that names the process at work
    same: int = 0
    faults: list[str] = field(default_factory=list)


class Beside:
    """Starts commands in one root."""

    def __init__(self, work: Path, argv: dict[str, tuple[str, ...]]) -> None:
        self.root, self._argv, self._work = work / "root", argv, work
        self._env = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "HOME": str(work)}
        self._undisturbed: dict[tuple[Path, str], Snapshot] = {}

    def start(self, key: str) -> subprocess.Popen[str]:
        verb, *rest = self._argv[key]
        return subprocess.Popen(
            [sys.executable, "-m", "jiebang", verb, "--root", str(self.root), *rest],
            env=self._env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def undisturbed(self, start: Path, key: str) -> Snapshot:
        """What a command makes of a root alone."""
        if (start, key) not in self._undisturbed:
            restore(start, self.root)
            command = self.start(key)
            _, said = command.communicate()
            if command.returncode:
                raise RuntimeError(f"{key}: exit code {command.returncode}: {said}")
            self._undisturbed[start, key] = snapshot(self.root)
        return self._undisturbed[start, key]

    def round(self, start: Path, keys: Sequence[str], result: Result) -> None:
        wanted = {key: self.undisturbed(start, key) for key in keys}
        restore(start, self.root)
        both = [self.start(key) for key in keys]
        said = [command.communicate()[1].strip() for command in both]
        codes = [command.returncode for command in both]
        result.rounds += 1
        fault = f"{' and '.join(keys)}: exit codes {codes}: {said}"
        if codes == [0, 0] and SHORT in keys and snapshot(self.root) == wanted["build"]:
            result.apart += 1
            return
        if sorted(codes) != [0, 2]:
            result.faults.append(fault)
            return
        result.one_worked += 1
        first, second = codes.index(0), codes.index(2)
        line, at_work = said[second], f", process {both[first].pid} on "
        told = line.startswith("jiebang: ") and "\n" not in line and at_work in line
        same = snapshot(self.root) == wanted[keys[first]] and not leftovers(self.root)
        result.told += told
        result.same += same
        if not told or not same:
            result.faults.append(f"{fault}: {'not as alone' if not same else ''}")


def shown(keys: Sequence[str], cases: dict[str, Case]) -> str:
    return " and ".join(f"`{cases[key].name}`" for key in keys)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="of each pair, in each order")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="jiebang-beside-") as folder:
        work = Path(folder)
        keys = sorted({key for pair in PAIRS for key in pair})
        cases = {case.key: case for case in starts(work, keys)}
        beside = Beside(work, {key: case.argv for key, case in cases.items()})
        for pair in PAIRS:
            results.append(Result(shown(pair, cases)))
            for number in range(2 * args.rounds):
                order = pair if number % 2 else pair[::-1]
                # The root of the second: the first finds work in each.
                beside.round(cases[pair[1]].start, order, results[-1])
            print(results[-1], file=sys.stderr, flush=True)
    head = (
        "started together", "times", "one after the other, the first was so quick", "one worked",
        "the other: one line, exit code 2", "identical to the one alone",
    )  # fmt: skip
    rows = [(r.name, r.rounds, r.apart, r.one_worked, r.told, r.same) for r in results]
    said = table(head, rows)
    print(said)
    if args.write:
        write_table(PAGE, "beside", said)
    return 1 if any(result.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
