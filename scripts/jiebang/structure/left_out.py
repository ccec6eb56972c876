"""What a reader found outside the text of a page, named with its words.

Reads the lines that readers mark; names them in `dropped`.
"""

from __future__ import annotations

from dataclasses import replace

from jiebang.document.model import Dropped
from jiebang.originals.original import LEFT_OUT, REASONS
from jiebang.structure.draft import Draft, Line


def drop_left_out(draft: Draft) -> Draft:
    """Drop the lines that a reader has marked as no part of the text."""
    kept = []
    dropped: list[Dropped] = []
    for piece in draft.pieces:
        text = piece.text.lstrip("\f") if isinstance(piece, Line) else ""
        if isinstance(piece, Line) and text[:1] == LEFT_OUT:
            words = text.strip(LEFT_OUT).strip()
            marks = len(text) - len(text.lstrip(LEFT_OUT))
            dropped.append(Dropped(piece.number, words, REASONS[min(marks, len(REASONS)) - 1]))
        else:
            kept.append(piece)
    return replace(draft.with_pieces(kept), dropped=draft.dropped + tuple(dropped))
