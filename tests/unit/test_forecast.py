"""After an add: by what engine the rest would be translated, and how long it will take."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiebang.cli import main
from jiebang.runtime.cache import RESULTS
from jiebang.runtime.layout import Layout
from jiebang.translation.engines import Opened
from jiebang.translation.forecast import forecast, note_rate, rate_of
from jiebang.translation.settings import Settings

PROJECT = Path(__file__).parents[2]
MODEL = PROJECT / "tests" / "models" / "translate-zh_en-tiny.argosmodel"
GENRE = PROJECT / "tests" / "fixtures" / "genre"


@dataclass
class Idle:
    name: str = "idle"
    version: str = "2"

    def translate(self, texts: Sequence[str]) -> list[str]:
        raise AssertionError("a forecast asks nothing of the engine")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    for folder in ("sources", "documents", "translations"):
        (tmp_path / "content" / folder).mkdir(parents=True)
    shutil.copytree(
        PROJECT / "glossary", tmp_path / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    shutil.copy(PROJECT / "mkdocs.yml", tmp_path)
    return Layout(tmp_path)


def test_without_a_rate_no_time_is_made_up(layout: Layout) -> None:
    told = forecast(layout, Opened(Settings(), Idle()), ["算力", "节点", "节点"])
    assert told.startswith("idle@2, time unknown yet")


def test_the_time_is_that_of_the_measured_rate_and_equal_texts_count_once(layout: Layout) -> None:
    note_rate(layout, Idle(), Settings(), 1000, 10.0)

    def told(*texts: str) -> str:
        return forecast(layout, Opened(Settings(), Idle()), texts)

    assert told("算" * 5000, "算" * 5000, "力" * 1000) == (
        "idle@2, about 60 s (measured: 100 characters a second)"
    )
    assert "about 2 min" in told("算" * 13000)
    note_rate(layout, Idle(), Settings(), 850, 100.0)
    assert told("算" * 76500) == "idle@2, about 2.5 h (measured: 8.5 characters a second)"


def test_a_rate_belongs_to_an_engine_its_version_and_its_settings(layout: Layout) -> None:
    note_rate(layout, Idle(), Settings(), 1000, 10.0)
    assert rate_of(layout, Idle(), Settings()) == 100
    assert rate_of(layout, Idle(version="3"), Settings()) == 0
    assert rate_of(layout, Idle(), Settings(beam=1)) == 0
    note_rate(layout, Idle(), Settings(beam=1), 10, 1.0)  # too short to tell
    assert rate_of(layout, Idle(), Settings(beam=1)) == 0


@pytest.mark.parametrize("content", ["", "[1]", "{broken", '{"idle@2": "fast"}'])
def test_a_broken_file_of_rates_is_as_good_as_none(layout: Layout, content: str) -> None:
    layout.cache.mkdir(parents=True)
    (layout.cache / RESULTS).write_text(content, "utf-8")
    assert rate_of(layout, Idle(), Settings()) == 0


def test_the_report_after_an_add(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(layout.root)
    assert main(["add", "--root", root, str(GENRE / "digit-tasks.txt")]) == 0
    said = capsys.readouterr().out
    assert "engine      none chosen; get one: `jiebang engine get`" in said
    settings = f"translation:\n  engine: argos\n  model: {MODEL}\n"
    (layout.root / "jiebang.yml").write_text(settings, "utf-8")
    assert main(["add", "--root", root, str(GENRE / "tiny-journey.txt")]) == 0
    assert "time unknown yet" in capsys.readouterr().out
    assert main(["translate", "--root", root, "tiny-journey"]) == 0
    capsys.readouterr()
    assert main(["add", "--root", root, str(GENRE / "sections-in-task.txt")]) == 0
    said = capsys.readouterr().out
    assert "engine      argos@" in said
    assert "characters a second)" in said


def test_an_engine_that_cannot_be_used_says_why(
    layout: Layout,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    (layout.root / "jiebang.yml").write_text("translation:\n  engine: argos\n", "utf-8")
    assert main(["add", "--root", str(layout.root), str(GENRE / "no-tasks.txt")]) == 0
    line = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("  engine  "))
    assert "jiebang engine get" in line
