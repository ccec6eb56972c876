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
from jiebang.originals.package import Package

_N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_MAX_COLUMNS, _MAX_CELLS = 200, 500_000
_BUILT_IN = {
    "0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%",
    "10": "0.00%", "14": "yyyy/m/d", "31": "yyyy年m月d日", "49": "@", "57": "yyyy年m月",
}  # fmt: skip
_NUMBER = re.compile(r"(?P<group>#,##)?0(?P<places>\.0+)?(?P<percent>%?)(?:_[ )])?")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$-[^\]]*\]')
_DATE = re.compile(r"[yY]{2,4}([-/年.])[mM]{1,2}(?:([-/月.])(?:([dD]{1,2})(日?))?)?(?:;@)?")
_PLAIN = Decimal(1).scaleb(-11)  # Excel shows at most eleven figures behind the point


def read_xlsx(data: bytes, where: str) -> Original:
    """The text of a spreadsheet.

    Raises:
        InputError: it is broken, encrypted, or beyond the limits.
    """
    package = Package(data, where, "spreadsheet")
    book, relations = (package.xml(f"xl/{n}") for n in ("workbook.xml", "_rels/workbook.xml.rels"))
    if book is None or relations is None:
        raise InputError("a spreadsheet without a sheet", where, "save it again")
    places = {str(r.get("Id")): str(r.get("Target", "")) for r in relations}
    cells, lines = _Cells(package, book), Lines()
    for sheet in book.iter(f"{_N}sheet"):
        # A target stands beside the workbook, or from the root on.
        target = posixpath.normpath(posixpath.join("/xl", places.get(str(sheet.get(_ID)), "")))
        root = package.xml(target.lstrip("/"))
        rows = [] if root is None else list(cells.rows(root, where))
        if sheet.get("state", "visible") != "visible":
            for row in rows:
                lines.leave_out("  ".join(filter(None, row)).replace(BREAK, " "), HIDDEN)
            continue
        if lines.lines and rows:
            lines.blank(2)
        lines.add_table(rows)
    for code in sorted(cells.unread):
        lines.note(f"a number format that is not read, its cells shown as stored: {code}")
    return lines.finish("xlsx")


class _Cells:
    """Reads cells: shared texts, and the formats of numbers."""

    def __init__(self, package: Package, book: _Element) -> None:
        shared, styles = (package.xml(f"xl/{n}.xml") for n in ("sharedStrings", "styles"))
        self._shared = [] if shared is None else [_text(s) for s in shared.iter(f"{_N}si")]
        self._formats = {} if styles is None else _formats(styles)
        of_1904 = any(e.get("date1904") in ("1", "true") for e in book.iter(f"{_N}workbookPr"))
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
        return self._number(value, str(cell.get("s", "0"))) if kind == "n" else value

    def _number(self, value: str, style: str) -> str:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        if not number.is_finite() or abs(number.adjusted()) > 30:
            return value
        code = self._formats.get(style, "General")
        plain = f"{number.quantize(_PLAIN, ROUND_HALF_UP):f}".rstrip("0").rstrip(".") or "0"
        if form := _NUMBER.fullmatch(code):
            places = Decimal(1).scaleb(1 - len(form["places"] or "."))
            number = (number * 100 if form["percent"] else number).quantize(places, ROUND_HALF_UP)
            return f"{number:{',' if form['group'] else ''}f}{form['percent']}"
        if (form := _DATE.fullmatch(code)) and 1 <= number < 2_900_000:
            day = self._first + timedelta(days=int(number))
            shown = f"{day.year}{form[1]}{day.month}{form[2] or ''}"
            return f"{shown}{day.day}{form[4]}" if form[3] else shown
        if code not in ("General", "@", ""):
            self.unread.add(code)
        return plain


def _formats(styles: _Element) -> dict[str, str]:
    """The format of each style of cells, by its number."""
    own = {
        f.get("numFmtId"): _QUOTED.sub(r"\1\2", str(f.get("formatCode", "")))
        for f in styles.iter(f"{_N}numFmt")
    }
    used = (str(style.get("numFmtId", "0")) for style in styles.iterfind(f"{_N}cellXfs/{_N}xf"))
    return {
        str(at): own.get(code) or _BUILT_IN.get(code, f"built-in {code}")
        for at, code in enumerate(used)
    }


def _text(parent: _Element) -> str:
    """The runs of a text, without the readings of its characters."""
    return "".join(
        t.text or "" for t in parent.iter(f"{_N}t") if next(t.iterancestors()).tag != f"{_N}rPh"
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
