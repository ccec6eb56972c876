"""The five documents of the project: what a reader counts in the originals."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiebang.corpus.duplicates import find_duplicates, text_of
from jiebang.corpus.provenance import load_provenance
from jiebang.document.alignment import align
from jiebang.document.markdown import read, write
from jiebang.document.model import (
    Document,
    Item,
    SectionKind,
    Table,
    block_segments,
    segments,
    tasks,
)
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import find_root
from jiebang.structure import convert_text
from jiebang.text.spaces import squash

LAYOUT = find_root(Path(__file__).parent)
ENTRIES = {p.id: p for p in load_provenance(LAYOUT)}
# Counted by hand in the originals.
TASKS = {
    "ai-major-project": 14,
    "henan-agi-2023": 12,
    "zhengzhou-future-2023": 52,
    "chongqing-ai-2023": 7,
    "miit-ai-2021": 17,
}


def original(document_id: str) -> str:
    return read_text(LAYOUT.sources / ENTRIES[document_id].file)


def committed(document_id: str) -> Document:
    return read(LAYOUT.document(document_id).read_text("utf-8"), document_id)


def converted(document_id: str) -> Document:
    entry = ENTRIES[document_id]
    return convert_text(original(document_id), document_id, entry.file, entry.sha256)


@pytest.mark.parametrize("document_id", TASKS)
def test_every_task_is_found(document_id: str) -> None:
    for document in (committed(document_id), converted(document_id)):
        assert len(tasks(document)) == TASKS[document_id]


def test_zhengzhou_has_four_lists() -> None:
    lists = [t.list_id for t in tasks(committed("zhengzhou-future-2023"))]
    assert [lists.count(x) for x in ("a1", "a2", "a3", "a4")] == [11, 19, 10, 12]


def test_indicators_of_the_major_project() -> None:
    found = tasks(committed("ai-major-project"))
    assert [len(t.indicators) for t in found] == [7, 6, 7, 6, 6, 7, 5, 7, 5, 6, 7, 7, 5, 8]


def test_every_task_has_a_requirement_and_indicators() -> None:
    for document_id in TASKS:
        for task in tasks(committed(document_id)):
            assert task.requirement, task.id
            assert task.indicators, task.id


@pytest.mark.parametrize("document_id", TASKS)
def test_nothing_is_lost(document_id: str) -> None:
    document = committed(document_id)
    spans = align(original(document_id), document)
    assert set(spans) >= {s.id for s in segments(document)}


@pytest.mark.parametrize("document_id", TASKS)
def test_offsets_point_at_the_published_text(document_id: str) -> None:
    document, text = committed(document_id), original(document_id)
    spans = align(text, document)
    drops = {squash(d.text) for d in document.dropped}
    mended = [(squash(c.printed), squash(c.mended)) for c in document.corrections]
    for task in tasks(document):
        for indicator in task.indicators:
            span = spans[indicator.text.id]
            printed = squash(text[span.start : span.end])
            for before, after in mended:
                printed = printed.replace(before, after)
            for drop in drops:
                printed = printed.replace(drop, "")
            assert printed == squash(indicator.text.zh), indicator.id


@pytest.mark.parametrize("document_id", TASKS)
def test_markdown_round_trip(document_id: str) -> None:
    text = LAYOUT.document(document_id).read_text("utf-8")
    assert write(read(text, document_id)) == text
    document = converted(document_id)
    assert read(write(document), document_id) == document


def test_the_twelve_tasks_published_twice() -> None:
    both = [
        *tasks(committed("henan-agi-2023")),
        *tasks(committed("zhengzhou-future-2023")),
    ]
    by_document = find_duplicates(map(text_of, both))
    same = {**by_document["henan-agi-2023"], **by_document["zhengzhou-future-2023"]}
    assert same["henan-agi-2023.01.1"] == ("zhengzhou-future-2023.a4-01.1",)
    found = {task.id: same[task.id] for task in both if task.id in same}
    assert found == {
        f"{one}{n:02d}": (f"{other}{n:02d}",)
        for n in range(1, 13)
        for one, other in (
            ("henan-agi-2023.", "zhengzhou-future-2023.a4-"),
            ("zhengzhou-future-2023.a4-", "henan-agi-2023."),
        )
    }


def test_forms_are_forms_with_tables() -> None:
    for document_id, heading in (
        ("henan-agi-2023", "2023年未来产业创新任务揭榜单位推荐表-通用人工智能"),
        ("miit-ai-2021", "2021年人工智能产业创新任务揭榜单位推荐表"),
        ("zhengzhou-future-2023", "2023年未来产业创新任务揭榜单位推荐表-脑机接口"),
    ):
        form = next(s for s in committed(document_id).walk() if s.title.zh == heading)
        assert form.kind is SectionKind.FORM
        table = next(b for b in form.blocks if isinstance(b, Table))
        assert table.header
        head = ["".join(s.zh for s in cell) for cell in table.rows[0]]
        assert head[0] == "序号"
        assert head[-1] == "手机"
        assert len(table.rows) == 10


def test_no_form_holds_a_task_or_an_indicator() -> None:
    for document_id in TASKS:
        for section in committed(document_id).walk():
            if section.kind is SectionKind.FORM:
                for inner in section.walk():
                    assert inner.kind is not SectionKind.TASK
                    for block in inner.blocks:
                        assert not (isinstance(block, Item) and block.indicator)


def test_names_and_numbers_of_officials_are_not_republished() -> None:
    document = committed("miit-ai-2021")
    text = "".join(
        s.zh for sec in document.walk() for b in sec.blocks
        for s in (block_segments(b) if not hasattr(b, "key") else ())
    )  # fmt: skip
    assert "68205244" not in text
    assert "余果" not in text
    assert "工业和信息化部科技司" in text
    assert len(document.withheld) == 4


def test_tables_keep_the_rows_of_the_word_export() -> None:
    form = next(
        s
        for s in committed("zhengzhou-future-2023").walk()
        if s.title.zh == "未来产业创新任务揭榜单位申报表"
    )
    table = next(b for b in form.blocks if isinstance(b, Table))
    rows = [["/".join(s.zh for s in cell) for cell in row] for row in table.rows]
    assert rows[1][:2] == ["单位名称", "全称（如实填写）"]
    assert rows[2] == ["揭榜负责人", "姓名", "", "职务职称", ""]
    assert rows[3] == ["", "邮箱", "", "手机", ""]
    assert ["法定代表人", "", "注册资本（万元）", "", ""] in rows
