"""Score any system's reading of Chinese amounts against the labels in content/benchmark.

    amounts.py check                        are the label files well formed?
    amounts.py run jiebang > out.jsonl      a system's output (jiebang, recognizers, quantulum3)
    amounts.py score out.jsonl [--json]     its scores, by field and by half
    amounts.py agree [--json]               labels B scored against labels A, and Cohen's kappa

A system's output is JSON Lines, one object a statement: {"id": ..., "measures": [...]}, with the
keys of content/benchmark/GUIDELINES.md, whose rules say when two readings are the same. A key that
is left out counts as empty. Only `run` imports a system, and only the one it is asked for; the
scores rest on nothing but the two files. `--benchmark FOLDER` is another folder of labels, `--half
open` or `closed` half of the statements, `--labels b` the second set of labels.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from json import dumps, loads
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, render_table, run_command

COMPARATORS = (">=", "<=", ">", "<", "=", "~", "range")
KEYS = {"text", "start", "metric", "value", "value_max", "comparator", "unit", "change", "mode",
        "baseline", "per", "approximate", "condition"}  # fmt: skip
TOLERANCE = Fraction(1, 10_000)  # of a value that has no finite decimal

Measure = Mapping[str, Any]
Readings = dict[str, list[Measure]]  # by the id of the statement
Same = Callable[[Measure, Measure], bool]
Pairs = list[tuple[Measure, Measure]]


# --- files ----------------------------------------------------------------------------------


def read_lines(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path}: cannot be read as JSON Lines in UTF-8 ({error})") from None


def read_readings(path: Path) -> Readings:
    found: Readings = {}
    for row in read_lines(path):
        measures = row.get("measures") if isinstance(row, dict) and "id" in row else None
        if not isinstance(measures, list) or not all(isinstance(m, dict) for m in measures):
            raise SystemExit(f'{path}: each line must be {{"id": …, "measures": […]}}')
        found[row["id"]] = measures
    return found


def find_faults(statements: Mapping[str, str], labels: Readings) -> list[str]:
    """What is wrong with the form of a label file, a line each."""
    faults = [f"{i}: labelled but no statement" for i in labels if i not in statements]
    faults += [f"{i}: not labelled" for i in statements if i not in labels]
    return faults + [
        f"{i} #{n}: {fault}"
        for i, zh in statements.items()
        for n, measure in enumerate(labels.get(i, ()), 1)
        for fault in _find_label_faults(measure, zh)
    ]


def _find_label_faults(m: Measure, zh: str) -> Iterable[str]:
    if set(m) != KEYS:
        yield "has other keys than the guidelines"
        return
    if not m["text"] or not zh.startswith(m["text"], m["start"]):
        yield "text does not stand at start"
    if m["metric"] not in zh:
        yield "metric is no substring"
    if any(c not in zh for c in m["condition"].split("；")):
        yield "condition is no substring"
    if parse_value(m["value"]) is None:
        yield "value is no number"
    if (m["comparator"] == "range") != bool(m["value_max"]):
        yield "range without its upper value"
    if m["baseline"] and parse_value(m["baseline"]) is None:
        yield "baseline is no number"
    if m["comparator"] not in COMPARATORS:
        yield "unknown comparator"
    if m["change"] not in ("level", "increase", "decrease"):
        yield "unknown change"
    if (m["change"] == "level") != (m["mode"] == ""):
        yield "mode without change, or change without mode"


# --- what counts as the same (GUIDELINES, rule 9) -------------------------------------------


def normalize_unit(unit: str) -> str:
    """One spelling of a unit: forms, spaces and dots alike; nothing is converted."""
    unit = re.sub(r"\s", "", unicodedata.normalize("NFKC", unit))
    unit = re.sub(r"[·⋅•*]", "·", unit).replace("^", "")
    unit = re.sub(r"人民币|RMB|CNY|¥", "元", unit).replace("元元", "元")
    return re.sub(r"^个(?=[\u4e00-\u9fff])", "", unit)


def parse_value(value: object) -> Fraction | None:
    """The number a label states (`0.5`, `2/3`), None where it states none."""
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def equal_values(left: object, right: object) -> bool:
    """Equal as numbers; where one is a fraction such as 2/3, within 0.01%."""
    a, b = parse_value(left), parse_value(right)
    if a is None or b is None:
        return a is b
    near = "/" in f"{left}{right}" and abs(a - b) <= TOLERANCE * abs(b)
    return a == b or near


def equal_words(left: str, right: str) -> bool:
    return re.sub(r"\s", "", left) == re.sub(r"\s", "", right)


def close_words(left: str, right: str) -> bool:
    """One holds the other, or they share half their characters (F1)."""
    a, b = re.sub(r"\s", "", left), re.sub(r"\s", "", right)
    if not a or not b:
        return a == b
    shared = sum((Counter(a) & Counter(b)).values())
    return a in b or b in a or 2 * shared >= 0.5 * (len(a) + len(b))


def spread_tolerance(measure: Measure) -> Measure:
    """A value with a `tolerance` of its own is the range it spans, as the labels write it."""
    value, by = parse_value(measure.get("value")), parse_value(measure.get("tolerance"))
    if value is None or by is None:
        return measure
    low, high = str(value - by), str(value + by)
    return {**measure, "value": low, "value_max": high, "comparator": "range"}


def same_value(gold: Measure, found: Measure) -> bool:
    return all(equal_values(gold.get(k, ""), found.get(k, "")) for k in ("value", "value_max"))


def same_unit(gold: Measure, found: Measure) -> bool:
    one, other = (normalize_unit(str(m.get("unit") or "")) for m in (gold, found))
    return one == other and same_value(gold, found)


def same_amount(gold: Measure, found: Measure) -> bool:
    """Value, upper value, unit and comparator: what the benchmark is about."""
    return gold.get("comparator") == found.get("comparator") and same_unit(gold, found)


def overlap(gold: Measure, found: Measure) -> bool:
    if not isinstance(found.get("start"), int) or not found.get("text"):
        return False
    ends = (m["start"] + len(m["text"]) for m in (gold, found))
    return bool(max(gold["start"], found["start"]) < min(ends))


def pair_measures(gold: Iterable[Measure], found: Iterable[Measure], same: Same) -> Pairs:
    """Each label with at most one reading that is the same, one at the same place first."""
    left, waiting, pairs = list(found), list(gold), []
    for test in (lambda g, f: same(g, f) and overlap(g, f), same):
        for measure in tuple(waiting):
            other = next((f for f in left if test(measure, f)), None)
            if other is not None:
                pairs.append((measure, other))
                left = [f for f in left if f is not other]
                waiting.remove(measure)
    return pairs


# --- scores ---------------------------------------------------------------------------------


def f_score(right: int, found: int, gold: int) -> dict[str, float]:
    precision, recall = (right / n if n else 0.0 for n in (found, gold))
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    counts = {"right": right, "found": found, "gold": gold}
    return {"precision": precision, "recall": recall, "f1": f1, **counts}


def word(key: str) -> Callable[[Measure], str]:
    return lambda measure: str(measure.get(key) or "")


def change_of(measure: Measure) -> str:
    change = str(measure.get("change") or "level")
    return "" if change == "level" else f"{change} {measure.get('mode') or ''}"


def same_per(a: str, b: str) -> bool:
    return normalize_unit(a) == normalize_unit(b)


# what a measure states ("" for nothing), when two statements of it are the same
ATTRIBUTES: dict[str, tuple[Callable[[Measure], str], Callable[[str, str], bool]]] = {
    "metric, exact": (word("metric"), equal_words),
    "metric, relaxed": (word("metric"), close_words),
    "change, by or to": (change_of, equal_words),
    "condition, exact": (word("condition"), equal_words),
    "condition, relaxed": (word("condition"), close_words),
    "baseline": (word("baseline"), equal_values),
    "per": (word("per"), same_per),
    "approximate": (word("approximate"), equal_words),
}
WHOLE = ("metric, relaxed", "change, by or to", "condition, relaxed")


def is_whole(gold: list[Measure], found: list[Measure], names: Iterable[str]) -> bool:
    """Every amount found, none besides, and each agreeing in the attributes named."""
    pairs = pair_measures(gold, found, same_amount)
    return len(pairs) == len(gold) == len(found) and all(
        same(state(g), state(f))
        for g, f in pairs
        for state, same in map(ATTRIBUTES.__getitem__, names)
    )


def score(gold: Readings, found: Readings) -> dict[str, Any]:
    """All scores of `found` over the statements of `gold`; what `found` lacks is read as empty.

    An attribute is scored over the amounts that state it: right where the amount was found with
    value, unit and comparator and states the same.
    """
    answers = {i: [spread_tolerance(m) for m in found.get(i, [])] for i in gold}
    all_gold, all_found = ([m for ms in side.values() for m in ms] for side in (gold, answers))
    result: dict[str, Any] = {"statements": len(gold), "labels": len(all_gold)}
    result["found"] = len(all_found)
    levels = {"value": same_value, "value + unit": same_unit}
    for name, same in (levels | {"value + unit + comparator": same_amount}).items():
        pairs = [pair for i in gold for pair in pair_measures(gold[i], answers[i], same)]
        result[name] = f_score(len(pairs), len(all_found), len(all_gold))
    for name, (state, same_state) in ATTRIBUTES.items():  # of the pairs of the last level
        agreeing = [state(g) for g, f in pairs if same_state(state(g), state(f))]
        stated = [len([m for m in side if state(m)]) for side in (all_found, all_gold)]
        result[name] = f_score(len([s for s in agreeing if s]), *stated)
        result[name]["of_paired"] = len(agreeing) / len(pairs) if pairs else 0.0
    for name, names in (("whole statement", WHOLE), ("whole statement, amounts only", ())):
        whole = sum(is_whole(gold[i], answers[i], names) for i in gold)
        result[name] = whole / len(gold) if gold else 0.0
    return result


def cohen_kappa(pairs: list[tuple[str, str]]) -> float:
    """Agreement beyond chance of two labellers on the same things."""
    if not pairs:
        return 0.0
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    left, right = (Counter(column) for column in zip(*pairs, strict=True))
    chance = sum(left[k] * right[k] for k in left) / n**2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def agree(left: Readings, right: Readings) -> dict[str, Any]:
    """Labels B scored against labels A, with kappa over the amounts that both see in one place."""
    shared = {i: left[i] for i in left if i in right}
    result = score(shared, right)
    pairs = [pair for i in shared for pair in pair_measures(shared[i], right[i], overlap)]
    asked = {"comparator": word("comparator"), "change, by or to": change_of}
    kappa: dict[str, float] = {"pairs": len(pairs)}
    kappa |= {name: cohen_kappa([(of(a), of(b)) for a, b in pairs]) for name, of in asked.items()}
    seen = [(str(bool(shared[i])), str(bool(right[i]))) for i in shared]
    return result | {"kappa": kappa | {"any amount in the statement": cohen_kappa(seen)}}


# --- report ---------------------------------------------------------------------------------


def render(result: Mapping[str, Any]) -> str:
    """The scores of one group as a Markdown table."""
    rows: list[tuple[str, ...]] = []
    for name, cell in result.items():
        if isinstance(cell, float):
            rows.append((name, "", "", f"{cell:.3f}", ""))
        elif isinstance(cell, dict) and "f1" in cell:
            numbers = (f"{cell[k]:.3f}" for k in ("precision", "recall", "f1"))
            rows.append((name, *numbers, f"{cell['of_paired']:.3f}" if "of_paired" in cell else ""))
    for name, kappa in result.get("kappa", {}).items():
        told = ("amounts both see", f"{kappa}") if name == "pairs" else (name, f"{kappa:.3f}")
        rows.append((f"kappa: {told[0]}", "", "", told[1], ""))
    counts = "{statements} statements, {labels} labels, {found} found".format(**result)
    head = "measure|precision|recall|F1|agreeing of those paired"
    return f"{counts}\n\n{render_table(head, rows)}"


def render_groups(groups: Mapping[str, Mapping[str, Any]]) -> str:
    keys = ("value + unit + comparator", "metric, relaxed")
    rows = [
        (name, r["statements"], *(f"{r[k]['f1']:.3f}" for k in keys), f"{r['whole statement']:.3f}")
        for name, r in groups.items()
    ]
    return render_table(f"|statements|{keys[0]} F1|{keys[1]} F1|whole statement", rows)


def main(
    verb: Literal["check", "run", "score", "agree"],
    *what: str,
    benchmark: Path = ROOT / "content" / "benchmark",
    labels: Literal["a", "b"] = "a",
    half: Literal["", "open", "closed"] = "",
    json: bool = False,
) -> int:
    if len(what) != (verb in ("run", "score")):
        raise SystemExit("`run` takes a system, `score` a file, the other verbs nothing")
    statements = read_lines(benchmark / "statements.jsonl")
    statements = [s for s in statements if not half or s["half"] == half]
    if verb == "run":
        from amounts_systems import write_readings  # the only place that knows any system

        write_readings(what[0], {s["id"]: s["zh"] for s in statements})
        return 0
    if verb == "check":
        texts = {s["id"]: s["zh"] for s in statements}
        faults = [
            f"{path.name}: {fault}"
            for path in sorted(benchmark.glob("labels-*.jsonl"))
            for fault in find_faults(texts, read_readings(path))
        ]
        print("\n".join(faults) or "the labels are well formed")
        return bool(faults)
    gold = read_readings(benchmark / f"labels-{labels}.jsonl")
    other = Path(what[0]) if what else benchmark / "labels-b.jsonl"
    found, compare = read_readings(other), score if what else agree
    groups: dict[str, Readings] = {"all": {}, "open": {}, "closed": {}}
    for statement in statements:
        for name in ("all", statement["half"], statement["field"]):
            groups.setdefault(name, {})[statement["id"]] = gold[statement["id"]]
    results = {name: compare(part, found) for name, part in groups.items() if part}
    if json:
        print(dumps(results, ensure_ascii=False, indent=1))
    else:
        print(render(results["all"]), render_groups(results), sep="\n\n")
    return 0


if __name__ == "__main__":
    run_command(main)
