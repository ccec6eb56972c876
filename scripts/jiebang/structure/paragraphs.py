"""Printed lines → paragraphs, one for each field that a line holds.

Print breaks paragraphs at the end of a line and at the end of a page; both are repaired by
one question: would this line have ended here if the paragraph had ended? And where one
line holds several fields, it is cut at their names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, zip_longest

from jiebang.document.fields import BULLETS, TASK_KEYS, read_label
from jiebang.originals.original import HEADING, PLAIN
from jiebang.structure.draft import Draft, Line, Piece, Text
from jiebang.structure.lines import DRAWN
from jiebang.structure.tokens import COMPARED, Token, keep_apart
from jiebang.text.markers import (
    APART,
    CLOSED,
    COLON,
    OPENED,
    is_title_name,
    read_marker,
    split_id,
    split_nested,
)
from jiebang.text.spaces import INDENT, is_wide, join_lines, tidy, width
from jiebang.text.words import any_of, load_words

_ENDED = re.compile(rf"[。；！？{COLON};…][”’」』）)]*$")
_PROSE = re.compile(r"[，。；、！？]|[,;] ")
_FIRST_UNIT = re.compile(r"[A-Za-z0-9.,/%@+-]+|.")
_BRACKETED = re.compile(r"[（(][^（）()]{1,20}[）)]")
# None of these can begin a line; a print to PDF breaks so where Latin and Chinese meet.
_NEVER_FIRST = frozenset("，、。；：！？）”’》】」』〉％")
_TERMS = ("funding", "award", "total", "own_contribution", "duration", "deadline", "eligibility")
# A figure with its unit, at the end of a line.
_AMOUNT = re.compile(r"\d\s?(?:[A-Za-z/·%℃°²³-]{0,6}|[\u4e00-\u9fff/]{1,3})$")
# A bound that still lacks its figure.
_BOUNDS = r"(?:不[少低小高大超多][于过]|[小大高低优]于|至少|达到|[≥≤＞＜><])"
_BOUND = re.compile(rf"{_BOUNDS}$")
_BOUNDED = re.compile(rf"{_BOUNDS}\s?\d[\d.,]{{0,11}}$")
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?!\d)")  # behind the day
_SHORT = 15
# A bullet may stand apart.
_GAPPED = re.compile(r"\s*((?:\S\s+)?\S{3,15})\s+(\S[^\t]*)$")
_CLOSING = frozenset(COLON + CLOSED)
_WIDE_GAP = re.compile(r"\s+")
# Where a field may begin inside a paragraph: behind a full stop, or in brackets.
_PLACE = re.compile(rf"(?<=[。；;！？])\s*[{BULLETS}]?(?=[^\s{COLON}，。；、])|(?=[{OPENED}])")
_RUN_IN = re.compile(r"(\d{1,2})[.．](?=\d)")


def part_spaced(draft: Draft) -> Draft:
    """Cut a line where a gap stands before a field's name: “金额：10万元  周期：1年”.

    Before any name where the gap is wide and one of the two is known.

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

    Three lines and two names at least, of which one says what is asked or judged.
    """
    found: dict[int, tuple[str, str]] = {}
    names: dict[str, str | None] = {}
    for piece in draft.pieces:
        if not isinstance(piece, Line) or (match := _GAPPED.match(piece.text)) is None:
            continue
        token = draft.read(tidy(match[1]))
        if draft.read(tidy(piece.text)).label:
            continue  # 研究内容 Scope：…
        if token.label is None and (token.title_name or token.is_exact):
            found[piece.number] = (match[1], match[2])
            names[token.rest] = token.key
    return found if len(names) > 1 and len(found) > 2 and TASK_KEYS & set(names.values()) else {}


def _spaced(draft: Draft, text: str) -> list[str]:
    first = draft.read(tidy(text))
    known = first.is_exact or bool(split_id(first.text)[0])
    if not (known or first.label):
        return [text]
    cuts = [0]
    for gap in _WIDE_GAP.finditer(text, 1):
        label = read_label(text[gap.end() : gap.end() + 40])
        if label is None or _CLOSING.isdisjoint(text[cuts[-1] : min(gap.start(), cuts[-1] + 40)]):
            continue
        # 来源企业：… stands beside one that is known, and well apart.
        apart = width(gap.group()) > 1 and is_wide(label.name[0])
        told = first.is_field or first.title_name or _is_known(draft, label.name)
        told = told or COMPARED.match(label.body) is not None  # 噪声：≤65dB
        if (known and draft.read.names.is_exact(label.name)) or (apart and told):
            cuts.append(gap.end())
    return [text[a:b].rstrip() for a, b in pairwise([*cuts, len(text)])]


def _is_known(draft: Draft, name: str) -> bool:
    return draft.read.names.key(name) is not None or is_title_name(name)


# ---------------------------------------------------------------- lines joined


def join_wrapped(draft: Draft) -> Draft:
    """Join the lines of each paragraph, and the halves of one cut by a page end."""
    pieces: list[Piece] = []
    last: Line | None = None
    left_out = {dropped.line: dropped.why for dropped in draft.document.dropped}
    for piece, follower in zip_longest(draft.pieces, draft.pieces[1:]):
        if not isinstance(piece, Line):
            pieces.append(piece)
            last = None
            continue
        text, above = keep_apart(draft.read, piece.text), pieces[-1] if pieces else None
        if not text:
            continue
        # As printed: what is left of a line without its contacts may begin so, too.
        broken = draft.lines[piece.number - 1].lstrip()[:1] in _NEVER_FIRST
        first = PLAIN in piece.text[:2] or (_is_indented(piece) and not _is_indented(last))
        first = first or any(HEADING in n.text for n in (piece, last) if n)
        between = [left_out.get(n, "") for n in range(last.number if last else 0, piece.number)]
        first = first or DRAWN in between
        if (
            isinstance(above, Text)
            and last is not None
            and (broken or (not first and _goes_on(draft, pieces[-2:], last, text, follower)))
        ):
            label, gap, title = above.text.rpartition(APART)
            pieces[-1] = Text(above.number, label + gap + join_lines(title, text))
        else:
            pieces.append(Text(piece.number, text))
        last = replace(piece, text=last.text + piece.text) if broken and last else piece
    return draft.with_pieces(pieces)


def _is_indented(line: Line | None) -> bool:
    """Whether a line is set as the first of a paragraph is."""
    return line is not None and line.text.lstrip("\f").startswith(INDENT)


def _goes_on(
    draft: Draft, pieces: Sequence[Piece], last: Line, line: str, follower: Piece | None
) -> bool:
    """Whether a line continues the last of the paragraphs, whose last printed line is `last`."""
    before, text = ["", *(piece.text for piece in pieces if isinstance(piece, Text))][-2:]
    above, here, measure = draft.read(text), draft.read(line), draft.measure
    below = draft.read(tidy(follower.text)) if isinstance(follower, Line) else None
    if here.starts_block or _is_tail(above, here, below):
        return not here.starts_block
    listed = _ENDED.search(text[-8:]) and split_nested(line)[0]
    if listed or above.is_title or above.is_form_title or above.is_caption:
        return False
    if not measure:
        wide = 0 <= draft.commonest - width(tidy(last.text)) < 6
        over = wide and _runs_over(before, above, here)
        return here.label is None and (over or _cut_short(text, line))
    unit, printed = _FIRST_UNIT.match(line), width(tidy(last.text))
    # The next word would not have fitted, or the page had wider margins.
    full = measure - printed < (width(unit.group()) if unit else 2) + 6
    narrow = printed >= measure * 0.7 and _breaks_off(text) and not line.endswith(tuple(COLON))
    return full or narrow or _cut_short(text, line)


def _breaks_off(text: str) -> bool:
    return not _ENDED.search(text[-8:]) and not text.endswith(("）", ")"))


def _is_tail(above: Token, here: Token, below: Token | None) -> bool:
    """Whether a short line is the tail of item n, broken off, with item n + 1 below it."""
    number = read_marker(above.attached[1] if above.attached else above.text)
    second = below.marker if below is not None else None
    return (
        len(here.text) < _SHORT < len(above.text)
        and number is not None
        and second is not None
        and _breaks_off(above.text)
        and (second.style, second.number) == (number.style, (number.number or 0) + 1)
        and not _PROSE.search(here.text)
    )


def _runs_over(before: str, above: Token, here: Token) -> bool:
    """Whether a line is the rest of an item that is as long as lines are, in a list with ；.

    Not where each of the two has an amount, or the line is said of the task.
    """
    listed = all(read_marker(text) or split_nested(text)[0] for text in (before, above.text))
    ended = before.endswith("；") and here.text.endswith(("；", "。"))
    terms = (name for key in _TERMS for name in load_words("fields")[key]["names"])
    apart = _AMOUNT.search(above.text[-8:]) or here.key or here.text.startswith((*terms,))
    return bool(listed and ended and _breaks_off(above.text) and not apart)


@cache
def _counters() -> re.Pattern[str]:
    """A scale, counter or unit that a line begins with and that is no part of a word."""
    counters = any_of(load_words("contacts")["counters"])
    return re.compile(rf"(?:{counters}){{1,4}}(?![A-Za-z\u4e00-\u9fff])")


def _cut_short(paragraph: str, text: str) -> bool:
    """Whether a paragraph breaks off in mid-sentence and the text takes it up.

    Prose that ends without a full stop, above prose; a bracket opened and not
    closed; a short remark in brackets below what it belongs to; a bound and its figure, or
    these and their unit.
    """
    if _ENDED.search(paragraph[-8:]):
        return False
    if _BOUND.search(paragraph[-4:]) and text[0].isdecimal():
        return True
    if _BOUNDED.search(paragraph[-20:]) and _counters().match(text):
        return True  # 不低于1000 / 万次
    if paragraph.endswith("日") and _CLOCK.match(text):
        return True
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

    def cut(piece: Piece) -> Sequence[Piece]:
        if not isinstance(piece, Text):
            return [piece]
        return [Text(piece.number, part) for part in _fields(draft, piece.text)]

    return draft.each(cut)


def _fields(draft: Draft, text: str) -> list[str]:
    names, opened = draft.read.names, draft.read(text)
    own = opened.key if opened.label is not None else None
    brackets = own is not None and bool(opened.label and opened.label.opening)
    places, keys = [0], set[str | None]()
    for place in _PLACE.finditer(text, 1):
        start = place.end()
        marker = read_marker(text, start) if text[start].isascii() or text[start] in "（①" else None
        start += len(marker.text) if marker is not None else 0
        label = read_label(text[start : start + 40])
        # 研发投入：, known by its ending, where what is asked or judged stands before it.
        known = label and (keys & TASK_KEYS) and names.key(label[1]) in _TERMS
        if label and (known or names.is_exact(label[1]) or (brackets and label[0])):
            places.append(place.start())
            keys.add(names.key(label[1]))
    if not (TASK_KEYS & keys or (own and not opened.lead)):
        return [text]
    return [part for a, b in pairwise([*places, len(text)]) if (part := text[a:b].strip())]


def part_numbers(draft: Draft) -> Draft:
    """“1.1550℃…”, “2.5G…” as items 1 and 2 where the list around them says so.

    The number of an item may run into a figure: “1.1550℃下…” may be item 1, and no 1.155 °C.
    """
    pieces: list[Piece] = list(draft.pieces)
    texts = ["", *(p.text if isinstance(p, Text) else "" for p in pieces), ""]
    for at, piece in enumerate(pieces, 1):
        found = _RUN_IN.match(texts[at])
        if not isinstance(piece, Text) or found is None:
            continue
        number, above = int(found.group(1)), texts[at - 1]
        goes_on = re.match(rf"{number - 1}(?:[.．](?!\d)|、)", above) and above[-1] in "。；;"
        if goes_on or (number == 1 and texts[at + 1].startswith(("2.", "2．", "2、"))):
            texts[at] = f"{found.group()} {piece.text[found.end() :]}"
            pieces[at - 1] = replace(piece, text=texts[at])
    return draft.with_pieces(pieces)
