"""From a flat run of headings to a document: nested sections, and the id of every segment.

For the reader of Markdown and that of originals. Ids come from the document's own numbering,
never from a running count of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from jiebang.document.model import (
    Block,
    Document,
    Field,
    Paragraph,
    Section,
    SectionKind,
    Segment,
    rewrite,
)
from jiebang.text.sentences import cut_sentences

_TASK_TAIL = re.compile(r"(?:[a-z]+[0-9]*-)?[0-9]+")


@dataclass
class Heading:
    """A heading while the document is being built; what stands under it grows.

    `parts` has (a field without its blocks, or None for what stands outside any, blocks);
    they are `tabled` where a table gives them.
    """

    level: int
    marker: str = ""
    title: str = ""
    id: str = ""
    form: bool = False
    tabled: bool = False
    parts: list[tuple[Field | None, list[Block]]] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """The keys of its fields."""
        return {part.key for part, _ in self.fields}

    @property
    def fields(self) -> list[tuple[Field, list[Block]]]:
        """Its fields, each without its blocks, and these."""
        return [(part, blocks) for part, blocks in self.parts if part is not None]

    @property
    def open_field(self) -> Field | None:
        """The field that is open, without its blocks."""
        return self.parts[-1][0] if self.parts else None

    @property
    def blocks(self) -> list[Block | Field]:
        """All that stands under the heading, in order."""
        found: list[Block | Field] = []
        for part, inner in self.parts:
            found += inner if part is None else [replace(part, blocks=tuple(inner))]
        return found

    @blocks.setter
    def blocks(self, blocks: Iterable[Block | Field]) -> None:
        self.parts = []
        for block in blocks:
            self.close_field()
            self.add(block)

    def close_field(self) -> None:
        """Let what follows stand in no field."""
        if self.open_field is not None:
            self.parts.append((None, []))

    def add(self, block: Block | Field) -> None:
        """Put a block under the heading, into its open field if it has one.

        A field without a key, whose name no list knows, has its ordinal for one: f1, f2 …
        """
        if isinstance(block, Field):
            key = block.key or f"f{sum(part is not None for part, _ in self.parts) + 1}"
            self.parts.append((replace(block, key=key, blocks=()), list(block.blocks)))
            return
        if not self.parts:
            self.parts.append((None, []))
        self.parts[-1][1].append(block)


def text_segment(text: str) -> Segment:
    """A segment whose id is still to be set."""
    return Segment("", text)


def paragraph(text: str) -> Paragraph:
    return Paragraph((text_segment(text),))


def is_task_id(document_id: str, section_id: str) -> bool:
    """Whether an id is `<document>.<NN>` or `<document>.<list>-<NN>`."""
    base, _, tail = section_id.rpartition(".")
    return base == document_id and bool(_TASK_TAIL.fullmatch(tail))


def put_together(empty: Document, headings: Sequence[Heading]) -> Document:
    """The document with its headings as a tree; the first has what stands before any other.

    Each section's kind follows from its id and level; one without an id gets the next free
    `<document>.s<n>`. Segments are identified.
    """
    head, *headings = headings
    taken = {h.id for h in headings}
    free = (i for n in range(1, 2 + len(headings) * 2) if (i := f"{empty.id}.s{n}") not in taken)
    for heading in headings:
        heading.id = heading.id or next(free)

    def build(at: int, end: int, inside_form: bool) -> tuple[Section, ...]:
        sections = []
        while at < end:
            heading = headings[at]
            stop = at + 1
            while stop < end and headings[stop].level > heading.level:
                stop += 1
            kind = SectionKind.TITLE if heading.level == 1 else SectionKind.SECTION
            if heading.form:
                kind = SectionKind.FORM
            elif is_task_id(empty.id, heading.id) and not inside_form:
                kind = SectionKind.TASK
            below = build(at + 1, stop, heading.form or inside_form)
            own = heading.blocks if kind is SectionKind.TASK else flatten(heading.blocks)
            title = text_segment(heading.title)
            sections.append(
                Section(heading.id, kind, heading.level, heading.marker, title, tuple(own), below)
            )
            at = stop
        return tuple(sections)

    preamble, sections = tuple(flatten(head.blocks)), build(0, len(headings), False)
    return identify(replace(empty, preamble=preamble, sections=sections))


def flatten(blocks: Sequence[Block | Field]) -> list[Block]:
    """Fields as paragraphs: what stands outside a task has no fields."""
    flat: list[Block] = []
    for block in blocks:
        if not isinstance(block, Field):
            flat.append(block)
            continue
        lead = block.marker + block.name.zh + block.colon
        rest = block.blocks
        if rest and isinstance(rest[0], Paragraph) and block.colon:
            lead, rest = lead + rest[0].text, rest[1:]
        flat += [paragraph(lead), *rest]
    return flat


def identify(document: Document) -> Document:
    """The document with every segment's id set, and its paragraphs cut into sentences.

    Headings and indicators bring their ids; a segment's is `<heading>.<field>.<n>`
    in a task, `<heading>.<n>` elsewhere (n is 1 for the heading itself), and
    `<document>.head.<n>` before the first heading. A field's name has one segment
    for all its uses: `<document>.fields.<n>`.
    """
    counts: Counter[str] = Counter()

    def count(prefix: str, text: str) -> Segment:
        counts[prefix] += 1
        return Segment(f"{prefix}.{counts[prefix]}", text)

    name = cache(lambda text: count(f"{document.id}.fields", text))  # one segment for each name

    def block(of: Block, prefix: str) -> Block:
        if isinstance(of, Paragraph):
            return Paragraph(tuple(count(prefix, s) for s in cut_sentences(of.text)))
        return rewrite(
            of, lambda part, _: part if isinstance(part, str) else count(prefix, part.zh)
        )

    def section(of: Section) -> Section:
        is_task = of.kind is SectionKind.TASK
        own = f"{of.id}.text" if is_task else of.id
        title = count(f"{of.id}.title" if is_task else of.id, of.title.zh)
        blocks: list[Block | Field] = []
        for part in of.blocks:
            if isinstance(part, Field):
                inner = tuple(block(b, f"{of.id}.{part.key}") for b in part.blocks)
                blocks.append(replace(part, name=name(part.name.zh), blocks=inner))
            else:
                blocks.append(block(part, own))
        children = tuple(map(section, of.children))
        return replace(of, title=title, blocks=tuple(blocks), children=children)

    preamble = tuple(block(b, f"{document.id}.head") for b in document.preamble)
    return replace(document, preamble=preamble, sections=tuple(map(section, document.sections)))
