"""The table of changes behind docs/mutations.md: repeatable, and free of what it judges."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from random import Random
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "scripts" / "benchmarks" / "quality"
ZH = (
    "到2025年，不少于120家企业采用该系统，内存达到128GB以上，温度-20℃，误差±15μm，投资2000万元，产量提高到350吨，"
    "每小时处理不少于60件，效率提升25%，提升15个百分点，功率12~18kW，面向工业、医药、电信等行业，不得公开数据。"
)
EN = (
    "By 2025, at least 120 companies shall use the system for industries, with 128 GB of memory "
    "or more, at -20 °C, an error of ±15 μm, RMB 2000 million, output increased to 350 tons, "
    "at least 60 items processed per hour, efficiency up 25%, 15 percentage points more, and a "
    "power of 12–18 kW, in sectors such as industry, health care, and telecommunications; "
    "data shall not be published."
)


@pytest.fixture(scope="module")
def kinds() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        return importlib.import_module("changes").KINDS


def test_a_change_spoils_and_repeats_itself(kinds: Any) -> None:
    for kind, change, _ in kinds:
        zh, en = ("数据应公开。", "Data shall be published.") if "added" in kind else (ZH, EN)
        zh, en = (
            ("金额12元的项目", "12 items for projects") if kind == "a figure added" else (zh, en)
        )
        made = [change(zh, en, Random(seed)) for seed in range(20)]
        assert en not in made, kind
        assert any(made), kind
        assert made == [change(zh, en, Random(seed)) for seed in range(20)], kind


def test_nothing_is_made_of_a_text_without_purchase(kinds: Any) -> None:
    for kind, change, _ in kinds:
        assert not change("软件", "Software", Random(1)), kind


def test_what_spoils_knows_nothing_of_what_judges() -> None:
    tree = ast.parse((FOLDER / "changes.py").read_text("utf-8"))
    imported = {
        name.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
    }
    assert not any(name.startswith("jiebang") for name in imported)
