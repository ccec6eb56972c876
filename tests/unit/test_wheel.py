"""What another publisher gets: the wheel, and the tutorial run in an empty folder."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import ROOT, build_wheel

# The commands of the tutorial that are to be run, block by block; the last says who publishes.
TUTORIAL = re.findall(
    r"^```sh\n(.*?)^```",
    (ROOT / "docs" / "tutorial.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
# True of this repository's own collection, and of no other.
OURS = (
    *("Jiebang contributors", "CC BY", "CC-BY", "Creative Commons", "outside copyright"),
    *("Five documents", "五份文件", "Zhengzhou", "郑州", "Henan", "河南", "Chongqing", "重庆"),
    *("large language model", "大语言模型", "artificial intelligence", "人工智能", "humanoid"),
    *("Translated by", "scripts/jiebang"),
)
# What readers may type for a name, of any field, and the program: neither is a claim.
GENERAL = re.compile(r"search/words\.json|assets/|offline/search\.js|offline/tables\.js")
TEXTS = (".html", ".md", ".json", ".jsonl", ".csv", ".txt", ".cff", ".xml", ".svg", ".tbx", ".xlf")

pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path | None = None) -> str:
    """The output of a command that must succeed, in an environment without this project."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "JIEBANG_SITE_URL")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel; nothing is downloaded."""
    return build_wheel(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def jiebang(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed into an empty environment beside the packages that are here.

    JIEBANG_INSTALLED names one that was installed from the index.
    """
    installed = os.environ.get("JIEBANG_INSTALLED")
    if installed:
        return Path(installed)
    wheel: Path = request.getfixturevalue("wheel")
    place = tmp_path_factory.mktemp("env")
    venv.create(place, with_pip=False)
    (packages,) = place.glob("lib/python*/site-packages")
    # Of what a .pth file names, no .pth file is read: this checkout's own stays outside.
    others = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "others.pth").write_text("\n".join(others), "utf-8")
    target = ("--python", place / "bin" / "python", "install", "--quiet")
    run(sys.executable, "-m", "pip", *target, "--no-deps", "--no-index", wheel)
    where = run(
        place / "bin" / "python", "-c", "import jiebang; print(jiebang.__file__)", cwd=place
    )
    assert Path(where.strip()).is_relative_to(packages)
    return place / "bin" / "jiebang"


@pytest.fixture(scope="module")
def project(jiebang: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tutorial's commands make in an empty folder, all but the last ones."""
    empty = tmp_path_factory.mktemp("elsewhere")
    told = shell(jiebang, TUTORIAL[:-1], empty)
    assert "tasks       2" in told and "indicators  7" in told
    assert "0 errors" in told and "site/index.html: built" in told
    return empty / "my-lists"


def shell(jiebang: Path, blocks: list[str], folder: Path) -> str:
    """What the commands print, run by a shell that finds this jiebang first."""
    path = f"{jiebang.parent}{os.pathsep}{os.environ['PATH']}"
    script = "\n".join((f"export PATH='{path}'", *blocks))
    return run("bash", "-euo", "pipefail", "-c", script, cwd=folder)


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """Path and text of every file that a reader or a program may read, the zips' too."""
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        if path.suffix in TEXTS:
            yield name, path.read_text("utf-8")
        elif path.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                for inner in archive.namelist():
                    if inner.endswith((*TEXTS, ".xml")):
                        yield f"{name}/{inner}", archive.read(inner).decode()


def test_what_is_built_already_is_left_alone(jiebang: Path, project: Path) -> None:
    assert "up to date" in run(jiebang, "build", cwd=project)


def test_no_word_of_the_site_is_false_for_its_publisher(project: Path) -> None:
    found = [(n, t) for n, t in texts(project / "site") if not GENERAL.search(n)]
    assert len([n for n, _ in found if n.endswith(".html")]) > 60
    wrong = [(name, word) for name, text in found for word in OURS if word in text]
    assert wrong == []


def test_every_page_bears_the_project_s_own_name(project: Path) -> None:
    site = project / "site"
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        assert "Farm challenges" in page, path
    about = (site / "en" / "about" / "index.html").read_text("utf-8")
    assert "1 document, with all tasks" in about and "No license has been stated" in about
    task = (site / "en" / "tasks" / "farm-2026" / "01" / "index.html").read_text("utf-8")
    assert "水稻抗旱新品种选育与示范" in task and "not yet translated" in task


def test_a_page_of_the_project_takes_the_place_of_ours(jiebang: Path, project: Path) -> None:
    own = project / "docs" / "en" / "about.md"
    own.write_text("# About us { #top }\n\nWe are the Example Institute.\n", "utf-8")
    shell(jiebang, TUTORIAL[-1:], project)
    site = project / "site"
    assert "We are the Example Institute." in (site / "en/about/index.html").read_text("utf-8")
    chinese = (site / "zh/about/index.html").read_text("utf-8")
    assert "示例研究院" in chinese and "licenses/by/4.0" in chinese
    assert '"name": "Example Institute"' in (site / "data/croissant.json").read_text("utf-8")
    task = (site / "en/tasks/farm-2026/01/index.html").read_text("utf-8")
    assert "Translated by Example Institute." in task
    other = (site / "en/tasks/farm-2026/02/index.html").read_text("utf-8")
    assert "Translated by" not in other, "nothing of it is in English"


def test_the_site_is_served(jiebang: Path, project: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen([jiebang, "serve", "--port", str(port)], cwd=project)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/", timeout=5) as answer:
                    assert "Farm challenges" in answer.read().decode()
                    break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("no answer in a minute")
    finally:
        served.terminate()
        served.wait(20)


def test_plain_mkdocs_builds_the_english_edition(jiebang: Path, project: Path) -> None:
    """The plugin is found by its name: plugin and theme are all that mkdocs.yml names."""
    python = jiebang.with_name("python")
    run(python, "-m", "mkdocs", "build", "--quiet", "--strict", "-d", "elsewhere", cwd=project)
    assert "Farm challenges" in (project / "elsewhere" / "index.html").read_text("utf-8")
