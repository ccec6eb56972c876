"""When two readings of an amount are the same, and what a set of readings scores.

The rules are those of content/benchmark/GUIDELINES.md; nothing here imports a system it judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

TOLERANCE = Fraction(1, 10_000)

Measure = Mapping[str, Any]
Readings = dict[str, list[Measure]]


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


# --- pairing --------------------------------------------------------------------------------

Same = Callable[[Measure, Measure], bool]
Pairs = list[tuple[Measure, Measure]]


def same_value(gold: Measure, found: Measure) -> bool:
    return all(equal_values(gold.get(k, ""), found.get(k, "")) for k in ("value", "value_max"))


def same_unit(gold: Measure, found: Measure) -> bool:
    units = (normalize_unit(str(m.get("unit") or "")) for m in (gold, found))
    return same_value(gold, found) and next(units) == next(units)


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
    left, pairs = list(found), []
    waiting = list(gold)
    for test in (lambda g, f: same(g, f) and overlap(g, f), same):
        for measure in tuple(waiting):
            for other in left:
                if test(measure, other):
                    pairs.append((measure, other))
                    left.remove(other)
                    waiting.remove(measure)
                    break
    return pairs


# --- scores ---------------------------------------------------------------------------------


def f_score(right: int, found: int, gold: int) -> dict[str, float]:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
        "right": right,
        "found": found,
        "gold": gold,
    }


def word(key: str) -> Callable[[Measure], str]:
    return lambda measure: str(measure.get(key) or "")


def change_of(measure: Measure) -> str:
    change = str(measure.get("change") or "level")
    return "" if change == "level" else f"{change} {measure.get('mode') or ''}"


def approximation_of(measure: Measure) -> str:
    return "yes" if measure.get("approximate") else ""


# name, what a measure states ("" for nothing), when two statements of it are the same
ATTRIBUTES: tuple[tuple[str, Callable[[Measure], str], Callable[[str, str], bool]], ...] = (
    ("metric, exact", word("metric"), equal_words),
    ("metric, relaxed", word("metric"), close_words),
    ("change, by or to", change_of, equal_words),
    ("condition, exact", word("condition"), equal_words),
    ("condition, relaxed", word("condition"), close_words),
    ("baseline", word("baseline"), equal_values),
    ("per", word("per"), lambda a, b: normalize_unit(a) == normalize_unit(b)),
    ("approximate", approximation_of, equal_words),
)
WHOLE = ("metric, relaxed", "change, by or to", "condition, relaxed")


def is_whole(gold: list[Measure], found: list[Measure], names: Iterable[str]) -> bool:
    """Every amount found, none besides, and each agreeing in the attributes named."""
    pairs = pair_measures(gold, found, same_amount)
    tests = [(state, same) for name, state, same in ATTRIBUTES if name in names]
    return len(pairs) == len(gold) == len(found) and all(
        same(state(g), state(f)) for g, f in pairs for state, same in tests
    )


def score(gold: Readings, found: Readings) -> dict[str, Any]:
    """All scores of `found` over the statements of `gold`; what `found` lacks is read as empty.

    An attribute is scored over the amounts that state it: right where the amount was found with
    value, unit and comparator and states the same.
    """
    answers = {i: [spread_tolerance(m) for m in found.get(i, [])] for i in gold}
    total = sum(map(len, gold.values())), sum(map(len, answers.values()))
    result: dict[str, Any] = {"statements": len(gold), "labels": total[0], "found": total[1]}
    for name, same in (
        ("value", same_value),
        ("value + unit", same_unit),
        ("value + unit + comparator", same_amount),
    ):
        right = sum(len(pair_measures(gold[i], answers[i], same)) for i in gold)
        result[name] = f_score(right, total[1], total[0])
    pairs = [pair for i in gold for pair in pair_measures(gold[i], answers[i], same_amount)]
    for name, state, same_state in ATTRIBUTES:
        stated = [
            sum(bool(state(m)) for ms in side.values() for m in ms) for side in (answers, gold)
        ]
        right = sum(
            bool(state(g)) and bool(state(f)) and same_state(state(g), state(f)) for g, f in pairs
        )
        result[name] = f_score(right, *stated)
        agreeing = sum(same_state(state(g), state(f)) for g, f in pairs)
        result[name]["of_paired"] = agreeing / len(pairs) if pairs else 0.0
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
    paired = [
        pair
        for i in shared
        for pair in pair_measures(shared[i], right[i], lambda a, b: overlap(a, b))
    ]
    comparators = [(str(a.get("comparator")), str(b.get("comparator"))) for a, b in paired]
    result["kappa"] = {
        "pairs": len(paired),
        "comparator": cohen_kappa(comparators),
        "change, by or to": cohen_kappa([(change_of(a), change_of(b)) for a, b in paired]),
        "any amount in the statement": cohen_kappa(
            [(str(bool(shared[i])), str(bool(right[i]))) for i in shared]
        ),
    }
    return result
