"""A document that nobody has seen: added, drafted by a real engine, checked, published."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polib
import pytest

from building import small_copy
from jiebang.cli import main
from jiebang.runtime.layout import Layout

PROJECT = Path(__file__).parents[2]
MODEL = PROJECT / "tests" / "models" / "translate-zh_en-tiny.argosmodel"
SOURCE = PROJECT / "tests" / "fixtures" / "genre" / "tiny-journey.txt"
NEW = "tiny-journey"


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project of one document, into which the new document has been added and drafted."""
    root = small_copy(tmp_path_factory.mktemp("journey"), "chongqing-ai-2023").root
    assert main(["add", "--root", str(root), str(SOURCE)]) == 0
    command = ["translate", "--root", str(root), NEW, "--engine", "argos", "--model", str(MODEL)]
    assert main(command) == 0
    return Layout(root)


def entries(layout: Layout) -> dict[str, polib.POEntry]:
    return {e.msgctxt: e for e in polib.pofile(str(layout.catalogue(NEW)))}


def test_the_draft_keeps_every_figure_and_says_who_wrote_it(layout: Layout) -> None:
    drafted = [e for e in entries(layout).values() if "engine:argos@" in e.comment]
    assert len(drafted) >= 15
    assert all(e.fuzzy for e in drafted)
    by_zh = {e.msgid: e.msgstr for e in drafted}
    assert by_zh["研发大模型≥3个；"] == "Develop ≥3 large models;"
    assert "RMB 50 million" in by_zh["产生经济效益≥5000万元。"]
    assert "1024" in by_zh["平台支持节点数不少于1024个；"]
    assert "2 million" in by_zh["数据≥200万条；"]


def test_what_could_not_be_drafted_is_missing_with_the_reason(layout: Layout) -> None:
    for entry in entries(layout).values():
        if not entry.msgstr:
            assert "missing:" in entry.comment, entry.msgid


def test_the_checks_pass(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(layout.root), NEW]) == 0, capsys.readouterr().out


def test_a_second_run_does_nothing_twice(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    before = layout.catalogue(NEW).read_bytes()
    command = ["translate", "--root", str(layout.root), NEW, "--engine", "argos"]
    assert main([*command, "--model", str(MODEL)]) == 0
    assert layout.catalogue(NEW).read_bytes() == before
    assert "0 by the engine" in capsys.readouterr().out


def test_it_is_published_as_a_machine_s_draft(layout: Layout) -> None:
    assert main(["build", "--root", str(layout.root)]) == 0
    with (layout.data / "segments.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["document_id"] == NEW]
    states = {r["translation_state"] for r in rows}
    assert "machine" in states
    assert states <= {"machine", "memory", "missing"}
    assert all(
        r["origin"].startswith("engine:argos@") for r in rows if r["translation_state"] == "machine"
    )
    tasks = json.loads((layout.data / "tasks.json").read_text("utf-8"))
    new = [t for t in tasks if t["document_id"] == NEW]
    assert [t["funding_cny"] for t in new] == [10_000_000, 20_000_000]
    page = (layout.site / "en" / "tasks" / NEW / "01" / "index.html").read_text("utf-8")
    assert "研发大模型≥3个；" in page
    assert "Develop ≥3" in page.replace("<", " <")


def test_without_an_engine_one_line_says_what_is_missing(
    layout: Layout,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    assert main(["translate", "--root", str(layout.root), NEW, "--engine", "argos"]) == 0
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0
    assert "jiebang engine get" in said
