"""The labelled amounts: the scores that the benchmark prints must not fall."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    path = ROOT / "scripts" / "benchmarks" / "measures.py"
    spec = importlib.util.spec_from_file_location("benchmark_measures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "labels", "three", "exact", "relaxed"),
    [("documents", 250, 0.98, 0.9, 0.98), ("genre", 60, 0.98, 0.83, 0.95)],
)
def test_scores(
    benchmark: ModuleType, name: str, labels: int, three: float, exact: float, relaxed: float
) -> None:
    items = benchmark.load(benchmark.FIXTURES / f"{name}.yml")
    assert sum(len(item.labels) for item in items) >= labels
    scores = benchmark.score(items, [benchmark.ours(item.zh) for item in items])
    assert scores["value + unit + comparator"].f1 >= three
    assert scores["metric, exact"].f1 >= exact
    assert scores["metric, relaxed"].f1 >= relaxed


def test_an_absent_rival_is_left_out_with_a_line(benchmark: ModuleType) -> None:
    table = benchmark.table("/no/such/python")
    assert "quantulum3: not run on documents" in table
    assert "| documents | jiebang | value |" in table
