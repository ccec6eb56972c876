"""How many wrong translations do the checks catch? Prints a Markdown table for each text.

Wrong translations are made of good ones with a fixed seed, from a table of changes that uses
nothing of the package (`changes.py`). One counts as caught when a tool finds in it what it does
not find in the good English. The good ones are our own catalogues and, by path, human
references: JSON lines with `zh` and `en`. Beside our checks run those of translate-toolkit's
`pofilter`, if it is installed. `--missed KIND` shows what of a kind we let pass.

    .venv/bin/python scripts/benchmarks/quality/mutations.py [REFERENCES.jsonl …] [--per-kind 200]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import polib

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from changes import KINDS
from harness import ROOT, render_table, run_command

from jiebang import check_pair

LONGEST = 900  # characters of English; longer entries are paragraphs upon paragraphs
POFILTER = Path(sys.executable).with_name("pofilter")
Findings = list[frozenset[str]]


class Pair(NamedTuple):
    """A translation, right or spoiled, and whether it is of our own catalogues."""

    zh: str
    en: str
    own: bool


Tools = dict[str, Callable[[Sequence[Pair]], Findings]]  # what each finds, entry by entry


class Wrong(NamedTuple):
    kind: str
    good: Pair
    bad: Pair


def main(*references: Path, seed: int = 20261, per_kind: int = 200, missed: str = "") -> None:
    tools: Tools = {
        "jiebang: error": lambda pairs: [_check(p, ("error",)) for p in pairs],
        "or warning": lambda pairs: [_check(p, ("error", "warning")) for p in pairs],
    }
    if POFILTER.exists():
        tools["pofilter"] = _run_pofilter
    texts = {"our own entries": _read_own()}
    texts |= {path.stem: _read_references(path) for path in references}
    for name, pairs in texts.items():
        start = time.process_time()
        before = {tool: find(pairs) for tool, find in tools.items()}
        took = 1000 * (time.process_time() - start) / max(1, len(pairs))
        clean = [p for p, found in zip(pairs, before["jiebang: error"], strict=True) if not found]
        wrong = _spoil(clean, seed, per_kind)
        place = {pair: n for n, pair in enumerate(pairs)}
        caught = {
            tool: [
                bool(found - before[tool][place[good]])
                for (_, good, _), found in zip(wrong, find([w.bad for w in wrong]), strict=True)
            ]
            for tool, find in tools.items()
        }
        if missed:
            for (kind, good, bad), hit in zip(wrong, caught["jiebang: error"], strict=True):
                if missed in kind and not hit:
                    print(kind, f"  {good.zh}\n  good:  {good.en}\n  wrong: {bad.en}", sep="\n")
            continue
        counts = {tool: sum(map(bool, found)) for tool, found in before.items()}
        alarms = ", ".join(f"{t} {n} ({n / max(1, len(pairs)):.1%})" for t, n in counts.items())
        print(
            f"## {name}\n\n{len(pairs)} entries; with a finding as they stand: {alarms}. "
            f"{took:.1f} ms an entry, all tools together. {len(wrong)} wrong translations of "
            f"{len(clean)} clean ones, seed {seed}.\n\n{_render_kinds(wrong, caught)}\n",
            flush=True,
        )


def _read_own() -> list[Pair]:
    """Every different entry of the catalogues that has English."""
    found: dict[str, Pair] = {}
    for path in sorted(ROOT.glob("content/translations/en/*.po")):
        for entry in polib.pofile(str(path)):
            if entry.msgstr.strip() and not entry.obsolete:
                found.setdefault(entry.msgid, Pair(entry.msgid, entry.msgstr, True))
    return list(found.values())


def _read_references(path: Path) -> list[Pair]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Pair(r["zh"], r["en"], False) for r in rows if len(r["en"]) <= LONGEST]


def _spoil(pairs: Sequence[Pair], seed: int, per_kind: int) -> list[Wrong]:
    """Up to `per_kind` wrong translations of each kind, no two alike."""
    made = []
    for kind, change, _ in KINDS:
        chance = Random(f"{seed} {kind}")
        seen: set[tuple[str, str]] = set()
        for good in chance.sample(list(pairs), len(pairs)):
            if len(seen) >= per_kind:
                break
            english = change(good.zh, good.en, chance)
            if english and english != good.en and (good.zh, english) not in seen:
                seen.add((good.zh, english))
                made.append(Wrong(kind, good, good._replace(en=english)))
    return made


def _render_kinds(wrong: Sequence[Wrong], caught: dict[str, list[bool]]) -> str:
    groups = {kind: {kind} for kind, _, _ in KINDS}
    groups["**figures, bounds, units**"] = {kind for kind, _, figures in KINDS if figures}
    groups["**the others**"] = {kind for kind, _, figures in KINDS if not figures}
    rows = []
    for title, kinds in groups.items():
        made = [n for n, each in enumerate(wrong) if each.kind in kinds]
        hits = [sum(found[n] for n in made) for found in caught.values()]
        if made:
            rows.append([title, len(made), *(f"{n} ({n / len(made):.1%})" for n in hits)])
    return render_table("|".join(("what was done", "made", *caught)), rows)


def _check(pair: Pair, severities: Sequence[str]) -> frozenset[str]:
    found = _findings(pair.zh, pair.en, ROOT if pair.own else None)
    return frozenset(f"{f.check}: {f.message}" for f in found if f.severity in severities)


_findings = cache(check_pair)


def _run_pofilter(pairs: Sequence[Pair]) -> Findings:
    """The names of the filters that each entry fails, by the program's own output."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.po", Path(folder) / "out.po"
        catalogue = polib.POFile(wrapwidth=0)
        catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "en"}
        catalogue += [
            polib.POEntry(msgctxt=str(n), msgid=p.zh, msgstr=p.en) for n, p in enumerate(pairs)
        ]
        catalogue.save(str(source))
        command = [str(POFILTER), "--progress=none", str(source), str(target)]
        subprocess.run(command, check=True, capture_output=True)
        found = [frozenset[str]() for _ in pairs]
        for failed in polib.pofile(str(target)) if target.exists() else ():
            found[int(failed.msgctxt or 0)] = frozenset(
                line.removeprefix("(pofilter) ").split(":")[0]
                for line in failed.tcomment.splitlines()
                if line.startswith("(pofilter) ")
            )
    return found


if __name__ == "__main__":
    run_command(main)
