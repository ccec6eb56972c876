"""What the commands cost, from nothing and after a change, at several sizes.

    .venv/bin/python scripts/benchmarks/speed/scale.py [--sizes 0 100 400] [--build] [--write]

Size 0 is this project's own content, any other a synthetic one (synthetic.py). Each command is a
process of its own, as a person starts it; CPU seconds are of it and its children, user and system.
`--build` also builds the site, `--write` puts the table into docs/growing.md.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import ROOT, render_table, run_command, write_table
from synthetic import link_theme, make_original, make_translated

HEAD = (
    "documents|command|from nothing, CPU s|nothing changed|one line changed|from nothing, s|peak MB"
)
FIRST = re.compile(r'^(msgstr "[^"]{9,}?)(\.?")$', re.M)
Took = tuple[float, float, float]


def take(root: Path, *command: str) -> Took:
    """CPU seconds, seconds on the clock and peak MB (of the largest process) of a command."""
    argv = [sys.executable, "-m", "jiebang", command[0], "--root", str(root), *command[1:]]
    quiet = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
    # As with a person, whose interpreter keeps what it has compiled.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = time.perf_counter()
    pid = os.posix_spawn(sys.executable, argv, env, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - before
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024


def make(root: Path, size: int) -> None:
    """A project as just fetched: documents and catalogues, nothing derived."""
    if size:
        make_translated(root, size, 0.7)
    else:
        for name in ("content", "glossary"):
            shutil.copytree(ROOT / name, root / name)
        link_theme(root)


def change(root: Path) -> None:
    """A word more in the English of the document in the middle, or that word less."""
    catalogues = sorted((root / "content/translations/en").glob("*.po"))
    path = catalogues[len(catalogues) // 2]
    old = path.read_text("utf-8")
    new = FIRST.sub(r"\1 indeed\2", old, count=1) if " indeed" not in old else ""
    path.write_text(new or old.replace(" indeed", ""), "utf-8")


def measure(folder: Path, size: int, build: bool) -> Iterator[tuple[object, ...]]:
    """The rows of a size, command by command."""
    root, shown = folder / f"corpus-{size}", f"{size:,}" if size else "ours, 5"
    make(root, size)
    for verb in ("check", "status", "data", *(("build",) if build else ())):
        found = [take(root, verb), take(root, verb)]
        change(root)
        found.append(take(root, verb))
        cells = [f"{cpu:.1f}" for cpu, _, _ in found]
        yield shown, f"`{verb}`", *cells, f"{found[0][1]:.1f}", f"{max(f[2] for f in found):.0f}"
    # The first reads all catalogues, which nothing has read before; the next is what one waits for.
    added = []
    for number in (9999, 9998):
        path = folder / f"more-{number}.txt"
        path.write_text(make_original(number)[1], "utf-8")
        added.append(take(root, "add", str(path)))
    (cpu, wall, peak), (again, _, _) = added
    cells = [f"{cpu:.1f}", f"{again:.1f}", "", f"{wall:.1f}", f"{peak:.0f}"]
    yield shown, "`add` of one, then another", *cells
    shutil.rmtree(root)


def main(*, sizes: tuple[int, ...] = (0, 100), build: bool = False, write: bool = False) -> None:
    rows = []
    with tempfile.TemporaryDirectory() as made:
        for size in sizes:
            for row in measure(Path(made), size, build):
                rows.append(row)
                print(*row, sep="\t", flush=True)
    if write:
        write_table("growing.md", "scale", render_table(HEAD, rows))


if __name__ == "__main__":
    run_command(main)
