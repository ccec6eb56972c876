"""Lists whose tasks have no outline number: told by their fields, which come round again.

Reads titles, tables and paragraphs; puts a number that stands alone before its title,
and finds the lines that are the titles of tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from jiebang.document.fields import TASK_KEYS, field_key, read_label
from jiebang.structure.draft import Block, Text
from jiebang.structure.labels import is_note, read_attached, split_lead
from jiebang.structure.titles import TitleLine, is_plain
from jiebang.text.markers import (
    APART,
    is_bare,
    read_heading_marker,
    read_marker,
    split_marker,
    split_title_label,
)

Pieces = Sequence[TitleLine | Block]
_LONGEST_TITLE = 70


def join_numbers(pieces: Pieces) -> list[TitleLine | Block]:
    """“需求一” on a line of its own, with the title below it: one line, its number set apart."""
    joined: list[TitleLine | Block] = []
    for piece in pieces:
        above = joined[-1] if joined else None
        if (
            isinstance(piece, Text)
            and isinstance(above, Text)
            and is_bare(above.text)
            and (is_numbered_title(piece.text) or is_plain(piece.text))
        ):
            joined[-1] = Text(above.number, above.text + APART + piece.text)
        else:
            joined.append(piece)
    return joined


def is_numbered_title(text: str) -> bool:
    """“任务一　…” and “需求名称：…”, numbered or not: a line that can only be a task's title."""
    label, gap, rest = text.partition(APART)
    if gap:
        found = read_heading_marker(label)
        return found is not None and found.style != "code" and bool(rest)
    return bool(split_title_label(split_marker(text)[1])[0])


def task_titles(pieces: Pieces) -> frozenset[int]:
    """The places of plain lines that are titles: each stands above the first field of a round.

    The first name that leads a part again, with something asked or judged in between, opens
    the round. Only where a line that could be a title stands above it each time.
    """
    found: set[int] = set()
    for start, end in _stretches(pieces):
        leads = [(at, name) for at in range(start, end) if (name := field_name(pieces[at]))]
        found.update(_titles_above(pieces, start, leads))
    return frozenset(found)


def _titles_above(pieces: Pieces, start: int, leads: Sequence[tuple[int, str]]) -> list[int]:
    for _, opening in leads:
        places = [at for at, name in leads if name == opening]
        if len(places) < 2:
            continue
        asked = all(
            any(a <= at < b and field_key(name) in TASK_KEYS for at, name in leads)
            for a, b in pairwise([*places, len(pieces)])
        )
        above = [at - 1 for at in places if at > start]
        if asked:
            good = len(above) == len(places) and all(_could_be_title(pieces[at]) for at in above)
            return above if good else []
    return []


def _could_be_title(piece: TitleLine | Block) -> bool:
    if not isinstance(piece, Text):
        return False
    text = piece.text
    return (
        len(text) <= _LONGEST_TITLE
        and not text.endswith(("。", "；", "：", ":", "，", "！", "？"))
        and "。" not in text
        and read_marker(text) is None
        and read_attached(text) is None
        and not field_name(piece)
        and not is_note(text)
    )


def field_name(piece: TitleLine | Block) -> str:
    """The name that opens a paragraph: “领域：…”, numbered or not, or a numbered “考核指标”."""
    if not isinstance(piece, Text) or is_note(piece.text) or read_attached(piece.text):
        return ""
    marker, rest = split_lead(piece.text)
    label = read_label(rest)
    if label is not None:
        return label[1]
    return rest if marker and field_key(rest) else ""


def _stretches(pieces: Pieces) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between two titles; forms left out."""
    start, form = 0, False
    for at, piece in enumerate(pieces):
        if isinstance(piece, TitleLine):
            if not form:
                yield start, at
            start, form = at + 1, piece.form
    if not form:
        yield start, len(pieces)
