"""The labelled amounts: the scores of docs/measures.md must not fall."""

from __future__ import annotations

import pytest

from measure_scores import FIXTURES, load, ours, score


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
