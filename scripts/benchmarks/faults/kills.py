"""kill -9 at random moments: does the next run end as if nothing had happened?

    .venv/bin/python scripts/benchmarks/faults/kills.py [--kills 40] [--seed 1] [--jobs 2] [--write]

On a root of one of our documents and a made-up one, each command is started in a process
group of its own (forked, so that no time goes into imports), and the group is killed after
a random share of the time that the command takes undisturbed. Then the command runs to its
end, and the whole root but its cache is held, byte by byte, against an undisturbed run's.
Some are killed a second time, in that next run. Then each command is killed before each of
its writes in turn (`dying.py`). Two commands are under test at a time, on roots of their own.
`--write` puts the tables into docs/faults.md.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dying import Snapshot, restore, snapshot
from killing import Killing

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "faults.md"
MODEL = ROOT / "tests" / "models" / "translate-zh_en-tiny.argosmodel"
MADE_UP = ROOT / "tests" / "fixtures" / "genre" / "tiny-journey.txt"
KEPT, NEW = "chongqing-ai-2023", "made-up-2024"
# The slowest first: what runs beside it is done meanwhile.
COMMANDS = ("build", "data", "record", "translate", "add", "convert")
ORDER = ("add", "convert", "translate", "data", "record", "build")
_MARKS = "<!-- table -->", "<!-- end -->"
_TRIES = 4  # kills that may miss, for each that shall hit


@dataclass
class Case:
    """A command on a root in a certain state, and what became of its kills."""

    key: str
    argv: tuple[str, ...]
    start: Path
    seconds: float = 0.0
    kills: int = 0
    missed: int = 0
    changed: int = 0  # the kill left files neither as before nor as after
    temporary: int = 0
    stages: int = 0
    left: int = 0  # of those, after the next run
    same: int = 0
    doubles: int = 0
    doubles_same: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The command as the table has it."""
        return "data --record" if self.key == "record" else self.key


def starts(work: Path, names: Sequence[str]) -> Iterator[Case]:
    """The roots as they are before each command, made by the commands themselves."""
    given = work / f"{NEW}.txt"
    given.write_bytes(MADE_UP.read_text("utf-8").encode("gb18030"))
    killing = Killing(work)
    root = killing.root
    _plain(root)
    argv = {
        "add": ("add", str(given)),
        "convert": ("convert",),
        "translate": ("translate", "--engine", "argos", "--model", str(MODEL)),
        "data": ("data",),
        "record": ("data", "--record", "2026-11-20"),
        "build": ("build",),
    }

    def saved(name: str) -> Case:
        shutil.copytree(root, work / name)
        return Case(name, argv[name], work / name)

    if "add" in names:
        yield saved("add")
    # An older release stands on the site, and is recorded: what is made anew takes its place.
    if "build" in names:
        killing.well(argv["build"])
    if {"data", "record"} & set(names):
        killing.well(("data", "--record", "2026-01-02"))
    killing.well(argv["add"])
    for name in ("data", "record"):
        if name in names:
            yield saved(name)
    (root / f"content/translations/en/{NEW}.po").unlink()
    if "translate" in names:
        yield saved("translate")
    (root / f"content/documents/{NEW}.md").unlink()
    if "build" in names:
        yield saved("build")
    (root / f"content/documents/{KEPT}.md").unlink()
    if "convert" in names:
        yield saved("convert")


def _plain(root: Path) -> None:
    """A root of one document."""
    sources = (ROOT / "content/sources/sources.yml").read_text("utf-8")
    (own,) = re.findall(rf"^- id: {KEPT}\n(?:(?: .*)?\n)*", sources, re.MULTILINE)
    file = re.search(r"^  file: (\S+)$", own, re.MULTILINE)
    assert file
    for name in (
        "mkdocs.yml", f"content/sources/{file[1]}", f"content/documents/{KEPT}.md",
        f"content/translations/en/{KEPT}.po",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / "content/sources/sources.yml").write_text(own.rstrip("\n") + "\n", "utf-8")
    for name in ("docs", "glossary"):
        shutil.copytree(ROOT / name, root / name)
    (root / "scripts").symlink_to(ROOT / "scripts")  # the theme lies there


def measure(case: Case, killing: Killing, draw: random.Random, kills: int, doubles: int) -> None:
    """All kills of one command."""
    restore(case.start, killing.root)
    before = snapshot(killing.root)
    case.seconds = killing.well(case.argv)
    after = snapshot(killing.root)
    while case.kills < kills and case.missed < _TRIES * kills:
        restore(case.start, killing.root)
        moment = draw.random() * case.seconds
        code, _ = killing.run(case.argv, moment)
        if code is not None:
            case.missed += 1
            continue
        found = killing.left()
        case.stages += sum("/stages/" in name for name in found)
        case.temporary += sum("/stages/" not in name for name in found)
        case.changed += snapshot(killing.root) not in (before, after)
        again = draw.random() * case.seconds if case.doubles < doubles else None
        code, _ = killing.run(case.argv, again)
        if code is None:
            code, _ = killing.run(case.argv)
            case.doubles += 1
            case.doubles_same += _judge(case, f"{moment:.3f} s, twice", code, after, killing)
        else:
            case.same += _judge(case, f"{moment:.3f} s", code, after, killing)
        case.kills += 1


def _judge(case: Case, what: str, code: int | None, after: Snapshot, killing: Killing) -> bool:
    """Whether the root is what an undisturbed run leaves; what is wrong is noted."""
    left, now = killing.left(), snapshot(killing.root)
    case.left += len(left)
    wrong = sorted(n for n in {*now, *after} if now.get(n) != after.get(n))
    if code or left or wrong:
        said = f"exit code {code}, left {left}, not as undisturbed: {wrong[:5]}: {killing.said()}"
        case.faults.append(f"{case.name} killed after {what}: {said}")
    return not (code or wrong)


@dataclass
class Each:
    """The kills before each write of one command."""

    name: str
    writes: int
    kills: int
    changed: int
    same: int
    left: int


def each(case: Case, work: Path, sample: int) -> Each:
    command = [sys.executable, str(Path(__file__).with_name("dying.py"))]
    command += [str(case.start), str(work / "root"), "--sample", str(sample), "--", *case.argv]
    env = {**os.environ, "HOME": str(work / "home")}
    done = subprocess.run(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    first, *rest = map(json.loads, done.stdout.splitlines())
    for found in rest:
        if not found["same"] or found["code"] or found["left"]:
            case.faults.append(f"before a write: {found}")
    return Each(
        case.name,
        first["writes"],
        len(rest),
        sum(r["changed"] for r in rest),
        sum(r["same"] and not r["code"] for r in rest),
        sum(len(r["left"]) for r in rest),
    )


def table(cases: Sequence[Case]) -> Iterator[str]:
    yield (
        "| command | undisturbed | kills while it ran | of these, files half done "
        "| left lying: temporary files | stages | identical after the next run "
        "| killed in the next run too | identical after the third | left lying at the end |"
    )
    yield "| --- " + "| ---: " * 9 + "|"
    for c in cases:
        yield (
            f"| `{c.name}` | {c.seconds:.1f} s | {c.kills} | {c.changed} | {c.temporary} "
            f"| {c.stages} | {c.same} of {c.kills - c.doubles} | {c.doubles} "
            f"| {c.doubles_same} of {c.doubles} | {c.left} |"
        )


def table_each(rows: Sequence[Each]) -> Iterator[str]:
    yield "| command | writes | killed before | files half done | identical | left lying |"
    yield "| --- " + "| ---: " * 5 + "|"
    for r in rows:
        of = "each" if r.kills == r.writes else f"{r.kills} of them"
        yield f"| `{r.name}` | {r.writes} | {of} | {r.changed} | {r.same} of {r.kills} | {r.left} |"


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("commands", nargs="*", default=ORDER, help=f"of {', '.join(ORDER)}")
    parser.add_argument("--kills", type=int, default=40, help="of each command")
    parser.add_argument("--doubles", type=int, default=5, help="of these, killed a second time")
    parser.add_argument("--writes", type=int, default=60, help="to kill before; a fifth of build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="commands under test at a time")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jiebang-kills-") as folder:
        made = sorted(starts(Path(folder), args.commands), key=lambda c: COMMANDS.index(c.key))
        # Not fork: each of them forks, which a process with threads must not.
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(args.jobs, spawn) as pool:
            done = [pool.submit(one, case, Path(folder), args) for case in made]
            found = sorted((d.result() for d in done), key=lambda f: ORDER.index(f[0].key))
    cases = [case for case, _ in found]
    rows = [row for _, row in found if row]
    said = "\n".join([*table(cases), "", *table_each(rows), "", conditions(args, cases, began)])
    print(said)
    if args.write:
        page, (start, end) = PAGE.read_text("utf-8"), _MARKS
        body = f"{start}\n{said}\n{end}"
        PAGE.write_text(re.sub(f"{start}.*?{end}", lambda _: body, page, flags=re.DOTALL), "utf-8")
    return 1 if any(case.faults for case in cases) else 0


def one(case: Case, folder: Path, args: argparse.Namespace) -> tuple[Case, Each | None]:
    """All that is done to one command, in a folder of its own."""
    work = folder / f"of-{case.key}"
    work.mkdir()
    draw = random.Random(f"{args.seed} {case.name}")
    measure(case, Killing(work), draw, args.kills, args.doubles)
    sample = args.writes // 5 if case.key == "build" else args.writes
    row = each(case, work, sample) if sample else None
    lines = [list(table([case]))[-1], *([list(table_each([row]))[-1]] if row else [])]
    print(*lines, *case.faults, sep="\n", file=sys.stderr, flush=True)
    return case, row


def conditions(args: argparse.Namespace, cases: Sequence[Case], began: float) -> str:
    return (
        f"{sum(case.kills for case in cases)} kills at random moments, seed {args.seed}, "
        f"{args.jobs} commands under test at a time, {(time.monotonic() - began) / 60:.0f} "
        f"minutes; {len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python "
        f"{platform.python_version()}. The moments are drawn evenly over the time of an "
        "undisturbed run; one that came after the end was drawn again."
    )


if __name__ == "__main__":
    sys.exit(run())
