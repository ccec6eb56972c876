"""PDF → lines: as printed, in reading order, each with its page; ruled tables as rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

from jiebang.errors import InputError
from jiebang.originals.formats import OCR, ScanError
from jiebang.originals.original import ACROSS, EDGE, HEADING, LEFT_OUT, NUMBER, Lines, Original
from jiebang.originals.pdf_breaks import (
    Edge,
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
from jiebang.originals.pdf_lines import columns, indent, join_broken, print_lines
from jiebang.originals.pdf_paragraphs import Placed, find_headings, find_joins
from jiebang.originals.pdf_rules import Cell, Grid, Rule, find_grids, place_rows, read_rules
from jiebang.text.spaces import join_lines, squash

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNREADABLE = 0.3  # a share of characters that say nothing: the fonts do not tell what they show
_MAX_PAGES = 3000
_LARGE = 1.6  # of the height of a page's text: what lies across it larger is a watermark
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


@dataclass(frozen=True, slots=True)
class _Ended:
    """The table that a page ends with, for the rest of it on the next page.

    `line` is that of its last row, which the end of the page cuts where it is `open`; `top` its
    first two rows, `xs` where its columns part.
    """

    line: int
    open: bool
    top: list[list[str]]
    xs: tuple[float, ...]


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
        self.characters = self.unreadable = self.radicals = 0
        self.pictures: list[int] = []
        self.stamped: list[tuple[int, str]] = []  # pages that are pictures, and the words on them
        self.edges: list[Edge] = []  # lines that may be running heads and feet, and page numbers
        self.across: list[tuple[int, str, bool]] = []  # (line, text, whether it is large)
        self.sizes: Counter[float] = Counter()  # of printed lines
        self.printed: list[Placed] = []  # lines outside tables
        self.columns = 0
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
        lines = self.lines.lines
        around, numbers = browsers(self.edges), counted(self.edges)
        for at in repeated(self.edges) - around:
            lines[at] = f"\f{lines[at]}\f"
        for at in around | numbers:
            self.lines.leave_out(lines[at], EDGE if at in around else NUMBER, at)
        # What lies across pages as a watermark does: large, or on several of them.
        times = Counter(text for _, text, _ in self.across)
        for at, text, large in self.across:
            if large or times[text] > 1:
                self.lines.leave_out(lines[at], ACROSS, at)
        self._mark_headings()
        self.lines.remove({*self._join_paragraphs(), *self._join_tables()})
        if self.radicals:
            self.lines.note(f"{self.radicals} radicals read as the characters they stand for")
        if self.pictures:
            many = len(self.pictures)
            shown = ", ".join(map(str, sorted(self.pictures)[:8])) + " …" * (many > 8)
            self.lines.note(f"pictures without text: page{'s' * (many > 1)} {shown}")
        return replace(self.lines.finish("pdf"), pictures=tuple(sorted(self.pictures)))

    def _page(self, index: int) -> None:
        if index in self.recognized:
            found, rules = self.recognized[index]
            if found.glyphs:
                self._print_page(index, found, rules)
            return
        page = self.document[index]
        found = read_glyphs(page)
        self.characters += len(found.glyphs)
        self.unreadable += found.unreadable
        self.radicals += found.radicals
        if found.glyphs or found.others:
            words = self._print_page(index, found, read_rules(page, found.turned))
            if len(words) <= _STAMP and covers_page(page):
                self.stamped.append((index + 1, words))
        elif any(True for _ in page.get_objects(filter=_DRAWN, max_depth=4)):
            self.pictures.append(index + 1)

    def _print_page(self, index: int, found: Glyphs, rules: list[Rule]) -> str:
        """The lines of a page from its characters and rules; gives its words, without spaces."""
        start, printed = len(self.lines.lines), print_lines(found.glyphs)
        self.sizes.update(line.em for line in printed if line.em)
        self._print(found.glyphs, find_grids(rules))
        self.edges += edges(printed, self.lines.lines, start, index)
        usual = median(g.height for g in found.glyphs) if found.glyphs else 0.0
        for glyphs in found.others:  # text that runs in another direction, after the page's own
            for line in print_lines(glyphs):
                self.across.append((len(self.lines.lines), line.text, line.height > _LARGE * usual))
                self.lines.add(line.text)
        return squash("".join(line.text for line in printed))

    def _print(self, glyphs: list[Glyph], grids: list[Grid]) -> None:
        """Lines and tables of a page, from its top to its end."""
        outside: list[Glyph] = []
        inside: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            at = next((i for i, grid in enumerate(grids) if grid.holds(glyph)), None)
            (outside if at is None else inside.setdefault(at, [])).append(glyph)
        ended, self.ended = self.ended, None
        # What stands between two tables is read on its own.
        for top, at in sorted(((grids[i].top, i) for i in inside), reverse=True):
            self._print_text([g for g in outside if g.y > top])
            outside = [g for g in outside if g.y <= top]
            self._print_table(grids[at], grids[at].rows(inside[at]), ended)
            ended = None
        self._print_text(outside)

    def _print_text(self, glyphs: list[Glyph]) -> None:
        parts = columns(glyphs)
        for part in parts:
            self.columns += 1
            column = self.columns if len(parts) > 1 else 0
            for line in join_broken(indent(print_lines(part))):
                at = len(self.lines.lines)
                self.lines.add(line.text, characters=line.characters)
                if len(self.lines.lines) > at:
                    self.printed.append(Placed(at, line, self.lines.page, column))

    def _join_paragraphs(self) -> Iterator[int]:
        """Join the lines of paragraphs; gives those that have been put to another."""
        lines = self.lines.lines
        text = [
            p
            for p in self.printed
            if lines[p.at][:1] not in ("\f", LEFT_OUT, HEADING) and not any(p.line.characters)
        ]
        for at, further in reversed(find_joins(text)):
            if all(lines[n][:1] in ("", "\f", LEFT_OUT) for n in range(at + 1, further)):
                lines[at] = join_lines(lines[at], lines[further])
                yield further

    def _mark_headings(self) -> None:
        """Mark the lines that are set larger than the text."""
        lines = self.lines.lines
        for at, level in find_headings(self.printed, self.sizes):
            if lines[at][:1] not in ("\f", LEFT_OUT):
                lines[at] = HEADING * level + lines[at].lstrip()

    def _print_table(self, grid: Grid, rows: list[list[Cell]], before: _Ended | None) -> None:
        """The rows of a table; `before` is the table that the page before ends with."""
        if before:
            rows = place_rows(rows, grid.xs, before.xs)
        texts = [[text for text, _ in row] for row in rows]
        top, half, again = texts[:2], None, None
        if before:
            again = repeated_head(before.top, texts) if grid.goes_on(before.xs) else None
            if number_column(texts[0]) is None and len(texts[0]) == len(before.top[0]):
                top = before.top  # the table goes on without its head
            above = self.lines.lines[before.line].split("\t")
            if grid.open_top and before.open:
                half = 0 if len(above) == len(texts[0]) else None
            elif is_furniture(self.lines.lines[before.line + 1 :]):
                half = second_half(before.top, above, texts)
            line = before.line
            if half is not None:
                self._join_row(line, rows.pop(half))
                texts.pop(half)
        if len(texts) != half:  # else it is nothing but the rest of a row, which may go on
            of = [[characters for _, characters in row] for row in rows]
            first = len(self.lines.lines)
            self.lines.add_table(texts, of)
            line = len(self.lines.lines) - 1
            if before and again is not None:
                self.further.append((before.line, first, again))
        self.ended = _Ended(line, grid.open_foot, top, grid.xs)

    def _join_tables(self) -> Iterator[int]:
        """The lines between a table and its rest on the next page, and its head printed again.

        Nothing but the foot of the one page and the head of the other stands between them.
        """
        lines = self.lines.lines
        for last, first, again in self.further:
            start = next(at for at in range(first, len(lines)) if lines[at].strip())
            between = range(last + 1, start)
            if all(lines[at][:1] in ("", "\f", LEFT_OUT) for at in between):
                yield from (at for at in between if not lines[at])
                yield from range(start, start + again)

    def _join_row(self, at: int, row: list[Cell]) -> None:
        """Put a row to the one that the page before broke off."""
        before, of = self.lines.lines[at].split("\t"), self.lines.characters[at]
        pairs = zip(before, row, strict=True)
        self.lines.lines[at] = "\t".join(join_cell(above, text) for above, (text, _) in pairs)
        joined = [above + below for above, (_, below) in zip(of, row, strict=True)]
        self.lines.characters[at] = joined

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
            raise ScanError(what, self.where, OCR, self.pictures)
        if not self.characters:
            raise InputError("a PDF without text", self.where, OCR)
        if self.unreadable > self.characters * _UNREADABLE:
            what = "its fonts do not say which characters they show"
            raise ScanError(what, self.where, OCR, range(1, pages + 1))
