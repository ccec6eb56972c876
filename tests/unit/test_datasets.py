"""The datasets: the contract's columns, exact text, nothing claimed that is not known."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jiebang.corpus.glossary import Term, TermBase
from jiebang.datasets.columns import TABLES, TERMS, Column, DataTable, Type
from jiebang.datasets.describe import json_schema
from jiebang.datasets.formats.markdown import english_markdown
from jiebang.datasets.fragments import csv_line, valid_row
from jiebang.datasets.stage import open_stage
from jiebang.datasets.tables import document_row
from jiebang.document.model import State, Translation, Words
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from support import ID, make_corpus, read_tables, write_datasets

CONTRACT = {
    "documents": "id title_zh title_en issuer_zh issuer_en issuer_basis jurisdiction "
    "jurisdiction_basis document_number date_issued source_file source_sha256 tasks indicators "
    "measures url source_url archive_url application_deadline summary_zh summary_en",
    "tasks": "id document_id list_id number section_zh section_en title_zh title_en "
    "requirement_zh requirement_en funding_cny funding_zh funding_en duration_months target_year "
    "themes same_as translation_state url posted_by_zh posted_by_en award_cny "
    "own_contribution_cny total_cny",
    "indicators": "id task_id document_id number text_zh text_en deadline_year translation_state "
    "source_start source_end url note_zh note_en same_as subnumber",
    "metrics": "id zh en quantity_kind qudt unit_si measures",
    "measures": "id indicator_id task_id metric_zh metric_en comparator value value_max unit "
    "unit_ucum quantity_kind value_si unit_si text_zh text_en source_start source_end confidence"
    " change value_max_si condition_zh condition_en per baseline metric_id",
    "segments": "id document_id task_id field text_zh text_en translation_state origin "
    "note_zh note_en",
    "terms": "id zh en en_variants en_forbidden definition_en domain source occurrences",
    "task_themes": "task_id theme weight",
}


def table(name: str, **corpus: Any) -> list[dict[str, Any]]:
    """The rows of one table of the made corpus."""
    found = {t.name: r for t, r in read_tables(make_corpus(**corpus))}[name]
    return [dict(row) for row in found]


def parse(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def test_the_columns_are_the_contract_s() -> None:
    assert {t.name: " ".join(t.names) for t in TABLES} == CONTRACT


def test_rows_and_columns_agree() -> None:
    for made, found in read_tables(make_corpus()):
        assert found
        for row in found:
            assert tuple(row) == made.names
            for column in made.columns:
                check(column, row[column.name])


def check(column: Column, value: object) -> None:
    """A value is of its column's kind."""
    kinds: dict[Type, type] = {
        Type.STRING: str,
        Type.INTEGER: int,
        Type.NUMBER: str,
        Type.LIST: tuple,
    }
    assert column.en and column.zh
    if value is None:
        assert not column.required, column.name
    else:
        assert isinstance(value, kinds[column.type]), column.name
        assert column.type is not Type.NUMBER or Decimal(str(value)).is_finite()
        assert not column.values or value in column.values
        assert value != "", column.name


def test_documents() -> None:
    (row,) = table("documents")
    assert row["title_zh"] == "重庆市任务榜单"
    assert row["title_en"] == f"EN {ID}.s1.1"
    assert (row["issuer_zh"], row["issuer_basis"]) == ("某厅", "inferred")
    assert (row["jurisdiction"], row["jurisdiction_basis"]) == ("CN-CQ", "stated")
    # Inferred, so not in the data.
    assert row["document_number"] is None
    assert row["date_issued"] == "2024-05-06"
    assert (row["tasks"], row["indicators"]) == (2, 4)
    assert row["measures"] == len(table("measures")) > 0
    assert row["url"] == "https://example.org/x/en/documents/demo-2024/"


def test_what_a_document_s_record_says_of_it() -> None:
    (entry,) = make_corpus().entries
    told = {"url": "https://a.example/x", "archive_url": "https://b.example/x"}
    record = replace(entry.provenance, summary=Words("A list.", "一份榜单。"), **told)
    row = document_row(make_corpus(), replace(entry, provenance=record), 0)
    wanted = {**told, "source_url": told["url"], "url": f"https://example.org/x/en/documents/{ID}/"}
    wanted |= {"summary_zh": "一份榜单。", "summary_en": "A list."}
    assert {key: row[key] for key in wanted} == wanted


def test_a_list_in_a_row_names_nothing_twice() -> None:
    (tasks,) = (made for made in TABLES if made.name == "tasks")
    row = {column.name: None for column in tasks.columns if not column.required}
    first, _ = table("tasks")
    validator = Draft202012Validator(json_schema(tasks)["items"])
    good = json.loads(json.dumps({**row, **first}))
    assert not list(validator.iter_errors(good))
    (error,) = validator.iter_errors({**good, "themes": ["compute", "compute"]})
    assert error.validator == "uniqueItems"
    (error,) = validator.iter_errors({**good, "title_zh": ""})
    assert error.validator == "minLength"


def test_english_markdown_names_its_source_as_it_is() -> None:
    (entry,) = make_corpus().entries
    text = english_markdown(replace(entry, document=replace(entry.document, source="榜单.txt")))
    assert "source: 榜单.txt\n" in text


@pytest.mark.parametrize(("name", "told"), [(None, "stages"), ("/a/b.csv", "/a/b.csv")])
def test_a_full_disk_is_named(tmp_path: Path, name: str | None, told: str) -> None:
    with pytest.raises(InputError, match="No space left") as error, open_stage(Layout(tmp_path)):
        raise OSError(28, "No space left on device", name)
    assert told in str(error.value)


def test_tasks() -> None:
    first, second = table("tasks")
    assert (first["list_id"], first["number"]) == (None, 1)
    assert (first["section_zh"], first["section_en"]) == ("核心基础", f"EN {ID}.s2.1")
    assert first["requirement_zh"] == "建设算力集群。提升算力。"
    assert first["requirement_en"] == f"EN {ID}.01.requirement.1 EN {ID}.01.requirement.2"
    assert (first["funding_cny"], first["funding_zh"]) == (20_000_000, "2000万元")
    assert (first["duration_months"], first["target_year"]) == (36, 2025)
    assert first["same_as"] == (f"{ID}.02",)
    assert (second["requirement_zh"], second["funding_cny"]) == (None, None)
    assert second["themes"] == ("compute", "robots")


def test_indicators() -> None:
    found = table("indicators")
    assert [r["id"] for r in found] == [f"{ID}.01.1", f"{ID}.01.2", f"{ID}.02.1", f"{ID}.02.2"]
    # A numbered item has its own year only; clauses share that of their opening words.
    assert [r["deadline_year"] for r in found] == [2025, None, 2026, 2026]
    # What needs no English is its own.
    assert (found[3]["text_en"], found[3]["translation_state"]) == ("≥95%。", "curated")
    assert found[1]["url"] == f"https://example.org/x/en/tasks/{ID}/01/#i2"
    original = make_corpus().entries[0].original
    for row in found:
        assert original[row["source_start"] : row["source_end"]] == row["text_zh"]


def test_segments() -> None:
    found = {r["id"]: r for r in table("segments")}
    assert found[f"{ID}.01.requirement.2"]["task_id"] == f"{ID}.01"
    assert found[f"{ID}.01.requirement.2"]["field"] == "requirement"
    assert found[f"{ID}.head.1"]["task_id"] is None
    assert found[f"{ID}.head.1"]["field"] == "head"
    # A field's name is shared by all tasks.
    assert found[f"{ID}.fields.2"]["task_id"] is None
    assert found[f"{ID}.head.1"]["origin"] == "llm"
    assert f"{ID}.02.indicators.2" not in found


def test_terms_count_segments_by_the_longest_match() -> None:
    found = {r["id"]: r["occurrences"] for r in table("terms")}
    assert found == {"compute": 1, "compute-cluster": 2, "robot": 1}


def test_the_worst_state_counts_and_missing_english_is_unknown() -> None:
    changed = {
        f"{ID}.01.requirement.2": Translation(f"{ID}.01.requirement.2", "提升算力。"),
        f"{ID}.02.title.1": Translation(
            f"{ID}.02.title.1", "机器人", "Robot", State.MACHINE, "engine:x@1"
        ),
    }
    first, second = table("tasks", changed=changed)
    assert (first["translation_state"], first["requirement_en"]) == ("missing", None)
    assert (second["translation_state"], second["title_en"]) == ("machine", "Robot")
    (row,) = (
        r
        for r in table("segments", changed=changed)
        if r["id"] in changed and r["task_id"] == f"{ID}.01"
    )
    assert (row["text_en"], row["translation_state"], row["origin"]) == (None, "missing", None)


def test_a_shared_field_name_counts_for_each_task() -> None:
    changed = {f"{ID}.fields.2": Translation(f"{ID}.fields.2", "考核指标")}
    assert [r["translation_state"] for r in table("tasks", changed=changed)] == ["missing"] * 2


def test_addresses_begin_at_the_root_when_the_site_s_is_unknown() -> None:
    assert table("tasks", site_url="")[1]["url"] == f"/en/tasks/{ID}/02/"


def test_csv_and_json_hold_the_same_rows(tmp_path: Path) -> None:
    write_datasets(make_corpus(), Layout(tmp_path))
    for made in TABLES:
        header, *lines = parse((Layout(tmp_path).data / f"{made.name}.csv").read_bytes())
        objects = json.loads((Layout(tmp_path).data / f"{made.name}.json").read_text("utf-8"))
        assert tuple(header) == made.names
        assert len(lines) == len(objects)
        for line, item in zip(lines, objects, strict=True):
            assert list(item) == header
            assert line == [
                ";".join(v) if isinstance(v, list) else "" if v is None else str(v)
                for v in item.values()
            ]


PLAIN = DataTable("t", "T", "表", tuple(Column(n, Type.STRING, n, n) for n in ("a", "b")))


@given(st.lists(st.tuples(st.text(), st.text())))
def test_csv_round_trip(cells: list[tuple[str, str]]) -> None:
    # csv.reader cannot read NUL on every Python; our texts never hold one.
    if any("\0" in cell for row in cells for cell in row):
        return
    lines = [csv_line(PLAIN.names), *map(csv_line, cells)]
    assert parse(("\n".join(lines) + "\n").encode()) == [["a", "b"], *([a, b] for a, b in cells)]


@given(st.lists(st.tuples(st.none() | st.text(min_size=1), st.text(min_size=1))))
def test_json_round_trip(values: list[tuple[str | None, str]]) -> None:
    found = [{"a": a, "b": b} for a, b in values]
    assert [json.loads(json.dumps(valid_row(PLAIN, row))) for row in found] == found


def test_a_cell_is_a_plain_decimal_one_text_or_nothing() -> None:
    types = {"n": Type.NUMBER, "s": Type.STRING, "e": Type.STRING, "l": Type.LIST}
    table = DataTable("t", "T", "表", tuple(Column(n, kind, n, n) for n, kind in types.items()))
    row = table.row({}, n=Decimal("0.010"), s=("a", "b"), e="", l=("a", "b"))
    assert row == {"n": "0.01", "s": "a b", "e": None, "l": ("a", "b")}
    assert csv_line(row.values()) == "0.01,a b,,a;b"


def test_a_list_member_with_a_semicolon_is_named() -> None:
    term = Term("x", "甲", "A", "d", "d", "s", variants=("a;b",))
    corpus = replace(make_corpus(), terms=TermBase((term,)))
    found = dict(zip(CONTRACT, (r for _, r in read_tables(corpus)), strict=True))["terms"]
    with pytest.raises(InputError, match="terms, x, en_variants: “a;b”"):
        valid_row(TERMS, found[0])


def test_what_is_written_over_a_file_of_the_site_leaves_that_as_it_was(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    (layout.data / "sub").mkdir(parents=True)
    published = layout.data / "sub" / "a.txt"
    published.write_text("one", "utf-8")
    with open_stage(layout) as stage:
        stage.write("data/sub/a.txt", "one")
        assert (stage.data / "sub" / "a.txt").samefile(published)
        stage.write("data/sub/a.txt", "two")
        assert (published.read_text(), (stage.data / "sub" / "a.txt").read_text()) == ("one", "two")
        assert stage.publish() == ("data/sub/a.txt",)
    assert published.read_text() == "two"


def test_a_link_in_the_place_of_a_published_file_is_not_published(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.data.mkdir(parents=True)
    (layout.data / "b.txt").write_text("one", "utf-8")
    (layout.data / "a.txt").symlink_to("b.txt")
    with open_stage(layout) as stage:
        for name in ("data/a.txt", "data/b.txt"):
            stage.write(name, "one")
        assert not (stage.data / "a.txt").is_symlink()
        stage.publish()
    assert (layout.data / "a.txt").read_text() == "one"
