"""A flat run of headings → nested sections. Shared by the reader of Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiebang.document.fields import field_key
from jiebang.document.model import Block, Field, Kind, Paragraph, Section, Segment

_TASK_TAIL = re.compile(r"(?:[a-z]+[0-9]*-)?[0-9]+")


@dataclass
class Heading:
    """A heading while the document is being built; what stands under it grows.

    `parts` has (a field without its blocks, or None for what stands before any, blocks),
    `keys` the keys of the fields, `fields` how many there are.
    """

    level: int
    marker: str
    title: str
    id: str = ""
    form: bool = False
    parts: list[tuple[Field | None, list[Block]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    fields: int = 0

    @property
    def open_field(self) -> Field | None:
        """The field that is open, without its blocks."""
        return self.parts[-1][0] if self.parts else None

    @property
    def inner(self) -> list[Block]:
        """The blocks of what is open last."""
        return self.parts[-1][1] if self.parts else []

    @property
    def blocks(self) -> list[Block | Field]:
        """All that stands under the heading, in order."""
        found: list[Block | Field] = []
        for part, inner in self.parts:
            found += inner if part is None else [replace(part, blocks=tuple(inner))]
        return found

    def put(self, block: Block | Field) -> None:
        """Put a block behind all others, in no field."""
        if isinstance(block, Field):
            self.add(block)
            return
        self.close_field()
        self.inner.append(block)

    def close_field(self) -> None:
        """Let what follows stand in no field."""
        if not self.parts or self.parts[-1][0] is not None:
            self.parts.append((None, []))

    def add(self, block: Block | Field) -> None:
        """Put a block under the heading: into its open field, if it has one."""
        if isinstance(block, Field):
            self.parts.append((replace(block, blocks=()), list(block.blocks)))
            self.keys.add(block.key)
            self.fields += 1
            return
        if not self.parts:
            self.parts.append((None, []))
        self.inner.append(block)


def text_segment(text: str) -> Segment:
    """A segment whose id is still to be set."""
    return Segment("", text)


def paragraph(text: str) -> Paragraph:
    return Paragraph((text_segment(text),))


def make_field(
    marker: str,
    name: str,
    colon: str,
    ordinal: int,
    blocks: tuple[Block, ...] = (),
    key: str | None = None,
) -> Field:
    """A field; `ordinal` counts the fields of its task from 1, for unknown names.

    `key` where it is known already; else the package's lexicon says what the name means.
    """
    key = key or field_key(name) or f"f{ordinal}"
    return Field(key, marker, text_segment(name), colon, blocks)


def flatten(blocks: Sequence[Block | Field]) -> list[Block | Field]:
    """Fields as paragraphs: what stands outside a task has no fields."""
    flat: list[Block | Field] = []
    for block in blocks:
        if not isinstance(block, Field):
            flat.append(block)
            continue
        lead = block.marker + block.name.zh + block.colon
        rest = list(block.blocks)
        if rest and isinstance(rest[0], Paragraph) and block.colon:
            first = rest.pop(0)
            assert isinstance(first, Paragraph)
            lead += first.text
        flat += [paragraph(lead), *rest]
    return flat


def is_task_id(document_id: str, section_id: str) -> bool:
    """Whether an id is `<document>.<NN>` or `<document>.<list>-<NN>`."""
    prefix = f"{document_id}."
    return section_id.startswith(prefix) and bool(
        _TASK_TAIL.fullmatch(section_id.removeprefix(prefix))
    )


def nest(document_id: str, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """Headings as a tree by their levels; each section's kind follows from its id and level.

    A heading without an id gets the next free `<document>.s<n>`.
    """
    taken = {h.id for h in headings}
    count = 0
    for heading in headings:
        while not heading.id:
            count += 1
            candidate = f"{document_id}.s{count}"
            heading.id = "" if candidate in taken else candidate
        taken.add(heading.id)

    def build(at: int, end: int, inside_form: bool) -> tuple[Section, ...]:
        sections = []
        while at < end:
            heading = headings[at]
            stop = at + 1
            while stop < end and headings[stop].level > heading.level:
                stop += 1
            form = heading.form or inside_form
            kind = _kind(document_id, heading, inside_form)
            own = heading.blocks if kind is Kind.TASK else flatten(heading.blocks)
            sections.append(
                Section(
                    heading.id,
                    kind,
                    heading.level,
                    heading.marker,
                    text_segment(heading.title),
                    tuple(own),
                    build(at + 1, stop, form),
                )
            )
            at = stop
        return tuple(sections)

    return build(0, len(headings), False)


def _kind(document_id: str, heading: Heading, inside_form: bool) -> Kind:
    if heading.form:
        return Kind.FORM
    if is_task_id(document_id, heading.id) and not inside_form:
        return Kind.TASK
    return Kind.TITLE if heading.level == 1 else Kind.SECTION
