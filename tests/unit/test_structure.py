"""Lists of many shapes, line tokens, a project's own names, and the time that reading takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from clock import cpu_seconds, grows_faster
from jiebang.checks.review import check_entry
from jiebang.corpus.load import load_corpus, load_rules
from jiebang.document.alignment import align
from jiebang.document.fields import base_names, load_names
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, Field, Item, Paragraph, Task, tasks
from jiebang.errors import InputError
from jiebang.runtime.layout import find_root
from jiebang.structure import convert_text
from jiebang.structure.tokens import Tokens
from jiebang.text.spaces import tidy

FIXTURES = Path(__file__).parent.parent / "fixtures" / "structure"
SHAPES = sorted(FIXTURES.glob("*.txt"))
SHA = "0" * 64


def converted(text: str) -> Document:
    document = convert_text(text, "x", "x.txt", SHA)
    align(text, document)
    assert read(write(document), "x") == document
    return document


def text_of(field: Field) -> str:
    lines = (
        b.text.zh if isinstance(b, Item) else b.text
        for b in field.blocks
        if isinstance(b, (Item, Paragraph))
    )
    return " ".join(lines)


def fields_of(task: Task) -> dict[str, str]:
    """The text under each key, and under “new <name>” where no list knows the name."""
    found: dict[str, str] = {}
    for field in task.section.fields:
        key = f"new {field.name.zh}" if re.fullmatch(r"f\d+", field.key) else field.key
        found[key] = " ".join(filter(None, (found.get(key, ""), text_of(field))))
    return found


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("1. 寿命不低于1000\n万次，温漂小于0.01%。", "寿命不低于1000万次，"),
        ("检测长度不小于120\n米，识别率≥98%。", "不小于120米，"),
        ("总投入不低于500\n万元", "不低于500万元"),
        ("样机不少于3\n台套。", "不少于3台套。"),
        ("产量达到3\n万吨/年。", "达到3万吨/年。"),
        ("质量不大于5\nkg，厚度不大于2 mm。", "不大于5 kg，"),
        ("申请专利不少于5\n人员要求：无", "不少于5 {"),
        ("论文不少于10\n1. 技术指标：速度≥3 m/s", "不少于10 {"),
        ("指标一不低于20\n年度目标：建成示范线", "不低于20 {"),
    ],
)  # fmt: skip
def test_a_bound_and_its_figure_are_one_line_with_their_unit(lines: str, whole: str) -> None:
    text = write(converted(f"揭榜挂帅榜单\n任务1：试样装置研制\n考核指标：\n{lines}\n"))
    assert whole in text


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_shapes(path: Path) -> None:
    """Each task with its title, each indicator with its number, and the fields named."""
    text, _, expected = path.read_text("utf-8").partition("\n===== expected\n")
    found = tasks(converted(text))
    wanted: list[tuple[str, list[str], dict[str, str]]] = []
    for line in expected.strip().split("\n"):
        if not line.startswith(" "):
            wanted.append((line, [], {}))
        elif re.match(r"\s+[\d-]+ ", line):
            wanted[-1][1].append(line.strip())
        else:
            key, _, value = line.strip().partition(": ")
            wanted[-1][2][key] = value
    assert [f"{t.number} {t.title.zh}" for t in found] == [title for title, _, _ in wanted]
    for task, (_, indicators, fields) in zip(found, wanted, strict=True):
        assert [f"{i.tail} {i.text.zh}" for i in task.indicators] == indicators
        assert {key: fields_of(task).get(key) for key in fields} == fields


def test_who_asks_above_each_title_is_no_field_of_the_task_before() -> None:
    text = "某市企业技术需求汇编\n" + "".join(
        f"企业名称：{who}\n所在地：某县\n需求名称：{what}\n技术指标：精度≥9μm。\n"
        for who, what in (("甲公司", "高速轴承"), ("乙公司", "陶瓷刀具"))
    )
    assert [list(fields_of(task)) for task in tasks(converted(text))] == [["indicators"]] * 2


def test_what_is_reached_today_stands_below_its_indicator() -> None:
    head = "揭榜挂帅榜单\n任务1：泵房降噪\n任务内容：降噪。\n验收标准：\n序号\t指标\t现状\t目标\n"
    document = converted(head + "1\t噪声\t62dB\t≤45dB\n2\t温度\t38℃\t≤30℃\n")
    (task,) = tasks(document)
    assert [i.text.zh for i in task.indicators] == ["噪声≤45dB", "温度≤30℃"]
    assert "现状62dB" in text_of(task.section.fields[-1]).replace(" ", "")


@pytest.mark.parametrize("who", ["责任单位", "牵头处室", "发榜单位"])
def test_who_is_charged_with_a_work_makes_no_task(who: str) -> None:
    text = f"重点任务\n任务一：建设平台\n{who}：成果处\n考核指标：企业不少于500家\n"
    assert len(tasks(converted(text))) == (who == "发榜单位")


def test_a_heading_between_two_tasks_is_of_neither() -> None:
    parts = "1. 甲项研究\n考核指标：精度≥9%。\n一般项目\n2. 乙项研究\n考核指标：精度≥8%。\n"
    found = tasks(converted(f"某院项目榜单\n重点项目\n{parts}"))
    assert [[i.text.zh for i in t.indicators] for t in found] == [["精度≥9%。"], ["精度≥8%。"]]


def test_a_list_ends_above_a_label() -> None:
    text = "某市榜单\n一、概况\n要点如下\n1) 误差小。\n2) 寿命长。\n3) 误报少。\n发榜方：某公司\n"
    assert "3)误报少。" in write(converted(text)).replace(" ", "").replace("\\", "")


WON = (
    "揭榜项目中榜名单\n"
    "一、项目名称：无人胶轮车\n中榜单位：某某智能装备有限公司\n项目目标：定位误差不大于0.3m。\n"
    "二、项目名称：甲烷传感器\n中榜单位：某某大学\n项目目标：测量误差≤0.05%。\n"
)
RULES = (
    "某市揭榜挂帅组织实施办法（试行）\n第一章 总则\n第一条 为创新方式，制定本办法。\n"
    "第二条 主要目标：到2027年，发布榜单不少于100项。\n"
)
TWO_IN_ONE = (
    "某厂技术需求\n甲方想法\n研究内容：涂层。\n考核指标：寿命≥2年。\n经费：10万元\n此外，还有一件事请各位一并研究。\n"
    "研究内容：焊接。\n考核指标：强度≥5MPa。\n经费：20万元\n"
)


@pytest.mark.parametrize("text", [WON, RULES, TWO_IN_ONE])
def test_what_is_no_list_of_tasks_has_none(text: str) -> None:
    """Who has won, how things are done, and tasks whose titles nobody could read."""
    document = converted(text)
    assert tasks(document) == ()
    assert [d.text for d in document.dropped] == []


def test_without_a_winner_the_same_list_has_tasks() -> None:
    found = tasks(converted(WON.replace("中榜单位", "需求单位")))
    assert [t.title.zh for t in found] == ["无人胶轮车", "甲烷传感器"]


NEED = "某协会技术需求\n需求一　陶瓷粘结剂国产化\n"
PAIRS = "委托单位\t某公司\n拟解决的问题\t批次差异大\n拟投入资金\t220万元\n期限\t16个月\n"


def test_a_card_may_stand_below_its_title() -> None:
    (task,) = tasks(converted(NEED + PAIRS))
    assert task.title.zh == "陶瓷粘结剂国产化"
    assert fields_of(task)["funding"] == "220万元"


def test_a_table_of_values_below_a_title_is_no_card() -> None:
    values = "指标\t单位\t目标值\t备注\n厚度\tμm\t±5\t暂定\n强度\tMPa\t≥2\t暂定\n密度\t%\t≥9\t无\n"
    document = converted(NEED + values)
    assert tasks(document) == ()
    assert "| 厚度 | μm | ±5 | 暂定 |" in write(document)


ROW = (
    "序号\t项目名称\t考核指标\t金额（万元）\n"
    "1\t轴承\t转速≥3万转/分\t50\n\t\t{}\t\n2\t齿轮\t寿命≥5年\t40\n"
)


def test_an_indicator_a_row_where_other_cells_span_several() -> None:
    found = tasks(converted("某市榜单\n" + ROW.format("温升≤40℃")))
    assert [[i.text.zh for i in t.indicators] for t in found] == [
        ["转速≥3万转/分", "温升≤40℃"], ["寿命≥5年"],
    ]  # fmt: skip


def test_a_sentence_over_two_rows_leaves_the_table() -> None:
    assert tasks(converted("某市榜单\n" + ROW.format("时温升≤40℃。"))) == ()
    drawn = ROW.format("，温升≤40℃").replace("\n", " |\n| ").replace("\t", " | ")
    assert tasks(converted(f"某市榜单\n| {drawn[:-2]}")) == ()


def test_who_asks_below_a_bare_number_is_no_running_head() -> None:
    rounds = (
        f"{n}\n远航科技有限公司\n需求名称：{what}\n研究内容：研究{what}。\n考核指标：\n"
        f"1. 精度不低于{n}mm；\n2. 寿命不少于{n}年。\n榜单金额：{n}0万元\n"
        for n, what in enumerate(("焊接机器人", "熔覆头", "打磨站"), 1)
    )
    document = converted(f"某市企业技术需求清单\n{''.join(rounds)}")
    assert len(tasks(document)) == 3
    assert {d.why for d in document.dropped} <= {"page number"}


def test_the_size_of_letters_on_a_page_is_dropped_and_that_asked_for_stays() -> None:
    text = "某市揭榜通知\n字体：[大 中 小]\n字体：不小于三号\n来稿请用楷体。\n"
    assert [d.text for d in converted(text).dropped] == ["字体：[大 中 小]"]


def token_rows() -> list[list[str]]:
    lines = (FIXTURES / "tokens.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("row", token_rows(), ids=lambda row: row[0])
def test_tokens(row: list[str]) -> None:
    line, lead, name, key = row
    token = Tokens(base_names())(tidy(line))
    if key == "-":
        assert token.key is None
    else:
        assert (token.lead, token.name, token.key) == (lead, name, key)
    if name and key == "-":
        assert token.name == name


# ------------------------------------------------------------ what a person declares

LIST = "某市榜单\n一、甲\n考核指标：精度≥90%。\n拟用场合：矿山\n"


def test_a_project_names_fields_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "fields.yml").write_text("use:\n  names: [拟用场合]\n", "utf-8")
    names = load_names(tmp_path)
    document = convert_text(LIST, "x", "x.txt", SHA, names)
    (task,) = tasks(document)
    assert [(f.key, f.name.zh) for f in task.section.fields] == [
        ("indicators", "考核指标"), ("use", "拟用场合"),
    ]  # fmt: skip
    written = write(document)
    assert "**拟用场合**{.use}：矿山" in written
    assert read(written, "x") == document  # without the project's names


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- a\n", "mapping"),
        ("Use:\n  names: [甲]\n", "no key"),
        ("use:\n  nmes: [甲]\n", "unknown"),
    ],
)
def test_names_that_cannot_be_read_are_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "fields.yml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=what):
        load_names(tmp_path)


MATTER = "---\nid: x\nsource: x.txt\nsha256: " + SHA + "\n---\n\n"


def test_a_person_declares_task_field_and_indicator() -> None:
    document = read(
        MATTER + "## 甲 {#x.01}\n\n**需要**{.indicators}：\n\n- 精度≥90% {#x.01.1}\n"
        "\n**来历**{.background}：旧机。\n",
        "x",
    )
    (task,) = tasks(document)
    assert [i.id for i in task.indicators] == ["x.01.1"]
    assert [f.key for f in task.section.fields] == ["indicators", "background"]


def test_an_item_right_below_its_task_may_be_an_indicator() -> None:
    document = read(MATTER + "## 甲 {#x.01}\n\n- 精度≥90% {#x.01.1}\n", "x")
    assert [i.text.zh for t in tasks(document) for i in t.indicators] == ["精度≥90%"]
    assert document.ignored == ()


@pytest.mark.parametrize(
    ("body", "ignored"),
    [
        ("## 甲 {#x.s1}\n\n- 精度≥90% {#x.01.1}\n", ("x.01.1",)),
        ("精度≥90% {#x.01.1}\n", ("x.01.1",)),
        ("## 表 {#x.s1 .form}\n\n### 乙 {#x.02}\n\n文字。\n", ("x.02",)),
        ("## 甲 {#x.01}\n\n文字。 {#x.01.2}\n", ("x.01.2",)),
    ],
)
def test_ids_that_name_nothing_are_told(body: str, ignored: tuple[str, ...]) -> None:
    assert read(MATTER + body, "x").ignored == ignored


def test_check_names_an_id_that_is_ignored() -> None:
    layout = find_root(Path(__file__).parent)
    entry = load_corpus(layout).entries[0]
    assert not [f for f in check_entry(entry, load_rules(layout)) if f.check == "ignored"]
    text = write(entry.document) + "\n末尾。 {#nothing.1}\n"
    entry = type(entry)(**{**vars(entry), "document": read(text, "x")})
    (found,) = [f for f in check_entry(entry, load_rules(layout)) if f.check == "ignored"]
    assert "nothing.1" in found.message


# ------------------------------------------------------------ time

HEAD = "某省榜单\n一、甲\n研究内容：研究。\n考核指标：\n"
GROWING: dict[str, Callable[[int], str]] = {
    "blanks": lambda n: "甲" + " " * n + "乙",
    "digits": lambda n: "1" * n,
    "dots": lambda n: "1." * (n // 2),
    "brackets": lambda n: "（" * n,
    "names in brackets": lambda n: "【考核指标】" * (n // 6),
    "labels": lambda n: "考核指标：" * (n // 5),
    "fields in one line": lambda n: "甲。考核指标：乙" * (n // 8),
    "items in one line": lambda n: "".join(f"{i}.甲；" for i in range(n // 7)),
    "items": lambda n: HEAD + "\n".join(f"{i}.精度≥{i}；" for i in range(1, n // 12)),
    "clauses": lambda n: HEAD + "精度≥9；" * (n // 5),
    "sub-items": lambda n: (
        HEAD + "1.指标：\n" + "\n".join(f"（{i}）≥{i}；" for i in range(n // 10))
    ),
    "fields": lambda n: HEAD + "\n".join(f"备注：甲{i}" for i in range(n // 8)),
    "tasks": lambda n: HEAD + "\n".join(f"任务{i}：甲乙\n研究内容：丙" for i in range(1, n // 16)),
    "numerals": lambda n: "一" * n,
    "names of titles": lambda n: "项目名称：" * (n // 5),
    "register's numbers": lambda n: "编号：A1 " * (n // 6),
    "codes": lambda n: "A1" * (n // 2),
    "offices": lambda n: "某局\n" * (n // 3),
    "dates": lambda n: "2026年3月12日\n" * (n // 11),
    "bullets": lambda n: HEAD + "• 甲\n" * (n // 4),
    "notes": lambda n: "注：1、" * (n // 4),
    "money": lambda n: "$" * n,
    "strokes": lambda n: "|" * n,
    "tabs": lambda n: "\t" * n,
    "spread words": lambda n: "甲乙 丙丁 戊己\n" * (n // 9),
}


@pytest.mark.parametrize("kind", GROWING)
def test_the_time_grows_with_the_length_of_a_text(kind: str) -> None:
    """At 6,000 and 24,000 characters; a pattern that backtracks takes sixteen times as long."""

    def seconds(size: int) -> float:
        text = GROWING[kind](size)
        return cpu_seconds(lambda: convert_text(text, "x", "x.txt", SHA), tries=1)

    seconds(2_000)
    assert not grows_faster(seconds, 6_000)


def test_a_list_whose_title_stands_behind_annex() -> None:
    document = converted("附件：揭榜挂帅榜单\n一、甲\n考核指标：精度≥90%。\n")
    assert next(s.title.zh for s in document.walk()) == "附件：揭榜挂帅榜单"
    assert [t.title.zh for t in tasks(document)] == ["甲"]


def test_a_label_judges_only_where_each_task_has_it_with_a_bound() -> None:
    text = (
        "某院难题榜\n难题1：甲\n苦恼：慢\n盼得成效：精度≥90%\n难题2：乙\n苦恼：贵\n盼得成效：{}\n"
    )
    assert [len(t.indicators) for t in tasks(converted(text.format("时延≤5ms")))] == [1, 1]
    assert tasks(converted(text.format("更快"))) == ()


LISTED = (
    "示例市榜单\n一、电机\n研究内容：研究电机。\n考核指标：{}\n二、电池\n考核指标：容量≥9Ah。\n"
)


@pytest.mark.parametrize(
    ("asked", "indicators"),
    [
        ("效率≥95%，交付源代码", ["效率≥95%，交付源代码"]),
        ("精度≥95%；1.2倍寿命以上", ["精度≥95%；", "1.2倍寿命以上"]),
        ("1.1万台以上产能；重量≤3", ["1.1万台以上产能；", "重量≤3"]),
        ("\n1.1万台以上产能\n1.2万台以上销量", ["1.1万台以上产能", "1.2万台以上销量"]),
        ("\n2.1kW功率\n2.2kW功率", ["2.1kW功率", "2.2kW功率"]),
        ("完成阶段1、阶段2、阶段3的开发", ["完成阶段1、阶段2、阶段3的开发"]),
        ("\nⅡ、Ⅲ类注册证≥2项\n效率≥95", ["Ⅱ、Ⅲ类注册证≥2项", "效率≥95"]),
    ],
)
def test_a_figure_is_no_number_of_an_item(asked: str, indicators: list[str]) -> None:
    first = tasks(converted(LISTED.format(asked)))[0]
    assert [i.text.zh for i in first.indicators] == indicators


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("某市榜单\n一、轴承\n研究内容：研究轴承。\n考核指标：转速≥1000转/分。\n中标单位：待定\n"
         "中标金额：待定\n二、泵\n研究内容：研究泵。\n考核指标：效率≥9%。\n", ["轴承", "泵"]),
        ("某市揭榜挂帅项目管理办法\n第一条 为规范管理，制定本办法。\n附：\n一、高强钢项目\n"
         "研究内容：研究钢。\n考核指标：强度≥1000MPa。\n项目经费：100万元\n", ["高强钢项目"]),
        ("某市榜单\n高强钢项目\n研究内容：研究钢。\n考核指标：强度≥1000MPa。\n实施期限：2年\n"
         "资助金额：100万元\n实施期限：分两期，各1年\n考核指标：延伸率≥10%。\n", ["高强钢项目"]),
    ],
)  # fmt: skip
def test_what_may_speak_of_something_else_stays_a_task(text: str, titles: list[str]) -> None:
    assert [t.title.zh for t in tasks(converted(text))] == titles


@pytest.mark.parametrize(
    "text",
    [
        "关于组织揭榜挂帅项目申报的通知\n一、申报条件\n法人。\n二、支持方式\n每项最高500万元。\n"
        "三、验收要求\n专利≥1项。\n",
        "揭榜挂帅专项工作总结\n一、主要任务\n完成攻关。\n二、绩效目标\n完成率≥95%。\n",
        "揭榜挂帅中榜名单\n项目1：电机\n完成效果：效率≥95%\n项目2：电池\n完成效果：容量≥9Ah\n",
        "揭榜挂帅任务书（样表）\n项目名称\t例：电机\n考核指标\t效率≥95%\n经费预算\t300万元\n",
        "揭榜挂帅申报表\n项目名称\t\n考核指标\t\n\t填写不少于3项\n",
        "各单位须填写编号\n",
    ],
)
def test_what_only_speaks_of_tasks_has_none(text: str) -> None:
    assert tasks(converted(text)) == ()


@pytest.mark.parametrize(
    ("feet", "dropped"),
    [
        (["某集团 第 1 页", "某集团 第 2 页"], 2),
        (["云岭榜单 - 3 -", "云岭榜单 - 4 -"], 2),
        (["温度 - 40 -", "温度 - 40 -"], 0),
        (["见样本 第 12 页", "见样本 第 12 页"], 0),
        (["见样本 第 12 页", "见样本 第 30 页"], 0),
    ],
)
def test_the_same_words_are_a_foot_where_a_number_counts_the_pages(
    feet: list[str], dropped: int
) -> None:
    text = "".join(f"任务{n}：泵\n研究内容：研制泵。\n{foot}\n" for n, foot in enumerate(feet, 1))
    found = convert_text(f"云岭省榜单\n{text}", "d", "d", "0" * 64).dropped
    assert sum(one.why == "running head" for one in found) == dropped


def told(text: str) -> list[tuple[str, list[str]]]:
    return [(t.title.zh, [i.text.zh for i in t.indicators]) for t in tasks(converted(text))]


BROKEN = (
    "某市榜单\n一、轴承\n研究内容：研究轴承。\n考核指标：\n（1）转速≥1000转/分；\n（2）温升≤40℃；\n"
    "（3）寿命≥5年；\n（4）{}\n{}\n（6）样机不少于1台。\n"
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("温度≤80℃", "成本≤500万元；"),
        ("最高温度不超过80℃", "最低温度不低于-40℃；"),
        ("循环寿命≥1000次", "第三方检测报告1份。"),
        ("完成样机3台", "研究周期2年。"),
        ("通过第三方检测认证", "经费500万元。"),
    ],
)
def test_an_item_without_its_stop_takes_no_line_from_below(first: str, second: str) -> None:
    """The lines stay apart: each with what it demands."""
    for text in (BROKEN, BROKEN.replace("（6）", "（5）")):
        shown = write(converted(text.format(first, second)))
        lines = [line.partition(" {#")[0] for line in shown.split("\n")]
        assert f"- （4）{first}" in lines
        assert any(line.endswith(second) for line in lines)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("建成覆盖全部产线的示范工程一处并且稳定", "运行6个月。", True),
        ("建成覆盖全部产线并且稳定的示范工程3处", "运行6个月。", False),
        ("建成覆盖全部产线的示范工程一处并且稳定", "研究周期2年。", False),
        ("建成示范工程", "申请专利6项。", False),
    ],
)
def test_only_an_item_as_long_as_lines_are_goes_on(first: str, second: str, joined: bool) -> None:
    wide = "".join(f"（{n}）完成第三方在各个产线所做的检测和认证；\n" for n in range(1, 4))
    others = "二、电机\n考核指标：\n" + "".join(f"（{n}）级差≤{n}；\n" for n in range(1, 20))
    text = BROKEN.replace("（1）", wide + "（4）") + others
    shown = write(converted(text.format(first, second)))
    assert (first + second in shown) is joined


def test_a_bound_goes_on_with_its_figure() -> None:
    ((_, found),) = told(BROKEN.format("生产节拍不超过", "240秒/件；"))
    assert found[3] == "生产节拍不超过240秒/件；"


PARTS = "研究内容\n研究滚道。\n考核指标\n转速≥1000转/分。\n"
MONEY = "项目经费\n500万元\n"


@pytest.mark.parametrize(
    "body",
    [
        PARTS + PARTS.replace("滚道", "润滑") + MONEY,
        PARTS + "2.轴承工艺，要点如下。\n" + PARTS + MONEY,
        PARTS + MONEY + "说明\n考核指标\n温升≤40℃。\n项目经费\n含自筹。\n",
    ],
)
@pytest.mark.parametrize("title", ["任务一：轴承", "一、轴承"])
def test_a_title_above_fields_that_come_again_stays_a_task(title: str, body: str) -> None:
    assert [name for name, _ in told(f"某市揭榜挂帅榜单\n{title}\n{body}")] == ["轴承"]


def test_parts_of_what_is_asked_are_no_tasks_where_the_money_is_one() -> None:
    text = "某市揭榜挂帅榜单\n轴承攻关\n" + PARTS + PARTS.replace("滚道", "润滑") + MONEY
    assert len(told(text)) == 1


FIELD = "某市榜单\n任务一：轴承\n【{}】\n{}\n"


@pytest.mark.parametrize(
    ("name", "body", "fields"),
    [
        (
            "研究内容",
            "研究轴承。\n技术指标\n转速≥1000转/分；\n经费\n500万元",
            {"requirement": "研究轴承。", "indicators": "转速≥1000转/分；", "funding": "500万元"},
        ),
        (
            "考核指标",
            "转速≥1000转/分；\n实施期限\n2年\n申报条件\n企业牵头",
            {"indicators": "转速≥1000转/分；", "duration": "2年", "eligibility": "企业牵头"},
        ),
        (
            "攻关目标",
            "转速≥1000转/分；\n资金\n500万元",
            {"indicators": None, "funding": "500万元"},
        ),
        (
            "攻关目标",
            "研究轴承。\n技术指标\n转速≥1000转/分；",
            {"requirement": "研究轴承。", "indicators": "转速≥1000转/分；"},
        ),
    ],
)
def test_a_field_in_brackets_takes_no_other_field(
    name: str, body: str, fields: dict[str, str | None]
) -> None:
    (task,) = tasks(converted(FIELD.format(name, body)))
    assert {key: fields_of(task).get(key) for key in fields} == fields
    assert [i.text.zh for i in task.indicators] == ["转速≥1000转/分；"]


def test_a_field_in_brackets_keeps_its_parts() -> None:
    for name in ("考核指标", "攻关目标"):
        body = "技术指标\n1.转速≥1000转/分；\n经济指标\n1.成本≤5万元。\n【经费】500万元"
        ((_, found),) = told(FIELD.format(name, body))
        assert found == ["转速≥1000转/分；", "成本≤5万元。"]


TASK = (
    "{}轴承\n（一）研究内容\n研究轴承。\n（二）考核指标\n转速≥1000转/分。\n"
    "（三）项目经费\n500万元\n"
)
RULED = "某省揭榜挂帅项目管理办法（试行）\n第一章 总则\n第一条 为规范管理，制定本办法。\n"


@pytest.mark.parametrize(
    "text",
    [
        RULED + "附件1 揭榜任务\n" + TASK.format("一、"),
        RULED + "附件1\n揭榜任务\n" + TASK.format("一、"),
        RULED + "附件：揭榜任务\n" + TASK.format("一、"),
        RULED.replace("第一章 总则\n", "") + "附件1 揭榜任务\n" + TASK.format("一、"),
        RULED + TASK.format("任务一："),
        "某省揭榜挂帅榜单暨申报规程\n" + TASK.format("一、"),
    ],
)
def test_rules_may_have_tasks_in_an_annex(text: str) -> None:
    assert told(text) == [("轴承", ["转速≥1000转/分。"])]


def test_rules_in_an_annex_have_no_tasks() -> None:
    assert told(RULED + "附件2所列事项，另行规定。\n" + TASK.format("二、")) == []
    assert told("某省通知\n请遵照执行。\n附件1\n" + RULED + TASK.format("二、")) == []


THESES = "{}\n序号\t题目\t研究内容\t{}\n1\t轴承磨损\t研究磨损\t{}\n2\t齿轮修形\t研究修形\t{}\n"


@pytest.mark.parametrize(
    ("more", "values"),
    [
        ("预期成果\t指导教师", "论文\t钱某"),
        ("预期成果", "论文"),
        ("考核指标\t学生", "论文1篇\t钱某"),
    ],
)
def test_subjects_of_theses_are_no_tasks(more: str, values: str) -> None:
    assert told(THESES.format("论文选题", more, values, values)) == []


def test_subjects_with_what_is_judged_are_tasks() -> None:
    found = told(THESES.format("某园区榜单", "解题要求", "误差≤5%", "寿命≥5年"))
    assert found == [("轴承磨损", ["误差≤5%"]), ("齿轮修形", ["寿命≥5年"])]


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        ("成交价：由双方商定", 1),
        ("成交价：由双方商定\n成交金额：另议", 1),
        ("中榜单位：待定", 1),
        ("中标单位：须为省内注册的公司", 1),
        ("中榜单位：某某大学", 0),
        ("中榜单位：某某大学\n中榜金额：50万元", 0),
    ],
)
def test_a_price_alone_takes_no_task_away(labels: str, count: int) -> None:
    text = f"某市榜单\n任务一：轴承\n研究内容：研究轴承。\n考核指标：转速≥1000转/分。\n{labels}\n"
    assert len(told(text)) == count


def test_the_time_grows_with_the_rows_below_one_task() -> None:
    head = "某市榜单\n序号\t项目名称\t考核指标\t金额\n1\t轴承\t转速≥1000转/分\t50\n"

    def seconds(rows: int) -> float:
        text = head + "\t\t温升≤40℃\t\n" * rows
        return cpu_seconds(lambda: convert_text(text, "x", "x.txt", SHA), tries=1)

    seconds(100)
    assert not grows_faster(seconds, 500)
