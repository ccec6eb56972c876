"""What changed, for people: old words and new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebang.runtime.layout import Layout
from jiebang.site.changes import compare, read_history
from support import make_corpus


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("at least 5 items", "at least 6 items", "at least [5 |6 ]items"),
        ("不少于5家", "不少于6家", "不少于[5|6]家"),
        ("", "new", "[|new]"),
        ("gone", "", "[gone|]"),
        ("same", "same", "same"),
        ("accuracy of 1.5 mm", "accuracy of 1.05 mm", "accuracy of [1.5 |1.05 ]mm"),
    ],
)
def test_texts_are_compared_word_by_word(old: str, new: str, parts: str) -> None:
    """[old|new] stands for what differs."""
    shown, before = "", ""
    found = compare(old, new)
    for at, (kind, words) in enumerate(found):
        if kind == "same":
            shown += words
        elif kind == "old":
            after = found[at + 1][1] if found[at + 1 : at + 2] and found[at + 1][0] == "new" else ""
            shown += f"[{words}|{after}]"
        elif before != "old":
            shown += f"[|{words}]"
        before = kind
    assert shown == parts


@given(st.text(max_size=40), st.text(max_size=40))
def test_both_texts_are_in_the_comparison(old: str, new: str) -> None:
    parts = compare(old, new)
    assert "".join(words for kind, words in parts if kind != "old") == new
    kept = "".join(words for kind, words in parts if kind != "new")
    assert "".join(kept.split()) == "".join(old.split())


def test_the_history_is_what_differs_from_the_record(tmp_path: Path) -> None:
    corpus = make_corpus()
    (entry,) = corpus.entries
    one, two, *rest = [i for t in entry.tasks for i in t.indicators]
    folder = tmp_path / "content" / "published"
    folder.mkdir(parents=True)
    records = [
        {"id": i.id, "text_zh": i.text.zh, "text_en": entry.english(i.text.id)} for i in rest
    ]
    records.append({"id": one.id, "text_zh": "旧文", "text_en": entry.english(one.text.id)})
    records.append({"id": "demo-2024.09.1", "text_zh": "撤下", "text_en": "gone"})
    keys = {"task_id": "demo-2024.01", "number": 1, "deadline_year": None}
    lines = [json.dumps({**keys, "translation_state": "curated", **r}) + "\n" for r in records]
    version = {"version": "1.0.0", "date": "2026-11-20", "sha256": "0" * 64}
    lines.insert(0, json.dumps(version) + "\n")
    (folder / "record.jsonl").write_text("".join(lines), encoding="utf-8")
    history = read_history(Layout(tmp_path), corpus)
    assert (history.version, history.date, history.indicators) == (
        "1.0.0",
        "2026-11-20",
        len(records),
    )
    found = {change.id: change for change in history.changes}
    assert {i: c.kind for i, c in found.items()} == {
        one.id: "changed",
        two.id: "added",
        "demo-2024.09.1": "withdrawn",
    }
    assert set(found[one.id].text) == {"zh"}, "the English is as it was"
    assert found["demo-2024.09.1"].address == ""
    assert read_history(Layout(tmp_path / "none"), corpus).date == ""
