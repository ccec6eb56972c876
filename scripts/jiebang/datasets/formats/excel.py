"""All tables in one Excel workbook, with a README sheet and the codebook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from jiebang.datasets.about import About
from jiebang.datasets.archive import Archive, Blocks
from jiebang.datasets.columns import TABLES
from jiebang.datasets.earlier import Earlier
from jiebang.datasets.formats.sheets import HTTP, SHEET, Book, write_empty, write_row
from jiebang.datasets.kinds import Table
from jiebang.datasets.outlines import Group
from jiebang.datasets.stage import WORKBOOK, Stage

MOST_ROWS = 1_048_576  # Excel's own limit
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
        sheets = write_empty(self._stage, empty, about, parts)
        linked = about.base.startswith(HTTP)
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
                links = shares if linked and _has_links(table) else []
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


def _has_links(table: Table) -> bool:
    """Whether a column of it holds addresses. A list of links that is empty is no valid sheet."""
    return any(column.form == "uri-reference" for column in table.columns)


def _halves(sheet: str, rows: int) -> tuple[str, str]:
    """A sheet without rows, before the first one's place and after it; it says how far it goes."""
    head, _, tail = sheet.partition("</sheetData>")
    return re.sub(r'(<dimension ref="A1:[A-Z]+)1"', rf'\g<1>{rows + 1}"', head, count=1), tail


def _render(stage: Stage, group: Group, shares: Sequence[_Share]) -> Iterator[tuple[str, str, str]]:
    """Of each share: its rows, its links and where these lead, as XML."""
    made = io.BytesIO()
    book = Book(stage, made)
    for share in shares:
        page = book.book.add_worksheet()
        records = [r for piece in group.pieces for r in piece.rows.get(share.table.name, ())]
        for at, record in enumerate(records[share.first : share.first + share.rows], share.row):
            write_row(book, page, at, share.table, record)
    book.close()
    with zipfile.ZipFile(made) as found:
        names = set(found.namelist())
        for number in range(1, len(shares) + 1):
            sheet = found.read(SHEET.format(number)).decode()
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
