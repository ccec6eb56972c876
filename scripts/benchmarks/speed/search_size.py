"""What the search index costs in a collection many times as large as this one.

    .venv/bin/python scripts/benchmarks/speed/search_size.py [--tasks 5000]

Indexes copies of the project's own documents until there are so many tasks, and prints what
that takes, for docs/growing.md. Copies repeat their words: real texts have a larger vocabulary
and shorter lists.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tables import ROOT

from jiebang.corpus.load import load_corpus
from jiebang.runtime.layout import Layout
from jiebang.site.page_cache import PageCache
from jiebang.site.search import Group, find_groups, searched_texts
from jiebang.site.search_index import write_index
from jiebang.site.search_words import write_words
from jiebang.site.strings import load_strings
from jiebang.site.views import Line, collection_of


def copies(groups: Sequence[Group], tasks: int) -> list[Group]:
    """Tasks and documents again and again under other ids, then the terms, once."""
    ours = [group for group in groups if group.kind != "term"]
    each = sum(group.kind == "task" for group in ours)
    found = [_renamed(group, n) for n in range(-(-tasks // each)) for group in ours]
    return found + [group for group in groups if group.kind == "term"]


def _renamed(group: Group, number: int) -> Group:
    def name(identifier: str) -> str:
        document, dot, rest = identifier.partition(".")
        return f"{document}-{number}{dot}{rest}"

    same = tuple(map(name, group.same_as))
    return replace(group, id=name(group.id), document=name(group.document), same_as=same)


def main() -> None:
    parser = argparse.ArgumentParser(description="The search index of a large collection.")
    parser.add_argument("--tasks", type=int, default=5000)
    args = parser.parse_args()
    corpus = load_corpus(Layout(ROOT))
    words = {language: load_strings(language) for language in ("en", "zh")}
    groups = copies(list(find_groups(collection_of(corpus), words)), args.tasks)
    titles = {group.document: Line("", "") for group in groups if group.document}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        begun = time.process_time()
        index = write_index(groups, titles, folder)
        with PageCache(folder, "texts") as cache:
            write_words(searched_texts(groups), corpus.terms.terms, index, folder, cache)
        took = time.process_time() - begun
        files = [path for path in folder.rglob("*.json") if path.is_file()]
        sizes = {path: path.stat().st_size for path in files}
        tokens = max((p for p in files if p.parent.name == "s"), key=sizes.__getitem__)
        packed = {
            p.name: len(gzip.compress(p.read_bytes())) for p in (tokens, folder / "words.json")
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sum(g.kind == 'task' for g in groups):,} tasks, {len(groups):,} groups,")
    print(f"{sum(len(g.parts) for g in groups):,} parts: {took:.0f} s of CPU time, {peak:.0f} MB")
    print(
        f"at most, {len(files):,} files with {sum(sizes.values()) / 1e6:.0f} MB; the largest file"
    )
    print(f"of tokens {sizes[tokens] / 1e6:.1f} MB, by gzip {packed[tokens.name] / 1000:.0f} kB;")
    print(f"words.json by gzip {packed['words.json'] / 1000:.1f} kB")


if __name__ == "__main__":
    main()
