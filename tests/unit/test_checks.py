"""Each check, by the passing and failing pairs of tests/fixtures/checks/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiebang.checks import CHECKS, check_pair, run_check, run_checks
from jiebang.checks.review import compare_renderings, definitions, find_renderings
from jiebang.checks.terms import singular, stem
from jiebang.corpus.glossary import Term, TermBase, load_terms
from jiebang.document.model import Finding, Severity, State, Translation

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parents[1] / "fixtures"
TERMS = load_terms(FIXTURES / "glossary" / "terms.yml")


def consistency(corpus: Mapping[str, Sequence[Translation]]) -> Iterator[Finding]:
    """What is found on the entries of several documents together."""
    return compare_renderings((d, r) for d, found in corpus.items() for r in find_renderings(found))


OF_CORPUS = {"consistency": consistency}


def cases() -> Iterator[Any]:
    for path in sorted((FIXTURES / "checks").glob("*.yml")):
        if path.stem in OF_CORPUS:
            continue
        for n, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
            yield pytest.param(path.stem, case, id=f"{path.stem}-{n}")


def entry(case: dict[str, Any]) -> Translation:
    state = State(case.get("state", "curated"))
    return Translation("doc.01", case["zh"], case["en"], state, stale=case.get("stale", ""))


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_pair(name: str, case: dict[str, Any]) -> None:
    found = tuple(run_check(name, entry(case), TERMS, "doc"))
    wanted = case.get("find", [])
    assert len(found) == len(wanted), [f.message for f in found]
    for finding, words in zip(found, wanted, strict=True):
        assert words in finding.message
        assert finding.severity is Severity(case.get("severity", "error"))
        assert (finding.check, finding.document, finding.where) == (name, "doc", "doc.01")


@pytest.mark.parametrize("name", OF_CORPUS)
def test_pair_of_a_corpus(name: str) -> None:
    for case in yaml.safe_load((FIXTURES / "checks" / f"{name}.yml").read_text("utf-8")):
        corpus = {
            document: [Translation(f"{document}.01", zh, en, State.CURATED)]
            for document, zh, en in case["entries"]
        }
        found = tuple(OF_CORPUS[name](corpus))
        wanted = case.get("find", [])
        assert len(found) == len(wanted), [f.message for f in found]
        for finding, words in zip(found, wanted, strict=True):
            assert words in finding.message
            assert finding.check == name


def test_allow_silences_a_corpus_check() -> None:
    one = Translation("a.01", "详见附件", "see the annex", State.CURATED)
    other = Translation("b.01", "详见附件", "see the annexes", State.CURATED)
    assert [f.where for f in consistency({"a": [one], "b": [other]})] == ["b.01"]
    silenced = replace(other, allow=(("consistency", "there are two"),))
    assert not list(consistency({"a": [one], "b": [silenced]}))


def test_a_term_without_a_chinese_sentence_is_a_warning() -> None:
    def term(name: str, zh: str, meaning: str) -> Term:
        return Term(name, zh, name, "Something.", "ai", "made up", definition_zh=meaning)

    good = term("chip", "芯片", "制作在半导体基片上的集成电路。")
    terms = TermBase((term("compute", "算力", ""), good, term("robot", "机器人", "A machine")))
    found = list(definitions(terms))
    assert [(f.check, f.severity, f.document) for f in found] == [
        ("definitions", Severity.WARNING, "")
    ] * 2
    assert "compute (算力) has no" in found[0].message
    assert "robot (机器人) has a" in found[1].message
    assert not list(definitions(TermBase((good,))))


def test_every_check_is_documented() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    for name in (*CHECKS, *OF_CORPUS, "definitions", "names"):
        section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert section, f"docs/checks.md has no section “{name}”"
        assert "| fail |" in section
        assert "| pass |" in section


def test_every_check_has_passing_and_failing_pairs() -> None:
    assert {p.stem for p in (FIXTURES / "checks").glob("*.yml")} == {*CHECKS, *OF_CORPUS}
    for name in (*CHECKS, *OF_CORPUS):
        pairs = yaml.safe_load((FIXTURES / "checks" / f"{name}.yml").read_text(encoding="utf-8"))
        assert {bool(pair.get("find")) for pair in pairs} == {True, False}


def test_a_good_entry_passes_every_check() -> None:
    zh = "语言大模型在不少于5个行业（包括医疗）应用。"
    en = "Large language models are applied in no fewer than 5 industries (including health care)."
    assert run_checks([Translation("a", zh, en, State.CURATED)], TERMS) == ()


def test_findings_come_in_the_order_of_the_entries() -> None:
    entries = [
        Translation("a", "大模型3个"),
        Translation("b", "大模型3个", " ", State.CURATED),
        Translation("c", "大模型3个", "large models", State.CURATED, stale="大模型"),
        Translation("d", "大模型3个", "3 large models", State.REVIEWED),
    ]
    found = [(f.where, f.check, f.severity.value) for f in run_checks(entries, TERMS)]
    assert found == [
        ("a", "empty", "warning"),
        ("b", "empty", "error"),
        ("c", "stale", "error"),
        ("c", "numbers", "error"),
    ]


def test_allow_silences_one_check_on_one_entry() -> None:
    allow = (("numbers", "the original counts wrongly"),)
    entries = [
        Translation("a", "大模型3个", "models", State.CURATED, allow=allow),
        Translation("b", "大模型3个", "large models", State.CURATED),
    ]
    assert [(f.where, f.check) for f in run_checks(entries, TERMS)] == [
        ("a", "terms"),
        ("b", "numbers"),
    ]


def test_of_very_many_findings_the_first_say_how_many_there_are() -> None:
    zh = "；".join(f"第{n}项{n}个" for n in range(101, 181)) + "。"
    found = [f for f in run_checks([Translation("a", zh, "Items.", State.CURATED)], TERMS)
             if f.check == "numbers"]  # fmt: skip
    assert len(found) == 1
    assert "more of this check on this entry" in found[0].message


@given(st.text(), st.text(), st.sampled_from(State))
def test_no_text_makes_a_check_fail(zh: str, en: str, state: State) -> None:
    run_checks([Translation("a", zh, en, state)], TERMS)


def test_loose_terms_only_warn() -> None:
    loose = TermBase(TERMS.terms, strict=False)
    missing = Translation("doc.01", "算力", "chips", State.CURATED)
    unstated = Translation("doc.01", "大模型", "foundation model", State.CURATED)
    forbidden = Translation("doc.01", "大模型", "the large model, a big model", State.CURATED)
    found = [
        (f.check, f.severity)
        for entry in (missing, unstated, forbidden)
        for f in run_checks([entry], loose)
    ]
    assert found == [
        ("terms", Severity.WARNING),
        ("renderings", Severity.WARNING),
        ("terms", Severity.ERROR),
    ]


@pytest.mark.parametrize(
    ("word", "one"),
    [("spies", "spy"), ("dies", "die"), ("ics", "ic"), ("is", "is"), ("processes", "process")],
)
def test_a_word_in_the_singular(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize(
    ("word", "cut"), [("planned", "plan"), ("egg", "egg"), ("computing", "comput")]
)
def test_the_stem_of_a_word(word: str, cut: str) -> None:
    assert stem(word) == cut


def test_points_for_percent_are_a_matter_of_numbers() -> None:
    assert [f.check for f in check_pair("提升15个百分点", "Raised by 15%")] == ["numbers"]
