"""What `add` says of a new document: everything a maintainer should look at, and true."""

from __future__ import annotations

from jiebang.commands.add import Added
from jiebang.commands.report import report, suspicious_joins
from jiebang.corpus.glossary import Theme
from jiebang.document.model import segments
from jiebang.originals import read_original
from jiebang.structure import convert_text

LIST = """附件1
某省揭榜挂帅任务榜单
发榜单位名单另行通知。
任务一：高温材料研发
1.攻关内容：研究高温合金。
2.考核指标：（1）寿命不少于500小时；（2）强度≥3圭，信噪比≥60 Kfoo以上。
3.牵头条件：不限。
— 1 —
任务二：低温材料研发
1.攻关内容：研究低温合金。
2.牵头条件：不限。
— 2 —
任务三：常温材料研发
1.攻关内容：研究常温合金。
2.考核指标：寿命不少于300小时。
3.牵头条件：不限。
— 2 —
"""


def added(text: str, name: str = "new.txt") -> Added:
    original = read_original(text.encode(), name)
    document = convert_text(original.text, "new", name, "0" * 64)
    return Added(document, original)


def said(found: Added, themes: tuple[Theme, ...] = ()) -> str:
    return report(found, themes, len(segments(found.document)), "none", "new.po", "new.md")


def test_what_was_recognised_and_what_was_only_kept() -> None:
    lines = said(added(LIST)).splitlines()
    assert "  tasks       3" in lines
    assert "  indicators  3" in lines
    assert "  outline     4 headings, 0 of them forms" in lines
    assert "  fields      3: 攻关内容, 考核指标, 牵头条件" in lines
    assert "  only kept   1 paragraph, 0 items, 0 tables outside fields" in lines


def test_what_was_dropped_is_shown_with_the_reason() -> None:
    text = said(added(LIST))
    assert "  dropped     3 lines\n" in text
    shown = [line.strip() for line in text.splitlines() if "(page number)" in line]
    assert shown == ["“— 1 —” (page number)", "“— 2 —” 2 times (page number)"]


def test_fields_and_units_never_seen_and_tasks_without_an_indicator() -> None:
    lines = said(added(LIST)).splitlines()
    assert [line.split()[-1] for line in lines if "new unit" in line] == ["Kfoo", "圭"]
    assert "  look at     1 task without an indicator: new.02" in lines
    strange = said(added(LIST.replace("牵头条件", "对赌约定"))).splitlines()
    assert [line for line in strange if "new field" in line] == ["  new field   对赌约定"]


def test_tasks_without_a_theme() -> None:
    themes = (Theme("heat", "高温", "Heat", "", match=("高温",)),)
    (line,) = (line for line in said(added(LIST), themes).splitlines() if "theme" in line)
    assert line == "  look at     2 tasks without a theme (glossary/themes.yml): new.02, new.03"


def test_a_join_of_lines_that_had_room_is_shown() -> None:
    full = "这一行写得很满因为后面的字排不下去了所以它自然要接着下一行继续写下去没有停"
    wrapped = [full, full, "到这里结束。"] * 4
    text = "\n".join([*wrapped, "这一行没有写满，", "却被接了起来，" + full, "结束。"])
    new = added(text)
    (join,) = suspicious_joins(new.original.text, new.document)
    assert join.startswith("“…这一行没有写满， | 却被接了起来")
    assert f"joined?     {join}" in said(new)


def test_columns_that_were_read_across_are_shown() -> None:
    left, right = "左栏的文字在这里断开没有写完整", "右栏的文字也在这里断开没有完"
    text = "\n".join([f"{left}      {right}" for _ in range(10)] + ["结束。"])
    new = added(text)
    assert suspicious_joins(new.original.text, new.document)


def test_clean_lines_raise_no_suspicion() -> None:
    new = added(LIST)
    assert suspicious_joins(new.original.text, new.document) == []
