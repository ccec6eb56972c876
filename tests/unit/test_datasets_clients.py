"""The release in the hands of those who read it: each client is the real one."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import datasette.app
import jsonschema
import openpyxl
import polars as pl
import pytest
from frictionless import Package
from ucumvert import get_ucum_parser

from building import whole_data
from jiebang.corpus.catalogue.po import Header, dump_po, new_po
from jiebang.datasets.about import SCHEMA_VERSION
from jiebang.datasets.columns import TABLES, Type
from jiebang.quantities.lexicon import lexicon

ROOT = Path(__file__).parents[2]
WORDS = ("人形机器人", "大模型", "算力", "芯片", "5G", "机", "robot")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """site/data/ of the project's own documents."""
    return whole_data(tmp_path_factory).data


def rows(data: Path, table: str) -> list[dict[str, str]]:
    with (data / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_polars_reads_json(data: Path, table: str) -> None:
    wanted = len(rows(data, table))
    # The README says so of measures: a column is empty in the first hundred rows there.
    how: dict[str, Any] = {"infer_schema_length": None} if table == "measures" else {}
    assert pl.read_json(data / f"{table}.json", **how).height == wanted
    assert pl.read_ndjson(data / f"{table}.jsonl", **how).height == wanted
    assert pl.read_parquet(data / f"{table}.parquet").height == wanted
    readme = (data / "README.md").read_text("utf-8")
    assert 'pl.read_ndjson("measures.jsonl", infer_schema_length=None)' in readme


def test_the_package_describes_csv_and_json(data: Path) -> None:
    package = Package(str(data / "datapackage.json"))
    names = [table.name for table in TABLES]
    assert package.resource_names == [*names, *(f"{name}-json" for name in names)]
    report = package.validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    for table in TABLES:
        schema = json.loads((data / f"schemas/{table.name}.schema.json").read_text("utf-8"))
        whole = json.loads((data / f"{table.name}.json").read_text("utf-8"))
        jsonschema.validate(whole, schema, jsonschema.Draft202012Validator)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([{**whole[0], table.names[0]: 1}], schema)


def test_datasette_finds_words_typed_plainly(data: Path) -> None:
    metadata = json.loads((data / "metadata.json").read_text("utf-8"))
    app = datasette.app.Datasette([str(data / "jiebang.sqlite")], metadata=metadata)

    async def ask(path: str) -> Any:
        answer = await app.client.get(path)
        assert answer.status_code == 200, answer.text[:300]
        return answer

    async def run() -> None:
        await app.invoke_startup()
        for table in ("documents", "tasks", "indicators", "measures", "segments", "terms"):
            page = (await ask(f"/jiebang/{table}")).text
            assert 'name="_search"' in page, table
            assert metadata["databases"]["jiebang"]["tables"][table]["description"] in page
        home = (await ask("/jiebang")).text
        assert "metrics" in home
        assert re.search(r"<p>\d+ hidden tables|hidden table", home)
        for word in WORDS:
            query = f"_search={word}&_size=max&_shape=array"
            answer = await ask(f"/jiebang/segments.json?{query}")
            found = {row["id"] for row in answer.json()}
            held = {
                row["id"]
                for row in rows(data, "segments")
                if word in row["text_zh"] + (row["note_zh"] or "")
                or re.search(rf"\b{word}s?\b", row["text_en"], re.I)
            }
            if re.fullmatch("[\u4e00-\u9fff]+", word):
                assert found == held
            else:
                assert held <= found
            assert found, word

    # A thread of its own: a browser's test beside this one may have left a loop running.
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, run()).result()


def test_the_workbook_has_formats_filters_and_notes(data: Path) -> None:
    book = openpyxl.load_workbook(data / "jiebang.xlsx")
    for table in TABLES:
        sheet = book[table.name]
        last = openpyxl.utils.get_column_letter(len(table.columns))
        assert sheet.auto_filter.ref == f"A1:{last}{len(rows(data, table.name)) + 1}"
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert cell.comment is not None
            assert column.en in cell.comment.text
            assert column.zh in cell.comment.text
    tasks = book["tasks"]
    at = [cell.value for cell in tasks[1]]
    assert tasks.cell(2, at.index("funding_cny") + 1).number_format == "#,##0"
    assert tasks.cell(2, at.index("number") + 1).number_format == "0"


def test_units_are_ucum_or_marked_as_ours(data: Path) -> None:
    parser = get_ucum_parser()
    own = lexicon().own_units
    measures, metrics = rows(data, "measures"), rows(data, "metrics")
    for code in {r["unit_ucum"] for r in measures} | {r["per"] for r in measures}:
        if code:
            parser.parse(code)
    found = {r["unit_si"] for r in measures} | {r["unit_si"] for r in metrics}
    ours = own | {unit.base for unit in lexicon().units if unit.currency}

    def mark(word: re.Match[str]) -> str:
        return f"{{{word[0]}}}" if word[0] in ours else word[0]

    for code in found - {""}:
        parser.parse(re.sub(r"[A-Za-z]+", mark, code))
    codebook = (data / "codebook.en.md").read_text("utf-8")
    assert all(f"`{word}`" in codebook for word in own)
    # None is marked that UCUM has.
    for word in own:
        with pytest.raises(Exception, match=r".+"):
            parser.parse(word)


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
def test_msgfmt_has_nothing_to_say(tmp_path: Path) -> None:
    made = tmp_path / "new.po"
    made.write_text(dump_po(new_po("d", Header("t", "en", "CC BY 4.0"))), "utf-8")
    for path in (made, *sorted((ROOT / "content/translations/en").glob("*.po"))):
        done = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, ""), path.name


def test_sums_by_theme_add_up(data: Path) -> None:
    shares = pl.read_parquet(data / "task_themes.parquet")
    tasks = pl.read_parquet(data / "tasks.parquet")
    whole = shares.group_by("task_id").agg(pl.col("weight").sum())
    assert set(whole["task_id"]) == set(tasks["id"])
    assert all(abs(weight - 1) < 1e-12 for weight in whole["weight"])
    joined = shares.join(tasks, left_on="task_id", right_on="id")
    money = (joined["funding_cny"] * joined["weight"]).sum()
    assert money == pytest.approx(tasks["funding_cny"].sum())


def test_the_release_names_its_schema(data: Path) -> None:
    index = json.loads((data / "index.json").read_text("utf-8"))
    assert index["schema_version"] == SCHEMA_VERSION
    assert f"Schema {SCHEMA_VERSION}." in (data / "README.md").read_text("utf-8")
    changed = (ROOT / "docs" / "data.md").read_text("utf-8")
    assert f"### Schema {SCHEMA_VERSION}" in changed
    for table in TABLES:
        for column in table.columns:
            if column.type is Type.LIST or column.name.startswith(("note", "summary", "metric_id")):
                assert f"`{column.name}`" in changed or f"`{table.name}`" in changed
