"""Tasks printed as tables of two columns, a field a row: 项目名称 | …, 研究内容 | …

Reads tables; gives the title and the fields of each such task.
"""

from __future__ import annotations

from jiebang.document.fields import TASK_KEYS, field_key
from jiebang.structure.draft import Cell, Draft, Entry, Piece, Rows, Text
from jiebang.text.markers import APART, is_title_name, split_marker

_LEAST = 3  # rows
_LONGEST_NAME = 20


def read_cards(draft: Draft) -> Draft:
    """Cards as a title and its entries; other tables, and forms left empty, untouched."""
    pieces: list[Piece] = []
    for piece in draft.pieces:
        card = _card(piece) if isinstance(piece, Rows) else None
        pieces += card if card is not None else [piece]
    return draft.with_pieces(pieces)


def _card(table: Rows) -> list[Piece] | None:
    """Title and fields; None unless the first row names a task and another what it asks for."""
    rows = table.rows
    if len(rows) < _LEAST or any(len(row) != 2 for row in rows):
        return None
    names = ["".join(row[0]) for row in rows]
    if not all(0 < len(name) <= _LONGEST_NAME for name in names):
        return None
    values = [row[1] for row in rows]
    if not is_title_name(split_marker(names[0])[1]) or not values[0]:
        return None
    keys = [field_key(split_marker(name)[1]) for name in names]
    if not any(key in TASK_KEYS and any(value) for key, value in zip(keys, values, strict=True)):
        return None
    title = Text(table.number, names[0] + APART + "".join(values[0]))
    below = zip(names[1:], values[1:], strict=True)
    return [title, *(Entry(table.number, name, _lines(value)) for name, value in below)]


def _lines(cell: Cell) -> tuple[str, ...]:
    return tuple(line for line in cell if line)
