"""Headings without a number that the original sets as such: by style in Word, h1 to h6 in a page.

Reads the readers' marks in the text and the outline; gives the outline with them. The
outline by numbers comes first: a mark only makes a heading of what else stays a paragraph,
and it leaves a task only where it stands no lower than the task's own heading.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiebang.document.model import Block, Field, Paragraph
from jiebang.document.tree import Heading, is_task_id
from jiebang.originals.original import HEADING
from jiebang.structure.tokens import LONGEST_HEADING
from jiebang.text.spaces import squash

_MARKED = re.compile(rf"^\f*({HEADING}{{1,6}})(.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"[。；！？，：:;,]")


def set_headings(
    original: str, document_id: str, head: Heading, headings: Sequence[Heading]
) -> tuple[Heading, list[Heading]]:
    """(what stands before the first heading, the headings), those that are marked among them."""
    levels = read_marks(original.split("\n"))
    if not levels:
        return head, list(headings)
    first, *opened = _split(head, levels, document_id)
    for heading in headings:
        opened += _split(heading, levels, document_id)
    return first, opened


def read_marks(lines: Sequence[str]) -> dict[str, int]:
    """The level of each line set as a heading, by its text without blanks."""
    marked = (_MARKED.match(line) for line in lines if HEADING in line)
    return {squash(found.group(2)): len(found.group(1)) for found in marked if found}


def _split(heading: Heading, levels: dict[str, int], document_id: str) -> list[Heading]:
    """A heading, and those that its blocks open."""
    own = levels.get(squash(heading.marker + heading.title), 0)
    task = is_task_id(document_id, heading.id)
    first = next((b for b in heading.blocks if isinstance(b, Field)), None)
    if task and first is not None and 0 < _level(first, levels) <= own:
        return [heading]  # its own fields are set as high as itself
    parts = [replace(heading, parts=[], keys=set(), fields=0)]
    waiting = deque(_cut(heading.blocks, levels, own if task else 6))
    while waiting:
        piece = waiting.popleft()
        level = _level(piece, levels)
        if not level or (task and len(parts) == 1 and level > own):
            parts[-1].put(piece)
            continue
        deep = max(2, min(heading.level + level - own if own else level, 6))
        if isinstance(piece, Field):
            parts.append(Heading(deep, piece.marker, piece.name.zh))
            waiting.extendleft(reversed(piece.blocks))
        elif isinstance(piece, Paragraph):
            parts.append(Heading(deep, "", piece.text))
    return parts


def _cut(
    blocks: Sequence[Block | Field], levels: dict[str, int], own: int
) -> Iterator[Block | Field]:
    """The blocks of a heading, a field cut where a heading no lower than `own` begins."""
    for block in blocks:
        inner = block.blocks if isinstance(block, Field) else ()
        at = next((n for n, b in enumerate(inner) if 0 < _level(b, levels) <= own), None)
        if at is None or not isinstance(block, Field):
            yield block
        else:
            yield replace(block, blocks=block.blocks[:at])
            yield from block.blocks[at:]


def _level(piece: Block | Field, levels: dict[str, int]) -> int:
    """The level that a paragraph, or a name alone on its line, is marked with; else 0."""
    if isinstance(piece, Paragraph):
        text = piece.text
    elif isinstance(piece, Field) and not piece.colon:
        text = piece.marker + piece.name.zh
    else:
        return 0
    plain = len(text) <= LONGEST_HEADING and not _SENTENCE.search(text)
    return levels.get(squash(text), 0) if plain else 0
