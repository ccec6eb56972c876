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
import sys
import time
from collections.abc import Iterator

from measures_rivals import ENGINE, rival
from measures_score import FIXTURES, NAMES, ROOT, TESTS, Item, Measure, load, ours, pairs, score

from jiebang.quantities.read_zh import extract

PAGE = ROOT / "docs" / "measures.md"
MARKS = ("<!-- benchmark -->", "<!-- /benchmark -->")
SHOWN_OF_RIVALS = ("value", "unit")


def table(python: str) -> str:
    """The table of all engines on both files, as Markdown."""
    lines = [
        "| sentences | engine | of | precision | recall | F1 |",
        "| --- | --- | --- | ---: | ---: | ---: |",
    ]
    absent = []
    for name in NAMES:
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
    items = [i for name in NAMES for i in load(FIXTURES / f"{name}.yml")]
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
    items = [i for name in NAMES for i in load(FIXTURES / f"{name}.yml")]
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
