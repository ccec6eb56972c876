"""Paragraphs → headings, items, fields and tables, in one flat run.

Reads the pieces, gives Headings with their blocks. RULES is the order in which a line is
tried; the first rule that takes it ends the matter. The outline of a Chinese official
document is told by its numbers (GB/T 9704-2012, 7.3.3), but documents nest them as they
like: a style of number met again closes what was opened since.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jiebang.document.fields import TASK_KEYS, split_lead
from jiebang.document.model import Correction, Field
from jiebang.document.tree import Heading, make_field, paragraph
from jiebang.structure.draft import Apart, Block, Draft, Entry, Group, Listed, Rows, Text, TitleLine
from jiebang.structure.plan import make_plan
from jiebang.structure.state import (
    State,
    add_entry,
    add_line,
    leave_rows,
    leave_task,
    make_table,
    open_heading,
    open_row,
    open_title,
)
from jiebang.structure.titles import read_marks, read_titles
from jiebang.structure.tokens import LONGEST_TITLE, STOP, Token
from jiebang.text.markers import APART, Marker, read_heading_marker, read_marker, split_code
from jiebang.text.spaces import squash, tidy
from jiebang.text.words import load_words

_ALWAYS_HEADS = ("chapter", "named", "han", "han-formal")  # and what begins so
_MONEY = frozenset({"funding", "award", "total", "own_contribution"})
# Fields whose text may itself have lines with a label.
_LONG_TEXTS = frozenset({"requirement", "criteria", "background", "notes", "submission", "contact"})
_DIGIT = re.compile(r"[0-9〇一二三四五六七八九十百]")
_JUST_TERMS = re.compile(
    r"(?:约|不超过|不少于)?[\d.,，\-~～—至]{1,20}\s*(?:万|亿|千)?(?:元|年|个月|月|天)[。；;]?"
)
_LONGEST_SIBLING = 16


@dataclass(frozen=True)
class Place:
    """A line to be read, with what follows it."""

    at: int
    piece: Text
    token: Token
    below: Block | None
    following: Token | None  # the token of what follows, if that is a line


def outline(draft: Draft) -> tuple[Heading, list[Heading], tuple[Correction, ...]]:
    """(what stands before the first heading, the headings, the corrections made on the way)."""
    pieces = read_titles(draft)
    withheld = frozenset(w.line for w in draft.withheld if not w.public)
    plan = make_plan(draft.read, pieces, withheld)
    state = State(draft, plan, marks=read_marks(draft.lines))
    for at, piece in enumerate(pieces):
        if isinstance(piece, (Group, Listed)):
            open_row(state, piece)
            continue
        if state.outside >= 0:
            leave_rows(state)
        if isinstance(piece, TitleLine):
            open_title(state, piece)
        elif isinstance(piece, Rows):
            state.current.add(make_table(piece))
        elif isinstance(piece, Entry):
            add_entry(state, piece)
        elif isinstance(piece, Apart):
            leave_task(state)
        else:
            below = pieces[at + 1] if at + 1 < len(pieces) else None
            following = draft.read(below.text) if isinstance(below, Text) else None
            place = Place(at, piece, draft.read(piece.text), below, following)
            any(rule(state, place) for rule in RULES)
    # What was opened for text below a table, where there was none.
    headings = [h for h in state.headings if h.marker or h.title or h.parts]
    return state.head, headings, tuple(state.corrections)


# ---------------------------------------------------------------- titles


def _open_task(state: State, piece: Text, marker: str, title: str) -> bool:
    """A line known for a task's title: its number is told from its words."""
    found = read_heading_marker(marker) if marker else None
    style, number = (found.style, found.number) if found else ("unnumbered", None)
    if style == "titled" and APART not in marker:
        style = "unnumbered"
    open_heading(state, style, marker, _without_stop(state, piece, title), number)
    state.in_sheet = bool(state.plan.sheet)
    return True


def _without_stop(state: State, piece: Text, title: str) -> str:
    """A title without the full stop printed behind it, which is then a correction."""
    if not title.endswith("。") or title not in state.draft.lines[piece.number - 1]:
        return title
    why = "full stop after a title"
    state.corrections.append(Correction(piece.number, title, title[:-1], why))
    return title[:-1]


def close_at_signature(state: State, place: Place) -> bool:
    """Who signs the document, and when, belongs to no task."""
    if place.at in state.plan.ends and not state.in_form:
        if state.current.keys & TASK_KEYS:
            state.stack, state.last = [], {}
            state.headings.append(Heading(2, "", ""))
        else:
            state.current.close_field()
    if place.at in state.plan.aparts and not state.in_sheet:
        leave_task(state)
    return False


def open_titled_task(state: State, place: Place) -> bool:
    """“任务一　…”, “需求名称：…”, or a line that comes above each round of fields."""
    token = place.token
    placed = place.at in state.plan.titles
    if state.in_form or state.in_sheet or not (placed or token.is_numbered_title):
        return False
    marker, title = token.title_pair
    if not marker and token.marker is None:
        lead, rest = split_lead(token.text, nested=True)
        marker, title = (lead, rest) if lead[:1].isdecimal() else ("", token.text)
    if not marker and placed and APART in token.text:
        marker, _, title = token.text.partition(APART)
    return _open_task(state, place.piece, marker, title)


def open_coded_title(state: State, place: Place) -> bool:
    """“重点2027N001：…” right above a field."""
    code, title = split_code(place.token.text)
    below = place.following
    if state.in_form or not code or below is None or not (below.is_lead or below.is_field):
        return False
    return _open_task(state, place.piece, code, title)


def open_stopped_title(state: State, place: Place) -> bool:
    """“1.小麦新品种选育。” above a field: a title, unless it goes on with a list."""
    token, below = place.token, place.following
    marker = token.marker
    if state.in_form or marker is None or not token.stopped_title or below is None:
        return False
    if below.label is None or below.key is None or below.marker is not None:
        return False
    if state.current.open_field is not None and below.name != state.first:
        listed = marker.number == 1 or state.items.get(marker.style) == (marker.number or 0) - 1
        if below.name not in state.seen or listed:
            return False
    title = _without_stop(state, place.piece, token.rest)
    open_heading(state, marker.style, marker.text, title, marker.number)
    return True


# ---------------------------------------------------------------- fields


def open_field(state: State, place: Place) -> bool:
    """A field whose name is known, or comes round again, with its colon or as a heading."""
    token, label = place.token, place.token.label
    if state.in_form or state.is_apart or token.is_caption:
        return False
    if token.note and not (token.is_exact and state.current.open_field is not None):
        return False
    if token.marker is not None and _goes_on_counting(state, token.marker, token):
        return False
    if label is not None:
        if token.key is None and not (
            label.name in state.plan.labels and not _is_demand(state, token)
        ):
            return False
        if token.key and not token.is_exact and _is_demand(state, token):
            return False
        return _add_field(state, token)
    if token.key is None:
        return False
    if token.marker is not None and token.rest not in state.plan.sections:
        return (
            state.in_sheet and token.marker.style == state.plan.sheet and _add_field(state, token)
        )
    return _add_field(state, token)


def _is_demand(state: State, token: Token) -> bool:
    """“续航时间：≥4h” among indicators: one of them, though its name ends as a field's may."""
    own = state.current.open_field
    if own is None or own.key != "indicators" or token.label is None or token.key in _MONEY:
        return False
    return token.compares and not _JUST_TERMS.fullmatch(token.label.body)


def _goes_on_counting(state: State, marker: Marker, token: Token) -> bool:
    """Whether “3.技术指标：…” is an item of the indicators open, and not a field of the task."""
    own = state.current.open_field
    if own is None or own.key != "indicators":
        return False
    if token.key not in (None, "indicators", "outcomes") and token.is_exact:
        return False
    first = _number_of(own)
    if first is not None and first.style == marker.style:
        return False
    if not state.items:
        return marker.number == 1 and not state.current.inner
    before = state.items.get(marker.style)
    return before is not None and marker.number == before + 1


def _number_of(own: Field | None) -> Marker | None:
    """The outline number that a field is printed under."""
    return read_marker(own.marker + "x") if own is not None and own.marker else None


def open_sibling_field(state: State, place: Place) -> bool:
    """“（四）…” where “（三）” was a field: one more, though no list knows its name."""
    token, marker, own = place.token, place.token.marker, state.current.open_field
    if state.in_form or marker is None or token.label is not None or not token.is_short:
        return False
    if len(token.rest) > _LONGEST_SIBLING or _DIGIT.search(token.rest):
        return False
    if state.in_sheet and marker.style == state.plan.sheet:
        return _add_field(state, token)
    first = _number_of(own)
    if first is None or marker.style in state.items or first.style != marker.style:
        return False
    if marker.style in dict(state.stack):
        return False
    return marker.number == (first.number or 0) + 1 and _add_field(state, token)


def open_new_field(state: State, place: Place) -> bool:
    """“经办处室：…” in a task: a field that no list knows, and no indicator."""
    token, label, own = place.token, place.token.label, state.current.open_field
    if state.in_form or state.is_apart or label is None or own is None:
        return False
    if token.lead and (token.marker is not None or token.lead != own.marker):
        return False  # an item; a bullet only where the fields have them, too
    if token.note or token.attached or not state.current.keys & TASK_KEYS:
        return False
    terms = bool(_JUST_TERMS.fullmatch(label.body))
    named = label.name.endswith(tuple(load_words("outline")["field_words"])) or bool(label.opening)
    if own.key == "indicators":
        bare = bool(label.body) and not _DIGIT.search(token.text) and not token.compares
        return (terms or bare or (named and not token.compares)) and _add_field(state, token)
    short = own.key not in _LONG_TEXTS and len(label.body) <= LONGEST_TITLE
    return (terms or named or short) and _add_field(state, token)


def _add_field(state: State, token: Token) -> bool:
    heading, label = state.current, token.label
    opening, name, closing = (
        (label.opening, label.name, label.closing) if label else ("", token.rest, "")
    )
    key = state.draft.read.names.key(name)
    lead = token.lead + opening
    heading.add(make_field(lead, name, closing, heading.fields + 1, key=key))
    state.first = state.first if state.seen else name
    state.seen.add(name)
    state.items = {}
    if label and label.body:
        add_line(state, label.body)
    if token.marker is not None:
        state.last[token.marker.style] = (token.marker.number or 0, False)
    return True


# ---------------------------------------------------------------- headings and all else


def open_numbered_heading(state: State, place: Place) -> bool:
    """A numbered line that is a heading and not an item of a list."""
    token, marker = place.token, place.token.marker
    if marker is None or not _is_heading(state, place, marker):
        return False
    open_heading(state, marker.style, marker.text, token.rest, marker.number)
    return True


def _is_heading(state: State, place: Place, marker: Marker) -> bool:
    token, below = place.token, place.following
    if marker.number is None or not token.rest or token.lead != marker.text:
        return False
    named = marker.style.startswith("named")
    if _is_marked(state, token):
        return True
    if (
        not token.is_short
        and not (
            named  # and no sentence, but perhaps one stop at its end
            and len(token.rest) <= LONGEST_TITLE
            and not STOP.search(token.rest[:-1])
            and not token.rest.endswith(("；", "，", "、", "："))
        )
    ):
        return False
    own = state.current.open_field
    first = _number_of(own)
    if first is not None and marker.level > first.level:
        return False  # below “五、答题要求”, “（一）…” begins an item
    if state.in_sheet and (named or marker.level > 1):
        return False
    # “（一）…” of a list in the field that is open, and of no outline above it.
    listed = marker.number == 1 or state.items.get(marker.style) == marker.number - 1
    if own is not None and marker.level == 2 and marker.style not in dict(state.stack) and listed:
        return False
    if marker.style.startswith(_ALWAYS_HEADS):
        return True
    before = state.last.get(marker.style)
    if before is not None and marker.number == before[0] + 1:
        return before[1]  # it goes on as the one before
    if state.in_form or (state.current.open_field is not None and marker.number == 1):
        return False
    if below is None:
        return isinstance(place.below, (Group, Listed))
    if below.marker is None:
        return True
    return below.label is not None and below.key is not None


def _is_marked(state: State, token: Token) -> bool:
    """Whether the original sets a short line as a heading, below that of the document."""
    return token.is_short and state.marks.get(squash(token.text), 0) > 1


def open_unnumbered_task(state: State, place: Place) -> bool:
    """A plain line right above what a task asks for, where no numbered heading is open for it."""
    token, below = place.token, place.following
    if token.marker is not None or state.in_form or below is None or not token.is_plain:
        return False
    if _is_marked(state, token) and below.is_lead:
        open_heading(state, "marked", "", token.text, None)
        return True
    if below.label is None or below.key != "requirement":
        return False
    if "requirement" not in state.current.keys and state.current.level > 1:
        return False
    open_heading(state, "unnumbered", "", token.text, None)
    return True


def open_attached(state: State, place: Place) -> bool:
    """“附件：1.…”: what is attached belongs to the document, not to its last part."""
    if place.token.attached is None:
        return False
    label, rest = place.token.attached
    state.stack, state.last, state.items = [], {}, {}
    state.headings.append(Heading(2, "", label))
    if rest:
        add_line(state, rest)
    return True


def add_note(state: State, place: Place) -> bool:
    """“注：1、…”: a list begins behind it."""
    note = place.token.note
    if note is None or read_marker(note[1]) is None:
        return False
    state.current.add(paragraph(note[0]))
    add_line(state, note[1])
    return True


def add_text(state: State, place: Place) -> bool:
    """An item where it begins with a number, else a paragraph."""
    marker = place.token.marker
    if marker is not None:
        state.last[marker.style] = (marker.number or 0, False)
    add_line(state, tidy(place.piece.text))
    return True


RULES: tuple[Callable[[State, Place], bool], ...] = (
    close_at_signature,
    open_titled_task,
    open_coded_title,
    open_stopped_title,
    open_field,
    open_sibling_field,
    open_new_field,
    open_numbered_heading,
    open_unnumbered_task,
    open_attached,
    add_note,
    add_text,
)
