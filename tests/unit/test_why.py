"""What a change of a term would touch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiebang.commands.why import format_touched, touched
from jiebang.corpus.load import Corpus
from jiebang.document.model import State, Translation, segments
from jiebang.errors import UsageError
from support import ID, english, make_corpus, make_document

# 算力集群 is a title and a heading's first sentence; 算力 alone stands in the second.
ENGLISH = {
    "建设算力集群。": "Build compute clusters.",
    "提升算力。": "Improve compute.",
    "算力集群": "Arithmetic cluster",
}


def corpus() -> Corpus:
    made = english(segments(make_document()))
    changed = {key: replace(t, en=ENGLISH[t.zh]) for key, t in made.items() if t.zh in ENGLISH}
    return make_corpus(changed)


def test_longer_terms_shield_their_parts() -> None:
    report = touched(corpus(), "compute")
    assert [s.zh for s in report.segments] == ["提升算力。"]
    assert report.segments[0].rendering == "compute"
    assert report.segments[0].segment.startswith(f"{ID}.")
    assert report.shielded == 2
    assert report.longer == ("算力集群",)


def test_renderings_and_forbidden_ones_are_named() -> None:
    found = {s.zh: (s.rendering, s.forbidden) for s in touched(corpus(), "算力集群").segments}
    assert found == {
        "建设算力集群。": ("compute cluster", ""),
        "算力集群": ("cluster", "arithmetic cluster"),
    }


@pytest.mark.parametrize("name", ["compute-cluster", "算力集群", "Compute cluster"])
def test_a_term_is_named_by_id_chinese_or_english(name: str) -> None:
    assert touched(corpus(), name).term.id == "compute-cluster"


def test_an_unknown_term_is_refused_with_near_ones() -> None:
    with pytest.raises(UsageError, match="算力集群"):
        touched(corpus(), "集群")


def test_a_segment_without_english_is_touched() -> None:
    made = english(segments(make_document()))
    key = next(k for k, t in made.items() if t.zh == "提升算力。")
    report = touched(make_corpus({key: Translation(key, "提升算力。")}), "compute")
    assert [(s.segment, s.en) for s in report.segments] == [(key, "")]
    assert made[key].state is State.CURATED


def test_the_report_as_text() -> None:
    text = format_touched(touched(corpus(), "compute-cluster"))
    assert text.splitlines()[:7] == [
        "算力集群 → compute cluster (compute-cluster)",
        "  also: computing cluster, cluster",
        "  never: arithmetic cluster",
        "2 segments touched",
        "     1  cluster",
        "     1  compute cluster",
        "",
    ]
    assert "uses “arithmetic cluster”, which is forbidden" in text
    assert "1 segment touched" in format_touched(touched(corpus(), "compute"))
    assert "2 segments not touched: only in 算力集群" in format_touched(
        touched(corpus(), "compute")
    )
