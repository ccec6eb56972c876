"""What a reader hands on: the plain text of an original, and what was seen on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jiebang.document.model import Doubt
from jiebang.text.spaces import join_lines
from jiebang.text.words import load_words

E = TypeVar("E")
_SPACES = re.compile(r"[\t\v\f\x1c-\x1f\x85\u2028\u2029]+")
# Where a cell of a table begins a line of its own: Word's character for it.
BREAK = "\v"
# No text file needs these; XML and PDF may bring them along.
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1b\x7f\ufffe\uffff\ud800-\udfff]")
# Around what is no part of the text, as many before it as its reason has in REASONS, from 1.
LEFT_OUT = "\x1e"
REASONS = (
    "around the text of the page",
    "across the page",
    "page number",
    "page header or footer",
    "hidden text",
    "struck out",
)
AROUND, ACROSS, NUMBER, EDGE, HIDDEN, STRUCK = range(1, 7)
MAX_COLUMNS = 200  # that a cell of a table may span
PLAIN = "\x1d"  # before a line that is set as it stands: it is no heading
HEADING = "\x1f"  # before a line set as a heading, once a level: white space that nobody types
_FIGURE = re.compile(r"[0-9A-Za-z%‰°℃Ω)）][\u4e00-\u9fff]{0,4}\Z")  # with its unit, at an end
_DEGREES = ("o", "O")  # what is raised for ° where a keyboard has none,
_ZERO = re.compile(r"(?<=\d)⁰(?=\s?[CF])")  # or this
_FRACTION = re.compile(r"[-+−–－]?\d+[./]\d+")
_SHIFTED = {
    "superscript": str.maketrans("0123456789+＋-−–－=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁺⁻⁻⁻⁻⁼⁽⁾ⁿ"),
    "subscript": str.maketrans("0123456789+＋-−–－=()", "₀₁₂₃₄₅₆₇₈₉₊₊₋₋₋₋₌₍₎"),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """How pictures were read: by what, and where each line of the text stands.

    `places` has for each line its page and its box (left, top, right, bottom, in
    ten-thousandths of the page's width and height), () for a line that stands nowhere;
    `strips` its picture (base64 of a JPEG), "" for none.
    """

    engine: str
    places: tuple[tuple[int, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    strips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """The plain text of an original as the passes of `structure` read it.

    `kind` is txt, md, pdf, docx or html; `encoding` the one the file was in, empty
    where the format has none. `page_of_line` has the page of each line of `text`
    (line n at n - 1), empty where the original has no pages. `notes` say in plain
    words what was seen or left out. `traditional`: printed in traditional characters.
    `pictures` are the pages that are pictures without text; `scan` is what is known of a text
    that was recognized in pictures.
    """

    text: str
    kind: str
    encoding: str = ""
    page_of_line: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    traditional: bool = False
    pictures: tuple[int, ...] = ()
    scan: Scan | None = None

    @property
    def derived(self) -> bool:
        """Whether the text is not simply the decoded file: offsets need it kept beside."""
        return (self.kind, self.encoding) != ("txt", "UTF-8")


@dataclass(eq=False, slots=True)
class TextRow:
    """A line of the text and its page; of a scan, its characters, cell by cell."""

    text: str
    page: int
    characters: Sequence[tuple[Any, ...]] = ((),)


@dataclass
class Lines:
    """Lines being collected; tables as rows of tabs."""

    rows: list[TextRow] = field(default_factory=list)
    page: int = 0
    notes: list[str] = field(default_factory=list)
    left: list[TextRow] = field(default_factory=list)  # lines for the end

    def add(
        self,
        text: str,
        page: int = 0,
        heading: int = 0,
        plain: bool = False,
        characters: tuple[Any, ...] = (),
    ) -> None:
        """A paragraph or printed line; what is blank is left out.

        `page` where it is not the one the reader stands on; `heading` is the level, 1 to 6,
        of a line that the original sets as a heading; one set as it stands is `plain`.
        """
        for line in map(clean_line, text.split("\n")):
            if line.strip():
                marks = HEADING * heading + PLAIN * plain
                self.rows.append(TextRow(marks + line, page or self.page, [characters]))

    def add_table(
        self, rows: Sequence[Sequence[str]], characters: Sequence[Sequence[tuple[Any, ...]]] = ()
    ) -> None:
        """A table, a row a line, its cells parted by tabs.

        A table of one column is no table: its cells are lines. `characters` are those of each row,
        where it comes from a scan.
        """
        columns = max(map(len, rows), default=0)
        filled = [[*map(cell_line, row), *[""] * (columns - len(row))] for row in rows]
        if columns > 1 and any(map(any, filled)) and self.rows and "\t" in self.rows[-1].text:
            self.part()
        for n, cells in enumerate(filled):
            own = characters[n] if characters else [()]
            if columns == 1:
                self.add(cells[0], characters=own[0])
            elif any(cells):
                # A row that begins and ends blank would read as an indented line.
                text = "\t".join(cells) + "\t" * (columns == 2 and not cells[0])
                self.rows.append(TextRow(text, self.page, own))

    def cell(self, walk: Callable[[E], None], element: E) -> str:
        """What a walk adds of an element, as the text of a cell."""
        kept, self.rows = self.rows, []
        walk(element)
        found, self.rows = self.rows, kept
        return cell_line(BREAK.join(row.text for row in found))

    def add_note(self, mark: str, walk: Callable[[E], None], element: E) -> None:
        """What a walk adds of a foot- or endnote, as a line behind its mark."""
        self.add(f"{mark} {join_all(self.cell(walk, element).split(BREAK))}")

    def leave_out(self, text: str, reason: int, row: TextRow | None = None) -> None:
        """Words that are no part of the text: they stay, marked, so that they can be named.

        `row` is a line that is there already; else they come after the last.
        """
        words = " ".join(clean_line(text).split())
        if words:
            if row is None:
                row = TextRow("", self.page)
                self.left.append(row)
            row.text = f"{LEFT_OUT * reason}{words}{LEFT_OUT}"

    def part(self) -> None:
        """Two blank lines: two tables stay two."""
        self.rows += [TextRow("", self.page), TextRow("", self.page)]

    def note(self, text: str) -> None:
        """Say something once."""
        if text not in self.notes:
            self.notes.append(text)

    def finish(self, kind: str) -> Original:
        """The Original, its last line ended."""
        if any(row.text.strip() for row in self.rows):  # a page of nothing else has no text
            self.rows += sorted(self.left, key=lambda row: row.page)
        pages = tuple(row.page for row in self.rows)
        text = "".join(f"{row.text}\n" for row in self.rows)
        return Original(text, kind, page_of_line=pages * any(pages), notes=tuple(self.notes))


def clean_line(text: str) -> str:
    """One line: tabs, form feeds and control characters out, its spaces kept."""
    return _ZERO.sub("°", _CONTROL.sub("", _SPACES.sub("  ", text))).rstrip()


def one_line(text: str) -> str:
    """The lines of a cell as one, joined as print would be."""
    return join_all(clean_line(line).strip() for line in text.split("\n"))


def cell_line(text: str) -> str:
    """A cell as one line, each line that it has set apart by BREAK."""
    return BREAK.join(filter(None, map(one_line, text.split(BREAK))))


def join_all(lines: Iterable[str]) -> str:
    """Printed lines as one, a space only between Latin words."""
    joined = ""
    for line in lines:
        joined = join_lines(joined, line) if joined else line
    return joined


def shifted(text: str, shift: str) -> str:
    """m and a 2 in “superscript” as m², CO and one in “subscript” as CO₂.

    What has no such form stays; a power with a point is 10^(1.5).
    """
    new = text.translate(_SHIFTED.get(shift, {})).strip()
    if shift == "superscript" and new in _DEGREES:
        return "°"
    if shift == "superscript" and _FRACTION.fullmatch(text.strip()):
        return f"^({text.strip()})"
    return new if new and not any(c in text for c in new if not c.isspace()) else text


def plain_symbol(char: str, font: str = "") -> str:
    """A character of the private use area, where signs stand in some fonts, as the one it shows.

    ≤ of Symbol is no sign in Wingdings. Any other character, and one that is not known, stays.
    """
    if not "\uf000" <= char <= "\uf0ff":
        return char
    name = "symbol" if "symbol" in font.casefold() else "wingdings"
    codes, shown = load_words("characters")["fonts"][name]
    at = str(codes).find(chr(ord(char) & 0xFF))
    return char if at < 0 else str(shown)[at]


def read_whole(text: str | None, default: int) -> int:
    """A whole number of a file within reason; the default for anything else."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text) else default


def note_mark(number: str, before: str) -> str:
    """What refers to a note: ¹; [1] where that would be a power of the figure before it."""
    return f"[{number}]" if _FIGURE.search(before) else shifted(number, "superscript")


def read_text(text: str, _where: str) -> Original:
    """A text as it is."""
    return Original(text, "txt")
