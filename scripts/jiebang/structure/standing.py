"""Where the outline stands while a document is read, and what opens a heading in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from jiebang.document.model import Field, Item, Paragraph
from jiebang.document.tree import Heading, make_field, paragraph, text_segment
from jiebang.structure.draft import Entry, Group, Listed
from jiebang.structure.indicators import split_run_in
from jiebang.text.markers import split_marker
from jiebang.text.spaces import tidy


@dataclass
class State:
    """Where the outline stands: open styles with their levels, last number of each."""

    headings: list[Heading]
    head: Heading
    stack: list[tuple[str, int]] = field(default_factory=list)
    last: dict[str, tuple[int, bool]] = field(default_factory=dict)
    in_form: bool = False
    outside: int = -1  # how many styles were open before the table whose rows are tasks

    @property
    def current(self) -> Heading:
        return self.headings[-1] if self.headings else self.head


def open_heading(state: State, style: str, marker: str, title: str, number: int | None) -> None:
    """Open a heading; a style of number met again closes what was opened since."""
    styles = [known for known, _ in state.stack]
    if style in styles:
        del state.stack[styles.index(style) :]
    # Without an H1 above, 一、 still stands on the second level.
    level = min((state.stack[-1][1] if state.stack else 1) + 1, 6)
    state.stack.append((style, level))
    state.last = {s: v for s, v in state.last.items() if s in {x for x, _ in state.stack}}
    state.last[style] = (number or 0, True)
    state.headings.append(Heading(level, marker, title))


def item_or_paragraph(text: str) -> Item | Paragraph:
    """A paragraph that begins with a number as an item."""
    marker, rest = split_marker(text)
    return Item(marker, text_segment(rest)) if marker and rest else paragraph(text)


def add_entry(heading: Heading, entry: Entry) -> None:
    """A field of a task printed as a table."""
    marker, name = split_marker(entry.name)
    ordinal = 1 + sum(isinstance(b, Field) for b in heading.blocks)
    heading.add(make_field(marker, name, "", ordinal))
    for line in entry.lines:
        heading.add(item_or_paragraph(line))


# ---------------------------------------------------------------- tables of tasks


def open_row(state: State, piece: Group | Listed) -> None:
    """A heading for a row, or for the group it begins; the row's cells below it."""
    if state.outside < 0:
        state.outside = len(state.stack)
        _no_form(state)
    if isinstance(piece, Group):
        open_heading(state, f"group {piece.level}", piece.marker, piece.title, None)
        return
    open_heading(state, "row", piece.marker, piece.title, None)
    heading = state.current
    for entry in piece.entries:
        if entry.shared:
            text = tidy(entry.name + "".join(entry.lines))
            heading.blocks.append(paragraph(text))
            continue
        add_entry(heading, entry)
        field = heading.blocks[-1]
        if isinstance(field, Field):
            heading.blocks[-1] = replace(field, blocks=split_run_in(field.blocks))


def _no_form(state: State) -> None:
    """A “需求汇总表” that is filled in is a list, and no form."""
    state.in_form = False
    title = next((h for h in reversed(state.headings) if h.level == 1), None)
    if title is not None:
        title.form = False


def leave_rows(state: State) -> None:
    """Below the table: text that belongs to none of its tasks."""
    del state.stack[state.outside :]
    level = min((state.stack[-1][1] if state.stack else 1) + 1, 6)
    state.headings.append(Heading(level, "", ""))
    state.outside = -1
