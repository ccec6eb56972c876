"""Similar texts found again, and their English carried over."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from jiebang.corpus.glossary import Term, TermBase
from jiebang.text.han import simplified
from jiebang.translation.guard import Guard
from jiebang.translation.memory import Memory, carry, masked

ROOT = Path(__file__).parents[2]
TERMS = TermBase((Term("compute", "算力", "compute", "d", "test", "made up"),))
GUARD = Guard(TERMS)
OLD = "到2025年，资助不超过2000万元，覆盖企业不少于100家。"
EN = "By 2025, provide funding of no more than RMB 20 million and cover at least 100 enterprises."


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (
            "到2026年，资助不超过1.5亿元，覆盖企业不少于30家。",
            "By 2026, provide funding of no more than RMB 150 million "
            "and cover at least 30 enterprises.",
        ),
        (OLD, EN),
        ("到2025年，资助不超过2000万元，覆盖企业不超过100家。", ""),  # another bound
        ("到2025年，资助不超过2000万美元，覆盖企业不少于100家。", ""),  # another unit
        ("到2025年，资助不超过2000万元，覆盖企业不少于100家，5项。", ""),  # one figure more
        ("到2025年，资助不超过2000万元，覆盖算力不少于100家。", ""),  # another term
        ("到2025年，不得资助不超过2000万元，覆盖企业不少于100家。", ""),  # denied
    ],
)
def test_english_is_carried_over_if_its_figures_are_replaced_one_for_one(zh: str, en: str) -> None:
    assert carry(OLD, EN, zh, GUARD) == en


def test_a_figure_that_is_not_alone_is_not_replaced() -> None:
    old, en = "精度≥90%，召回≥90%", "accuracy of ≥90% and recall of ≥90%"
    assert carry(old, en, "精度≥95%，召回≥90%", GUARD) == ""
    assert (
        carry("第二届比赛会议纪要", "Minutes of the second contest", "第三届比赛会议纪要", GUARD)
        == ""
    )
    words = "two kinds of roads and bridges"
    assert carry("两种道路桥梁建设", words, "三种道路桥梁建设", GUARD) == ""


def remembering(*texts: str, least: float = 0.9) -> Memory:
    return Memory([(f"a.{n}", zh, "English", "curated") for n, zh in enumerate(texts)], least)


def test_like_texts_are_found_whatever_their_figures() -> None:
    assert masked("资助 2,000.5万元，３项") == "资助0万元，0项"
    memory = remembering(OLD, "建设道路和桥梁，提升城市交通能力。", "短文")
    assert memory.like(OLD.replace("2000", "12345.6").replace("企业", "公司")) == [OLD]
    assert memory.like(OLD.replace("资助", "给予").replace("企业", "公司")) == []
    assert memory.like("人形机器人关节控制技术研究") == []
    assert memory.like("短文") == []
    assert remembering().like(OLD) == []


@pytest.mark.parametrize("least", [0.7, 0.9])
def test_the_index_misses_nothing_and_is_fast(least: float) -> None:
    from rapidfuzz import fuzz

    draw = random.Random(1)
    signs = [chr(0x4E00 + n) for n in range(600)]
    texts = ["".join(draw.choices(signs, k=draw.randrange(8, 50))) for _ in range(5000)]
    memory = remembering(*texts, least=least)
    spent = 0.0
    for text in draw.sample(texts, 100):
        asked = list(text)
        for _ in range(draw.randrange(1, 4)):
            at = draw.randrange(len(asked))
            asked[at : at + draw.randrange(2)] = draw.choices(signs, k=draw.randrange(2))
        query = "".join(asked)
        start = time.perf_counter()
        found = memory.like(query)
        spent += time.perf_counter() - start
        if len(query) >= 8 and fuzz.ratio(query, text) >= least * 100:
            assert text in found
    assert spent / 100 < 0.02


def test_traditional_text_has_a_simplified_twin() -> None:
    assert simplified("人工智慧晶片與機器人") == "人工智慧晶片与机器人"
    assert simplified("华为昇腾、燧原邃思") == "华为昇腾、燧原邃思"
    assert simplified("plain") == "plain"
    assert simplified("") == ""
