"""Questions to a release in this process; tests/unit/test_mcp.py asks the project's own by MCP."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from jiebang.datasets.query import MOST, ReleaseQuery
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from support import ID, make_corpus, write_datasets


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = Layout(tmp_path_factory.mktemp("release"))
    write_datasets(make_corpus(), layout)
    return layout.data


@pytest.fixture
def release(data: Path) -> ReleaseQuery:
    return ReleaseQuery(data)


@pytest.fixture(scope="module")
def measures(data: Path) -> list[dict[str, str]]:
    with (data / "measures.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_folder_without_a_release(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no release here"):
        ReleaseQuery(tmp_path)


def test_a_row_comes_with_what_belongs_to_it(release: ReleaseQuery) -> None:
    document = release.get(ID)
    assert document is not None
    assert [task["id"] for task in document["tasks"]] == [f"{ID}.01", f"{ID}.02"]
    task = release.get(f"{ID}.02")
    assert task is not None
    assert task["kind"] == "tasks"
    assert task["themes"] == ["compute", "robots"]
    assert [i["id"] for i in task["indicators"]] == [f"{ID}.02.1", f"{ID}.02.2"]
    assert release.get("nothing") is None


def test_words_are_searched_and_counted(release: ReleaseQuery) -> None:
    found = release.search("算力", limit=1)
    assert found.total > len(found.rows) == 1
    assert not release.search("  ").rows
    assert release.search("没有的词").total == 0


@pytest.mark.parametrize(
    ("identifier", "words", "column"),
    [
        (f"{ID}.01", "建设 算力集群", "requirement_zh"),
        (f"{ID}.01", "建设算力集群！", ""),
        (f"{ID}.01", "", ""),
        (f"{ID}.01", "2000万元", "funding_zh"),
        (f"{ID}.01", f"{ID}.01", "title_en"),
        ("nothing", "建设", ""),
    ],
)
def test_a_quotation_is_there_or_not(
    release: ReleaseQuery, identifier: str, words: str, column: str
) -> None:
    quote = release.verify_quote(identifier, words)
    assert (quote["found"], quote["column"]) == (bool(column), column)


def test_amounts_by_metric_unit_and_bound(
    release: ReleaseQuery, measures: list[dict[str, str]]
) -> None:
    everything = release.filter_measures()
    assert everything.total == len(measures)
    assert [row["id"] for row in everything.rows] == [row["id"] for row in measures][:20]
    share = [row for row in measures if row["unit"] == "%"]
    assert share
    assert release.filter_measures(unit="%").total == len(share)
    (least, *_) = sorted(Decimal(row["value"]) for row in share if row["comparator"] == ">=")
    for value in (least - 1, least, least + 1):
        found = release.filter_measures(unit="%", bound=">=", value=str(value), limit=MOST + 9)
        wanted = [
            row["id"]
            for row in share
            if row["comparator"] in (">=", ">", "=", "~") and Decimal(row["value"]) >= value
        ]
        assert [row["id"] for row in found.rows] == wanted
    (named, *_) = (row for row in measures if row["metric_zh"])
    assert named["id"] in {
        row["id"] for row in release.filter_measures(metric=named["metric_zh"]).rows
    }
    assert not release.filter_measures(change="decrease", metric="没有的词").rows


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"bound": "=="}, "is no bound"),
        ({"bound": ">=", "value": "many"}, "is no number"),
        ({"unit": "furlong"}, "is no unit"),
    ],
)
def test_what_cannot_be_asked(release: ReleaseQuery, asked: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        release.filter_measures(**asked)
