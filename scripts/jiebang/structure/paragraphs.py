"""Printed lines → paragraphs, one for each field that a line holds.

Print breaks paragraphs at the end of a line and at the end of a page; both are repaired by
one question: would this line have ended here if the paragraph had ended? And where one
line holds several fields, it is cut at their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from jiebang.document.fields import BULLETS, TASK_KEYS, read_label
from jiebang.originals.original import PLAIN
from jiebang.structure.draft import Draft, Line, Piece, Text
from jiebang.structure.tokens import Token
from jiebang.text.markers import (
    APART,
    COLON,
    read_marker,
    split_apart,
    split_id,
    split_title_label,
)
from jiebang.text.spaces import INDENT, join_lines, tidy, width

_ENDED = re.compile(rf"[。；！？{COLON};…][”’」』）)]*$")
_PROSE = re.compile(r"[，。；、！？]")
_FIRST_UNIT = re.compile(r"[A-Za-z0-9.,/%@+-]+|.")
_BRACKETED = re.compile(r"[（(][^（）()]{1,20}[）)]")
# None of these can begin a line; a print to PDF breaks so where Latin and Chinese meet.
_NEVER_FIRST = frozenset("，、。；：！？）”’》】」』〉％")
_SHORT = 15
_LONGEST_NAME = 16
_WIDE_GAP = re.compile(r"\s+")
# Where a field may begin inside a paragraph: behind a full stop, or in brackets.
_PLACE = re.compile(rf"(?<=[。；;！？])\s*[{BULLETS}]?(?=[^\s{COLON}，。；、])|(?=[【\[〔])")
_RUN_IN = re.compile(r"(\d{1,2})[.．](?=\d)")
_STOPPED = re.compile(r"[。；;]$")


def part_spaced(draft: Draft) -> Draft:
    """Cut a line where a gap stands before a field's name: “金额：10万元  周期：1年”.

    And behind one, where a gap is all that parts names and values: “●需求方 某公司”.
    """
    gapped = _gapped(draft)

    def cut(piece: Piece) -> Sequence[Piece]:
        if not isinstance(piece, Line) or "\t" in piece.text:
            return [piece]
        first, *rest = gapped.get(piece.number) or _spaced(draft, piece.text)
        return [replace(piece, text=first), *(Line(piece.number, part) for part in rest)]

    return draft.each(cut)


def _gapped(draft: Draft) -> dict[int, tuple[str, str]]:
    """The lines of fields that a gap parts from their names, by number: (name, value).

    Three names at least, of which one says what is asked or judged.
    """
    found: dict[int, tuple[str, str]] = {}
    names: dict[str, str | None] = {}
    for piece in draft.pieces:
        if not isinstance(piece, Line) or "\t" in piece.text:
            continue
        words = piece.text.split(None, 2)
        bulleted = len(words) == 3 and len(words[0]) == 1  # a bullet may stand apart
        name = " ".join(words[: 1 + bulleted])
        token = draft.read(tidy(name)) if len(words) > 1 and len(name) <= _LONGEST_NAME else None
        long = token is not None and (len(token.rest) > 2 or bool(token.lead))
        if token and long and not token.label and token.key and token.is_exact:
            found[piece.number] = (name, " ".join(words[1 + bulleted :]))
            names[token.rest] = token.key
    return found if len(names) >= 3 and TASK_KEYS & set(names.values()) else {}


def _spaced(draft: Draft, text: str) -> Iterator[str]:
    first = draft.read(tidy(text))
    if first.label is None or not (first.is_exact or split_id(first.text)[0]):
        yield text
        return
    start = 0
    if split_id(first.text)[0] and first.id_title[0]:
        start = len(text)  # number and name of one task
    at = 0
    for gap in _WIDE_GAP.finditer(text, 1):
        label = read_label(text[gap.end() : gap.end() + 40])
        behind = any(c in COLON or c in "】]〕" for c in text[at : at + 40][: gap.start() - at])
        if gap.start() > start and behind and label and draft.read.names.is_exact(label[1]):
            yield text[at : gap.start()]
            at = start = gap.end()
    yield text[at:]


# ---------------------------------------------------------------- lines joined


def join_wrapped(draft: Draft) -> Draft:
    """Join the lines of each paragraph, and the halves of one cut by a page end."""
    measure = draft.measure
    pieces: list[Piece] = []
    last: Line | None = None
    for piece, follower in zip_longest(draft.pieces, draft.pieces[1:]):
        if not isinstance(piece, Line):
            pieces.append(piece)
            last = None
            continue
        text, above = _text(draft, piece.text), pieces[-1] if pieces else None
        if not text:
            continue
        # As printed: what is left of a line without its contacts may begin so, too.
        broken = draft.lines[piece.number - 1].lstrip()[:1] in _NEVER_FIRST
        indented = piece.text.lstrip("\f").startswith(INDENT)  # as a first line is
        if not (isinstance(above, Text) and last):
            pieces.append(Text(piece.number, text))
        elif broken or (
            not (indented and not last.text.startswith(INDENT))
            and PLAIN not in piece.text[:2]
            and (
                _goes_on(draft.read(above.text), last, draft.read(text), measure)
                or _between(draft, draft.read(above.text), draft.read(text), follower)
            )
        ):
            label, gap, title = above.text.rpartition(APART)
            pieces[-1] = Text(above.number, label + gap + join_lines(title, text))
        else:
            pieces.append(Text(piece.number, text))
        last = replace(piece, text=last.text + piece.text) if broken and last else piece
    return draft.with_pieces(pieces)


def _text(draft: Draft, line: str) -> str:
    """A line tidied; the space stays that alone sets a task's number apart from its title."""
    label, rest = split_apart(line)
    title = tidy(rest)
    token = draft.read(title)
    if label and (token.is_plain or token.is_short_title or split_title_label(title)[0]):
        return tidy(label) + APART + title
    return tidy(line)


def _goes_on(above: Token, last: Line, here: Token, measure: int) -> bool:
    """Whether a line continues the paragraph whose last printed line is `last`."""
    if here.starts_block or above.is_title or above.is_form_title or above.is_caption:
        return False
    if not measure and here.label is not None:
        return False
    unit = _FIRST_UNIT.match(here.text)
    room = measure - width(tidy(last.text))
    full = room < (width(unit.group()) if unit else 2) + 6  # the next word would not have fitted
    if measure and (full or _narrow(above.text, last, here, measure)):
        return True
    return _cut_short(above.text, here.text)


def _between(draft: Draft, above: Token, here: Token, follower: Piece | None) -> bool:
    """Whether a line is the tail of item n, broken off, with item n + 1 below it."""
    if len(here.text) >= _SHORT or len(above.text) <= _SHORT:
        return False
    first = read_marker(above.attached[1] if above.attached else above.text)
    below = draft.token(follower)
    second = below.marker if below is not None else None
    return (
        first is not None
        and second is not None
        and first.number is not None
        and (second.style, second.number) == (first.style, first.number + 1)
        and not _ENDED.search(above.text[-8:])
        and not above.text.endswith(("）", ")"))
        and not _PROSE.search(here.text)
        and not here.starts_block
    )


def _narrow(paragraph: str, last: Line, here: Token, measure: int) -> bool:
    """Whether the line may have been full on a page with wider margins.

    It is long, it ends in mid-sentence, and neither it nor the next is a line apart.
    """
    return (
        width(tidy(last.text)) >= measure * 0.7
        and not _ENDED.search(paragraph[-8:])
        and not paragraph.endswith(("）", ")"))
        and not here.text.endswith(tuple(COLON))
    )


def _cut_short(paragraph: str, text: str) -> bool:
    """Whether a paragraph breaks off in mid-sentence and the text takes it up.

    Prose that ends without a full stop, above prose; a bracket opened and not
    closed; a short remark in brackets below what it belongs to.
    """
    if _ENDED.search(paragraph[-8:]):
        return False
    if _BRACKETED.fullmatch(text):
        return len(paragraph) <= 60
    opened = any(
        b in text and paragraph.count(a) > paragraph.count(b) for a, b in ("（）", "《》", "“”")
    )
    if paragraph.endswith(("，", "、")) or opened:
        return True
    if len(paragraph) < _SHORT or paragraph.endswith(("）", ")", "”", "》")):
        return False
    return bool(_PROSE.search(text) and _PROSE.search(paragraph))


# ---------------------------------------------------------------- paragraphs cut


def part_fields(draft: Draft) -> Draft:
    """Cut a paragraph that holds several fields at their names.

    “1.小麦。研究内容：…考核指标：…” and “【研究内容】…【考核指标】…”: only where one of
    the names says what is asked or judged, or a name opens the paragraph, too.
    """
    return draft.each(
        lambda piece: (
            [Text(piece.number, part) for part in _fields(draft, piece.text)]
            if isinstance(piece, Text)
            else [piece]
        )
    )


def _fields(draft: Draft, text: str) -> list[str]:
    names = draft.read.names
    opened = draft.read(text)
    own = opened.key if opened.label is not None else None
    brackets = own is not None and bool(opened.label and opened.label.opening)
    places: list[int] = []
    keys: list[str | None] = []
    for place in _PLACE.finditer(text, 1):
        at = place.end()
        start = at
        marker = read_marker(text, at) if text[at].isascii() or text[at] in "（①" else None
        if marker is not None:
            start = at + len(marker.text)
        label = read_label(text[start : start + 40])
        if label and (names.is_exact(label[1]) or (brackets and label[0])):
            places.append(place.start())
            keys.append(names.key(label[1]))
    if not places:
        return [text]
    if not (TASK_KEYS & set(keys) or (own and opened.lead == "")):
        return [text]
    bounds = [0, *places, len(text)]
    parts = [text[a:b].strip() for a, b in pairwise(bounds)]
    return [part for part in parts if part]


def part_numbers(draft: Draft) -> Draft:
    """“1.1550℃…”, “2.5G…” as items 1 and 2 where the list around them says so.

    The number of an item may run into a figure: “1.1550℃下…” may be item 1, and no 1.155 °C.
    """
    pieces: list[Piece] = list(draft.pieces)
    for at, piece in enumerate(pieces):
        found = _RUN_IN.match(piece.text) if isinstance(piece, Text) else None
        if not isinstance(piece, Text) or found is None:
            continue
        number = int(found.group(1))
        above = pieces[at - 1] if at else None
        below = pieces[at + 1] if at + 1 < len(pieces) else None
        counted = number + 1 in (_number(draft, below), _run_in(below))
        ended = isinstance(above, Text) and bool(_STOPPED.search(above.text[-1:]))
        goes_on = _number(draft, above) == number - 1 and ended
        if goes_on or (number == 1 and counted):
            pieces[at] = replace(piece, text=f"{found.group()} {piece.text[found.end() :]}")
    return draft.with_pieces(pieces)


def _number(draft: Draft, piece: Piece | None) -> int | None:
    token = draft.token(piece)
    marker = token.marker if token is not None else None
    return marker.number if marker is not None and marker.style == "digit" else None


def _run_in(piece: Piece | None) -> int | None:
    found = _RUN_IN.match(piece.text) if isinstance(piece, Text) else None
    return int(found.group(1)) if found else None
