"""Segment ids: from the document's own numbering, never from a running count of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from jiebang.document.model import (
    Block,
    Document,
    Field,
    Kind,
    Paragraph,
    Section,
    Segment,
    rewrite,
)
from jiebang.text.sentences import cut_sentences


def identify(document: Document) -> Document:
    """The document with every segment's id set, and its paragraphs cut into sentences.

    Headings and indicators bring their ids; a segment's is `<heading>.<field>.<n>`
    in a task, `<heading>.<n>` elsewhere (n is 1 for the heading itself), and
    `<document>.head.<n>` before the first heading. A field's name has one segment
    for all its uses: `<document>.fields.<n>`.
    """
    names = cache(_Counter(f"{document.id}.fields"))  # one segment for each name
    head = _Counter(f"{document.id}.head")
    preamble = tuple(_block(b, head) for b in document.preamble)
    sections = tuple(_section(s, names) for s in document.sections)
    return replace(document, preamble=preamble, sections=sections)


class _Counter:
    """Hands out `<prefix>.<n>`."""

    def __init__(self, prefix: str) -> None:
        self._prefix, self._n = prefix, 0

    def __call__(self, text: str) -> Segment:
        self._n += 1
        return Segment(f"{self._prefix}.{self._n}", text)


def _section(section: Section, names: Callable[[str], Segment]) -> Section:
    is_task = section.kind is Kind.TASK
    own = _Counter(f"{section.id}.text" if is_task else section.id)
    title = Segment(f"{section.id}.title.1", section.title.zh) if is_task else own(section.title.zh)
    counters: dict[str, _Counter] = {}
    blocks: list[Block | Field] = []
    for block in section.blocks:
        if isinstance(block, Field):
            counter = counters.setdefault(block.key, _Counter(f"{section.id}.{block.key}"))
            inner = tuple(_block(b, counter) for b in block.blocks)
            blocks.append(replace(block, name=names(block.name.zh), blocks=inner))
        else:
            blocks.append(_block(block, own))
    children = tuple(_section(child, names) for child in section.children)
    return replace(section, title=title, blocks=tuple(blocks), children=children)


def _block(block: Block, counter: _Counter) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(tuple(counter(s) for s in cut_sentences(block.text)))
    return rewrite(block, lambda part: part if isinstance(part, str) else counter(part.zh))
