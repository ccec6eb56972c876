"""Terms, amounts and names past an engine, and what is done with its answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiebang.corpus.glossary import Term, TermBase
from jiebang.translation import english
from jiebang.translation.drafting import EnglishDraft
from jiebang.translation.english import cut_commas, joined, polish
from jiebang.translation.guard import Guard, keeps_order, uncalled
from jiebang.translation.machine import run_engine
from jiebang.translation.protect import protect
from jiebang.translation.spans import find_joined_spans, find_spans

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "protect"


def term(id_: str, zh: str, en: str, **more: Any) -> Term:
    return Term(id_, zh, en, "d", "test", "made up", **more)


TERMS = TermBase(
    (
        term("compute", "算力", "compute"),
        term("cluster", "算力集群", "compute cluster", forbidden=("arithmetic cluster",)),
        term("robot", "机器人", "robot"),
        term("ai", "人工智能", "AI"),
        term("adapt", "适配", "adapt", variants=("adapted", "adapting")),
    )
)


def cases(name: str) -> list[Any]:
    found: list[Any] = yaml.safe_load((FIXTURES / name).read_text("utf-8"))
    return found


@pytest.mark.parametrize("case", cases("spans.yml"), ids=lambda c: c["zh"])
def test_what_must_not_change_is_found_with_its_english(case: dict[str, Any]) -> None:
    zh = case["zh"]
    assert {zh[s.start : s.end]: s.en for s in find_spans(zh, TERMS)} == case["spans"]


@pytest.mark.parametrize("case", cases("restored.yml"), ids=lambda c: c["reply"])
def test_everything_comes_back_once_or_the_answer_is_refused(case: dict[str, Any]) -> None:
    spans = find_spans(case["zh"], TERMS)
    ready = protect(case["zh"], spans, case.get("way", "marker"))
    en, why = ready.restore(case["reply"])
    if "en" in case:
        assert (polish(en, case["zh"]), why) == (case["en"], "")
    else:
        assert en == ""
        assert case["lost"] in why


def test_what_only_a_sentence_can_inflect_is_protected_last() -> None:
    assert not find_spans("适配国产", TERMS)
    (span,) = find_spans("适配国产", TERMS, everything=True)
    assert span.en == "adapt"
    said = [s.en for s in find_spans("至少提升到50%", TERMS, everything=True)]
    assert said == ["at least", "50%"]


def test_each_turn_has_other_marks() -> None:
    spans = find_spans("算力和机器人", TERMS)
    texts = [protect("算力和机器人", spans, "marker", turn).text for turn in range(3)]
    assert texts == ["⟦1⟧和⟦2⟧", "⟦4⟧和⟦3⟧", "⟦5⟧和⟦6⟧"]
    assert protect("算力和机器人", spans, "natural").text == "compute 和 robot"
    texts = [protect("X轴算力和机器人", find_spans("X轴算力和机器人", TERMS), "letter", turn).text
             for turn in range(2)]  # fmt: skip
    assert texts == ["Y轴Z和Q", "K轴V和W"]


def test_letters_stand_apart_from_latin_and_run_out() -> None:
    zh = "机器人-算力GPU"
    ready = protect(zh, find_spans(zh, TERMS), "letter")
    assert ready.text == "X - Y Z"
    many = "、".join(["算力"] * 19)
    assert protect(many, find_spans(many, TERMS), "letter").text.startswith("⟦1⟧、⟦2⟧")


def test_terms_side_by_side_are_one() -> None:
    zh = "GPU算力机器人和3个人工智能"
    joined = find_joined_spans(TERMS, zh)
    assert [span.en for span in joined] == ["GPU compute robot", "3", "AI"]


def test_a_term_of_several_side_by_side_comes_back_once() -> None:
    zh = "研制人工智能机器人。"
    ready = protect(zh, find_joined_spans(TERMS, zh), "natural")
    assert ready.restore("Develop AI robots.") == ("Develop AI robots.", "")
    assert ready.restore("Develop AI robots of AI.")[0] == ""


def test_what_is_terms_alone_is_not_asked() -> None:
    asked: list[str] = []

    class Engine:
        name, version = "none", "1"

        def translate(self, texts: Sequence[str]) -> list[str]:
            asked.extend(texts)
            return [""] * len(texts)

    drafts: dict[str, EnglishDraft] = {}
    run_engine(Engine(), ["算力机器人", "人工智能、机器人。"], Guard(TERMS), drafts.update)
    assert [d.en for d in drafts.values()] == ["Compute robot", "AI, robot."]
    assert not asked


def test_amounts_in_another_order_are_noticed() -> None:
    zh = "精度≥95%，时延≤10ms"
    ready = protect(zh, find_spans(zh, TERMS), "marker")
    for reply, order in (("a ⟦1⟧, b ⟦2⟧", [0, 1]), ("a ⟦2⟧, b ⟦1⟧", [1, 0])):
        found, why = ready.find(reply)
        assert ([n for n, _, _ in found], why) == (order, "")


@given(
    st.text(
        alphabet="算力集群机器人0123456789万亿元%≥≤不少于超过以上年月日，。〔〕号AG-. ", max_size=40
    )
)
def test_protection_is_total_and_loses_nothing(zh: str) -> None:
    spans = find_spans(zh, TERMS, everything=True)
    assert all(0 <= s.start < s.end <= len(zh) for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    for way in ("marker", "letter"):
        ready = protect(zh, spans, way)
        found, why = ready.find(ready.text)
        assert ([n for n, _, _ in found], why) == ([*range(len(spans))], "")


@given(st.text(alphabet="⟦⟧[]【】0123456789 abc,.", max_size=30))
def test_no_answer_gets_a_placeholder_through(reply: str) -> None:
    zh = "算力≥5km/h"
    en, why = protect(zh, find_spans(zh, TERMS), "marker").restore(reply)
    if not why:
        assert not set(en) & set("⟦⟧")
        assert en.lower().count("compute") == 1
        assert "≥5 km/h" in en


@given(st.text(alphabet="XYZxyz0123 abc,.'-", max_size=30))
def test_no_answer_gets_a_letter_through(reply: str) -> None:
    zh = "算力≥5km/h"
    en, why = protect(zh, find_spans(zh, TERMS), "letter").restore(reply)
    if not why:
        assert not re.search(r"(?<![a-z0-9])[XYxy]+[0-9]*(?![A-Za-z0-9])", en)
        assert en.lower().count("compute") == 1
        assert "≥5 km/h" in en


@pytest.mark.parametrize(
    ("zh", "en", "wanted"),
    [
        ("甲。", "first ,second。", "first, second."),
        ("甲", "A “b” .", "A “b”"),
        ("甲；", "a .", "a;"),
        ("甲。", 'It is "good" ...', "It is “good” …"),
        ("≥5。", "≥ 5 kg", "≥5 kg."),
    ],
)
def test_signs_are_set_as_the_style_guide_says(zh: str, en: str, wanted: str) -> None:
    assert polish(en, zh) == wanted


def test_a_guard_has_all_checks_and_more() -> None:
    guard = Guard(TERMS)
    assert not guard.fault("建设算力集群。", "Build a compute cluster.")
    assert guard.fault("建设算力集群。", "Build an arithmetic cluster.").startswith("terms")
    assert guard.fault("精度≥95%。", "Accuracy of 95%.").startswith("comparators")
    assert guard.fault("精度≥95%。", "Accuracy of ≥96%.").startswith("numbers")
    assert "placeholder" in guard.fault("建设。", "Build ⟦1⟧.")
    assert "placeholder" in guard.fault("建设。", "Build the placeholder.")
    assert "circle" in guard.fault(
        "建设道路。", "Build a new road build a new road build a new road."
    )
    assert "circle" in guard.fault("关节。", "A new big joint. New big joint.")
    assert guard.fault("建设。", " ")
    assert guard.fault("建设。", "Build 建设.").startswith("leftover")


def test_parts_are_cut_outside_brackets_and_put_together() -> None:
    assert cut_commas("甲，乙（丙，丁），10,000戊") == ["甲", "乙（丙，丁）", "10,000戊"]
    assert cut_commas("平台（含甲，乙（丙）），达到3个") == ["平台（含甲，乙（丙））", "达到3个"]
    assert joined(["First.", "Second;", "Third."], " ") == "First. Second; third."
    assert joined(["By 2025", "Build it"], ", ") == "By 2025, build it"


def test_english_is_inflected() -> None:
    assert english.plural("industry") == "industries"
    assert english.plural("letter of intent") == "letters of intent"
    assert english.plural("software") == "software"
    assert english.with_article("It is a ", "RMB") == "It is an "
    assert english.with_article("An ", "unit") == "A "
    assert english.with_article("as an ", "8 kg") == "as an "


@pytest.mark.parametrize(
    ("zh", "en", "fine"),
    [
        # A doubled figure hides behind a marker or a set word.
        ("二、任务信息，方向2：电机。", "Task 2 information, direction 2: motors.", False),
        ("二、任务信息，方向2：电机。", "2 task information, direction 2: motors.", False),
        ("二、任务信息，方向2：电机。", "2. Task information, direction 2: motors.", True),
        ("设备≥5项，支持零代码分析。", "Devices ≥5,0 in number, and no-code analysis.", False),
        ("一体化平台1套。", "1 integrated platform, 1.", False),
        ("一体化平台1套。", "1 integrated platform.", True),
        ("研制一套平台。", "Develop 1 platform.", True),
        ("清扫效率≥5000m²/h，装备3类。", "Sweeping of ≥5000 m²/h, and 3 kinds of equipment.", True),
        ("①完成2项。", "(1) Complete 2 of them.", True),
    ],
)
def test_a_draft_says_no_digit_that_only_a_marker_accounts_for(
    zh: str, en: str, fine: bool
) -> None:
    assert (uncalled(zh, en) == "") is fine


@pytest.mark.parametrize(
    ("zh", "en", "alike"),
    [
        ("方向6623：仿真平台，建设集群。", "Direction: a platform, build cluster 6623.", False),
        ("方向6623：仿真平台，建设集群。", "Direction 6623: a platform, build a cluster.", True),
        ("开发模型8个，2023年推荐表。", "In 2023 develop models, form 8.", False),
        (
            "开发模型8个，2023年推荐表。",
            "Develop 8 models; a form; of 2023.",
            True,
        ),  # cannot be told
    ],
)
def test_unprotected_figures_stay_in_their_part_of_the_sentence(
    zh: str, en: str, alike: bool
) -> None:
    assert keeps_order(zh, en, ()) is alike


@pytest.mark.parametrize(
    ("en", "sound"),
    [
        ("A simulation platform.", True),
        ("A simulated platform.", True),
        ("A simulat ion platform.", False),
        ("A simulationn platform.", False),
        ("A platform that simulates.", True),
    ],
)
def test_a_broken_word_is_no_form_of_a_term(en: str, sound: bool) -> None:
    term = Term("simulation", "仿真", "simulation", "", "", "", variants=("simulate", "simulated"))
    fault = Guard(TermBase((term,))).fault("仿真平台。", en)
    assert (not fault) == sound, fault


@pytest.mark.parametrize(
    ("zh", "en", "fine"),
    [
        ("到2025年，完成平台。", "By 2025,0 complete the platform.", False),
        ("到2025年，完成平台。", "By 2025, complete the platform.", True),
        ("建成12000个平台。", "Build 12,0000 platforms.", False),
        ("建成12000个平台。", "Build 12,000 platforms.", True),
    ],
)
def test_figures_that_run_together_are_refused(zh: str, en: str, fine: bool) -> None:
    assert (Guard(TERMS).fault(zh, en) == "") is fine


@pytest.mark.parametrize(
    ("zh", "en", "fine"),
    [
        ("注册资本（万元）", "Registered capital (in units of RMB)", False),
        ("注册资本（万元）", "Registered capital (RMB 10,000)", True),
        ("年产值（亿元）", "Annual output value (RMB 10,000)", False),
        ("年产值（亿元）", "Annual output value (hundred million yuan)", True),
        ("申请金额（单位：万元）", "Amount requested (unit: yuan)", False),
        ("申请金额（单位：万元）", "Amount requested (unit: RMB 10,000)", True),
        ("单位：亿元", "Unit: RMB", False),
        ("单位：亿元", "Unit: RMB 100 million", True),
        ("出口额（万美元）", "Exports (USD)", False),
        ("出口额（万美元，2022年）", "Exports (USD 10,000, 2022)", True),
        ("财政资金（百万元）", "Public funds (RMB)", False),
        ("财政资金（百万元）", "Public funds (RMB million)", True),
        ("播种面积（千公顷）", "Sown area (hectares)", False),
        ("播种面积（千公顷）", "Sown area (thousand hectares)", True),
        ("用户数（万人）", "Users (persons)", False),
        # A unit's own name has its scale in it, and a name is no unit.
        ("行程（千米）", "Travel (km)", True),
        ("载重(千克)", "Load (kg)", True),
        ("补助资金（元）", "Subsidy (RMB)", True),
        ("榜单发布单位（万达集团）", "Poster of the task (Wanda Group)", True),
        ("占比（百分比）", "Share (percentage)", True),
    ],
)
def test_a_unit_by_itself_keeps_its_scale(zh: str, en: str, fine: bool) -> None:
    assert (Guard(TERMS).fault(zh, en) == "") is fine
