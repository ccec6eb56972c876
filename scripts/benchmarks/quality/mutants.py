"""How many small changes of the program, or of its tables of words, do its unit tests notice?

    .venv/bin/python scripts/benchmarks/quality/mutants.py [--count 300] [--seed 1] [--write]
    .venv/bin/python scripts/benchmarks/quality/mutants.py --rows --count 60

Works on a copy of the project in .cache/mutants. Draws changes inside the functions of ROOMS: a
comparison is turned, a number moved by one, an `and` made an `or`, a condition denied, a `return`
emptied, a `+` made a `-`; with `--rows` changes of `lexicon/*.yml`, as many of each kind. A first
run of the tests (tests/rooms.txt, or `--tests`) tells which of them run a line; of those the
fastest are tried, until one fails or 10 seconds of them have passed. What is known stays in
.cache/mutants, and a run that was broken off goes on there; `--new` forgets it. Changes that change
nothing stand in docs/equivalent-mutants.yml, each with the reason, and are not counted.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml
from coverage import CoverageData

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import ROOT, render_table, run_command, write_table

FOLDER = ROOT / ".cache" / "mutants"
COPY = FOLDER / "copy"
ROOMS = ("quantities", "structure", "checks", "corpus/catalogue", "datasets")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "0", "--dist", "no", "-p", "no:cacheprovider",
          "--hypothesis-seed=0", "-k",
          "not ten_thousand and not grows_with and not that_dies")  # fmt: skip
TABLES = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
OPPOSITE = TABLES["opposites"] | {"true": "false", "false": "true"}
SLOW, BUDGET = 2.0, 10.0  # seconds: a test that takes longer is not run; all tests of a change
Lines = dict[str, dict[str, float]]  # the tests that run a line (“file:line”), with their seconds
Place = tuple[Any, ...]  # keys and indices from the top of a file of YAML


@dataclass(frozen=True)
class Mutant:
    """A change of a file of the project: what makes its new text, what tests could notice."""

    name: str  # what is changed, and where, without a number of a line
    group: str
    file: Path  # from the root
    make: Callable[[], str]
    line: int = 0  # 0 for a table of words
    tests: tuple[str, ...] = ()


def change_node(node: ast.AST) -> str:
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
    if isinstance(node, ast.Return):
        told = ast.unparse(node)[6:].strip(" ()[]{}\"'0")
        node.value = ast.Constant(None)
        return "" if told in ("", "None", "False") else "return None"
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        value = node.value
        node.value = not value if isinstance(value, bool) else int(str(value)) + 1
        return f"{value} → {node.value}"
    return ""


def find_functions(tree: ast.AST, before: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The outermost functions and methods, each with its qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield before + node.name, node
        else:
            name = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
            yield from find_functions(node, before + name)


def find_mutants(root: Path) -> Iterator[Mutant]:
    """Everything in the rooms that can be changed."""
    package = root / "scripts" / "jiebang"
    for room, path in ((r, p) for r in ROOMS for p in sorted((package / r).rglob("*.py"))):
        text, seen = path.read_text("utf-8"), Counter[str]()
        lines, tree = text.splitlines(), ast.parse(text)
        functions = {
            id(node): name
            for name, function in find_functions(tree)
            for statement in function.body
            for node in ast.walk(statement)
        }
        for node in ast.walk(tree):  # the lengths are equal, or it is a fault of ours
            if isinstance(node, ast.keyword) and node.arg == "strict":
                functions.pop(id(node.value), None)
        for number, node in enumerate(ast.walk(tree)):
            function, line = functions.get(id(node)), getattr(node, "lineno", 0)
            if function and (done := change_node(node)):
                where = f"{path.relative_to(package)} {function}"
                name = f"{where}: {lines[max(line, 1) - 1].strip()} ## {done}"
                seen[name] += 1
                name += f" ({seen[name]})" if seen[name] > 1 else ""
                make = partial(_change_program, text, number)
                yield Mutant(name, room, path.relative_to(root), make, line)


def _change_program(text: str, number: int) -> str:
    tree = ast.parse(text)
    change_node(list(ast.walk(tree))[number])
    return ast.unparse(ast.fix_missing_locations(tree))


def find_rows(root: Path) -> Iterator[Mutant]:
    """Everything in the tables that can be changed."""
    for name, tests in TABLES["tables"].items():
        file = Path("scripts/jiebang/lexicon") / f"{name}.yml"
        text = (root / file).read_text("utf-8")
        paths = tuple(f"tests/{test}" for test in TABLES["sets"][tests])
        for kind, place, value, new in _find_changes(yaml.load(text, yaml.CBaseLoader), ()):
            where = f"{name}.yml {'.'.join(map(str, place))}: {kind}: {str(value)[:60]}"
            yield Mutant(where, kind, file, partial(_change_row, text, place, new), tests=paths)


def _find_changes(value: Any, place: Place) -> Iterator[tuple[str, Place, Any, str | None]]:
    """The kind, the place, the old value of each change, and the new one: None if it is gone."""
    if isinstance(value, list):
        for at, part in enumerate(value):
            yield f"{'word' if isinstance(part, str) else 'row'} dropped", (*place, at), part, None
            yield from _find_changes(part, (*place, at))
    elif isinstance(value, dict):
        for key, part in value.items():
            if not key.isascii():
                yield "row dropped", (*place, key), part, None
            yield from _find_changes(part, (*place, key))
    elif place and isinstance(place[-1], str) and place[-1] != "base":
        if value in ("true", "false"):
            yield "flag turned", place, value, OPPOSITE[value]
        elif place[-1] in ("means", "mode") and value in OPPOSITE:
            yield "direction turned", place, value, OPPOSITE[value]
        elif re.fullmatch(r"-?[1-9][\d./e-]*|0\.\d+", value):
            yield "figure changed", place, value, str(Fraction(value) * 10)


def _change_row(text: str, place: Place, new: str | None) -> str:
    data = part = yaml.load(text, yaml.CBaseLoader)
    for key in place[:-1]:
        part = part[key]
    if new is None:
        del part[place[-1]]
    else:
        part[place[-1]] = new
    return str(yaml.safe_dump(data, allow_unicode=True, width=10**6))


def draw(found: Sequence[Mutant], seed: int, mixed: bool) -> list[Mutant]:
    """By the hashes of their names: a change of the program elsewhere moves none of them.

    `mixed`: as many of each group, as far as there are.
    """
    found = sorted(found, key=lambda m: hashlib.sha256(f"{seed} {m.name}".encode()).digest())
    groups: dict[str, list[Mutant]] = {}
    for mutant in found:
        groups.setdefault(mutant.group if mixed else "", []).append(mutant)
    return [mutant for each in zip_longest(*groups.values()) for mutant in each if mutant]


def run_tests(tests: Sequence[str], *options: str, seconds: float | None = None) -> bool:
    """Whether all pass, in the copy; a run out of time has not passed."""
    listed = FOLDER / "tests.txt"
    listed.write_text("\n".join(tests), "utf-8")
    paths = os.pathsep.join(str(COPY / name) for name in ("scripts", "tests"))
    environ = {**os.environ, "PYTHONPATH": paths, "COVERAGE_CORE": "ctrace"}  # for contexts
    command, quiet = [*PYTEST, *options, f"@{listed}"], subprocess.DEVNULL
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(command, cwd=COPY, env=environ, timeout=seconds, stdout=quiet)
        return done.returncode == 0
    return False


def learn_lines(tests: Sequence[str]) -> Lines:
    """The tests that run each line; kept for the next run."""
    kept = FOLDER / "lines.json"
    if not kept.exists():
        report = FOLDER / "report.xml"
        options = ("--cov", "--cov-context=test", "--cov-report=", "--cov-fail-under=0")
        run_tests(tests, *options, f"--junitxml={report}")
        passed = {
            f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}": float(
                case.get("time", 0)
            )
            for case in ElementTree.parse(report).iter("testcase")
            if not list(case)
        }
        data = CoverageData(str(COPY / "build" / "coverage"))
        data.read()
        lines: Lines = {}
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                known = {name.partition("|")[0] for name in contexts} & passed.keys()
                lines[f"{Path(file).relative_to(COPY)}:{line}"] = {t: passed[t] for t in known}
        kept.write_text(json.dumps(lines), "utf-8")
    return dict(json.loads(kept.read_text("utf-8")))


def is_noticed(mutant: Mutant, lines: Lines) -> bool:
    """Whether a test fails with the change."""
    chosen, total = list(mutant.tests), 0.0
    times = lines.get(f"{mutant.file}:{mutant.line}", {})
    for test, seconds in sorted(times.items(), key=lambda each: (each[1], each[0])):
        total += seconds
        if seconds < SLOW and total < BUDGET:
            chosen.append(test)
    file = COPY / mutant.file
    before = file.read_text("utf-8")
    try:
        file.write_text(mutant.make(), "utf-8")
        return bool(chosen) and not run_tests(chosen, "-x", seconds=600)
    finally:
        file.write_text(before, "utf-8")


def main(
    *,
    count: int = 300,
    seed: int = 1,
    rows: bool = False,
    tests: tuple[str, ...] = (),
    new: bool = False,
    write: bool = False,
) -> None:
    if new:
        shutil.rmtree(FOLDER, ignore_errors=True)
    if not COPY.is_dir():
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
        for name in listed.stdout.splitlines():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, COPY / name)
    kept = FOLDER / "results.json"
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    lines: Lines = {}
    if not rows:
        lines = learn_lines(tests or (ROOT / "tests/rooms.txt").read_text("utf-8").split())
    equal = yaml.safe_load((ROOT / "docs" / "equivalent-mutants.yml").read_text("utf-8"))
    score: dict[str, list[bool]] = {}
    for mutant in draw(list((find_rows if rows else find_mutants)(COPY)), seed, rows)[:count]:
        if mutant.name in equal:
            continue
        if mutant.name not in known:
            known[mutant.name] = is_noticed(mutant, lines)
            kept.write_text(json.dumps(known, ensure_ascii=False), "utf-8")
        print("noticed" if known[mutant.name] else "survived", mutant.name, sep="\t", flush=True)
        score.setdefault(mutant.group, []).append(known[mutant.name])
    score["all"] = [hit for hits in score.values() for hit in hits]
    name = "rows" if rows else "mutants"
    cells = [(g, len(k), sum(k), f"{sum(k) / (len(k) or 1):.0%}") for g, k in score.items()]
    text = render_table(f"{name}|changes|noticed|share", cells)
    print(text)
    if write:
        write_table("architecture.md", name, text)


if __name__ == "__main__":
    run_command(main)
