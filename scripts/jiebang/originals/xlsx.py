"""XLSX → lines: a row a line, its cells parted by tabs; sheets one after another.

A cell is shown as its number format shows it, where that is a plain one; else as it is stored,
and the notes say so.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.original import BREAK, HIDDEN, Lines, Original
from jiebang.originals.package import open_zip, xml_of

_N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAX_COLUMNS, _MAX_CELLS = 200, 500_000
_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
             14: "yyyy/m/d", 31: "yyyy年m月d日", 49: "@", 57: "yyyy年m月"}  # fmt: skip
_NUMBER = re.compile(r"(?P<group>#,##)?0(?P<places>\.0+)?(?P<percent>%?)(?:_[ )])?")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$-[^\]]*\]')
_DATE = re.compile(
    r"[yY]{2,4}(?P<a>[-/年.])[mM]{1,2}(?:(?P<b>[-/月.])(?:[dD]{1,2}(?P<c>日?))?)?(?:;@)?"
)


def read_xlsx(data: bytes, where: str) -> Original:
    """The text of a spreadsheet.

    Raises:
        InputError: it is broken, encrypted, or beyond the limits.
    """
    archive = open_zip(data, where, "spreadsheet")

    def part(name: str) -> _Element | None:
        return xml_of(archive, name, where, "spreadsheet")

    book, relations = part("xl/workbook.xml"), part("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        raise InputError("a spreadsheet without a sheet", where, "save it again")
    places = {str(r.get("Id")): str(r.get("Target", "")).lstrip("/") for r in relations}
    settings = book.find(f"{_N}workbookPr")
    of_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    cells = _Cells(part("xl/sharedStrings.xml"), part("xl/styles.xml"), of_1904)
    lines = Lines()
    for sheet in book.iter(f"{_N}sheet"):
        target = places.get(str(sheet.get(_ID)), "")
        name = target if target.startswith("xl/") else posixpath.normpath(f"xl/{target}")
        root = part(name)
        rows = [] if root is None else list(cells.rows(root, where))
        if sheet.get("state", "visible") != "visible":
            for row in rows:
                lines.leave_out("  ".join(filter(None, row)).replace(BREAK, " "), HIDDEN)
            continue
        if lines.lines and rows:
            lines.blank(2)
        lines.add_table(rows)
    for format_code in sorted(cells.unread):
        lines.note(f"a number format that is not read, its cells shown as stored: {format_code}")
    return lines.finish("xlsx")


class _Cells:
    """Reads cells: shared texts, and the formats of numbers."""

    def __init__(self, shared: _Element | None, styles: _Element | None, of_1904: bool) -> None:
        self._shared = [] if shared is None else [_text(s) for s in shared.iter(f"{_N}si")]
        self._formats = _formats(styles)
        self._first = date(1904, 1, 1) if of_1904 else date(1899, 12, 30)
        self.unread: set[str] = set()

    def rows(self, sheet: _Element, where: str) -> Iterator[list[str]]:
        """The rows that have a text, as wide as their last cell that has."""
        seen = 0
        for row in sheet.iter(f"{_N}row"):
            cells: list[str] = []
            for cell in row.iter(f"{_N}c"):
                place = _PLACE.fullmatch(str(cell.get("r", "")))
                column = _column(place[1]) if place else len(cells)
                if column >= _MAX_COLUMNS or seen > _MAX_CELLS:
                    raise InputError("a spreadsheet of too many cells", where, "cut it in parts")
                seen += 1
                cells += [""] * (column - len(cells))
                cells[column:] = [self._shown(cell).replace("\n", BREAK)]
            if any(cells):
                yield cells

    def _shown(self, cell: _Element) -> str:
        kind, inline = cell.get("t", "n"), cell.find(f"{_N}is")
        if inline is not None:
            return _text(inline)
        value = cell.findtext(f"{_N}v") or ""
        if kind == "s":
            at = int(value) if value.isascii() and value.isdigit() else len(self._shared)
            return self._shared[at] if at < len(self._shared) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self._number(value, str(cell.get("s", "0"))) if kind == "n" and value else value

    def _number(self, value: str, style: str) -> str:
        code = self._formats.get(style, "General")
        try:
            number = Decimal(value)
            if abs(number.adjusted()) > 30:
                return value
        except InvalidOperation:
            return value
        if (written := _written(number, code)) is not None:
            return written
        if _DATE.fullmatch(code) and 1 <= number < 2_900_000:
            return _dated(self._first + timedelta(days=int(number)), code)
        self.unread.add(code)
        return _plain(number)


def _written(number: Decimal, code: str) -> str | None:
    """A number in a plain format; None for another."""
    if code in ("General", "@", ""):
        return _plain(number)
    form = _NUMBER.fullmatch(code)
    if form is None:
        return None
    places = len(form["places"] or ".") - 1
    number = number * 100 if form["percent"] else number
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:{',' if form['group'] else ''}f}{form['percent']}"


def _plain(number: Decimal) -> str:
    """As Excel shows a number that has no format: at most eleven figures behind the point."""
    rounded = number.quantize(Decimal(1).scaleb(-11), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".") or "0"


def _dated(day: date, code: str) -> str:
    form = _DATE.fullmatch(code)
    assert form is not None
    shown = f"{day.year}{form['a']}{day.month}{form['b'] or ''}"
    return f"{shown}{day.day}{form['c']}" if form["c"] is not None else shown


def _formats(styles: _Element | None) -> dict[str, str]:
    """The format of each style of cells, by its number."""
    if styles is None:
        return {}
    own = {
        int(f.get("numFmtId", "0")): _QUOTED.sub(r"\1\2", str(f.get("formatCode", "")))
        for f in styles.iter(f"{_N}numFmt")
        if str(f.get("numFmtId", "")).isdecimal()
    }
    cells = styles.find(f"{_N}cellXfs")
    found: dict[str, str] = {}
    for at, style in enumerate(cells if cells is not None else ()):
        number = str(style.get("numFmtId", "0"))
        code = int(number) if number.isdecimal() else 0
        found[str(at)] = own.get(code) or _BUILT_IN.get(code, f"built-in {code}")
    return found


def _text(parent: _Element) -> str:
    """The runs of a text, without the readings of its characters."""
    skipped = {id(t) for phonetic in parent.iter(f"{_N}rPh") for t in phonetic.iter(f"{_N}t")}
    return "".join(t.text or "" for t in parent.iter(f"{_N}t") if id(t) not in skipped)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
