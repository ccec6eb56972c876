"""docs/data.md and docs/worked-examples.md do what they say, on the project's own data."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from jiebang.corpus.load import load_corpus
from jiebang.datasets.columns import TABLES
from jiebang.datasets.formats.bigrams import query
from jiebang.datasets.write import write_datasets
from jiebang.runtime.layout import Layout

ROOT = Path(__file__).parents[2]
UPDATE = "JIEBANG_UPDATE_DOCS"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = ROOT / "docs" / "worked-examples.md"


def blocks(path: Path, *kinds: str) -> list[tuple[str, str]]:
    """(kind, text) of the fenced blocks of some kinds, in order."""
    return [(k, text) for k, text in BLOCK.findall(path.read_text("utf-8")) if k in kinds]


def run(code: str, names: dict[str, object]) -> str:
    """What a block prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "<docs>", "exec"), names)
    return said.getvalue()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with site/data/ and site/api/ made from the project's own documents."""
    folder = tmp_path_factory.mktemp("project")
    write_datasets(load_corpus(Layout(ROOT)), Layout(folder))
    return folder


@pytest.fixture(autouse=True)
def inside(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)


SNIPPETS = [text for _, text in blocks(ROOT / "docs" / "data.md", "python")]


@pytest.mark.parametrize("code", SNIPPETS, ids=lambda code: code.split()[1])
def test_snippets(code: str, capfd: pytest.CaptureFixture[str]) -> None:
    said = run(code, {}) + capfd.readouterr().out  # DuckDB's show() may print past Python
    assert said.strip()


def test_every_tool_of_the_brief_has_a_snippet() -> None:
    text = (ROOT / "docs" / "data.md").read_text("utf-8")
    for tool in ("pandas", "polars", "DuckDB", "R", "Excel", "SQLite"):
        assert f"\n### {tool}\n" in text
    for table in TABLES:
        assert f"`{table.name}`" in text
    assert "Access-Control-Allow-Origin" in text


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_snippet() -> None:
    ((_, code),) = blocks(ROOT / "docs" / "data.md", "r")
    subprocess.run(["Rscript", "-e", code], check=True)


def test_worked_examples() -> None:
    text, names = EXAMPLES.read_text("utf-8"), dict[str, object]()
    said: list[str] = []
    wanted = []
    for kind, block in blocks(EXAMPLES, "python", "text"):
        if kind == "python":
            said.append(run(block, names))
        else:
            wanted.append(block)
    printed = [output for output in said if output]
    if os.environ.get(UPDATE):
        new = iter(printed)
        text = re.sub(
            r"^```text\n.*?^```$",
            lambda _: f"```text\n{next(new)}```",
            text,
            flags=re.MULTILINE | re.DOTALL,
        )
        EXAMPLES.write_text(text, "utf-8")
        pytest.skip("written anew")
    assert printed == wanted, f"{UPDATE}=1 writes the output anew: read it first"


def test_full_text_search_agrees_with_like_for_every_term() -> None:
    """No false hit and no miss, for each Chinese word of the glossary."""
    database = sqlite3.connect("site/data/jiebang.sqlite")
    terms = [term.zh for term in load_corpus(Layout(ROOT)).terms.terms]
    for term in (*terms, "算力", "节点", "量子", "芯"):
        if not re.fullmatch(r"[\u4e00-\u9fff]+", term):
            continue
        found = database.execute(
            "SELECT id FROM search WHERE kind = 'indicators' AND search MATCH ?",
            (f"zh : ({query(term)})" if " *" not in query(term) else query(term),),
        ).fetchall()
        like = database.execute(
            "SELECT id FROM indicators WHERE text_zh LIKE ? ORDER BY rowid", (f"%{term}%",)
        ).fetchall()
        assert set(found) == set(like), term


@pytest.mark.parametrize(
    "match", ["算力", '"人形 形机 机器 器人"', "芯*", "robots", "zh : 算力 AND en : training"]
)
def test_the_searches_of_the_docs_find_something(match: str) -> None:
    assert match in (ROOT / "docs" / "data.md").read_text("utf-8")
    database = sqlite3.connect("site/data/jiebang.sqlite")
    found = database.execute("SELECT id FROM search WHERE search MATCH ?", (match,)).fetchall()
    assert found
