"""Sentences and clauses: paired fixtures, and the promise that nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiebang.text.sentences import cut_clauses, cut_sentences

FIXTURES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "fixtures" / "sentences.yml").read_text(encoding="utf-8")
)
# Mostly the signs that matter, so that brackets nest, cross and stay open.
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet='甲乙a1。！？；;，（）()“”"《》「」[]【】 \n　2…', max_size=60),
)


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: str(case["text"])[:24])
def test_fixture(case: dict[str, Any]) -> None:
    assert cut_sentences(case["text"]) == case["sentences"]
    assert cut_clauses(case["text"]) == case.get("clauses", case["sentences"])


@given(TEXTS)
def test_joined_is_the_text(text: str) -> None:
    assert "".join(cut_sentences(text)) == text
    assert "".join(cut_clauses(text)) == text


@given(TEXTS)
def test_every_piece_says_something(text: str) -> None:
    if any(char.isalnum() for char in text):
        for piece in (*cut_sentences(text), *cut_clauses(text)):
            assert any(char.isalnum() for char in piece)


@given(TEXTS)
def test_clauses_refine_sentences(text: str) -> None:
    def ends(pieces: list[str]) -> set[int]:
        return {sum(map(len, pieces[: n + 1])) for n in range(len(pieces))}

    assert ends(cut_sentences(text)) <= ends(cut_clauses(text))


@given(st.text(alphabet="甲乙1，、", min_size=1))
def test_an_unclosed_bracket_swallows_one_sentence_at_most(words: str) -> None:
    assert cut_sentences(f"甲（{words}。乙。丙。")[-2:] == ["乙。", "丙。"]
