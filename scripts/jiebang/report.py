"""What was made of a new document: what a maintainer should look at before it is published."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jiebang.converting import Added
from jiebang.errors import visible
from jiebang.measures import extract
from jiebang.model import (
    Document,
    Field,
    Item,
    Kind,
    Paragraph,
    Table,
    segments,
    tasks,
)
from jiebang.translation.outlook import Outlook

_UNKNOWN_FIELD = re.compile(r"f\d+")
_ENDED = re.compile(r"[。；！？：:;…”’）)」』》]$")
_SHOWN = 5  # examples of each kind


@dataclass(frozen=True, slots=True)
class AddReport:
    """How a new original was read.

    `unknown_fields` and `unknown_units` are names never seen before; `suspicious` are
    ends of paragraphs that look broken off; `task_tables` counts the tables whose rows were
    read as tasks; `notes` are the reader's own. `unseen`
    are signs that nobody sees in print, by name, with how often and where first.
    """

    document: Document
    kind: str
    encoding: str
    pages: int
    notes: tuple[str, ...]
    tasks: int
    indicators: int
    headings: int
    forms: int
    tables: int
    task_tables: int
    items: int
    paragraphs: int
    unknown_fields: tuple[str, ...]
    unknown_units: tuple[str, ...]
    suspicious: tuple[str, ...]
    unseen: tuple[str, ...]
    segments: int


def report(added: Added) -> AddReport:
    """Count and list what was recognised, and what was only kept."""
    document, original = added.document, added.original
    found = tasks(document)
    blocks: Counter[type] = Counter(type(block) for block in _blocks(document))
    indicators = [i for task in found for i in task.indicators]
    amounts = [a for i in indicators for a in extract(i.text.zh)]
    return AddReport(
        document=document,
        kind=original.kind,
        encoding=original.encoding,
        pages=max(original.page_of_line, default=0),
        notes=original.notes,
        tasks=len(found),
        indicators=len(indicators),
        headings=sum(1 for _ in document.walk()),
        forms=sum(s.kind is Kind.FORM for s in document.walk()),
        tables=blocks[Table],
        task_tables=len(document.task_tables),
        items=blocks[Item],
        paragraphs=blocks[Paragraph],
        unknown_fields=tuple(_unknown_fields(document)),
        unknown_units=tuple(sorted({a.unit for a in amounts if a.unit and not a.reading.ucum})),
        suspicious=tuple(_suspicious(document)),
        unseen=tuple(_unseen(original.text)),
        segments=len(segments(document)),
    )


def _blocks(document: Document) -> Iterator[Paragraph | Item | Table]:
    yield from document.preamble
    for section in document.walk():
        for block in section.blocks:
            if isinstance(block, Field):
                yield from block.blocks
            else:
                yield block


def _unknown_fields(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for section in document.walk():
        for field in section.fields:
            if _UNKNOWN_FIELD.fullmatch(field.key) and field.name.zh not in seen:
                seen.add(field.name.zh)
                yield field.name.zh


def _suspicious(document: Document) -> Iterator[str]:
    """Long paragraphs without an end: the other half may stand elsewhere."""
    for block in _blocks(document):
        if isinstance(block, Paragraph) and len(block.text) > 40 and not _ENDED.search(block.text):
            yield "…" + block.text[-24:]


def _unseen(text: str) -> Iterator[str]:
    """Marks of direction, of no width and of control: they are kept, and may mislead."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.isprintable():
            continue
        for sign in line:
            if sign not in "\t\f\r\v" and unicodedata.category(sign) in ("Cc", "Cf"):
                lines.setdefault(sign, []).append(number)
    for sign, found in sorted(lines.items()):
        name = unicodedata.name(sign, "a control character")
        yield f"U+{ord(sign):04X} {name}: {len(found)}, first in line {found[0]}"


def format_report(found: AddReport, ahead: Outlook, catalogue: str, path: str) -> str:
    """The report as lines for a person; `ahead` is about what has no English yet."""
    document = found.document
    how = ", ".join(
        filter(None, [found.kind, found.encoding, f"{found.pages} pages" * bool(found.pages)])
    )
    lines = [
        f"{document.id}: {path} ({how})",
        f"  tasks       {found.tasks}",
        f"  indicators  {found.indicators}",
        f"  outline     {found.headings} headings, {found.forms} of them forms",
        f"  kept as     {found.paragraphs} paragraphs, {found.items} items, {found.tables} tables",
        f"  dropped     {len(document.dropped)} lines",
        f"  corrected   {len(document.corrections)} slips",
        f"  withheld    {len(document.withheld)} contact details",
    ]
    if found.task_tables:
        lines.insert(4, f"  rows        {found.task_tables} tables whose rows are tasks")
    lines += [f"  note        {note}" for note in found.notes]
    for label, names in (
        ("new field", found.unknown_fields),
        ("new unit", found.unknown_units),
        ("broken off", found.suspicious),
        ("not seen", found.unseen),
    ):
        lines += [f"  {label:<11} {name}" for name in names[:_SHOWN]]
        if len(names) > _SHOWN:
            lines.append(f"  {label:<11} and {len(names) - _SHOWN} more")
    lines.append(f"  segments    {found.segments}, {ahead.segments} still without English")
    if ahead.segments:
        lines.append(f"  engine      {ahead}")
    lines.append(f"next: read {path}, correct {catalogue}, then: make site")
    return "\n".join(map(visible, lines))
