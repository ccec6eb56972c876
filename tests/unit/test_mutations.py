"""The mutation benchmark: the same seed makes the same, and nothing made is right."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from jiebang.corpus.glossary import load_terms
from jiebang.units import load_units

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "benchmarks"))

from cutters import KINDS  # noqa: E402
from mutators import Mutator, Pair  # noqa: E402

TERMS = load_terms(ROOT / "tests" / "fixtures" / "glossary" / "terms.yml")
UNITS = load_units(ROOT / "glossary" / "units.yml")
PAIR = Pair(
    "doc.01",
    "语言大模型在医疗、教育、交通等行业应用，内存达到128GB以上，响应不超过2秒，金额2000万元，"
    "准确率≥90%，不得公开数据标注。",
    "Large language models shall be applied in sectors such as health care, education, and "
    "transportation, with at least 128 GB of memory, a response time of no more than 2 seconds, "
    "RMB 20 million, and accuracy of ≥90%; annotated data shall not be published.",
    TERMS,
    UNITS,
)


@pytest.mark.parametrize(("kind", "mutate", "of_figures"), KINDS, ids=[k[0] for k in KINDS])
def test_a_mutator_spoils_and_repeats_itself(kind: str, mutate: Mutator, of_figures: bool) -> None:
    made = [mutate(PAIR, Random(seed)) for seed in range(20)]
    assert PAIR.en not in made
    assert made == [mutate(PAIR, Random(seed)) for seed in range(20)]
    if kind not in ("two figures swapped", "a forbidden rendering", "another term"):
        assert any(made), kind


def test_nothing_is_made_of_a_text_without_purchase() -> None:
    bare = Pair("doc.01", "软件", "Software", TERMS, UNITS)
    assert not any(mutate(bare, Random(1)) for _, mutate, _ in KINDS)
