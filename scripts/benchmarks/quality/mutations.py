"""How many wrong translations do the checks catch? Prints a Markdown table for each text.

Wrong translations are made of good ones with a fixed seed, from a table of changes that uses
nothing of the package (`changes.py`). One counts as caught when a tool finds in it what it does
not find in the good English. The good ones are our own catalogues and, by path, human
references: JSON lines with `zh` and `en`. Beside our checks run those of translate-toolkit's
`pofilter`:

    .venv/bin/python scripts/benchmarks/quality/mutations.py
    .venv/bin/python scripts/benchmarks/quality/mutations.py REFERENCES.jsonl
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import polib

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from changes import KINDS
from tables import table

from jiebang import check_pair

LONGEST = 900  # characters of English; longer entries are paragraphs upon paragraphs
Findings = list[frozenset[str]]


@dataclass(frozen=True)
class Good:
    """A translation that is taken to be right, and whether it is our own."""

    zh: str
    en: str
    own: bool


Tools = dict[str, Callable[[Sequence[Good]], Findings]]  # what each finds, entry by entry


def main(argv: Sequence[str]) -> int:
    """Make the wrong translations, run the tools, print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("references", nargs="*", type=Path, help="JSON lines with zh and en")
    parser.add_argument(
        "--root", type=Path, default=Path(), help="the project with our own entries"
    )
    parser.add_argument("--seed", type=int, default=20261)
    parser.add_argument("--per-kind", type=int, default=200, help="wrong translations of each kind")
    parser.add_argument("--pofilter", default=str(Path(sys.executable).with_name("pofilter")))
    parser.add_argument("--missed", metavar="KIND", help="show what of a kind we let pass")
    args = parser.parse_args(argv)
    tools: Tools = {
        "jiebang: error": lambda entries: [_ours(e, args.root, "error") for e in entries],
        "or warning": lambda entries: [_ours(e, args.root, "") for e in entries],
    }
    if Path(args.pofilter).exists():
        tools["pofilter"] = lambda entries: _pofilter(entries, args.pofilter)
    texts = {"our own entries": own_entries(args.root)}
    texts |= {path.stem: references(path) for path in args.references}
    for name, entries in texts.items():
        print(report(name, entries, tools, args), flush=True)
    if len(tools) < 3:
        print("pofilter was not found, and is left out: pip install translate-toolkit")
    return 0


def own_entries(root: Path) -> list[Good]:
    """Every different entry of the catalogues that has English."""
    found: dict[str, Good] = {}
    for path in sorted(root.glob("content/translations/en/*.po")):
        for entry in polib.pofile(str(path)):
            if entry.msgstr.strip() and not entry.obsolete:
                found.setdefault(entry.msgid, Good(entry.msgid, entry.msgstr, True))
    return list(found.values())


def references(path: Path) -> list[Good]:
    """The pairs of a file of human translations."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Good(r["zh"], r["en"], False) for r in rows if len(r["en"]) <= LONGEST]


def report(name: str, entries: Sequence[Good], tools: Tools, args: argparse.Namespace) -> str:
    """The alarms on the good entries, and the catches on what was made of the clean ones."""
    start = time.process_time()
    before = {tool: find(entries) for tool, find in tools.items()}
    took = (time.process_time() - start) / max(1, len(entries))
    first = next(iter(tools))
    clean = [entry for entry, found in zip(entries, before[first], strict=True) if not found]
    wrong = make(clean, args.seed, args.per_kind)
    place = {entry: n for n, entry in enumerate(entries)}
    caught = {
        tool: [
            bool(found - before[tool][place[good]])
            for (_, good, _), found in zip(wrong, find([bad for _, _, bad in wrong]), strict=True)
        ]
        for tool, find in tools.items()
    }
    if args.missed:
        return "\n".join(
            f"{kind}\n  {good.zh}\n  good:  {good.en}\n  wrong: {bad.en}"
            for (kind, good, bad), hit in zip(wrong, caught[first], strict=True)
            if args.missed in kind and not hit
        )
    counts = {tool: sum(map(bool, found)) for tool, found in before.items()}
    alarms = ", ".join(f"{t} {n} ({n / max(1, len(entries)):.1%})" for t, n in counts.items())
    told = (
        f"{len(entries)} entries; with a finding as they stand: {alarms}. "
        f"{took * 1000:.1f} ms an entry, all tools together. "
        f"{len(wrong)} wrong translations of {len(clean)} clean ones, seed {args.seed}."
    )
    groups = {kind: {kind} for kind, _, _ in KINDS}
    groups["**figures, bounds, units**"] = {kind for kind, _, figures in KINDS if figures}
    groups["**the others**"] = {kind for kind, _, figures in KINDS if not figures}
    rows = []
    for title, kinds in groups.items():
        made = [n for n, (kind, _, _) in enumerate(wrong) if kind in kinds]
        cells = [sum(caught[tool][n] for n in made) for tool in tools]
        if made:
            rows.append([title, len(made), *(f"{c} ({c / len(made):.1%})" for c in cells)])
    text = table(["what was done", "made", *tools], rows)
    return f"## {name}\n\n{told}\n\n{text}\n"


def make(entries: Sequence[Good], seed: int, per_kind: int) -> list[tuple[str, Good, Good]]:
    """Up to `per_kind` wrong translations of each kind, no two alike."""
    made = []
    for kind, change, _ in KINDS:
        chance = Random(f"{seed} {kind}")
        seen: set[tuple[str, str]] = set()
        for good in chance.sample(list(entries), len(entries)):
            if len(seen) >= per_kind:
                break
            english = change(good.zh, good.en, chance)
            if english and english != good.en and (good.zh, english) not in seen:
                seen.add((good.zh, english))
                made.append((kind, good, Good(good.zh, english, good.own)))
    return made


def _ours(entry: Good, root: Path, severity: str) -> frozenset[str]:
    found = _checked(entry, root if entry.own else None)
    return frozenset(
        f"{f.check}: {f.message}" for f in found if f.severity == (severity or f.severity)
    )


_checked = cache(lambda entry, project: check_pair(entry.zh, entry.en, project))


def _pofilter(entries: Sequence[Good], program: str) -> Findings:
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
            found[int(failed.msgctxt or 0)] = frozenset(
                line.removeprefix("(pofilter) ").split(":")[0]
                for line in failed.tcomment.splitlines()
                if line.startswith("(pofilter) ")
            )
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
