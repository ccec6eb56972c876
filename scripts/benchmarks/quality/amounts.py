"""Score any system's reading of Chinese amounts against the labels in content/benchmark.

    amounts.py check                        are the label files well formed?
    amounts.py run jiebang > out.jsonl      a system's output (jiebang, recognizers, quantulum3)
    amounts.py score out.jsonl [--json]     its scores, by field and by half
    amounts.py agree [--json]               labels B scored against labels A, and Cohen's kappa

A system's output is JSON Lines, one object a statement: {"id": ..., "measures": [...]}, with the
keys of content/benchmark/GUIDELINES.md. A key that is left out counts as empty. Only `run` imports
a system, and only the one it is asked for; the scores rest on nothing but the two files.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from amounts_scores import Readings, agree, parse_value, score

BENCHMARK = Path(__file__).parents[3] / "content" / "benchmark"
COMPARATORS = (">=", "<=", ">", "<", "=", "~", "range")
CHANGES = ("level", "increase", "decrease")
KEYS = (
    "text",
    "start",
    "metric",
    "value",
    "value_max",
    "comparator",
    "unit",
    "change",
    "mode",
    "baseline",
    "per",
    "approximate",
    "condition",
)


# --- files ----------------------------------------------------------------------------------


def read_lines(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path}: cannot be read as JSON Lines in UTF-8 ({error})") from None


def is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def read_readings(path: Path) -> Readings:
    rows = read_lines(path)
    if not all(
        isinstance(r, dict) and "id" in r and is_list_of_objects(r.get("measures")) for r in rows
    ):
        raise SystemExit(f'{path}: each line must be {{"id": …, "measures": […]}}')
    return {row["id"]: row["measures"] for row in rows}


def find_faults(statements: Mapping[str, str], labels: Readings) -> list[str]:
    """What is wrong with the form of a label file, a line each."""
    faults = [f"{i}: labelled but no statement" for i in labels if i not in statements]
    faults += [f"{i}: not labelled" for i in statements if i not in labels]
    for i in (i for i in labels if i in statements):
        zh = statements[i]
        for n, m in enumerate(labels[i], 1):
            tests = {
                "has other keys than the guidelines": tuple(m) == KEYS or set(m) == set(KEYS),
                "text does not stand at start": m.get("text")
                == zh[m.get("start", 0) :][: len(str(m.get("text")))]
                and m.get("text"),
                "metric is no substring": str(m.get("metric")) in zh,
                "condition is no substring": all(
                    c in zh for c in str(m.get("condition")).split("；")
                ),
                "value is no number": parse_value(m.get("value")) is not None,
                "range without its upper value": (m.get("comparator") == "range")
                == bool(m.get("value_max")),
                "baseline is no number": not m.get("baseline")
                or parse_value(m["baseline"]) is not None,
                "unknown comparator": m.get("comparator") in COMPARATORS,
                "unknown change": m.get("change") in CHANGES,
                "mode without change, or change without mode": (m.get("change") == "level")
                == (m.get("mode") == ""),
            }
            faults += [f"{i} #{n}: {what}" for what, fine in tests.items() if not fine]
    return faults


# --- report ---------------------------------------------------------------------------------


def render(result: Mapping[str, Any]) -> str:
    """The scores of one group as a Markdown table."""
    lines = [
        f"{result['statements']} statements, {result['labels']} labels, {result['found']} found",
        "",
        "| measure | precision | recall | F1 | agreeing of those paired |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, cell in result.items():
        if isinstance(cell, dict) and "f1" in cell:
            of = f"{cell['of_paired']:.3f}" if "of_paired" in cell else ""
            numbers = " | ".join(f"{cell[k]:.3f}" for k in ("precision", "recall", "f1"))
            lines.append(f"| {name} | {numbers} | {of} |")
        elif isinstance(cell, float):
            lines.append(f"| {name} | | | {cell:.3f} | |")
    for name, kappa in result.get("kappa", {}).items():
        lines.append(
            f"| kappa: {name} | | | {kappa:.3f} | |"
            if name != "pairs"
            else f"| amounts both see | | | {kappa} | |"
        )
    return "\n".join(lines)


def render_groups(groups: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [
        "| | statements | value + unit + comparator F1 | metric, relaxed F1 | whole statement |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, r in groups.items():
        amounts, metric = r["value + unit + comparator"]["f1"], r["metric, relaxed"]["f1"]
        lines.append(
            f"| {name} | {r['statements']} | {amounts:.3f} | {metric:.3f} "
            f"| {r['whole statement']:.3f} |"
        )
    return "\n".join(lines)


def score_groups(
    statements: Iterable[Mapping[str, str]],
    gold: Readings,
    found: Readings,
    compare: Callable[[Readings, Readings], dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """The scores of all statements, of each half and of each field."""
    groups: dict[str, Readings] = {"all": {}, "open": {}, "closed": {}}
    for statement in statements:
        for name in ("all", statement["half"], statement["field"]):
            groups.setdefault(name, {})[statement["id"]] = gold[statement["id"]]
    return {name: compare(part, found) for name, part in groups.items() if part}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=("check", "run", "score", "agree"))
    parser.add_argument("what", nargs="?", help="a system to run, or the output file to score")
    parser.add_argument("--benchmark", type=Path, default=BENCHMARK, help="folder of the labels")
    parser.add_argument("--labels", default="a", choices=("a", "b"), help="score against these")
    parser.add_argument("--half", choices=("open", "closed"), help="this half alone")
    parser.add_argument("--json", action="store_true", help="all numbers, as JSON")
    options = parser.parse_args(arguments)
    if (options.what is None) != (options.verb in ("check", "agree")):
        parser.error("`run` takes a system, `score` a file, the other verbs nothing")
    folder: Path = options.benchmark
    statements = read_lines(folder / "statements.jsonl")
    if options.half:
        statements = [s for s in statements if s["half"] == options.half]
    if options.verb == "run":
        from amounts_systems import SYSTEMS  # the only place that knows any system

        if options.what not in SYSTEMS:
            parser.error(f"no such system: {options.what} (there are {', '.join(SYSTEMS)})")
        read = SYSTEMS[options.what]()
        for s in statements:
            row = {"id": s["id"], "measures": read(s["zh"])}
            print(json.dumps(row, ensure_ascii=False))
        return 0
    if options.verb == "check":
        texts = {s["id"]: s["zh"] for s in statements}
        faults = [
            f"{path.name}: {fault}"
            for path in sorted(folder.glob("labels-*.jsonl"))
            for fault in find_faults(texts, read_readings(path))
        ]
        print("\n".join(faults) or "the labels are well formed")
        return bool(faults)
    if options.verb == "agree":
        gold, found = (read_readings(folder / f"labels-{x}.jsonl") for x in "ab")
        groups = score_groups(statements, gold, found, agree)
    else:
        gold = read_readings(folder / f"labels-{options.labels}.jsonl")
        groups = score_groups(statements, gold, read_readings(Path(options.what)), score)
    if options.json:
        print(json.dumps(groups, ensure_ascii=False, indent=1))
    else:
        print(render(groups["all"]), render_groups(groups), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
