"""Private contact details: names and telephone numbers are not published again.

Only what is surely a contact is taken out: a label, a table's head or a known form says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jiebang.document.model import Withheld
from jiebang.structure.contact_words import NAME, NUMBER, Place, contact_words
from jiebang.structure.draft import Draft, Line, Piece
from jiebang.text.han import simplified_twin

_PLAIN = str.maketrans("０１２３４５６７８９（）－＠．：／", "0123456789()-@.:/")
_HEAD_ROWS = 2
_NOTHING: frozenset[str] = frozenset()


def withhold_contacts(draft: Draft) -> Draft:
    """Take telephone numbers, the names before them and personal addresses out of lines.

    What a person has taken back (`draft.public`) stays, and stays named.
    """
    lines = [(p.number, p.text) for p in draft.pieces if isinstance(p, Line)]
    found = tuple(
        replace(w, public=(w.line, w.first, w.last) in draft.public) for w in find_contacts(lines)
    )
    private: dict[int, list[Withheld]] = {}
    for place in found:
        if not place.public:
            private.setdefault(place.line, []).append(place)
    pieces: list[Piece] = []
    for piece in draft.pieces:
        if isinstance(piece, Line) and piece.number in private:
            text = piece.text
            for place in reversed(private[piece.number]):
                text = text[: place.first - 1] + text[place.last :]
            if not text.strip():
                continue
            piece = replace(piece, text=text)
        pieces.append(piece)
    return replace(draft.with_pieces(pieces), withheld=draft.withheld + found)


def find_contacts(lines: Iterable[tuple[int, str]]) -> list[Withheld]:
    """The contacts in numbered lines, in order; none is longer than its line or cell.

    Cells of a table are parted by tabs. A line that is only a label (联系方式：) says what
    the lines below it are, as long as each of them has a contact.
    """
    found: list[Withheld] = []
    table, above = _Table(), _NOTHING
    numbered = list(lines)
    if not numbered:
        return []
    plain = simplified_twin("\n".join(line for _, line in numbered).translate(_PLAIN)).split("\n")
    for at, ((number, _), text) in enumerate(zip(numbered, plain, strict=True)):
        if "\t" in text:
            above = _NOTHING
            places = table.read(text)
        else:
            table = _Table()
            places = contact_words().find(text, above - {NAME})
            if places and places[0][2] == NUMBER and not text[: places[0][0]].strip(" (："):
                found += _name_above(numbered, plain, at, found)
            if own := contact_words().label(text):
                above = own
            elif not places:
                above = _NOTHING
        found += (Withheld(number, start + 1, end, why) for start, end, why in places)
    return sorted(found, key=lambda w: (w.line, w.first))


def _name_above(
    numbered: list[tuple[int, str]], plain: list[str], at: int, found: list[Withheld]
) -> list[Withheld]:
    """A name that ends the line before a number: print breaks lines between the two."""
    number = numbered[at][0]
    if not at or numbered[at - 1][0] != number - 1 or "\t" in plain[at - 1]:
        return []
    place = contact_words().name_before_break(plain[at - 1])
    known = any(w.line == number - 1 and place and w.last > place[0] for w in found)
    return [Withheld(number - 1, place[0] + 1, place[1], place[2])] if place and not known else []


class _Table:
    """Which columns hold contacts, as the head says."""

    def __init__(self) -> None:
        self._columns: dict[int, frozenset[str]] = {}
        self._rows = self._width = 0

    def read(self, text: str) -> list[Place]:
        """The contacts of a row, each within its cell."""
        words = contact_words()
        cells = text.split("\t")
        if len(cells) != self._width:
            self._columns, self._rows, self._width = {}, 0, len(cells)
        labels = [words.label(cell) for cell in cells]
        places: list[Place] = []
        start = 0
        for at, cell in enumerate(cells):
            beside = labels[at - 1] if at else _NOTHING
            kinds = _NOTHING if labels[at] else self._columns.get(at, _NOTHING) | beside
            inner = words.find(cell, kinds)
            if not inner and at + 1 < len(cells):
                inner = _name_beside(cell, cells[at + 1])
            places += ((start + first, start + end, why) for first, end, why in inner)
            start += len(cell) + 1
        self._rows += 1
        if self._rows <= _HEAD_ROWS and not places:
            self._columns |= {at: kinds for at, kinds in enumerate(labels) if kinds}
        return places


def _name_beside(cell: str, right: str) -> list[Place]:
    """A cell that is a person's name, left of one that is a telephone number."""
    name, number = cell.strip(), right.strip()
    numbers = list(contact_words().numbers(number))
    if numbers != [(0, len(number))] or not contact_words().is_name(name):
        return []
    start = cell.index(name)
    return [(start, start + len(name), NAME)]
