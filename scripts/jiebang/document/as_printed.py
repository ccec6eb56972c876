"""A document read in its simplified form, put back into the characters it was printed in.

The rules of `structure` know the simplified names of fields and titles. A traditional
original is read in that form, which has the same length, and then says what it says.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from jiebang.document.alignment import characters_of
from jiebang.document.model import Document, Segment, TaskTable, rewrite
from jiebang.document.task_tables import head_lines, head_of
from jiebang.text.ruled import unruled


def as_printed(original: str, plain: str, document: Document) -> Document:
    """`document`, converted from `plain`, with every character as `original` prints it.

    What the front matter mends stays as mended.
    """
    if len(original) != len(plain):
        raise ValueError("the simplified text has the length of its original")
    characters = (
        original[c.start] if c.end - c.start == 1 and plain[c.start] == c.char else c.char
        for c in characters_of(plain, document)
    )
    before, now = original.split("\n"), plain.split("\n")
    ruled = unruled(original).split("\n") if document.task_tables else before

    def put(part: str | Segment) -> str | Segment:
        text = part if isinstance(part, str) else part.zh
        text = "".join(char if char.isspace() else next(characters) for char in text)
        return text if isinstance(part, str) else replace(part, zh=text)

    def at_line(number: int, text: str) -> str:
        place = now[number - 1].find(text)
        return before[number - 1][place : place + len(text)]

    def head(table: TaskTable) -> str:
        filled = (line for line in ruled[table.line - 1 :] if line.strip())
        return head_of(*islice(filled, head_lines(table)))

    return replace(
        rewrite(document, put),
        dropped=tuple(replace(d, text=at_line(d.line, d.text)) for d in document.dropped),
        corrections=tuple(
            replace(c, printed=at_line(c.line, c.printed)) for c in document.corrections
        ),
        task_tables=tuple(replace(t, head=head(t)) for t in document.task_tables),
    )
