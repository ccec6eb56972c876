"""What changed, for people: old words and new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebang.datasets.tables import english_of
from jiebang.runtime.layout import Layout
from jiebang.site.changes import compare, read_history
from support import make_corpus, record_published


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
        {"id": i.id, "text_zh": i.text.zh, "text_en": english_of(entry, i.text)} for i in rest
    ]
    records.append({"id": one.id, "text_zh": "旧文", "text_en": english_of(entry, one.text)})
    records.append({"id": "demo-2024.09.1", "text_zh": "撤下", "text_en": "gone"})
    keys = {"task_id": "demo-2024.01", "number": 1, "deadline_year": None}
    lines = [json.dumps({**keys, "translation_state": "curated", **r}) + "\n" for r in records]
    version = {"version": "1.0.0", "date": "2026-11-20", "sha256": "0" * 64}
    lines.insert(0, json.dumps(version) + "\n")
    (folder / "record.jsonl").write_text("".join(lines), encoding="utf-8")
    history = read_history(Layout(tmp_path), corpus)
    (release,) = history.releases
    assert (release["id"], release["date"]) == ("1.0.0", "2026-11-20")
    assert (release["indicators"], release["changes"]) == (len(records), None)
    found = {change.id: change for change in history.changes}
    assert {i: c.kind for i, c in found.items()} == {
        one.id: "changed",
        two.id: "added",
        "demo-2024.09.1": "withdrawn",
    }
    changed = found[one.id]
    assert (changed.was["zh"], changed.now["zh"]) == ("旧文", one.text.zh)
    assert changed.was["en"] == changed.now["en"], "the English is as it was"
    assert {one.id, two.id} <= history.told and "demo-2024.09.1" not in history.told
    assert read_history(Layout(tmp_path / "none"), corpus).date == ""


def test_every_release_has_a_page_with_what_it_changed(tmp_path: Path) -> None:
    """Three releases, two of them on one day: the old and the new words of each change stay."""
    corpus = make_corpus()
    (entry,) = corpus.entries
    layout = Layout(tmp_path)
    layout.published.mkdir(parents=True)
    first = record_published(corpus, layout, "2026-11-20")
    path = layout.published / "record.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    ours = entry.tasks[0].indicators[0]
    records[0]["version"] = "0.9.0"
    (record,) = (one for one in records if one.get("id") == ours.id)
    record["text_en"] = "at least 5 items"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    second = record_published(corpus, layout, "2026-11-20")
    assert second == first
    assert record_published(corpus, layout, "2026-12-01") == first
    newest, oldest = read_history(layout, corpus).releases
    assert [newest["address"], oldest["address"]] == [
        "changes/2026-11-20-2/",
        "changes/2026-11-20/",
    ]
    assert oldest["changes"] is None
    ((change,),) = (newest["changes"],)
    assert (change["id"], change["kind"]) == (ours.id, "changed")
    assert change["was"]["zh"] == change["now"]["zh"]
    assert change["was"]["en"] == "at least 5 items"
    assert change["now"]["en"] == entry.english(ours.text.id)
    assert read_history(layout, corpus).changes == (), "what needs no English is its own"


def test_a_corrected_id_still_stands_for_the_same_thing(tmp_path: Path) -> None:
    """Words that were recorded as corrected are no former ones: no page tells of them."""
    corpus = make_corpus()
    layout = Layout(tmp_path)
    layout.published.mkdir(parents=True)
    record_published(corpus, layout, "2026-11-20")
    ours = corpus.entries[0].tasks[0].indicators[0].id
    path = layout.published / "record.jsonl"
    was = '"formerly": [{"text_zh": "误植之文", "text_en": null, "until": "0.9.0"}]'
    text = path.read_text("utf-8").replace(f'"id": "{ours}"', f'"id": "{ours}", {was}')
    path.write_text(text, "utf-8")
    line = f"- id: {ours}\n  KIND: yes\n  date: 2026-11-19\n  reason: {{en: a, zh: b}}\n"
    for kind, former in (("corrected", []), ("withdrawn", [ours])):
        (layout.published / "changes.yml").write_text(line.replace("KIND", kind), "utf-8")
        assert [one.id for one in read_history(layout, corpus).former] == former
