"""Printed lines → paragraphs.

Reads lines and tables; turns runs of lines into Text. Print breaks paragraphs at
the end of a line and at the end of a page; both are mended by one question: would
this line have ended here if the paragraph had ended?
"""

from __future__ import annotations

import re

from jiebang.structure.draft import Draft, Line, Piece, Text
from jiebang.structure.labels import read_attached, starts_block
from jiebang.structure.titles import is_form_title, is_plain, is_title
from jiebang.text.markers import APART, read_marker, split_apart
from jiebang.text.spaces import INDENT, join_lines, tidy, width

_ENDED = re.compile(r"[。；！？：:;…][”’」』）)]*$")
_PROSE = re.compile(r"[，。；、！？]")
_FIRST_UNIT = re.compile(r"[A-Za-z0-9.,/%@+-]+|.")
_BRACKETED = re.compile(r"[（(][^（）()]{1,20}[）)]")
_SHORT = 15


def join_wrapped(draft: Draft) -> Draft:
    """Join the lines of each paragraph, and the halves of one cut by a page end."""
    measure = draft.measure
    pieces: list[Piece] = []
    last: Line | None = None
    for at, piece in enumerate(draft.pieces):
        if not isinstance(piece, Line):
            pieces.append(piece)
            last = None
            continue
        text = _text(piece.text)
        above = pieces[-1] if pieces else None
        if not text:
            continue
        follower = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
        if (
            isinstance(above, Text)
            and last
            and not _is_indented(piece, last)
            and (_goes_on(above.text, last, text, measure) or _between(above.text, text, follower))
        ):
            pieces[-1] = Text(above.number, _joined(above.text, text))
        else:
            pieces.append(Text(piece.number, text))
        last = piece
    return draft.with_pieces(pieces)


def _is_indented(line: Line, last: Line) -> bool:
    """Whether a line is set in as a first line is, below one that is not."""
    return line.text.lstrip("\f").startswith(INDENT) and not last.text.startswith(INDENT)


def _text(line: str) -> str:
    """A line tidied; the space stays that alone sets a task's number apart from its title."""
    label, rest = split_apart(line)
    title = tidy(rest)
    return tidy(label) + APART + title if label and is_plain(title) else tidy(line)


def _joined(above: str, text: str) -> str:
    label, gap, title = above.partition(APART)
    return label + gap + tidy(join_lines(title, text)) if gap else tidy(join_lines(above, text))


def _goes_on(paragraph: str, last: Line, text: str, measure: int) -> bool:
    """Whether `text` continues the paragraph whose last printed line is `last`."""
    if starts_block(text) or is_title(paragraph) or is_form_title(paragraph):
        return False
    if measure and (_full(last, text, measure) or _narrow(paragraph, last, text, measure)):
        return True
    return _cut_short(paragraph, text)


def _between(paragraph: str, text: str, follower: Piece | None) -> bool:
    """Whether a line is the tail of item n, broken off, with item n + 1 below it."""
    attached = read_attached(paragraph)
    above = read_marker(attached[1] if attached else paragraph)
    below = read_marker(tidy(follower.text)) if isinstance(follower, Line) else None
    return (
        above is not None
        and below is not None
        and above.number is not None
        and (below.style, below.number) == (above.style, above.number + 1)
        and not _ENDED.search(paragraph)
        and not paragraph.endswith(("）", ")"))
        and len(text) < _SHORT < len(paragraph)
        and not _PROSE.search(text)
        and not starts_block(text)
    )


def _full(last: Line, text: str, measure: int) -> bool:
    """Whether the line was full: the first word of the next would not have fitted."""
    unit = _FIRST_UNIT.match(text)
    room = measure - width(tidy(last.text))
    return room < (width(unit.group()) if unit else 2) + 6


def _narrow(paragraph: str, last: Line, text: str, measure: int) -> bool:
    """Whether the line may have been full on a page with wider margins.

    It is long, it ends in mid-sentence, and neither it nor the next is a line apart.
    """
    return (
        width(tidy(last.text)) >= measure * 0.7
        and not _ENDED.search(paragraph)
        and not paragraph.endswith(("）", ")"))
        and not text.endswith(("：", ":"))
    )


def _cut_short(paragraph: str, text: str) -> bool:
    """Whether a paragraph breaks off in mid-sentence and the text takes it up.

    Prose that ends without a full stop, above prose; a bracket opened and not
    closed; a short remark in brackets below what it belongs to.
    """
    if _ENDED.search(paragraph):
        return False
    if _BRACKETED.fullmatch(text):
        return len(paragraph) <= 60
    opened = any(
        paragraph.count(a) > paragraph.count(b) and b in text for a, b in ("（）", "《》", "“”")
    )
    if paragraph.endswith(("，", "、")) or opened:
        return True
    prose = len(paragraph) >= _SHORT and _PROSE.search(paragraph)
    return bool(prose and _PROSE.search(text) and not paragraph.endswith(("）", ")", "”", "》")))
