"""How fast our engine is: against argostranslate's API and CTranslate2, one model for all.

    .venv/bin/python scripts/benchmarks/speed/mt.py --argos-python /tmp/argos/bin/python --write

prints the table, and with --write puts it into docs/mt-benchmark.md. The model has the
size of an Argos one (6+6 layers, 512 wide, int8, 32,000 tokens) and random weights; the
sentences are from our documents; each result is of the same length, so that all do the
same work. For argostranslate, in an environment of its own (without its 3 GB of what
cuts sentences, which is stubbed by our cutter here):

    python3 -m venv /tmp/argos
    /tmp/argos/bin/pip install ctranslate2 sentencepiece packaging
    /tmp/argos/bin/pip install --no-deps argostranslate==1.11.0
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "mt-benchmark.md"
_MARKS = "<!-- table -->", "<!-- end -->"
ARGOS_BEST = {"ARGOS_INTER_THREADS": "2", "ARGOS_INTRA_THREADS": "1", "ARGOS_BATCH_SIZE": "256"}


@dataclass(frozen=True)
class Way:
    """One way to translate: who does it, how, and at what beam."""

    name: str
    runner: str
    beam: int = 4
    per_call: int = 1
    environ: tuple[tuple[str, str], ...] = ()


WAYS = (
    Way("argostranslate, its defaults, a call a sentence", "argos"),
    Way(
        "argostranslate, one thread a translation",
        "argos",
        environ=(("ARGOS_INTRA_THREADS", "1"),),
    ),
    Way(
        "argostranslate at its best: fifty sentences a call, 256-token batches",
        "argos",
        per_call=50,
        environ=tuple(ARGOS_BEST.items()),
    ),
    Way("CTranslate2 directly, one by one", "single"),
    Way("our engine", "ours"),
    Way("our engine, beam 2", "ours", beam=2),
    Way("our engine, beam 1", "ours", beam=1),
)


# The sentences


def sentences(count: int) -> list[str]:
    """Sentences of our documents, each once, evenly drawn from all."""
    import polib

    from jiebang.text.sentences import cut_sentences

    found: dict[str, None] = {}
    for path in sorted((ROOT / "content" / "translations" / "en").glob("*.po")):
        for entry in polib.pofile(str(path)):
            for sentence in cut_sentences(entry.msgid.replace("\n", "")):
                # Ended, so that sentences put together come apart again.
                if 6 <= len(sentence) <= 120:
                    found[sentence.strip().rstrip("；;。") + "。"] = None
    # None that holds an open bracket: it would keep what follows from being cut off.
    whole = [s for s in found if cut_sentences(s + s) == [s, s]]
    return [whole[n * len(whole) // count] for n in range(min(count, len(whole)))]


def work() -> None:
    """In a process of its own: translate what stdin says, and say how long it took."""
    task = json.load(sys.stdin)
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
    from models.runners import RUNNERS

    translate = RUNNERS[task["runner"]](Path(task["package"]), task["beam"], task["length"])
    translate(["预热。"])
    start, began = time.perf_counter(), time.process_time()
    results = translate(task["texts"])
    seconds = time.perf_counter() - start
    busy = time.process_time() - began
    json.dump({"seconds": seconds, "busy": busy, "peak": peak(), "results": results}, sys.stdout)


def peak() -> int:
    """The most memory this process held so far, in MB (Linux; what it inherited not counted)."""
    said = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
    return int(said[1]) // 1024 if said else 0


def run(way: Way, python: str, package: Path, texts: Sequence[str], length: int) -> dict[str, Any]:
    """One way, in a process of its own."""
    n = way.per_call
    groups = ["".join(texts[i : i + n]) for i in range(0, len(texts), n)]
    task = {"runner": way.runner, "package": str(package), "beam": way.beam, "length": length}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [python, __file__, "--work"],
            input=json.dumps({**task, "texts": groups}),
            env={**os.environ, **dict(way.environ), "HOME": home, "ORT_DISABLE_TELEMETRY": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return dict(json.loads(done.stdout))


def parity(python: str, package: Path, texts: Sequence[str], length: int = 0) -> int:
    """How many of `texts` our engine and argostranslate put into the same English."""
    theirs, own = (
        run(Way("", runner), exe, package, texts, length)["results"]
        for runner, exe in (("argos", python), ("ours", sys.executable))
    )
    return sum(a == b for a, b in zip(theirs, own, strict=True))


# The table


def table(rows: Mapping[Way, Mapping[str, float]], count: int) -> str:
    own = min(r["seconds"] for way, r in rows.items() if way.runner == "ours" and way.beam == 4)
    lines = [
        f"| {count} sentences | beam | seconds | a second | our engine is | CPU seconds | memory |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for way, r in rows.items():
        times = f"{r['seconds'] / own:.1f} × as fast" if way.runner != "ours" else ""
        lines.append(
            f"| {way.name} | {way.beam} | {r['seconds']:.1f} | {count / r['seconds']:.1f} "
            f"| {times} | {r['busy']:.1f} | {r['peak']} MB |"
        )
    return "\n".join(lines)


def measure(
    ways: Sequence[Way], python: str, package: Path, texts: Sequence[str], args: argparse.Namespace
) -> tuple[dict[Way, dict[str, float]], int]:
    """What each way took, and for how many sentences: fewer where Ctrl-C ended it."""
    total = {way: {"seconds": 0.0, "busy": 0.0, "peak": 0.0} for way in ways}
    count = 0
    for n in range(args.slices):
        part = texts[n :: args.slices]
        turn = {}
        try:
            for way in ways:
                exe = python if way.runner == "argos" else sys.executable
                turn[way] = run(way, exe, package, part, args.length)
                seconds = turn[way]["seconds"]
                print(f"{n + 1} {seconds:8.1f} s  {way.name}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            break
        count += len(part)
        for way, found in turn.items():
            total[way]["seconds"] += found["seconds"]
            total[way]["busy"] += found["busy"]
            total[way]["peak"] = max(total[way]["peak"], found["peak"])
    return total, count


def report(args: argparse.Namespace) -> str:
    """The model made, everything measured, the table written."""
    sys.path.insert(0, str(ROOT / "tests"))
    from jiebang.translation.packages import install_file
    from models.random_package import random_package

    texts = sentences(args.sentences)
    ways = [way for way in WAYS if way.runner != "argos" or args.argos_python]
    python = args.argos_python or sys.executable
    with tempfile.TemporaryDirectory() as name:
        packed = Path(name) / "random.argosmodel"
        random_package(packed, texts)
        package = install_file(packed, place=Path(name) / "packages").path
        said = "" if not args.argos_python else same_english(python, package, texts, args.length)
        total, count = measure(ways, python, package, texts, args)
        return "\n".join([table(total, count), "", conditions(args), "", said]).rstrip()


def same_english(python: str, package: Path, texts: Sequence[str], length: int) -> str:
    from jiebang.translation.packages import install_file

    tiny = ROOT / "tests" / "models" / "translate-zh_en-tiny.argosmodel"
    few = texts[:: max(1, len(texts) // 40)]
    same = parity(python, package, few, length)
    alike = parity(python, install_file(tiny, place=package.parents[1] / "tiny").path, texts)
    return (
        f"Same English as argostranslate's, letter for letter: with this model {same} of "
        f"{len(few)} sentences, with the tiny model of the tests {alike} of {len(texts)}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of the argos engine.")
    parser.add_argument("--argos-python", help="the Python of an environment with argostranslate")
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--length", type=int, default=40, help="tokens of each result")
    parser.add_argument("--slices", type=int, default=4, help="turns that all ways take")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.work:
        return work()
    found = report(args)
    print(found)
    if args.write:
        page, (start, end) = PAGE.read_text("utf-8"), _MARKS
        body = f"{start}\n{found}\n{end}"
        PAGE.write_text(re.sub(f"{start}.*?{end}", lambda _: body, page, flags=re.DOTALL), "utf-8")
    return None


def conditions(args: argparse.Namespace) -> str:
    from importlib.metadata import version

    return (
        f"Results of {args.length} tokens each; {args.slices} turns; "
        f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, CTranslate2 {version('ctranslate2')}; load average over the "
        f"last 15 minutes {os.getloadavg()[2]:.1f}: what else ran slows all ways, most "
        "of all those that use every core. CPU seconds are what the work cost on all cores "
        "together, whatever else ran."
    )


if __name__ == "__main__":
    main()
