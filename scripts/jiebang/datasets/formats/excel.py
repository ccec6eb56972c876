"""All tables in one Excel workbook, with a README sheet and the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from jiebang.corpus.project import NEUTRAL, Project
from jiebang.datasets.about import About
from jiebang.datasets.columns import LIST_SEPARATOR, TABLES, Column, Table, Type
from jiebang.datasets.fragments import Fragment
from jiebang.datasets.stage import WORKBOOK, Stage

# Excel's own limits.
MOST_ROWS, MOST_CHARACTERS, MOST_LINKS = 1_048_576, 32_767, 65_530
_CUT = " … [cut: see the CSV]"
# What a spreadsheet runs as a formula once the cell is edited or saved as CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_HTTP = ("https://", "http://")
# Where a cell would show a number without an exponent.
_SMALL, _LONG = 1e-9, 1e12
_EPOCH = datetime(1980, 1, 1)
# xlsxwriter says nothing of its types.
Worksheet = Any


class Workbook:
    """A sheet a table; one that is full goes on in another, at the end.

    In constant memory each sheet is written row by row, in order.
    """

    def __init__(self, stage: Stage, project: Project = NEUTRAL) -> None:
        self._book = xlsxwriter.Workbook(
            str(stage.data / WORKBOOK),
            {
                "constant_memory": True,
                "tmpdir": str(stage.scratch),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._book.set_properties(
            {"title": project.title.en, "author": project.publisher.en, "created": _EPOCH}
        )
        self._bold = self._book.add_format({"bold": True})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._whole = self._book.add_format({"num_format": "0"})
        self._money = self._book.add_format({"num_format": "#,##0"})
        self._decimal = self._book.add_format({"num_format": "0.############"})
        self._link = self._book.get_default_url_format()
        self._readme = self._book.add_worksheet("README")
        self._write_codebook(self._book.add_worksheet("codebook"))
        self._rows = {table.name: 0 for table in TABLES}
        self._first = {table.name: self._new_page(table) for table in TABLES}
        self._pages = dict(self._first)

    def add(self, fragment: Fragment) -> None:
        for table in TABLES:
            for row in fragment.rows.get(table.name, ()):
                part, at = divmod(self._rows[table.name], MOST_ROWS - 1)
                if part and not at:
                    self._pages[table.name] = self._new_page(table, part)
                self._write_row(self._pages[table.name], at + 1, table, row)
                self._rows[table.name] += 1

    def close(self, about: About) -> None:
        self._write_readme(self._readme, about)
        for table in TABLES:
            last = min(self._rows[table.name], MOST_ROWS - 1)
            self._first[table.name].autofilter(0, 0, last, len(table.columns) - 1)
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # a full disk, as what it is: an OSError

    def _write_row(self, page: Worksheet, at: int, table: Table, row: Mapping[str, object]) -> None:
        for place, column in enumerate(table.columns):
            value = row[column.name]
            if isinstance(value, int | float):
                # Money with separators, years and counts without, decimals as far as they go.
                whole = isinstance(value, int) and abs(value) < _LONG
                shown = _SMALL <= abs(value) < _LONG
                form = self._whole if whole else self._decimal if shown else None
                page.write_number(at, place, value, self._money if column.unit == "CNY" else form)
            elif value:
                self._write_text(page, at, place, column, value)

    def _write_text(
        self, page: Worksheet, at: int, place: int, column: Column, value: object
    ) -> None:
        text = LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
        # A table has one column of links at most.
        if column.form == "uri-reference" and text.startswith(_HTTP) and at <= MOST_LINKS:
            page.write_url(at, place, text, self._link)
            return
        if len(text) > MOST_CHARACTERS:
            text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
        page.write_string(at, place, text, self._quoted if text.startswith(_FORMULA) else None)

    def _new_page(self, table: Table, part: int = 0) -> Worksheet:
        page = self._book.add_worksheet(f"{table.name} ({part + 1})" if part else table.name)
        page.freeze_panes(1, 1)
        for at, column in enumerate(table.columns):
            named = column.refers or column.name == "id" or column.form == "uri-reference"
            wide = column.type is Type.STRING and column.name.endswith(("_zh", "_en"))
            page.set_column(at, at, 40 if wide else 28 if named else 14)
        for at, column in enumerate(table.columns):
            page.write_string(0, at, column.name, self._head)
            page.write_comment(0, at, f"{column.en}.\n{column.zh}。", {"x_scale": 2})
        return page

    def _write_readme(self, page: Worksheet, about: About) -> None:
        page.set_column(0, 0, 22)
        page.set_column(1, 1, 100)
        page.write_string(0, 0, about.values["title_en"], self._bold)
        at = 1
        for name, value in about.facts().items():
            page.write_string(at, 0, name)
            if value.startswith(_HTTP):
                page.write_url(at, 1, value)
            else:
                page.write_string(at, 1, value)
            at += 1
        for line, table in enumerate(TABLES, at + 1):
            page.write_url(line, 0, f"internal:'{table.name}'!A1", self._link, table.name)
            count = f"{about.rows[table.name]:,} rows"
            page.write_string(line, 1, f"{count}. {table.en}. {table.zh}。")

    def _write_codebook(self, page: Worksheet) -> None:
        page.freeze_panes(1, 0)
        for at, width in enumerate((12, 20, 10, 16, 60, 60)):
            page.set_column(at, at, width)
        names = ("table", "column", "type", "unit", "description_en", "description_zh")
        page.write_row(0, 0, names, self._head)
        columns = ((table, column) for table in TABLES for column in table.columns)
        for line, (table, c) in enumerate(columns, 1):
            unit = c.unit or (f"see {c.unit_in}" if c.unit_in else "")
            for at, text in enumerate((table.name, c.name, str(c.type), unit, c.en, c.zh)):
                if text:
                    page.write_string(line, at, text)
