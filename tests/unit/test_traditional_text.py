"""An original in traditional characters: measured, drafted and checked as its twin is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import opencc
import pytest

from jiebang.checks import run_checks
from jiebang.cli import main
from jiebang.corpus.facts import deadline_year, duration_months, read_money
from jiebang.corpus.glossary import Term, TermBase
from jiebang.document.markdown import read
from jiebang.document.model import State, Translation, segments
from jiebang.quantities.amount import Amount
from jiebang.quantities.read_zh import extract
from jiebang.runtime.layout import Layout
from support import read_catalogue

PROJECT = Path(__file__).parents[2]
MODEL = PROJECT / "tests" / "models" / "translate-zh_en-tiny.argosmodel"
SIMPLE = PROJECT / "tests" / "fixtures" / "genre" / "tiny-journey.txt"


def traditional(text: str) -> str:
    return str(opencc.OpenCC("s2t").convert(text))


@pytest.mark.parametrize(
    ("printed", "amounts"),
    [
        ("資助經費不超過12萬元。", [("經費", "<=", "120000", "元")]),
        ("節點規模達到1.5億個，響應時間不超過半小時。",
         [("節點規模", ">=", "150000000", "個"), ("響應時間", "<=", "0.5", "小時")]),
        ("支援不少於1024個計算節點，單節點功耗低於400瓦。",
         [("計算節點", ">=", "1024", "個"), ("單節點功耗", "<", "400", "瓦")]),
        ("識別準確率達到95%以上，能耗較現有工藝降低兩成。",
         [("識別準確率", ">=", "95", "%"), ("能耗", "=", "20", "%")]),
        ("投資額為人民幣三億元至五億元。", [("投資額", "range", "300000000", "元")]),
    ],
)  # fmt: skip
def test_amounts_are_read_and_kept_as_printed(
    printed: str, amounts: list[tuple[str, str, str, str]]
) -> None:
    found = extract(printed)
    said = [
        (a.metric, a.comparator.value, f"{a.value:f}".removesuffix(".0"), a.unit) for a in found
    ]
    assert [s[1:] for s in said] == [a[1:] for a in amounts]
    for (metric, *_), (wanted, *_) in zip(said, amounts, strict=True):
        assert metric.endswith(wanted)
        assert metric in printed
    assert all(a.meaning.kind for a in found)


@pytest.mark.parametrize("name", ["documents", "genre", "fresh"])
def test_a_text_and_its_traditional_twin_have_the_same_amounts(name: str) -> None:
    import yaml

    path = PROJECT / "tests" / "fixtures" / "measures" / f"{name}.yml"
    checked = 0
    for item in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
        zh, printed = item["zh"], traditional(item["zh"])
        if len(zh) != len(printed):
            continue
        checked += zh != printed
        assert [_core(a) for a in extract(printed)] == [_core(a) for a in extract(zh)], printed
    assert checked > 50


def _core(amount: Amount) -> Amount:
    """All but what is given as printed."""
    return replace(amount, metric="", unit="", word="", condition="", reason="")


def test_facts() -> None:
    money = read_money("市級財政經費資助不超過1000萬元，承擔單位出資不低於1億元")
    assert money.funding == 10_000_000
    assert duration_months("不超過兩年半，即30個月") == 30
    assert deadline_year("到2025年，建成12個節點") == 2025


def test_checks_hold_the_twin_against_the_english() -> None:
    terms = TermBase((Term("node", "节点", "node", "", "computing", "made up"),))

    def found(zh: str, en: str) -> list[str]:
        entry = Translation("x.1", zh, en, State.MACHINE, "engine:x@1")
        return [finding.check for finding in run_checks((entry,), terms)]

    printed = "節點達到12萬個，投資不超過1.5億元。"
    good = "Reach 120,000 nodes, with investment not exceeding RMB 150 million."
    assert found(printed, good) == []
    assert "numbers" in found(printed, good.replace("120,000", "12"))
    assert "terms" in found(printed, good.replace("nodes", "knots"))
    assert "comparators" in found(printed, good.replace("not exceeding", "of"))


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str, str]]]:
    """(id, state, English) of each segment of a document and of its traditional twin."""
    found = {}
    text = SIMPLE.read_text("utf-8")
    for name, content in (("simple", text), ("printed", traditional(text))):
        root = tmp_path_factory.mktemp(name)
        for folder in ("content/sources", "content/documents", "content/translations"):
            (root / folder).mkdir(parents=True)
        shutil.copytree(
            PROJECT / "glossary", root / "glossary", ignore=shutil.ignore_patterns("measures.yml")
        )
        shutil.copy(PROJECT / "mkdocs.yml", root)
        source = root / "list-2024.txt"
        source.write_text(content, "utf-8")
        assert main(["add", "--root", str(root), str(source)]) == 0
        command = ["translate", "--root", str(root), "list-2024", "--engine", "argos"]
        assert main([*command, "--model", str(MODEL)]) == 0
        assert main(["check", "--root", str(root)]) == 0
        layout = Layout(root)
        document = read(layout.document("list-2024").read_text("utf-8"), "list-2024")
        catalogue = read_catalogue(layout.catalogue("list-2024"), segments(document))
        found[name] = [(t.id, t.state.value, t.en) for t in catalogue.values()]
        if name == "printed":
            assert any("萬" in t.zh for t in catalogue.values())
    return found


def test_it_is_drafted_as_its_twin_is(states: dict[str, list[tuple[str, str, str]]]) -> None:
    assert states["printed"] == states["simple"]
    assert sum(state == "machine" for _, state, _ in states["printed"]) >= 15
