"""How fast our engine is: against argostranslate's API and CTranslate2, one model for all.

    .venv/bin/python scripts/benchmarks/speed/mt.py --argos-python /tmp/argos/bin/python --write

prints the table, and with --write puts it into docs/mt-benchmark.md. The model has the
size of an Argos one (6+6 layers, 512 wide, int8, 32,000 tokens) and random weights; the
sentences (`--sentences 400`) are from our documents; each result is `--length` tokens long, so
that all do the same work; all ways take turns with `--slices` parts of the sentences. For
argostranslate, in an environment of its own (without its 3 GB of what cuts sentences, which is
stubbed by our cutter here):

    python3 -m venv /tmp/argos
    /tmp/argos/bin/pip install ctranslate2 sentencepiece packaging
    /tmp/argos/bin/pip install --no-deps argostranslate==1.11.0
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, render_table, run_command, write_table

sys.path[:0] = [str(ROOT / name) for name in ("scripts", "tests")]


class Way(NamedTuple):
    """One way to translate: who does it, how, and at what beam."""

    name: str
    runner: str
    beam: int = 4
    per_call: int = 1
    environ: str = ""  # NAME=value, apart by blanks


def draw_sentences(count: int) -> list[str]:
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
    from models.runners import RUNNERS

    task = json.load(sys.stdin)
    translate = RUNNERS[task["runner"]](Path(task["package"]), task["beam"], task["length"])
    translate(["预热。"])
    start, began = time.perf_counter(), time.process_time()
    results = translate(task["texts"])
    took = {"seconds": time.perf_counter() - start, "busy": time.process_time() - began}
    # The most memory this process held, in MB; what it inherited is not counted.
    held = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
    peak = int(held[1]) // 1024 if held else 0
    json.dump({**took, "peak": peak, "results": results}, sys.stdout)


def run(way: Way, python: str, package: Path, texts: Sequence[str], length: int) -> dict[str, Any]:
    """One way, in a process of its own."""
    n, own = way.per_call, dict(pair.split("=") for pair in way.environ.split())
    groups = ["".join(texts[i : i + n]) for i in range(0, len(texts), n)]
    task = {"runner": way.runner, "package": str(package), "beam": way.beam, "length": length}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [python if way.runner == "argos" else sys.executable, __file__, "--work"],
            input=json.dumps({**task, "texts": groups}),
            env={**os.environ, **own, "HOME": home, "ORT_DISABLE_TELEMETRY": "1"},
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


def unpack(package: Path, place: Path) -> Path:
    """The folder of a package, unpacked for this run alone."""
    with zipfile.ZipFile(package) as packed:
        packed.extractall(place)
    return next(place.iterdir())


def measure(texts: Sequence[str], python: str, length: int, slices: int) -> str:
    """The model made, everything measured, in turns that all ways take, as a page has it."""
    import yaml

    from models.random_package import random_package
    from models.tiny import TINY

    ways = (Way(**row) for row in yaml.safe_load(Path(__file__).with_suffix(".yml").read_text()))
    turns: dict[Way, list[dict[str, Any]]] = {w: [] for w in ways if w.runner != "argos" or python}
    same = ""
    with tempfile.TemporaryDirectory() as name:
        packed = Path(name) / "random.argosmodel"
        random_package(packed, texts)
        package = unpack(packed, Path(name) / "packages")
        if python:
            few = texts[:: max(1, len(texts) // 40)]
            tiny = unpack(TINY, Path(name) / "tiny")
            same = (
                "\n\nSame English as argostranslate's, letter for letter: with this model "
                f"{parity(python, package, few, length)} of {len(few)} sentences, with the "
                f"tiny model of the tests {parity(python, tiny, texts)} of {len(texts)}."
            )
        for n in range(slices):
            for way, results in turns.items():
                results.append(run(way, python, package, texts[n::slices], length))
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
        f"{render_table(head, rows)}\n\nResults of {length} tokens each; {slices} "
        f"turns; {len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, CTranslate2 {version('ctranslate2')}; load average over "
        f"the last 15 minutes {os.getloadavg()[2]:.1f}: what else ran slows all ways, most of "
        "all those that use every core. CPU seconds are what the work cost on all cores "
        f"together, whatever else ran.{same}"
    )


def main(
    *,
    argos_python: str = "",
    sentences: int = 400,
    length: int = 40,
    slices: int = 4,
    write: bool = False,
) -> None:
    found = measure(draw_sentences(sentences), argos_python, length, slices)
    print(found)
    if write:
        write_table("mt-benchmark.md", "mt", found)


if __name__ == "__main__":
    if sys.argv[1:] == ["--work"]:
        work()
    else:
        run_command(main)
