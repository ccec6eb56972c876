"""How many changed rows of the lexicon do the tests notice?

    .venv/bin/python scripts/benchmarks/quality/mutants_rows.py [--count 60] [--seed 1] [--write]

Draws changes of `lexicon/*.yml`, as many of each kind: a row dropped, a word dropped, a direction
turned, a figure ten times what it was, a flag turned. For each, a fork that has imported the
package reads the changed file in place of the real one, collects the tests and runs them until
one fails. Results are kept in .cache/mutants, and a run that was broken off goes on there.
"""

from __future__ import annotations

import copy
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutants import PACKAGE, PAGE, PYTEST, SLOW, draw, limit, options, read_json, report, write_json

LEXICON = PACKAGE / "lexicon"
QUANTITIES = (
    "measures_fixtures measures measures_units measures_english measures_own metrics pair checks"
    " protect traditional_text"
)
TASKS = "structure genre rows rows_made stated"
# The frames are translations: a row less is a line less, and no rule.
TESTS = {
    **dict.fromkeys(
        [
            "comparators",
            "units",
            "numerals",
            "currencies",
            "counters",
            "changes",
            "denials",
            "metrics",
        ],
        QUANTITIES,
    ),
    "contacts": "contacts",
    "columns": TASKS,
    "fields": TASKS,
    "outline": TASKS,
    "provenance": "provenance stated facts",
    "money": "facts stated rows",
    "traditional": "traditional_text traditional_edition",
}
OPPOSITE = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "~", "~": "="}
OPPOSITE |= {"better": "worse", "worse": "better", "no-worse": "worse"}
OPPOSITE |= {"increase": "decrease", "decrease": "increase", "to": "by", "by": "to"}


@dataclass(frozen=True)
class Row:
    name: str
    kind: str
    file: str
    path: tuple[Any, ...]


def load(file: str) -> Any:
    return yaml.load((LEXICON / f"{file}.yml").read_text("utf-8"), yaml.CBaseLoader)


def find_changes(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The kind and the path of everything in a file that can be changed."""
    if isinstance(value, list):
        for at, part in enumerate(value):
            yield ("word dropped" if isinstance(part, str) else "row dropped"), (*path, at)
            yield from find_changes(part, (*path, at))
    elif isinstance(value, dict):
        for key, part in value.items():
            if not key.isascii():
                yield "row dropped", (*path, key)
            yield from find_changes(part, (*path, key))
    elif path and isinstance(path[-1], str) and path[-1] != "base":
        if path[-1] in ("means", "mode") and value in OPPOSITE:
            yield "direction turned", path
        elif value in ("true", "false"):
            yield "flag turned", path
        elif re.fullmatch(r"-?[1-9][\d./e-]*|0\.\d+", value):
            yield "figure changed", path


def changed(data: Any, kind: str, path: tuple[Any, ...]) -> Any:
    """The data of a file with the change at the path."""
    data = copy.deepcopy(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    if kind.endswith("dropped"):
        del place[path[-1]]
    elif kind == "direction turned":
        place[path[-1]] = OPPOSITE[place[path[-1]]]
    elif kind == "flag turned":
        place[path[-1]] = {"true": "false", "false": "true"}[place[path[-1]]]
    else:
        place[path[-1]] = str(Fraction(place[path[-1]]) * 10)
    return data


def find_rows() -> Iterator[Row]:
    for file in TESTS:
        data = load(file)
        for kind, path in find_changes(data, ()):
            place = data
            for key in path:
                place = place[key]
            where = ".".join(map(str, path))
            yield Row(f"{file}.yml {where}: {kind}: {str(place)[:60]}", kind, file, path)


def draw_rows(count: int, seed: int) -> list[Row]:
    """As many of each kind, as far as there are."""
    kinds: dict[str, list[Row]] = {}
    for row in draw(find_rows(), seed):
        kinds.setdefault(row.kind, []).append(row)
    return [row for each in zip_longest(*kinds.values()) for row in each if row][:count]


class Quick:
    """A pytest plugin that leaves out the tests that are known to take long."""

    slow = frozenset(t for t, known in read_json("trace.json").items() if known["seconds"] > SLOW)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid not in self.slow]


def is_noticed(file: str, text: str, made: str) -> bool:
    """Whether a test fails with this text in place of that of the file."""
    pid = os.fork()
    if not pid:
        limit(600)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        read_text, target = Path.read_text, LEXICON / f"{file}.yml"
        Path.read_text = lambda self, *a, **k: (  # type: ignore[method-assign]
            text if self == target else read_text(self, *a, **k)
        )
        stages = [[f"tests/unit/test_{name}.py" for name in TESTS[file].split()]]
        if TESTS[file] is QUANTITIES:  # what notices most, and soonest, first
            stages = [["tests/lexicon/test_witnesses.py"], [*stages[0], "tests/lexicon"]]
        arguments = [*PYTEST, "-x", f"--basetemp={made}/tests"]
        os._exit(any(pytest.main([*arguments, *names], [Quick()]) for names in stages))
    return os.waitpid(pid, 0)[1] != 0


def main() -> None:
    args = options(__doc__ or "")
    import jiebang.cli  # noqa: F401, what the forks share

    known: dict[str, bool] = read_json("rows.json")
    rows = draw_rows(args.count, args.seed)
    with tempfile.TemporaryDirectory() as made:
        for row in rows:
            if row.name not in known or (args.again and not known[row.name]):
                data = changed(load(row.file), row.kind, row.path)
                text = yaml.safe_dump(data, allow_unicode=True, width=10**6)
                known[row.name] = is_noticed(row.file, text, made)
                write_json("rows.json", known)
            print("killed" if known[row.name] else "survived", row.name, sep="\t", flush=True)
    report("rows", [(row.kind, known[row.name]) for row in rows], PAGE if args.write else None)


if __name__ == "__main__":
    main()
