"""Published ids never vanish: the five ways in which they do, and what is said of each."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from building import small_copy
from jiebang.cli import main
from jiebang.corpus.load import load_corpus
from jiebang.runtime.layout import Layout
from support import record_published

ID = "chongqing-ai-2023"
TASK = f"{ID}.01"
REASON = "  reason: {en: Mended., zh: 已更正。}\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = small_copy(tmp_path_factory.mktemp("published"), ID)
    shutil.rmtree(layout.published)
    record_published(load_corpus(layout), layout, "2026-11-20")
    return layout


@pytest.fixture
def layout(published: Layout, tmp_path: Path) -> Layout:
    shutil.copytree(published.root, tmp_path / "root", symlinks=True)
    return Layout(tmp_path / "root")


def errors(layout: Layout, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """(where, message) of each error of `check` on ids."""
    capsys.readouterr()
    main(["check", "--root", str(layout.root), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    return [(f["where"], f["message"]) for f in found if f["check"] == "published"]


def acknowledge(layout: Layout, *lines: str, date: str = "2026-11-28") -> None:
    """Lines as `ID merged_into ID` or `ID withdrawn`."""
    told = []
    for line in lines:
        identifier, kind, *into = line.split()
        told.append(f"- id: {identifier}\n  {kind}: {into[0] if into else 'yes'}\n")
        told.append(f"  date: {date}\n{REASON}")
    (layout.published / "changes.yml").write_text("".join(told), "utf-8")


def recorded(layout: Layout) -> list[dict[str, Any]]:
    lines = (layout.published / "record.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def edit(layout: Layout, pattern: str, replacement: str) -> None:
    path = layout.document(ID)
    text, count = re.subn(pattern, replacement, path.read_text("utf-8"))
    assert count
    path.write_text(text, "utf-8")


def rename_ids(layout: Layout, renamed: dict[str, str]) -> None:
    """Give ids of the Markdown and the catalogue other names, all at once."""
    for path in (layout.document(ID), layout.catalogue(ID)):
        pattern = "|".join(re.escape(old) for old in renamed)
        text = path.read_text("utf-8")
        text = re.sub(rf"({pattern})(?![0-9.])", lambda found: renamed[found[1]], text)
        path.write_text(text, "utf-8")


def join(layout: Layout, *, renumber: bool) -> None:
    """Indicators 2 and 3 of the first task become one."""
    edit(
        layout,
        rf"(- 适配windows.*；) \{{#{TASK}\.2\}}\n- (算法.*?) \{{.*?\}}",
        rf"\1\2 {{#{TASK}.2}}",
    )
    if renumber:
        rename_ids(layout, {f"{TASK}.{n}": f"{TASK}.{n - 1}" for n in (4, 5, 6)})


def test_what_is_as_it_was_published_passes(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert errors(layout, capsys) == []
    (words,) = [r for r in recorded(layout) if r.get("id") == TASK]
    assert words["text_zh"] == "数字重庆共性算法智能服务平台研发及应用"


def test_join(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    join(layout, renumber=False)
    ((where, message),) = errors(layout, capsys)
    assert where == f"{TASK}.3"
    assert f"gone (its words are now at {TASK}.2)" in message
    acknowledge(layout, f"{TASK}.3 merged_into {TASK}.2")
    assert errors(layout, capsys) == []


def test_renumber(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    join(layout, renumber=True)
    found = dict(errors(layout, capsys))
    assert sorted(found) == [f"{TASK}.{n}" for n in (3, 4, 5, 6)]
    assert f"now has the words published as {TASK}.4" in found[f"{TASK}.3"]
    assert f"(its words are now at {TASK}.2)" in found[f"{TASK}.3"]
    assert f"now at {TASK}.3" in found[f"{TASK}.4"]
    moved = [f"{TASK}.{n} replaced_by {TASK}.{n - 1}" for n in (4, 5, 6)]
    acknowledge(layout, f"{TASK}.3 merged_into {TASK}.2", *moved)
    assert errors(layout, capsys) == []
    record_published(load_corpus(layout), layout, "2026-12-01")
    assert errors(layout, capsys) == [], "it stays acknowledged"
    (third,) = [r for r in recorded(layout) if r.get("id") == f"{TASK}.3"]
    assert third["formerly"][0]["text_zh"] == "算法模型库涵盖通用算法模型≥100个；"
    rename_ids(layout, {f"{TASK}.3": f"{TASK}.4", f"{TASK}.4": f"{TASK}.3"})
    again = [where for where, _ in errors(layout, capsys)]
    assert again == [f"{TASK}.3", f"{TASK}.4"], "a line holds for what came before the record"


def test_rename(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    text = layout.sources_yml.read_text("utf-8").replace(f"id: {ID}", "id: chongqing-2023")
    layout.sources_yml.write_text(text, "utf-8")
    for path in (layout.document(ID), layout.catalogue(ID)):
        renamed = path.read_text("utf-8").replace(ID, "chongqing-2023")
        path.with_stem("chongqing-2023").write_text(renamed, "utf-8")
    ((where, message),) = errors(layout, capsys)
    assert where == ID
    assert re.search(r"gone, with \d+ below it \(its words are now at chongqing-2023\.", message)
    capsys.readouterr()
    main(["check", "--root", str(layout.root)])
    said = capsys.readouterr().out
    assert f"warning: content/documents/{ID}.md: no document" in said
    assert f"warning: content/translations/en/{ID}.po: no document" in said
    acknowledge(layout, f"{ID} replaced_by chongqing-2023")
    assert errors(layout, capsys) == []
    acknowledge(layout, f"{ID} replaced_by chongqing-2024")
    ((where, message),) = errors(layout, capsys)
    assert (where, "to chongqing-2024, which is not there" in message) == (
        "content/published/changes.yml:1",
        True,
    )


def test_withdraw(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    layout.sources_yml.write_text("[]\n", "utf-8")
    ((where, message),) = errors(layout, capsys)
    assert (where, "a published id is gone" in message) == (ID, True)
    assert main(["build", "--root", str(layout.root), "--keep-going"]) == 1
    assert not layout.site.exists()
    acknowledge(layout, f"{ID} withdrawn")
    assert errors(layout, capsys) == []


def test_reuse(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    swapped = {f"{TASK}.2": f"{TASK}.5", f"{TASK}.5": f"{TASK}.2"}
    rename_ids(layout, swapped)
    found = dict(errors(layout, capsys))
    assert sorted(found) == [f"{TASK}.2", f"{TASK}.5"]
    assert "it was “适配windows、Linux等主流系统以及银河麒麟等国产…”" in found[f"{TASK}.2"]
    rename_ids(layout, swapped)
    assert errors(layout, capsys) == []
    edit(layout, "授权发明专利≥3项，软件著作权≥10项；", "授权发明专利≥3项，软件著作权≥12项；")
    assert errors(layout, capsys) == [], "a corrected figure is no other indicator"


def remember(layout: Layout, **texts: str) -> None:
    """Put ids into the record that are not there any more; `__` stands for a full stop."""
    for key, zh in texts.items():
        identifier = key.replace("_", "-").replace("--", ".")
        record: dict[str, object] = {"id": identifier, "text_zh": zh, "text_en": f"EN {identifier}"}
        if identifier.count(".") == 2:
            record |= {"task_id": identifier.rpartition(".")[0], "number": 1}
        with (layout.published / "record.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def test_each_edition_says_what_gone_ids_said_and_where_it_went(layout: Layout) -> None:
    remember(
        layout, gone_2020="撤下的榜单", gone_2020__01="撤下的任务", gone_2020__01__2="误差≤1%。"
    )
    remember(layout, old_2020__01="改号的任务", old_2020__01__2="适配系统。")
    join(layout, renumber=True)
    moved = [f"{TASK}.{n} replaced_by {TASK}.{n - 1}" for n in (4, 5, 6)]
    joined = f"{TASK}.3 merged_into {TASK}.2"
    layout.catalogue(ID).unlink()  # its English is of before
    layout.measures_yml.unlink()  # so are the names of its measures
    acknowledge(layout, joined, *moved, "gone-2020 withdrawn", f"old-2020 replaced_by {ID}")
    assert main(["build", "--root", str(layout.root)]) == 0

    def read(address: str) -> str:
        return (layout.site / address / "index.html").read_text("utf-8")

    for edition, why, error in (
        ("en", "Withdrawn on November 28, 2026.", "误差≤1%。"),
        ("zh", "2026-11-28撤下。", "误差≤1%。"),
        ("zh-hant", "2026-11-28撤下。", "誤差≤1%。"),
    ):
        gone = read(f"{edition}/tasks/gone-2020/01")
        assert why in gone
        assert re.search(rf'id="i2".*?{error}', gone, re.DOTALL), "the old anchor, and what it said"
        assert "refresh" not in gone
        document = read(f"{edition}/documents/gone-2020")
        assert why in document
        assert 'href="../../tasks/gone-2020/01/"' in document
        assert why in read(f"{edition}/source/gone-2020")
        old = read(f"{edition}/tasks/old-2020/01")
        assert f'content="0; url=../../../tasks/{ID}/01/"' in old
        assert f'id="i2" data-moved="../../../tasks/{ID}/01/#i2"' in old
        task = read(f"{edition}/tasks/{ID}/01")
        assert re.search(r'id="i6".*?href="[^"]*#i5"', task, re.DOTALL), "gone, and where to"
        assert re.search(r'id="i3".*?href="#i3-was".*?id="i3-was".*?#i2"', task, re.DOTALL)
    listed = (layout.site / "en" / "changes" / "index.html").read_text("utf-8")
    assert 'href="../tasks/gone-2020/01/#i2"' in listed
    api = json.loads((layout.site / "api/v1/indicators/gone-2020.01.2.json").read_text("utf-8"))
    assert (api["status"], api["became"], api["became_on"]) == (
        "withdrawn",
        "withdrawn",
        "2026-11-28",
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (f"- id: {TASK}.3\n  date: 2026-11-28\n{REASON}", "does not say what became"),
        (f"- id: {TASK}.3\n  withdrawn: no\n  date: 2026-11-28\n{REASON}", "“no” is not yes"),
        (f"- id: {TASK}.3\n  withdrawn: yes\n  date: today\n{REASON}", "“today” is no date"),
        (f"- id: {TASK}.3\n  withdrawn: yes\n  date: 2026-11-28\n", "“reason” is missing"),
        (
            f"- id: a\n  merged_into: a\n  date: 2026-11-28\n{REASON}",
            "cannot be replaced by itself",
        ),
    ],
)
def test_a_malformed_line_is_named(
    layout: Layout, lines: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (layout.published / "changes.yml").write_text(lines, "utf-8")
    assert main(["check", "--root", str(layout.root)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "content/published/changes.yml:" in error
    assert error.count("\n") == 1


def test_a_line_that_is_not_true_is_an_error(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    acknowledge(layout, f"{TASK}.3 withdrawn", "other-2020.01 withdrawn")
    found = errors(layout, capsys)
    assert [where for where, _ in found] == [f"content/published/changes.yml:{n}" for n in (1, 5)]


def test_lines_that_lead_round_are_an_error(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    layout.sources_yml.write_text("[]\n", "utf-8")
    one, two = f"{TASK}.1 merged_into {TASK}.2", f"{TASK}.2 merged_into {TASK}.1"
    acknowledge(layout, f"{ID} withdrawn", one, two)
    assert {message.rpartition(" ")[0] for _, message in errors(layout, capsys)} == {
        f"it leads {TASK}.1 round in a",
        f"it leads {TASK}.2 round in a",
    }


def test_a_document_left_out_for_its_errors_is_not_withdrawn(layout: Layout) -> None:
    from jiebang.datasets.release import find_changes

    assert find_changes(layout, (), (), "1.0.0")["withdrawn"] == [], "sources.yml still has it"


def test_the_record_is_written_after_the_datasets(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recorded(layout)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jiebang.datasets.write._pack", fail)
    assert main(["data", "--root", str(layout.root), "--record", "2026-12-01"]) == 2
    assert recorded(layout) == before
