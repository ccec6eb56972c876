"""The unit file: shape, lookup, and what stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiebang.errors import InputError
from jiebang.units import load_units

UNITS = load_units(Path(__file__).parents[2] / "glossary" / "units.yml")


@pytest.mark.parametrize(
    ("zh", "unit"),
    [
        ("平方公里以上", "square-kilometer"),
        ("km/h", "kilometer-per-hour"),
        ("秒完成", "second"),
        ("Gb/s", "gigabit-per-second"),
        ("GB/s", "gigabyte-per-second"),
        ("个自由度", "degree-of-freedom"),
        ("件", "jian"),
        ("G-A网络", None),
    ],
)
def test_the_longest_unit_is_found(zh: str, unit: str | None) -> None:
    found = UNITS.zh_at(zh, 0)
    assert (found[0].id if found else None) == unit


@pytest.mark.parametrize(
    ("en", "unit"),
    [
        ("square kilometers", "square-kilometer"),
        ("m/pixel", "meter-per-pixel"),
        ("m of", "meter"),
        ("milliseconds", "millisecond"),
        ("degree-of-freedom data", "degree-of-freedom"),
        ("models", None),
        ("m/foo", None),
    ],
)
def test_english_units(en: str, unit: str | None) -> None:
    found = UNITS.en_at(en, 0)
    assert (found[0].id if found else None) == unit


def test_every_unit_has_both_languages() -> None:
    for unit in UNITS.units:
        assert unit.zh
        assert unit.en


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- id: a\n  kind: x\n  zh: [米]\n", "“en” is missing"),
        ("- id: A b\n  kind: x\n  zh: [米]\n  en: [m]\n", "cannot be an id"),
        ("- id: a\n  kind: x\n  zh: []\n  en: [m]\n", "an empty list"),
        (
            "- {id: a, kind: x, zh: [米], en: [m]}\n- {id: b, kind: x, zh: [米], en: [n]}\n",
            "“zh 米” is taken",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "units.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_units(path)
    assert words in str(error.value)
    assert "units.yml:" in str(error.value)
