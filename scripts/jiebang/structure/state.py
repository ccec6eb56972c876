"""Where the outline stands while a document is read, and what opens a heading or adds to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from jiebang.document.fields import split_lead
from jiebang.document.model import Correction, Field, Item, Paragraph
from jiebang.document.tree import Heading, flatten, paragraph, text_segment
from jiebang.originals.original import HEADING
from jiebang.structure.draft import Block, Draft, FieldEntry, TaskGroup, Text, TitleLine
from jiebang.structure.plan import (
    find_aparts,
    find_ends,
    find_heads,
    find_sheet,
    find_titles,
)
from jiebang.structure.tasks import read_item, split_run_in
from jiebang.text.markers import COLON, read_marker, split_marker
from jiebang.text.spaces import squash, tidy

_SENTENCE = re.compile(r"[。；！？，：:;,]")
_MARKED = re.compile(rf"^\f*({HEADING}{{1,6}})(.+)$", re.MULTILINE)
_LEVELS = {"digit": 3, "digit-bracket": 4, "circled": 5, "han-bracket": 2}  # of items


class OutlineState:
    """Where the outline stands, and what the whole document tells; places are indices of pieces.

    `titles` are lines that are titles of tasks by their place, `heads` names that head a list of
    tasks, with what the first field there means, `sections` known names that stand as numbered
    headings more than once, `sheet` the style of number whose headings are the fields of the one
    task there is, "" elsewhere, `named` whether one of them gives its title, `ends` the places
    where a signature begins, `aparts` those of fields that stand above the title of their task.

    `stack` has the styles of number that are open, outermost first, `last` the last number of
    each and whether it was a heading's, `items` that of each style among the items of the field
    that is open, `seen` the names of the fields of the task that is open, `marks` the levels of
    lines that the original sets as headings, by their text without blanks, `base` the heading
    that those below it stand under.
    """

    def __init__(self, draft: Draft, pieces: Sequence[Block]) -> None:
        tokens = [draft.read(p.text) if isinstance(p, Text) else None for p in pieces]
        self.titles = frozenset(find_titles(pieces, tokens))
        self.heads = dict(find_heads(tokens))
        parts = Counter(t.rest for t in tokens if t and t.marker and not t.label and t.key)
        self.sections = frozenset(name for name, n in parts.items() if n >= 2)
        self.sheet = "" if self.titles else find_sheet(draft.read, pieces, tokens)
        self.named = any(token is not None and token.title_name for token in tokens)
        withheld = frozenset(w.line for w in draft.document.withheld)
        self.ends = frozenset(find_ends(pieces, tokens, withheld))
        self.aparts = frozenset(find_aparts(tokens))
        self.read, self.lines = draft.read, draft.lines
        marked = filter(None, map(_MARKED.match, draft.lines))
        self.marks = {squash(found.group(2)): len(found.group(1)) for found in marked}
        self.headings = [Heading(0)]
        self.base = self.headings[0]
        self.corrections: list[Correction] = []
        self.in_form = self.in_sheet = False
        self.outside = -1  # how many styles were open before the table whose rows are tasks
        self.stack: list[str] = []
        self.last: dict[str, tuple[int, bool]] = {}
        self.items: dict[str, int] = {}
        self.seen: list[str] = []

    @property
    def current(self) -> Heading:
        return self.headings[-1]

    @property
    def own(self) -> Field | None:
        """The field that is open."""
        return self.current.open_field

    @property
    def is_apart(self) -> bool:
        """Below a table or a signature: of no task."""
        current = self.current
        return bool(current.level) and not (current.marker or current.title)

    def open_title(self, line: TitleLine) -> None:
        self.open(0, Heading(1, line.marker, line.title, form=line.form))
        self.in_form = line.form
        self.in_sheet = bool(self.sheet) and not self.named

    def open_heading(self, style: str, marker: str, title: str, number: int | None = None) -> bool:
        """Open a heading; a style of number met again closes what was opened since."""
        depth = self.stack.index(style) if style in self.stack else len(self.stack)
        self.open(depth, Heading(min(depth + 2, 6), marker, title))
        self.stack.append(style)
        self.last[style] = (number or 0, True)
        return True

    def leave(self, depth: int = 0, title: str = "") -> None:
        """What follows belongs to no task until one is opened; `depth` styles stay open."""
        self.open(depth, Heading(min(depth + 2, 6), "", title))

    def open(self, depth: int, heading: Heading) -> None:
        """Put a heading below the outermost `depth` styles that are open, and close all else."""
        del self.stack[depth:]
        self.last = {style: last for style, last in self.last.items() if style in self.stack}
        self.headings.append(heading)
        self.base, self.seen, self.items = heading, [], {}

    # ------------------------------------------------------------ the original's own marks

    def mark_of(self, heading: Heading) -> int:
        """The level that a heading is set with as such; 0 where it is not."""
        return self.marks.get(squash(heading.marker + heading.title), 0)

    def mark_of_line(self, text: str) -> int:
        """The same of a line; 0 for a sentence, too."""
        return 0 if _SENTENCE.search(text) else self.marks.get(squash(text), 0)

    def level_of(self, mark: int, base: Heading) -> int:
        """The level of a heading that the original's own mark tells, below one by number."""
        own = self.mark_of(base)
        return max(2, min(base.level + mark - own if own else mark, 6))

    def split_marked(self, heading: Heading) -> list[Heading]:
        """A heading; in one that is no task, lines that are set as such are headings.

        The outline by numbers comes first: a mark only makes a heading of what else stays a
        paragraph, and in a task fields and lines are set as headings, too.
        """
        if heading.id:
            return [heading]
        parts = [replace(heading, parts=[])]
        for block in flatten(heading.blocks):
            mark = self.mark_of_line(block.text) if isinstance(block, Paragraph) else 0
            if isinstance(block, Paragraph) and mark:
                parts.append(Heading(self.level_of(mark, heading), *split_marker(block.text)))
            else:
                parts[-1].add(block)
        return parts

    def put_field(self, lead: str, name: str, closing: str) -> None:
        if not lead:  # 3.1.4进度：, as it is read back
            lead, name = split_lead(name, nested=True)
        key = self.read.names.key(name) or ""
        self.current.add(Field(key, lead, text_segment(name), closing, ()))

    def add_line(self, text: str) -> None:
        block = read_item(text)
        marker = read_marker(block.marker + "x") if isinstance(block, Item) else None
        if marker is not None:
            kept = {s: n for s, n in self.items.items() if _LEVELS.get(s, 0) <= marker.level}
            self.items = kept | {marker.style: marker.number or 0}
        self.current.add(block)

    # ------------------------------------------------------------ tables

    def open_group(self, group: TaskGroup) -> None:
        """A heading for a row of a table, or for the group of rows it begins."""
        if self.outside < 0:
            self.outside = len(self.stack)
            self.in_form = False  # a “需求汇总表” that is filled in is a list, and no form
            title = next((h for h in reversed(self.headings) if h.level == 1), None)
            if title is not None:
                title.form = False
        self.open_heading(group.style, group.marker, group.title)

    def add_entry(self, entry: FieldEntry) -> None:
        """A field of a task printed as a table."""
        self.current.tabled = True
        if entry.shared:
            self.current.close_field()
            self.current.add(paragraph(tidy(entry.name + "".join(entry.lines))))
            return
        lead, name = split_lead(entry.name)
        plain = name.rstrip(COLON)
        self.put_field(lead, plain, name[len(plain) :])
        blocks = [read_item(line) for line in entry.lines]
        for block in split_run_in(blocks) if self.outside >= 0 else blocks:
            self.current.add(block)
