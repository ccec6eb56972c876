"""Sheets of unlike kinds, each as its writer reads it: tests/fixtures/sheets/."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from jiebang import convert
from jiebang.corpus.facts import facts_of
from jiebang.document.markdown import read, write
from jiebang.document.model import tasks
from jiebang.text.spaces import squash

FOLDER = Path(__file__).parent.parent / "fixtures" / "sheets"
SHEETS = sorted(p for p in FOLDER.iterdir() if "-" in p.name and p.suffix != ".json")
# What is not read as its writer does; in none of them is a figure wrong.
NOT_READ = {
    "firms-11": "the task has no title but that of the letter",
    "mixed-05": "a heading and the sentence below it (2. 临床验证, 完成…) are one for its writer",
    "forms-05": "a title goes over two lines of a cell drawn with characters",
    "forms-11": "the number of a task in a circle, behind a picture",
    "forms-39": "a task is a paragraph of a letter, with no name before what is wished for",
    "layouts-32": "a column a task, where 任务目标 alone says what is asked, as in plans of work",
    "layouts-33": "bullets before the titles, no number: it might be any list",
    "layouts-23": "a difficulty named above the tables of a plan is taken for its task",
    "posted-10": "a task stands over rows of one indicator each, with today's figure",
    "ministry-01": "what comes of it (预期成果) is no indicator here, and is one for its writer",
}
FACTS = ("funding_cny", "duration_months", "target_year")


def expected_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".expect.json").read_text("utf-8"))
    return found


read_sheet = lru_cache(maxsize=None)(convert)


def plain(text: str) -> str:
    return squash(text).rstrip("。；;，,")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_tasks_and_indicators(path: Path) -> None:
    found = [
        (squash(t.title.zh), [plain(i.text.zh) for i in t.indicators])
        for t in tasks(read_sheet(path))
    ]
    wanted = [
        (squash(task["title"]), [plain(text) for text in task["indicators"]])
        for task in expected_of(path)["tasks"]
    ]
    assert (found == wanted) is (path.stem not in NOT_READ)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_no_contact_is_published_and_the_document_comes_back(path: Path) -> None:
    document = read_sheet(path)
    text = write(document)
    body = squash(text.split("---", 2)[2])
    assert [name for name in expected_of(path)["private"] if squash(name) in body] == []
    assert [part for part in expected_of(path).get("kept", ()) if squash(part) not in body] == []
    assert read(text, document.id) == document


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_money_and_terms_are_right_or_left_empty(path: Path) -> None:
    wanted, found = expected_of(path)["tasks"], tasks(read_sheet(path))
    if len(wanted) != len(found) or path.stem == "public-11":  # 榜额 of the firm, beside a grant
        return
    for task, own in zip(wanted, found, strict=True):
        facts = facts_of(own)
        for name in FACTS:
            if name in task:
                assert getattr(facts, name) in (task[name], None), name
        said = squash("".join(field.text for field in own.section.fields))
        assert [text for text in task.get("money", ()) if squash(text) not in said] == []


@pytest.mark.parametrize(
    "path", [p for p in SHEETS if "none_of" in expected_of(p)], ids=lambda path: path.stem
)
def test_what_is_of_no_task_is_in_none(path: Path) -> None:
    found = tasks(read_sheet(path))
    texts = [squash(t.title.zh) for t in found]
    texts += [squash(i.text.zh) for t in found for i in t.indicators]
    for other in map(squash, expected_of(path)["none_of"]):
        assert not any(other in text for text in texts), other
