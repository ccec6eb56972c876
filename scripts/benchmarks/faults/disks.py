"""A disk that fills up, or that is read-only, under each command: what is said, what is lost?

    .venv/bin/python scripts/benchmarks/faults/disks.py [--steps 8] [--write]     (Linux, as root)

The roots of `kills.py`, on a small disk of their own in memory. First the command runs with
room enough, and the most that it needs is measured. Then it gets a part of that: it must
end with exit code 2 and one line, and each file of content/ and site/ must be whole: one of
before or one of after. When the disk has grown, the command is run again, and must end as with
room from the start. Then the disk is made read-only. `--write` puts the table into
docs/faults.md.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dying import Snapshot, leftovers, restore, snapshot
from killing import Killing
from kills import ORDER, PAGE, Case, starts

from jiebang.corpus.catalogue.po import load_po
from jiebang.errors import InputError

_MARKS = "<!-- disks -->", "<!-- /disks -->"
_PAGE = 4096
_PLENTY = 512 * 2**20


@dataclass
class Result:
    """What became of one command on disks too small, and on one that cannot be written."""

    name: str
    needs: int = 0  # bytes, above what the root holds before
    full: int = 0
    told: int = 0  # ended with exit code 2 and one line
    whole: int = 0  # every file one of before or of after
    same: int = 0  # after the next run, with room
    read_only: bool = False
    faults: list[str] = field(default_factory=list)


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


@contextmanager
def disk(place: Path) -> Iterator[None]:
    """A disk in memory at `place`."""
    place.mkdir()
    mount("-t", "tmpfs", "-o", f"size={_PLENTY}", "tmpfs", str(place))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def used(place: Path) -> int:
    found = os.statvfs(place)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def peak(killing: Killing, argv: Sequence[str], place: Path) -> int:
    """Run a command that must end well; the most bytes the disk held meanwhile."""
    most, done = used(place), threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.005):
            most = max(most, used(place))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        killing.well(argv)
    finally:
        done.set()
        watcher.join()
    return most


def measure(case: Case, killing: Killing, place: Path, steps: int) -> Result:
    result = Result(case.name)
    restore(case.start, killing.root)
    before, held = snapshot(killing.root), used(place)
    most = peak(killing, case.argv, place)
    after, result.needs = snapshot(killing.root), most - held
    for step in range(steps):
        size = held + result.needs * step // steps // _PAGE * _PAGE
        restore(case.start, killing.root)
        mount("-o", f"remount,size={max(size, used(place))}", str(place))
        code, _ = killing.run(case.argv)
        said = killing.said().strip()
        room = f"{(size - held) // 1024} KiB of {result.needs // 1024}"
        if code == 0:  # what was measured was a moment's need, or the cache's, which may fail
            if snapshot(killing.root) != after:
                result.faults.append(f"{room}: exit code 0, but not as with room")
            mount("-o", f"remount,size={_PLENTY}", str(place))
            continue
        result.full += 1
        if code == 2 and said.count("\n") == 0 and said.startswith("jiebang: "):
            result.told += 1
        else:
            result.faults.append(f"{room}: exit code {code}: {said}")
        broken = _broken(killing.root, before, after)
        result.whole += not broken
        if broken:
            result.faults.append(f"{room}: {broken[:5]} neither old nor new")
        mount("-o", f"remount,size={_PLENTY}", str(place))
        code, _ = killing.run(case.argv)
        right = not code and snapshot(killing.root) == after and not leftovers(killing.root)
        result.same += right
        if not right:
            result.faults.append(f"{room}, then again: exit code {code}: {killing.said()}")
    _read_only(case, killing, place, result)
    return result


def _broken(root: Path, before: Snapshot, after: Snapshot) -> list[str]:
    """Files that are neither one of before nor one of after, and those that are lost.

    A catalogue is filled in steps: it may also be a whole one in between.
    """
    now = snapshot(root)
    odd = [n for n, digest in now.items() if digest not in (before.get(n), after.get(n))]
    odd = [n for n in odd if not (n.endswith(".po") and _is_whole(root / n))]
    return odd + [n for n in before if n in after and n not in now and not n.startswith("site/")]


def _is_whole(path: Path) -> bool:
    try:
        load_po(path)
    except InputError:
        return False
    return True


def _read_only(case: Case, killing: Killing, place: Path, result: Result) -> None:
    restore(case.start, killing.root)
    before = snapshot(killing.root)
    mount("-o", "remount,ro", str(place))
    code, _ = killing.run(case.argv)
    said = killing.said().strip()
    result.read_only = code == 2 and said.count("\n") == 0 and snapshot(killing.root) == before
    if not result.read_only:
        result.faults.append(f"read-only: exit code {code}: {said}")
    for verb in ("check", "status"):
        code, _ = killing.run((verb,))
        # What has no document yet cannot be checked, on any disk.
        if code != 0 and "not converted yet" not in killing.said():
            result.faults.append(f"read-only: {verb}: exit code {code}: {killing.said()}")
    mount("-o", "remount,rw", str(place))


def table(results: Sequence[Result]) -> Iterator[str]:
    yield (
        "| command | needs | disks too small | one line, exit code 2 | every file whole "
        "| identical after the next run | read-only: one line, nothing changed |"
    )
    yield "| --- " + "| ---: " * 5 + "| --- |"
    for r in results:
        yield (
            f"| `{r.name}` | {r.needs / 2**20:.2f} MiB | {r.full} | {r.told} | {r.whole} "
            f"| {r.same} | {'yes' if r.read_only else 'no'} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("commands", nargs="*", default=ORDER, help=f"of {', '.join(ORDER)}")
    parser.add_argument("--steps", type=int, default=8, help="sizes of the disk")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="jiebang-disks-") as folder:
        work = Path(folder)
        cases = sorted(starts(work, args.commands), key=lambda c: ORDER.index(c.key))
        with disk(work / "disk"):
            killing = Killing(work, work / "disk" / "root")
            for case in cases:
                results.append(measure(case, killing, work / "disk", args.steps))
                line = list(table(results))[-1]
                print(line, *results[-1].faults, sep="\n", file=sys.stderr, flush=True)
    said = "\n".join(table(results))
    print(said)
    if args.write:
        page, (start, end) = PAGE.read_text("utf-8"), _MARKS
        body = f"{start}\n{said}\n{end}"
        PAGE.write_text(re.sub(f"{start}.*?{end}", lambda _: body, page, flags=re.DOTALL), "utf-8")
    return 1 if any(result.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
