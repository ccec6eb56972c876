"""How many wrong translations do the checks catch? Prints a Markdown table.

From every different entry of the catalogues that is clean, wrong translations are
made with a fixed seed (`mutators.py`, `cutters.py`). One counts as caught when a
check finds in it what it does not find in the good English. Beside our checks run
those of translate-toolkit's `pofilter`, if it can be found:

    .venv/bin/python scripts/benchmarks/mutations.py
    python -m venv /tmp/toolkit && /tmp/toolkit/bin/pip install "translate-toolkit>=3.14,<4"
    .venv/bin/python scripts/benchmarks/mutations.py --pofilter /tmp/toolkit/bin/pofilter
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import polib
from cutters import KINDS
from mutators import Pair

from jiebang.checks import Context, run_checks, run_corpus_checks
from jiebang.corpus.load import Corpus, load_corpus
from jiebang.document.model import State, Translation
from jiebang.runtime.layout import find_root
from jiebang.units import UnitBase, load_units

ROUNDS = 6  # how often each entry may be drawn for one kind


@dataclass(frozen=True)
class Wrong:
    """One wrong translation: what kind, and the entry with the wrong English."""

    kind: str
    entry: Translation
    good: str


@dataclass(frozen=True)
class Tool:
    """A set of checks: `find` gives, entry by entry, the names of what it finds."""

    name: str
    find: Callable[[Sequence[Translation]], list[frozenset[str]]]


def main(argv: Sequence[str]) -> int:
    """Make the mutants, run the tools, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--root", default=".", help="the project (default: found from here up)")
    parser.add_argument("--seed", type=int, default=20260)
    parser.add_argument("--per-kind", type=int, default=250, help="wrong translations of each kind")
    parser.add_argument("--pofilter", default=shutil.which("pofilter"), help="translate-toolkit's")
    parser.add_argument("--missed", metavar="KIND", help="show what of a kind we do not catch")
    args = parser.parse_args(argv)
    layout = find_root(Path(args.root))
    corpus = load_corpus(layout)
    units = load_units(layout.terms_yml.with_name("units.yml"))
    context = Context("corpus", corpus.terms, units)
    ours = Tool("jiebang", lambda entries: [_ours(entry, context) for entry in entries])
    entries = different(corpus)
    clean = [e for e, found in zip(entries, ours.find(entries), strict=True) if not found]
    wrong = make(clean, corpus, units, args.seed, args.per_kind)
    tools = [ours]
    if args.pofilter:
        tools.append(Tool("pofilter", lambda entries: _pofilter(entries, args.pofilter)))
    if args.missed:
        print(missed(ours, wrong, args.missed))
        return 0
    print(table(tools, clean, wrong, args.seed))
    if not args.pofilter:
        print("\npofilter was not found, and is left out: pip install translate-toolkit")
    print(f"\n{alarms(corpus, units, tools)}")
    return 0


def different(corpus: Corpus) -> list[Translation]:
    """Every entry with English, once for each Chinese text."""
    found: dict[str, Translation] = {}
    for document in corpus.entries:
        for entry in document.translations.values():
            if entry.state is not State.MISSING and entry.en.strip():
                found.setdefault(entry.zh, entry)
    return list(found.values())


def make(
    entries: Sequence[Translation], corpus: Corpus, units: UnitBase, seed: int, per_kind: int
) -> list[Wrong]:
    """Up to `per_kind` wrong translations of each kind, no two alike."""
    made: list[Wrong] = []
    for kind, mutate, _ in KINDS:
        chance = Random(f"{seed} {kind}")
        seen: set[tuple[str, str]] = set()
        for _ in range(ROUNDS):
            for entry in chance.sample(entries, len(entries)):
                if len(seen) >= per_kind:
                    break
                pair = Pair(entry.id, entry.zh, entry.en, corpus.terms, units)
                english = mutate(pair, chance)
                if english and english != entry.en and (entry.zh, english) not in seen:
                    seen.add((entry.zh, english))
                    made.append(Wrong(kind, replace(entry, en=english), entry.en))
    return made


def table(
    tools: Sequence[Tool], clean: Sequence[Translation], wrong: Sequence[Wrong], seed: int
) -> str:
    """The catches of each tool by kind, as Markdown."""
    before = [dict(zip((e.zh for e in clean), tool.find(clean), strict=True)) for tool in tools]
    after = [tool.find([w.entry for w in wrong]) for tool in tools]
    lines = [
        f"{len(wrong)} wrong translations of {len(clean)} clean entries, seed {seed}.",
        "",
        "| what was done | made | " + " | ".join(f"{t.name} catches" for t in tools) + " |",
        "| --- | ---: |" + " ---: |" * len(tools),
    ]

    def row(name: str, chosen: Sequence[int]) -> str:
        cells = []
        for good, bad in zip(before, after, strict=True):
            caught = sum(bool(bad[n] - good[wrong[n].entry.zh]) for n in chosen)
            cells.append(f"{caught} ({100 * caught / max(1, len(chosen)):.1f}%)")
        return f"| {name} | {len(chosen)} | {' | '.join(cells)} |"

    for kind, _, _ in KINDS:
        lines.append(row(kind, [n for n, w in enumerate(wrong) if w.kind == kind]))
    firm = {kind for kind, _, of_figures in KINDS if of_figures}
    lines.append(
        row("**figures, bounds, units**", [n for n, w in enumerate(wrong) if w.kind in firm])
    )
    lines.append(row("**the others**", [n for n, w in enumerate(wrong) if w.kind not in firm]))
    lines.append(row("**all**", range(len(wrong))))
    return "\n".join(lines)


def alarms(corpus: Corpus, units: UnitBase, tools: Sequence[Tool]) -> str:
    """The alarms of each tool on the catalogues as they are, and what is silenced."""
    by_document = {e.document.id: tuple(e.translations.values()) for e in corpus.entries}
    entries = [t for group in by_document.values() for t in group if t.en.strip()]
    silenced = sum(bool(t.allow) for t in entries)
    start = time.process_time()
    lone = [
        f
        for document, group in by_document.items()
        for f in run_checks(group, Context(document, corpus.terms, units))
    ]
    together = run_corpus_checks(by_document)
    took = time.process_time() - start
    said = [
        f"On the {len(entries)} entries as they stand: {len(lone)} alarms of the checks of one "
        f"entry, {len(together)} of the whole corpus; {silenced} entries silenced with a reason "
        f"({100 * silenced / len(entries):.2f}%). All checks took {took:.2f} s of processor time."
    ]
    said += [f"- {f.where}: {f.message} [{f.check}]" for f in (*lone, *together)]
    for tool in tools[1:]:
        found = tool.find(entries)
        count, some = sum(map(len, found)), sum(map(bool, found))
        said.append(
            f"{tool.name}: {count} alarms on {some} of the same entries "
            f"({100 * some / len(entries):.1f}%)."
        )
    return "\n".join(said)


def missed(tool: Tool, wrong: Sequence[Wrong], kind: str) -> str:
    """The wrong translations of a kind that a tool lets pass, beside the good ones."""
    chosen = [w for w in wrong if kind in w.kind]
    found = tool.find([w.entry for w in chosen])
    return "\n\n".join(
        f"{w.entry.id} ({w.kind})\n  {w.entry.zh}\n  good:  {w.good}\n  wrong: {w.entry.en}"
        for w, names in zip(chosen, found, strict=True)
        if not names
    )


def _ours(entry: Translation, context: Context) -> frozenset[str]:
    findings = run_checks([entry], context)
    return frozenset(f"{f.check}: {f.message}" for f in findings)


def _pofilter(entries: Sequence[Translation], program: str) -> list[frozenset[str]]:
    """The names of the filters that each entry fails, by the program's own output."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.po", Path(folder) / "out.po"
        catalogue = polib.POFile(wrapwidth=0)
        catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "en"}
        catalogue += [
            polib.POEntry(msgctxt=str(n), msgid=e.zh, msgstr=e.en) for n, e in enumerate(entries)
        ]
        catalogue.save(str(source))
        subprocess.run(
            [program, "--progress=none", str(source), str(target)], check=True, capture_output=True
        )
        found = [frozenset[str]() for _ in entries]
        for failed in polib.pofile(str(target)) if target.exists() else ():
            names = [
                line.removeprefix("(pofilter) ").split(":")[0]
                for line in failed.tcomment.splitlines()
                if line.startswith("(pofilter) ")
            ]
            found[int(failed.msgctxt or 0)] = frozenset(names)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
