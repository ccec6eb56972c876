"""A site built on top of the last one is, byte for byte, the one that is built from nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from building import ROOT, copy_root, small_copy, small_project
from jiebang.cli import main
from jiebang.commands.build import build, is_built
from jiebang.commands.serve import Rebuild
from jiebang.runtime.layout import Layout
from jiebang.site.page_cache import PageCache
from jiebang.site.views import BilingualText

ONE, OTHER = "chongqing-ai-2023", "henan-agi-2023"


class Project:
    """Two documents and a copy of the program, so that it can be changed, too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = small_copy(folder / "root", ONE, OTHER).root
        name = f"{OTHER}.01.1.m2: {{of: 达到500 TFLOPS以上, en: speed of the chip}}\n"
        (self.root / "glossary" / "measures.yml").write_text(name, "utf-8")
        (self.root / "scripts").unlink()
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(
            ROOT / "scripts" / "jiebang", folder / "program" / "jiebang", ignore=ignored
        )

    def build(self, root: Path) -> dict[str, bytes]:
        """The files of the site."""
        env = {**os.environ, "PYTHONPATH": str(self.folder / "program")}
        command = [sys.executable, "-m", "jiebang", "build", "--root", str(root)]
        done = subprocess.run(command, env=env, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        files = [path for path in (root / "site").rglob("*") if path.is_file()]
        return {path.relative_to(root / "site").as_posix(): path.read_bytes() for path in files}

    def change(self, name: str, old: str, new: str) -> None:
        """Another word in a file of the project, or of the program."""
        place = self.root if (self.root / name).exists() else self.folder / "program" / "jiebang"
        text = (place / name).read_text("utf-8")
        assert old in text, f"{name} has no “{old}”"
        (place / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("incremental"))
    made.build(made.root)
    return made


# What is changed: a file, a word in it, the word for it; a page where that shows.
KINDS = {
    "the English of a line": (
        f"content/translations/en/{ONE}.po",
        "Digital Chongqing has a major need",
        "Chongqing has a major need",
        f"en/tasks/{ONE}/01/index.html",
    ),
    "a line of the Markdown": (
        f"content/documents/{ONE}.md",
        "why: doubled punctuation",
        "why: a mark too many",
        f"en/documents/{ONE}/index.html",
    ),
    "what is known of a document": (
        "content/sources/sources.yml",
        "Application Guide for",
        "Guide for",
        f"en/source/{ONE}/index.html",
    ),
    "a term": (
        "glossary/terms.yml",
        "Manufacturing techniques that join",
        "Techniques that join",
        "en/glossary/index.html",
    ),
    "a headline": (
        "glossary/headlines.yml",
        "Twelve tasks on",
        "A dozen tasks on",
        f"en/documents/{OTHER}/index.html",
    ),
    "the name of a measure": (
        "glossary/measures.yml",
        "speed of the chip",
        "rate of the chip",
        f"en/tasks/{OTHER}/01/index.html",
    ),
    "a setting": ("jiebang.yml", "en: Jiebang", "en: Tender", f"en/tasks/{OTHER}/01/index.html"),
    "a page in prose": (
        "docs/en/about.md",
        "Nothing else has been removed.",
        "That is all.",
        "en/about/index.html",
    ),
    "a word of the interface": (
        "site/strings.yml",
        "task.facts: Key facts",
        "task.facts: At a glance",
        f"en/tasks/{OTHER}/01/index.html",
    ),
    "a template": (
        "site/templates/task.html",
        'class="jb-page jb-task"',
        'class="jb-page jb-task jb-new"',
        f"zh/tasks/{ONE}/02/index.html",
    ),
    "a style sheet": (
        "site/assets/task.css",
        "{",
        "{color:red;",
        f"zh-hant/tasks/{ONE}/02/index.html",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_site_after_a_change_is_the_one_that_is_built_from_nothing(
    project: Project, kind: str, tmp_path: Path
) -> None:
    name, old, new, page = KINDS[kind]
    before = (project.root / "site" / page).read_bytes()
    project.change(name, old, new)
    found = project.build(project.root)
    shutil.copytree(project.root, tmp_path / "new", ignore=shutil.ignore_patterns(".cache", "site"))
    wanted = project.build(tmp_path / "new")
    assert found.keys() == wanted.keys()
    assert [one for one in found if found[one] != wanted[one]] == []
    assert found[page] != before, "the change shows nowhere"


@pytest.fixture
def layout(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Layout:
    """One document, built, to be worked on."""
    return copy_root(small_project(tmp_path_factory), tmp_path)


def test_serve_shows_changed_pages_first_and_ends_with_the_site_of_a_build(layout: Layout) -> None:
    page = layout.site / "en" / "tasks" / ONE / "01" / "index.html"
    data = layout.data / "segments.csv"
    before = page.read_text("utf-8"), data.read_bytes()
    catalogue = layout.catalogue(ONE)
    changed = catalogue.read_text("utf-8").replace("Digital Chongqing has a", "Chongqing has a", 1)
    catalogue.write_text(changed, "utf-8")
    rebuild = Rebuild(layout, lambda _: None)
    rebuild()
    shown = page.read_text("utf-8")
    assert ("Chongqing has a major" in shown, data.read_bytes()) == (True, before[1])
    assert "Digital Chongqing has a major" not in shown
    assert rebuild.follow.read_text("utf-8"), "who serves is not told that more is to come"
    rebuild()
    assert is_built(layout)
    files = [path for path in layout.site.rglob("*") if path.is_file()]
    found = {path.relative_to(layout.site): path.read_bytes() for path in files}
    shutil.rmtree(layout.cache)
    shutil.rmtree(layout.site)
    assert not build(layout).failed
    assert found == {path: (layout.site / path).read_bytes() for path in found}
    assert len(found) == sum(path.is_file() for path in layout.site.rglob("*"))


def test_serve_shows_nothing_of_what_the_checks_find_wrong(layout: Layout) -> None:
    told = list[str]()
    page = layout.site / "en" / "tasks" / ONE / "01" / "index.html"
    before = page.read_bytes()
    catalogue = layout.catalogue(ONE)
    wrong = catalogue.read_text("utf-8").replace("≥2000", "≥200", 1)
    catalogue.write_text(wrong, "utf-8")
    Rebuild(layout, told.append)()
    assert page.read_bytes() == before
    assert "the checks found errors" in told[-1]


@pytest.mark.slow
def test_data_files_are_made_again_where_they_or_what_they_are_made_of_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = small_copy(tmp_path / "root", ONE)
    table, api = layout.data / "tasks.csv", layout.api / "v1" / "index.json"

    def make() -> dict[Path, bytes]:
        assert main(["data", "--root", str(layout.root)]) == 0
        return {path: path.read_bytes() for path in layout.site.rglob("*") if path.is_file()}

    first = make()
    told = capsys.readouterr().out
    table.write_text("by hand", "utf-8")
    api.unlink()
    assert make() == first
    assert make() == first
    assert capsys.readouterr().out == told * 2, "says otherwise what there is"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert b"1970-01-02" in make()[layout.data / "index.json"]
    monkeypatch.setenv("JIEBANG_SITE_URL", "https://example.org/x/")
    assert b"https://example.org/x/en/tasks/" in make()[table]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.delenv("JIEBANG_SITE_URL")
    catalogue = layout.catalogue(ONE)
    changed = catalogue.read_text("utf-8").replace("Digital Chongqing has a", "Chongqing has a", 1)
    catalogue.write_text(changed, "utf-8")
    found = make()
    shutil.rmtree(layout.cache)
    shutil.rmtree(layout.site)
    assert make() == found
    assert found[layout.data / "segments.csv"] != first[layout.data / "segments.csv"]


@dataclass(frozen=True)
class Model:
    """As what a page is made of: a text, another object."""

    line: BilingualText
    inner: Mapping[str, tuple[BilingualText, ...]]


def test_a_key_changes_with_all_that_a_model_holds(tmp_path: Path) -> None:
    with PageCache(tmp_path, "en") as cache:

        def key(**other: str) -> str:
            """With one word of it otherwise."""
            words = {"zh": "研制", "en": "build", "name": "a", "deep": "x"} | other
            line = BilingualText(words["zh"], words["en"])
            return cache.key(Model(line, {words["name"]: (BilingualText(words["deep"], ""),)}))

        assert key() == key()
        changed = [key(**{name: "?"}) for name in ("zh", "en", "name", "deep")]
        assert len({key(), *changed}) == 5


def test_what_is_no_plain_data_has_no_key(tmp_path: Path) -> None:
    with PageCache(tmp_path, "en") as cache:
        for thing in (object(), lambda: "later", {1, 2}):
            with pytest.raises(TypeError):
                cache.key({"model": (thing,)})
