"""Every word of the lexicon in a frame: what a draft says of it passes every check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jiebang import check_pair
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.render_en import render_pieces
from jiebang.quantities.units import unit_table

FORM = {"typography", "spacing", "length"}  # of a whole sentence, not of a piece
# What a draft must be able to say, whole.
SAID = {
    "500至1000万元": "RMB 5–10 million",
    "±0.5mm": "±0.5 mm",
    "-18±1℃": "-18 ±1 °C",
    "三分之一": "one-third",
    "七成": "70%",
    "不超5%": "no more than 5%",
    "不下于90%": "no less than 90%",
    "100亩": "100 mu",
    "1.5亿欧元": "EUR 150 million",
    "5毫克/升": "5 mg/L",
    "零点五毫米": "0.5 millimeters",
    "12万U/mL": "120,000 U/mL",
    "3年内": "within 3 years",
    "至少一年": "at least one year",
    "20%以上": "at least 20%",
    "约30%": "about 30%",
    "10N.m/kg": "10 N·m/kg",
}


def comparators() -> Iterator[str]:
    for word in lexicon().comparators:
        for text in word.zh:
            yield f"90%{text}" if word.after else f"{text}90%"


def units() -> Iterator[str]:
    for name in unit_table().entries:
        yield f"25{name}"


def numerals() -> Iterator[str]:
    yield from (
        "3",
        "三",
        "十二",
        "1.5万",
        "2亿",
        "1,024",
        "3.0",
        "百分之五",
        "三分之二",
        "八成",
        "零点五",
        "1万5000",
    )
    yield from (
        "5-10",
        "5至10",
        "1万至2万",
        "500至1000万",
        "±3",
        "20±2",
        "-5",
        "负二十",
        "10^6",
        "1.5×10⁻³",
    )


def faults(zh: str) -> list[str]:
    """What the checks say of the pieces of a text put in for it."""
    return [
        f"{zh[p.start : p.end]} → {p.en}: {finding.check}: {finding.message}"
        for p in render_pieces(zh)
        if p.kind != "bound"
        for finding in check_pair(zh[p.start : p.end], p.en)
        if finding.check not in FORM
    ]


@pytest.mark.parametrize(("zh", "en"), SAID.items())
def test_a_draft_says_it_whole(zh: str, en: str) -> None:
    assert {zh[p.start : p.end]: p.en for p in render_pieces(zh)} == {zh: en}


@pytest.mark.parametrize("kind", [comparators, units, numerals])
def test_what_a_draft_says_passes_every_check(kind: object) -> None:
    assert callable(kind)
    assert [fault for zh in kind() for fault in faults(zh)] == []


def test_a_draft_says_most_of_the_lexicon() -> None:
    """A piece may be left to the engine; most are not."""
    for kind, least in ((comparators, 0.85), (numerals, 0.85)):
        texts = list(kind())
        said = [zh for zh in texts if any(p.kind == "amount" for p in render_pieces(zh))]
        assert len(said) >= least * len(texts), sorted(set(texts) - set(said))
    entries = [zh for name, e in unit_table().entries.items() if e.bare for zh in (f"25{name}",)]
    said = [zh for zh in entries if any(p.kind == "amount" for p in render_pieces(zh))]
    assert len(said) >= 0.8 * len(entries)
