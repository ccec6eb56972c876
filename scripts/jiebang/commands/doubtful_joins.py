"""Lines of a new original that were joined, and perhaps should not have been."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from jiebang.document.alignment import LostTextError, align
from jiebang.document.model import Document, Field, Item, Paragraph, block_segments
from jiebang.structure.draft import read_lines
from jiebang.text.markers import read_marker
from jiebang.text.spaces import tidy, width

_SHORT = 0.6  # of a full line: what ends earlier had room for the next word
_GAP = re.compile(r"\S {4,}(?=\S)")  # as between two columns that were read across
_SHOWN = 14  # signs on either side of a join


def suspicious_joins(original: str, document: Document) -> list[str]:
    """Joins to be looked at, as “…end of a line | begin of the next…”, in printed order.

    Those where the line above was far from full, or shows a wide gap inside; and any
    in a text whose lines are whole paragraphs. A line that begins with a number of its
    own was not joined for the look of the print, and is left out.
    """
    try:
        spans = align(original, document)
    except LostTextError:
        return []
    full = read_lines(original).measure
    starts = [0, *(i + 1 for i, c in enumerate(original) if c == "\n")]
    dropped = {entry.line for entry in document.dropped}
    found = []
    for block in _paragraphs(document):
        places = [spans[s.id] for s in block_segments(block) if s.id in spans]
        if not places:
            continue
        start = original.rfind("\n", 0, places[0].start) + 1
        lines = original[start : places[-1].end].split("\n")
        numbered = enumerate(lines, bisect_right(starts, start))
        printed = [line for number, line in numbered if line.strip() and number not in dropped]
        for above, below in pairwise(printed):
            if read_marker(tidy(below)) is not None:
                continue
            if width(tidy(above)) < full * _SHORT or not full or _GAP.search(above.strip()):
                found.append(f"“…{tidy(above)[-_SHOWN:]} | {tidy(below)[:_SHOWN]}…”")
    return found


def _paragraphs(document: Document) -> Iterator[Paragraph | Item]:
    """What is set in lines; a cell of a table is not."""
    for block in document.preamble:
        if isinstance(block, Paragraph | Item):
            yield block
    for section in document.walk():
        for outer in section.blocks:
            for inner in outer.blocks if isinstance(outer, Field) else (outer,):
                if isinstance(inner, Paragraph | Item):
                    yield inner
