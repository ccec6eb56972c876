"""What xlsxwriter writes for us: styles, rows, and a workbook without rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Table, Type
from jiebang.datasets.stage import Stage
from jiebang.datasets.writers import json_value

# Excel's own limits.
MOST_CHARACTERS, MOST_LINKS = 32_767, 65_530
_CUT = " … [cut: see the CSV]"
# What a spreadsheet runs as a formula once the cell is edited or saved as CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HTTP = ("https://", "http://")
SHEET = "xl/worksheets/sheet{}.xml"
# xlsxwriter says nothing of its types.
Worksheet = Any
_EPOCH = datetime(1980, 1, 1)


class Book:
    """A workbook of xlsxwriter, with the styles that all of ours have."""

    def __init__(self, stage: Stage, target: BinaryIO) -> None:
        self.book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "tmpdir": str(stage.scratch),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.bold = self.book.add_format({"bold": True})
        self.head = self.book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.link = self.book.get_default_url_format()
        for style in (self.bold, self.head, self.quoted, self.link):
            # A style is numbered when it is first used. Numbered here, it has the same
            # number in every workbook.
            style._get_xf_index()

    def close(self) -> None:
        try:
            self.book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # a full disk, as what it is: an OSError


def write_row(
    book: Book, page: Worksheet, at: int, table: Table, row: Mapping[str, object]
) -> None:
    for column, found in enumerate(table.columns):
        value = json_value(found, row)
        if isinstance(value, int | float):
            page.write_number(at + 1, column, value)
        elif value:
            _write_text(book, page, at, column, found, value)


def _write_text(
    book: Book, page: Worksheet, at: int, place: int, column: Column, value: object
) -> None:
    text = LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
    # A table has one column of links at most.
    if column.form == "uri-reference" and text.startswith(HTTP) and at < MOST_LINKS:
        page.write_url(at + 1, place, text, book.link)
        return
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
    style = book.quoted if text.startswith(_FORMULA) else None
    page.write_string(at + 1, place, text, style)


def write_empty(
    stage: Stage, target: BinaryIO, about: About, parts: Mapping[Table, int]
) -> dict[str, tuple[Table, int]]:
    """The workbook without rows; returns the sheets of tables: which one, which part of it."""
    made = Book(stage, target)
    made.book.set_properties(
        {"title": "Jiebang", "author": "Jiebang contributors", "created": _EPOCH}
    )
    _write_readme(made, about)
    _write_codebook(made)
    sheets: dict[str, tuple[Table, int]] = {}
    for table in TABLES:
        for part in range(parts[table]):
            _new_sheet(made, table, part)
            sheets[SHEET.format(len(made.book.worksheets()))] = (table, part)
    made.close()
    return sheets


def _write_readme(made: Book, about: About) -> None:
    sheet = made.book.add_worksheet("README")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, about.title, made.bold)
    at = 1
    for name, value in about.facts():
        sheet.write_string(at, 0, name)
        if value.startswith(HTTP):
            sheet.write_url(at, 1, value)
        else:
            sheet.write_string(at, 1, value)
        at += 1
    at += 1
    for table in TABLES:
        sheet.write_url(at, 0, f"internal:'{table.name}'!A1", made.link, table.name)
        count = f"{about.rows[table.name]:,} rows"
        sheet.write_string(at, 1, f"{count}. {table.en}. {table.zh}。")
        at += 1


def _new_sheet(made: Book, table: Table, part: int) -> None:
    page = made.book.add_worksheet(f"{table.name} ({part + 1})" if part else table.name)
    page.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        wide = column.type is Type.STRING and column.name.endswith(("_zh", "_en"))
        page.set_column(at, at, 40 if wide else 14)
    for at, column in enumerate(table.columns):
        page.write_string(0, at, column.name, made.head)


def _write_codebook(made: Book) -> None:
    sheet = made.book.add_worksheet("codebook")
    sheet.freeze_panes(1, 0)
    for at, width in enumerate((12, 20, 10, 16, 60, 60)):
        sheet.set_column(at, at, width)
    names = ("table", "column", "type", "unit", "description_en", "description_zh")
    for at, name in enumerate(names):
        sheet.write_string(0, at, name, made.head)
    line = 1
    for table in TABLES:
        for c in table.columns:
            unit = c.unit or (f"see {c.unit_in}" if c.unit_in else "")
            for at, text in enumerate((table.name, c.name, str(c.type), unit, c.en, c.zh)):
                if text:
                    sheet.write_string(line, at, text)
            line += 1
