"""Paragraphs → headings, items, fields and tables, in one flat run.

Reads Text and Rows; gives Headings with their blocks. The outline of a Chinese
official document is told by its numbers (GB/T 9704-2012, 7.3.3), but documents
nest them as they like: a style of number met again closes what was opened since.
"""

from __future__ import annotations

import re

from jiebang.document.fields import field_key, read_label
from jiebang.document.model import Field, Item, Table
from jiebang.document.tree import Heading, make_field, paragraph, text_segment
from jiebang.structure.draft import Block, Draft, Entry, Group, Listed, Rows, Text
from jiebang.structure.labels import is_note, read_attached, read_note, split_lead
from jiebang.structure.recurring import (
    LONGEST_HEADING,
    recurring_labels,
    recurring_sections,
)
from jiebang.structure.rounds import is_numbered_title, join_numbers, task_titles
from jiebang.structure.standing import (
    State,
    add_entry,
    item_or_paragraph,
    leave_rows,
    open_heading,
    open_row,
)
from jiebang.structure.titles import TitleLine, is_plain, read_titles
from jiebang.text.markers import (
    Marker,
    read_heading_marker,
    read_marker,
    split_heading,
    split_marker,
)
from jiebang.text.spaces import tidy

_SENTENCE = re.compile(r"[。；！？]")
_ENDED = re.compile(r"[。；！？，：:;,、]$")
_ALWAYS_HEADS = ("chapter", "named", "han")  # and what begins so


def outline(draft: Draft) -> tuple[Heading, list[Heading]]:
    """(what stands before the first heading, the headings with their blocks)."""
    pieces = join_numbers(read_titles(draft.pieces))
    titles = task_titles(pieces)
    repeated = recurring_labels(pieces, titles)
    sections = recurring_sections(pieces)
    state = State([], Heading(0, "", ""))
    for at, piece in enumerate(pieces):
        if isinstance(piece, (Group, Listed)):
            open_row(state, piece)
            continue
        if state.outside >= 0:
            leave_rows(state)
        if isinstance(piece, TitleLine):
            _open_title(state, piece)
        elif isinstance(piece, Rows):
            state.current.add(_table(piece))
        elif isinstance(piece, Entry):
            add_entry(state.current, piece)
        elif isinstance(piece, Text):
            if not state.in_form and (at in titles or is_numbered_title(piece.text)):
                _open_task(state, piece.text)
                continue
            following = pieces[at + 1] if at + 1 < len(pieces) else None
            _read_text(state, tidy(piece.text), following, repeated, sections)
    # What was opened for text below a table, where there was none.
    return state.head, [h for h in state.headings if h.marker or h.title or h.blocks]


def _open_title(state: State, line: TitleLine) -> None:
    state.headings.append(Heading(1, line.marker, line.title, form=line.form))
    state.stack, state.last, state.in_form = [], {}, line.form


def _read_text(
    state: State,
    text: str,
    following: TitleLine | Block | None,
    repeated: frozenset[str],
    sections: frozenset[str],
) -> None:
    marker = read_marker(text)
    rest = split_marker(text)[1]
    if not state.in_form and _open_field(state, text, marker, repeated, sections):
        return
    if marker is not None and _is_heading(state, marker, rest, following):
        open_heading(state, marker.style, marker.text, rest, marker.number)
        return
    if marker is None and _is_unnumbered_task(state, text, following):
        open_heading(state, "unnumbered", "", text, None)
        return
    if marker is not None:
        state.last[marker.style] = (marker.number or 0, False)
    attached = read_attached(text)
    if attached is not None:  # what is attached belongs to the document, not to its last part
        text = attached[1]
        state.stack, state.last = [], {}
        state.headings.append(Heading(2, "", attached[0]))
        if not text:
            return
    note = read_note(text)
    if note is not None and read_marker(note[1]):  # “注：1、…”: a list begins
        state.current.add(paragraph(note[0]))
        text = note[1]
    state.current.add(item_or_paragraph(text))


# ---------------------------------------------------------------- fields


def _open_field(
    state: State,
    text: str,
    marker: Marker | None,
    repeated: frozenset[str],
    sections: frozenset[str],
) -> bool:
    """Open a field where the text begins with its name; False where it does not."""
    number, rest = split_lead(text)
    label = read_label(rest)
    heading = state.current
    if heading.level and not (heading.marker or heading.title):
        return False  # below a table: of no task
    if marker is not None and _goes_on_counting(heading, marker, label[1] if label else rest):
        return False
    if label is not None and (field_key(label[1]) or label[1] in repeated):
        opening, name, closing, body = label
        if is_note(rest):
            return False
        heading.add(make_field(number + opening, name, closing, _ordinal(heading)))
        if body:
            _read_body(heading, body)
    elif field_key(rest) and (marker is None or rest in sections):
        heading.add(make_field(number, rest, "", _ordinal(heading)))
    else:
        return False
    if marker is not None:
        state.last[marker.style] = (marker.number or 0, False)
    return True


def _ordinal(heading: Heading) -> int:
    """The number of the field to come; counted only where one does: headings can be long."""
    return 1 + sum(isinstance(b, Field) for b in heading.blocks)


def _goes_on_counting(heading: Heading, marker: Marker, name: str) -> bool:
    """Whether “3.技术指标：…” is an item of the indicators open, and not a field of the task."""
    last = heading.blocks[-1] if heading.blocks else None
    if not isinstance(last, Field) or last.key != "indicators":
        return False
    if field_key(name) not in (None, "indicators", "outcomes"):
        return False
    own = read_marker(last.marker + "x") if last.marker else None
    if own is not None and own.style == marker.style:
        return False
    items = [m for b in last.blocks if isinstance(b, Item) and (m := read_marker(b.marker + "x"))]
    numbers = [m.number or 0 for m in items if m.style == marker.style]
    if not items:
        return marker.number == 1 and not last.blocks
    return bool(numbers) and items[0].style == marker.style and marker.number == numbers[-1] + 1


def _read_body(heading: Heading, body: str) -> None:
    """What follows a field's name on its line: prose, or items run in after it."""
    marker, rest = split_marker(body)
    heading.add(Item(marker, text_segment(rest)) if marker and rest else paragraph(body))


# ---------------------------------------------------------------- headings


def _open_task(state: State, text: str) -> None:
    """A line known for a task's title: its number is told from its words."""
    marker, title = split_heading(text)
    found = read_heading_marker(marker) if marker else None
    open_heading(
        state,
        found.style if found else "unnumbered",
        marker,
        title,
        found.number if found else None,
    )


def _is_heading(
    state: State, marker: Marker, rest: str, following: TitleLine | Block | None
) -> bool:
    """Whether a numbered line is a heading and not an item of a list."""
    if marker.number is None or not rest or len(rest) > LONGEST_HEADING:
        return False
    if _SENTENCE.search(rest) or _ENDED.search(rest):
        return False
    if marker.style.startswith(_ALWAYS_HEADS):
        return True
    before = state.last.get(marker.style)
    if before is not None and marker.number == before[0] + 1:
        return before[1]  # it goes on as the one before
    fields_open = any(isinstance(b, Field) for b in state.current.blocks)
    if state.in_form or (fields_open and marker.number == 1):
        return False
    if not isinstance(following, Text):
        return isinstance(following, (Group, Listed))
    after = read_marker(following.text)
    if after is None:
        return True
    label = read_label(split_marker(following.text)[1])
    return label is not None and field_key(label[1]) is not None


def _is_unnumbered_task(state: State, text: str, following: TitleLine | Block | None) -> bool:
    """A plain line right above what a task asks for, where no numbered heading is open for it."""
    if state.in_form or not isinstance(following, Text) or not is_plain(text):
        return False
    label = read_label(split_marker(following.text)[1])
    if label is None or field_key(label[1]) != "requirement":
        return False
    asked = any(isinstance(b, Field) and b.key == "requirement" for b in state.current.blocks)
    return asked or state.current.level <= 1


def _table(rows: Rows) -> Table:
    columns = max(len(row) for row in rows.rows)
    return Table(
        rows.header,
        tuple(
            tuple(
                tuple(text_segment(line) for line in cell)
                for cell in (*row, *((),) * (columns - len(row)))
            )
            for row in rows.rows
        ),
    )
