"""What lies in site/data/ and site/api/: each file read back by what its readers use."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import openpyxl
import polars
import pytest
import yaml
from frictionless import Package
from lxml import etree
from translate.storage import tmx, xliff2

from jiebang.corpus.load import Corpus, LoadedDocument
from jiebang.corpus.project import Project
from jiebang.datasets.about import read_release
from jiebang.datasets.columns import MEASURES, TABLES, Type
from jiebang.datasets.describe import citation_cff
from jiebang.datasets.formats.bigrams import bigrams, query
from jiebang.document.markdown import read, write
from jiebang.document.model import State, Translation, segments
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from support import ID, make_corpus, write_datasets

MEASURE = {
    **dict.fromkeys(MEASURES.names),
    "change": "level",
    "id": f"{ID}.01.2.m1",
    "indicator_id": f"{ID}.01.2",
    "task_id": f"{ID}.01",
    "metric_zh": "时延",
    "metric_en": "Latency",
    "comparator": "<=",
    "value": "10",
    "unit": "ms",
    "unit_ucum": "ms",
    "quantity_kind": "duration",
    "value_si": "0.01",
    "unit_si": "s",
    "text_zh": "时延不超过10ms",
    "source_start": 1,
    "source_end": 9,
    "confidence": "high",
    "metric_id": "latency",
}
SEGMENT = f"{ID}.01.requirement.2"
# A missing, a machine's and a formula-like text, and one that XML must escape.
CHANGED = {
    SEGMENT: Translation(SEGMENT, "提升算力。"),
    f"{ID}.02.title.1": Translation(
        f"{ID}.02.title.1", "机器人", "=cmd|' /C calc'!A0", State.MACHINE, "engine:x@1"
    ),
    f"{ID}.01.title.1": Translation(
        f"{ID}.01.title.1", "算力集群", 'A & B <compute> "cluster"', State.CURATED, "llm"
    ),
}


def measured(entry: LoadedDocument) -> tuple[Mapping[str, object], ...]:
    return (MEASURE,) if entry.document.id == ID else ()


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.setattr("jiebang.datasets.fragments.entry_rows", measured)
    return make_corpus(changed=CHANGED)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written once; a test that spoils it takes a copy."""
    layout = Layout(tmp_path_factory.mktemp("files"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jiebang.datasets.fragments.entry_rows", measured)
        write_datasets(make_corpus(changed=CHANGED), layout)
    return layout.data


def rows(data: Path, table: str) -> list[dict[str, Any]]:
    found = json.loads((data / f"{table}.json").read_text("utf-8"))
    assert isinstance(found, list)
    return found


def test_the_same_corpus_gives_the_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    first = write_datasets(corpus, Layout(tmp_path / "a"))
    second = write_datasets(corpus, Layout(tmp_path / "b"))
    names = [p.relative_to(tmp_path / "a") for p in first]
    assert names == [p.relative_to(tmp_path / "b") for p in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    on_disk = {p for p in (tmp_path / "a").rglob("*") if p.is_file()}
    assert on_disk == set(first), "all is returned, and nothing is left behind"


def test_a_file_that_is_right_is_not_touched_and_a_stale_one_goes(
    corpus: Corpus, tmp_path: Path
) -> None:
    layout = Layout(tmp_path)
    paths = write_datasets(corpus, layout)
    for path in paths:
        os.utime(path, (1, 1))
    stale = layout.data / "markdown" / "gone.en.md"
    stale.write_text("old", "utf-8")
    write_datasets(corpus, layout)
    assert {p.stat().st_mtime for p in paths} == {1}
    assert not stale.exists()


def test_text_files_end_in_lf_and_have_no_bom(data: Path) -> None:
    for path in sorted(data.rglob("*")):
        if path.suffix in (".csv", ".json", ".md", ".cff", ".tmx", ".xlf", ".tbx"):
            content = path.read_bytes()
            assert content.endswith(b"\n"), path
            assert b"\r" not in content
            assert not content.startswith(b"\xef\xbb\xbf")


def test_checksums_and_zip(data: Path, tmp_path: Path) -> None:
    lines = (data / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {}
    for line in lines:
        digest, _, name = line.partition("  ")
        listed[name] = digest
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest
    on_disk = {p.relative_to(data).as_posix() for p in data.rglob("*") if p.is_file()}
    assert set(listed) == on_disk - {"SHA256SUMS"}
    with zipfile.ZipFile(data / "jiebang.zip") as archive:
        assert archive.testzip() is None
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path / "zip")
    inside = {name for name in on_disk if name not in ("jiebang.zip", "index.json")}
    assert {
        p.relative_to(tmp_path / "zip/jiebang").as_posix()
        for p in (tmp_path / "zip/jiebang").rglob("*")
        if p.is_file()
    } == inside
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "zip/jiebang",
        check=True,
    )


def test_the_data_package_is_valid_and_its_readers_see_what_json_says(data: Path) -> None:
    package = Package(str(data / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    for table in TABLES:
        found = [row.to_dict() for row in package.get_resource(table.name).read_rows()]
        assert len(found) == len(rows(data, table.name))
        for mine, theirs in zip(rows(data, table.name), found, strict=True):
            for column in table.columns:
                value = theirs[column.name]
                if column.type is Type.LIST:
                    value = value or []
                elif isinstance(value, Decimal):
                    value = float(value)
                assert value == mine[column.name], (table.name, column.name)


def test_the_package_is_broken_by_a_broken_table(data: Path, tmp_path: Path) -> None:
    """frictionless sees what we say it must: a loose key, a wrong enum, a word for a number."""
    data = shutil.copytree(data, tmp_path / "data")
    for name, old, new in (
        ("indicators.csv", f"{ID}.02,", "nowhere.02,"),
        ("documents.csv", ",inferred,", ",guessed,"),
        ("measures.csv", ",10,", ",ten,"),
    ):
        path = data / name
        kept = path.read_bytes()
        path.write_bytes(kept.replace(old.encode(), new.encode(), 1))
        package = Package(str(data / "datapackage.json"))
        for resource in package.resources:
            resource.hash = resource.bytes = None
        assert not package.validate().valid, name
        path.write_bytes(kept)


def test_json_schemas_hold_for_json_and_json_lines(data: Path) -> None:
    for table in TABLES:
        schema = json.loads((data / f"schemas/{table.name}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        found = rows(data, table.name)
        text = (data / f"{table.name}.jsonl").read_text("utf-8")
        lines = [json.loads(line) for line in text.splitlines()]
        assert lines == found
        jsonschema.validate(found, schema, jsonschema.Draft202012Validator)
        for row in found:
            jsonschema.validate(row, schema["items"], jsonschema.Draft202012Validator)


def test_the_build_fails_where_tables_and_schemas_do_not_agree(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_datasets(corpus, Layout(tmp_path))
    before = {p: p.read_bytes() for p in Layout(tmp_path).data.rglob("*") if p.is_file()}
    for change, said in (
        ({"comparator": "≥"}, f"measures, {ID}.01.2.m1, comparator: "),
        ({"indicator_id": "nowhere.1"}, "measures, row 1: refers to indicators"),
        ({"source_start": "1"}, "source_start"),
        ({"text_zh": None}, f"measures, {ID}.01.2.m1, text_zh: "),
    ):
        wrong = {**MEASURE, **change}
        monkeypatch.setattr("jiebang.datasets.fragments.entry_rows", lambda *_, w=wrong: (w,))
        with pytest.raises(InputError, match=said):
            write_datasets(corpus, Layout(tmp_path))
    after = {p: p.read_bytes() for p in Layout(tmp_path).data.rglob("*") if p.is_file()}
    assert after == before, "nothing is published of a release that is wrong"


def test_decimals(data: Path) -> None:
    with (data / "measures.csv").open(encoding="utf-8", newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert (line["value"], line["value_max"], line["value_si"]) == ("10", "", "0.01")
    (row,) = rows(data, "measures")
    assert (row["value"], row["value_max"], row["value_si"]) == (10, None, 0.01)


def test_parquet(data: Path) -> None:
    for table in TABLES:
        frame = polars.read_parquet(data / f"{table.name}.parquet")
        assert tuple(frame.columns) == table.names
        assert frame.to_dicts() == rows(data, table.name)
        where = str(data / f"{table.name}.parquet")
        found = duckdb.sql(f"SELECT count(*) FROM '{where}'").fetchall()
        assert found == [(len(rows(data, table.name)),)]


def test_without_duckdb_parquet_is_left_out_and_the_index_says_so(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("jiebang.datasets.formats.parquet.EXTRA", "no_such_module")
    write_datasets(corpus, Layout(tmp_path))
    data = Layout(tmp_path).data
    assert not list(data.glob("*.parquet"))
    (skipped,) = json.loads((data / "index.json").read_text("utf-8"))["skipped"]
    assert skipped["format"] == "parquet"
    assert "pip install" in skipped["why"]
    assert "Not made in this build: parquet" in (data / "README.md").read_text("utf-8")


def test_excel(data: Path) -> None:
    book = openpyxl.load_workbook(data / "jiebang.xlsx")
    assert book.sheetnames == ["README", "codebook", *(t.name for t in TABLES)]
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f", f"{sheet.title} {cell.coordinate} is a formula"
    assert book["codebook"].freeze_panes == "A2", "its head stays, and nothing below it"
    for table in TABLES:
        sheet = book[table.name]
        assert sheet.freeze_panes == "B2"
        header, *lines = sheet.iter_rows()
        assert tuple(cell.value for cell in header) == table.names
        found = rows(data, table.name)
        assert len(lines) == len(found)
        for line, row in zip(lines, found, strict=True):
            for cell, value in zip(line, row.values(), strict=True):
                wanted = ";".join(value) or None if isinstance(value, list) else value
                assert cell.value == wanted, (table.name, cell.coordinate)
                assert isinstance(value, str | list | None) or cell.data_type == "n"
    tasks = book["tasks"]
    risky = next(c for c in tasks[3] if c.value == "=cmd|' /C calc'!A0")
    assert (risky.data_type, risky.quotePrefix) == ("s", True)
    url = [cell.value for cell in tasks[1]].index("url")
    assert tasks[2][url].hyperlink.target == f"https://example.org/x/en/tasks/{ID}/01/"


def test_sqlite(data: Path) -> None:
    database = sqlite3.connect(data / "jiebang.sqlite")
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for table in TABLES:
        cursor = database.execute(f"SELECT * FROM {table.name} ORDER BY rowid")
        assert tuple(d[0] for d in cursor.description) == table.names
        wanted = [
            tuple(
                json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v
                for v in row.values()
            )
            for row in rows(data, table.name)
        ]
        assert cursor.fetchall() == wanted
    assert database.execute("SELECT * FROM task_same_as").fetchall() == [
        (f"{ID}.01", f"{ID}.02"),
        (f"{ID}.02", f"{ID}.01"),
    ]
    indices = {r[1] for r in database.execute("PRAGMA index_list(indicators)")}
    assert {"indicators_task_id", "indicators_document_id"} <= indices


def test_full_text_search_finds_words_of_two_characters(data: Path) -> None:
    database = sqlite3.connect(data / "jiebang.sqlite")

    def search(words: str) -> set[tuple[str, str]]:
        found = database.execute(
            "SELECT kind, id FROM search WHERE search MATCH ?", (query(words),)
        )
        return set(found.fetchall())

    assert search("节点") == {("indicators", f"{ID}.01.1")}
    assert search("算力") == {
        ("tasks", f"{ID}.01"),
        ("terms", "compute"),
        ("terms", "compute-cluster"),
    }
    assert search("机器人") == {("tasks", f"{ID}.02"), ("terms", "robot")}
    assert search("robots") == {("terms", "robot")}
    assert search("1024 节点") == {("indicators", f"{ID}.01.1")}
    assert search("器节") == search("量子") == set()
    assert ("indicators", f"{ID}.01.2") in search("延")
    # Without our help: the words of two characters are the index's own.
    plain = database.execute("SELECT id FROM search WHERE search MATCH '节点'").fetchall()
    assert plain == [(f"{ID}.01.1",)]


def test_bigrams() -> None:
    assert bigrams("算力集群10台").split() == ["算力", "力集", "集群", "群", "10", "台"]
    assert query("人形机器人") == '"人形 形机 机器 器人"'
    assert query('"群" 5G网络') == '"群" * "5G 网络"'
    assert query("人人") == '"人人"'
    assert query("AI群") == '"AI 群" *'


def test_tmx(data: Path) -> None:
    with (data / "jiebang.tmx").open("rb") as stream:
        store = tmx.tmxfile(stream, "zh-CN", "en-US")
    found = {unit.getid() or unit.xmlelement.get("tuid"): unit for unit in store.units}
    wanted = {r["id"]: r for r in rows(data, "segments") if r["text_en"]}
    assert set(found) == set(wanted)
    assert SEGMENT not in found
    for identifier, row in wanted.items():
        assert found[identifier].source == row["text_zh"]
        assert found[identifier].target == row["text_en"]
    root = etree.parse(data / "jiebang.tmx").getroot()
    assert root.get("version") == "1.4"
    states = {p.text for p in root.iterfind(".//prop[@type='x-state']")}
    assert states == {"machine", "curated"}


def test_xliff(data: Path) -> None:
    with (data / "jiebang.xlf").open("rb") as stream:
        store = xliff2.Xliff2File(stream)
    wanted = {r["id"]: r for r in rows(data, "segments")}
    units = [u for u in store.units if not u.isheader()]
    assert [u.source for u in units] == [r["text_zh"] for r in wanted.values()]
    assert [u.target or None for u in units] == [r["text_en"] for r in wanted.values()]
    space = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
    root = etree.parse(data / "jiebang.xlf").getroot()
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == (
        "2.0",
        "zh-CN",
        "en-US",
    )
    for unit in root.iterfind(".//x:unit", space):
        (segment,) = unit.iterfind("x:segment", space)
        state = wanted[unit.get("id")]["translation_state"]
        assert segment.get("subState") == f"jiebang:{state}"
        assert (segment.get("state") == "initial") == (state == "missing")
        assert (segment.find("x:target", space) is None) == (state == "missing")
        assert re.fullmatch(r"[\w.:-]+", unit.get("id"))


def test_tbx(data: Path) -> None:
    root = etree.parse(data / "jiebang.tbx").getroot()
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    space = {"t": "urn:iso:std:iso:30042:ed-2"}
    concepts = root.findall(".//t:conceptEntry", space)
    assert [c.get("id") for c in concepts] == [f"term-{r['id']}" for r in rows(data, "terms")]
    second = [
        (s.findtext("t:term", None, space), s.findtext("t:termNote", None, space))
        for s in concepts[1].iterfind(".//t:termSec", space)
    ]
    assert second == [
        ("算力集群", "preferredTerm-admn-sts"),
        ("compute cluster", "preferredTerm-admn-sts"),
        ("computing cluster", "admittedTerm-admn-sts"),
        ("cluster", "admittedTerm-admn-sts"),
        ("arithmetic cluster", "deprecatedTerm-admn-sts"),
    ]
    assert [definitions(c) for c in concepts[:2]] == [
        {"zh": "计算机所能做的。", "en": "What computers can do."},
        {"en": "Many computers."},
    ]


def definitions(concept: etree._Element) -> dict[str, str]:
    """By language. TBX-Basic allows them in a concept or a language, before its terms."""
    space = {"t": "urn:iso:std:iso:30042:ed-2"}
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    found = {}
    for described in concept.iterfind(".//t:descrip[@type='definition']", space):
        group = described.getparent()
        section = group.getparent()
        names = [etree.QName(e).localname for e in (*section, section)]
        assert (names[0], names[-2], names[-1]) == ("descripGrp", "termSec", "langSec")
        found[section.get(lang)] = described.text
    return found


def test_what_xml_cannot_hold_is_named(corpus: Corpus, tmp_path: Path) -> None:
    bad = {SEGMENT: Translation(SEGMENT, "提升算力。", "a\x01b", State.CURATED, "llm")}
    with pytest.raises(InputError, match=re.escape(SEGMENT)):
        write_datasets(make_corpus(changed=bad), Layout(tmp_path))


def test_markdown(data: Path, corpus: Corpus) -> None:
    (entry,) = corpus.entries
    chinese = (data / f"markdown/{ID}.zh.md").read_text("utf-8")
    assert chinese == write(entry.document)
    english = (data / f"markdown/{ID}.en.md").read_text("utf-8")
    front = yaml.safe_load(english.split("---\n")[1])
    assert front["language"] == "en"
    assert "Chinese prevails" in front["notice"]
    assert front["segments"] == {
        "missing": 1,
        "machine": 1,
        "curated": len(segments(entry.document)) - 2,
    }
    assert "提升算力。 [not translated: the Chinese]" in english.replace("\\", "")
    assert "[machine translation, read by nobody]" in english.replace("\\", "")
    # The outline and the ids are the Chinese document's.
    again = read(
        re.sub(
            r"\A---.*?\n---\n",
            chinese.split("\n---\n")[0] + "\n---\n",
            english,
            count=1,
            flags=re.DOTALL,
        ),
        "en",
    )
    assert [s.id for s in again.walk()] == [s.id for s in entry.document.walk()]
    assert [s.level for s in again.walk()] == [s.level for s in entry.document.walk()]


def test_notes_travel(tmp_path: Path) -> None:
    en, zh = "No less than is meant as “no worse”, <b>.", "原文“不低于”指不劣于。"
    first = f"{ID}.01.indicators.1"
    old = make_corpus().entries[0].translations[first]
    noted = replace(old, notes=(en,), notes_zh=(zh,))
    write_datasets(make_corpus(changed={first: noted}), Layout(tmp_path))
    folder = Layout(tmp_path).data
    for table, identifier in (("segments", first), ("indicators", f"{ID}.01.1")):
        found = {r["id"]: (r["note_en"], r["note_zh"]) for r in rows(folder, table)}
        assert found.pop(identifier) == (en, zh)
        assert set(found.values()) == {(None, None)}
    units = etree.parse(folder / "jiebang.tmx").iterfind(".//tu")
    said = {u.get("tuid"): [n.text for n in u.iterfind("note")] for u in units}
    assert said.pop(first) == [zh, en]
    assert not any(said.values())
    space = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
    (unit,) = (
        u
        for u in etree.parse(folder / "jiebang.xlf").iterfind(".//x:unit", space)
        if u.get("id") == first
    )
    assert {n.get("category"): n.text for n in unit.iterfind("x:notes/x:note", space)} == {
        "field": "indicators",
        "origin": "llm",
        "translator": en,
        "translator-zh": zh,
    }
    for language, note in (("zh", zh), ("en", en)):
        text = (folder / f"markdown/{ID}.{language}.md").read_text("utf-8")
        assert note in text.replace("\\", "")
    api = tmp_path / f"site/api/v1/indicators/{ID}.01.1.json"
    assert json.loads(api.read_text("utf-8"))["note_zh"] == zh


def test_codebook_names_every_column_in_both_languages(data: Path) -> None:
    for language in ("en", "zh"):
        text = (data / f"codebook.{language}.md").read_text("utf-8")
        for table in TABLES:
            part = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
            for column in table.columns:
                meaning = column.en if language == "en" else column.zh
                line = next(x for x in part.splitlines() if x.startswith(f"| `{column.name}` |"))
                assert meaning in line
                assert not column.unit or f"`{column.unit}`" in line
        assert "`robots`" in text


def test_every_quantity_has_a_unit() -> None:
    for table in TABLES:
        for column in table.columns:
            counted = column.type in (Type.INTEGER, Type.NUMBER)
            assert bool(column.unit or column.unit_in) == counted, column.name


def test_croissant_and_citation(data: Path) -> None:
    found = json.loads((data / "croissant.json").read_text("utf-8"))
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert {s["@id"] for s in found["recordSet"]} == {t.name for t in TABLES}
    for file in found["distribution"]:
        content = (data / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["contentUrl"] == f"https://example.org/x/data/{file['name']}"
    fields = {f["@id"] for s in found["recordSet"] for f in s["field"]}
    for record in found["recordSet"]:
        keys = record["key"] if isinstance(record["key"], list) else [record["key"]]
        assert {key["@id"] for key in keys} <= fields
        for field in record["field"]:
            if "references" in field:
                assert field["references"]["field"]["@id"] in fields
    cff = yaml.safe_load((data / "CITATION.cff").read_text("utf-8"))
    assert {"authors", "cff-version", "message", "title"} <= set(cff)
    assert "doi" not in cff
    release = read_release(data, "/")
    assert release is not None
    about = replace(release.about, project=Project(doi="10.5281/zenodo.1"))
    assert yaml.safe_load(citation_cff(about))["doi"] == "10.5281/zenodo.1"
    assert cff["type"] == "dataset"


def test_the_release_can_be_read_back(data: Path, tmp_path: Path) -> None:
    release = read_release(data, "https://example.org/x/")
    assert release is not None
    by_name = {file.name: file for file in release.files}
    assert by_name["tasks.csv"].rows == 2
    assert by_name["tasks.parquet"].table == "tasks"
    assert by_name["jiebang.zip"].size == (data / "jiebang.zip").stat().st_size
    assert read_release(data / "nowhere", "/") is None
    (tmp_path / "index.json").write_text("[]", "utf-8")
    with pytest.raises(InputError, match="not an index"):
        read_release(tmp_path, "/")


def test_rows_are_not_kept(corpus: Corpus, tmp_path: Path) -> None:
    """Documents are gone through once, one after another."""
    taken = []

    class Once:
        def __iter__(self) -> Any:
            for entry in corpus.entries:
                taken.append(entry.document.id)
                yield entry

    class Streamed:
        entries, terms, themes, site_url = Once(), corpus.terms, corpus.themes, "https://a.b/"
        project = corpus.project

    write_datasets(Streamed(), Layout(tmp_path))
    assert taken == [ID]


def test_excel_s_own_limits(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A sheet that is full goes on in a second; a cell or link too many is not lost silently."""
    where = "jiebang.datasets.formats"
    monkeypatch.setattr(f"{where}.excel.MOST_ROWS", 4)
    monkeypatch.setattr(f"{where}.excel.MOST_LINKS", 1)
    monkeypatch.setattr(f"{where}.excel.MOST_CHARACTERS", 40)
    write_datasets(corpus, Layout(tmp_path))
    book = openpyxl.load_workbook(Layout(tmp_path).data / "jiebang.xlsx")
    found = []
    for name in ("indicators", "indicators (2)"):
        header, *lines = book[name].iter_rows(values_only=True)
        assert header[0] == "id"
        found += [line[0] for line in lines]
    assert found == [row["id"] for row in rows(Layout(tmp_path).data, "indicators")]
    url = [cell.value for cell in book["indicators"][1]].index("url")
    links = [line[url].hyperlink for line in book["indicators"].iter_rows(min_row=2)]
    assert [bool(link) for link in links] == [True, False, False]
    sha = book["documents"].cell(2, 12).value
    assert str(sha).endswith("[cut: see the CSV]")
