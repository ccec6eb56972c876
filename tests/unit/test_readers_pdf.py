"""PDF as printers lay it out: columns, running heads, raised signs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from inputs.printing import print_with_chromium
from jiebang.document.model import Paragraph, tasks
from jiebang.originals import Original, read_original
from jiebang.originals.original import BREAK, TextRow, plain_symbol
from jiebang.originals.pdf import PageReader
from jiebang.originals.pdf_breaks import (
    browsers,
    cell_text,
    counted,
    edges,
    repeated,
    repeated_head,
)
from jiebang.originals.pdf_glyphs import Glyph, Glyphs
from jiebang.originals.pdf_lines import Printed, columns, indent, print_lines
from jiebang.originals.pdf_paragraphs import find_headings, find_joins, is_heading
from jiebang.originals.pdf_rules import Rule
from jiebang.structure import convert_text

HEAD = "云岭省揭榜挂帅榜单（2024）"
NEED = "面向小农户上链成本高、真实性难以核验的问题，研究轻量级共识算法与跨链互操作机制。"
TASKS = (
    ("高原农产品溯源平台", ("并发处理能力不低于2000笔/秒；", "响应时间不超过800毫秒。")),
    ("边境口岸通关终端", ("通关时间小于12秒；", "支持老挝语等5种语言，字准率不低于92%。")),
    ("山地光伏巡检系统", ("巡检面积不小于1.5km<sup>2</sup>；", "定位误差不大于0.5米。")),
)
STYLE = """<meta charset="utf-8"><style>body{font-family:"Noto Serif CJK SC";line-height:1.7}
@page{size:A4;margin:25mm 16mm}h1{text-align:center}h2{font-size:13pt}p{margin:0}</style>"""


def _page(style: str, times: int) -> str:
    parts = [f"{STYLE}<h1>云岭省2024年任务榜单</h1><div style='{style}'>"]
    for number, (title, items) in zip("一二三", TASKS, strict=True):
        parts.append(
            f"<h2>任务{number}：{title}</h2><p>需求目标：{NEED * times}</p><p>考核指标：</p>"
        )
        parts += [f"<p>{n}.{text}</p>" for n, text in enumerate(items, 1)]
        parts.append("<p>实施周期：2年。</p>")
    return "".join([*parts, "</div>"])


# Bullets in a cell and in the text; a signet, which is none.
BULLETS = """<ul><li>响应时间不超过800毫秒；</li><li>误差不大于0.5米。</li></ul>
<table border="1"><tr><td>指标</td><td><ul><li>寿命不少于9年</li><li>重量小于5公斤</li></ul></td>
</tr></table>
<svg width="300" height="40"><circle cx="290" cy="20" r="3"/></svg>"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Original]:
    """The same list in two columns on one page, and in large print on two, with a head."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "chromium-pdf").mkdir()
    layouts = {"columns": ("column-count:2;column-gap:9mm;font-size:11pt", 3),
               "pages": ("font-size:17pt", 5)}  # fmt: skip
    for name, layout in layouts.items():
        (folder / f"{name}.html").write_text(_page(*layout), "utf-8")
    (folder / "bullets.html").write_text(f"{STYLE}<p>考核指标：</p>{BULLETS}", "utf-8")
    made = print_with_chromium(sorted(folder.glob("*.html")), folder, HEAD)
    return {name: read_original(made / f"{name}.pdf") for name in (*layouts, "bullets")}


@pytest.mark.parametrize(("name", "pages"), [("columns", 1), ("pages", 2)])
def test_tasks_come_out_in_order_and_whole(
    name: str, pages: int, printed: dict[str, Original]
) -> None:
    original = printed[name]
    assert max(original.page_of_line) == pages
    document = convert_text(original.text, "a", "a.pdf", "0" * 64)
    found = [(t.title.zh, tuple(i.text.zh for i in t.indicators)) for t in tasks(document)]
    plain = [(title, tuple(x.replace("<sup>2</sup>", "²") for x in xs)) for title, xs in TASKS]
    assert found == plain
    for task in tasks(document):
        (need,) = (f for f in task.section.fields if f.name.zh == "需求目标")
        text = "".join(b.text for b in need.blocks if isinstance(b, Paragraph))
        assert set(text.split("。")) == {NEED.rstrip("。"), ""}


def test_a_running_head_of_two_pages_is_named_and_taken_out(printed: dict[str, Original]) -> None:
    document = convert_text(printed["pages"].text, "a", "a.pdf", "0" * 64)
    assert [d.text for d in document.dropped if d.why == "running head"] == [HEAD, HEAD]
    assert HEAD not in "".join(s.title.zh for s in document.walk())


def test_bullets_that_a_browser_draws(printed: dict[str, Original]) -> None:
    lines = printed["bullets"].text.split("\n")
    assert lines[lines.index("考核指标：") + 1 :][:3] == [
        "• 响应时间不超过800毫秒；",
        "• 误差不大于0.5米。",
        f"指标\t• 寿命不少于9年{BREAK}• 重量小于5公斤",
    ]
    assert printed["bullets"].text.count("•") == 4


def _glyphs(text: str, x: float, y: float, size: float = 10) -> list[Glyph]:
    return [Glyph(c, x + i * size, x + (i + 1) * size, y, size) for i, c in enumerate(text)]


def test_columns_whose_lines_do_not_stand_level() -> None:
    left = [_glyphs("左" * 20, 0, 700 - 17 * n) for n in range(12)]
    right = [_glyphs("右" * 20, 230, 705 - 13 * n) for n in range(15)]
    parts = columns([g for line in [*left, *right] for g in line])
    assert ["".join(sorted({g.char for g in part})) for part in parts] == ["左", "右"]


def _read(glyphs: list[Glyph], xs: list[float], ys: list[float]) -> str:
    """A page with rules at these places, from one to the other end of each other."""
    rules = [Rule(False, x, ys[0], ys[-1]) for x in xs] + [Rule(True, y, xs[0], xs[-1]) for y in ys]
    return PageReader([None], "", {0: (Glyphs(glyphs), rules)}).read().text


def test_strokes_of_a_large_character_are_no_table() -> None:
    size, line = 27.0, [Glyph(c, 20 * n, 20 * n + 20, 700, 27) for n, c in enumerate("十日田中")]
    assert _read(line, [22, 30, 38], [698, 707, 716]) == "十日田中\n"
    assert _read(line, [22, 41, 58], [698, 716]) == "十日田中\n"  # nor those of two
    row = [-2.0, 40, 82], [695.0, 695 + 1.2 * size]
    assert _read(line, *row) == "十日\t田中\n"  # a row of a table has room for them


def test_short_names_beside_long_texts_are_no_columns() -> None:
    rows = [_glyphs("名称", 0, 700 - 17 * n) + _glyphs("值" * 25, 180, 700 - 17 * n)
            for n in range(20)]  # fmt: skip
    assert len(columns([g for row in rows for g in row])) == 1


def test_a_sign_raised_high_stays_in_its_line() -> None:
    line = _glyphs("面积10m", 0, 700)
    below = _glyphs("下一行", 0, 684)
    mark = Glyph("2", 50.5, 55, 704.4, 5.8)
    assert [p.text for p in print_lines([*line, *below, mark])] == ["面积10m²", "下一行"]


def test_a_raised_sign_is_smaller_than_those_of_its_font() -> None:
    figures = [Glyph(c, 40 + 8 * n, 48 + 8 * n, 700, 14) for n, c in enumerate("2×10")]
    mark, rest = Glyph("6", 72, 78, 704.7, 11.6), _glyphs("次以上", 78, 700, 12)
    line = [*_glyphs("强度", 16, 700, 12), *figures, mark, *rest]
    assert [p.text for p in print_lines(line)] == ["强度2×10⁶次以上"]


def test_a_raised_sign_may_begin_its_line() -> None:
    signs = [Glyph("6", 0, 5, 704.4, 5.8), Glyph("2", 116, 120, 704.4, 5.8)]
    line = _glyphs("mol/L面积20cm", 5.5, 700)
    assert [p.text for p in print_lines([*line, *signs])] == ["⁶mol/L面积20cm²"]


def test_a_number_alone_is_no_raised_sign() -> None:
    far = Glyph("2", 90, 95, 704.4, 5.8)
    assert len(print_lines([*_glyphs("面积10m", 0, 700), far])) == 2


@pytest.mark.parametrize("number", ["6", "10"])
def test_a_number_alone_in_its_cell_is_no_raised_sign(number: str) -> None:
    cell = [Glyph(c, 5 * n, 5 * n + 5, 699.2, 8) for n, c in enumerate(number)]
    assert print_lines([*cell, *_glyphs("表面粗糙度", 60, 700)])[0].text.split() == [
        number,
        "表面粗糙度",
    ]


def _printed(*lines: tuple[str, float]) -> list[Printed]:
    return [Printed(text, 400, y, 10) for text, y in lines]


def _rows(*pages: list[str]) -> list[TextRow]:
    return [TextRow(text, page) for page, texts in enumerate(pages, 1) for text in texts]


def test_what_stands_apart_at_one_place_is_a_head() -> None:
    rows = _rows([HEAD, "甲", "乙", "丙"], [HEAD, "丁", "戊", "己"])
    first = edges(_printed((HEAD, 780), ("甲", 720), ("乙", 704), ("丙", 688)), rows[:4], 0)
    second = edges(_printed((HEAD, 780.4), ("丁", 720), ("戊", 704), ("己", 688)), rows, 4)
    assert [e.at for e in first if e.apart] == [0]
    assert repeated(first + second) == {0, 4}
    assert repeated(first) == set()
    moved = [replace(e, y=e.y - 20) for e in second]
    assert repeated(first + moved) == set()


def test_a_first_line_that_belongs_to_the_text_is_no_head() -> None:
    rows = _rows(["申报表", "甲", "乙", "丙"])
    near = _printed(("申报表", 736), ("甲", 720), ("乙", 704), ("丙", 688))
    large = [Printed("申报表", 400, 780, 16), *_printed(("甲", 720), ("乙", 704), ("丙", 688))]
    for printed in (near, large):
        assert not any(edge.apart for edge in edges(printed, rows, 0))


def test_figures_that_count_the_pages_are_page_numbers() -> None:
    numbers = ("1", "2", "40", "4")
    rows = _rows(*(["维度\t分值", "甲\t0", last] for last in numbers))
    found: list[Printed] = []
    for page, last in enumerate(numbers):
        printed = _printed(("维度 分值", 720), ("甲 0", 704), (last, 60))
        found += edges(printed, rows[: 3 * page + 3], 3 * page)
    assert counted(found) == {2, 5, 11}


def test_first_lines_of_paragraphs_are_set_in() -> None:
    lines = [Printed("字" * 20, 400, 700 - 16 * n, 10, 60 if n in (0, 3) else 45) for n in range(6)]
    assert [line.text.startswith("\u3000\u3000") for line in indent(lines)] == [
        True, False, False, True, False, False,
    ]  # fmt: skip
    level = [Printed("字", 400, 700 - 16 * n, 10, 45) for n in range(6)]
    assert indent(level) == level


def test_signs_follow_each_other_by_their_origins() -> None:
    wide = Glyph("不", 10, 30, 700, 10, 10)
    over = Glyph("于", 9, 19, 700, 10, 20)
    assert print_lines([over, wide])[0].text == "不于"


def _edge(text: str, page: int, *, top: bool = False, apart: bool = True) -> Printed:
    at = 10 * page + top
    return Printed(text, 400, 30, 10, at=at, page=page + 1, top=top, apart=apart)


def test_a_page_number_beside_a_name() -> None:
    feet = [_edge(f"某集团 第 {page + 1} 页 共 3 页", page) for page in range(3)]
    assert counted(feet) == {0, 10, 20}
    assert counted([replace(edge, apart=False) for edge in feet]) == set()
    # Figures that do not go up with the pages, and those of another name, count none.
    assert counted([_edge("某集团 第 1 页", 0), _edge("某集团 第 1 页", 1)]) == set()
    assert counted([_edge("甲表 第 1 页", 0), _edge("乙表 第 2 页", 1)]) == set()


@pytest.mark.parametrize(
    "form", ["某集团第{}页", "某集团 - {} -", "某集团 {}/3", "某集团 {} 共3页"]
)
def test_a_number_that_reads_as_a_page_counts_the_pages(form: str) -> None:
    assert counted([_edge(form.format(page + 1), page) for page in range(3)]) == {0, 10, 20}


@pytest.mark.parametrize(
    "words", ["任务{}", "榜题 {}", "附件{}", "拟支持项目数量 {}", "完成时间 202{}"]
)
def test_other_figures_beside_words_count_none(words: str) -> None:
    assert counted([_edge(words.format(page + 1), page) for page in range(4)]) == set()


def test_what_a_browser_prints_around_a_page() -> None:
    head = _edge("2026/3/9 14:05 榜单", 0, top=True, apart=False)
    foot = _edge("https://www.example.org/jb/t2026.html 1/1", 0, apart=False)
    assert browsers([head, foot]) == {head.at, foot.at}
    assert browsers([head]) == set()
    assert browsers([replace(head, text="2026年榜单"), foot]) == {foot.at}


def test_lines_of_a_cell_that_end_early_are_lines() -> None:
    def cell(*texts: str) -> str:
        lines = [
            Printed(text, 10.0 * len(text), 700 - 14 * n, 10, 0) for n, text in enumerate(texts)
        ]
        return cell_text(lines, 120)

    assert cell("研制高温水泵密封材料", "和部件") == "研制高温水泵密封材料和部件"
    assert cell("温度不低于", "泄漏量不超过三成") == f"温度不低于{BREAK}泄漏量不超过三成"
    assert cell("研制高温水泵密封材料", "• 部件") == f"研制高温水泵密封材料{BREAK}• 部件"


def test_a_table_goes_on_unless_it_begins_anew() -> None:
    top = [["序号", "名称"], ["1", "甲"]]
    assert repeated_head(top, [["序号", "名称"], ["3", "丙"]]) == 1
    assert repeated_head(top, [["3", "丙"]]) == 0
    anew = [["序号", "名称"], ["1", "丙"]]
    assert repeated_head(top, anew) is None
    assert (
        repeated_head([["名称", "序号"], ["甲", "（一）"]], [["名称", "序号"], ["丙", "（一）"]])
        is None
    )
    assert repeated_head(top, [["序号", "名称"], ["11", "丙"]]) == 1
    card = [["需求卡 1", ""], ["名称", "甲"]]
    assert repeated_head(card, [["需求卡 2", ""], ["名称", "乙"]]) is None
    assert repeated_head(card, [["经费", "10万元"]]) == 0
    again = [["栏目", "内容"], ["名称", "甲"]]
    assert repeated_head(again, [["栏目", "内容"], ["名称", "乙"]]) is None


def _placed(*lines: tuple[str, float, float]) -> list[Printed]:
    """Lines of ten points a character: their text, where they begin and stand."""
    return [
        Printed(text, left + 10 * len(text), y, 10, left, (None,), 10, at, 1)
        for at, (text, left, y) in enumerate(lines)
    ]


def test_paragraphs_are_told_by_the_space_between_them() -> None:
    full, short = "字" * 20, "字" * 9
    lines = _placed(
        (short, 0, 700), (short, 0, 676), (short, 0, 652), (full, 0, 628), (full, 0, 614),
        (short, 0, 600), (full, 0, 576), (short, 0, 552), (full, 0, 528), (short, 0, 514),
    )  # fmt: skip
    assert find_joins(lines) == [(3, 4), (4, 5), (8, 9)]
    level = [replace(line, y=700 - 14 * n) for n, line in enumerate(lines)]
    assert find_joins(level) == []  # nothing tells where a paragraph begins


def test_paragraphs_are_told_by_their_indent() -> None:
    full, short = "字" * 20, "字" * 9
    lines = _placed(
        ("字" * 18, 20, 700), (full, 0, 686), (short, 0, 672), ("字" * 18, 20, 658),
        ("字" * 18, 20, 644), (short, 0, 630), (short, 20, 616), (short, 20, 602),
    )  # fmt: skip
    assert find_joins(lines) == [(0, 1), (1, 2), (4, 5)]


def test_the_next_item_of_a_list_begins_a_line() -> None:
    short = "字" * 9
    lines = _placed(
        (short, 0, 700), (short, 0, 676), (short, 0, 652), (short, 0, 628),
        ("1、" + "字" * 18, 0, 604), ("2、" + "字" * 18, 0, 590), (short, 0, 576),
    )  # fmt: skip
    assert find_joins(lines) == [(5, 6)]


def test_a_gap_wider_than_others_of_its_line_is_a_space() -> None:
    spread = [Glyph(c, 12 * n, 12 * n + 10, 700, 10) for n, c in enumerate("区数据局骆听澜")]
    assert print_lines(spread)[0].text == "区数据局骆听澜"
    parted = [replace(g, left=g.left + 4, right=g.right + 4) if g.left > 40 else g for g in spread]
    assert print_lines(parted)[0].text == "区数据局 骆听澜"


def test_lines_of_larger_characters_are_headings() -> None:
    sizes = {
        "榜单": 22.0, "任务一": 16.0, "电话：023-6555 4086": 12.0, "请于月底前报名，逾期不候": 16.0,
        "任务二": 15.9, "研究内容包括密封材料与部件的研制": 12.0, "另有说明": 12.0,
    }  # fmt: skip
    lines = [
        Printed(text, 400, 700 - 20 * at, 30, 0, (None,), em, at, 1)
        for at, (text, em) in enumerate(sizes.items())
    ]
    found = dict(find_headings(lines, Counter([*sizes.values(), *[12.0] * 6])))
    assert found == {0: 1, 1: 2, 4: 2}
    # What a task says is no heading, however large it is set.
    for text in (
        "考核指标",
        "2. 考核指标",
        "资金：高者优先",
        "寿命≥100 h",
        "资金500万元",
        "不少于3项",
    ):
        assert not is_heading(replace(lines[1], text=text), 12.0)
    for text in ("2026年榜单", "任务3 1000MW汽轮机", "（一）考核指标", "二、经费500万元", "5G通信"):
        assert is_heading(replace(lines[1], text=text), 12.0)
    # A table of small print makes no headings of the text.
    assert dict(find_headings(lines[5:], Counter({9.0: 40, 12.0: 2}))) == {}


def test_signs_of_figures_are_of_one_font() -> None:
    codes = ("\uf0b3", "\uf0a3", "\uf0b1", "\uf0b4")
    assert "".join(plain_symbol(code, "ABCDEF+SymbolMT") for code in codes) == "≥≤±×"
    assert all(plain_symbol(code, "Wingdings-Regular") == code for code in codes)
    assert plain_symbol("\uf06c", "Wingdings-Regular") == "●"
