"""How many small changes of the program, or of its tables of words, do its unit tests notice?

    .venv/bin/python scripts/benchmarks/quality/mutants.py [--count 300] [--seed 1] [--write]
    .venv/bin/python scripts/benchmarks/quality/mutants.py --rows --count 60

Works on a copy of the project in .cache/mutants. Draws changes inside the functions of ROOMS: a
comparison is turned, a number moved by one, an `and` made an `or`, a condition denied, a `return`
emptied, a `+` made a `-`; with `--rows` changes of `lexicon/*.yml`, as many of each kind. A first
run of the tests tells which of them run a line; of those the fastest are tried, until one fails or
10 seconds of them have passed. What is known stays in .cache/mutants, and a run that was broken off
goes on there. Changes that change nothing stand in docs/equivalent-mutants.yml, each with the
reason, and are not counted.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

import yaml
from coverage import CoverageData

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rows import TESTS, change_row, find_rows
from tables import ROOT, table, write_table

FOLDER = ROOT / ".cache" / "mutants"
COPY = FOLDER / "copy"
PAGE = ROOT / "docs" / "architecture.md"
EQUIVALENT = ROOT / "docs" / "equivalent-mutants.yml"
ROOMS = ("quantities", "structure", "checks", "corpus/catalogue", "datasets")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "0", "--dist", "no", "-p", "no:cacheprovider",
          "--hypothesis-seed=0", "-k",
          "not ten_thousand and not takes_about and not grows_with and not that_dies")  # fmt: skip
SLOW, BUDGET = 2.0, 10.0  # seconds: a test that takes longer is not run; all tests of a change


@dataclass(frozen=True)
class Mutant:
    """A file of the copy changed: its new text, and the tests that could notice."""

    name: str  # what is changed, and where, without a number of a line
    group: str
    file: Path  # from the root
    text: str
    line: int = 0  # 0 for a table of words
    tests: tuple[str, ...] = ()


def change(node: ast.AST) -> str:
    """Change a node in place; what was done, "" where it is none that can be changed."""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.BinOp):
        old = node.ops[0] if isinstance(node, ast.Compare) else node.op
        new = SWAPS.get(type(old))
        if new is None:
            return ""
        if isinstance(node, ast.Compare):
            node.ops[0] = new()  # type: ignore[call-overload]
        else:
            node.op = new()  # type: ignore[assignment]
        return f"{type(old).__name__} → {new.__name__}"
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "condition denied"
    if isinstance(node, ast.Return) and ast.unparse(node)[6:].strip(" ()[]{}\"'0") not in (
        "", "None", "False"
    ):  # fmt: skip
        node.value = ast.Constant(None)
        return "return None"
    if isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        value = node.value
        node.value = not value if isinstance(value, bool) else int(str(value)) + 1
        return f"{value} → {node.value}"
    return ""


def functions(tree: ast.AST, before: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The outermost functions and methods, each with its qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield before + node.name, node
        else:
            name = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
            yield from functions(node, before + name)


def find_mutants() -> Iterator[tuple[str, str, Path, int]]:
    """Everything in the rooms that can be changed: (name, room, file, number of the node)."""
    for room in ROOMS:
        for path in sorted((COPY / "scripts/jiebang" / room).rglob("*.py")):
            text, seen = path.read_text("utf-8"), Counter[str]()
            lines, tree = text.splitlines(), ast.parse(text)
            inside = {
                id(node): name
                for name, function in functions(tree)
                for statement in function.body
                for node in ast.walk(statement)
            }
            for node in ast.walk(tree):  # the lengths are equal, or it is a fault of ours
                if isinstance(node, ast.keyword) and node.arg == "strict":
                    inside.pop(id(node.value), None)
            for number, node in enumerate(ast.walk(tree)):
                if id(node) not in inside or not (done := change(node)):
                    continue
                line = lines[getattr(node, "lineno", 1) - 1].strip()
                where = f"{path.relative_to(COPY / 'scripts/jiebang')} {inside[id(node)]}"
                name = f"{where}: {line} ## {done}"
                seen[name] += 1
                name += f" ({seen[name]})" if seen[name] > 1 else ""
                yield name, room, path.relative_to(COPY), number


def make_mutant(name: str, room: str, file: Path, number: int) -> Mutant:
    tree = ast.parse((COPY / file).read_text("utf-8"))
    node = list(ast.walk(tree))[number]
    line = getattr(node, "lineno", 0)
    change(node)
    return Mutant(name, room, file, ast.unparse(ast.fix_missing_locations(tree)), line)


def draw(names: Iterable[str], seed: int) -> list[str]:
    """In the order of their hashes: a change of the program elsewhere moves none of them."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())


def draw_mutants(count: int, seed: int) -> Iterator[Mutant]:
    equal = yaml.safe_load(EQUIVALENT.read_text("utf-8")) or {}
    found = {mutant[0]: mutant for mutant in find_mutants()}
    for name in draw(found, seed)[:count]:
        if name not in equal:
            yield make_mutant(*found[name])


def draw_rows(count: int, seed: int) -> Iterator[Mutant]:
    """As many of each kind, as far as there are."""
    found = {row.name: row for row in find_rows(COPY)}
    kinds: dict[str, list[str]] = {}
    for name in draw(found, seed):
        kinds.setdefault(found[name].kind, []).append(name)
    chosen = [name for each in zip_longest(*kinds.values()) for name in each if name][:count]
    for row in (found[name] for name in chosen):
        yield Mutant(
            row.name, row.kind, row.file, change_row(COPY, row), tests=TESTS[row.file.stem]
        )


def run_tests(tests: Sequence[str], *options: str, seconds: float | None = None) -> bool:
    """Whether all pass, in the copy; a run out of time has not passed."""
    listed = FOLDER / "tests.txt"
    listed.write_text("\n".join(tests), "utf-8")
    paths = os.pathsep.join(str(COPY / name) for name in ("scripts", "tests"))
    environ = {**os.environ, "PYTHONPATH": paths, "COVERAGE_CORE": "ctrace"}  # for contexts
    try:
        done = subprocess.run(
            [*PYTEST, *options, f"@{listed}"], cwd=COPY, env=environ, timeout=seconds, check=False,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def learn(tests: Sequence[str]) -> dict[str, dict[str, float]]:
    """The tests that run each line (“file:line”), each with its seconds; kept for the next run."""
    kept = FOLDER / "lines.json"
    if not kept.exists():
        report = FOLDER / "report.xml"
        options = ("--cov", "--cov-context=test", "--cov-report=", "--cov-fail-under=0")
        run_tests(tests, *options, f"--junitxml={report}")
        cases = ElementTree.parse(report).iter("testcase")
        passed = {
            f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}": float(
                case.get("time", 0)
            )
            for case in cases
            if not list(case)
        }
        data = CoverageData(str(COPY / "build" / "coverage"))
        data.read()
        lines: dict[str, dict[str, float]] = {}
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                known = {name.partition("|")[0] for name in contexts} & passed.keys()
                lines[f"{Path(file).relative_to(COPY)}:{line}"] = {t: passed[t] for t in known}
        kept.write_text(json.dumps(lines), "utf-8")
    return dict(json.loads(kept.read_text("utf-8")))


def try_out(mutant: Mutant, lines: dict[str, dict[str, float]]) -> bool:
    """Whether a test fails with the change."""
    chosen, total = list(mutant.tests), 0.0
    times = lines.get(f"{mutant.file}:{mutant.line}", {})
    for test, seconds in sorted(times.items(), key=lambda each: (each[1], each[0])):
        total += seconds
        if seconds < SLOW and total < BUDGET:
            chosen.append(test)
    if not chosen:
        return False
    file = COPY / mutant.file
    before = file.read_text("utf-8")
    try:
        file.write_text(mutant.text, "utf-8")
        return not run_tests(chosen, "-x", seconds=600)
    finally:
        file.write_text(before, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", action="store_true", help="of the lexicon, not of the program")
    parser.add_argument("--tests", nargs="+", default=[], help="these, not tests/rooms.txt")
    parser.add_argument("--new", action="store_true", help="forget what is known: the copy anew")
    parser.add_argument("--write", action="store_true", help="the table into docs/architecture.md")
    args = parser.parse_args()
    if args.new:
        shutil.rmtree(FOLDER, ignore_errors=True)
    if not COPY.is_dir():
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
        for name in listed.stdout.splitlines():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, COPY / name)
    kept = FOLDER / "results.json"
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    tests = args.tests or (ROOT / "tests/rooms.txt").read_text("utf-8").split()
    lines = {} if args.rows else learn(tests)
    score: dict[str, list[bool]] = {}
    for mutant in (draw_rows if args.rows else draw_mutants)(args.count, args.seed):
        if mutant.name not in known:
            known[mutant.name] = try_out(mutant, lines)
            kept.write_text(json.dumps(known, ensure_ascii=False), "utf-8")
        print("noticed" if known[mutant.name] else "survived", mutant.name, sep="\t", flush=True)
        score.setdefault(mutant.group, []).append(known[mutant.name])
    score["all"] = [hit for hits in score.values() for hit in hits]
    name = "rows" if args.rows else "mutants"
    rows = [(g, len(k), sum(k), f"{sum(k) / (len(k) or 1):.0%}") for g, k in score.items()]
    text = table((name, "changes", "noticed", "share"), rows)
    print(text)
    if args.write:
        write_table(PAGE, name, text)


if __name__ == "__main__":
    main()
