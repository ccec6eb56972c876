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
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
START, END = "<!-- fuzz -->", "<!-- end fuzz -->"
LIMIT = 10.0  # seconds of computing for one input; on a quiet machine the same by the clock
CLOCK = 60.0  # seconds by the clock, for a machine that is busy with other things
_START = 180.0  # seconds for a worker to be ready
SLOW = 2.0  # seconds of computing from which an input is kept for a look
BATCH = 2000  # inputs to a worker


@dataclass
class Counts:
    """What became of the inputs of one reader."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    whole: int = 0  # by the whole command, behind the fence where there is one
    ended: int = 0  # ended by the fence: a line, but only there
    guided: int = 0  # by coverage; also in inputs
    seconds: float = 0.0  # the longest, by the clock
    busy: float = 0.0  # the longest, of computing
    peak: float = 0.0  # MiB
    findings: dict[str, int] = field(default_factory=dict)

    def add(self, said: dict[str, Any]) -> None:
        self.inputs += 1
        self.whole += bool(said["whole"])
        self.seconds = max(self.seconds, said["seconds"])
        self.busy = max(self.busy, said["busy"])
        self.peak = max(self.peak, said["peak"])
        if said["outcome"] in ("accepted", "refused", "ended"):
            setattr(self, said["outcome"], getattr(self, said["outcome"]) + 1)
        else:
            self.findings[said["sign"]] = self.findings.get(said["sign"], 0) + 1


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
    import tempfile

    from fuzz_root import Root
    from fuzz_targets import READERS
    from fuzz_worker import make_input

    with tempfile.TemporaryDirectory() as folder:
        root = Root.make(Path(folder))
        return make_input(READERS[reader], READERS[reader].seeds(root), seed, number)


def keep(reader: str, sign: str, data: bytes, out: Path) -> Path:
    """An input as a file, named by what is wrong with it."""
    from fuzz_targets import READERS

    name = re.sub(r"[^\w.-]+", "-", sign)[:80]
    path = out / reader / f"{name}-{sha256(data).hexdigest()[:8]}{READERS[reader].suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def judge(reader: str, said: dict[str, Any], data: bytes, out: Path) -> dict[str, Any]:
    """A finding kept as a file; one that the fence turns into a line is no finding.

    A hang or a fall is tried again alone first, for the machine may have been busy.
    """
    from fuzz_targets import READERS

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
            keep(
                reader,
                f"slow-{said['busy']:.1f}s",
                remake(reader, args.seed, said["number"]),
                args.out,
            )
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
    import tempfile

    from fuzz_root import Root
    from fuzz_targets import READERS
    from fuzz_worker import attempt

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


# The counts and their table


def load(out: Path) -> dict[str, Counts]:
    path = out / "counts.json"
    if not path.is_file():
        return {}
    return {name: Counts(**said) for name, said in json.loads(path.read_text("utf-8")).items()}


def store(counts: dict[str, Counts], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    said = json.dumps({name: asdict(own) for name, own in counts.items()}, indent=1)
    (out / "counts.json").write_text(said + "\n", "utf-8")


def table(counts: dict[str, Counts]) -> str:
    from fuzz_targets import READERS

    lines = [
        "| reader | inputs | by coverage | by the command | accepted | refused in one line "
        "| ended by the fence | longest, s | of it computing | most memory, MiB | findings |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    total = Counts()
    for name, reader in READERS.items():
        if name not in counts:
            continue
        own = counts[name]
        lines.append(_row(f"{reader.says} (`{name}`)", own))
        for key in ("inputs", "accepted", "refused", "whole", "ended", "guided"):
            setattr(total, key, getattr(total, key) + getattr(own, key))
        for key in ("seconds", "busy", "peak"):
            setattr(total, key, max(getattr(total, key), getattr(own, key)))
        total.findings |= {f"{name}: {sign}": n for sign, n in own.findings.items()}
    return "\n".join([*lines, _row("all", total)])


def _row(name: str, own: Counts) -> str:
    return (
        f"| {name} | {own.inputs:,} | {own.guided:,} | {own.whole:,} | {own.accepted:,} "
        f"| {own.refused:,} | {own.ended:,} | {own.seconds:.1f} | {own.busy:.1f} | {own.peak:.0f} "
        f"| {len(own.findings)} |"
    )


def write(text: str) -> None:
    """The table into its page."""
    page = ROOT / "docs" / "faults.md"
    before, _, rest = page.read_text("utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{page} has no place for the table: {START} … {END}")
    page.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


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
    sys.path.insert(0, str(HERE))
    from fuzz_targets import READERS

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
    print(table(counts))
    if args.write:
        write(table(counts))


if __name__ == "__main__":
    main()
