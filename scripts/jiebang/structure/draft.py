"""What the passes hand on: a document half read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from jiebang.document.fields import FieldNames, base_names
from jiebang.document.model import Document
from jiebang.structure.tokens import Tokens
from jiebang.text.ruled import unruled
from jiebang.text.spaces import tidy, width


@dataclass(frozen=True)
class Line:
    """A printed line that is not blank. `text` is what remains of it to be read.

    `number` is 1-based in the original, `blanks` the blank lines just above it.
    """

    number: int
    text: str
    blanks: int = 0


Cell = tuple[str, ...]


@dataclass(frozen=True)
class PrintedRow:
    """A row of a printed table: the lines of text of each cell.

    `line` is where it is, or where it begins; 0 where that is not one place for all its cells.
    """

    line: int
    lines: tuple[Cell, ...]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        return tuple("".join(cell) for cell in self.lines)

    @property
    def alone(self) -> str:
        """The text of a row that has nothing but its first cell."""
        return self.cells[0] if not any(self.cells[1:]) else ""


@dataclass(frozen=True)
class Rows:
    """A printed table, ragged.

    `last` is the line of the last cell of a table that has a cell a line, else 0.
    """

    number: int
    rows: tuple[PrintedRow, ...]
    header: bool
    last: int = 0


@dataclass(frozen=True)
class Text:
    """A paragraph: printed lines joined, layout spaces out."""

    number: int
    text: str


@dataclass(frozen=True)
class FieldEntry:
    """A field as a table gives it: its name, and the lines beside it.

    One that is `shared` may be true of more tasks than its own, and is no field of it.
    """

    name: str
    lines: tuple[str, ...]
    shared: bool = False


@dataclass(frozen=True)
class TaskGroup:
    """A heading for a row of a table that is a task, or for several: its entries come below it.

    `style` tells headings of one level from those of another.
    """

    style: str
    marker: str
    title: str


@dataclass(frozen=True)
class Unassigned:
    """What follows belongs to no task until something opens one: below a signature or a card."""


@dataclass(frozen=True)
class TitleLine:
    """A title: annex label (may be empty), text (may be empty), and whether it heads a form."""

    marker: str
    title: str
    form: bool


Piece = Line | Rows | Text | FieldEntry | TaskGroup | Unassigned
Block = Rows | Text | FieldEntry | TaskGroup | Unassigned | TitleLine


@dataclass(frozen=True)
class Draft:
    """Pieces in printed order, and a document with what has been left out or mended so far.

    `lines` are those of the original, `read` gives the token of a line, `public` has the
    contacts that are not withheld: (line, first, last).
    """

    document: Document
    pieces: tuple[Piece, ...]
    lines: tuple[str, ...]
    read: Tokens
    public: frozenset[tuple[int, int, int]]

    @cached_property
    def _widths(self) -> list[int]:
        return [width(tidy(p.text)) for p in self.pieces if isinstance(p, Line)]

    @cached_property
    def commonest(self) -> int:
        """The width in cells that more of the long lines have than any other, within a little."""
        widths = self._widths
        if len(widths) < 8:
            return 0
        return max(
            (w for w in set(widths) if 30 <= w <= 140),
            key=lambda w: (sum(w - 5 <= v <= w for v in widths), w),
            default=0,
        )

    @cached_property
    def measure(self) -> int:
        """The width in cells of a full printed line; 0 where lines are not hard-wrapped.

        Hard-wrapped text is told by its lines: a quarter of them or more end within
        two and a half characters of one width.
        """
        widths, best = self._widths, self.commonest
        full = sum(best - 5 <= v <= best for v in widths)
        longer = sum(v > best + 6 for v in widths)
        return best if full >= len(widths) / 4 and longer <= len(widths) / 10 else 0

    def with_pieces(self, pieces: Iterable[Piece], **found: Iterable[object]) -> Draft:
        """The draft with other pieces; `found` comes behind what the document has of its kind."""
        more = {key: (*getattr(self.document, key), *new) for key, new in found.items()}
        document = replace(self.document, **more)  # type: ignore[arg-type]
        return replace(self, pieces=tuple(pieces), document=document)

    def each(self, change: Callable[[Piece], Iterable[Piece]]) -> Draft:
        """The draft with what `change` makes of each piece."""
        return self.with_pieces(new for piece in self.pieces for new in change(piece))


def read_lines(
    original: str,
    document: Document,
    names: FieldNames | None = None,
    public: frozenset[tuple[int, int, int]] = frozenset(),
) -> Draft:
    """The original's lines that are not blank; a ruled table's cells stand between tabs."""
    pieces: list[Piece] = []
    blanks = 0
    for number, line in enumerate(unruled(original).split("\n"), 1):
        if line.strip() or "\t" in line:
            pieces.append(Line(number, line, blanks))
            blanks = 0
        else:
            blanks += 1
    lines = tuple(original.split("\n"))
    return Draft(document, tuple(pieces), lines, Tokens(names or base_names()), public)
