"""The edition in traditional characters: words that OpenCC would join are converted apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiebang.site.hant import traditional

ROOT = Path(__file__).parents[2]
PAIRS = [
    tuple(line.split("|"))
    for line in (ROOT / "tests/fixtures/traditional-pairs.txt").read_text("utf-8").split("\n")
    if line and not line.startswith("#")
]
# What OpenCC makes across the ends of words, and no text of this genre has.
WRONG = (
    "週圍",
    "分鍾",
    "制造",
    "面嚮",
    "繫統",
    "隻列",
    "髮布",
    "髮射",
    "髮電",
    "幹燥",
    "機製",
    "體製",
)


@pytest.mark.parametrize(("text", "wanted"), PAIRS)
def test_words_that_stand_side_by_side(text: str, wanted: str) -> None:
    assert traditional(text) == wanted


def test_no_document_has_a_word_joined_wrongly() -> None:
    for path in sorted((ROOT / "content/documents").glob("*-*.md")):
        made = traditional(path.read_text("utf-8"))
        assert [word for word in WRONG if word in made] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("昇腾", "昇騰"),
        ("昇腾910芯片", "昇騰910芯片"),
        ("王喆昇、刘某", "王喆昇、劉某"),
        ("臺灣系統", "臺灣系統"),
    ],
)
def test_a_name_with_one_old_character_does_not_make_a_line_traditional(
    text: str, wanted: str
) -> None:
    """As many characters of one way as of the other: the line is converted."""
    assert traditional(text) == wanted
