"""Lists laid out by many kinds of issuers are read as a reader does: tests/fixtures/lists/."""

from __future__ import annotations

import json
import re
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import yaml

from jiebang.cli import main
from list_scores import (
    LISTS,
    TASK_FACTS,
    Added,
    Row,
    find_errors,
    plain,
    printed_text,
)

PATHS = sorted(p for p in LISTS.iterdir() if p.name[:2].isdigit() and p.suffix != ".yml")
TABLES = ("documents", "tasks", "indicators")
FACTS = ("issuer", "document_number", "date_issued", "application_deadline")


def expected_of(path: Path) -> Row:
    read: Row = yaml.safe_load(path.with_name(f"{path.stem}.expect.yml").read_text("utf-8"))
    return read


def one(fact: object) -> object:
    """The value of a fact, the first where several are right."""
    if isinstance(fact, dict):
        return one(fact["value"]) if "value" in fact else fact["any_of"][0]
    return fact


def perfect(path: Path) -> tuple[Added, dict[str, list[Row]]]:
    """What a reader without a fault would leave of a list."""
    expected = expected_of(path)
    body = printed_text(path)
    for words in sorted(expected["withheld"], key=len, reverse=True):
        body = body.replace(words, "", 1)
    document = {"id": "x", "title_zh": one(expected["title"])}
    document |= {("issuer_zh" if n == "issuer" else n): one(expected[n]) for n in FACTS}
    tasks, indicators = [], []
    for number, task in enumerate(expected["tasks"], 1):
        row = {"id": f"x.{number:02}", "document_id": "x", "title_zh": one(task["title"])}
        row |= {("posted_by_zh" if n == "posted_by" else n): one(task[n]) for n in TASK_FACTS}
        tasks.append(row)
        ids = task.get("ids") or range(1, len(task["indicators"]) + 1)
        indicators += [
            {"id": f"{row['id']}.{i}", "task_id": row["id"], "document_id": "x", "text_zh": text}
            for i, text in zip(ids, task["indicators"], strict=True)
        ]
    labels = " ".join(label for task in expected["tasks"] for label in task["fields"])
    tables = {"documents": [document], "tasks": tasks, "indicators": indicators}
    return Added(0, labels, "", body), tables


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_what_is_expected_is_printed(path: Path) -> None:
    expected = expected_of(path)
    text = printed_text(path)
    for furniture in expected.get("left_out", ()):
        text = text.replace(furniture, "")
    printed = plain(text)
    words = [*expected["withheld"], *expected["kept"]]
    for task in expected["tasks"]:
        words += [*task["indicators"], *task["fields"], one(task["title"])]
    words += [expected[n]["evidence"] for n in FACTS if expected[n]]
    assert [w for w in words if plain(w) not in printed] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_perfect_reading_has_no_error(path: Path) -> None:
    assert find_errors(path, *perfect(path), "x") == []


def test_faults_are_counted() -> None:
    path = next(p for p in PATHS if p.name.startswith("20"))
    added, tables = perfect(path)
    tables["tasks"][0]["funding_cny"] = 1
    tables["tasks"][1]["title_zh"] = "另一任务"
    tables["indicators"][0]["text_zh"] += "甲"
    body = added.body.replace("13800000页", "页", 1) + "母庆生"
    errors = "\n".join(find_errors(path, Added(0, "", "", body), tables, "x"))
    for fault in (
        "funding_cny: wrong: 2860000 ← 1",
        "tasks missed: 供水管网漏损数字化诊断",
        "tasks invented: 另一任务",
        "indicators missed: 处理档案不少于13800000页",
        "withheld: published: 母庆生",
        "letters lost: 13800000",
    ):
        assert fault in errors


def add(path: Path, root: Path) -> Added:
    """What `jiebang add` says and writes of a list."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main(["--root", str(root), "add", str(path), "--id", name_of(path)])
    text = (root / "content" / "documents" / f"{name_of(path)}.md").read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    # Markdown's escapes and the ids are no part of the text.
    body = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"\{#[^}]*\}", "", body))
    return Added(code, said.getvalue(), front, body)


def name_of(path: Path) -> str:
    return f"list-{path.name[:2]}"


def test_every_list_is_read_as_a_reader_does(tmp_path: Path) -> None:
    root = tmp_path / "project"
    assert main(["--root", str(tmp_path), "init", root.name]) == 0
    added = {path: add(path, root) for path in PATHS}
    assert main(["--root", str(root), "data"]) == 0
    files = {name: root / "site" / "data" / f"{name}.json" for name in TABLES}
    tables = {name: json.loads(file.read_text("utf-8")) for name, file in files.items()}
    errors = {p.stem: find_errors(p, added[p], tables, name_of(p)) for p in PATHS}
    assert {name: found for name, found in errors.items() if found} == {}
