"""Lines broken before a sign that cannot begin one (kinsoku: “、” “）” “”” …).

Reads lines; joins such a line to the one above, across a page end as well. A print to
PDF breaks a line so where Latin and Chinese meet.
"""

from __future__ import annotations

from dataclasses import replace

from jiebang.structure.draft import Draft, Line, Piece

_NEVER_FIRST = frozenset("，、。；：！？）”’》】」』〉％")


def rejoin_broken(draft: Draft) -> Draft:
    """Join each line that begins with a closing sign to the line above it."""
    pieces: list[Piece] = []
    for piece in draft.pieces:
        last = pieces[-1] if pieces else None
        if (
            isinstance(piece, Line)
            and isinstance(last, Line)
            and piece.text.lstrip()[:1] in _NEVER_FIRST
        ):
            pieces[-1] = replace(last, text=last.text.rstrip() + piece.text.lstrip())
        else:
            pieces.append(piece)
    return draft.with_pieces(pieces)
