"""Documents of the genre that are not among the five, written for these tests."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clock import cpu_seconds, grows_faster
from jiebang.corpus.facts import Facts, facts_of
from jiebang.document.alignment import align
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, Item, Paragraph, Table, Task, tasks
from jiebang.structure import convert_text
from jiebang.text.markers import english as marker_in_english

FIXTURES = Path(__file__).parent.parent / "fixtures" / "genre"
SHA = "0" * 64


def load(name: str) -> Document:
    return convert_text((FIXTURES / f"{name}.txt").read_text("utf-8"), "x", f"{name}.txt", SHA)


def outline(found: tuple[Task, ...]) -> list[tuple[str, str, list[str]]]:
    return [(t.id, t.title.zh, [i.id for i in t.indicators]) for t in found]


def test_fields_in_brackets() -> None:
    found = tasks(load("bracket-fields"))
    assert outline(found) == [
        ("x.01", "海上风电叶片无损检测机器人", ["x.01.1", "x.01.2", "x.01.3"]),
        ("x.02", "深海养殖网箱智能投喂系统", ["x.02.1", "x.02.2"]),
    ]
    assert [f.key for f in found[0].section.fields] == [
        "background", "requirement", "indicators", "funding", "duration", "issuer",
    ]  # fmt: skip
    assert found[0].indicators[0].text.zh == "检测速度≥2m/min，缺陷检出率不低于95%；"
    assert facts_of(found[0]) == Facts(6_000_000, 24, None)
    assert facts_of(found[1]) == Facts(3_505_000, 24, None)


def test_tasks_under_arabic_numbers_with_items_run_in() -> None:
    document = load("digit-tasks")
    found = tasks(document)
    assert outline(found) == [
        ("x.01", "高镍正极材料低成本制备技术", ["x.01.1", "x.01.2", "x.01.3"]),
        ("x.02", "氢燃料电池空压机", ["x.02.1", "x.02.2", "x.02.3"]),
    ]
    assert [i.text.zh for i in found[0].indicators] == [
        "克容量≥210mAh/g；",
        "循环1000次容量保持率≥90%；",
        "吨材料成本降低20%以上。",
    ]
    own = 16_000_000  # 企业自筹经费不低于1600万元
    assert facts_of(found[0]) == Facts(8_000_000, 36, None, own_contribution_cny=own)
    titles = [(s.level, s.marker, s.title.zh) for s in document.walk()]
    assert titles == [
        (1, "", "关于发布2025年度重点研发“揭榜挂帅”项目榜单的通知"),
        (2, "一、", "榜单内容"),
        (3, "1.", "高镍正极材料低成本制备技术"),
        (3, "2.", "氢燃料电池空压机"),
        (2, "二、", "申报要求"),
        (2, "三、", "联系方式"),
    ]
    assert [w.line for w in document.withheld] == [19]


def test_fields_as_numbered_headings_inside_a_task() -> None:
    found = tasks(load("sections-in-task"))
    assert outline(found) == [
        ("x.01", "丘陵山地小型智能收获机", ["x.01.1", "x.01.2"]),
        ("x.02", "设施蔬菜巡检采摘机器人", ["x.02.1", "x.02.2"]),
    ]
    assert [f.key for f in found[1].section.fields] == ["requirement", "indicators", "duration"]
    assert facts_of(found[1]).duration_months == 18


def test_hard_wrapped_pages() -> None:
    document = load("wrapped-pages")
    found = tasks(document)
    assert [len(t.indicators) for t in found] == [3, 2, 2]
    assert found[0].requirement[0].zh.startswith("针对高端数控机床在高速切削条件下动态误差大、补偿")
    assert found[0].indicators[2].text.zh == (
        "形成工业软件1套，申请发明专利不少于5件，在不少于3家企业开展应用验证。"
    )
    assert [d.text for d in document.dropped] == ["- 1 -", "- 2 -", "- 3 -"]
    assert [facts_of(t).funding_cny for t in found] == [15_000_000, 10_000_000, 8_000_000]


def test_titles_without_numbers() -> None:
    found = tasks(load("titles-unnumbered"))
    assert outline(found) == [
        ("x.01", "高性能视觉检测算法", ["x.01.1", "x.01.2"]),
        ("x.02", "工业知识大模型", ["x.02.1", "x.02.2"]),
    ]
    assert [facts_of(t).target_year for t in found] == [2026, 2026]


def test_other_field_names_still_give_a_clean_outline() -> None:
    document = load("unknown-fields")
    assert tasks(document) == ()
    assert [s.title.zh for s in document.walk()] == [
        "新型显示领域协同攻关榜单", "量子点墨水", "微米级巨量转移装备", "柔性盖板",
    ]  # fmt: skip
    assert all(len(s.blocks) == 3 for s in document.walk() if s.level == 2)


def test_titles_behind_a_label() -> None:
    found = tasks(load("title-labels"))
    assert outline(found) == [
        (
            "x.01",
            "面向新能源汽车的高安全固态电池关键技术",
            ["x.01.1", "x.01.2", "x.01.3"],
        ),
        ("x.02", "量子精密测量用高性能单光子探测芯片", ["x.02.1", "x.02.2", "x.02.3"]),
    ]
    assert [t.section.marker for t in found] == ["一、项目名称：", "二、项目名称："]
    assert [f.key for f in found[0].section.fields] == [
        "requirement", "indicators", "total", "duration",
    ]  # fmt: skip
    assert [facts_of(t).funding_cny for t in found] == [10_000_000, 6_000_000]


def test_a_number_alone_above_its_title() -> None:
    document = load("number-alone")
    found = tasks(document)
    assert outline(found) == [
        ("x.01", "千米级水下机器人集群协同作业关键技术", ["x.01.1", "x.01.2", "x.01.3"]),
        ("x.02", "低成本绿氢PEM电解槽核心部件国产化", ["x.02.1", "x.02.2", "x.02.3"]),
    ]
    assert [marker_in_english(t.section.marker) for t in found] == ["Need 1:", "Need 2:"]
    assert document.sections[0].title.zh == "2025年“揭榜挂帅”重点技术需求"


def test_codes_before_titles_and_fields_under_numbers_that_start_again() -> None:
    found = tasks(load("coded-titles"))
    assert outline(found) == [
        (
            "x.01",
            "高通量低轨卫星相控阵天线关键技术研发",
            ["x.01.1", "x.01.2", "x.01.3-1", "x.01.3-2", "x.01.3-3", "x.01.3-4"],
        ),
        (
            "x.02",
            "面向手术机器人的高精度力触觉传感器研发",
            ["x.02.1", "x.02.2", "x.02.3-1", "x.02.3-2", "x.02.3-3"],
        ),
    ]
    assert [t.section.marker for t in found] == ["重2024N001", "重2024N002"]
    assert [f.name.zh for f in found[0].section.fields] == [
        "领域", "主要研发内容", "项目考核指标（项目执行期内）", "项目实施期限", "资助金额",
    ]  # fmt: skip
    assert found[0].indicators[2].text.zh.startswith("工作频段")
    assert [(i.number, i.subnumber) for i in found[0].indicators[1:4]] == [
        (2, None),
        (3, 1),
        (3, 2),
    ]
    assert [facts_of(t).funding_cny for t in found] == [15_000_000, 8_000_000]
    assert [facts_of(t).duration_months for t in found] == [36, 24]


def test_aims_listed_in_what_is_asked_for() -> None:
    found = tasks(load("national-programme"))
    assert [len(t.indicators) for t in found] == [4, 3]
    assert found[1].indicators[0].text.zh.startswith("碳纤维拉伸强度≥4.2GPa，")
    assert [f.key for f in found[0].section.fields] == [
        "requirement", "duration", "funding", "user",
    ]  # fmt: skip
    assert facts_of(found[1]).duration_months == 30


def test_directions_under_topics() -> None:
    document = load("topics-and-directions")
    assert [(s.level, s.title.zh) for s in document.walk()] == [
        (1, "关于发布2024年度“揭榜挂帅”计算生物学项目申报指南的通知"),
        (2, "征集范围"),
        (3, "面向药物设计的生成式模型"),
        (4, "蛋白质—小分子相互作用预测"),
        (4, "RNA结构预测"),
        (2, "申报要求"),
    ]
    assert [t.id for t in tasks(document)] == ["x.01", "x.02"]


def test_a_number_that_only_a_space_sets_apart() -> None:
    found = tasks(load("compound-names"))
    assert outline(found) == [
        ("x.01", "MEMS惯性传感器", ["x.01.1", "x.01.2", "x.01.3"]),
        ("x.02", "气体传感器阵列", ["x.02.1", "x.02.2", "x.02.3"]),
        ("x.03", "合成生物底盘细胞", ["x.03.1"]),
    ]
    assert [t.section.marker for t in found] == ["榜单任务1", "榜单任务2", "榜单任务1"]


def test_a_number_that_runs_into_a_figure() -> None:
    found = tasks(load("figure-below-number"))
    assert [i.text.zh for i in found[1].indicators] == [
        "1550℃下挠度≤0.5mm；",
        "开孔率25%-35%；",
        "室温抗弯强度12MPa以上。",
    ]
    assert [facts_of(t).funding_cny for t in found] == [1_200_000, 800_000]


def test_fields_behind_bullets() -> None:
    found = tasks(load("bullet-fields"))
    assert [len(t.indicators) for t in found] == [2, 1]
    assert [f.key for f in found[0].section.fields] == ["requirement", "indicators", "duration"]


def test_tasks_printed_as_tables_of_names_and_values() -> None:
    found = tasks(load("cards"))
    assert outline(found) == [
        ("x.01", "高效制冷压缩机", ["x.01.1", "x.01.2"]),
        ("x.02", "耐高温密封材料", ["x.02.1", "x.02.2"]),
    ]
    assert [marker_in_english(t.section.marker) for t in found] == ["Need 1:", "Need 2:"]
    assert [(f.key, f.name.zh) for f in found[1].section.fields] == [
        ("area", "所属领域"),
        ("requirement", "技术需求描述"),
        ("indicators", "考核指标"),
        ("funding", "拟投入资金"),
    ]
    assert facts_of(found[1]).funding_cny == 3_000_000


def test_a_form_left_empty_is_no_task() -> None:
    text = "项目名称\t\n研究内容\t\n考核指标\t\n经费预算\t\n"
    assert tasks(convert_text(text, "x", "x.txt", SHA)) == ()


def test_a_ruled_table_is_a_table() -> None:
    document = load("ruled-table")
    assert tasks(document) == ()
    (table,) = (b for b in document.sections[0].blocks if isinstance(b, Table))
    assert table.header
    assert [len(row) for row in table.rows] == [6, 6, 6]
    assert table.rows[2][1][0].zh == "盐碱地耐盐水稻品种选育"
    assert table.rows[2][3][0].zh == "在0.5%盐度下亩产达到400公斤以上；示范面积不少于1万亩"


def test_a_ruled_table_with_a_task_a_row() -> None:
    document = load("ruled-rows")
    found = tasks(document)
    assert outline(found) == [
        ("x.01", "海洋工程用高强钢焊接材料", ["x.01.1", "x.01.2"]),
        ("x.02", "盐碱地耐盐水稻品种选育", ["x.02.1", "x.02.2"]),
    ]
    assert found[1].indicators[0].text.zh == "在0.5%盐度下亩产达到400公斤以上；"
    assert [facts_of(t).funding_cny for t in found] == [5_000_000, 3_000_000]
    assert not any(isinstance(b, Table) for s in document.walk() for b in s.blocks)


def test_one_stroke_or_unlike_lines_are_no_table() -> None:
    text = "支持A|B两种模式。\n另有甲|乙|丙三类。\n以及甲|乙|丙|丁四类。\n"
    document = convert_text(text, "x", "x.txt", SHA)
    assert [b.text for b in document.preamble if isinstance(b, Paragraph)] == text.split()


def test_a_notice_without_tasks() -> None:
    document = load("no-tasks")
    assert tasks(document) == ()
    schedule = next(s for s in document.walk() if s.title.zh == "日程安排")
    table = schedule.blocks[0]
    assert isinstance(table, Table)
    assert table.header
    assert [row[0][0].zh for row in table.rows] == ["时间", "9:00", "10:30", "14:00"]
    whom = next(s for s in document.walk() if s.title.zh == "参会范围")
    assert all(isinstance(b, Item) for b in whom.blocks)
    assert "王小明" not in write(document)
    assert "13812345678" not in write(document)


# ------------------------------------------------------------ nothing is lost

_WORDS = """
    一、 （一） (二) 1. 2． （1） ① 附件1 附件： 注：1、 项目一： □ 1)
    揭榜任务： **考核指标**： 【预期目标】 二、考核指标 榜单金额：2000万元 — 5—
    研发平台，支持并发数≥150QPS； 到2025年，实现算力达到1PFLOPS以上。 。。 ；，
    推荐表 承诺书 关于开展工作的通知 010-68205244 a@b.cn :: = $1$ é 𠮷 😀
    需求一 任务2： 需求名称：低成本 重2024N001 2024A01 a|b|c |---|---|
    | ` * _ # > <br> <b> &amp; {#x.01} \\ [a](b) ~ ---
"""
_SPACED = [
    "$\\geq 250\\text{m}$", "\t序号\t名称", "\t单位", "\t", " ", "\n", "\n", "\n\n", "\u3000",
    "# ", "- ", "+ ", "> ", "张 三 13812345678", "\u200b", "\u202e", "\x07",
    "任务一 平台研发", "\u91cd2024N001 平台研发", "\n| 甲 | 乙 |\n", "\n需求名称\t甲",
    "\n考核指标\t乙\n丙\t丁\n", "\n需求一\n", "甲|乙|丙\n", "甲\v乙\t丙\v",
    "\n序号\t项目名称\t考核指标\n1\t甲\v乙\t1.丙；2.丁\v3.戊\n",
]  # fmt: skip
_PIECES = st.sampled_from([*_WORDS.split(), *_SPACED])
_TEXTS = st.one_of(
    st.lists(_PIECES, max_size=40).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=80),
)


@settings(max_examples=250)
@example("0\x1f")  # a sign that Python takes for a space, but not in a number
@given(_TEXTS)
def test_any_text_keeps_every_sign(text: str) -> None:
    document = convert_text(text, "x", "x.txt", SHA)
    align(text, document)
    written = write(document)
    again = read(written, "x")
    assert again == document
    assert write(again) == written
    align(text, again)


_ORIGINALS = sorted((Path(__file__).parents[2] / "content" / "sources").glob("*.txt"))


@settings(max_examples=40)
@given(st.data())
def test_mangled_originals_keep_every_sign(data: st.DataObject) -> None:
    """Pieces of the originals, cut anywhere, shuffled line by line, with rubbish between."""
    source = data.draw(st.sampled_from(_ORIGINALS)).read_text("utf-8")
    start = data.draw(st.integers(0, len(source) - 1))
    lines = source[start : start + 1500].split("\n")
    if data.draw(st.booleans()):
        lines = data.draw(st.permutations(lines))
    for _ in range(data.draw(st.integers(0, 4))):
        lines.insert(data.draw(st.integers(0, len(lines))), data.draw(_PIECES))
    text = data.draw(st.sampled_from(["\n", "\n\n", " \n"])).join(lines)
    document = convert_text(text, "x", "x.txt", SHA)
    align(text, document)
    assert read(write(document), "x") == document


def test_a_name_in_brackets_opens_a_line_below_a_long_title() -> None:
    title = "高原农产品溯源区块链平台"
    parts = (
        f"任务{n} {title}\n【任务背景】面向茶叶、咖啡等高原特色农\n"
        "产品，研究轻量级共识算法与跨链互操作机制，\n构建覆盖种植、加工、流通全过程的可信溯源平\n台。"
        "\n【资助额度】300万元。"
        for n in "一二三"
    )
    document = convert_text("\n".join(parts), "new", "new.txt", "0" * 64)
    assert [t.title.zh for t in tasks(document)] == [title] * 3


def test_many_short_lines_are_read_in_a_time_that_grows_with_their_number() -> None:
    """Twice as many took four times as long: a file of a megabyte, an hour."""

    def seconds(lines: int) -> float:
        return cpu_seconds(
            lambda: convert_text("甲\n" * lines, "new", "new.txt", "0" * 64), tries=1
        )

    seconds(100)
    assert not grows_faster(seconds, 3_000)
