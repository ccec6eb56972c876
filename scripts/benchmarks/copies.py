"""Documents in any number: the project's own, over and over, each round under other ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from jiebang.corpus.load import Entry
from jiebang.document.model import (
    Block,
    Document,
    Field,
    Item,
    Paragraph,
    Section,
    Segment,
    Table,
)

_Value = TypeVar("_Value")
Rename = Callable[[str], str]


@dataclass(frozen=True)
class Copies:
    """Entries, `times` over, each round under ids of its own."""

    entries: tuple[Entry, ...]
    times: int

    def __iter__(self) -> Iterator[Entry]:
        for number in range(self.times):
            for entry in self.entries:
                yield copy_of(entry, number)


def copy_of(entry: Entry, number: int) -> Entry:
    """The entry under other ids: `miit-ai-2021.01` → `miit-ai-2021-x7.01`."""

    def rename(identifier: str) -> str:
        document, dot, rest = identifier.partition(".")
        return f"{document}-x{number}{dot}{rest}"

    def keys(values: Mapping[str, _Value]) -> dict[str, _Value]:
        return {rename(key): value for key, value in values.items()}

    return replace(
        entry,
        document=_document(entry.document, rename),
        provenance=replace(entry.provenance, id=rename(entry.provenance.id)),
        translations={
            rename(key): replace(found, id=rename(found.id))
            for key, found in entry.translations.items()
        },
        spans=keys(entry.spans),
        facts=keys(entry.facts),
        themes=keys(entry.themes),
        same_as={
            rename(key): tuple(rename(twin) for twin in twins)
            for key, twins in entry.same_as.items()
        },
    )


def _document(document: Document, rename: Rename) -> Document:
    return replace(
        document,
        id=rename(document.id),
        preamble=tuple(_block(block, rename) for block in document.preamble),
        sections=tuple(_section(section, rename) for section in document.sections),
    )


def _section(section: Section, rename: Rename) -> Section:
    return replace(
        section,
        id=rename(section.id),
        title=_segment(section.title, rename),
        blocks=tuple(
            replace(
                b,
                name=_segment(b.name, rename),
                blocks=tuple(_block(inner, rename) for inner in b.blocks),
            )
            if isinstance(b, Field)
            else _block(b, rename)
            for b in section.blocks
        ),
        children=tuple(_section(child, rename) for child in section.children),
    )


def _segment(segment: Segment, rename: Rename) -> Segment:
    return replace(segment, id=rename(segment.id))


def _block(block: Block, rename: Rename) -> Block:
    match block:
        case Paragraph(parts):
            return Paragraph(tuple(_segment(s, rename) for s in parts))
        case Item(marker, text, indicator):
            return Item(marker, _segment(text, rename), indicator and rename(indicator))
        case Table(header, rows):
            return Table(
                header,
                tuple(tuple(tuple(_segment(s, rename) for s in c) for c in r) for r in rows),
            )
