"""How long the datasets take, and how much memory, as the documents grow.

    .venv/bin/python scripts/benchmarks/datasets.py            the project's own documents
    .venv/bin/python scripts/benchmarks/datasets.py 10 100     and so many times as many

The many are copies of the project's documents under other ids, made one after another
as they are asked for: nothing but the one in hand is in memory. Each size runs in a
process of its own, so that its peak is its own. Needs about 15 MB of disk a copy.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from copies import Copies

from jiebang.corpus.glossary import TermBase, Theme
from jiebang.corpus.load import Corpus, load_corpus
from jiebang.datasets.write import write_datasets
from jiebang.runtime.layout import Layout, find_root


@dataclass(frozen=True)
class Synthetic:
    """A source of the datasets that is never in memory as a whole."""

    entries: Copies
    terms: TermBase
    themes: tuple[Theme, ...]
    site_url: str = "https://example.org/"


def measure(corpus: Corpus, times: int, folder: Path) -> str:
    """One line of the table: documents, seconds, per document, peak memory, size."""
    source = Synthetic(Copies(corpus.entries, times), corpus.terms, corpus.themes)
    layout = Layout(folder)
    started, worked = time.perf_counter(), time.process_time()
    paths = write_datasets(source, layout)
    seconds, busy = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in paths) / 1e6
    documents = times * len(corpus.entries)
    return (
        f"| {times} | {documents:,} | {seconds:.1f} | {busy:.1f} | {1000 * busy / documents:.0f} |"
        f" {peak:.0f} | {size:,.0f} | {len(paths):,} |"
    )


def warm(corpus: Corpus, folder: Path) -> str:
    """The project's own documents: a first write, and one that changes nothing."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        write_datasets(corpus, Layout(folder))
        times.append(time.perf_counter() - started)
    return f"own documents: first {times[0]:.2f} s, then {min(times[1:]):.2f} s"


def main() -> None:
    """Run one size, or each of them in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", nargs="*", type=int)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help="where to write; emptied afterwards", default=None)
    args = parser.parse_args()
    corpus = load_corpus(find_root(Path(__file__).parent))
    with tempfile.TemporaryDirectory(dir=args.folder) as made:
        if args.one is not None:
            print(measure(corpus, args.one, Path(made)), flush=True)
            return
        print(warm(corpus, Path(made)), flush=True)
    print("| times | documents | s | CPU s | CPU ms/document | peak MB | written MB | files |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for times in [1, *args.times]:
        extra = ["--folder", args.folder] if args.folder else []
        subprocess.run([sys.executable, __file__, "--one", str(times), *extra], check=True)


if __name__ == "__main__":
    main()
