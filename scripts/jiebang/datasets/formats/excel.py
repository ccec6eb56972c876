"""All tables in one Excel workbook, with a README sheet and the codebook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from jiebang.datasets.about import About
from jiebang.datasets.archive import Archive, Blocks
from jiebang.datasets.columns import TABLES
from jiebang.datasets.earlier import Earlier
from jiebang.datasets.kinds import LIST_SEPARATOR, Column, Table, Type
from jiebang.datasets.outlines import Group
from jiebang.datasets.stage import WORKBOOK, Stage
from jiebang.datasets.writers import json_value

# Excel's own limits.
MOST_ROWS, MOST_CHARACTERS, MOST_LINKS = 1_048_576, 32_767, 65_530
_CUT = " … [cut: see the CSV]"
# What a spreadsheet runs as a formula once the cell is edited or saved as CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# xlsxwriter says nothing of its types.
Worksheet = Any
_EPOCH = datetime(1980, 1, 1)
_SHEET = "xl/worksheets/sheet{}.xml"
_RELATIONS = "xl/worksheets/_rels/sheet{}.xml.rels"
_RELATIONS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
_LINK = re.compile(r'<hyperlink ref="([A-Z]+[0-9]+)" r:id="(rId[0-9]+)"[^>]*/>')
_RELATION = re.compile(r'<Relationship Id="(rId[0-9]+)"[^>]*/>')


@dataclass(frozen=True, slots=True)
class _Share:
    """Rows of a group that stand in one sheet.

    `part` is the sheet of the table, from 0; `first` the first of them among the group's
    rows of the table, `row` that row in the sheet, from 0 for the one below the head.
    """

    group: str
    table: Table
    part: int
    first: int
    row: int
    rows: int

    def key(self, kind: str) -> str:
        return f"{self.group} {self.table.name} {self.first} {self.row} {kind}"


def _shares(group: Group) -> Iterator[_Share]:
    full = MOST_ROWS - 1
    for table in TABLES:
        first, rows = 0, group.rows[table.name]
        while first < rows:
            part, row = divmod(group.start[table.name] + first, full)
            here = min(rows - first, full - row)
            yield _Share(group.key, table, part, first, row, here)
            first += here


_HTTP = ("https://", "http://")
_KINDS = ("rows", "links", "relations")


def known(earlier: Earlier) -> Blocks:
    """The blocks of the earlier workbook, if it is what it was."""
    return earlier.made.workbook if earlier.has(WORKBOOK) else {}


def covers(blocks: Blocks, group: Group) -> bool:
    """Whether the rows of a group stand in a workbook where they shall stand."""
    return all(share.key("rows") in blocks for share in _shares(group))


class Excel:
    """A sheet a table; one that is full goes on in a second.

    xlsxwriter writes a workbook without rows, and for each group a small one with its rows
    where they stand in the end. Put together they are the workbook; groups that stand
    where they stood are taken from the earlier one.
    """

    def __init__(self, stage: Stage, earlier: Earlier) -> None:
        self._stage, self._earlier = stage, earlier
        self._known = known(earlier)
        self._shares: list[_Share] = []
        self._made: dict[str, tuple[int, int]] = {}
        self._spool: BinaryIO = (stage.scratch / "rows.xml").open("w+b")

    def add(self, group: Group) -> None:
        shares = list(_shares(group))
        self._shares += shares
        if covers(self._known, group):
            return
        for share, texts in zip(shares, _render(self._stage, group, shares), strict=True):
            for kind, text in zip(_KINDS, texts, strict=True):
                data = text.encode()
                self._made[share.key(kind)] = (self._spool.tell(), len(data))
                self._spool.write(data)

    def finish(self, about: About) -> Blocks:
        """Put the workbook together; returns the blocks it is made of."""
        parts = dict.fromkeys(TABLES, 1)
        for share in self._shares:
            parts[share.table] = max(parts[share.table], share.part + 1)
        empty = io.BytesIO()
        sheets = _write_empty(self._stage, empty, about, parts)
        linked = about.base.startswith(_HTTP)
        with (
            zipfile.ZipFile(empty) as source,
            Archive(
                self._stage.data / WORKBOOK, self._earlier.find(WORKBOOK), self._known
            ) as target,
        ):
            for name in source.namelist():
                if name not in sheets:
                    with target.member(name) as member:
                        member.write(source.read(name))
                    continue
                table, part = sheets[name]
                shares = [s for s in self._shares if s.table is table and s.part == part]
                head, tail = _halves(source.read(name).decode(), sum(s.rows for s in shares))
                links = shares if linked else []
                with target.member(name) as member:
                    member.write(head.encode())
                    for share in shares:
                        member.block(*self._block(share, "rows"))
                    member.write(b"</sheetData>" + b"<hyperlinks>" * bool(links))
                    for share in links:
                        member.block(*self._block(share, "links"))
                    member.write(b"</hyperlinks>" * bool(links) + tail.encode())
                if not links:
                    continue
                with target.member(name.replace("sheets/", "sheets/_rels/") + ".rels") as member:
                    member.write(_RELATIONS_HEAD.encode())
                    for share in links:
                        member.block(*self._block(share, "relations"))
                    member.write(b"</Relationships>")
        self._spool.close()
        return target.blocks

    def _block(self, share: _Share, kind: str) -> tuple[str, Callable[[], bytes]]:
        key = share.key(kind)

        def read() -> bytes:
            at, size = self._made[key]
            self._spool.seek(at)
            return self._spool.read(size)

        return key, read


def _halves(sheet: str, rows: int) -> tuple[str, str]:
    """A sheet without rows, before the first one's place and after it; it says how far it goes."""
    head, _, tail = sheet.partition("</sheetData>")
    return re.sub(r'(<dimension ref="A1:[A-Z]+)1"', rf'\g<1>{rows + 1}"', head, count=1), tail


class _Book:
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


def _render(stage: Stage, group: Group, shares: Sequence[_Share]) -> Iterator[tuple[str, str, str]]:
    """Of each share: its rows, its links and where these lead, as XML."""
    made = io.BytesIO()
    book = _Book(stage, made)
    for share in shares:
        page = book.book.add_worksheet()
        records = [r for piece in group.pieces for r in piece.rows.get(share.table.name, ())]
        for at, record in enumerate(records[share.first : share.first + share.rows], share.row):
            _write_row(book, page, at, share.table, record)
    book.close()
    with zipfile.ZipFile(made) as found:
        names = set(found.namelist())
        for number in range(1, len(shares) + 1):
            sheet = found.read(_SHEET.format(number)).decode()
            rows = sheet.partition("<sheetData>")[2].partition("</sheetData>")[0]
            relations = _RELATIONS.format(number)
            wanted = found.read(relations).decode() if relations in names else ""
            yield (rows, *_links(sheet, wanted))


def _links(sheet: str, relations: str) -> tuple[str, str]:
    """The links of a sheet and where they lead, named by their cells: one name a sheet."""
    cells = {name: cell for cell, name in _LINK.findall(sheet)}
    links = (_named(link, cells) for link in _LINK.finditer(sheet))
    return "".join(links), "".join(_named(link, cells) for link in _RELATION.finditer(relations))


def _named(found: re.Match[str], cells: Mapping[str, str]) -> str:
    name = next(group for group in found.groups() if group.startswith("rId"))
    return found[0].replace(f'"{name}"', f'"{cells[name]}"', 1)


def _write_row(
    book: _Book, page: Worksheet, at: int, table: Table, row: Mapping[str, object]
) -> None:
    for column, found in enumerate(table.columns):
        value = json_value(found, row)
        if isinstance(value, int | float):
            page.write_number(at + 1, column, value)
        elif value:
            _write_text(book, page, at, column, found, value)


def _write_text(
    book: _Book, page: Worksheet, at: int, place: int, column: Column, value: object
) -> None:
    text = LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
    # A table has one column of links at most.
    if column.form == "uri-reference" and text.startswith(_HTTP) and at < MOST_LINKS:
        page.write_url(at + 1, place, text, book.link)
        return
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
    style = book.quoted if text.startswith(_FORMULA) else None
    page.write_string(at + 1, place, text, style)


def _write_empty(
    stage: Stage, target: BinaryIO, about: About, parts: Mapping[Table, int]
) -> dict[str, tuple[Table, int]]:
    """The workbook without rows; returns the sheets of tables: which one, which part of it."""
    made = _Book(stage, target)
    made.book.set_properties(
        {"title": "Jiebang", "author": "Jiebang contributors", "created": _EPOCH}
    )
    _write_readme(made, about)
    _write_codebook(made)
    sheets: dict[str, tuple[Table, int]] = {}
    for table in TABLES:
        for part in range(parts[table]):
            _new_sheet(made, table, part)
            sheets[_SHEET.format(len(made.book.worksheets()))] = (table, part)
    made.close()
    return sheets


def _write_readme(made: _Book, about: About) -> None:
    sheet = made.book.add_worksheet("README")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, about.title, made.bold)
    at = 1
    for name, value in about.facts():
        sheet.write_string(at, 0, name)
        if value.startswith(_HTTP):
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


def _new_sheet(made: _Book, table: Table, part: int) -> None:
    page = made.book.add_worksheet(f"{table.name} ({part + 1})" if part else table.name)
    page.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        wide = column.type is Type.STRING and column.name.endswith(("_zh", "_en"))
        page.set_column(at, at, 40 if wide else 14)
    for at, column in enumerate(table.columns):
        page.write_string(0, at, column.name, made.head)


def _write_codebook(made: _Book) -> None:
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
