"""The whole pipeline on a copy of the project: same bytes twice, nothing done twice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import polib
import pytest

from building import ROOT, project_copy, small_copy, whole_project
from jiebang.cli import main
from jiebang.commands.build import build
from jiebang.runtime.layout import Layout

SMALL = "chongqing-ai-2023"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, float]:
    return whole_project(tmp_path_factory)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """One document, one of its texts without English, built."""
    layout = small_copy(tmp_path_factory.mktemp("small"), SMALL)
    catalogue = polib.pofile(str(layout.catalogue(SMALL)))
    entry = next(e for e in catalogue if e.msgctxt == f"{SMALL}.01.indicators.3")
    entry.msgstr = ""
    catalogue.save()
    assert not build(layout).failed
    return layout


def test_a_second_build_changes_no_byte_and_takes_a_fraction(
    built: tuple[Layout, float],
) -> None:
    layout, first = built
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in layout.site.rglob("*.html")}
    started = time.perf_counter()
    assert build(layout).steps == ()
    assert time.perf_counter() - started < first / 2
    after = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in layout.site.rglob("*.html")}
    assert after == before


@pytest.fixture(scope="module")
def foreign_locale(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine whose texts are GB 18030; ASCII where none can be made."""
    folder = tmp_path_factory.mktemp("locales")
    command = ["localedef", "-i", "zh_CN", "-f", "GB18030", str(folder / "zh_CN.GB18030")]
    made = shutil.which("localedef") and not subprocess.run(command, capture_output=True).returncode
    return {"LC_ALL": "zh_CN.GB18030", "LOCPATH": str(folder)} if made else {"LC_ALL": "C"}


@pytest.mark.slow
def test_another_folder_clock_locale_hash_seed_and_umask_give_the_same_bytes(
    built: tuple[Layout, float], tmp_path: Path, foreign_locale: dict[str, str]
) -> None:
    other = project_copy(tmp_path)
    env = {
        **os.environ,
        **foreign_locale,
        "TZ": "Asia/Kathmandu",
        "PYTHONPATH": str(ROOT / "scripts"),
        "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "0",  # Python would not look at the locale
        "PYTHONCOERCECLOCALE": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "jiebang", "build", "--root", str(tmp_path)],
        env=env,
        cwd=tmp_path.parent,
        umask=0o077,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    one, two = tree(built[0].site), tree(other.site)
    assert {"data/tasks.csv", "data/jiebang.sqlite", "en/index.html", "zh/index.html"} <= set(one)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert tree(other.root / "content") == tree(built[0].root / "content")


def test_a_deleted_page_comes_back(small: Layout) -> None:
    page = small.site / "en" / "tasks" / SMALL / "01" / "index.html"
    before = page.read_bytes()
    page.unlink()
    assert build(small).steps
    assert page.read_bytes() == before


def test_what_has_no_english_is_published_in_chinese_and_says_so(small: Layout) -> None:
    page = small.site / "en" / "tasks" / SMALL / "01" / "index.html"
    text = re.sub(r"<[^>]+>", "", page.read_text("utf-8"))  # glossary terms are links
    assert "算法模型库涵盖通用算法模型≥100个；" in text
    assert "ot yet translated" in text


def test_content_with_an_error_is_not_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = small_copy(tmp_path, SMALL)
    catalogue = polib.pofile(str(layout.catalogue(SMALL)))
    entry = next(e for e in catalogue if "≥2000" in e.msgstr)
    entry.msgstr = entry.msgstr.replace("≥2000", "≥200")
    catalogue.save()
    assert main(["build", "--root", str(tmp_path)]) == 1
    assert "[numbers]" in capsys.readouterr().out
    assert not (layout.site / "en").exists()
