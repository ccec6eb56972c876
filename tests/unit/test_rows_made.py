"""Lists whose tasks are rows, as Word files, pages and prints: the same tasks in all.

Cells wrap, merge, hold several paragraphs, and are cut by the ends of pages.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from functools import reduce
from io import BytesIO
from pathlib import Path

import pytest

from inputs.pagemaker import make_html
from inputs.printing import print_with_chromium, print_with_office
from inputs.wordmaker import make_docx, make_zip
from jiebang.corpus.facts import facts_of
from jiebang.document.alignment import align
from jiebang.document.model import Block, Document, Field, Paragraph, Section, Segment, Table, tasks
from jiebang.originals import Original, read_original
from jiebang.originals.docx import read_docx
from jiebang.originals.pdf import read_pdf
from jiebang.originals.pdf_breaks import join_cell, second_half
from jiebang.quantities.read_zh import extract
from jiebang.structure import PASSES, assemble, convert_text
from jiebang.structure.draft import read_lines
from jiebang.structure.rows import read_rows
from jiebang.structure.tasks import split_run_in
from jiebang.text.markers import numbered
from jiebang.text.spaces import squash

FIXTURES = Path(__file__).parent.parent / "fixtures" / "genre"
NAMES = (
    "rows-long", "rows-merged-fields", "rows-over-pages", "rows-ruled-groups", "rows-two-annexes",
    "rows-unended", "rows-unnumbered", "rows-wide-head", "rows-with-prose",
)  # fmt: skip
PRINTED = ("rows-long", "rows-merged-fields", "rows-unended")  # each print takes its time
SHA = "0" * 64
Summary = list[tuple[str, str, list[str], list[str], list[tuple[str, str]], object]]


def summary(document: Document) -> Summary:
    """All that is published of each task, white space aside."""
    return [
        (
            t.id,
            squash(t.section.marker + t.title.zh),
            [squash(i.marker + i.text.zh) for i in t.indicators],
            [
                f"{a.comparator.value} {a.value} {a.value_max} {a.unit}"
                for i in t.indicators
                for a in extract(i.text.zh)
            ],
            [(f.name.zh, squash("".join(_words(b) for b in f.blocks))) for f in t.section.fields],
            facts_of(t),
        )
        for t in tasks(document)
    ]


def _words(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "" if isinstance(block, Table) else block.marker + block.text.zh


def printable(name: str) -> Document:
    """The document with its tables as they stand, each item of a cell a line of its own."""
    text = (FIXTURES / f"{name}.txt").read_text("utf-8")
    passes = tuple(p for p in PASSES if p is not read_rows)
    document = assemble(read_lines(text, Document(name, name, SHA)), passes)
    return replace(document, sections=tuple(_spread(section) for section in document.sections))


def _spread(section: Section) -> Section:
    blocks = tuple(_lines(b) if isinstance(b, Table) else b for b in section.blocks)
    return replace(section, blocks=blocks, children=tuple(_spread(c) for c in section.children))


def _lines(table: Table) -> Table:
    return replace(table, rows=tuple(tuple(_cell(c) for c in row) for row in table.rows))


def _cell(cell: tuple[Segment, ...]) -> tuple[Segment, ...]:
    parts = split_run_in([Paragraph((segment,)) for segment in cell])
    return tuple(
        Segment("", b.text if isinstance(b, Paragraph) else numbered(b.marker, b.text.zh))
        for b in parts
        if not isinstance(b, (Table, Field))
    )


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rows")
    for kind in ("word", "page"):
        (folder / kind).mkdir()
    for name in NAMES:
        document = printable(name)
        (folder / "word" / f"{name}.docx").write_bytes(make_docx(document, merged=True))
        (folder / "page" / f"{name}.html").write_text(make_html(document, merged=True), "utf-8")
    return folder


def read_file(path: Path) -> Original:
    """As `read_original`, in this process: starting one for each file takes longer."""
    if path.suffix == ".docx":
        return read_docx(path.read_bytes(), path.name)
    return read_pdf(path.read_bytes(), path.name) if path.suffix == ".pdf" else read_original(path)


def hold_same(folder: Path, suffix: str, names: tuple[str, ...] = NAMES) -> None:
    for name in names:
        text = (FIXTURES / f"{name}.txt").read_text("utf-8")
        original = read_file(folder / f"{name}{suffix}")
        found = convert_text(original.text, name, name, SHA)
        align(original.text, found)
        assert summary(found) == summary(convert_text(text, name, name, SHA)), f"{name}{suffix}"


def test_word_files(made: Path) -> None:
    hold_same(made / "word", ".docx")


@pytest.mark.parametrize("name", ["rows-merged-fields", "rows-two-annexes", "rows-with-prose"])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_pipe_tables(name: str, suffix: str) -> None:
    """Rows between strokes, as Markdown and as plain text."""
    text = (FIXTURES / f"{name}.txt").read_text("utf-8")
    lines: list[str] = []
    for line in text.splitlines():
        if "\t" not in line:
            lines += [line, ""]
            continue
        begins = not lines or not lines[-1].startswith("|")
        cells = line.split("\t")
        lines.append("| " + " | ".join(cells) + " |")
        lines += ["|" + " --- |" * len(cells)] * begins
    piped = "\n".join(f"\n{b}" if b and a.startswith("|") and not b.startswith("|") else b
                      for a, b in zip(["", *lines], [*lines, ""], strict=True))  # fmt: skip
    original = read_original(piped.encode(), f"{name}{suffix}")
    assert original.kind == suffix[1:]
    found = convert_text(original.text, name, name, SHA)
    align(original.text, found)
    assert summary(found) == summary(convert_text(text, name, name, SHA))


def test_pages(made: Path) -> None:
    hold_same(made / "page", ".html")


_HEAD = ["序号", "项目名称", "研究内容"]
_BEFORE = ["3", "高纯石英砂提纯", "（1）研究包裹体去除机理；（2）开发高温氯化"]


@pytest.mark.parametrize(
    ("before", "rows", "at"),
    [
        (_BEFORE, [["", "", "装备与工艺。"]], 0),
        (_BEFORE, [_HEAD, ["", "", "装备与工艺。"]], 1),
        ([*_BEFORE[:2], "（1）研究机理；"], [_HEAD, ["", "", "（2）开发装备。"]], 1),
        # A row of its own, or one that may be.
        (_BEFORE, [_HEAD, ["4", "", "装备与工艺。"]], None),
        ([*_BEFORE[:2], "研究机理。"], [_HEAD, ["", "", "开发装备。"]], None),
        ([*_BEFORE[:2], "（1）研究机理；"], [_HEAD, ["", "", "（1）开发装备。"]], None),
        (["", *_BEFORE[1:]], [["", "", "装备与工艺。"]], None),
        (_BEFORE, [_HEAD], None),
        (_BEFORE, [["", "装备与工艺。"]], None),
    ],
)
def test_the_second_half_of_a_row(before: list[str], rows: list[list[str]], at: int | None) -> None:
    assert second_half([_HEAD], before, rows) == at


def test_a_head_of_two_lines_is_no_half_of_a_row() -> None:
    top = [["序号", "需求", ""], ["", "项目名称", "研究内容"]]
    assert second_half(top, _BEFORE, [*top, ["4", "金属铟回收", "研究工艺。"]]) is None
    assert second_half(top, _BEFORE, [*top, ["", "", "装备与工艺。"]]) == 2


def test_a_table_that_counts_no_rows_is_not_joined() -> None:
    head = ["领域", "项目名称", "研究内容"]
    assert second_half([head], _BEFORE, [head, ["", "", "装备与工艺。"]]) is None


def test_the_end_of_a_page_in_a_card() -> None:
    top = [["项目", "内容"], ["难题编号", "7"]]
    assert second_half(top, ["难题名", "采茶机嫩芽识别"], [["称", ""], ["经费", "9万元"]]) == 0
    assert second_half(top, ["考核指标", "误差≤1mm；速度≥"], [["", "2m/s。"]]) == 0
    assert second_half(top, ["考核指标", "检测误差不超过3毫米"], [["", "速度≥2m/s"]]) is None
    assert second_half(top, ["考核指标", "误差≤1mm；"], [["经费", ""]]) is None


def test_the_end_of_a_page_in_a_frame_of_one_column() -> None:
    assert second_half([["说明"], ["第一段"]], ["第二段，"], [["第三段"]]) is None


def test_a_line_of_a_cell_that_counts_on() -> None:
    lines = ["1.破损率为零", "2.续航时间", "不少于6h", "3.重量轻"]
    assert reduce(join_cell, lines) == "1.破损率为零\v2.续航时间不少于6h\v3.重量轻"
    assert reduce(join_cell, ["长度为", "2.5m"]) == "长度为2.5m"
    assert reduce(join_cell, ["1.长度为", "1.5m"]) == "1.长度为1.5m"


def test_a_unit_broken_in_a_narrow_cell() -> None:
    assert reduce(join_cell, ["膜厚不大于0.008m", "m；"]) == "膜厚不大于0.008mm；"
    assert reduce(join_cell, ["功率5k", "W"]) == "功率5kW"
    assert reduce(join_cell, ["dn值≥2.5×1", "0⁶；"]) == "dn值≥2.5×10⁶；"
    assert reduce(join_cell, ["deep", "learning"]) == "deep learning"
    assert reduce(join_cell, ["长3m", "in total"]) == "长3m in total"


def test_a_page_whose_head_has_two_lines() -> None:
    text = (FIXTURES / "rows-wide-head.txt").read_text("utf-8")
    title, _, _, *rows = text.splitlines()
    page = (
        f"<html><body><h1>{title}</h1><table>"
        "<tr><th rowspan=2>序号</th><th rowspan=2>需求单位</th><th colspan=3>需求信息</th>"
        "<th colspan=2>合作意向</th><th rowspan=2>备注</th></tr><tr><th>需求名称</th>"
        "<th>需求内容</th><th>预期技术指标</th><th>合作方式</th><th>拟投入资金<br>（万元）</th></tr>"
    )
    for row in rows:
        if row[0].isdecimal():
            page += "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("\t")) + "</tr>"
    original = read_original((page + "</table></body></html>").encode(), "x.html")
    found = convert_text(original.text, "x", "x", SHA)
    align(original.text, found)
    assert summary(found) == summary(convert_text(text, "x", "x", SHA))


def test_rows_counted_by_word_itself() -> None:
    """The number of a row is an automatic one in a cell that is empty otherwise."""
    document = printable("rows-with-prose")
    parts = {}
    with zipfile.ZipFile(BytesIO(make_docx(document, merged=True))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    typed = re.compile(r'<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r>'
                       r'<w:t xml:space="preserve">[123]</w:t></w:r></w:p>')  # fmt: skip
    number = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr></w:pPr></w:p>'
    body, count = typed.subn(number, parts["word/document.xml"])
    assert count == 3
    parts["word/document.xml"] = body
    numbering = parts["word/numbering.xml"]
    extra = (
        '<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num></w:numbering>'
    )
    parts["word/numbering.xml"] = numbering.replace("</w:numbering>", extra)
    original = read_docx(make_zip(parts), "x.docx")
    text = (FIXTURES / "rows-with-prose.txt").read_text("utf-8")
    found = convert_text(original.text, "x", "x", SHA)
    assert summary(found) == summary(convert_text(text, "x", "x", SHA))


@pytest.mark.slow
def test_pdfs_of_office(made: Path) -> None:
    files = [made / "word" / f"{name}.docx" for name in PRINTED]
    hold_same(print_with_office(files, "pdf", made), ".pdf", PRINTED)


@pytest.mark.slow
def test_pdfs_of_chromium(made: Path) -> None:
    (made / "chromium-pdf").mkdir()
    files = [made / "page" / f"{name}.html" for name in PRINTED]
    hold_same(print_with_chromium(files, made), ".pdf", PRINTED)
