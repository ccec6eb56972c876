"""Documents whose tasks are the rows of a table; and tables that only look like it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import small_copy
from jiebang.cli import main
from jiebang.corpus.facts import Facts, facts_of
from jiebang.corpus.load import load_corpus
from jiebang.datasets.tables import indicator_rows, task_rows
from jiebang.document.alignment import LostTextError, align
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, Paragraph, SectionKind, Table, block_segments, tasks
from jiebang.structure import assemble, convert_text
from jiebang.structure.columns import read_columns
from jiebang.structure.draft import read_lines
from jiebang.text.markers import english as marker_in_english
from jiebang.text.spaces import squash

FIXTURES = Path(__file__).parent.parent / "fixtures" / "genre"
SHA = "0" * 64
LISTS = {
    "rows-with-prose": [
        ("x.01", "大型养殖工船循环水高效净化技术", [
            "水体循环利用率≥95%；", "吨鱼耗电不高于8kWh；", "形成示范线1条。"]),
        ("x.02", "海缆绝缘料国产化制备", [
            "体积电阻率不低于1×10¹⁴Ω·m；", "杂质颗粒（≥70μm）数量为0。",
            "到2026年建成年产5000吨生产线。"]),
        ("x.03", "近海风机基础冲刷在线监测", ["监测误差≤5cm，连续工作时间不少于12个月"]),
    ],
    "rows-merged-fields": [
        ("x.01", "小粒咖啡湿法加工废水资源化", [
            "废水COD去除率≥90%；", "膳食纤维得率不少于30%；", "申请专利不少于3件。"]),
        ("x.02", "鲜切花采后乙烯调控", ["瓶插期延长5天以上；", "运输损耗率低于8%。"]),
        ("x.03", "高纯锗单晶生长装备", ["位错密度小于500个/cm²；", "成品率达到70%以上。"]),
        ("x.04", "铟锡氧化物靶材回收", ["铟回收率≥98%。"]),
        ("x.05", "铝空气电池阴极催化剂", [
            "峰值功率密度≥200mW/cm²；", "寿命超过1000小时。"]),
    ],
    "rows-two-annexes": [
        ("x.a1-01", "五轴联动数控系统实时内核", ["控制周期≤125μs；", "支持不少于5轴联动。"]),
        ("x.a1-02", "盾构主轴承滚道激光淬火", [
            "硬化层深度≥8mm；", "硬度偏差在±2HRC以内；", "在2台盾构机上完成应用验证。"]),
        ("x.a2-01", "重组人源胶原蛋白规模化表达", [
            "表达量不低于20g/L；", "纯度≥98%；", "建立质量标准1项。"]),
        ("x.a2-02", "放射性药物自动化合成模块", [
            "放化纯度≥95%；", "合成时间不超过35分钟。"]),
    ],
    "rows-over-pages": [
        ("x.01", "矿用电动轮自卸车能量回馈系统", ["回馈效率≥80%；", "整车能耗降低15%以上。"]),
        ("x.02", "低温发芽期水稻耐冷品种", ["12℃发芽率≥85%；", "累计推广面积不少于10万亩。"]),
        ("x.03", "高寒地区锂电储能安全预警", ["预警提前量不少于30分钟；", "误报率低于1%。"]),
        ("x.04", "乙烯裂解炉管抗结焦涂层", ["结焦量减少60%；"]),
    ],
    "rows-unended": [
        ("x.01", "光伏组件自动清洗机器人", [
            "清洗效率每小时不低于一千平方米", "破损率为零", "续航时间不少于6h"]),
        ("x.02", "荒漠苁蓉接种机械", ["接种深度偏差≤2cm", "日作业面积达到30亩"]),
    ],
    "rows-wide-head": [
        ("x.01", "高速电主轴陶瓷球轴承", ["dn值≥2.5×10⁶；", "温升不超过25℃。"]),
        ("x.02", "即食海参常温保鲜", ["常温保质期不少于9个月；", "失水率低于8%。"]),
        ("x.03", "锂电池火灾专用灭火剂", ["复燃时间不少于24h。"]),
    ],
    "rows-ruled-groups": [
        ("x.01", "晶圆键合对准技术", ["对准精度优于100nm；", "产能每小时不少于20片。"]),
        ("x.02", "光刻胶金属离子脱除", ["单项金属离子含量≤1ppb；", "实现吨级供货。"]),
        ("x.03", "无人机反制误伤评估", ["评估准确率达到90%以上。"]),
    ],
    "rows-stacked": [
        ("x.01", "煤矿井下5G精确定位", [
            "静态定位误差≤0.2m，动态误差≤0.5m（速度60km/h以内）；",
            "并发终端数不少于500个/基站"]),
        ("x.02", "锅炉灵活调峰改造", [
            "最低稳燃负荷由40%BMCR降到20%BMCR；", "爬坡速率达到2.5%Pe/min；",
            "NOx排放浓度不高于50mg/m3（标态，6%O2）"]),
    ],
    "rows-unnumbered": [
        ("x.01", "玄武岩纤维连续拉丝大漏板", ["单丝直径偏差≤0.5μm；", "断头率低于每小时0.2次。"]),
        ("x.02", "钛合金废屑直接回收", ["氧增量不超过300ppm。"]),
        ("x.03", "幽门螺杆菌益生菌制剂", [
            "活菌数≥1×10¹⁰CFU/g；", "2027年底前获批产品1个。"]),
    ],
}  # fmt: skip
FACTS = {
    "rows-with-prose": [
        Facts(6_000_000, 24, None), Facts(12_000_000, 24, 2026), Facts(None, None, 2026),
    ],
    # A sum above an empty cell may be one sum for both rows: it is nobody's.
    "rows-merged-fields": [Facts(3_000_000), Facts(1_500_000), Facts(), Facts(), Facts()],
    "rows-two-annexes": [
        Facts(4_000_000, 24), Facts(3_000_000, 18), Facts(None, 24, 2027), Facts(None, None, 2027),
    ],
    "rows-over-pages": [Facts(5_000_000), Facts(800_000), Facts(), Facts()],
    "rows-unended": [Facts(1_500_000), Facts(800_000)],
    "rows-stacked": [Facts(2_600_000, None, 2025), Facts(18_000_000, None, 2026)],
    "rows-wide-head": [Facts(2_600_000), Facts(900_000), Facts()],
    "rows-ruled-groups": [Facts(20_000_000), Facts(9_000_000), Facts()],
    "rows-unnumbered": [
        Facts(5_000_000, total_cny=120_000_000),
        Facts(3_000_000, total_cny=80_000_000),
        Facts(1_000_000, None, 2027, total_cny=10_000_000),
    ],
}  # fmt: skip
HEADINGS = {
    "rows-with-prose": [
        (1, "", "东海市科学技术局关于发布2024年度“揭榜挂帅”重大技术需求榜单的通告"),
        (2, "一、", "榜单内容"),
        (3, "1", "大型养殖工船循环水高效净化技术"),
        (3, "2", "海缆绝缘料国产化制备"),
        (3, "3", "近海风机基础冲刷在线监测"),
        (3, "", ""),
        (2, "二、", "揭榜要求"),
    ],
    "rows-merged-fields": [
        (1, "", "云岭省2025年度“揭榜挂帅”技术攻关需求清单"),
        (2, "", "高原特色农业"),
        (3, "1", "小粒咖啡湿法加工废水资源化"),
        (3, "2", "鲜切花采后乙烯调控"),
        (2, "", "有色金属新材料"),
        (3, "3", "高纯锗单晶生长装备"),
        (3, "4", "铟锡氧化物靶材回收"),
        (3, "5", "铝空气电池阴极催化剂"),
    ],
    "rows-two-annexes": [
        (1, "", "关于征集2025年产业链“揭榜挂帅”项目的通知"),
        (1, "附件1", "装备制造产业链攻关榜单"),
        (2, "ZB2025-01", "五轴联动数控系统实时内核"),
        (2, "ZB2025-02", "盾构主轴承滚道激光淬火"),
        (1, "附件2", "生物医药产业链攻关榜单"),
        (2, "1", "重组人源胶原蛋白规模化表达"),
        (2, "2", "放射性药物自动化合成模块"),
        (1, "附件3", "揭榜挂帅项目申报汇总表"),
    ],
    "rows-ruled-groups": [
        (1, "", "滨江新区2024年度重点技术“揭榜挂帅”榜单（公开）"),
        (2, "一、", "集成电路领域"),
        (3, "1", "晶圆键合对准技术"),
        (3, "2", "光刻胶金属离子脱除"),
        (2, "二、", "低空经济领域"),
        (3, "1", "无人机反制误伤评估"),
    ],
}
OTHERS = {  # tables in the file
    "rows-not-awards": 2,
    "rows-not-plans": 5,
    "rows-not-scores": 3,
    "rows-not-certain": 5,
}


def text_of(name: str) -> str:
    return (FIXTURES / f"{name}.txt").read_text("utf-8")


def load(name: str) -> Document:
    return convert_text(text_of(name), "x", f"{name}.txt", SHA)


@pytest.mark.parametrize("name", LISTS)
def test_each_row_is_a_task(name: str) -> None:
    found = tasks(load(name))
    assert [(t.id, t.title.zh, [i.text.zh for i in t.indicators]) for t in found] == LISTS[name]
    assert [i.id for i in found[0].indicators] == [
        f"{found[0].id}.{n}" for n in range(1, 1 + len(found[0].indicators))
    ]


@pytest.mark.parametrize("name", FACTS)
def test_money_and_terms_of_a_row(name: str) -> None:
    assert [facts_of(t) for t in tasks(load(name))] == FACTS[name]


@pytest.mark.parametrize("name", HEADINGS)
def test_rows_stand_under_the_headings_around_the_table(name: str) -> None:
    found = [(s.level, s.marker, s.title.zh) for s in load(name).walk()]
    assert found == HEADINGS[name]


@pytest.mark.parametrize("name", [*LISTS, *OTHERS])
def test_nothing_is_lost_and_places_are_right(name: str) -> None:
    text, document = text_of(name), load(name)
    assert read(write(document), "x") == document
    spans = align(text, document)
    for task in tasks(document):
        own = [s for f in task.section.fields for b in f.blocks for s in block_segments(b)]
        for segment in (task.title, *own):
            place = spans[segment.id]
            assert squash(text[place.start : place.end]) == squash(segment.zh)
    names = {f.name.id: f.name.zh for t in tasks(document) for f in t.section.fields}
    for key, zh in names.items():
        assert squash(text[spans[key].start : spans[key].end]) == zh


@pytest.mark.parametrize("name", OTHERS)
def test_other_tables_stay_tables(name: str) -> None:
    document = load(name)
    assert tasks(document) == ()
    assert document.task_tables == ()
    blocks = [b for s in document.walk() for b in s.blocks]
    assert sum(isinstance(b, Table) for b in blocks) == OTHERS[name]


@pytest.mark.parametrize(
    "head",
    [
        "序号|项目名称|研究内容|考核指标|榜单金额",
        "序号|榜单名称|发榜单位|攻关内容|技术指标|揭榜要求|金额（万元）|联系人",
        "编号|技术需求名称|需求描述|主要技术指标|需求单位|联系人及电话",
        "序号|需求单位|技术难题名称|难题描述|预期目标|计划投入",
        "序号|行业领域|需求名称|技术需求描述|拟投入（万元）|合作方式",
        "项目名称|主要研究内容|预期目标|实施期限|支持经费",
        "序号|技术需求|需求内容|技术指标|单位名称",
        "序号|揭榜任务|预期目标|申报条件",
        "序号|项目名称|需要解决的主要技术难题|期望实现的主要技术目标|计划完成时间",
        "No.|项目名称|研究内容|考核指标|财政资金",
        "序号|榜题名称|榜题内容|考核要求|奖金（万元）",
        "序号|方向|项目名称|研究内容|考核评价指标|支持数量",
        "序号|项目名称|立项背景|研究内容|考核指标",
        "序号|任务|研究内容|考核指标",
        "序号|赛题名称|赛题内容|考核指标",
    ],
)
def test_heads_of_lists(head: str) -> None:
    names = head.split("|")
    assert read_columns(names, [tuple("甲乙丙丁戊己庚辛"[: len(names)])]) is not None


@pytest.mark.parametrize(
    "head",
    [
        "时间|任务|主要内容",
        "阶段|任务|研究内容|考核指标",
        "序号|任务|研究内容|时间安排",
        "序号|任务名称|主要研究内容|时间节点|负责人",
        "序号|项目名称|主要研究内容|牵头单位|参与单位",
        "序号|项目名称|预算金额|绩效目标",
        "序号|项目名称|建设内容|总投资",
        "序号|项目名称|主要内容|考核指标|年度投资计划",
        "序号|名称|技术指标|用途",
        "序号|设备名称|技术指标|存放地点",
        "序号|成果名称|技术指标|应用领域",
        "序号|姓名|单位|联系电话",
        "序号|课题名称|主持人|研究内容",
        "序号|项目名称|研究内容|揭榜企业",
        "序号|项目名称|考核指标|完成值",
        "序号|项目名称|研究内容|供应商|合同金额",
        "项目名称|研究内容",
    ],
)
def test_heads_of_other_tables(head: str) -> None:
    names = head.split("|")
    assert read_columns(names, [tuple("甲乙丙丁戊己庚辛"[: len(names)])]) is None


def test_fields_are_the_columns_with_something_in_them() -> None:
    found = tasks(load("rows-with-prose"))
    assert [(f.key, f.name.zh) for f in found[0].section.fields] == [
        ("issuer", "发榜单位"),
        ("requirement", "研究内容"),
        ("indicators", "考核指标"),
        ("funding", "榜单金额（万元）"),
        ("duration", "完成时限"),
    ]
    assert [s.zh for s in found[0].requirement] == [
        "研究高密度养殖水体氮磷迁移规律；",
        "研制低能耗微滤与生物滤池一体化装置。",
    ]
    over = tasks(load("rows-over-pages"))
    assert [f.key for f in over[0].section.fields] == [
        "funding", "issuer", "requirement", "indicators", "notes",
    ]  # fmt: skip
    assert [f.key for f in over[1].section.fields] == [
        "funding", "issuer", "requirement", "indicators",
    ]  # fmt: skip


def test_lines_of_a_cell_that_end_without_a_sign() -> None:
    found = tasks(load("rows-unended"))
    assert [s.zh for s in found[0].requirement] == [
        "研究沙尘附着规律", "研制无水清洗机构", "开发跨排转运平台",
    ]  # fmt: skip
    assert [s.zh for s in found[1].requirement] == [
        "研制适应起伏沙地的接种开沟一体机。", "开发深度自动控制系统。",
    ]  # fmt: skip
    assert found[0].section.fields[-1].name.zh == "榜单金额（万元）"


def test_of_a_head_of_two_lines_the_narrower_names_count() -> None:
    document = load("rows-wide-head")
    assert [f.name.zh for f in tasks(document)[1].section.fields] == [
        "需求单位", "需求内容", "预期技术指标", "合作方式", "拟投入资金（万元）", "备注",
    ]  # fmt: skip
    (table,) = document.task_tables
    assert (table.line, table.last) == (2, 8)
    assert table.head == (
        "序号 | 需求单位 | 需求信息 |  |  | 合作意向 |  | 备注 || "
        " |  | 需求名称 | 需求内容 | 预期技术指标 | 合作方式 | 拟投入资金（万元）"
    )


def test_a_sum_that_may_be_of_several_rows_is_kept_as_text() -> None:
    third = tasks(load("rows-over-pages"))[2]
    assert third.field("funding") is None
    first = third.section.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text == "资助额度（万元）300"


@pytest.mark.parametrize(
    "broken",
    [
        ("260", "260\n（含税）"),  # a cell of two lines: which is whose, the lines do not say
        ("260\n", ""),
        ("\n2\n", "\n3\n"),
    ],
)
def test_lines_that_do_not_fit_the_head_make_no_rows(broken: tuple[str, str]) -> None:
    text = text_of("rows-stacked").replace(*broken, 1)
    document = convert_text(text, "x", "x.txt", SHA)
    align(text, document)
    assert document.task_tables == ()
    assert tasks(document) == ()


def test_a_list_a_cell_a_line_in_traditional_characters() -> None:
    text = text_of("rows-stacked").replace("项", "項").replace("称", "稱").replace("标", "標")
    document = convert_text(text, "x", "x.txt", SHA, traditional=True)
    align(text, document)
    assert document.task_tables[0].head.startswith("序号 | 項目名稱 | ")
    assert [t.title.zh for t in tasks(document)] == ["煤矿井下5G精确定位", "锅炉灵活调峰改造"]


def test_what_stands_below_the_table_is_of_no_task() -> None:
    document = load("rows-with-prose")
    below = next(s for s in document.walk() if not s.title.zh)
    assert below.kind is SectionKind.SECTION
    assert [b.text for b in below.blocks if isinstance(b, Paragraph)] == [
        "注：榜单金额由发榜单位自主约定。"
    ]


def test_a_title_above_the_head_and_a_sum_below_the_rows() -> None:
    rows = [
        "临江市2025年技术攻关“揭榜挂帅”榜单\t\t\t\t",
        "单位：万元\t\t\t\t",
        "序号\t项目名称\t研究内容\t考核指标\t资助金额（万元）",
        "1\t船用氨燃料供给系统\t研究供给压力控制。\t压力波动≤2%。\t400",
        "2\t内河船舶换电装备\t研制快换机构。\t换电时间不超过8分钟。\t250",
        "合计\t\t\t\t650",
        "注：金额为上限。\t\t\t\t",
    ]
    text = "\n".join(rows) + "\n"
    document = convert_text(text, "x", "x.txt", SHA)
    align(text, document)
    assert [t.title.zh for t in tasks(document)] == ["船用氨燃料供给系统", "内河船舶换电装备"]
    assert [facts_of(t).funding_cny for t in tasks(document)] == [4_000_000, 2_500_000]
    assert document.sections[0].title.zh == "临江市2025年技术攻关“揭榜挂帅”榜单"
    below = document.sections[-1].children[-1].blocks
    assert [b.text for b in below if isinstance(b, Paragraph)] == ["合计650", "注：金额为上限。"]


def test_a_table_that_goes_on_without_its_head() -> None:
    head = "序号\t项目名称\t研究内容\t考核指标\n"
    one = "1\t船用氨燃料供给系统\t研究压力控制。\t压力波动≤2%。\n"
    two = "{}\t内河船舶换电装备\t研制快换机构。\t换电时间不超过8分钟。\n"
    for number, found in ((2, 2), (4, 1)):
        text = f"技术榜单\n{head}{one}\n\n{two.format(number)}"
        document = convert_text(text, "x", "x.txt", SHA)
        align(text, document)
        assert len(tasks(document)) == found


def test_names_and_numbers_in_cells_of_their_own_are_withheld() -> None:
    document = load("rows-unnumbered")
    written = write(document)
    for private in ("王五", "赵六", "13912345678", "6543210"):
        assert private not in written
    assert [f.key for f in tasks(document)[0].section.fields] == [
        "area", "requirement", "indicators", "funding", "total",
    ]  # fmt: skip
    assert document.sections[0].kind is SectionKind.TITLE  # a 汇总表 that is filled in is no form


def test_a_sum_of_seven_digits_is_no_telephone_number() -> None:
    text = (
        "技术榜单\n序号\t项目名称\t考核指标\t榜单金额（元）\t联系电话\n"
        "1\t智能灌溉阀\t节水率≥30%。\t5000000\t88776655\n"
        "2\t土壤墒情传感器\t误差≤2%。\t12000000\t66554433\n"
    )
    document = convert_text(text, "x", "x.txt", SHA)
    assert [facts_of(t).funding_cny for t in tasks(document)] == [5_000_000, 12_000_000]
    assert [(w.line, w.why) for w in document.withheld] == [
        (3, "telephone number"), (4, "telephone number"),
    ]  # fmt: skip
    assert "88776655" not in write(document)


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ("项目名称|攻关内容|考核指标|金额/轴承|研制轴承|转速≥9000转每分|50", ["轴承"]),
        (
            "项目名称|轴承|刀具/攻关内容|研制轴承|研制刀具/考核指标|转速≥9|硬度≥90/经费|8|9",
            ["轴承", "刀具"],
        ),
        (
            "项目名称|轴承|刀具|泵/攻关内容|甲|乙|丙/考核指标|速度≥1|硬度≥9|流量≥5",
            ["轴承", "刀具", "泵"],
        ),
    ],
)
def test_names_beside_names_and_a_task_a_column_are_one_each(rows: str, titles: list[str]) -> None:
    text = "某市榜单\n" + rows.replace("|", "\t").replace("/", "\n") + "\n"
    found = tasks(convert_text(text, "x", "x.txt", "0" * 64))
    assert [t.title.zh for t in found] == titles


def convert_table(rows: str, above: str = "某市榜单") -> Document:
    text = f"{above}\n" + rows.replace("|", "\t").replace("/", "\n") + "\n"
    document = convert_text(text, "x", "x.txt", "0" * 64)
    align(text, document)
    assert read(write(document), "x") == document
    return document


ASKED = "/研究内容|研究叶轮流道|研究机械密封/考核指标|效率≥8成|泄漏≤3滴"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("任务名称|第一阶段|第二阶段", "某市榜单"),
        ("任务名称|2026年|2027年", "某市榜单"),
        ("项目名称|国产型号A|进口型号B", "某市榜单"),
        ("项目名称|便携泵|密封阀", "某市水务公司设备选型"),
        ("项目名称|便携泵|便携泵", "某市榜单"),
        ("产品|便携泵|密封阀", "某市榜单"),
    ],
)
def test_columns_that_are_no_tasks(head: str, above: str) -> None:
    document = convert_table(head + ASKED, above)
    assert not tasks(document)
    assert not document.task_tables
    assert "研究机械密封" in write(document)


def test_a_text_over_all_columns_is_of_none() -> None:
    rows = "难题|第1题|第2题/难题名称|便携泵|密封阀"
    shared = "/经费（万元）|60|/知识产权|双方共有|/完成时间|12个月|2027年/备注|金额为上限|"
    document = convert_table(rows + ASKED + shared)
    assert [(t.section.marker, t.title.zh) for t in tasks(document)] == [
        ("第1题", "便携泵"), ("第2题", "密封阀"),
    ]  # fmt: skip
    first, second = map(facts_of, tasks(document))
    assert (first.funding_cny, second.funding_cny) == (None, None)
    assert (first.duration_months, second.target_year) == (12, 2027)
    names = {f.name.zh for t in tasks(document) for f in t.section.fields}
    assert names == {"研究内容", "考核指标", "完成时间"}
    assert [part for part in ("双方共有", "金额为上限") if part not in write(document)] == []


def test_columns_in_traditional_characters() -> None:
    rows = "難題名稱|便攜泵|密封閥/研究內容|研究葉輪|研究密封/考核指標|效率≥8成|洩漏≤3滴"
    text = "某市榜單\n" + rows.replace("|", "\t").replace("/", "\n") + "\n"
    document = convert_text(text, "x", "x.txt", "0" * 64, traditional=True)
    assert [t.title.zh for t in tasks(document)] == ["便攜泵", "密封閥"]
    assert document.task_tables[0].head == "難題名稱 | 研究內容 | 考核指標"


def test_an_empty_form_stays_one() -> None:
    document = load("rows-two-annexes")
    assert document.sections[-1].kind is SectionKind.FORM
    assert isinstance(document.sections[-1].blocks[0], Table)


def test_how_a_table_was_read_stands_in_the_front_matter() -> None:
    (table,) = load("rows-merged-fields").task_tables
    assert (table.line, table.last, table.headings) == (2, 7, 3)
    assert table.head == "领域 | 序号 | 需求名称 | 需求描述 | 技术指标 | 拟投入资金"
    assert table.order == "1 2 3 6 4 5"


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": "1 2 3 6 4"},  # a column left out
        {"order": "1 2 3 6 4 4"},  # one twice
        {"order": "1 2 3 4 5 6"},  # not as the document has them
        {"head": "领域 | 序号 | 需求名称 | 需求描述 | 技术指标 | 资金"},
        {"line": 3},  # no head there
        {"last": 6},  # the last row outside
        {"last": 700},
        {"headings": 2},  # titles below a name that the document does not have there
    ],
)
def test_a_wrong_account_of_a_table_is_found_out(wrong: dict[str, object]) -> None:
    document = load("rows-merged-fields")
    (table,) = document.task_tables
    other = replace(document, task_tables=(replace(table, **wrong),))  # type: ignore[arg-type]
    with pytest.raises(LostTextError):
        align(text_of("rows-merged-fields"), other)


def test_two_accounts_of_one_table_are_found_out() -> None:
    document = load("rows-merged-fields")
    other = replace(document, task_tables=document.task_tables * 2)
    with pytest.raises(LostTextError, match="two entries"):
        align(text_of("rows-merged-fields"), other)


def test_text_left_out_of_a_row_is_found_out() -> None:
    written = write(load("rows-with-prose"))
    for cut in ("东海渔业装备有限公司", "吨鱼耗电不高于8kWh；", "**完成时限**"):
        assert cut in written
        with pytest.raises(LostTextError):
            align(text_of("rows-with-prose"), read(written.replace(cut, "", 1), "x"))


def test_a_list_in_traditional_characters() -> None:
    text = (
        "2025年「揭榜掛帥」技術榜單\n"
        "序號\t項目名稱\t研究內容\t考核指標\t榜單金額（萬元）\n"
        "1\t離岸風機葉片檢測\t開發爬壁機器人。\t檢出率不低於95%；\t200\n"
        "2\t智慧漁場投餵\t研究投餵決策模型。\t餌料係數降低10%。\t150\n"
    )
    document = convert_text(text, "x", "x.txt", SHA, traditional=True)
    align(text, document)
    assert [t.title.zh for t in tasks(document)] == ["離岸風機葉片檢測", "智慧漁場投餵"]
    assert [facts_of(t).funding_cny for t in tasks(document)] == [2_000_000, 1_500_000]
    assert read(write(document), "x") == document


def test_a_wide_head_in_traditional_characters() -> None:
    text = (
        "技術需求榜單\n序號\t需求資訊\t\t金額（萬元）\n\t需求名稱\t考核指標\t\n"
        "1\t離岸風機葉片檢測\t檢出率不低於95%；\t200\n2\t智慧漁場投餵\t餌料係數降低10%。\t150\n"
    )
    document = convert_text(text, "x", "x.txt", SHA, traditional=True)
    align(text, document)
    assert len(tasks(document)) == 2
    assert document.task_tables[0].head.startswith("序號 | 需求資訊 |  | 金額（萬元） ||")


def test_a_row_number_in_english() -> None:
    behind = [marker_in_english(m) for m in ("▶ 01", "▌考题2｜", "█难题三", "-1", "◆")]
    assert behind == ["1.", "2.", "Problem 3:", "-1", "◆"]
    assert [marker_in_english(m) for m in ("1", "12", "ZB2025-01", "（3）")] == [
        "1.", "12.", "ZB2025-01", "(3)",
    ]  # fmt: skip


def test_a_list_is_added_checked_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = small_copy(tmp_path / "root", "chongqing-ai-2023")
    root = ["--root", str(layout.root)]
    assert main(["add", *root, str(FIXTURES / "rows-two-annexes.txt"), "--id", "plain-2025"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"tasks +4\n", said)
    assert re.search(r"indicators +10\n", said)
    assert re.search(r"rows +2 tables whose rows are tasks or indicators\n", said)
    assert main(["check", *root, "plain-2025"]) == 0
    assert main(["status", *root]) == 0
    assert re.search(r"plain-2025 +4 +10 ", capsys.readouterr().out)
    corpus = load_corpus(layout)
    entry = next(e for e in corpus.entries if e.document.id == "plain-2025")
    rows = list(task_rows(corpus, entry))
    columns = ("list_id", "number", "funding_cny", "funding_zh", "funding_en")
    assert [tuple(r[c] for c in columns) for r in rows] == [  # type: ignore[literal-required]
        ("a1", 1, 4_000_000, "不超过400万元", None),
        ("a1", 2, 3_000_000, "200-300万元", "200-300 (in units of RMB 10,000)"),
        ("a2", 1, None, None, None),
        ("a2", 2, None, None, None),
    ]
    for row in indicator_rows(corpus, entry):
        assert entry.original[row["source_start"] : row["source_end"]] == row["text_zh"]


def test_an_indicator_that_is_a_row_stands_where_its_cells_are() -> None:
    rows = "指标\t单位\t目标值\n寿命\th\t≥900\n质量\tkg\t≤5\n"
    text = f"榜单\n一、需求名称：轴承\n技术指标：\n{rows}经费：\n财政80万元\n自筹90万元\n"
    document = convert_text(text, "x", "x.txt", SHA)
    spans = align(text, document)
    (task,) = tasks(document)
    assert [i.text.zh for i in task.indicators] == ["寿命≥900 h", "质量≤5 kg"]
    places = (spans[i.text.id] for i in task.indicators)
    assert [text[p.start : p.end] for p in places] == ["寿命\th\t≥900", "质量\tkg\t≤5"]
    assert facts_of(task).funding_cny == 800_000


_CELLS = st.sampled_from(
    ["", "", "高性能膜", "1.研究膜；2.研制组件。", "通量≥20L；", "500", "注：无", "2", "研究内容",
     "**a**", "1. a", "|", "领域", "一、材料领域", "（1）甲（2）乙"]
)  # fmt: skip
_HEADS = st.permutations(["项目名称", "研究内容", "考核指标", "榜单金额（万元）", "领域"])


@st.composite
def _tables(draw: st.DrawFn) -> str:
    """A list of tasks, now and then with what does not belong in one."""
    head = ["序号", *draw(_HEADS)]
    rows = [head]
    for number in range(1, draw(st.integers(1, 4)) + 1):
        cells = [draw(_CELLS) for _ in head]
        cells[0] = str(number)
        for name in ("项目名称", "研究内容", "考核指标"):
            at = head.index(name)
            cells[at] = cells[at] or f"{name}{number}"
        if draw(st.integers(0, 6)) == 0:
            cells = [draw(_CELLS), "", "", "", "", ""]
        rows += [head, cells] if draw(st.integers(0, 6)) == 0 else [cells]
    return "榜单\n" + "\n".join("\t".join(row) for row in rows) + "\n注：完。\n"


@settings(max_examples=80, deadline=None)
@given(_tables())
def test_any_table_keeps_every_sign(text: str) -> None:
    document = assemble(read_lines(text, Document("x", "x.txt", SHA)))  # no plainer reading
    align(text, document)
    assert read(write(document), "x") == document
