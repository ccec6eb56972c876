"""What each reader makes of small files: numbers, tables, notes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import opencc
import pytest

from clock import cpu_seconds
from inputs.wordmaker import make_zip
from jiebang.document.alignment import align, as_printed
from jiebang.document.model import tasks
from jiebang.errors import InputError
from jiebang.originals import read_original
from jiebang.originals.numbering import write_number
from jiebang.originals.original import HEADING, LEFT_OUT, Original
from jiebang.runtime.layout import find_root
from jiebang.structure import convert_text
from jiebang.text.han import is_traditional, to_simplified, unify
from jiebang.text.spaces import join_lines

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, **parts: str) -> bytes:
    """A DOCX with this body; other parts by name, as numbering="…"."""
    return make_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **{f"word/{n}.xml": f"<w:{n} {W}>{xml}</w:{n}>" for n, xml in parts.items()},
        }
    )


def para(text: str, properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def in_list(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(at: int, kind: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>')
    + level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>')
    + level(2, "decimal", "%3.", '<w:pStyle w:val="Third"/>')
    + level(3, "decimal", "%1.%4", "<w:isLgl/>")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "\uf0b7")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="9"/></w:lvlOverride></w:num>'
)


def text_of(data: bytes, name: str = "a.docx") -> list[str]:
    return lines_of(read_original(data, name))


def lines_of(found: Original) -> list[str]:
    """Without the marks of headings, and without what stands outside the text."""
    lines = found.text.removesuffix("\n").split("\n")
    return [line.lstrip(HEADING) for line in lines if not line.startswith(LEFT_OUT)]


# ---------------------------------------------------------------- Word


def test_automatic_numbers_come_out_as_printed() -> None:
    body = (
        para("标题", in_list(1)) + para("任务甲", in_list(1, 1)) + para("指标", in_list(1, 2))
        + para("5G基站", in_list(1, 2)) + para("任务乙", in_list(1, 1))
        + para("又一", in_list(1, 2)) + para("法", in_list(1, 3)) + para("标题二", in_list(1))
        + para("任务丙", in_list(1, 1)) + para("点", in_list(2)) + para("另起", in_list(3))
    )  # fmt: skip
    assert text_of(word(body, numbering=NUMBERING)) == [
        "一、标题", "（一）任务甲", "1. 指标", "2. 5G基站", "（二）任务乙", "1. 又一", "1.1 法",
        "二、标题二", "（一）任务丙", "• 点", "九、另起",
    ]  # fmt: skip


def test_numbers_from_styles() -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="Base"><w:pPr>{in_list(1)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Third"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    body = (
        para("甲", '<w:pStyle w:val="Head"/>') + para("乙", '<w:pStyle w:val="Third"/>')
        + para("丙", '<w:pStyle w:val="Head"/>' + in_list(0))
        + para("丁", '<w:pStyle w:val="Head"/>')
    )  # fmt: skip
    read = text_of(word(body, numbering=NUMBERING, styles=styles))
    assert read == ["一、甲", "1. 乙", "丙", "二、丁"]


def test_tables_are_rows_of_tabs() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    row = "<w:tr>{}</w:tr>"
    table = "<w:tbl>" + row.format(
        cell.format("", para("名称")) + cell.format('<w:gridSpan w:val="2"/>', para("全称"))
    ) + row.format(
        cell.format('<w:vMerge w:val="restart"/>', para("负责人"))
        + cell.format("", para("姓名") + para("职务")) + cell.format("", para(""))
    ) + row.format(
        cell.format("<w:vMerge/>", para("")) + cell.format("", para("邮箱"))
        + cell.format("", para("a\tb"))
    ) + "</w:tbl>"  # fmt: skip
    assert text_of(word(para("表") + table + table))[:4] == [
        "表", "名称\t全称\t", "负责人\t姓名\v职务\t", "\t邮箱\ta  b",
    ]  # fmt: skip
    assert text_of(word(table + table))[3:5] == ["", ""]


def test_notes_boxes_changes_and_what_is_hidden() -> None:
    run = "<w:r>{}</w:r>"
    body = (
        "<w:p>" + run.format("<w:t>正文</w:t>") + run.format('<w:footnoteReference w:id="7"/>')
        + run.format("<w:rPr><w:vanish/></w:rPr><w:t>隐</w:t>")
        + "<w:del>" + run.format("<w:delText>删</w:delText>") + "</w:del><w:ins>"
        + run.format("<w:t>增</w:t>") + "</w:ins>"
        + run.format('<w:t>10m</w:t>')
        + run.format('<w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t>')
        + run.format("<w:pict><w:txbxContent>" + para("框中") + "</w:txbxContent></w:pict>")
        + run.format("<w:instrText>PAGE</w:instrText>") + "</w:p>"
    )  # fmt: skip
    found = read_original(
        word(body, footnotes=f'<w:footnote w:id="7">{para("脚注")}</w:footnote>'), "a.docx"
    )
    assert lines_of(found) == ["正文¹增10m²", "框中", "¹ 脚注"]
    assert "hidden text was left out" in found.notes
    assert "tracked changes, read as accepted: 1" in found.notes


def test_page_headers_and_footers_are_named() -> None:
    head = make_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{para('正文')}</w:body></w:document>",
            "word/header1.xml": f"<w:hdr {W}>{para('某省科学技术厅')}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {W}>{para('第 1 页')}</w:ftr>",
            "word/footer2.xml": f"<w:ftr {W}>{para('— 1 —')}</w:ftr>",
        }
    )
    found = read_original(head, "a.docx")
    assert lines_of(found) == ["正文"]
    assert found.notes == ("page header left out: “某省科学技术厅”",)


def test_pages_where_word_noted_them() -> None:
    turn = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>次页</w:t></w:r></w:p>"
    assert read_original(word(para("首页") + turn), "a.docx").page_of_line == (1, 2)
    assert read_original(word(para("首页")), "a.docx").page_of_line == ()


@pytest.mark.parametrize(
    ("kind", "number", "printed"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 103, "一百零三"), ("chineseCounting", 110, "一百一十"),
        ("chineseLegalSimplified", 12, "壹拾贰"), ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 20, "⑳"), ("lowerRoman", 14, "xiv"), ("upperLetter", 28, "BB"),
        ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"),
        ("ideographDigital", 20, "二〇"), ("ideographZodiac", 13, "13"),
    ],
)  # fmt: skip
def test_counting(kind: str, number: int, printed: str) -> None:
    assert write_number(kind, number) == printed


# ---------------------------------------------------------------- pages and Markdown


def test_a_page_keeps_headings_lists_and_tables() -> None:
    page = """<html><head><title>不要</title></head><body><nav>导航</nav><h1>通知</h1>
    <ol><li>甲<ol type="a"><li>子</li></ol></li><li value="5">乙</li><li>7、自带</li></ol>
    <ol style="list-style-type: cjk-ideographic" start="3"><li>丙</li></ol>
    <ul><li>点</li><li>（1）项</li></ul><p>面积 10m<sup>2</sup><br>下一行</p>
    <table><tr><th>名称<th>值<th>备注</tr><tr><td rowspan=2>甲<td colspan=2>乙</tr>
    <tr><td>丙<td>丁</tr></table><table><tr><td><p>版式表格</p></td></tr></table>
    <p style="display:none">藏</p><script>脚本</script></body></html>"""
    assert lines_of(read_original(page.encode(), "a.html")) == [
        "通知", "1. 甲", "a. 子", "5. 乙", "7、自带", "三、丙", "• 点", "（1）项", "面积 10m²",
        "下一行", "名称\t值\t备注", "甲\t乙\t", "\t丙\t丁", "版式表格",
    ]  # fmt: skip


def test_the_article_and_its_title() -> None:
    page = (
        "<!DOCTYPE html><body><div><h1>榜单</h1></div><p>分享到</p><article>" + "<p>任务。</p>" * 9
        + "</article><div class='footer'>版权</div></body>"
    )  # fmt: skip
    found = read_original(page.encode(), "a.html")
    assert lines_of(found) == ["榜单", *["任务。"] * 9]
    assert any(note.startswith("left out around the article: 3") for note in found.notes)


SITE = """<html><body><div class="wza"><a href="#">无障碍浏览</a> <a href="#">长者模式</a></div>
<p>今天是2025年11月20日 星期四</p><div><h2>榜单</h2><div class="TRS_Editor">
　　（一）打印机芯研发<br>　　1.考核指标：良率≥99%。<br><p>附件：</p><p>1.申报书.docx</p>
<p>上一篇指南所列任务不再受理。</p><p>关闭阀门时间≤3秒。</p><p>无障碍出行机器人</p><p>2025年3月14日</p></div>
<p>【<a href="javascript:window.print()">打印本页</a>】</p><p>【关闭窗口】</p>
<p>上一篇：<a href="/1">通知</a></p><div><span>下一篇：</span><a href="/2">公告</a></div>
<p>扫一扫在手机打开当前页</p></div></body></html>"""


def test_what_sites_set_around_an_article_is_named_and_left_out() -> None:
    found = read_original(SITE.encode(), "a.html")
    assert lines_of(found) == [
        "榜单", "（一）打印机芯研发", "1.考核指标：良率≥99%。", "附件：", "1.申报书.docx",
        "上一篇指南所列任务不再受理。", "关闭阀门时间≤3秒。", "无障碍出行机器人",
        "2025年3月14日",
    ]  # fmt: skip
    (note,) = found.notes
    for words in ("无障碍浏览", "星期四", "打印本页", "关闭窗口", "上一篇：通知", "下一篇：公告"):
        assert words in note
    assert "and 1 more" in note


def test_markdown_of_others() -> None:
    text = "---\na: 1\n---\n# 榜单\n\n1. 甲\n2. **乙**\n\n| 名 | 值 |\n|---|---|\n| 丙 | 1 |\n"
    found = read_original(text.encode("gb18030"), "x.md")
    assert (found.kind, found.encoding) == ("md", "GB18030")
    assert lines_of(found) == ["榜单", "1. 甲", "2. 乙", "名\t值", "丙\t1"]


def test_plain_text_is_left_as_it_is() -> None:
    found = read_original("标题\r\n正文\t表\n".encode(), "a.txt")
    assert (found.text, found.kind, found.derived) == ("标题 \n正文\t表\n", "txt", False)
    assert read_original("標題：專項計畫".encode("cp950"), "a.txt").derived


# ---------------------------------------------------------------- what a file is


def test_the_bytes_say_what_a_file_is() -> None:
    found = read_original(word(para("正文")), "榜单.pdf")
    assert found.kind == "docx"
    assert found.notes[0] == "named .pdf, but it is docx"
    page = read_original("<html><body><p>出错了</p></body></html>".encode(), "x.docx")
    assert page.kind == "html"
    assert read_original("a<b 且 c>d 的文字".encode(), "x.txt").kind == "txt"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "empty"),
        (b"  \n\n ", "a.txt", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "--convert-to docx"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a.png", "picture"),
        (b"{\\rtf1 x}", "a.rtf", "RTF"),
        (b"%PDF-1.7\nrubbish", "a.pdf", "broken PDF"),
        (b"PK\x03\x04rubbish", "a.docx", "broken DOCX"),
        (make_zip({"xl/workbook.xml": "<x/>"}), "a.docx", "spreadsheet"),
        (make_zip({"OFD.xml": "<x/>"}), "a.docx", "OFD"),
        (make_zip({"a.txt": "x"}), "a.zip", "ZIP archive"),
        (make_zip({"word/document.xml": "<w:document"}), "a.docx", "broken DOCX"),
        (b"<html><body></body></html>", "a.html", "without text"),
        (b"\x00\x01\x02" * 99, "a.bin", "binary"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, name: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_original(data, name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_original(tmp_path / "none.pdf")


# ---------------------------------------------------------------- traditional characters


def test_traditional_characters_are_kept_and_told() -> None:
    printed = "人工智能重大專項「揭榜掛帥」項目榜單\n考核指標：算力≥100P\n"
    found = read_original(printed.encode(), "a.txt")
    assert found.text == printed
    assert found.traditional
    twin = to_simplified(found.text)
    assert twin == "人工智能重大专项「揭榜挂帅」项目榜单\n考核指标：算力≥100P\n"
    assert len(twin) == len(printed)
    assert not is_traditional(twin)
    assert not is_traditional("plain words")


def test_radicals_of_pdf_fonts() -> None:
    assert unify("⼈⼯智能⻓⻔⺠") == ("人工智能长门民", 5)


@pytest.mark.parametrize("path", sorted(find_root(Path(__file__).parent).sources.glob("*.txt")))
def test_a_traditional_document_is_read_by_its_twin(path: Path) -> None:
    simplified = path.read_text("utf-8")
    printed = str(opencc.OpenCC("s2t").convert(simplified))
    document = convert_text(to_simplified(printed), "x", path.name, "0" * 64)
    found = as_printed(printed, to_simplified(printed), document)
    align(printed, found)
    there = tasks(convert_text(simplified, "x", path.name, "0" * 64))
    assert [t.id for t in tasks(found)] == [t.id for t in there]
    assert [len(t.indicators) for t in tasks(found)] == [len(t.indicators) for t in there]
    assert read_original(printed.encode(), path.name).traditional


def html(body: str, style: str = "") -> list[str]:
    page = f"<html><head><style>{style}</style></head><body>{body}</body></html>"
    return lines_of(read_original(page.encode(), "a.html"))


def test_a_title_is_never_navigation() -> None:
    assert (
        html('<div class="banner"><h1>某市榜单</h1></div>' + "<p>正文。</p>" * 40)[0] == "某市榜单"
    )


def test_a_list_has_no_mark_that_the_page_has_not() -> None:
    items = '<ul class="plain"><li>甲</li><li>乙</li></ul>'
    assert html(items) == ["• 甲", "• 乙"]
    assert html(items, "ul.plain { margin: 0; list-style: none }") == ["甲", "乙"]


def test_the_foot_of_a_page_is_named_with_its_words() -> None:
    foot = "<div class='footer'><p>主办：某市政府</p><p>某ICP备00000000号</p></div>"
    page = f"<body><h1>榜单</h1><p>一、甲项目</p>{foot}</body>"
    found = read_original(page.encode(), "a.html")
    assert lines_of(found) == ["榜单", "一、甲项目"]
    document = convert_text(found.text, "x", "a.html", "0" * 64)
    assert [(d.text, d.why) for d in document.dropped] == [
        ("主办：某市政府某ICP备00000000号", "around the text of the page")
    ]


def test_names_and_values_of_a_page_are_a_table() -> None:
    page = (
        "<body><h1>难题</h1><dl><dt>题目名称</dt><dd>泵</dd><dt>技术指标</dt><dd>扬程≥9m</dd>"
        "<dd>寿命≥2年</dd></dl><dl><dt>无值</dt></dl></body>"
    )
    found = read_original(page.encode(), "a.html")
    assert lines_of(found) == ["难题", "题目名称\t泵", "技术指标\t扬程≥9m\v寿命≥2年", "无值"]


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        ("<dd>共2条。</dd><dt>甲</dt><dd>乙</dd><dt>丙</dt><dd>丁</dd>", "共2条。 甲 乙 丙 丁"),
        ("一句。<dt>甲</dt><dd>乙</dd><dt>丙</dt><dd>丁</dd>", "一句。 甲 乙 丙 丁"),
        ("<dt>甲</dt><dd>乙</dd><p>一段。</p><dt>丙</dt><dd>丁</dd>", "甲 乙 一段。 丙 丁"),
        ("<dt>甲</dt><dd><ol><li>乙</li></ol></dd><dt>丙</dt><dd>丁</dd>", "甲 1. 乙 丙 丁"),
        ("<dt>甲</dt><dd>乙<dl><dt>丙</dt><dd>丁</dd></dl></dd><dt>戊</dt><dd>己</dd>",
         "甲 乙 丙 丁 戊 己"),
    ],
)  # fmt: skip
def test_a_list_of_names_with_more_in_it_is_no_table(inner: str, lines: str) -> None:
    found = read_original(f"<body><h1>词表</h1><dl>{inner}</dl></body>".encode(), "a.html")
    assert " ".join(lines_of(found)[1:]) == lines


def test_a_list_of_names_may_nest() -> None:
    inner = "丁"
    for _ in range(60):
        inner = f"<dl><dt>甲</dt><dd>乙</dd><dt>丙</dt><dd>{inner}</dd></dl>"
    page = f"<body>{inner}</body>".encode()
    lines = lines_of(read_original(page, "a.html"))
    assert [line for line in lines if line] == [*["甲", "乙", "丙"] * 59, "甲\t乙", "丙\t丁"]
    assert cpu_seconds(lambda: read_original(page, "a.html"), 1) < 2


def test_of_what_stands_before_a_markdown_text_no_word_is_published() -> None:
    text = "---\nauthor: 王小明\n电话: 0371-66000000\n---\n# 榜单\n\n甲项目\n"
    found = read_original(text.encode(), "a.md")
    assert found.notes == ("front matter left out: 2 lines",)
    assert "王" not in found.text


def test_markdown_keeps_its_line_breaks() -> None:
    text = "# 榜单\n\n一、发榜单位\n某某公司\n二、题目名称\n巡检机器人\n"
    assert lines_of(read_original(text.encode(), "a.md")) == [
        "榜单", "一、发榜单位", "某某公司", "二、题目名称", "巡检机器人",
    ]  # fmt: skip


def test_an_address_that_a_line_breaks_is_one() -> None:
    assert (
        join_lines("见https://www.example.org/a/", "b?c=1") == "见https://www.example.org/a/b?c=1"
    )


def test_a_sign_is_that_of_its_font() -> None:
    signs = {
        "Symbol": ("F0A3", "F06D", "F057", "00B3", "F02D", "F03E", "F0D7", "x"),
        "Wingdings": ("F0A3", "F0FE", "F06C"),
    }
    runs = "".join(
        f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
        for font, codes in signs.items()
        for code in codes
    )
    typed = '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>差\uf0b15\uf06dm</w:t></w:r>'
    assert text_of(word(f"<w:p>{runs}</w:p><w:p>{typed}</w:p>")) == ["≤μΩ≥−>·□□☑●", "差±5μm"]
