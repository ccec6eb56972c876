"""ODT, DOC and XLSX: made by LibreOffice or by hand, read as what they show."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Collection
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from inputs.wordmaker import make_zip
from jiebang.cli import main
from jiebang.document.model import tasks
from jiebang.errors import InputError
from jiebang.originals import read_original
from jiebang.originals.fenced import read_here
from jiebang.originals.formats import FORMATS, refuse_known
from jiebang.site.strings import load_strings
from jiebang.structure import convert_text

ROOT = Path(__file__).parents[2]
OFFICE = shutil.which("soffice")
PAGE = """<html><body>
<h1>某市2025年“揭榜挂帅”项目榜单</h1>
<h2>项目一：智能焊接机器人</h2>
<p>研究内容：研制焊接机器人，面积≥20m<sup>2</sup>，样本10<sup>3</sup>份。</p>
<p>考核指标：</p>
<ol><li>焊缝合格率≥99.5%；</li><li>重复定位精度≤0.05mm。</li></ol>
<table><tr><th>名称</th><th>单位</th></tr><tr><td>节拍</td><td>≤12秒</td></tr></table>
</body></html>"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "list.html").write_text(PAGE, "utf-8")
    for kind in ("odt", "doc"):
        subprocess.run(
            [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--writer", "--convert-to", kind, "--outdir", str(folder), str(folder / "list.html")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


@pytest.mark.parametrize("kind", ["odt", "doc"])
def test_a_list_made_by_libreoffice(kind: str, made: Path) -> None:
    found = read_original(made / f"list.{kind}")
    assert found.kind == kind
    lines = [line.strip("\x1f ") for line in found.text.splitlines()]
    assert "项目一：智能焊接机器人" in lines
    assert "研究内容：研制焊接机器人，面积≥20m²，样本10³份。" in lines
    assert "名称\t单位" in lines
    assert "节拍\t≤12秒" in lines
    document = convert_text(found.text, "d", "d", "0" * 64)
    (task,) = tasks(document)
    assert [i.text.zh for i in task.indicators] == ["焊缝合格率≥99.5%；", "重复定位精度≤0.05mm。"]
    assert [i.number for i in task.indicators] == [1, 2]


def test_a_doc_without_libreoffice_is_one_line(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="install LibreOffice"):
        read_original(made / "list.doc")


def test_libreoffice_gets_no_keys_and_its_time(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nenv > {tmp_path}/env\nsleep 30\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("MY_API_KEY", "planted-0123456789")
    monkeypatch.setattr("jiebang.originals.doc._SECONDS", 1)
    with pytest.raises(InputError, match="not converted within 1 seconds"):
        read_original(made / "list.doc")
    assert "planted" not in (tmp_path / "env").read_text("utf-8")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "项目名称", "研究内容", "考核指标", "财政资助"])
    sheet.append(
        [1, "智能焊接机器人", "研制焊接机器人。", "1.合格率≥99.5%；\n2.精度≤0.05mm。", "200万元"]
    )
    sheet.append([2, "高温传感器", "研制传感器。", "1.工作温度≥800℃。", "100万元"])
    hidden = book.create_sheet("草稿")
    hidden.append(["废弃项目", "不公开"])
    hidden.sheet_state = "hidden"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def card_sheet(*, ruled: bool) -> bytes:
    """Two cards with a title above, an empty row between and a note below."""
    book = openpyxl.Workbook()
    sheet = book.active
    side = Side(style="thin") if ruled else Side()
    sheet["A1"] = "云岭省2026年榜单"
    sheet.merge_cells("A1:D1")
    for top, name, share in ((3, "甲泵", 0.025), (7, "乙阀", 0.4)):
        rows = (
            ("需求卡", "", "", ""),
            ("名称", name, "期限", date(2027, 5, 1)),
            ("占比", share, "", ""),
        )
        for at, row in enumerate(rows):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(top + at, column, value or None)
                cell.border = Border(side, side, side, side)
        sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=4)
        sheet.cell(top + 1, 4).number_format = "yyyy/m/d"
        sheet.cell(top + 2, 2).number_format = "0.0%"
    sheet["A11"] = "注：一、长期有效；\n二、解释权归本厅。"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def test_what_stands_around_the_tables_of_a_spreadsheet() -> None:
    note = "注：一、长期有效；\n二、解释权归本厅。"
    cards = [f"需求卡\t\t\t\n名称\t{name}\t期限\t2027/5/1\n占比\t{share}\t\t" for name, share in
             (("甲泵", "2.5%"), ("乙阀", "40.0%"))]  # fmt: skip
    parted = read_here("xlsx", card_sheet(ruled=True)).text
    assert parted == "\n".join(["云岭省2026年榜单", f"{cards[0]}\n\n", cards[1], note, ""])
    # Without rules nothing tells a card's head from a line between two tables.
    head, rest = read_here("xlsx", card_sheet(ruled=False)).text.split("\n名称", 1)
    assert head == "云岭省2026年榜单\n需求卡"
    assert "\n需求卡\t\t\t\n名称\t乙阀" in rest and rest.endswith(f"\n{note}\n")


def list_sheet(ruled: Collection[int], groups: bool) -> bytes:
    """Two tasks, the second with a further row of one cell or each below the name of a group."""
    names = ["序号", "项目名称", "技术指标"]
    first, second = [1, "高端轴承", "转速≥1000 r/min"], [2, "新型电池", "能量密度≥400 Wh/kg"]
    rows: list[list[object]] = (
        [names, ["一、新材料"], first, ["二、新能源"], second]
        if groups
        else [names, first, second, ["", "", "循环寿命≥1000次"]]
    )
    book = openpyxl.Workbook()
    sheet = book.active
    for at, row in enumerate([["云岭省2026年榜单"], *rows, ["注：长期有效。"]]):
        sheet.append([value or None for value in row])
        side = Side(style="thin") if at in ruled else Side()
        for cell in sheet[at + 1]:
            cell.border = Border(side, side, side, side)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("ruled", [(), (1,)], ids=["without borders", "its head in a border"])
def test_a_last_row_of_one_cell_belongs_to_the_task(ruled: tuple[int, ...]) -> None:
    text = read_here("xlsx", list_sheet(ruled, groups=False)).text
    assert text.startswith("云岭省2026年榜单\n序号\t")
    assert text.endswith("\t\t循环寿命≥1000次\n注：长期有效。\n")
    own = tasks(convert_text(text, "d", "d", "0" * 64))
    assert [i.text.zh for i in own[-1].indicators] == ["能量密度≥400 Wh/kg", "循环寿命≥1000次"]


@pytest.mark.parametrize(
    "last", ["300", "合计300万元", "某市科技局", "2025年6月1日", "备注：请按时"]
)
@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_sum_or_signature_below_a_table_without_borders_is_no_part_of_a_task(
    last: str, column: int
) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["序号", "项目名称", "技术指标", "经费（万元）"],
        [1, "高端轴承", "转速≥1000 r/min", 100],
        [2, "新型电池", "能量密度≥400 Wh/kg", 200],
        [None] * column + [last],
    ):
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    text = read_here("xlsx", data.getvalue()).text
    assert text.endswith(f"\t200\n{last}\n")
    own = tasks(convert_text(f"某市榜单\n{text}", "d", "d", "0" * 64))
    assert [[i.text.zh for i in task.indicators] for task in own] == [
        ["转速≥1000 r/min"], ["能量密度≥400 Wh/kg"],
    ]  # fmt: skip


def test_a_group_without_a_border_stays_in_its_table() -> None:
    text = read_here("xlsx", list_sheet((1, 3, 5), groups=True)).text
    assert "\n一、新材料\t\t\n1\t" in text and text.endswith("\n注：长期有效。\n")
    own = tasks(convert_text(text, "d", "d", "0" * 64))
    assert [t.title.zh for t in own] == ["高端轴承", "新型电池"]


@pytest.mark.parametrize("ruled", [False, True])
def test_a_title_above_the_same_head_parts_two_tables(ruled: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    side = Side(style="thin") if ruled else Side()
    for title, names in (
        ("表一 新材料", ("高温合金", "光刻胶")),
        ("表二 新能源", ("电池", "氢泵")),
    ):
        sheet.append([title])
        for row in (
            ["序号", "项目名称", "技术指标"],
            *([n, x, f"寿命≥{n}年"] for n, x in enumerate(names, 1)),
        ):
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                cell.border = Border(side, side, side, side)
    data = BytesIO()
    book.save(data)
    text = read_here("xlsx", data.getvalue()).text
    assert [line for line in text.splitlines() if line and "\t" not in line] == [
        "表一 新材料", "表二 新能源",
    ]  # fmt: skip
    own = tasks(convert_text(text, "d", "d", "0" * 64))
    assert [t.title.zh for t in own] == ["高温合金", "光刻胶", "电池", "氢泵"]


def test_a_spreadsheet_has_a_task_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = read_original(workbook(), "list.xlsx")
    assert found.kind == "xlsx"
    own = tasks(convert_text(found.text, "d", "d", "0" * 64))
    assert [t.title.zh for t in own] == ["智能焊接机器人", "高温传感器"]
    assert [[i.text.zh for i in t.indicators] for t in own] == [
        ["合格率≥99.5%；", "精度≤0.05mm。"],
        ["工作温度≥800℃。"],
    ]
    (tmp_path / "content").mkdir()
    shutil.copytree(
        ROOT / "glossary", tmp_path / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / "list.xlsx").write_bytes(workbook())
    assert main(["add", "--root", str(tmp_path), str(tmp_path / "list.xlsx")]) == 0
    assert "list: content/documents/list.md (xlsx)" in capsys.readouterr().out
    assert main(["check", "--root", str(tmp_path)]) == 0


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.995, "0.0%", "99.5%"), (0.95, "0%", "95%"), (1234.5, "#,##0.00", "1,234.50"),
        (0.1 + 0.2, "General", "0.3"), (2000, "General", "2000"), (12.0, "0.0", "12.0"),
        (45292, "yyyy-mm-dd", "2024-1-1"), (45292, 'yyyy"年"m"月"d"日"', "2024年1月1日"),
        (1e-7, "General", "0.0000001"),
    ],
)  # fmt: skip
def test_a_cell_is_shown_as_its_format_shows_it(value: float, code: str, shown: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", "值"])
    book.active.append(["甲", value])
    book.active["B2"].number_format = code
    data = BytesIO()
    book.save(data)
    found = read_original(data.getvalue(), "a.xlsx")
    assert found.text.splitlines()[-1] == f"甲\t{shown}"
    assert found.notes == ()


def sheet(value: str, code: str) -> bytes:
    """A spreadsheet of 名称 and one number, as it stands in the file."""
    code = escape(code, {'"': "&quot;"})
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = f'<c t="inlineStr"><is><t>名称</t></is></c><c s="0"><v>{value}</v></c>'
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return make_zip(
        {
            "xl/workbook.xml": f'<workbook {space} {relation}><sheet r:id="a"/></workbook>',
            "xl/_rels/workbook.xml.rels": '<all><one Id="a" Target="a.xml"/></all>',
            "xl/a.xml": f"<sheet {space}><row>{cells}</row></sheet>",
            "xl/styles.xml": f'<all {space}><numFmt numFmtId="99" formatCode="{code}"/>'
            '<cellXfs><xf numFmtId="99"/></cellXfs></all>',
        }
    )


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("2.6749999999999998", "0.00", "2.68"), ("0.28499999999999998", "0%", "29%"),
        ("2.674", "0.00", "2.67"), ("2.6749999999999998", "General", "2.675"),
        ("123456789012345678", "0", "123456789012345678"),
        ("95", '0"%"', "95%"), ("0.95", '0%"以上"', "95%以上"), ("200", '0"万元"', "200万元"),
        ("1200", r"\¥#,##0.00", "¥1,200.00"), ("3", '"第"0"期"', "第3期"), ("5", r"0\%", "5%"),
        ("1200.5", r"#,##0.00_);[Red]\(#,##0.00\)", "1,200.50"), ("0", "0.0;-0.0;", "0"),
        ("7", "0_ ;[Red]-0 ", "7"), ("-7", "0_ ", "-7"),
        ("12345678901234567890123", "#,##0.00", "12,345,678,901,234,567,890,123.00"),
    ],
)  # fmt: skip
def test_a_number_is_rounded_as_excel_rounds_it(stored: str, code: str, shown: str) -> None:
    assert read_here("xlsx", sheet(stored, code)).text == f"名称\t{shown}\n"


def test_a_format_that_is_not_read_is_named() -> None:
    found = read_here("xlsx", sheet("5", "0.0,,"))
    assert "\t5" in found.text
    assert "0.0,," in found.notes[0]


_ODT = "application/vnd.oasis.opendocument.text"
_ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make_zip({"xl/workbook.xml": _ENTITY}), "a.xlsx"),
        (make_zip({"xl/workbook.xml": "<x"}), "a.xlsx"),
        (make_zip({"xl/workbook.xml": "x" * 10}), "a.xlsx"),
        (make_zip({"mimetype": _ODT, "content.xml": _ENTITY}), "a.odt"),
        (make_zip({"mimetype": _ODT}), "a.odt"),
        (make_zip({"mimetype": _ODT, "content.xml": "<" * 99}), "a.odt"),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_line(data: bytes, name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_original(data, name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_format_has_words_for_what_its_page_shows(language: str) -> None:
    text = load_strings(language)
    for each in FORMATS:
        assert text(f"provenance.complete.{each.name}")


@pytest.mark.parametrize(
    ("part", "said"), [("Workbook", "convert-to xlsx"), ("WordDocument", "convert-to docx")]
)
def test_an_old_office_file_is_to_be_saved_as_its_own_kind(part: str, said: str) -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + f"{part}\0".encode("utf-16-le")
    with pytest.raises(InputError, match=said):
        refuse_known(data, "old")
