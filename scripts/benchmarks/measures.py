"""Precision and recall of the measures, beside quantulum3 and Recognizers-Text.

    .venv/bin/python scripts/benchmarks/measures.py [--rivals PYTHON] [--write] [--errors]

Reads tests/fixtures/measures/*.yml, which was labelled by reading. `--rivals` is the
Python of another virtual environment that has the two libraries:

    python3 -m venv /tmp/rivals
    /tmp/rivals/bin/pip install quantulum3 recognizers-text-number-with-unit 'emoji<1.7'

`--write` puts the table between the marks of docs/measures.md, `--errors` lists what is
not as labelled.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from jiebang.measures import extract

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "measures"
PAGE = ROOT / "docs" / "measures.md"
MARKS = ("<!-- benchmark -->", "<!-- /benchmark -->")
ENGINE = {
    "quantulum3": """
import warnings
warnings.filterwarnings("ignore")
from quantulum3 import parser
def read(zh):
    for q in parser.parse(zh):
        yield *q.span, str(q.value), q.surface.strip().lstrip("0123456789.,+-~ ")
""",
    "Recognizers-Text": """
from recognizers_number_with_unit import (
    Culture, recognize_currency, recognize_dimension, recognize_temperature)
from recognizers_number import recognize_number, recognize_percentage
KINDS = (recognize_dimension, recognize_currency, recognize_temperature, recognize_percentage,
         recognize_number)
def read(zh):
    found = []
    for r in (r for kind in KINDS for r in kind(zh, Culture.Chinese)):
        value = (r.resolution or {}).get("value")
        if value and not any(r.start < end and start <= r.end for start, end, *_ in found):
            unit = r.text.lstrip("0123456789.,+-~ 万亿千百十一二三四五六七八九两")
            found.append((r.start, r.end + 1, str(value).rstrip("%"), unit))
    return found
""",
}
RUN = """
import json, sys
for line in sys.stdin:
    found = []
    try:
        for each in read(json.loads(line)):
            found.append(each)
    except Exception:
        pass
    print(json.dumps(found))
"""


@dataclass(frozen=True)
class Measure:
    """One amount, labelled or found; `metric_at` is the span of its metric or None."""

    start: int
    end: int
    value: Decimal | None
    value_max: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    metric: str = ""
    metric_at: tuple[int, int] | None = None
    doubt: bool = False


@dataclass(frozen=True)
class Item:
    """A labelled sentence."""

    id: str
    zh: str
    labels: tuple[Measure, ...]


def load(path: Path) -> list[Item]:
    """The items of a fixture file, with the places of their labels."""
    data: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    items = []
    for entry in data:
        zh, at, labels = entry["zh"], 0, []
        for label in entry["measures"]:
            start = zh.index(label["text"], at)
            at = start + len(label["text"])
            labels.append(_label(zh, label, start, at))
        items.append(Item(entry["id"], zh, tuple(labels)))
    return items


def _label(zh: str, label: dict[str, Any], start: int, end: int) -> Measure:
    metric = label.get("metric") or ""
    place = zh.rfind(metric, 0, start + len(metric)) if metric else -1
    place = zh.find(metric, start) if place < 0 and metric else place
    at = (place, place + len(metric)) if place >= 0 else None
    value, top, unit = label["value"], label.get("value_max"), label.get("unit") or ""
    top = None if top is None else Decimal(top)
    comparator, doubt = label["comparator"], "doubt" in label
    return Measure(start, end, Decimal(value), top, unit, comparator, metric, at, doubt)


def ours(zh: str) -> list[Measure]:
    """What `jiebang.measures.extract` finds."""
    found = []
    for a in extract(zh):
        at = (a.metric_start, a.metric_end) if a.metric else None
        sign = a.comparator.value
        found.append(Measure(a.start, a.end, a.value, a.value_max, a.unit, sign, a.metric, at))
    return found


def rival(python: str, name: str, items: Sequence[Item]) -> list[list[Measure]] | None:
    """What another library finds, run by another Python; None where it cannot."""
    given = "".join(json.dumps(item.zh) + "\n" for item in items)
    try:
        done = subprocess.run(
            [python, "-c", ENGINE[name] + RUN],
            input=given,
            capture_output=True,
            text=True,
            timeout=300,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(items):
        return None
    return [[Measure(s, e, _number(v), unit=u) for s, e, v, u in json.loads(x)] for x in lines]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None


def pairs(labels: Sequence[Measure], found: Sequence[Measure]) -> list[tuple[Measure, Measure]]:
    """Labels with what was found at the same place, one to one, in printed order."""
    left, made = list(found), []
    for label in labels:
        near = [m for m in left if m.start < label.end and label.start < m.end]
        if near:
            best = max(near, key=lambda m: min(m.end, label.end) - max(m.start, label.start))
            left.remove(best)
            made.append((label, best))
    return made


def plain(text: str) -> str:
    """A unit or metric for comparing: NFKC, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def metric_relaxed(label: Measure, found: Measure) -> bool:
    """At least half of the shorter span is in the other."""
    if plain(label.metric) == plain(found.metric):
        return True
    if label.metric_at is None or found.metric_at is None:
        return False
    (a, b), (c, d) = label.metric_at, found.metric_at
    return 2 * (min(b, d) - max(a, c)) >= min(b - a, d - c)


def same(*names: str) -> Callable[[Measure, Measure], bool]:
    """Whether label and found are equal in all of these fields; units after NFKC."""

    def of(measure: Measure) -> list[object]:
        values = (getattr(measure, name) for name in names)
        return [plain(v) if isinstance(v, str) else v for v in values]

    return lambda label, found: of(label) == of(found)


TESTS: dict[str, Callable[[Measure, Measure], bool]] = {
    "value": same("value", "value_max"),
    "unit": same("unit"),
    "comparator": same("comparator"),
    "value + unit + comparator": same("value", "value_max", "unit", "comparator"),
    "metric, exact": same("metric"),
    "metric, relaxed": metric_relaxed,
}
SHOWN_OF_RIVALS = ("value", "unit")


@dataclass(frozen=True)
class Score:
    """Counts: right, found, labelled."""

    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        total = self.found + self.labelled
        return 2 * self.right / total if total else 0.0


def score(items: Sequence[Item], found: Sequence[Sequence[Measure]]) -> dict[str, Score]:
    """A score for each of TESTS."""
    matched = [p for item, each in zip(items, found, strict=True) for p in pairs(item.labels, each)]
    total = sum(len(each) for each in found)
    labelled = sum(len(item.labels) for item in items)
    return {
        name: Score(sum(test(*pair) for pair in matched), total, labelled)
        for name, test in TESTS.items()
    }


def table(python: str) -> str:
    """The table of all engines on both files, as Markdown."""
    lines = [
        "| sentences | engine | of | precision | recall | F1 |",
        "| --- | --- | --- | ---: | ---: | ---: |",
    ]
    absent = []
    for name in ("documents", "genre"):
        items = load(FIXTURES / f"{name}.yml")
        runs: dict[str, list[list[Measure]] | None] = {"jiebang": [ours(i.zh) for i in items]}
        runs |= {engine: rival(python, engine, items) for engine in ENGINE}
        for engine, found in runs.items():
            if found is None:
                absent.append(f"{engine}: not run on {name}, not installed in {python}")
                continue
            for test, result in score(items, found).items():
                if engine != "jiebang" and test not in SHOWN_OF_RIVALS:
                    continue
                lines.append(
                    f"| {name} | {engine} | {test} | {result.precision:.3f}"
                    f" | {result.recall:.3f} | {result.f1:.3f} |"
                )
    return "\n".join([*lines, "", *absent]).rstrip() + "\n"


def errors() -> str:
    """What is found otherwise than labelled, line by line."""
    items = [i for name in ("documents", "genre") for i in load(FIXTURES / f"{name}.yml")]
    return "\n".join(line for item in items for line in _errors(item))


def _errors(item: Item) -> Iterator[str]:
    """The errors in one sentence."""
    found = ours(item.zh)
    made = pairs(item.labels, found)
    shown = [t for t in TESTS if t not in ("metric, exact", "value + unit + comparator")]
    for label, measure in made:
        if wrong := [t for t in shown if not TESTS[t](label, measure)]:
            yield (
                f"{item.id}{' (doubt)' if label.doubt else ''} {', '.join(wrong)}:"
                f" {item.zh[label.start : label.end]!r}\n    label {_line(label)}"
                f"\n    found {_line(measure)}"
            )
    for label in item.labels:
        if label not in [a for a, _ in made]:
            yield f"{item.id} missed: {item.zh[label.start : label.end]!r} {label.metric}"
    for measure in found:
        if measure not in [b for _, b in made]:
            yield f"{item.id} extra: {item.zh[measure.start : measure.end]!r} {measure.metric}"


def _line(measure: Measure) -> str:
    top = "" if measure.value_max is None else f"..{measure.value_max}"
    return f"{measure.metric} {measure.comparator} {measure.value}{top} {measure.unit}"


def speed() -> str:
    """How long all sentences take, the best of five runs."""
    items = [i for name in ("documents", "genre") for i in load(FIXTURES / f"{name}.yml")]
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        for item in items:
            extract(item.zh)
        best = min(best, time.perf_counter() - start)
    return f"{len(items)} sentences in {best * 1000:.0f} ms\n"


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rivals", default="/tmp/rivals/bin/python", metavar="PYTHON")
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--errors", action="store_true")
    given = arguments.parse_args()
    result = table(given.rivals)
    sys.stdout.write(result + speed())
    if given.errors:
        sys.stdout.write(errors() + "\n")
    if given.write:
        page = PAGE.read_text("utf-8")
        head, rest = page.split(MARKS[0])
        tail = rest.split(MARKS[1])[1]
        PAGE.write_text(f"{head}{MARKS[0]}\n\n{result}\n{MARKS[1]}{tail}", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
