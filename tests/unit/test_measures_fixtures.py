"""The labelled amounts: the scores that the benchmark prints must not fall."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "benchmarks"))

from measures import table
from measures_score import FIXTURES, load, ours, score


@pytest.mark.parametrize(
    ("name", "labels", "three", "exact", "relaxed"),
    [
        ("documents", 250, 0.98, 0.9, 0.98),
        ("genre", 60, 0.98, 0.83, 0.95),
        ("fresh", 120, 0.98, 0.8, 0.95),
    ],
)
def test_scores(name: str, labels: int, three: float, exact: float, relaxed: float) -> None:
    items = load(FIXTURES / f"{name}.yml")
    assert sum(len(item.labels) for item in items) >= labels
    scores = score(items, [ours(item.zh) for item in items])
    assert scores["value + unit + comparator"].f1 >= three
    assert scores["metric, exact"].f1 >= exact
    assert scores["metric, relaxed"].f1 >= relaxed


def test_an_absent_rival_is_left_out_with_a_line() -> None:
    lines = table("/no/such/python")
    assert "quantulum3: not run on documents" in lines
    assert "| documents | jiebang | value |" in lines
