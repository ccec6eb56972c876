"""Items whose number runs into a figure: “1.1550℃下…” may be item 1, and no 1.155 °C.

Reads paragraphs; sets number and figure apart by a space, where the lines around count on.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiebang.structure.draft import Draft, Piece, Text
from jiebang.text.markers import read_marker

_RUN_IN = re.compile(r"(\d{1,2})[.．](?=\d)")
_ENDED = re.compile(r"[。；;]$")


def part_numbers(draft: Draft) -> Draft:
    """“1.1550℃…”, “2.5G…” as items 1 and 2 where the list around them says so."""
    pieces: list[Piece] = list(draft.pieces)
    for at, piece in enumerate(pieces):
        found = _RUN_IN.match(piece.text) if isinstance(piece, Text) else None
        if not isinstance(piece, Text) or found is None:
            continue
        number = int(found.group(1))
        above = pieces[at - 1] if at else None
        below = pieces[at + 1] if at + 1 < len(pieces) else None
        counted = _number(below) == number + 1 or _run_in(below) == number + 1
        ended = isinstance(above, Text) and bool(_ENDED.search(above.text))
        goes_on = _number(above) == number - 1 and ended
        if goes_on or (number == 1 and counted):
            text = f"{found.group()} {piece.text[found.end() :]}"
            pieces[at] = replace(piece, text=text)
    return draft.with_pieces(pieces)


def _number(piece: Piece | None) -> int | None:
    marker = read_marker(piece.text) if isinstance(piece, Text) else None
    return marker.number if marker is not None and marker.style == "digit" else None


def _run_in(piece: Piece | None) -> int | None:
    found = _RUN_IN.match(piece.text) if isinstance(piece, Text) else None
    return int(found.group(1)) if found else None
