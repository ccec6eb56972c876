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

from building import (
    ROOT,
    SMALL,
    copy_root,
    project_copy,
    small_copy,
    small_project,
    whole_project,
)
from jiebang.cli import main
from jiebang.commands.build import build
from jiebang.runtime.layout import Layout
from jiebang.site.page_cache import PageCache


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, float]:
    return whole_project(tmp_path_factory)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return small_project(tmp_path_factory)


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
    different = [name for name in one if one[name] != two[name]]
    assert different == [], [
        pair
        for name in different[:2]
        for pair in zip(one[name].splitlines(), two[name].splitlines(), strict=False)
        if pair[0] != pair[1]
    ][:5]
    assert tree(other.root / "content") == tree(built[0].root / "content")


def test_a_deleted_page_comes_back_and_the_environment_stays(small: Layout, tmp_path: Path) -> None:
    layout, before = copy_root(small, tmp_path), dict(os.environ)
    build(layout)
    assert build(layout).steps == ()
    page = layout.site / "en" / "tasks" / SMALL / "01" / "index.html"
    text = page.read_bytes()
    page.unlink()
    assert build(layout).steps
    assert page.read_bytes() == text
    assert dict(os.environ) == before


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


def test_a_build_that_keeps_going_leaves_out_the_documents_with_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = small_copy(tmp_path, SMALL)
    other = tmp_path / "other.txt"
    other.write_text("一、样机研制\n研究内容：研制样机。\n考核指标：\n1. 误差不超5%。\n", "utf-8")
    assert main(["--root", str(tmp_path), "add", str(other), "--id", "other-2024"]) == 0
    catalogue = polib.pofile(str(layout.catalogue("other-2024")))
    entry = next(e for e in catalogue if "不超5%" in e.msgid)
    entry.msgstr, entry.flags = "The error exceeds 5%.", []
    catalogue.save()
    assert main(["--root", str(tmp_path), "build"]) == 1
    assert not layout.site.exists()
    assert "comparators" in capsys.readouterr().out
    assert main(["--root", str(tmp_path), "build", "--keep-going"]) == 0
    said = capsys.readouterr().out
    assert "left out for the errors above: other-2024" in said
    assert "[comparators]" in said
    published = (layout.data / "documents.csv").read_text("utf-8")
    assert SMALL in published and "other-2024" not in published
    assert not (layout.site / "en" / "documents" / "other-2024").exists()
    assert (layout.site / "en" / "documents" / SMALL / "index.html").exists()
    # What is left out is said again, and a plain build still stops.
    assert main(["--root", str(tmp_path), "build"]) == 1


def test_a_page_is_taken_again_with_the_version_of_today(tmp_path: Path) -> None:
    with PageCache(tmp_path, "en", "0.0.0+aaaa1111") as before:
        key = before.key("task", "cited as 0.0.0+aaaa1111", 3)
        before.keep("tasks/x/", key, {"html": "<p>0.0.0%2Baaaa1111</p>", "md": "aaaa1111"})
    with PageCache(tmp_path, "en", "0.0.0+bbbb2222") as after:
        key = after.key("task", "cited as 0.0.0+bbbb2222", 3)
        found = after.texts("tasks/x/", key)
        assert found == {"html": "<p>0.0.0%2Bbbbb2222</p>", "md": "bbbb2222"}
        assert after.texts("tasks/x/", after.key("task", "cited as 0.0.0+bbbb2222", 4)) is None
