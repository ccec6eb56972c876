"""Where the outline stands while a document is read, and what opens a heading or adds to one."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiebang.document.model import Correction, Item, Paragraph, Table
from jiebang.document.tree import Heading, make_field, paragraph, text_segment
from jiebang.structure.draft import Draft, Entry, Group, Listed, Rows, TitleLine
from jiebang.structure.plan import Plan
from jiebang.structure.tasks import split_run_in
from jiebang.text.markers import read_marker, split_marker
from jiebang.text.spaces import tidy

_LEVELS = {"digit": 3, "digit-bracket": 4, "circled": 5, "han-bracket": 2}  # of items


@dataclass
class State:
    """Where the outline stands: open styles with their levels, the last number of each.

    `first` and `seen` are the names of the fields of the task that is open, `items` the last
    number of each style among the items of the field that is open, `marks` the levels of
    lines that the original sets as headings, by their text without blanks.
    """

    draft: Draft
    plan: Plan
    headings: list[Heading] = field(default_factory=list)
    head: Heading = field(default_factory=lambda: Heading(0, "", ""))
    stack: list[tuple[str, int]] = field(default_factory=list)
    last: dict[str, tuple[int, bool]] = field(default_factory=dict)
    in_form: bool = False
    outside: int = -1  # how many styles were open before the table whose rows are tasks
    in_sheet: bool = False
    first: str = ""
    seen: set[str] = field(default_factory=set)
    marks: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def current(self) -> Heading:
        return self.headings[-1] if self.headings else self.head

    @property
    def below(self) -> int:
        """The level of a heading below all that is open; without an H1, the second."""
        return min((self.stack[-1][1] if self.stack else 1) + 1, 6)

    @property
    def is_apart(self) -> bool:
        """Below a table or a signature: of no task."""
        current = self.current
        return bool(current.level) and not (current.marker or current.title)


def open_title(state: State, line: TitleLine) -> None:
    state.headings.append(Heading(1, line.marker, line.title, form=line.form))
    state.stack, state.last, state.in_form = [], {}, line.form
    state.seen, state.items = set(), {}
    state.in_sheet = bool(state.plan.sheet) and not state.plan.named


def open_heading(state: State, style: str, marker: str, title: str, number: int | None) -> None:
    """Open a heading; a style of number met again closes what was opened since."""
    styles = [known for known, _ in state.stack]
    if style in styles:
        del state.stack[styles.index(style) :]
    level = state.below
    state.stack.append((style, level))
    styles = [known for known, _ in state.stack]
    state.last = {known: last for known, last in state.last.items() if known in styles}
    state.last[style] = (number or 0, True)
    state.seen, state.items = set(), {}
    state.headings.append(Heading(level, marker, title))


def add_line(state: State, text: str) -> None:
    block = item_or_paragraph(text)
    if isinstance(block, Item):
        marker = read_marker(block.marker + "x")
        if marker is not None:
            for style, level in _LEVELS.items():
                if level > marker.level:
                    state.items.pop(style, None)
            state.items[marker.style] = marker.number or 0
    state.current.add(block)


def item_or_paragraph(text: str) -> Item | Paragraph:
    """A paragraph that begins with a number as an item."""
    marker, rest = split_marker(text)
    return Item(marker, text_segment(rest)) if marker and rest else paragraph(text)


# ---------------------------------------------------------------- tables


def make_table(rows: Rows) -> Table:
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


def add_entry(state: State, entry: Entry) -> None:
    """A field of a task printed as a table."""
    marker, name = split_marker(entry.name)
    heading = state.current
    key = state.draft.read.names.key(name)
    heading.add(make_field(marker, name, "", heading.fields + 1, key=key))
    for line in entry.lines:
        heading.add(item_or_paragraph(line))


def open_row(state: State, piece: Group | Listed) -> None:
    """A heading for a row, or for the group it begins; the row's cells below it."""
    if state.outside < 0:
        state.outside = len(state.stack)
        state.in_form = False  # a “需求汇总表” that is filled in is a list, and no form
        title = next((h for h in reversed(state.headings) if h.level == 1), None)
        if title is not None:
            title.form = False
    if isinstance(piece, Group):
        open_heading(state, f"group {piece.level}", piece.marker, piece.title, None)
        return
    open_heading(state, "row", piece.marker, piece.title, None)
    heading = state.current
    for entry in piece.entries:
        if entry.shared:
            heading.put(paragraph(tidy(entry.name + "".join(entry.lines))))
            continue
        add_entry(state, entry)
        part, inner = heading.parts[-1]
        heading.parts[-1] = (part, list(split_run_in(inner)))


def leave_rows(state: State) -> None:
    """Below the table: text that belongs to none of its tasks."""
    del state.stack[state.outside :]
    state.headings.append(Heading(state.below, "", ""))
    state.outside = -1


def leave_task(state: State) -> None:
    """What follows belongs to no task until one is opened."""
    if state.current.parts and state.stack and state.current.open_field is not None:
        state.stack.pop()
    state.headings.append(Heading(state.below, "", ""))
    state.seen, state.items = set(), {}
