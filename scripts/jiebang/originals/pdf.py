"""PDF → lines: as printed, in reading order, each with its page; ruled tables as rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

from jiebang.errors import InputError
from jiebang.originals.formats import OCR, ScanError
from jiebang.originals.original import (
    ACROSS,
    EDGE,
    HEADING,
    LEFT_OUT,
    NUMBER,
    Lines,
    Original,
    TextRow,
)
from jiebang.originals.pdf_breaks import (
    browsers,
    counted,
    edges,
    is_furniture,
    join_cell,
    number_column,
    repeated,
    repeated_head,
    second_half,
)
from jiebang.originals.pdf_glyphs import Glyph, Glyphs, covers_page, read_glyphs
from jiebang.originals.pdf_lines import Printed, columns, indent, join_broken, print_lines
from jiebang.originals.pdf_paragraphs import find_headings, find_joins
from jiebang.originals.pdf_rules import Cell, Grid, Rule, find_grids, place_rows, read_rules
from jiebang.text.spaces import join_lines, squash

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNREADABLE = 0.3  # a share of characters that say nothing: the fonts do not tell what they show
_MAX_PAGES = 3000
_LARGE = 1.6  # of the height of a page's text: what lies across it larger is a watermark
_LOW = 0.95  # of the height of its characters: no row of a table is lower
_STAMP = 60  # characters that a page of a scan may have from the program that made it
_FEW = 12
_APPS = re.compile(
    r"扫描(?:全能)?王|CamScanner|全能扫描|扫描宝|Scanned\s*(?:with|by)", re.IGNORECASE
)
# What may be a picture.
_DRAWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)
_DIGITS = re.compile(r"[0-9]+")


def read_pdf(data: bytes, where: str) -> Original:
    """The text of a PDF.

    Raises:
        InputError: it is broken or encrypted, or its pages are pictures of text.
    """
    return PageReader(open_pdf(data, where), where).read()


def open_pdf(data: bytes, where: str) -> Any:
    """PDFium's document; raises InputError where it is broken, encrypted or too long."""
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            remedy = "save it without one, as with: qpdf --password=… --decrypt in.pdf out.pdf"
            raise InputError("encrypted with a password", where, remedy) from None
        raise InputError("a broken PDF", where, "print it to PDF again") from None
    if not 0 < pages <= _MAX_PAGES:
        raise InputError(f"a PDF of {pages} pages", where, "print the part you need")
    return document


# The table that a page ends with, for the rest of it on the next page: which line of the text its
# last row is, where its rules are, its first two rows.
_Ended = tuple[int, Grid, list[list[str]]]


class PageReader:
    """One walk through the pages, with what is counted on the way.

    `recognized` has the characters and rules of pages that are pictures, by index; of one
    that is in it, nothing else is read.
    """

    def __init__(
        self,
        document: Sequence[Any],
        where: str,
        recognized: Mapping[int, tuple[Glyphs, list[Rule]]] | None = None,
    ) -> None:
        self.document, self.where = document, where
        self.recognized = recognized or {}
        self.lines = Lines()
        self.rows = self.lines.rows
        self.characters = self.unreadable = self.radicals = 0
        self.pictures: list[int] = []
        self.stamped: list[tuple[int, str]] = []  # pages that are pictures, and the words on them
        self.edges: list[Printed] = []  # lines that may be running heads and feet, page numbers
        self.across: list[tuple[TextRow, bool]] = []  # lines, and whether they are large
        self.sizes: Counter[float] = Counter()  # of printed lines
        self.printed: list[Printed] = []  # lines outside tables
        self.ended: _Ended | None = None
        # Tables that may go on where one ended: (its last line, their first, rows of head again).
        self.further: list[tuple[int, int, int]] = []

    def read(self) -> Original:
        for index in range(len(self.document)):
            self.lines.page = index + 1
            try:
                self._page(index)
            except pypdfium2.PdfiumError:
                self.lines.note(f"page {index + 1} is broken and was left out")
        self._refuse_pictures()
        rows = self.rows
        # What lies across pages as a watermark does: large, or on several of them.
        times = Counter(row.text for row, _ in self.across)
        across = [row for row, large in self.across if large or times[row.text] > 1]
        around, numbers = browsers(self.edges), counted(self.edges)
        for at in repeated(self.edges) - around:
            rows[at].text = f"\f{rows[at].text}\f"
        for at in around | numbers:
            self.lines.leave_out(rows[at].text, EDGE if at in around else NUMBER, rows[at])
        for row in across:
            self.lines.leave_out(row.text, ACROSS, row)
        for at, level in find_headings(self.printed, self.sizes):
            if not self._is_furniture(at):
                rows[at].text = HEADING * level + rows[at].text.lstrip()
        gone = {*self._join_paragraphs(), *self._join_tables()}
        rows[:] = [row for at, row in enumerate(rows) if at not in gone]
        if self.radicals:
            self.lines.note(f"{self.radicals} radicals read as the characters they stand for")
        if self.pictures:
            many = len(self.pictures)
            shown = ", ".join(map(str, sorted(self.pictures)[:8])) + " …" * (many > 8)
            self.lines.note(f"pictures without text: page{'s' * (many > 1)} {shown}")
        return replace(self.lines.finish("pdf"), pictures=tuple(sorted(self.pictures)))

    def _page(self, index: int) -> None:
        if index in self.recognized:
            self._print_page(*self.recognized[index])
            return
        page = self.document[index]
        found = read_glyphs(page)
        self.characters += len(found.glyphs)
        self.unreadable += found.unreadable
        self.radicals += found.radicals
        if found.glyphs or found.others:
            words = self._print_page(found, read_rules(page, found.turned))
            if len(words) <= _STAMP and covers_page(page):
                self.stamped.append((index + 1, words))
        elif any(True for _ in page.get_objects(filter=_DRAWN, max_depth=4)):
            self.pictures.append(index + 1)

    def _print_page(self, found: Glyphs, rules: list[Rule]) -> str:
        """The lines of a page from its characters and rules; gives its words, without spaces."""
        start, printed = len(self.rows), print_lines(found.glyphs)
        self.sizes.update(line.em for line in printed if line.em)
        self._print(found.glyphs, find_grids(rules))
        self.edges += edges(printed, self.rows, start)
        usual = median(g.height for g in found.glyphs) if found.glyphs else 0.0
        for glyphs in found.others:  # text that runs in another direction, after the page's own
            for line in print_lines(glyphs):
                self.lines.add(line.text)
                self.across.append((self.rows[-1], line.height > _LARGE * usual))
        return squash("".join(line.text for line in printed))

    def _print(self, glyphs: list[Glyph], grids: list[Grid]) -> None:
        """Lines and tables of a page, from its top to its end."""
        ended, self.ended = self.ended, None
        # What stands between two tables is read on its own.
        for grid in sorted(grids, key=lambda grid: grid.top, reverse=True):
            inside, outside = ([g for g in glyphs if grid.holds(g) is of] for of in (True, False))
            # The strokes of large characters of a scan look like rules.
            if inside and grid.top - grid.ys[0] > _LOW * median(g.height for g in inside):
                self._print_text([g for g in outside if g.y > grid.top])
                self._print_table(grid, grid.rows(inside), ended)
                glyphs, ended = [g for g in outside if g.y <= grid.top], None
        self._print_text(glyphs)

    def _print_text(self, glyphs: list[Glyph]) -> None:
        parts = columns(glyphs)
        for part in parts:
            column = len(self.rows) + 1 if len(parts) > 1 else 0
            for line in join_broken(indent(print_lines(part))):
                at, page = len(self.rows), self.lines.page
                self.printed.append(replace(line, at=at, page=page, column=column))
                self.lines.add(line.text, characters=line.characters)

    def _is_furniture(self, *places: int) -> bool:
        """Whether what stands there is no part of the text, or blank."""
        return all(self.rows[at].text[:1] in ("", "\f", LEFT_OUT) for at in places)

    def _join_paragraphs(self) -> Iterator[int]:
        """Join the lines of paragraphs; gives those that have been put to another."""
        text = [
            line
            for line in self.printed
            if not self._is_furniture(line.at)
            and not self.rows[line.at].text.startswith(HEADING)
            and not any(line.characters)
        ]
        for at, further in reversed(find_joins(text)):
            if self._is_furniture(*range(at + 1, further)):
                self.rows[at].text = join_lines(self.rows[at].text, self.rows[further].text)
                yield further

    def _print_table(self, grid: Grid, rows: list[list[Cell]], before: _Ended | None) -> None:
        """The rows of a table; `before` is the table that the page before ends with."""
        last, again, half = -1, None, None
        if before:
            last, old, top = before
            rows = place_rows(rows, grid.xs, old.xs)
        texts = [[text for text, _ in row] for row in rows]
        head = texts[:2]
        if before:
            again = repeated_head(top, texts) if grid.goes_on(old.xs) else None
            if number_column(texts[0]) is None and len(texts[0]) == len(top[0]):
                head = top  # the table goes on without its head
            above = self.rows[last].text.split("\t")
            if grid.open_top and old.open_foot:
                half = 0 if len(above) == len(texts[0]) else None
            elif is_furniture([row.text for row in self.rows[last + 1 :]]):
                half = second_half(top, above, texts)
            if half is not None:
                self._join_row(self.rows[last], rows.pop(half))
                texts.pop(half)
        if len(texts) != half:  # else it is nothing but the rest of a row, which may go on
            of = [[characters for _, characters in row] for row in rows]
            first = len(self.rows)
            self.lines.add_table(texts, of)
            if again is not None:
                self.further.append((last, first, again))
            last = len(self.rows) - 1
        self.ended = last, grid, head

    def _join_tables(self) -> Iterator[int]:
        """The lines between a table and its rest on the next page, and its head printed again.

        Nothing but the foot of the one page and the head of the other stands between them.
        """
        for last, first, again in self.further:
            start = next(at for at in range(first, len(self.rows)) if self.rows[at].text.strip())
            between = range(last + 1, start)
            if self._is_furniture(*between):
                yield from (at for at in between if not self.rows[at].text)
                yield from range(start, start + again)

    def _join_row(self, row: TextRow, rest: list[Cell]) -> None:
        """Put to a row what the page before broke off."""
        pairs = zip(row.text.split("\t"), rest, strict=True)
        row.text = "\t".join(join_cell(above, text) for above, (text, _) in pairs)
        pieces = zip(row.characters, rest, strict=True)
        row.characters = [above + below for above, (_, below) in pieces]

    def _refuse_pictures(self) -> None:
        """Refuse a scan, and a PDF whose fonts do not say what they show."""
        pages = len(self.document)
        words = Counter(_DIGITS.sub("", text) for _, text in self.stamped)
        self.pictures += [
            page
            for page, text in self.stamped
            if words[_DIGITS.sub("", text)] > 1 or len(text) <= _FEW or _APPS.search(text)
        ]
        if self.recognized:
            return
        if len(self.pictures) * 2 > pages or (self.pictures and self.characters < 20 * pages):
            what = "a scan: its pages are pictures without text"
            raise ScanError(what, self.where, OCR)
        if not self.characters:
            raise InputError("a PDF without text", self.where, OCR)
        if self.unreadable > self.characters * _UNREADABLE:
            self.pictures = list(range(1, pages + 1))
            raise ScanError("its fonts do not say which characters they show", self.where, OCR)
