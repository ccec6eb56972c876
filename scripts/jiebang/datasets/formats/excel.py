"""All tables in one Excel workbook, with a README sheet and the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Table, Type
from jiebang.datasets.pieces import Piece
from jiebang.datasets.stage import Stage
from jiebang.datasets.writers import json_value

NAME = "jiebang.xlsx"
# Excel's own limits.
MOST_ROWS, MOST_CHARACTERS, MOST_LINKS = 1_048_576, 32_767, 65_530
_CUT = " … [cut: see the CSV]"
# What a spreadsheet runs as a formula once the cell is edited or saved as CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# xlsxwriter says nothing of its types.
Worksheet = Any
_EPOCH = datetime(1980, 1, 1)


class Excel:
    """A sheet a table; one that is full goes on in a second."""

    def __init__(self, stage: Stage) -> None:
        self._book = xlsxwriter.Workbook(
            str(stage.data / NAME),
            {
                "constant_memory": True,
                "tmpdir": str(stage.scratch),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._book.set_properties(
            {"title": "Jiebang", "author": "Jiebang contributors", "created": _EPOCH}
        )
        self._bold = self._book.add_format({"bold": True})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._link = self._book.get_default_url_format()
        self._readme = self._book.add_worksheet("README")
        self._codebook = self._book.add_worksheet("codebook")
        self._sheets = {table.name: _Sheet(self._new_sheet(table, 1)) for table in TABLES}

    def add(self, piece: Piece) -> None:
        for table in TABLES:
            for row in piece.rows.get(table.name, ()):
                sheet = self._sheets[table.name]
                if sheet.next == MOST_ROWS:
                    sheet.part += 1
                    sheet.page, sheet.next = self._new_sheet(table, sheet.part), 1
                    sheet.links = 0
                self._row(sheet, table, row)

    def finish(self, about: About) -> None:
        """Write what is known only at the end, and close the workbook."""
        self._write_codebook()
        sheet = self._readme
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, about.title, self._bold)
        at = 1
        for name, value in about.facts():
            sheet.write_string(at, 0, name)
            if value.startswith(("https://", "http://")):
                sheet.write_url(at, 1, value)
            else:
                sheet.write_string(at, 1, value)
            at += 1
        at += 1
        for table in TABLES:
            sheet.write_url(at, 0, f"internal:'{table.name}'!A1", self._link, table.name)
            count = f"{about.rows[table.name]:,} rows"
            sheet.write_string(at, 1, f"{count}. {table.en}. {table.zh}。")
            at += 1
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # a full disk, as what it is: an OSError

    def _new_sheet(self, table: Table, part: int) -> Worksheet:
        page = self._book.add_worksheet(table.name if part == 1 else f"{table.name} ({part})")
        page.freeze_panes(1, 1)
        for at, column in enumerate(table.columns):
            wide = column.type is Type.STRING and column.name.endswith(("_zh", "_en"))
            page.set_column(at, at, 40 if wide else 14)
        for at, column in enumerate(table.columns):
            page.write_string(0, at, column.name, self._head)
        return page

    def _row(self, sheet: _Sheet, table: Table, row: Mapping[str, object]) -> None:
        for at, column in enumerate(table.columns):
            value = json_value(column, row)
            if isinstance(value, int | float):
                sheet.page.write_number(sheet.next, at, value)
            elif value:
                self._text(sheet, at, column, value)
        sheet.next += 1

    def _text(self, sheet: _Sheet, at: int, column: Column, found: object) -> None:
        text = LIST_SEPARATOR.join(map(str, found)) if isinstance(found, list) else str(found)
        if column.form == "uri-reference" and text.startswith(("https://", "http://")):
            sheet.links += 1
            if sheet.links <= MOST_LINKS:
                sheet.page.write_url(sheet.next, at, text, self._link)
                return
        if len(text) > MOST_CHARACTERS:
            text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
        style = self._quoted if text.startswith(_FORMULA) else None
        sheet.page.write_string(sheet.next, at, text, style)

    def _write_codebook(self) -> None:
        sheet = self._codebook
        sheet.freeze_panes(1, 0)
        for at, width in enumerate((12, 20, 10, 16, 60, 60)):
            sheet.set_column(at, at, width)
        names = ("table", "column", "type", "unit", "description_en", "description_zh")
        for at, name in enumerate(names):
            sheet.write_string(0, at, name, self._head)
        line = 1
        for table in TABLES:
            for c in table.columns:
                unit = c.unit or (f"see {c.unit_in}" if c.unit_in else "")
                for at, text in enumerate((table.name, c.name, str(c.type), unit, c.en, c.zh)):
                    if text:
                        sheet.write_string(line, at, text)
                line += 1


class _Sheet:
    """Where the next row of a table goes."""

    def __init__(self, page: Worksheet) -> None:
        self.page, self.part, self.next, self.links = page, 1, 1, 0
