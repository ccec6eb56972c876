"""XLSX → lines: a row a line, its cells parted by tabs; sheets one after another.

What stands in one cell above or below a table, as titles and notes do, is a line of text.

A cell is shown as its number format shows it, where that is a plain one; else as it is stored,
and the notes say so.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.original import BREAK, HIDDEN, STRUCK, Lines, Original, read_whole, shifted
from jiebang.originals.package import OfficePackage
from jiebang.text.words import load_words

_N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ON = ("1", "true")
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")  # a character that XML cannot hold
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_MAX_COLUMNS, _MAX_CELLS = 200, 500_000
_RULED = 2  # rows with a border that show where a table ends; one is its head
# A lone cell that goes on with no other: a sum, a note, a date.
_REST = re.compile(
    r"\s*(?:[合总共小]计|[备附]?注[:：]?|说明|[0-9.,]+\s*(?:万?元)?$|[0-9〇一二]{4}\s*[年/.-])"
)
_BUILT_IN = {
    "0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%",
    "10": "0.00%", "14": "yyyy/m/d", "31": "yyyy年m月d日", "49": "@", "57": "yyyy年m月",
}  # fmt: skip
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\[\$-[^\]]*\]')  # _) is a blank as wide as )
_WORDS = r'((?:"[^"]*"|\\.|_.|[¥￥$ ])*)'  # of a format, beside its number
_NUMBER = re.compile(rf"{_WORDS}(#,##)?0(\.0+)?(%?){_WORDS}")
_DATE = re.compile(r"[yY]{2,4}([-/年.])[mM]{1,2}(?:([-/月.])(?:([dD]{1,2})(日?))?)?(?:;@)?")
_PLACES = 11  # Excel shows at most so many figures behind the point
_LARGEST = 30  # the power of ten up to which a number is formatted
_EXACT = Context(prec=2 * _LARGEST, rounding=ROUND_HALF_UP)
_STORED = Context(prec=15)  # figures that Excel keeps: 2.6749999999999998 is its 2.675


def read_xlsx(data: bytes, where: str) -> Original:
    """The text of a spreadsheet.

    Raises:
        InputError: it is broken, encrypted, or beyond the limits.
    """
    package = OfficePackage(data, where, "spreadsheet")
    book, relations = (package.xml(f"xl/{n}") for n in ("workbook.xml", "_rels/workbook.xml.rels"))
    sheets = list(book.iter(f"{_N}sheet"))
    if not sheets:
        raise InputError("a spreadsheet without a sheet", where, "save it again")
    places = {str(r.get("Id")): str(r.get("Target", "")) for r in relations}
    cells, lines = _Cells(package, book), Lines()
    for sheet in sheets:
        # A target stands beside the workbook, or from the root on.
        target = posixpath.normpath(posixpath.join("/xl", places.get(str(sheet.get(_ID)), "")))
        root = package.xml(target.lstrip("/"))
        found = list(cells.rows(root, sheet.get("state", "visible") != "visible"))
        rows, hidden = ([row for row in found if row.hidden is of] for of in (False, True))
        columns = _hidden_columns(root)
        apart = [row.cells for row in hidden]
        apart += [[row.cells[at] for row in rows if at < len(row.cells)] for at in sorted(columns)]
        for texts in apart:
            lines.leave_out("  ".join(filter(None, texts)).replace(BREAK, " "), HIDDEN)
        for row in rows:
            row.cells = [cell for at, cell in enumerate(row.cells) if at not in columns]
        if lines.rows and rows:
            lines.part()
        for are_lines, part in _parts(rows):
            if are_lines:
                for texts in part:
                    lines.add("".join(texts).replace(BREAK, "\n"))
            else:
                lines.add_table(part)
    for text in cells.struck:
        lines.leave_out(text, STRUCK)
    if cells.unknown:
        lines.note(f"formulas without a value: {cells.unknown}")
    for code in sorted(cells.unread):
        lines.note(f"a number format that is not read, its cells shown as stored: {code}")
    return lines.finish("xlsx")


@dataclass
class _Row:
    """A row that has a text: whether one of its cells has a border, and one above it no text."""

    cells: list[str]
    hidden: bool
    bordered: bool
    parted: bool


def _parts(rows: list[_Row]) -> Iterator[tuple[bool, list[list[str]]]]:
    """The cells of rows that are one table, and of those above and below it, which are lines.

    Where no row has a border, nothing parts the tables of a sheet.
    """
    ruled = any(row.bordered for row in rows)
    numbers = accumulate(ruled and row.parted for row in rows)
    for _, numbered in groupby(zip(numbers, rows, strict=True), itemgetter(0)):
        part = [row for _, row in numbered]
        for are_lines, own in groupby(zip(_are_lines(part), part, strict=True), itemgetter(0)):
            yield are_lines, [row.cells for _, row in own]


def _are_lines(rows: list[_Row]) -> Iterator[bool]:
    """Of each row whether it is a line of text: above or below the table, one cell, no border.

    So is one right above the table's head, where that comes again. Below a table that no border
    ends it is one in the first column, or if it says so (合计, a note, a date, a signature): else
    it goes on with the row above it.
    """
    filled = [[at for at, cell in enumerate(row.cells) if cell] for row in rows]
    table = [at for at, row in enumerate(rows) if row.bordered]
    if len(table) < _RULED:
        table = [at for at, row in enumerate(rows) if row.bordered or len(filled[at]) > 1]
    first, last = (table[0], table[-1]) if table else (len(rows), len(rows))
    left = min((filled[at][0] for at in table if filled[at]), default=0)
    closed = bool(table) and rows[last].bordered
    head = next((rows[at].cells for at in table if len(filled[at]) > 1), None)
    titles: set[int] = set()
    for above, at in reversed(list(pairwise(range(first, len(rows))))):
        if rows[at].cells == head or at in titles:
            titles |= {above} if len(filled[above]) == 1 and not rows[above].bordered else set()
    for at, cells in enumerate(filled):
        alone = closed or (cells and (cells[0] <= left or _is_apart(rows[at].cells[cells[0]])))
        below = at > last and bool(alone)
        yield len(cells) == 1 and (at < first or below or at in titles)


def _is_apart(text: str) -> bool:
    """Whether a lone cell is a sum, a note, a date or a signature, whatever column it is in."""
    offices = tuple(load_words("outline")["offices"])
    return bool(_REST.match(text)) or text.strip().endswith(offices)


class _Cells:
    """Reads cells: shared texts, and the formats of numbers."""

    def __init__(self, package: OfficePackage, book: _Element) -> None:
        self.where, self.seen = package.where, 0
        shared, styles = (package.xml(f"xl/{n}.xml") for n in ("sharedStrings", "styles"))
        self.unread: set[str] = set()
        self.unknown = 0  # formulas that nobody has worked out
        self.struck: list[str] = []
        self._shared = {str(at): each for at, each in enumerate(shared.iter(f"{_N}si"))}
        own = {f.get("numFmtId"): str(f.get("formatCode", "")) for f in styles.iter(f"{_N}numFmt")}
        fonts = [_is_struck(font) for font in styles.iterfind(f"{_N}fonts/{_N}font")]
        self._formats: dict[str, str] = {}
        borders = [
            any(side.get("style", "none") != "none" for side in border)
            for border in styles.iterfind(f"{_N}borders/{_N}border")
        ]
        self._crossed: set[str] = set()  # the styles of cells that are struck out
        self._bordered: set[str] = set()
        for at, style in enumerate(styles.iterfind(f"{_N}cellXfs/{_N}xf")):
            code = str(style.get("numFmtId", "0"))
            self._formats[str(at)] = own.get(code) or _BUILT_IN.get(code, f"built-in {code}")
            if any(fonts[read_whole(style.get("fontId"), 0) :][:1]):
                self._crossed.add(str(at))
            if any(borders[read_whole(style.get("borderId"), 0) :][:1]):
                self._bordered.add(str(at))
        of_1904 = any(e.get("date1904") in _ON for e in book.iter(f"{_N}workbookPr"))
        self._first = date(1904, 1, 1) if of_1904 else date(1899, 12, 30)

    def rows(self, sheet: _Element, hidden: bool) -> Iterator[_Row]:
        """The rows that have a text."""
        last = 0
        for row in sheet.iter(f"{_N}row"):
            cells: list[str] = []
            bordered = False
            for cell in row.iter(f"{_N}c"):
                bordered |= cell.get("s") in self._bordered
                place = _PLACE.fullmatch(str(cell.get("r", "")))
                column = _column(place[1]) if place else len(cells)
                self.seen += 1
                if column >= _MAX_COLUMNS or self.seen > _MAX_CELLS:
                    what = "a spreadsheet of too many cells"
                    raise InputError(what, self.where, "cut it in parts")
                cells += [""] * (column - len(cells))
                shown = self._shown(cell)
                if cell.get("s") in self._crossed:
                    self.struck.append(shown)
                    shown = ""
                cells[column:] = [shown.replace("\n", BREAK)]
            number = read_whole(row.get("r"), last + 1)
            if any(cells):
                yield _Row(cells, hidden or row.get("hidden") in _ON, bordered, number > last + 1)
            if any(cells) or bordered:
                last = number

    def _shown(self, cell: _Element) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{_N}v") or ""
        text = self._shared.get(value) if kind == "s" else None if value else cell.find(f"{_N}is")
        if text is not None or kind == "s":
            return "" if text is None else self._text(text)
        self.unknown += not value and cell.find(f"{_N}f") is not None
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        code = self._formats.get(str(cell.get("s", "0")), "General")
        return self._number(value, code) if kind == "n" else value

    def _text(self, parent: _Element) -> str:
        """The runs of a text, raised or lowered as they are, without readings of characters."""
        text = parent.findtext(f"{_N}t") or ""
        for run in () if text else parent.iterfind(f"{_N}r"):
            own, shift = run.findtext(f"{_N}t") or "", run.find(f"{_N}rPr/{_N}vertAlign")
            if any(map(_is_struck, run.iterfind(f"{_N}rPr"))):
                self.struck.append(own)
            else:
                text += shifted(own, "" if shift is None else shift.get("val", ""))
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r", "")

    def _number(self, value: str, code: str) -> str:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        if not number.is_finite() or abs(number.adjusted()) > _LARGEST:
            return value
        if "." in value:
            number = _STORED.plus(number)
        # The first part of several is for what is above zero; the others are not read.
        if form := _NUMBER.fullmatch(code.partition(";")[0] if number > 0 else code):
            before, group, places, percent, after = (part or "" for part in form.groups())
            shown = _rounded(number * (100 if percent else 1), max(len(places) - 1, 0), group)
            before, after = (_QUOTED.sub(r"\1\2", words) for words in (before, after))
            return f"{before}{shown}{percent}{after}"
        if (form := _DATE.fullmatch(_QUOTED.sub(r"\1\2", code))) and 1 <= number < 2_900_000:
            day = self._first + timedelta(days=int(number))
            shown = f"{day.year}{form[1]}{day.month}{form[2] or ''}"
            return f"{shown}{day.day}{form[4]}" if form[3] else shown
        if code not in ("General", "@", ""):
            self.unread.add(code)
        return _rounded(number, _PLACES).rstrip("0").rstrip(".") or "0"


def _rounded(number: Decimal, places: int, group: str | None = None) -> str:
    shown = number.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return f"{shown:{',' if group else ''}f}"


def _is_struck(properties: _Element) -> bool:
    strike = properties.find(f"{_N}strike")
    return strike is not None and strike.get("val", "1") in _ON


def _hidden_columns(sheet: _Element) -> set[int]:
    found = (c for c in sheet.iterfind(f"{_N}cols/{_N}col") if c.get("hidden") in _ON)
    ends = ((read_whole(c.get("min"), 1), read_whole(c.get("max"), 0)) for c in found)
    return {at - 1 for first, last in ends for at in range(first, min(last, _MAX_COLUMNS) + 1)}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
