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
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "scripts" / "benchmarks"), str(ROOT / "tests")]
PAGE = ROOT / "docs" / "mt-benchmark.md"
ARGOS_BEST = {"ARGOS_INTER_THREADS": "2", "ARGOS_INTRA_THREADS": "1", "ARGOS_BATCH_SIZE": "256"}


class Way(NamedTuple):
    """One way to translate: who does it, how, and at what beam."""

    name: str
    runner: str
    beam: int = 4
    per_call: int = 1
    environ: tuple[tuple[str, str], ...] = ()


WAYS = (
    Way("argostranslate, its defaults, a call a sentence", "argos"),
    Way("argostranslate, one thread a translation", "argos",
        environ=(("ARGOS_INTRA_THREADS", "1"),)),
    Way("argostranslate at its best: fifty sentences a call, 256-token batches", "argos",
        per_call=50, environ=tuple(ARGOS_BEST.items())),
    Way("CTranslate2 directly, one by one", "single"),
    Way("our engine", "ours"),
    Way("our engine, beam 2", "ours", beam=2),
    Way("our engine, beam 1", "ours", beam=1),
)  # fmt: skip


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
    from models.runners import RUNNERS

    translate = RUNNERS[task["runner"]](Path(task["package"]), task["beam"], task["length"])
    translate(["预热。"])
    start, began = time.perf_counter(), time.process_time()
    results = translate(task["texts"])
    said = {"seconds": time.perf_counter() - start, "busy": time.process_time() - began}
    # The most memory this process held, in MB; what it inherited is not counted.
    held = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
    said["peak"] = int(held[1]) // 1024 if held else 0
    json.dump({**said, "results": results}, sys.stdout)


def run(way: Way, python: str, package: Path, texts: Sequence[str], length: int) -> dict[str, Any]:
    """One way, in a process of its own."""
    n = way.per_call
    groups = ["".join(texts[i : i + n]) for i in range(0, len(texts), n)]
    task = {"runner": way.runner, "package": str(package), "beam": way.beam, "length": length}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [python if way.runner == "argos" else sys.executable, __file__, "--work"],
            input=json.dumps({**task, "texts": groups}),
            env={**os.environ, **dict(way.environ), "HOME": home, "ORT_DISABLE_TELEMETRY": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return dict(json.loads(done.stdout))


def parity(python: str, package: Path, texts: Sequence[str], length: int = 0) -> int:
    """How many of `texts` our engine and argostranslate put into the same English."""
    ways = (Way("", runner) for runner in ("argos", "ours"))
    theirs, own = (run(way, python, package, texts, length)["results"] for way in ways)
    return sum(a == b for a, b in zip(theirs, own, strict=True))


def report(args: argparse.Namespace) -> str:
    """The model made, everything measured, in turns that all ways take, as a page has it."""
    from tables import table

    from jiebang.translation.packages import install_file
    from models.random_package import random_package
    from models.tiny import TINY

    texts, python = sentences(args.sentences), args.argos_python
    ways = [way for way in WAYS if way.runner != "argos" or python]
    same = ""
    with tempfile.TemporaryDirectory() as name:
        packed = Path(name) / "random.argosmodel"
        random_package(packed, texts)
        package = install_file(packed, place=Path(name) / "packages").path
        if python:
            few = texts[:: max(1, len(texts) // 40)]
            tiny = install_file(TINY, place=Path(name) / "tiny").path
            same = (
                "\n\nSame English as argostranslate's, letter for letter: with this model "
                f"{parity(python, package, few, args.length)} of {len(few)} sentences, with the "
                f"tiny model of the tests {parity(python, tiny, texts)} of {len(texts)}."
            )
        turns: dict[Way, list[dict[str, Any]]] = {way: [] for way in ways}
        for n in range(args.slices):
            for way, results in turns.items():
                part = texts[n :: args.slices]
                results.append(run(way, python or sys.executable, package, part, args.length))
                print(f"{n + 1} {results[-1]['seconds']:8.1f} s  {way.name}", file=sys.stderr)
    spent = {way: sum(turn["seconds"] for turn in results) for way, results in turns.items()}
    own = next(seconds for way, seconds in spent.items() if way.name == "our engine")
    rows = [
        (
            *(way.name, way.beam, f"{spent[way]:.1f}", f"{len(texts) / spent[way]:.1f}"),
            f"{spent[way] / own:.1f} × as fast" if way.runner != "ours" else "",
            f"{sum(turn['busy'] for turn in results):.1f}",
            f"{max(turn['peak'] for turn in results)} MB",
        )
        for way, results in turns.items()
    ]
    head = f"{len(texts)} sentences|beam|seconds|a second|our engine is|CPU seconds|memory"
    return (
        f"{table(head.split('|'), rows)}\n\nResults of {args.length} tokens each; {args.slices} "
        f"turns; {len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, CTranslate2 {version('ctranslate2')}; load average over "
        f"the last 15 minutes {os.getloadavg()[2]:.1f}: what else ran slows all ways, most of "
        "all those that use every core. CPU seconds are what the work cost on all cores "
        f"together, whatever else ran.{same}"
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
        work()
        return
    found = report(args)
    print(found)
    if args.write:
        from tables import write_table

        write_table(PAGE, "mt", found)


if __name__ == "__main__":
    main()
