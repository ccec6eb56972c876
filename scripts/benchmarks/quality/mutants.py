"""How many small changes of the program do its unit tests notice?

    .venv/bin/python scripts/benchmarks/quality/mutants.py [--count 60] [--room checks] [--write]

Draws mutants with a fixed seed from the functions of the rooms in TESTS, makes each in a copy of
the package and runs the tests of that room until one fails. A mutant that all of them pass, or
that none of them runs, has survived. A comparison is turned, a number moved by one, an `and` made
an `or`, a condition denied, a `return` emptied, a `+` made a `-`.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tables import ROOT, table, write_table

PACKAGE = ROOT / "scripts" / "jiebang"
# A room or folder, and the tests that hold it: what may be run for a mutant in a minute.
TESTS = {
    "quantities": "measures measures_own measures_fixtures measures_rows measures_english"
    " measures_units pair checks protect ../lexicon",
    "structure": "structure genre rows rows_made forecast stated contacts documents",
    "checks": "checks pair glossary mutations",
    "corpus/catalogue": "catalogue translation memory resolver",
    "datasets": "datasets datasets_files datasets_release datasets_docs citations measures_rows",
}
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
LIMIT = 180


@dataclass(frozen=True)
class Mutant:
    """One change: of a file's node, counted in the order of `ast.walk`."""

    room: str
    file: Path
    line: int
    node: int

    @property
    def name(self) -> str:
        return f"{self.file.relative_to(PACKAGE)}:{self.line}"


def change(node: ast.AST) -> str:
    """Change a node in place; what was done, "" where it is none that can be changed."""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.BinOp):
        field = "ops" if isinstance(node, ast.Compare) else "op"
        old = node.ops[0] if isinstance(node, ast.Compare) else node.op
        new = SWAPS.get(type(old))
        if new is None:
            return ""
        setattr(node, field, [new(), *node.ops[1:]] if isinstance(node, ast.Compare) else new())
        return f"{type(old).__name__} → {new.__name__}"
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "condition denied"
    if isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, ast.Constant) and node.value.value is None:
            return ""
        node.value = ast.Constant(None)
        return "return None"
    if isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        old_value = node.value
        node.value = not old_value if isinstance(old_value, bool) else old_value + 1
        return f"{old_value} → {node.value}"
    return ""


def places(room: str) -> Iterator[Mutant]:
    """Everything in a room that can be changed, inside functions."""
    for file in sorted((PACKAGE / room).rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        inside = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for statement in function.body
            for node in ast.walk(statement)
        }
        for number, node in enumerate(ast.walk(tree)):
            if id(node) in inside and hasattr(node, "lineno") and change(node):
                yield Mutant(room, file, node.lineno, number)


def mutated(mutant: Mutant) -> tuple[str, str]:
    """The source of the file with the change, and what it is."""
    tree = ast.parse(mutant.file.read_text("utf-8"))
    node = next(n for number, n in enumerate(ast.walk(tree)) if number == mutant.node)
    done = change(node)
    return ast.unparse(ast.fix_missing_locations(tree)), done


def survives(folder: Path, tests: list[str], source: str, name: str) -> bool:
    """Whether all tests pass on the copy of the package with this change."""
    target = folder / "jiebang" / name
    before = target.read_text("utf-8")
    target.write_text(source, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "--no-header", "-p",
               "no:cacheprovider", *tests]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        target.write_text(before, "utf-8")
    return done.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--room", choices=TESTS, action="append")
    parser.add_argument("--write", action="store_true", help="the table into docs/architecture.md")
    args = parser.parse_args()
    rooms = args.room or list(TESTS)
    every = [mutant for room in rooms for mutant in places(room)]
    drawn = random.Random(args.seed).sample(every, args.count)
    score = {room: [0, 0] for room in rooms}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copytree(PACKAGE, folder / "jiebang")
        for mutant in sorted(drawn, key=lambda m: m.name):
            source, done = mutated(mutant)
            names = TESTS[mutant.room].split()
            tests = [f"tests/unit/test_{n}.py" if "/" not in n else "tests/lexicon" for n in names]
            alive = survives(folder, tests, source, str(mutant.file.relative_to(PACKAGE)))
            score[mutant.room][alive] += 1
            print("survived" if alive else "killed", mutant.name, done, sep="\t", flush=True)
    rows = [
        (room, killed + alive, killed, f"{killed / (killed + alive or 1):.0%}")
        for room, (killed, alive) in score.items()
    ]
    killed, alive = (sum(column) for column in zip(*score.values(), strict=True))
    rows.append(("all", killed + alive, killed, f"{killed / (killed + alive):.0%}"))
    text = table(("room", "mutants", "killed", "share"), rows)
    print(text)
    if args.write:
        write_table(ROOT / "docs" / "architecture.md", "mutants", text)


if __name__ == "__main__":
    main()
