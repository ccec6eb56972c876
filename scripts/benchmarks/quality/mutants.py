"""How many small changes of the program do its unit tests notice?

    .venv/bin/python scripts/benchmarks/quality/mutants.py [--count 300] [--seed 1] [--write]
    .venv/bin/python scripts/benchmarks/quality/mutants.py --again      # survivors once more

Draws changes inside the functions of ROOMS: a comparison is turned, a number moved by one, an
`and` made an `or`, a condition denied, a `return` emptied, a `+` made a `-`. One process collects
the tests and learns which functions and lines each of them runs; for each change it forks, puts
the changed code into the functions, and runs the tests of that line, fastest first, until one
fails. A change that all of them pass, or that none of them runs, has survived. What is known is
kept in .cache/mutants, and a run that was broken off goes on there. Changes that change nothing
stand in docs/equivalent-mutants.yml, each with the reason, and are not counted.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import gc
import hashlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Protocol, TypeVar

import pytest
import yaml
from _pytest.runner import runtestprotocol
from coverage import Coverage
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tables import ROOT, table, write_table

PACKAGE = ROOT / "scripts" / "jiebang"
FOLDER = ROOT / ".cache" / "mutants"
PAGE = ROOT / "docs" / "architecture.md"
EQUIVALENT = ROOT / "docs" / "equivalent-mutants.yml"
ROOMS = ("quantities", "structure", "checks", "corpus/catalogue", "datasets")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
UNTIMED = "not ten_thousand and not takes_about and not grows_with and not that_dies"
PYTEST = ("-q", "-n", "0", "--no-header", "-p", "no:cacheprovider", "--hypothesis-seed=0",
          "-o", "tmp_path_retention_policy=none", "-k", UNTIMED)  # fmt: skip
SLOW = 2.0  # seconds: a test that takes longer is not run
BUDGET = 10.0  # seconds of tests for one change
NOT_TRIED = 77  # what a fork ends with whose change cannot be put in


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)
Trace = dict[str, dict[str, Any]]  # test: {"seconds", "lines": {"file function": [line]}}


@dataclass(frozen=True)
class Mutant:
    """A change of the node of `file` that is `node`th in the order of `ast.walk`."""

    room: str
    file: Path
    function: str
    line: int  # counted from that of the function
    node: int
    name: str  # what is changed, and where, without a number of a line


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
        # The names in it stay, so that the function closes over the same ones.
        node.value = ast.IfExp(ast.Constant(True), ast.Constant(None), node.value)
        return "return None"
    if isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        old_value = node.value
        node.value = not old_value if isinstance(old_value, bool) else old_value + 1
        return f"{old_value} → {node.value}"
    return ""


def is_idle(node: ast.AST) -> bool:
    """Whether the change would say nothing: the return of an empty value emptied."""
    if not isinstance(node, ast.Return) or node.value is None:
        return False
    value = node.value
    return not (
        value.value if isinstance(value, ast.Constant) else ast.unparse(value).strip("()[]{}")
    )


def functions(tree: ast.AST, before: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The outermost functions and methods, each with its qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield before + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{before}{node.name}.")
        else:
            yield from functions(node, before)


def first_line(function: ast.FunctionDef) -> int:
    return min([function.lineno, *(d.lineno for d in function.decorator_list)])


@functools.cache
def source(file: Path) -> str:
    """What was imported: the file may be worked on while this runs."""
    return file.read_text("utf-8")


def find_mutants() -> Iterator[Mutant]:
    """Everything in the rooms that can be changed."""
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            text = source(file)
            lines, tree, seen = text.splitlines(), ast.parse(text), Counter[str]()
            inside = {
                id(node): (name, first_line(function))
                for name, function in functions(tree)
                for statement in function.body
                for node in ast.walk(statement)
                if not is_idle(node)
            }
            for node in ast.walk(tree):  # the lengths are equal, or it is a fault of ours
                if isinstance(node, ast.keyword) and node.arg == "strict":
                    inside.pop(id(node.value), None)
            for number, node in enumerate(ast.walk(tree)):
                if id(node) not in inside or not (done := change(node)):
                    continue
                function, first = inside[id(node)]
                line = getattr(node, "lineno", first)
                where = f"{file.relative_to(PACKAGE)} {function}: {lines[line - 1].strip()}"
                name = f"{where} ## {done}"
                seen[name] += 1
                name += f" ({seen[name]})" if seen[name] > 1 else ""
                yield Mutant(room, file, function, line - first, number, name)


def codes(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from codes(part)


class Program:
    """What of the package is in this process: functions by file, and caches."""

    def __init__(self) -> None:
        for room in ROOMS:
            for file in (PACKAGE / room).rglob("*.py"):
                import_module(".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts))
        self.functions: dict[str, list[FunctionType]] = {}
        self.caches: list[Any] = []
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                self.functions.setdefault(thing.__code__.co_filename, []).append(thing)
            elif isinstance(thing, functools._lru_cache_wrapper) and "jiebang" in thing.__module__:
                self.caches.append(thing)

    def forget(self) -> None:
        """Empty the caches: nothing stays known that the code before a change worked out."""
        for cache in self.caches:
            cache.cache_clear()

    def put_in(self, mutant: Mutant) -> None:
        """Give the functions the changed code."""
        tree = ast.parse(source(mutant.file))
        change(next(node for number, node in enumerate(ast.walk(tree)) if number == mutant.node))
        whole = compile(ast.fix_missing_locations(tree), str(mutant.file), "exec")
        changed = {(code.co_qualname, code.co_firstlineno): code for code in codes(whole)}
        for function in self.functions[str(mutant.file)]:
            code = function.__code__
            function.__code__ = changed[code.co_qualname, code.co_firstlineno]


class Runner:
    """A pytest plugin: in place of running the tests it tries the changes on them."""

    def __init__(self, mutants: list[Mutant], coverage: Coverage, again: bool) -> None:
        self.mutants, self.coverage, self.again = mutants, coverage, again
        self.trace: Trace = read_json("trace.json")
        self.results: dict[str, str] = read_json("results.json")
        self.sound: set[str] = set()

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        profile = settings.get_profile("jiebang")
        settings.register_profile("mutants", profile, database=None, max_examples=20)

    def pytest_collectstart(self) -> None:
        settings.load_profile("mutants")  # behind tests/conftest.py

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.program = Program()
        self.learn()
        self.coverage.stop()
        quick = [test for test in self.items if self.trace[test]["seconds"] < SLOW]
        runs: dict[str, list[tuple[str, frozenset[int]]]] = {}
        for test in quick:
            for function, lines in self.trace[test]["lines"].items():
                runs.setdefault(function, []).append((test, frozenset(lines)))
        for mutant in self.mutants:
            if self.results.get(mutant.name, "survived").startswith("survived") and (
                self.again or mutant.name not in self.results
            ):
                key = f"{mutant.file.relative_to(PACKAGE)} {mutant.function}"
                at = [test for test, lines in runs.get(key, ()) if mutant.line in lines]
                at = at or [test for test, _ in runs.get(key, ())]
                files = {test.partition("::")[0] for test in at}
                if len(at) <= len(files):  # what it works out is kept: all that follow use it
                    at = [test for test in quick if test.partition("::")[0] in files]
                self.results[mutant.name] = self.try_out(mutant, at)
                write_json("results.json", self.results)
                print(self.results[mutant.name], mutant.name, sep="\t", flush=True)
        return True

    def learn(self) -> None:
        """Which lines each test runs that was not seen before, and how long it takes."""
        new = [item for test, item in self.items.items() if test not in self.trace]
        file = None
        for number, item in enumerate(new):
            if item.path != file:  # who comes later would not be seen to need what is cached
                self.program.forget()
                file = item.path
            self.coverage.switch_context(item.nodeid)
            start = time.process_time()
            reports = runtestprotocol(item, nextitem=(new[number + 1 :] or [None])[0], log=False)
            seconds = time.process_time() - start
            if any(report.failed for report in reports):
                print("fails unchanged, not used:", item.nodeid, flush=True)
                seconds = 1e6
            self.trace[item.nodeid] = {"seconds": round(seconds, 4), "lines": {}}
        if not new:
            return
        self.coverage.stop()
        self.coverage.save()
        for file in sorted({mutant.file for mutant in find_mutants()}):
            spans = [
                (first_line(function), function.end_lineno or 0, name)
                for name, function in functions(ast.parse(source(file)))
            ]
            for line, tests in self.coverage.get_data().contexts_by_lineno(str(file)).items():
                for first, last, name in spans:
                    if first <= line <= last:
                        for test in filter(None, tests):
                            of_test = self.trace[test]["lines"]
                            key = f"{file.relative_to(PACKAGE)} {name}"
                            of_test.setdefault(key, []).append(line - first)
        write_json("trace.json", self.trace)

    def try_out(self, mutant: Mutant, tests: list[str]) -> str:
        """“killed by …” or “survived …”."""
        chosen, total = [], 0.0
        for test in sorted(tests, key=lambda test: (self.trace[test]["seconds"], test)):
            total += self.trace[test]["seconds"]
            if total > BUDGET:
                break
            chosen.append(test)
        if not chosen:
            return "survived: no test runs it"
        while True:
            failed = self.run(chosen, mutant, 20 + 3 * total)
            if failed is None:
                return f"survived {len(chosen)} of {len(tests)} tests"
            if failed in self.sound or failed not in self.items:
                return f"killed by {failed[:150]}"
            if self.run([failed], None, 60) is None:
                self.sound.add(failed)
            else:  # it fails alone, without any change
                chosen.remove(failed)

    def run(self, tests: list[str], mutant: Mutant | None, seconds: float) -> str | None:
        """The test that fails, in a process of its own; None where all pass."""
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            limit(seconds)
            code = NOT_TRIED
            try:
                self.program.forget()
                if mutant:
                    self.program.put_in(mutant)
                code = 1
                items = [self.items[test] for test in tests]
                for item, following in zip(items, [*items[1:], None], strict=True):
                    reports = runtestprotocol(item, nextitem=following, log=False)
                    if any(report.failed for report in reports):
                        os.write(write, item.nodeid.encode())
                        break
                code = 0
            finally:
                os._exit(code)
        os.close(write)
        status = os.waitpid(pid, 0)[1]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what the tests left running
        with os.fdopen(read, "rb") as pipe:
            failed = pipe.read().decode()
        if os.waitstatus_to_exitcode(status) == NOT_TRIED:
            raise RuntimeError(f"cannot be put in: {mutant}")
        return failed or (f"its end ({status})" if status else None)


def limit(seconds: float) -> None:
    """Let this process, a child, end by itself: by its CPU time, its memory or the clock."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(900)


def read_json(name: str) -> Any:
    path = FOLDER / name
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write_json(name: str, value: object) -> None:
    path = FOLDER / f".{name}"
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    path.rename(FOLDER / name)


def draw(found: Iterable[T], seed: int, count: int | None = None) -> list[T]:
    """Those whose names hash lowest: a change of the program elsewhere moves none of them."""
    key = {one: hashlib.sha256(f"{seed} {one.name}".encode()).digest() for one in found}
    return sorted(key, key=key.__getitem__)[:count]


def options(purpose: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=purpose.partition("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="try the survivors once more")
    parser.add_argument("--write", action="store_true", help="the table into docs/architecture.md")
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests"))
    return parser.parse_args()


def report(name: str, outcomes: Iterable[tuple[str, bool]], page: Path | None) -> None:
    """The table of (group, killed), printed and, with a page, written."""
    score: dict[str, list[bool]] = {}
    for group, killed in outcomes:
        for key in (group, "all"):
            score.setdefault(key, []).append(killed)
    score["all"] = score.pop("all", [])  # stands last
    rows = [(g, len(k), sum(k), f"{sum(k) / (len(k) or 1):.0%}") for g, k in score.items()]
    text = table((name, "changes", "noticed", "share"), rows)
    print(text)
    if page:
        write_table(page, name, text)


def main() -> None:
    args = options(__doc__ or "")
    equal = yaml.safe_load(EQUIVALENT.read_text("utf-8")) or {}
    mutants = draw(find_mutants(), args.seed, args.count)
    counted = [mutant for mutant in mutants if mutant.name not in equal]
    measured = {room.partition("/")[0] for room in ROOMS}
    coverage = Coverage(
        data_file=str(FOLDER / "coverage"),
        branch=True,
        source=[str(PACKAGE / room) for room in measured],
    )
    with tempfile.TemporaryDirectory() as made:
        if args.again or not read_json("trace.json"):  # there may be new tests to learn of
            coverage.start()
        runner = Runner(counted, coverage, args.again)
        pytest.main([*PYTEST, f"--basetemp={made}/tests", "@tests/rooms.txt"], [runner])
    print(f"seed {args.seed}; {len(mutants) - len(counted)} equivalent ones not counted")
    outcomes = [(m.room, runner.results[m.name].startswith("killed")) for m in counted]
    report("mutants", outcomes, PAGE if args.write else None)


if __name__ == "__main__":
    main()
