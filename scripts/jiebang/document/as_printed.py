"""A document read by its simplified twin, put back into the characters it was printed in.

The rules of `structure` know the simplified names of fields and titles. A traditional
original is read by its twin, which has the same length, and then says what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from jiebang.document.alignment import characters_of
from jiebang.document.model import (
    Block,
    Document,
    Field,
    Item,
    Paragraph,
    Section,
    Segment,
    TaskTable,
)
from jiebang.document.task_tables import head_lines, head_of
from jiebang.text.ruled import unruled


def as_printed(original: str, twin: str, document: Document) -> Document:
    """`document`, converted from `twin`, with every character as `original` prints it.

    What the front matter mends stays as mended.
    """
    if len(original) != len(twin):
        raise ValueError("a twin has the length of its original")
    put = _Printer(original, twin, document)
    before, now = original.split("\n"), twin.split("\n")
    ruled = unruled(original).split("\n") if document.task_tables else before

    def at_line(number: int, text: str) -> str:
        place = now[number - 1].find(text)
        return before[number - 1][place : place + len(text)]

    def head(table: TaskTable) -> str:
        filled = (line for line in ruled[table.line - 1 :] if line.strip())
        return head_of(*islice(filled, head_lines(table)))

    preamble = tuple(put.block(block) for block in document.preamble)
    return replace(
        document,
        preamble=preamble,
        sections=tuple(put.section(section) for section in document.sections),
        dropped=tuple(replace(d, text=at_line(d.line, d.text)) for d in document.dropped),
        corrections=tuple(
            replace(c, printed=at_line(c.line, c.printed)) for c in document.corrections
        ),
        task_tables=tuple(replace(t, head=head(t)) for t in document.task_tables),
    )


class _Printer:
    """Walks a document in printed order; each method gives its part with the printed characters."""

    def __init__(self, original: str, twin: str, document: Document) -> None:
        self.characters: Iterator[str] = (
            original[character.start]
            if character.end - character.start == 1 and twin[character.start] == character.char
            else character.char
            for character in characters_of(twin, document)
        )

    def text(self, text: str) -> str:
        return "".join(char if char.isspace() else next(self.characters) for char in text)

    def segment(self, segment: Segment) -> Segment:
        return replace(segment, zh=self.text(segment.zh))

    def block(self, block: Block) -> Block:
        match block:
            case Item():
                marker = self.text(block.marker)
                return replace(block, marker=marker, text=self.segment(block.text))
            case Paragraph():
                return Paragraph(tuple(self.segment(part) for part in block.parts))
        rows = tuple(
            tuple(tuple(self.segment(line) for line in cell) for cell in row) for row in block.rows
        )
        return replace(block, rows=rows)

    def part(self, part: Block | Field) -> Block | Field:
        if not isinstance(part, Field):
            return self.block(part)
        marker, name = self.text(part.marker), self.segment(part.name)
        colon = self.text(part.colon)
        blocks = tuple(self.block(block) for block in part.blocks)
        return replace(part, marker=marker, name=name, colon=colon, blocks=blocks)

    def section(self, section: Section) -> Section:
        marker, title = self.text(section.marker), self.segment(section.title)
        blocks = tuple(self.part(part) for part in section.blocks)
        children = tuple(self.section(child) for child in section.children)
        return replace(section, marker=marker, title=title, blocks=blocks, children=children)
