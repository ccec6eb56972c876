"""How the work grows with the documents: time, memory, one that changed, cores, a cluster.

    .venv/bin/python scripts/benchmarks/speed/scale.py --sizes 10 100 1000 --write

Each size is a synthetic corpus (see synthetic.py) in a folder of its own, and each step
a process of its own, so that its peak of memory is its own. The steps are the commands
as a person types them: start of Python and reading of the glossary are in the numbers.
`--write` puts the tables into docs/growing.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "growing.md"
STEPS = ("convert", "check", "status", "data")
ENGLISH = 0.7
_COMMAND = "import sys; from jiebang.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True, slots=True)
class Took:
    """One command: seconds on the clock, seconds of all processes, peak of the largest in MB."""

    wall: float
    busy: float
    peak: float


def take(root: Path, *command: str) -> Took:
    """Run one command of the tool; its children are counted in."""
    whole = [command[0], "--root", str(root), *command[1:]]
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--one", json.dumps(whole)],
        stdout=subprocess.PIPE, check=True, text=True, env=environment(),
    )  # fmt: skip
    wall = time.perf_counter() - before
    busy, peak = json.loads(done.stdout.splitlines()[-1])
    return Took(wall, busy, peak)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}


def one(command: list[str]) -> None:
    """In a process of its own: the command, then what it took, as the last line."""
    out = subprocess.run([sys.executable, "-c", _COMMAND, *command], stdout=subprocess.DEVNULL)
    if out.returncode not in (0, 1):
        raise SystemExit(f"{command} ended with {out.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))


def make(folder: Path, documents: int) -> Path:
    """A corpus with English, converted, as if it had just been fetched: nothing cached."""
    root = folder / f"corpus-{documents}"
    arguments = [str(root), "--documents", str(documents), "--english", str(ENGLISH)]
    subprocess.run(
        [sys.executable, str(ROOT / "scripts/benchmarks/speed/synthetic.py"), *arguments],
        check=True, stdout=subprocess.DEVNULL, env=environment(),
    )  # fmt: skip
    forget(root)
    return root


def forget(root: Path) -> None:
    """As before the first command."""
    for name in (".cache", "site", "content/documents"):
        shutil.rmtree(root / name, ignore_errors=True)


def change(root: Path) -> None:
    """One word of the English of the document in the middle."""
    catalogues = sorted((root / "content/translations/en").iterdir())
    path = catalogues[len(catalogues) // 2]
    text = path.read_text("utf-8")
    mended = text.replace("Open competition.", "An open competition.", 1)
    if mended == text:
        mended = text.replace('msgstr "Verify', 'msgstr "Please verify', 1)
    if mended == text:
        mended = text.replace('msgstr "Address', 'msgstr "Please address', 1)
    path.write_text(mended, "utf-8", newline="\n")


def size_of(folder: Path) -> float:
    """MB of all files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def growth(folder: Path, sizes: list[int]) -> list[str]:
    """Documents a second and peak memory of each step, in one process and all cores."""
    lines = [
        "| documents | step | s | documents/s | CPU ms/document | peak MB |"
        " all cores: s | speed-up |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    changed = [
        "| documents | all, s | one changed, s | share | convert | check | status | data |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    disk = [
        "| documents | originals MB | catalogues MB | cache MB | site/data MB | site/api MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        root = make(folder, size)
        many = {step: take(root, step) for step in STEPS}
        forget(root)
        alone = {step: take(root, step, "--jobs", "1") for step in STEPS}
        change(root)
        again = {step: take(root, step, "--jobs", "1") for step in STEPS}
        for step in STEPS:
            took = alone[step]
            lines.append(
                f"| {size:,} | {step} | {took.wall:.1f} | {size / took.wall:.1f} |"
                f" {1000 * took.busy / size:.1f} | {took.peak:.0f} |"
                f" {many[step].wall:.1f} | {took.wall / many[step].wall:.2f} |"
            )
        whole, part = (sum(t.wall for t in took.values()) for took in (alone, again))
        steps = " | ".join(f"{again[s].wall / alone[s].wall:.1%}" for s in STEPS)
        changed.append(f"| {size:,} | {whole:.1f} | {part:.1f} | {part / whole:.1%} | {steps} |")
        content = root / "content"
        sizes_of = (
            content / "sources", content / "translations", root / ".cache",
            root / "site" / "data", root / "site" / "api",
        )  # fmt: skip
        disk.append(f"| {size:,} | " + " | ".join(f"{size_of(p):.1f}" for p in sizes_of) + " |")
        print("\n".join([*lines[-4:], changed[-1], disk[-1]]), flush=True)
        shutil.rmtree(root)
    return [*lines, "", *changed, "", *disk]


def at_once(folder: Path, sizes: list[int]) -> list[str]:
    """Each step once, on all cores: for sizes at which three times is too long."""
    lines = [
        "| documents | all cores | s | documents/s | CPU ms/document | peak MB of a process |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        root = make(folder, size)
        for step in STEPS:
            took = take(root, step)
            busy = 1000 * took.busy / size
            lines.append(
                f"| {size:,} | {step} | {took.wall:.1f} | {size / took.wall:.1f} |"
                f" {busy:.1f} | {took.peak:.0f} |"
            )
            print(lines[-1], flush=True)
        shutil.rmtree(root)
    return lines


def cluster(folder: Path, size: int) -> list[str]:
    """Two Dask workers on CPU-bound convert."""
    root = make(folder, size)
    alone = take(root, "convert", "--jobs", "1")
    shutil.rmtree(root / ".cache")
    shutil.rmtree(root / "content/documents")
    with dask(folder) as address:
        warm(root, address)
        spread = take(root, "convert", "--cluster", address)
    shutil.rmtree(root)
    return [
        "| documents | one process, s | two workers, s | speed-up | efficiency |",
        "| --- | --- | --- | --- | --- |",
        f"| {size:,} | {alone.wall:.1f} | {spread.wall:.1f} | {alone.wall / spread.wall:.2f} |"
        f" {alone.wall / (2 * spread.wall):.0%} |",
    ]


def warm(root: Path, address: str) -> None:
    """Let the workers import what they need: they run for days."""
    take(root, "convert", "list-000000", "list-000001", "--cluster", address)
    shutil.rmtree(root / ".cache")
    shutil.rmtree(root / "content/documents")


@contextmanager
def dask(folder: Path) -> Iterator[str]:
    """A scheduler with two workers of one thread each."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = [
        "dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard",
        "--host", "127.0.0.1", "--local-directory", str(folder),
    ]  # fmt: skip
    started = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
            env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for command in (scheduler, worker, worker)
    ]  # fmt: skip
    try:
        time.sleep(5)
        yield address
    finally:
        for process in started:
            process.kill()
            process.wait()


def write(tables: dict[str, list[str]]) -> None:
    """Each table between its own marks in the page."""
    text = PAGE.read_text("utf-8")
    for name, lines in tables.items():
        head, found, rest = text.partition(f"<!-- {name} -->\n")
        if not found:
            raise SystemExit(f"{PAGE.name} has no <!-- {name} -->")
        end = rest.index("<!-- end -->")
        text = head + found + "\n" + "\n".join(lines) + "\n\n" + rest[end:]
    PAGE.write_text(text, "utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 100])
    parser.add_argument("--once", type=int, nargs="*", default=[], help="sizes for all cores only")
    parser.add_argument("--cluster-size", type=int, default=300, help="0: leave it out")
    parser.add_argument("--folder", help="where to work (default: a temporary folder)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/growing.md")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(json.loads(args.one))
        return
    tables: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(dir=args.folder) as made:
        if args.sizes:
            tables["table"] = growth(Path(made), args.sizes)
        if args.once:
            tables["once"] = at_once(Path(made), args.once)
        if args.cluster_size:
            tables["cluster"] = cluster(Path(made), args.cluster_size)
    print("\n".join(line for lines in tables.values() for line in ["", *lines]))
    if args.write:
        write(tables)


if __name__ == "__main__":
    main()
