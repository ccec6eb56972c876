"""Changes of the tables of words in `lexicon/*.yml`, for mutants.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

DATA = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
OPPOSITE = DATA["opposites"] | {"true": "false", "false": "true"}
Place = tuple[Any, ...]  # keys and indices from the top of a file


@dataclass(frozen=True)
class Mutant:
    """A change of a file of the project: what makes its new text, what tests could notice."""

    name: str  # what is changed, and where, without a number of a line
    group: str
    file: Path  # from the root
    make: Callable[[], str]
    line: int = 0  # 0 for a table of words
    tests: tuple[str, ...] = ()


def find_rows(root: Path) -> Iterator[Mutant]:
    """Everything in the tables that can be changed."""
    for name, tests in DATA["tables"].items():
        file = Path("scripts/jiebang/lexicon") / f"{name}.yml"
        text = (root / file).read_text("utf-8")
        paths = tuple(f"tests/{test}" for test in DATA["sets"][tests])
        for kind, place, value in _find_changes(yaml.load(text, yaml.CBaseLoader), ()):
            where = f"{name}.yml {'.'.join(map(str, place))}: {kind}: {str(value)[:60]}"
            make = _change_later(text, kind, place)
            yield Mutant(where, kind, file, make, tests=paths)


def _find_changes(value: Any, place: Place) -> Iterator[tuple[str, Place, Any]]:
    """The kind, the place and the old value of each change."""
    if isinstance(value, list):
        for at, part in enumerate(value):
            kind = "word dropped" if isinstance(part, str) else "row dropped"
            yield kind, (*place, at), part
            yield from _find_changes(part, (*place, at))
    elif isinstance(value, dict):
        for key, part in value.items():
            if not key.isascii():
                yield "row dropped", (*place, key), part
            yield from _find_changes(part, (*place, key))
    elif place and isinstance(place[-1], str) and place[-1] != "base":
        if value in ("true", "false"):
            yield "flag turned", place, value
        elif place[-1] in ("means", "mode") and value in OPPOSITE:
            yield "direction turned", place, value
        elif re.fullmatch(r"-?[1-9][\d./e-]*|0\.\d+", value):
            yield "figure changed", place, value


def _change_later(text: str, kind: str, path: Place) -> Callable[[], str]:
    def change() -> str:
        data = place = yaml.load(text, yaml.CBaseLoader)
        for key in path[:-1]:
            place = place[key]
        last = path[-1]
        if kind.endswith("dropped"):
            del place[last]
        elif kind == "figure changed":
            place[last] = str(Fraction(place[last]) * 10)
        else:
            place[last] = OPPOSITE[place[last]]
        return str(yaml.safe_dump(data, allow_unicode=True, width=10**6))

    return change
