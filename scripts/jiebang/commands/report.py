"""What was made of a new document: what a maintainer should look at before it is published."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiebang.commands.add import Added
from jiebang.commands.doubtful_joins import suspicious_joins
from jiebang.corpus.glossary import Theme
from jiebang.corpus.load import themes_of
from jiebang.document.model import (
    Document,
    Field,
    Item,
    Kind,
    Paragraph,
    Table,
    segments,
    tasks,
)
from jiebang.errors import visible
from jiebang.quantities.read_zh import extract
from jiebang.translation.forecast import Forecast

_UNKNOWN_FIELD = re.compile(r"f\d+")
# A word, but for those that go on with the sentence.
_BEHIND = re.compile(
    r" ?(?![的以及左右余多至到和与或是为在时后前之内外上下且并])"
    r"(?:[A-Za-zµμΩ°‰][A-Za-z0-9·^°²³/-]{0,11}"
    r"|[\u4e00-\u9fff]{1,4}?(?=及?以|左右|[^\u4e00-\u9fff]|$)|[\u4e00-\u9fff]{4})"
)
_ENDED = re.compile(r"[。；！？：:;…”’）)」』》]$")
_SHOWN = 5  # examples of each kind
_NAMES = 12  # names in one line
_LONGEST = 40  # signs of an example
_AROUND = 14  # characters shown on each side of what is withheld
_HOW_TO_CONFIRM = "; `confirmed: yes` beside one in the front matter says that it is as printed"
_HOW_TO_TAKE_BACK = ", marked [ ]; `public: yes` beside one in the front matter takes it back"


@dataclass(frozen=True, slots=True)
class AddReport:
    """How a new original was read.

    `unknown_fields` and `unknown_units` are names never seen before; `suspicious` are
    ends of paragraphs that look broken off, `joins` lines that may not belong together;
    `dropped` and `corrected` are what was left out and mended, equal ones once, with how
    often and why; `withheld` is each contact in its context; `unconfirmed` is each reading of a
    scan that a person should look at; `notes` are the reader's own.
    `unseen` are signs that nobody sees in print, by name, with how often and where first.
    `fields` are the names recognized in tasks; `tables`, `items` and `paragraphs` what stands
    outside every field.
    `task_tables` counts the tables whose rows were read as tasks. `bare` are the ids of
    tasks without an indicator, `themeless` those without a theme.
    """

    document: Document
    kind: str
    encoding: str
    pages: int
    notes: tuple[str, ...]
    tasks: int
    indicators: int
    bare: tuple[str, ...]
    themeless: tuple[str, ...]
    fields: tuple[str, ...]
    headings: int
    forms: int
    tables: int
    task_tables: int
    items: int
    paragraphs: int
    unknown_fields: tuple[str, ...]
    unknown_units: tuple[str, ...]
    suspicious: tuple[str, ...]
    joins: tuple[str, ...]
    dropped: tuple[str, ...]
    corrected: tuple[str, ...]
    withheld: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    unseen: tuple[str, ...]
    segments: int


def report(added: Added, themes: tuple[Theme, ...] = ()) -> AddReport:
    """Count and list what was recognised, and what was only kept."""
    document, original = added.document, added.original
    found = tasks(document)
    blocks: Counter[type] = Counter(type(block) for block in _outside(document))
    indicators = [i for task in found for i in task.indicators]
    return AddReport(
        document=document,
        kind=original.kind,
        encoding=original.encoding,
        pages=max(original.page_of_line, default=0),
        notes=original.notes,
        tasks=len(found),
        indicators=len(indicators),
        bare=tuple(t.id for t in found if not t.indicators),
        themeless=tuple(t.id for t in found if themes and not themes_of(t, themes)),
        fields=tuple(dict.fromkeys(f.name.zh for s in document.walk() for f in s.fields)),
        headings=sum(1 for _ in document.walk()),
        forms=sum(s.kind is Kind.FORM for s in document.walk()),
        tables=blocks[Table],
        task_tables=len(document.task_tables),
        items=blocks[Item],
        paragraphs=blocks[Paragraph],
        unknown_fields=tuple(_unknown_fields(document)),
        unknown_units=tuple(sorted({unit for i in indicators for unit in _units(i.text.zh)})),
        suspicious=tuple(_suspicious(document)),
        joins=tuple(suspicious_joins(original.text, document)),
        dropped=tuple(_counted((d.text, d.why) for d in document.dropped)),
        corrected=tuple(
            _counted((f"{c.printed} → {c.mended}", c.why) for c in document.corrections)
        ),
        withheld=tuple(_withheld(original.text, document)),
        unconfirmed=tuple(
            f"page {d.page}, line {d.line}: “{d.words}” ({d.why})" for d in document.unconfirmed
        ),
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


def _outside(document: Document) -> Iterator[Paragraph | Item | Table]:
    """The blocks that no field holds: kept as they stand."""
    yield from document.preamble
    for section in document.walk():
        yield from (block for block in section.blocks if not isinstance(block, Field))


def _unknown_fields(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for section in document.walk():
        for field in section.fields:
            if _UNKNOWN_FIELD.fullmatch(field.key) and field.name.zh not in seen:
                seen.add(field.name.zh)
                yield field.name.zh


def _units(text: str) -> Iterator[str]:
    """Units that no table knows: read as such, or what stands right behind a bare number."""
    for amount in extract(text):
        behind = _BEHIND.match(text, amount.end)
        if amount.unit and not amount.meaning.ucum:
            yield amount.unit
        elif not amount.unit and behind:
            yield behind.group().strip()


def _suspicious(document: Document) -> Iterator[str]:
    """Long paragraphs without an end: the other half may stand elsewhere."""
    for block in _blocks(document):
        if isinstance(block, Paragraph) and len(block.text) > 40 and not _ENDED.search(block.text):
            yield "…" + block.text[-24:]


def _counted(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Each text and its reason once, with how often it comes up."""
    for (text, why), times in Counter(named).items():
        yield f"“{text[:_LONGEST]}”{f' {times} times' * (times > 1)} ({why})"


def _withheld(text: str, document: Document) -> Iterator[str]:
    """Each place withheld with the words around it; the person who adds has the original."""
    lines = text.split("\n")
    for place in document.withheld:
        line = " ".join(lines[place.line - 1].split("\t"))
        first, last = place.first - 1, place.last
        before = line[max(0, first - _AROUND) : first].lstrip()
        after = line[last : last + _AROUND].rstrip()
        yield f"line {place.line}: {before}[{line[first:last]}]{after} ({place.why})"


def _unseen(text: str) -> Iterator[str]:
    """Marks of direction, of no width and of control: they are kept, and may mislead."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.isprintable():
            continue
        for sign in line:
            if sign not in "\t\f\r\v\x1f" and unicodedata.category(sign) in ("Cc", "Cf"):
                lines.setdefault(sign, []).append(number)
    for sign, found in sorted(lines.items()):
        name = unicodedata.name(sign, "a control character")
        yield f"U+{ord(sign):04X} {name}: {len(found)}, first in line {found[0]}"


def format_report(found: AddReport, ahead: Forecast, catalogue: str, path: str) -> str:
    """The report as lines for a person; `ahead` is about what has no English yet."""
    document = found.document
    how = ", ".join(
        filter(None, [found.kind, found.encoding, _many(found.pages, "page") * bool(found.pages)])
    )
    lines = [
        f"{document.id}: {path} ({how})",
        f"  tasks       {found.tasks}",
        f"  indicators  {found.indicators}",
        f"  outline     {_many(found.headings, 'heading')}, {found.forms} of them forms",
        f"  fields      {len(found.fields)}{': ' * bool(found.fields)}{_listed(found.fields)}",
        f"  only kept   {_many(found.paragraphs, 'paragraph')}, {_many(found.items, 'item')}, "
        f"{_many(found.tables, 'table')} outside fields",
        f"  dropped     {_many(len(document.dropped), 'line')}",
        *_examples("", found.dropped),
        f"  corrected   {_many(len(document.corrections), 'slip')}",
        *_examples("", found.corrected),
        f"  withheld    {_many(len(document.withheld), 'contact detail')}"
        f"{_HOW_TO_TAKE_BACK * bool(found.withheld)}",
        *(f"  {'':<11} {place}" for place in found.withheld),
    ]
    if found.task_tables:
        tables = _many(found.task_tables, "table")
        lines.insert(4, f"  rows        {tables} whose rows are tasks")
    if found.unconfirmed:
        lines.append(
            f"  unconfirmed {_many(len(found.unconfirmed), 'reading')} of the scan{_HOW_TO_CONFIRM}"
        )
        lines += [f"  {'':<11} {place}" for place in found.unconfirmed]
    lines += [f"  note        {note}" for note in found.notes]
    for what, ids in (
        ("without an indicator", found.bare),
        ("without a theme (glossary/themes.yml)", found.themeless),
    ):
        if ids:
            lines.append(f"  look at     {_many(len(ids), 'task')} {what}: {_listed(ids)}")
    for label, names in (
        ("new field", found.unknown_fields),
        ("new unit", found.unknown_units),
        ("joined?", found.joins),
        ("broken off", found.suspicious),
        ("not seen", found.unseen),
    ):
        lines += _examples(label, names)
    lines.append(f"  segments    {found.segments}, {ahead.segments} still without English")
    if ahead.segments:
        lines.append(f"  engine      {ahead}")
    lines.append(f"next: read {path}, correct {catalogue}, then: jiebang build")
    return "\n".join(map(visible, lines))


def _examples(label: str, names: tuple[str, ...]) -> list[str]:
    lines = [f"  {label:<11} {name}" for name in names[:_SHOWN]]
    if len(names) > _SHOWN:
        lines.append(f"  {label:<11} and {len(names) - _SHOWN} more")
    return lines


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
