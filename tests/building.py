"""Copies of the project to build in; the whole of it, built once for all workers of a run."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
import yaml

from jiebang.commands.build import build
from jiebang.corpus.load import load_corpus
from jiebang.runtime.executor import Pool
from jiebang.runtime.layout import Layout
from jiebang.site import editions
from support import PROJECT, make_corpus, write_datasets

ROOT = Path(__file__).parents[1]


def project_copy(folder: Path) -> Layout:
    """A project root with this project's content, in which a site can be built."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("mkdocs.yml", "jiebang.yml"):
        shutil.copy(ROOT / name, folder)
    for name in ("content", "docs", "glossary"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "scripts").symlink_to(ROOT / "scripts")
    return Layout(folder)


def small_copy(folder: Path, *ids: str) -> Layout:
    """The same with one document or few, for what does not hang on how many there are."""
    layout = project_copy(folder)
    entries = yaml.safe_load(layout.sources_yml.read_text("utf-8"))
    kept = [entry for entry in entries if entry["id"] in ids]
    text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1000)
    layout.sources_yml.write_text(text, "utf-8")
    names = yaml.safe_load(layout.measures_yml.read_text("utf-8"))
    own_names = {key: name for key, name in names.items() if key.partition(".")[0] in ids}
    layout.measures_yml.write_text(yaml.safe_dump(own_names, allow_unicode=True), "utf-8")
    for path in (*layout.documents.glob("*.md"), *layout.translations.rglob("*.po")):
        if path.stem not in (*ids, "README"):
            path.unlink()
    record = layout.published / "record.jsonl"
    version, *lines = record.read_text("utf-8").splitlines(keepends=True)
    own = [x for x in lines if json.loads(x)["id"].partition(".")[0] in ids]
    record.write_text("".join((version, *own)), "utf-8")
    return layout


def whole_project(factory: pytest.TempPathFactory) -> tuple[Layout, float]:
    """The whole project, built, and how many seconds that took; not to be written to."""

    def make(layout: Layout) -> None:
        project_copy(layout.root)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(editions, "Pool", Pool)
            result = build(layout)
        assert not result.failed, result.findings[:5]

    return _make_once(factory, "whole-project", make)


SMALL = "chongqing-ai-2023"


def small_project(factory: pytest.TempPathFactory) -> Layout:
    """One document, one of its texts without English, built; not to be written to."""

    def make(layout: Layout) -> None:
        small_copy(layout.root, SMALL)
        catalogue = polib.pofile(str(layout.catalogue(SMALL)))
        entry = next(e for e in catalogue if e.msgctxt == f"{SMALL}.01.indicators.3")
        entry.msgstr = ""
        catalogue.save()
        assert not build(layout).failed

    return _make_once(factory, "small-project", make)[0]


def whole_data(factory: pytest.TempPathFactory) -> Layout:
    """The datasets and the API of the project's own documents; not to be written to."""

    def make(layout: Layout) -> None:
        write_datasets(load_corpus(Layout(ROOT)), layout)

    return _make_once(factory, "whole-data", make)[0]


def made_site(factory: pytest.TempPathFactory) -> Layout:
    """The site of `make_corpus`, which knows its address and whom to tell; not to be written to."""

    def make(layout: Layout) -> None:
        project_copy(layout.root)
        project = replace(PROJECT, contact="https://example.org/issues/new")
        editions.build_site(make_corpus(project=project), layout)

    return _make_once(factory, "made-site", make)[0]


def copy_root(layout: Layout, folder: Path) -> Layout:
    """A root with all that was made in it, to be worked on."""
    return Layout(shutil.copytree(layout.root, folder / "root", symlinks=True))


def _make_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Layout], None]
) -> tuple[Layout, float]:
    """What one worker of a run makes and the others wait for, and how many seconds it took."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    layout, took = Layout(base / name), base / f"{name}.seconds"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not took.is_file():
            started = time.perf_counter()
            make(layout)
            took.write_text(str(time.perf_counter() - started))
    return layout, float(took.read_text())


def build_wheel(folder: Path) -> Path:
    """The project's wheel, built in a folder from a copy of what goes into it, without network."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "benchmarks")
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=ignored)
    alone = ("--no-deps", "--no-index", "--no-build-isolation")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", *alone, "-w", folder, folder]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = folder.glob("jiebang-*.whl")
    return made
