"""All tables in one Excel workbook, with a README sheet and the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from jiebang.datasets.about import About
from jiebang.datasets.columns import LIST_SEPARATOR, TABLES, Column, DataTable, Type, read_rows
from jiebang.datasets.fill import templates
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
Sheet = Any
Formats = Mapping[str, Any]


def write_workbook(stage: Stage, about: About) -> None:
    """Write a sheet a table; one that is full goes on in another, at the end.

    In constant memory each sheet is written row by row, in order.
    """
    options = {"constant_memory": True, "tmpdir": str(stage.scratch)}
    options |= dict.fromkeys(
        ("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False
    )
    book = xlsxwriter.Workbook(str(stage.data / WORKBOOK), options)
    project = about.project
    book.set_properties(
        {"title": project.title.en, "author": project.publisher.en, "created": _EPOCH}
    )
    shown = templates("descriptions")["excel"]
    formats = {name: book.add_format(how) for name, how in shown.items()}
    formats["link"] = book.get_default_url_format()
    _write_readme(book.add_worksheet("README"), about, formats)
    _write_codebook(book.add_worksheet("codebook"), formats)
    sheets = {table.name: [_new_sheet(book, table, table.name, formats)] for table in TABLES}
    for table in TABLES:
        rows, own = about.rows[table.name], sheets[table.name]
        for part in range(1, -(-rows // (MOST_ROWS - 1))):
            own.append(_new_sheet(book, table, f"{table.name} ({part + 1})", formats))
        own[0].autofilter(0, 0, min(rows, MOST_ROWS - 1), len(table.columns) - 1)
        following = read_rows(stage.data, table)
        for sheet in own:
            for at, row in enumerate(islice(following, MOST_ROWS - 1), 1):
                for place, column in enumerate(table.columns):
                    _write_cell(sheet, at, place, column, row[column.name], formats)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from None  # a full disk, as what it is: an OSError


def _write_cell(
    sheet: Sheet, at: int, place: int, column: Column, value: object, formats: Formats
) -> None:
    if isinstance(value, int | float):
        # Money with separators, years and counts without, decimals as far as they go.
        whole = isinstance(value, int) and abs(value) < _LONG
        shown = "whole" if whole else "decimal" if _SMALL <= abs(value) < _LONG else ""
        form = formats.get("money" if column.unit == "CNY" else shown)
        sheet.write_number(at, place, value, form)
        return
    if not value:
        return
    text = LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
    # A table has one column of links at most.
    if column.form == "uri-reference" and text.startswith(_HTTP) and at <= MOST_LINKS:
        sheet.write_url(at, place, text, formats["link"])
        return
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
    sheet.write_string(at, place, text, formats["quoted"] if text.startswith(_FORMULA) else None)


def _new_sheet(book: Any, table: DataTable, name: str, formats: Formats) -> Sheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        named = column.refers or column.name == "id" or column.form == "uri-reference"
        wide = column.type is Type.STRING and column.name.endswith(("_zh", "_en"))
        sheet.set_column(at, at, 40 if wide else 28 if named else 14)
        sheet.write_string(0, at, column.name, formats["head"])
        sheet.write_comment(0, at, f"{column.en}.\n{column.zh}。", {"x_scale": 2})
    return sheet


def _write_readme(sheet: Sheet, about: About, formats: Formats) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, about.values["title_en"], formats["bold"])
    facts = about.facts()
    for at, (name, value) in enumerate(facts.items(), 1):
        sheet.write_string(at, 0, name)
        (sheet.write_url if value.startswith(_HTTP) else sheet.write_string)(at, 1, value)
    for at, table in enumerate(TABLES, len(facts) + 2):
        sheet.write_url(at, 0, f"internal:'{table.name}'!A1", formats["link"], table.name)
        sheet.write_string(at, 1, f"{about.rows[table.name]:,} rows. {table.described}")


def _write_codebook(sheet: Sheet, formats: Formats) -> None:
    sheet.freeze_panes(1, 0)
    for at, width in enumerate((12, 20, 10, 16, 60, 60)):
        sheet.set_column(at, at, width)
    names = ("table", "column", "type", "unit", "description_en", "description_zh")
    sheet.write_row(0, 0, names, formats["head"])
    columns = ((table, column) for table in TABLES for column in table.columns)
    for line, (table, c) in enumerate(columns, 1):
        unit = c.unit or (f"see {c.unit_in}" if c.unit_in else "")
        sheet.write_row(line, 0, (table.name, c.name, str(c.type), unit, c.en, c.zh))
