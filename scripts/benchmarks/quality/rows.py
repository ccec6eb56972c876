"""Changes of the tables of words in `lexicon/*.yml`, for mutants.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_QUANTITIES = (
    "../lexicon/test_witnesses.py measures_fixtures measures measures_units measures_english"
    " measures_own metrics pair checks protect traditional_text ../lexicon"
)
_TASKS = "structure genre rows rows_made stated"
_TESTS = {
    "comparators units numerals currencies counters changes denials metrics": _QUANTITIES,
    "contacts": "contacts",
    "columns fields outline": _TASKS,
    "provenance": "provenance stated facts",
    "money": "facts stated rows",
    "traditional": "traditional_text traditional_edition",
}
# The tests that read each file. The frames are translations: a row less is a line less, no rule.
TESTS = {
    file: tuple(
        f"tests/{name[3:]}" if name[0] == "." else f"tests/unit/test_{name}.py"
        for name in tests.split()
    )
    for files, tests in _TESTS.items()
    for file in files.split()
}
_TURNS = (">= <=", "> <", "= ~", "better worse", "increase decrease", "to by", "true false")
OPPOSITE = {a: b for pair in _TURNS for a, b in (pair.split(), pair.split()[::-1])}
OPPOSITE["no-worse"] = "worse"


class Row(NamedTuple):
    name: str
    kind: str
    file: Path  # from the root
    path: tuple[Any, ...]


@cache
def _load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)


def _find_changes(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The kind and the path of everything in a file that can be changed."""
    if isinstance(value, list):
        for at, part in enumerate(value):
            yield ("word dropped" if isinstance(part, str) else "row dropped"), (*path, at)
            yield from _find_changes(part, (*path, at))
    elif isinstance(value, dict):
        for key, part in value.items():
            if not key.isascii():
                yield "row dropped", (*path, key)
            yield from _find_changes(part, (*path, key))
    elif path and isinstance(path[-1], str) and path[-1] != "base":
        if path[-1] in ("means", "mode") and value in OPPOSITE:
            yield "direction turned", path
        elif value in ("true", "false"):
            yield "flag turned", path
        elif re.fullmatch(r"-?[1-9][\d./e-]*|0\.\d+", value):
            yield "figure changed", path


def find_rows(root: Path) -> Iterator[Row]:
    for name in TESTS:
        file = Path("scripts/jiebang/lexicon") / f"{name}.yml"
        for kind, path in _find_changes(_load(root / file), ()):
            place = _load(root / file)
            for key in path:
                place = place[key]
            where = ".".join(map(str, path))
            yield Row(f"{name}.yml {where}: {kind}: {str(place)[:60]}", kind, file, path)


def change_row(root: Path, row: Row) -> str:
    """The text of the file with the change."""
    data = yaml.load((root / row.file).read_text("utf-8"), yaml.CBaseLoader)
    place, last = data, row.path[-1]
    for key in row.path[:-1]:
        place = place[key]
    if row.kind.endswith("dropped"):
        del place[last]
    elif row.kind == "figure changed":
        place[last] = str(Fraction(place[last]) * 10)
    else:
        place[last] = OPPOSITE[place[last]]
    return str(yaml.safe_dump(data, allow_unicode=True, width=10**6))
