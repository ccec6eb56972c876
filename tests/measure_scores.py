"""Labelled amounts, what a parser finds of them, and the score of the one against the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from jiebang.quantities.read_zh import extract

FIXTURES = Path(__file__).parent / "fixtures" / "measures"


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
    """What `jiebang.extract` finds."""
    found = []
    for a in extract(zh):
        at = (a.metric_start, a.metric_end) if a.metric else None
        found.append(
            Measure(a.start, a.end, a.value, a.value_max, a.unit, a.comparator.value, a.metric, at)
        )
    return found


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
    "value + unit + comparator": same("value", "value_max", "unit", "comparator"),
    "metric, exact": same("metric"),
    "metric, relaxed": metric_relaxed,
}


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
