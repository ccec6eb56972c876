"""Terms and figures that change places in the same way each time they are asked."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from jiebang.checks import terms_of
from jiebang.corpus.glossary import Term, TermBase
from jiebang.runtime.layout import Layout
from jiebang.translation.drafting import Drafter, EnglishDraft, Reply
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.placement import Placement
from jiebang.translation.protect import protect
from jiebang.translation.spans import ProtectedSpan, SpanKind
from models.faulty_engine import EXCHANGES, ExchangingEngine
from models.sound_engine import SoundEngine

ROOT = Path(__file__).parents[2]

# Written for this test: none is of a document of the project.
TEXTS = """
建成覆盖12个县区的监测网络，接入传感器不少于3400个。
将故障定位时间由45分钟缩短至5分钟。
平台支持8种工业协议，并发连接数不低于20000个。
企业自筹资金800万元，申请财政资金300万元。
样机续航时间不少于6小时，整机重量不超过25公斤。
2024年完成样机研制，2026年建成中试线。
培训技术人员500人，服务企业60家。
识别准确率达到96%，误报率低于2%。
在3个港口部署42台无人集卡。
每条产线配备7个工位，每个工位配备2台相机。
形成团体标准4项，申请发明专利15项。
试点期为18个月，验收在其后3个月内完成。
""".strip().splitlines()


@pytest.fixture(scope="module")
def terms() -> TermBase:
    return terms_of(Layout(ROOT))


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT / "scripts" / "benchmarks" / "faults")
    return importlib.import_module("engine_faults").judge


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_an_exchange_made_the_same_way_each_time_is_not_stored(
    exchange: str, terms: TermBase, judge: Any
) -> None:
    sound = SoundEngine(terms)
    drafts: dict[str, EnglishDraft] = {}
    run_engine(ExchangingEngine(sound, exchange), TEXTS, Guard(terms), drafts.update)
    stored = {zh: draft for zh, draft in drafts.items() if draft.en}
    assert [zh for zh, d in stored.items() if judge(zh, d, sound, terms)] == []
    if exchange == "none":
        assert len(stored) == len(TEXTS)


ZH = "学校有甲人，工厂有乙人。"
SPANS = (ProtectedSpan(3, 4, "12", SpanKind.AMOUNT), ProtectedSpan(9, 10, "30", SpanKind.AMOUNT))


@pytest.mark.parametrize(
    ("english", "wanted"),
    [
        ("The school has ⟦1⟧ people, the factory has ⟦2⟧ people.", True),
        ("The factory has ⟦2⟧ people and the school ⟦1⟧.", True),
        ("The school has ⟦2⟧ people, the factory has ⟦1⟧ people.", False),
        ("There are ⟦1⟧ here, ⟦2⟧ there.", None),
    ],
)
def test_the_words_around_a_place_tell_whose_it_is(english: str, wanted: bool | None) -> None:
    placement = Placement(ZH, SPANS)
    around = placement.wanted()
    assert [gloss.ready.text for gloss in around] == ["学校有X人", "工厂有X人"]
    told = ("The school has X persons", "X people are in the factory")
    placement.learn(dict(zip(around, told, strict=True)))
    assert placement.judge(english, protect(ZH, SPANS, "marker")) is wanted


def test_terms_in_parts_of_their_own_need_no_gloss() -> None:
    zh = "研制专用机床，推广数控系统。"
    spans = (
        ProtectedSpan(4, 6, "machine tool", SpanKind.TERM),
        ProtectedSpan(11, 13, "system", SpanKind.TERM),
    )
    placement, ready = Placement(zh, spans), protect(zh, spans, "marker")
    assert placement.wanted() == ()
    assert placement.judge("Develop special ⟦1⟧, and spread numerical ⟦2⟧.", ready) is True
    # In another part, or where the parts are other ones, it has to be looked into.
    for english in (
        "Develop special ⟦2⟧, and spread numerical ⟦1⟧.",
        "Develop, and spread, special ⟦1⟧ and numerical ⟦2⟧.",
    ):
        placement = Placement(zh, spans)
        assert placement.judge(english, ready) is None
        assert [g.ready.text for g in placement.wanted()] == ["研制专用X", "推广数控X"]


def test_one_gloss_alone_tells_nothing() -> None:
    """An exchange fits the gloss of one of the two as well as the right places fit both."""
    zh = "机床的数控系统研发平台"
    spans = (
        ProtectedSpan(0, 2, "machine tool", SpanKind.TERM),
        ProtectedSpan(5, 7, "system", SpanKind.TERM),
    )
    placement = Placement(zh, spans)
    around = placement.wanted()
    assert [gloss.ready.text for gloss in around] == ["X的数控", "的数控X研发平台"]
    placement.learn(dict(zip(around, ("numerical control of X", ""), strict=True)))
    ready = protect(zh, spans, "marker")
    exchanged = "numerical control ⟦1⟧ research platform of ⟦2⟧"
    assert placement.judge(exchanged, ready) is None
    # What was asked in vain is asked once more, in another text; then it is told.
    again = placement.wanted()
    assert {gloss.ready.text for gloss in again}.isdisjoint(g.ready.text for g in around)
    (clause,) = [gloss for gloss in again if gloss.run == 1]
    mark = clause.ready.spans[0].en
    told = f"numerical control {mark} research platform of machine tool"
    placement.learn({clause: told})
    assert placement.judge(exchanged, ready) is not True
    assert placement.judge("numerical control ⟦2⟧ research platform of ⟦1⟧", ready) is not False


def test_right_drafts_are_stored(terms: TermBase) -> None:
    """A hundred sentences of other calls: what protection puts in must pass every check."""
    path = ROOT / "tests" / "fixtures" / "protect" / "right-drafts.tsv"
    texts = [line.split("\t")[0] for line in path.read_text("utf-8").splitlines()]
    drafts: dict[str, EnglishDraft] = {}
    run_engine(SoundEngine(terms), texts, Guard(terms), drafts.update)
    refused = {zh: draft.why for zh, draft in drafts.items() if not draft.en}
    assert len(texts) == 100
    assert len(refused) <= 3, refused


def test_where_glosses_do_not_tell_whole_clauses_do() -> None:
    zh = "贷款由2017年的103亿港元增至2018年的402亿港元。"
    spans = [
        ProtectedSpan(3, 8, "2017", SpanKind.DATE),
        ProtectedSpan(9, 15, "HKD 10.3 billion", SpanKind.AMOUNT),
    ]
    placement = Placement(zh, spans)
    placement.learn({gloss: gloss.ready.text for gloss in placement.wanted()})
    ready = protect(zh, spans, "marker")
    assert placement.judge("⟦1⟧, ⟦2⟧", ready) is None
    asked = [gloss.ready.text for _ in range(9) for gloss in placement.wanted()]
    assert asked[:2] == [
        "贷款由X的103亿港元增至2018年的402亿港元",
        "贷款由2017年的X增至2018年的402亿港元",
    ]
    assert len(asked) == len(set(asked)) == 8, (
        "in vain: each time in another text, and not for ever"
    )


BARE = (ROOT / "tests" / "fixtures" / "protect" / "bare.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("case", [c for c in BARE if c[0] != "#"])
def test_unprotected_english_is_stored_only_where_no_term_is_lost_or_moved(case: str) -> None:
    """The engine does nothing but the whole sentence without marks; its glosses are silent."""
    zh, en, stored = case.split(" | ")
    words = {"脑机接口": ("brain-computer interface", "BCI"), "人形机器人": ("humanoid robot",)}
    words |= {"机床": ("machine tool",), "数控机床": ("CNC machine tool",), "机器人": ("robot",)}
    words |= {"仿真": ("simulate", "simulated", "simulation"), "仿真平台": ("simulation platform",)}
    terms = TermBase(
        tuple(
            Term(f"t{n}", term, own[0], "d", "test", "made up", variants=own[1:])
            for n, (term, own) in enumerate(words.items())
        )
    )
    asking = Drafter(Guard(terms)).draft(zh)
    wanted = next(asking)
    while True:
        said = [en if q.text.rstrip("。；") == zh.rstrip("。；") else "" for q in wanted]
        try:
            wanted = asking.send([Reply(each, "silent") for each in said])
        except StopIteration as stop:
            assert stop.value.en == (en if stored == "yes" else "")
            return
