"""Does any input get a traceback, a hang or a gigabyte out of a reader?

    .venv/bin/python scripts/benchmarks/fuzz.py [READER…] [--inputs 1000] [--seconds 600]
        [--seed 1] [--workers 2] [--out .cache/fuzz] [--write]
    .venv/bin/python scripts/benchmarks/fuzz.py --guided [READER…] [--seconds 600]
    .venv/bin/python scripts/benchmarks/fuzz.py READER --minimise FILE

Real files are spoilt (fuzz_mutations.py) and given to each reader by its own door
(fuzz_targets.py) in processes with 10 seconds of computing an input and 1 GiB. Accepted, or refused
in one line: all else is a finding, kept under `--out` with what was raised. `--guided`
has atheris (`pip install atheris`) look for inputs that reach new code, for the readers
that are Python. Each run adds to `--out`/counts.json; `--write` puts its table into
docs/faults.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fuzz_campaign import campaign, judge, keep, remake
from fuzz_counts import Counts, load, store, table
from fuzz_root import Root
from fuzz_targets import READERS
from fuzz_worker import attempt

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
START, END = "<!-- fuzz -->", "<!-- end fuzz -->"
SLOW = 2.0  # seconds of computing from which an input is kept for a look


def run(reader: str, args: argparse.Namespace, counts: dict[str, Counts]) -> None:
    """The campaign of one reader, its counts added as it goes."""
    own = counts.setdefault(reader, Counts())
    first = own.inputs - own.guided
    kept: dict[str, int] = {}
    last = time.monotonic()
    for said in campaign(reader, args.seed, first, first + args.inputs, args.seconds, args.workers):
        if said["outcome"] not in ("accepted", "refused"):
            kept[said["sign"]] = kept.get(said["sign"], 0) + 1
            if kept[said["sign"]] <= 5 or said["outcome"] in ("killed", "memory"):
                data = remake(reader, args.seed, said["number"])
                said = judge(reader, said, data, args.out)
        elif said["busy"] > max(SLOW, own.busy):
            data = remake(reader, args.seed, said["number"])
            keep(reader, f"slow-{said['busy']:.1f}s", data, args.out)
        own.add(said)
        if time.monotonic() - last > 10:
            last = time.monotonic()
            tell(reader, own)
            store(counts, args.out)
    tell(reader, own)
    store(counts, args.out)


def tell(reader: str, own: Counts) -> None:
    found = "; ".join(f"{n} × {sign}" for sign, n in own.findings.items())
    print(
        f"{reader:12} {own.inputs:7} tried, {own.accepted} accepted, {own.refused} refused, "
        f"{own.ended} ended, {own.seconds:.1f} s, {own.peak:.0f} MiB {found}",
        flush=True,
    )


def minimise(reader: str, file: Path) -> bytes:
    """The smallest input, cut piece by piece, with the same finding."""

    with tempfile.TemporaryDirectory() as folder:
        root = Root.make(Path(folder))
        data = file.read_bytes()
        wanted = attempt(READERS[reader], root, data, False).get("sign")
        if wanted is None:
            raise SystemExit(f"{file} is no finding any more")
        size = len(data) // 2
        while size:
            at = 0
            while at < len(data):
                less = data[:at] + data[at + size :]
                if attempt(READERS[reader], root, less, False).get("sign") == wanted:
                    data = less
                else:
                    at += size
            size //= 2
        print(wanted, len(data), file=sys.stderr)
        return data


def write(text: str) -> None:
    """The table into its page."""
    page = ROOT / "docs" / "faults.md"
    before, _, rest = page.read_text("utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{page} has no place for the table: {START} … {END}")
    page.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


def conditions() -> str:
    """What the campaign ran on, as far as that matters."""
    return (
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores, "
        f"{time.strftime('%Y-%m-%d', time.gmtime())}."
    )


def guided(reader: str, args: argparse.Namespace, counts: dict[str, Counts]) -> None:
    """The same reader under atheris, for the time given."""
    own = counts.setdefault(reader, Counts())
    result = args.out / reader / "guided.json"
    result.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(HERE / "fuzz_guided.py"), reader, args.seed,
               str(int(args.seconds)), str(result)]  # fmt: skip
    with (result.parent / "guided.log").open("w", encoding="utf-8") as log:
        code = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    if not result.is_file():
        raise SystemExit(f"atheris did not run (exit {code}): see {result.parent}/guided.log")
    said = json.loads(result.read_text("utf-8"))
    result.unlink()
    for key in ("inputs", "accepted", "refused"):
        setattr(own, key, getattr(own, key) + said[key])
    own.guided += said["inputs"]
    for key in ("seconds", "busy", "peak"):
        setattr(own, key, max(getattr(own, key), said[key]))
    for sign, n in said["findings"].items():
        own.findings[sign] = own.findings.get(sign, 0) + n
    tell(reader, own)
    store(counts, args.out)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("readers", nargs="*", help=f"of {', '.join(READERS)}; none: all")
    parser.add_argument("--inputs", type=int, default=1000, help="for each reader")
    parser.add_argument("--seconds", type=float, default=600, help="for each reader, at most")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--out", type=Path, default=ROOT / ".cache" / "fuzz")
    parser.add_argument("--guided", action="store_true", help="by coverage, with atheris")
    parser.add_argument("--minimise", type=Path, metavar="FILE")
    parser.add_argument("--write", action="store_true", help="the table into docs/faults.md")
    args = parser.parse_args(argv)
    unknown = set(args.readers) - set(READERS)
    if unknown:
        parser.error(f"no reader {', '.join(sorted(unknown))}; known: {', '.join(READERS)}")
    if args.minimise:
        sys.stdout.buffer.write(minimise(args.readers[0], args.minimise))
        return
    # Printed once: the seeds of a campaign stay what they are.
    os.environ.setdefault("FUZZ_PRINTS", str(args.out.resolve() / "prints"))
    counts = load(args.out)
    for reader in args.readers or READERS:
        if not args.guided:
            run(reader, args, counts)
        elif READERS[reader].guided:
            guided(reader, args, counts)
    text = f"{table(counts)}\n\n{conditions()}"
    print(text)
    if args.write:
        write(text)


if __name__ == "__main__":
    main()
