"""What is struck out or hidden in print is no part of a figure, and is named."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from jiebang.originals.fenced import read_here
from jiebang.originals.original import LEFT_OUT
from jiebang.structure import convert_text
from unit.test_raised import odt
from unit.test_readers import lines_of, word


def dropped_of(text: str) -> list[tuple[str, str]]:
    document = convert_text(text, "x", "x", "0" * 64)
    return [(d.text, d.why) for d in document.dropped]


@pytest.mark.parametrize("name", ["a.html", "a.docx", "a.odt", "a.md"])
@pytest.mark.parametrize("way", [0, 1])
def test_a_figure_that_is_struck_out_is_named_and_left_out(name: str, way: int) -> None:
    if name == "a.html":
        tag = ("<del>100</del>", "<span style='text-decoration:line-through'>100</span>")[way]
        data = f"<html><body><p>总经费{tag}200万元</p></body></html>".encode()
    elif name == "a.docx":
        mark = ("<w:strike/>", "<w:dstrike/>")[way]
        runs = ("", "总经费"), (mark, "100"), ('<w:strike w:val="0"/>', "200万元")
        body = "".join(f"<w:r><w:rPr>{of}</w:rPr><w:t>{text}</w:t></w:r>" for of, text in runs)
        data = word(f"<w:p>{body}</w:p>")
    elif name == "a.odt":
        style = (
            f'<style:style style:name="S"><style:text-properties '
            f'style:text-line-through-{("style", "type")[way]}="{("solid", "single")[way]}"/>'
            "</style:style>"
        )
        span = '<text:span text:style-name="S">100</text:span>'
        data = odt(f"<text:p>总经费{span}200万元</text:p>", style)
    else:
        data = ("总经费~~100~~200万元\n", "总经费<del>100</del>200万元\n")[way].encode()
    found = read_here(name.removeprefix("a."), data)
    assert lines_of(found) == ["总经费200万元"]
    assert dropped_of(found.text) == [("100", "struck out")]


def sheet_of(change: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["名称", "草稿", "金额"], ["甲", 1, 100], ["乙", 2, 200]):
        sheet.append(row)
    if change == "row":
        sheet.row_dimensions[2].hidden = True
    elif change == "column":
        sheet.column_dimensions["B"].hidden = True
    elif change == "struck":
        sheet["C2"].font = Font(strike=True)
    elif change == "part":
        old = TextBlock(InlineFont(strike=True), "50")
        sheet["C2"] = CellRichText(old, TextBlock(InlineFont(b=True), "100"))
        sheet["B3"] = CellRichText(TextBlock(InlineFont(b=True), "2"))
    elif change == "formula":
        sheet["C3"] = "=C2*2"
    else:
        sheet["A2"] = "甲_x000D_\n项"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("change", "lines", "left"),
    [
        ("row", ["名称\t草稿\t金额", "乙\t2\t200"], ["甲 1 100"]),
        ("column", ["名称\t金额", "甲\t100", "乙\t200"], ["草稿 1 2"]),
        ("text", ["名称\t草稿\t金额", "甲\v项\t1\t100", "乙\t2\t200"], []),
        ("struck", ["名称\t草稿\t金额", "甲\t1\t", "乙\t2\t200"], ["100"]),
        ("part", ["名称\t草稿\t金额", "甲\t1\t100", "乙\t2\t200"], ["50"]),
        ("formula", ["名称\t草稿\t金额", "甲\t1\t100", "乙\t2\t"], []),
    ],
)
def test_a_spreadsheet_as_it_shows(change: str, lines: list[str], left: list[str]) -> None:
    found = read_here("xlsx", sheet_of(change))
    assert [line.rstrip("\t") for line in lines_of(found)] == [line.rstrip("\t") for line in lines]
    apart = (line for line in found.text.split("\n") if line.startswith(LEFT_OUT))
    assert [line.strip(LEFT_OUT) for line in apart] == left
    said = any("formulas without a value: 1" in note for note in found.notes)
    assert said == (change == "formula")
