"""Versions, changes since the last one published, and the static API."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiebang.corpus.load import Corpus
from jiebang.datasets.release import format_version, git_tag
from jiebang.document.model import Field, State, Translation
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from support import ID, make_corpus, make_original, record_published, write_datasets

DIGEST = "0123456789abcdef" * 4


def written(corpus: Corpus, root: Path) -> dict[str, Any]:
    """changes.json after a build."""
    write_datasets(corpus, Layout(root))
    found = json.loads((Layout(root).data / "changes.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def without_last_indicator(corpus: Corpus) -> Corpus:
    """The corpus, the last indicator of its task 02 gone."""
    (entry,) = corpus.entries
    title, form = entry.document.sections
    (heading,) = title.children
    first, second = heading.children
    (named,) = second.blocks
    assert isinstance(named, Field)
    second = replace(second, blocks=(replace(named, blocks=named.blocks[:-1]),))
    heading = replace(heading, children=(first, second))
    document = replace(entry.document, sections=(replace(title, children=(heading,)), form))
    return replace(
        corpus, entries=(replace(entry, document=document, original=make_original(document)),)
    )


def test_the_version_is_the_content_s(tmp_path: Path) -> None:
    assert format_version(DIGEST, "") == "0.0.0+0123456789ab"
    assert format_version(DIGEST, "v1.2.0") == "1.2.0+0123456789ab"
    assert format_version(DIGEST, "nightly") == "0.0.0+0123456789ab"
    here = written(make_corpus(), tmp_path / "a")["version"]
    moved = written(make_corpus(site_url="https://other.example/"), tmp_path / "b")["version"]
    assert here == moved, "the site's address is not content"
    title = f"{ID}.01.title.1"
    changed = make_corpus({title: Translation(title, "算力集群", "x", State.CURATED, "llm")})
    assert written(changed, tmp_path / "c")["version"] != here


def test_the_tag_of_a_clean_checkout_counts(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    assert git_tag(tmp_path) == ""
    git("init")
    (tmp_path / "file").write_text("1", "utf-8")
    git("add", "file")
    git("commit", "-m", "one")
    assert git_tag(tmp_path) == ""
    git("tag", "-a", "v2.0.0", "-m", "two")
    assert git_tag(tmp_path) == "v2.0.0"
    (tmp_path / "file").write_text("2", "utf-8")
    assert git_tag(tmp_path) == ""


def test_the_date_is_the_environment_s_where_it_gives_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write_datasets(make_corpus(), Layout(tmp_path))
    package = json.loads((Layout(tmp_path).data / "datapackage.json").read_text("utf-8"))
    assert package["created"] == "2023-11-14T00:00:00Z"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    write_datasets(make_corpus(), Layout(tmp_path))
    package = json.loads((Layout(tmp_path).data / "datapackage.json").read_text("utf-8"))
    assert "created" not in package, "no date is made up"


def test_changes_since_the_last_published_version(tmp_path: Path) -> None:
    first = written(make_corpus(), tmp_path)
    assert first["since"] is None
    assert len(first["indicators"]["added"]) == 4

    version = record_published(make_corpus(), Layout(tmp_path), "2026-11-20")
    assert version == first["version"]
    same = written(make_corpus(), tmp_path)
    assert (same["since"], same["since_date"]) == (version, "2026-11-20")
    assert not any(same["indicators"].values())

    text = f"{ID}.01.indicators.1"
    better = Translation(text, "到2025年，节点≥1024个。", "Better", State.REVIEWED, "person")
    changed = written(make_corpus({text: better}), tmp_path)
    assert changed["indicators"] == {
        "added": [],
        "removed": [],
        "changed": [{"id": f"{ID}.01.1", "fields": ["text_en", "translation_state"]}],
        "restored": [],
    }


def test_a_reason_for_what_has_changed_is_told(tmp_path: Path) -> None:
    assert written(make_corpus(), tmp_path)["reasons"] == {}
    reasons = tmp_path / "content" / "published" / "reasons.yml"
    reasons.parent.mkdir(parents=True, exist_ok=True)
    reasons.write_text("text_en:\n  en: Edited.\n  zh: 修订。\n", encoding="utf-8")
    told = written(make_corpus(), tmp_path)["reasons"]
    assert told == {"text_en": {"en": "Edited.", "zh": "修订。"}}


@pytest.mark.parametrize(
    ("text", "what"),
    [("words:\n  en: a\n  zh: b\n", "unknown key “words”"), ("text_en:\n  en: a\n", "“zh” is")],
)
def test_a_wrong_file_of_reasons_is_refused(tmp_path: Path, text: str, what: str) -> None:
    reasons = tmp_path / "content" / "published" / "reasons.yml"
    reasons.parent.mkdir(parents=True)
    reasons.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=what):
        written(make_corpus(), tmp_path)


def test_ids_never_vanish(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    corpus, last = make_corpus(), f"{ID}.02.2"
    record_published(corpus, layout, "2026-01-01")
    shorter = without_last_indicator(corpus)
    changes = written(shorter, tmp_path)
    assert changes["indicators"]["removed"] == [last]
    (gone,) = changes["withdrawn"]
    assert (gone["id"], gone["text_zh"], gone["withdrawn_in"]) == (
        last,
        "≥95%。",
        changes["version"],
    )
    page = json.loads((layout.site / f"api/v1/indicators/{last}.json").read_text("utf-8"))
    assert (page["status"], page["text_zh"]) == ("withdrawn", "≥95%。")

    first_without = record_published(shorter, layout, "2026-02-01")
    later = written(shorter, tmp_path)
    assert later["indicators"]["removed"] == [], "told once"
    assert [r["withdrawn_in"] for r in later["withdrawn"]] == [first_without], "kept for ever"

    back = written(corpus, tmp_path)
    assert (back["indicators"]["restored"], back["withdrawn"]) == ([last], [])
    record_published(corpus, layout, "2026-03-01")
    record = (layout.root / "content/published/record.jsonl").read_text("utf-8")
    assert "withdrawn_in" not in record


def test_a_broken_record_is_named(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with pytest.raises(InputError, match="“today” is no date"):
        record_published(make_corpus(), layout, "today")
    record_published(make_corpus(), layout, "2026-11-20")
    folder = layout.root / "content" / "published"
    path = folder / "record.jsonl"
    whole = path.read_text("utf-8")
    count = whole.count("\n")
    for line, what in (("[1]", "not a line of the record"), ("{}", "not the record of an id")):
        path.write_text(f"{whole}{line}\n", "utf-8")
        with pytest.raises(InputError, match=rf"record\.jsonl:{count + 1}: {what}"):
            write_datasets(make_corpus(), layout)
    path.write_text("{}\n", "utf-8")
    with pytest.raises(InputError, match=r"record\.jsonl:1: not the record of a version"):
        write_datasets(make_corpus(), layout)
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError, match=r"record\.jsonl: a folder, not a file"):
        write_datasets(make_corpus(), layout)


# ---------------------------------------------------------------- the API


def test_api(tmp_path: Path) -> None:
    write_datasets(make_corpus(), Layout(tmp_path))
    folder = tmp_path / "site/api/v1"
    index = json.loads((folder / "index.json").read_text("utf-8"))
    assert [d["id"] for d in index["documents"]] == [ID]
    assert [t["id"] for t in index["tasks"]] == [f"{ID}.01", f"{ID}.02"]
    assert index["rows"]["indicators"] == 4
    for listed in index["tasks"]:
        path = folder.parents[1] / listed["api"].removeprefix("https://example.org/x/")
        task = json.loads(path.read_text("utf-8"))
        assert (task["id"], task["url"]) == (listed["id"], listed["url"])
        assert task["url_zh"] == listed["url"].replace("/en/", "/zh/")
        assert task["document"]["id"] == ID
        assert set(task["citation"]) == {"en", "zh"}
        for indicator in task["indicators"]:
            single = json.loads((folder / f"indicators/{indicator['id']}.json").read_text("utf-8"))
            assert single["status"] == "current"
            assert single["task"]["id"] == task["id"]
            assert {k: single[k] for k in indicator} == indicator
    tables = json.loads((Layout(tmp_path).data / "tasks.json").read_text("utf-8"))
    task = json.loads((folder / f"tasks/{ID}.01.json").read_text("utf-8"))
    assert {name: task[name] for name in tables[0]} == tables[0], "what the table says"
    made = {p.name for p in (folder / "indicators").iterdir()}
    assert made == {f"{ID}.{n}.json" for n in ("01.1", "01.2", "02.1", "02.2")}
