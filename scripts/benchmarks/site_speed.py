"""How long the site takes, and how much memory: against plain MkDocs, and as it grows.

    .venv/bin/python scripts/benchmarks/site_speed.py                     the project's own site
    .venv/bin/python scripts/benchmarks/site_speed.py 100 1000 5000       and about so many tasks
    .venv/bin/python scripts/benchmarks/site_speed.py 100 1000 5000 --write

--write puts the tables into docs/site.md. The many tasks are copies of the project's
documents under other ids. The site at 5,000 tasks takes some 4 GB of disk (--folder).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import polib
from copies import Copies
from plain_site import write_plain
from projects import project
from tables import ROOT, table, write_table
from usage import Usage, measured

from jiebang.corpus.load import Corpus, load_corpus
from jiebang.runtime.layout import Layout
from jiebang.site import editions

PAGE = ROOT / "docs" / "site.md"


# ---------------------------------------------------------------- one build, its own process


def build_once(root: Path, rounds: int, *, search: bool) -> None:
    """Build the site of a project in this process; say what it took in JSON."""
    corpus = load_corpus(Layout(root))
    if rounds > 1:
        entries = tuple(Copies(corpus.entries, rounds))
        corpus = Corpus(entries, corpus.terms, corpus.themes, corpus.site_url, corpus.units)
    if not search:
        editions.write_index = lambda _found, _titles, output: output.mkdir(parents=True)
    started = time.perf_counter()
    editions.build_site(corpus, Layout(root))
    seconds = time.perf_counter() - started
    tasks = sum(len(entry.tasks) for entry in corpus.entries)
    json.dump({"seconds": seconds, "tasks": tasks}, sys.stdout)


def own(root: Path, rounds: int = 1, *, search: bool = True) -> Usage:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--build", str(root), "--rounds", str(rounds)]
    return measured([*command, *([] if search else ["--no-search"])])


# ---------------------------------------------------------------- against plain MkDocs


def compare(folder: Path, turns: int) -> str:
    """Ours and plain MkDocs in turns, the quickest of each."""
    root = project(folder / "own")
    own(root)
    plain = {}
    for search in (True, False):
        for navigation in (False, True):
            place = folder / f"plain-{search}-{navigation}"
            pages = write_plain(root / "site", place, search=search, navigation=navigation)
            plain[search, navigation] = place
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    found: dict[tuple[bool, str], list[Usage]] = {}
    for turn in range(turns):
        for search in (True, False):
            for way in ("ours", "short", "all"):
                print(f"turn {turn + 1}: {way}, search {search}", file=sys.stderr, flush=True)
                usage = (
                    own(root, search=search)
                    if way == "ours"
                    else measured(mkdocs, plain[search, way == "all"])
                )
                found.setdefault((search, way), []).append(usage)
    names = {
        "ours": "`jiebang`: the site step",
        "short": "plain `mkdocs build`, a dozen pages in the navigation",
        "all": "plain `mkdocs build`, its own navigation of all pages",
    }
    rows = []
    for search in (True, False):
        best = {way: min(found[search, way], key=lambda u: u.seconds) for way in names}
        for way, name in names.items():
            usage = best[way]
            times = f"{best['ours'].seconds / usage.seconds:.2f}" if way != "ours" else ""
            work = f"{best['ours'].cpu / usage.cpu:.2f}" if way != "ours" else ""
            rows.append(
                [
                    f"{name}, {'with' if search else 'without'} search",
                    *(f"{usage.seconds:.1f}", f"{usage.cpu:.1f}", f"{usage.peak:.0f}"),
                    *(times, work),
                ]
            )
    head = [f"{pages} pages", "s", "CPU s", "MB", "ours takes × as long", "× the CPU"]
    return f"{table(head, rows)}\n\nThe quickest of {turns} turns. {conditions()}"


# ---------------------------------------------------------------- after a change


def change(folder: Path) -> str:
    """The whole of `jiebang build`: the first time, with one line changed, with none."""
    root = project(folder / "changing")
    command = [sys.executable, "-m", "jiebang", "build", "--root", str(root)]
    rows = []
    for name, edit in (
        ("first build", lambda _: None),
        ("one line of a catalogue changed", edit_a_line),
        ("nothing changed", lambda _: None),
    ):
        edit(root)
        before = contents(root / "site")
        usage = measured(command)
        after = contents(root / "site")
        written = [p for p, (_, time_) in after.items() if before.get(p, (b"", 0))[1] != time_]
        other = sum(before.get(p, (b"", 0))[0] != after[p][0] for p in written)
        rows.append([name, f"{usage.seconds:.1f}", f"{usage.cpu:.1f}", len(written), other])
    head = ["`jiebang build`, checks and data included", "s", "CPU s", "files written"]
    return table([*head, "of these different"], rows)


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """A digest of each file, and when it was written."""
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p: (hashlib.sha256(p.read_bytes()).digest(), p.stat().st_mtime_ns) for p in files}


def edit_a_line(root: Path) -> None:
    """Say one sentence of English a little otherwise; no check may mind."""
    path = min((root / "content" / "translations" / "en").glob("*.po"))
    catalogue = polib.pofile(str(path))
    entry = next(e for e in catalogue if ", and " in e.msgstr)
    entry.msgstr = entry.msgstr.replace(", and ", ", and also ", 1)
    catalogue.save()


# ---------------------------------------------------------------- as it grows


def grow(folder: Path, sizes: Sequence[int]) -> str:
    """The time for a page and the memory at about so many tasks."""
    rows: list[list[str]] = []
    first: tuple[float, float] | None = None
    for size in sizes:
        root = project(folder / f"grown-{size}")
        count = sum(len(e.tasks) for e in load_corpus(Layout(root)).entries)
        usage = own(root, max(1, round(size / count)))
        said = json.loads(usage.said)
        site = root / "site"
        files = [p for p in site.rglob("*") if p.is_file()]
        pages = sum(p.suffix == ".html" for p in files)
        each, work = 1000 * said["seconds"] / pages, 1000 * usage.cpu / pages
        first = first or (each, work)
        written = sum(p.stat().st_size for p in files) / 1e6
        rows.append(
            [
                f"{said['tasks']:,}",
                *(f"{pages:,}", f"{said['seconds']:.1f}", f"{each:.1f}", f"{each / first[0]:.2f}"),
                *(f"{work:.1f}", f"{work / first[1]:.2f}", f"{usage.peak:,.0f}", f"{written:,.0f}"),
            ]
        )
        print(rows[-1], file=sys.stderr, flush=True)
        shutil.rmtree(root)
    head = ["tasks", "pages", "s", "ms a page", "× the first", "CPU ms a page", "× the first"]
    return f"{table([*head, 'peak MB', 'written MB'], rows)}\n\n{conditions()}"


def conditions() -> str:
    return (
        f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, MkDocs {version('mkdocs')}, Material "
        f"{version('mkdocs-material')}; load average over the last 15 minutes "
        f"{os.getloadavg()[2]:.1f}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="How long the site takes.")
    parser.add_argument("tasks", nargs="*", type=int, help="numbers of tasks to grow to")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--folder", help="where to build; emptied afterwards")
    parser.add_argument("--skip-plain", action="store_true", help="leave out the comparison")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--no-search", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.build:
        return build_once(args.build, args.rounds, search=not args.no_search)

    def tell(name: str, text: str) -> None:
        print(f"\n{text}", flush=True)
        if args.write:
            write_table(PAGE, name, text)

    with tempfile.TemporaryDirectory(dir=args.folder) as made:
        if not args.skip_plain:
            tell("build", compare(Path(made), args.turns))
            tell("change", change(Path(made)))
        if args.tasks:
            tell("growth", grow(Path(made), args.tasks))
    return None


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.output}")
