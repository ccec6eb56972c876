"""A project's glossary/ adds words to the lexicon, and takes them away with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiebang.errors import InputError
from jiebang.quantities.lexicon import use
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import extract

UNIT = """units:
  - {zh: [摞], symbols: [stk], en: [stack], ucum: "{stack}", base: stack, kind: count}
"""
BOUND = "- {id: roof, means: '<=', force: bound, zh: [封顶于], en: [roofed at]}\n"


def test_words_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "units.yml").write_text(UNIT, "utf-8")
    (tmp_path / "comparators.yml").write_text(BOUND, "utf-8")
    try:
        use(tmp_path)
        (amount,) = extract("高度封顶于12摞。")
        assert (amount.comparator.value, amount.unit, amount.meaning.base) == ("<=", "摞", "stack")
        (english,) = read_en("The height is roofed at 12 stacks.")
        assert (english.comparator.value, english.meaning.base) == ("<=", "stack")
    finally:
        use(Path("/nowhere"))
    assert [a.unit for a in extract("高度不超过12摞。") if a.confidence == "high"] == []


def test_a_malformed_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "comparators.yml").write_text("- {id: roof, zh: [封顶于]}\n", "utf-8")
    with pytest.raises(InputError) as error:
        use(tmp_path)
    assert "means" in str(error.value)
    assert extract("误差不超过5%")[0].comparator.value == "<="
