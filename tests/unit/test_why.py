"""What a change of a term would touch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiebang.commands.why import explain
from jiebang.corpus.load import Corpus
from jiebang.document.model import Translation, segments
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


def told(corpus: Corpus, name: str) -> list[list[str]]:
    """The head, and the lines of each segment."""
    return [part.split("\n") for part in explain(corpus, name).split("\n\n")]


def test_longer_terms_shield_their_parts() -> None:
    head, segment = told(corpus(), "compute")
    assert head[-3:] == [
        "1 segment touched",
        "     1  compute",
        "2 segments not touched: only in 算力集群",
    ]
    assert segment[0].startswith(f"{ID}.") and segment[0].endswith("  [compute]")
    assert segment[1:] == ["  提升算力。", "  Improve compute."]


def test_renderings_and_forbidden_ones_are_named() -> None:
    head, *found = told(corpus(), "compute-cluster")
    assert head == [
        "算力集群 → compute cluster (compute-cluster)",
        "  also: computing cluster, cluster",
        "  never: arithmetic cluster",
        "2 segments touched",
        "     1  cluster",
        "     1  compute cluster",
    ]
    lines = {line[1].strip(): (line[0].partition("  ")[2], *line[3:]) for line in found}
    assert lines == {
        "建设算力集群。": ("[compute cluster]",),
        "算力集群": ("[cluster]", "  uses “arithmetic cluster”, which is forbidden"),
    }


@pytest.mark.parametrize("name", ["compute-cluster", "算力集群", "Compute cluster"])
def test_a_term_is_named_by_id_chinese_or_english(name: str) -> None:
    assert told(corpus(), name)[0][0].endswith("(compute-cluster)")


def test_an_unknown_term_is_refused_with_near_ones() -> None:
    with pytest.raises(UsageError, match="算力集群"):
        explain(corpus(), "集群")


def test_a_segment_without_english_is_touched() -> None:
    made = english(segments(make_document()))
    key = next(k for k, t in made.items() if t.zh == "提升算力。")
    head, segment = told(make_corpus({key: Translation(key, "提升算力。")}), "compute")
    assert head[-2] == "     1  (no English)"
    assert segment == [f"{key}  [–]", "  提升算力。", "  (no English yet)"]
