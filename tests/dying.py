"""A command killed before each of its writes in turn, and run again: is all as undisturbed?

    PYTHONPATH=scripts .venv/bin/python tests/dying.py START ROOT [--sample N] -- convert

START is a project root as it is before the command, ROOT where copies of it are worked
on. A write is a file or folder that gets its name, gets another or is taken away, in
content/ or site/. For each, one line of JSON: `write` (0: undisturbed), `name`, `code` of
the next run, `same` (content/ and site/ byte for byte those of an undisturbed run),
`changed` (the kill left them neither as before nor as after), `left` (what the next run
did not sweep up). Processes are forked, so that what the program reads of itself is read once.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

_WRITES = ("replace", "rename", "unlink", "rmdir")
_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp")
Snapshot = dict[str, str]


def snapshot(root: Path) -> Snapshot:
    """SHA-256 of every file of a root by its path, the cache left out."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".cache"]
        for name in names:
            path = Path(folder) / name
            if not _TEMPORARY.fullmatch(name):
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                found[str(path.relative_to(root))] = digest
    return found


def leftovers(root: Path) -> list[str]:
    """Temporary files, and stages in the cache."""
    cache = root / ".cache" / "jiebang"
    found = [p for p in root.rglob("*") if _TEMPORARY.fullmatch(p.name)]
    found += (cache / "stages").glob("*")
    return sorted(str(p.relative_to(root)) for p in found)


def restore(start: Path, root: Path) -> None:
    """Make `root` a copy of `start`, time stamps too: stamps of steps are held to them."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(start, root, symlinks=True)


def arm(at: int, root: Path, told: Callable[[int, str], None]) -> None:
    """Have this process tell of each write, and kill itself before the `at`-th."""
    published = tuple(f"{root / name}{os.sep}" for name in ("content", "site"))
    count = 0

    def armed(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def write(path: Any, *rest: Any, **options: Any) -> Any:
            nonlocal count
            target = os.fspath(rest[0] if rest and name in ("replace", "rename") else path)
            places = (os.fspath(path), target)
            if any(str(place).startswith(published) for place in places):
                count += 1
                told(count, str(target))
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)
            return real(path, *rest, **options)

        return write

    for name in _WRITES:
        setattr(os, name, armed(name, getattr(os, name)))


def run_here(argv: Sequence[str], root: Path) -> int:
    from jiebang.cli import main

    return main([argv[0], "--root", str(root), *argv[1:]])


def run(argv: Sequence[str], root: Path, at: int = 0) -> tuple[int, list[str]]:
    """One command in a forked process: its exit code (-9: killed) and its writes."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)

        def tell(_: int, name: str) -> None:
            os.write(writer, f"{name}\n".encode())

        arm(at, root, tell)
        code = 3
        try:
            code = run_here(argv, root)
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        writes = told.read().split("\n")[:-1]
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), writes


def each(start: Path, root: Path, argv: Sequence[str], sample: int) -> Iterator[dict[str, Any]]:
    """The command undisturbed, then killed before each write (or `sample` of them)."""
    restore(start, root)
    # What the program reads of itself is read once, for all processes; no thread may be there.
    with contextlib.redirect_stdout(io.StringIO()):
        run_here([argv[0], "--jobs", "1"] if argv[0] == "translate" else argv, root)
    restore(start, root)
    before = snapshot(root)
    code, writes = run(argv, root)
    after = snapshot(root)
    yield {"write": 0, "name": "", "code": code, "writes": len(writes), "left": leftovers(root)}
    numbers = list(range(1, len(writes) + 1))
    if 0 < sample < len(numbers):
        numbers = [numbers[i * len(numbers) // sample] for i in range(sample)]
    for number in numbers:
        restore(start, root)
        code, told = run(argv, root, number)
        if code != -signal.SIGKILL:
            raise RuntimeError(f"write {number} of {len(writes)} never came: exit code {code}")
        killed = snapshot(root)
        code, _ = run(argv, root)
        yield {
            "write": number,
            "name": str(Path(told[-1]).relative_to(root)),
            "code": code,
            "changed": killed not in (before, after),
            "same": snapshot(root) == after,
            "left": leftovers(root),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("root", type=Path)
    parser.add_argument(
        "--sample", type=int, default=0, help="so many writes, evenly (default: all)"
    )
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    for found in each(args.start, args.root.resolve(), args.command, args.sample):
        json.dump(found, sys.stdout, ensure_ascii=False)
        print(flush=True)


if __name__ == "__main__":
    main()
