"""Headings that a Word file or a page sets as such, though no number tells them."""

from __future__ import annotations

import pytest

from jiebang.document.alignment import align
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, Paragraph, Table, tasks
from jiebang.originals import read_original
from jiebang.structure import convert_text
from unit.test_readers import para, word

STYLES = (
    "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/>'
        f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in range(1, 4)
    )
    + '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="H2"/></w:style>'
)


def styled(text: str, style: str) -> str:
    return para(text, f'<w:pStyle w:val="{style}"/>')


def document_of(data: bytes, name: str) -> Document:
    original = read_original(data, name)
    document = convert_text(original.text, "new", name, "0" * 64)
    align(original.text, document)
    assert read(write(document), "new") == document
    return document


def outline(document: Document) -> list[tuple[int, str]]:
    return [(s.level, s.marker + s.title.zh) for s in document.walk()]


def test_a_page_unlike_any_list_keeps_its_headings_tables_and_texts() -> None:
    page = """<h1>云岭省能源局季度数据</h1><p>现予公布。</p><h2>发电量</h2>
    <table><tr><th>类型</th><th>一月</th></tr><tr><td>水电</td><td>120.5</td></tr></table>
    <h3>口径</h3><p>不含自备电厂。</p><h2>说明</h2><ul><li>数据为初步统计</li><li>四舍五入</li></ul>
    <h2>这一行虽然设成标题，其实是一句话。</h2>"""
    document = document_of(page.encode(), "a.html")
    assert outline(document) == [
        (1, "云岭省能源局季度数据"), (2, "发电量"), (3, "口径"), (2, "说明"),
    ]  # fmt: skip
    assert not tasks(document)
    sections = {s.title.zh: s.blocks for s in document.walk()}
    assert isinstance(sections["发电量"][0], Table)
    assert [b.text for b in sections["说明"] if isinstance(b, Paragraph)] == [
        "•数据为初步统计", "•四舍五入", "这一行虽然设成标题，其实是一句话。",
    ]  # fmt: skip


def test_a_field_set_as_high_as_its_task_is_one() -> None:
    text = "# 榜单\n\n" + "".join(
        f"## 任务{n} {name}\n\n研究内容：研制{name}。\n\n## 考核指标\n\n良率≥9{n}%。\n\n"
        for n, name in ((1, "光刻胶"), (2, "靶材"))
    )
    document = document_of(f"{text}## 考核指标\n\n另见附件。\n".encode(), "a.md")
    assert [[f.name.zh for f in t.section.fields] for t in tasks(document)] == [
        ["研究内容", "考核指标"]
    ] * 2
    assert outline(document)[-1] == (2, "考核指标")  # the task has its own


@pytest.mark.parametrize("style", ["H2", "Own"])
def test_a_heading_ends_the_last_task(style: str) -> None:
    body = styled("某省揭榜挂帅任务榜单", "H1") + "".join(
        styled(f"任务{n}：{name}材料研发", "H2") + styled("攻关内容", "H3") + para("研究合金。")
        + styled("研究基础", "H3") + para("已有样机。") + styled("考核指标", "H3")
        + para("寿命不少于500小时。")
        for n, name in (("一", "高温"), ("二", "低温"))
    )  # fmt: skip
    body += styled("申报要求", style) + para("单位应在本省注册。")
    body += styled("材料寄送", "H3") + para("寄到本厅。") + styled("有关安排", style)
    document = document_of(word(body, styles=STYLES), "a.docx")
    assert [[i.text.zh for i in t.indicators] for t in tasks(document)] == [
        ["寿命不少于500小时。"], ["寿命不少于500小时。"],
    ]  # fmt: skip
    assert outline(document)[-3:] == [
        (2, "申报要求"), (3, "材料寄送"), (2, "有关安排"),
    ]  # fmt: skip


def test_fields_set_as_high_as_their_task_stay_in_it() -> None:
    body = styled("某省揭榜挂帅任务榜单", "H1") + "".join(
        styled(f"任务{n}：{name}材料研发", "H2") + styled("攻关内容", "H2") + para("研究合金。")
        + styled("研究基础", "H2") + para("已有样机。") + styled("考核指标", "H2")
        + para("寿命不少于500小时。")
        for n, name in (("一", "高温"), ("二", "低温"))
    )  # fmt: skip
    document = document_of(word(body, styles=STYLES), "a.docx")
    assert [len(t.indicators) for t in tasks(document)] == [1, 1]
    assert len(outline(document)) == 3


def test_plain_text_has_no_marks() -> None:
    text = "某省数据\n发电量\n水电一月为120.5亿千瓦时。\n"
    assert outline(convert_text(text, "new", "a.txt", "0" * 64)) == [(1, "某省数据")]


def test_names_of_fields_are_headings_above_tasks_and_fields_in_them() -> None:
    page = """<h1>某省揭榜挂帅榜单</h1><h2>揭榜任务</h2><p>共两项。</p>
    <h3>任务一：高温材料研发</h3><h4>项目概况</h4><p>已有样机。</p><h4>考核指标</h4>
    <p>寿命不少于500小时。</p><h3>任务二：低温材料研发</h3><h4>考核指标</h4>
    <p>寿命不少于300小时。</p><h2>有关安排</h2><h3>申报条件</h3><p>在本省注册。</p>"""
    document = document_of(page.encode(), "a.html")
    assert [t.title.zh for t in tasks(document)] == ["高温材料研发", "低温材料研发"]
    assert [len(t.indicators) for t in tasks(document)] == [1, 1]
    titles = [title for _, title in outline(document)]
    assert titles[1] == "揭榜任务"
    assert titles[-2:] == ["有关安排", "申报条件"]


def test_what_a_code_opens_is_a_task_where_it_is_set_as_a_heading() -> None:
    text = "# 某厅攻关任务书\n\n共两项。\n\n## 第一部分　任务内容\n\n" + "".join(
        f"### AQ2026-{n}　{name}\n\n**攻关内容**　研制{name}。\n\n**验收指标**\n\n"
        f"- 误报率不高于{n}%；\n- 寿命不少于5年。\n\n**补助经费**　不超过{n}0万元\n\n"
        for n, name in ((1, "渗压传感器"), (2, "抑爆装置"))
    )
    document = document_of(f"{text}## 第二部分　揭榜条件\n\n1. 注册满2年。\n".encode(), "a.md")
    assert [t.title.zh for t in tasks(document)] == ["渗压传感器", "抑爆装置"]
    assert [len(t.indicators) for t in tasks(document)] == [2, 2]
    assert outline(document)[-1] == (2, "第二部分揭榜条件")
