"""The rows of table `measures`: columns, ids, places, English; on a corpus made by hand
and on the documents."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock import cpu_seconds
from jiebang.corpus.load import Corpus, load_corpus
from jiebang.corpus.measure_names import shown
from jiebang.datasets.columns import MEASURES
from jiebang.datasets.measures import MeasureRow
from jiebang.document.alignment import locate, place_within
from jiebang.document.model import Correction, Document, Paragraph, Segment, Span, segments
from jiebang.quantities.read_zh import extract
from jiebang.runtime.layout import Layout
from jiebang.text.spaces import squash
from support import measure_rows

ROOT = Path(__file__).parents[2]
COLUMNS = list(MEASURES.names)
COMPARATORS = {">=", "<=", ">", "<", "=", "~", "range"}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(Layout(ROOT))


@pytest.fixture(scope="module")
def rows(corpus: Corpus) -> list[MeasureRow]:
    return measure_rows(corpus)


def test_columns_are_the_contracts() -> None:
    assert " ".join(COLUMNS) == (
        "id indicator_id task_id metric_zh metric_en comparator value value_max unit unit_ucum"
        " quantity_kind value_si unit_si text_zh text_en source_start source_end confidence"
        " change value_max_si condition_zh condition_en per baseline metric_id"
    )


def test_columns_and_ids(rows: list[MeasureRow]) -> None:
    counts: dict[str, int] = {}
    for row in rows:
        assert list(row) == COLUMNS
        indicator = row["indicator_id"]
        counts[indicator] = counts.get(indicator, 0) + 1
        assert row["id"] == f"{indicator}.m{counts[indicator]}"
        assert indicator.startswith(row["task_id"] + ".")
        assert row["comparator"] in COMPARATORS
        assert (row["comparator"] == "range") == (row["value_max"] is not None)
        assert re.fullmatch("high|low: .+", row["confidence"])


def test_numbers_are_plain_decimals(rows: list[MeasureRow]) -> None:
    for row in rows:
        for number in (row["value"], row["value_max"], row["value_si"]):
            assert number is None or re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", number)


def test_places_hold_the_text_published(corpus: Corpus, rows: list[MeasureRow]) -> None:
    originals = {entry.document.id: entry.original for entry in corpus.entries}
    corrected = {
        squash(c.printed): squash(c.mended)
        for entry in corpus.entries
        for c in entry.document.corrections
    }
    for row in rows:
        original = originals[row["task_id"].split(".")[0]]
        start, end = row["source_start"], row["source_end"]
        assert start is not None
        assert end is not None
        printed = squash(original[start:end])
        assert corrected.get(printed, printed) == squash(row["text_zh"]), row["id"]


def test_the_example_of_the_contract(rows: list[MeasureRow]) -> None:
    row = next(r for r in rows if r["id"] == "ai-major-project.01.3.m5")
    assert row["metric_zh"] == "跨机房带宽"
    assert (row["comparator"], row["value"], row["unit"]) == ("<=", "20", "Gb/s")
    assert (row["unit_ucum"], row["value_si"], row["unit_si"]) == ("Gbit/s", "20000000000", "bit/s")
    assert row["text_zh"] == "≤20Gb/s"
    assert row["metric_en"] is not None
    assert "bandwidth" in row["metric_en"].lower()


def test_a_lower_bound_on_an_error_is_read_in_its_sense(rows: list[MeasureRow]) -> None:
    found = {r["id"]: (r["comparator"], r["confidence"][:4], r["metric_id"]) for r in rows}
    assert found["ai-major-project.07.2.m2"] == ("<=", "low:", "angular-error")
    assert found["ai-major-project.07.2.m3"] == ("<=", "low:", "relative-error")
    assert found["ai-major-project.07.2.m4"] == ("<=", "low:", "position-error")
    # An accuracy in percent that is large is none, and a resolution from above stays.
    assert found["ai-major-project.11.3.m2"] == (">=", "high", "accuracy")
    assert found["ai-major-project.07.3.m2"] == ("<=", "high", "resolution")
    # By how much it is to rise is a change, no error.
    assert found["ai-major-project.12.3.m1"] == (">=", "high", "accuracy")


def test_every_document_is_measured_and_most_metrics_have_english(
    corpus: Corpus, rows: list[MeasureRow]
) -> None:
    assert {r["task_id"].split(".")[0] for r in rows} == {e.document.id for e in corpus.entries}
    assert sum(r["text_en"] is not None for r in rows) > 0.95 * len(rows)
    assert sum(r["metric_en"] is not None for r in rows) > 0.95 * len(rows)
    assert all(r["metric_zh"] for r in rows)


def test_the_same_corpus_gives_the_same_rows(corpus: Corpus, rows: list[MeasureRow]) -> None:
    assert measure_rows(corpus) == rows


def test_all_indicators_are_read_in_half_a_second(corpus: Corpus) -> None:
    texts = [i.text.zh for e in corpus.entries for t in e.tasks for i in t.indicators]
    assert len(texts) > 300

    assert cpu_seconds(lambda: [extract(text) for text in texts]) < 0.5


def test_without_places_there_are_no_offsets(corpus: Corpus) -> None:
    entry = replace(corpus.entries[0], spans={}, lost="something is missing")
    found = measure_rows(replace(corpus, entries=(entry,)))
    assert found
    assert all(r["source_start"] is None and r["source_end"] is None for r in found)


def test_parts_of_a_segment_are_placed_sign_by_sign() -> None:
    original = "带宽 不低\n于 20 Gb/s，距离 $\\geq 250\\text{m}$ 。\n"
    document = Document(
        "d",
        "d.txt",
        "",
        preamble=(Paragraph((Segment("s", "带宽不低于20Gb/s，距离≥250m。"),)),),
        corrections=(Correction(2, "$\\geq 250\\text{m}$", "≥250m", "LaTeX left by OCR"),),
    )
    (text,) = segments(document)
    found = locate(original, document)["s"]
    first, second = (place_within(found, text.zh, part) for part in (Span(2, 11), Span(14, 19)))
    assert first is not None
    assert original[first.start : first.end] == "不低\n于 20 Gb/s"
    assert second is not None
    assert original[second.start : second.end] == "$\\geq 250\\text{m}$"


def test_values_in_base_units_are_the_values_times_the_factor(rows: list[MeasureRow]) -> None:
    factors: dict[str, Decimal | int] = {
        "TB": 8 * 10**12,
        "GB/s": 8 * 10**9,
        "ms": Decimal("0.001"),
        "%": Decimal("0.01"),
    }
    for row in rows:
        if row["unit"] in factors and row["value_si"] is not None:
            assert Decimal(row["value_si"]) == Decimal(row["value"]) * factors[row["unit"]]


@pytest.mark.parametrize(
    ("zh", "said"),
    [
        ("准确率提升25%以上，时延缩短40%。", ["提升25%以上", "缩短40%"]),
        ("降低星地数据传输量80%以上。", ["降低星地数据传输量80%以上"]),
        ("速度提升至95%，降低能耗，成本占比20%以上。", ["提升至95%", "20%以上"]),
        ("準確率提升25%。", ["提升25%"]),
    ],
)
def test_a_change_is_shown_with_the_verb_that_says_which_way(zh: str, said: list[str]) -> None:
    assert [zh[s.start : s.end] for s in shown(zh, extract(zh))] == said


@given(st.text("提升降低准确率0123456789%，、两成以上≥", max_size=40))
def test_what_is_shown_never_overlaps(zh: str) -> None:
    amounts = extract(zh)
    spans = shown(zh, amounts)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(s.start <= a.start and s.end == a.end for s, a in zip(spans, amounts, strict=True))
