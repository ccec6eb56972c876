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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from jiebang.corpus import Corpus, Entry, load_corpus
from jiebang.datasets import write_datasets
from jiebang.glossary import TermBase, Theme
from jiebang.layout import Layout, find_root
from jiebang.model import (
    Block,
    Document,
    Field,
    Item,
    Paragraph,
    Section,
    Segment,
    Table,
)

_Value = TypeVar("_Value")
Rename = Callable[[str], str]


@dataclass(frozen=True)
class Copies:
    """Entries, `times` over, each round under ids of its own."""

    entries: tuple[Entry, ...]
    times: int

    def __iter__(self) -> Iterator[Entry]:
        for number in range(self.times):
            for entry in self.entries:
                yield copy_of(entry, number)


@dataclass(frozen=True)
class Synthetic:
    """A source of the datasets that is never in memory as a whole."""

    entries: Copies
    terms: TermBase
    themes: tuple[Theme, ...]
    site_url: str = "https://example.org/"


def copy_of(entry: Entry, number: int) -> Entry:
    """The entry under other ids: `miit-ai-2021.01` → `miit-ai-2021-x7.01`."""

    def rename(identifier: str) -> str:
        document, dot, rest = identifier.partition(".")
        return f"{document}-x{number}{dot}{rest}"

    def keys(values: Mapping[str, _Value]) -> dict[str, _Value]:
        return {rename(key): value for key, value in values.items()}

    return replace(
        entry,
        document=_document(entry.document, rename),
        provenance=replace(entry.provenance, id=rename(entry.provenance.id)),
        translations={
            rename(key): replace(found, id=rename(found.id))
            for key, found in entry.translations.items()
        },
        spans=keys(entry.spans),
        facts=keys(entry.facts),
        themes=keys(entry.themes),
        same_as={
            rename(key): tuple(rename(twin) for twin in twins)
            for key, twins in entry.same_as.items()
        },
    )


def _document(document: Document, rename: Rename) -> Document:
    return replace(
        document,
        id=rename(document.id),
        preamble=tuple(_block(block, rename) for block in document.preamble),
        sections=tuple(_section(section, rename) for section in document.sections),
    )


def _section(section: Section, rename: Rename) -> Section:
    return replace(
        section,
        id=rename(section.id),
        title=_segment(section.title, rename),
        blocks=tuple(
            replace(
                b,
                name=_segment(b.name, rename),
                blocks=tuple(_block(inner, rename) for inner in b.blocks),
            )
            if isinstance(b, Field)
            else _block(b, rename)
            for b in section.blocks
        ),
        children=tuple(_section(child, rename) for child in section.children),
    )


def _segment(segment: Segment, rename: Rename) -> Segment:
    return replace(segment, id=rename(segment.id))


def _block(block: Block, rename: Rename) -> Block:
    match block:
        case Paragraph(parts):
            return Paragraph(tuple(_segment(s, rename) for s in parts))
        case Item(marker, text, indicator):
            return Item(marker, _segment(text, rename), indicator and rename(indicator))
        case Table(header, rows):
            return Table(
                header,
                tuple(tuple(tuple(_segment(s, rename) for s in c) for c in r) for r in rows),
            )


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
