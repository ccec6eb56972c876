"""What a document of the genre is made of. Imports nothing of ours.

A `Document` is a tree of `Section`s; its leaves are `Segment`s, the unit of
translation: one heading, one sentence of a paragraph, one list item, one line
of a table cell. All classes are immutable; every tuple is in printed order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


class State(StrEnum):
    """How far the English of a segment can be trusted, worst first."""

    MISSING = "missing"
    MACHINE = "machine"
    MEMORY = "memory"
    CURATED = "curated"
    REVIEWED = "reviewed"

    @property
    def rank(self) -> int:
        return list(State).index(self)


class Basis(StrEnum):
    """Where a statement about a document comes from."""

    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class SectionKind(StrEnum):
    """What a section is."""

    TITLE = "title"  # the document itself, or the start of an annexed list
    SECTION = "section"  # an outline heading: 一、 （一） …
    TASK = "task"  # a task that can be applied for
    FORM = "form"  # a form or template; it never holds tasks


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into the decoded original, half-open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of translation: an id and the Chinese (layout spaces out)."""

    id: str
    zh: str

    @property
    def translatable(self) -> bool:
        """False for what reads the same in both languages (numbers, “……”)."""
        return bool(_HAN.search(self.zh))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose: its sentences; `"".join` of them is the paragraph."""

    parts: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return "".join(part.zh for part in self.parts)


@dataclass(frozen=True, slots=True)
class Item:
    """A list item. `marker` is as printed (“1.” “（1）” “□”), empty if none.

    `indicator` is the indicator's id where the item is one, else None.
    """

    marker: str
    text: Segment
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell is a tuple of lines (Segments), empty if blank.

    With `header`, the first row is the table head. All rows are equally long.
    """

    header: bool
    rows: tuple[tuple[tuple[Segment, ...], ...], ...]


Block = Paragraph | Item | Table


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a task: 考核指标 and the blocks under it.

    `key` is the name used in segment ids (`requirement`, `indicators`,
    `funding` …, or `f<n>` for the n-th field when the name is not a known one).
    `marker` is a printed number before the name (“2.”), `colon` what follows it.
    `name` is a segment of the document's list of field names: equal names of
    one document share one segment.
    """

    key: str
    marker: str
    name: Segment
    colon: str
    blocks: tuple[Block, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Those under its name."""
        return tuple(part for block in self.blocks for part in block_segments(block))

    @property
    def text(self) -> str:
        """All that stands under its name, as one."""
        return "".join(segment.zh for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next of its level.

    `marker` is the printed number (“一、” “（三）” “附件2” “项目一：”), which
    is not part of the `title`. `level` 1–6 is the Markdown heading level.
    """

    id: str
    kind: SectionKind
    level: int
    marker: str
    title: Segment
    blocks: tuple[Block | Field, ...] = ()
    children: tuple[Section, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Field))

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text of the original left out on purpose: a page number, a running head."""

    line: int  # 1-based, in the original
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A slip of print or OCR: as printed on that line, and as mended."""

    line: int
    printed: str
    mended: str
    why: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Private contact details: place only, never the text. Columns 1-based, inclusive.

    `public` where a person has taken the decision back: the text stands in the document.
    """

    line: int
    first: int
    last: int
    why: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that a program recognized in a picture, for a person to compare with it.

    `page`, `line` of the original and the columns `first` and `last` count from 1.
    `confirmed` where a person has done so.
    """

    page: int
    line: int
    first: int
    last: int
    words: str
    why: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table of the original whose rows are tasks of the document, or indicators of one.

    `line` is the first of its head, `last` its last, 1-based. `head` names the columns, as
    printed, with “ | ” between them and “ || ” between the lines of two. `order` has the
    columns' numbers, from 1, in the order in which the document has a row's cells; the
    first `headings` of them stand in headings, each of the others below its column's name.
    One that is `stacked` has a cell a line, its head as well; one that is `turned` has a
    task a column, and the names in the first.
    """

    line: int
    last: int
    head: str
    order: str
    headings: int
    stacked: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `preamble` stands before the first heading (letterhead …).

    `ignored` are ids written in its Markdown that name neither a heading nor an indicator
    of a task: nothing comes of them.
    """

    id: str
    source: str  # file name in content/sources/
    sha256: str  # of the original's bytes
    preamble: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    task_tables: tuple[TaskTable, ...] = ()
    unconfirmed: tuple[Doubt, ...] = ()
    ignored: tuple[str, ...] = ()

    def walk(self) -> Iterator[Section]:
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line a task is judged by.

    `number` is from 1 in printed order; `subnumber` counts those whose item is only their
    heading, None elsewhere. `tail` is what its id and its anchor on a page end in.
    """

    id: str
    number: int
    marker: str
    text: Segment
    subnumber: int | None = None

    @property
    def tail(self) -> str:
        return self.id.rsplit(".", 1)[1]


@dataclass(frozen=True, slots=True)
class Task:
    """A task, seen from the outline. `list_id` is None in a document of one list.

    `parents` are the headings above it, outermost first.
    """

    id: str
    document_id: str
    list_id: str | None
    number: str
    section: Section
    parents: tuple[Section, ...]

    @property
    def title(self) -> Segment:
        return self.section.title

    @property
    def headings(self) -> tuple[str, ...]:
        """Its title, then the headings above it, innermost first."""
        return tuple(section.title.zh for section in (self.section, *reversed(self.parents)))

    @property
    def requirement(self) -> tuple[Segment, ...]:
        """What must be built, sentence by sentence."""
        asked = (f.segments for f in self.section.fields if f.key == "requirement")
        return tuple(segment for segments in asked for segment in segments)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        found = []
        for part in self.section.blocks:
            for item in part.blocks if isinstance(part, Field) else (part,):
                if isinstance(item, Item) and (own := item.indicator) is not None:
                    number, _, below = own.rsplit(".", 1)[1].partition("-")
                    sub = int(below) if below else None
                    found.append(Indicator(own, int(number), item.marker, item.text, sub))
        return tuple(found)

    def field(self, key: str) -> Field | None:
        return next((f for f in self.section.fields if f.key == key), None)


_P = TypeVar("_P")
# The parts of each class that are printed, in order.
_PRINTED: dict[type, tuple[str, ...]] = {
    Document: ("preamble", "sections"),
    Section: ("marker", "title", "blocks", "children"),
    Field: ("marker", "name", "colon", "blocks"),
    Paragraph: ("parts",),
    Item: ("marker", "text"),
    Table: ("rows",),
}


def printed(part: Any) -> Iterator[str | Segment]:
    """Every segment, and every marker and colon, of a document or a part of one, in order."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (str, Segment)):
            yield part
        elif isinstance(part, tuple):
            waiting += reversed(part)
        else:
            waiting += [getattr(part, name) for name in reversed(_PRINTED[type(part)])]


def rewrite(part: _P, change: Callable[[str | Segment, Any], str | Segment], of: Any = None) -> _P:
    """The part with what `change` makes of all that is `printed`, each with what it is `of`."""
    if isinstance(part, (str, Segment)):
        return change(part, of)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(rewrite(inner, change, of) for inner in part)  # type: ignore[return-value]
    names = _PRINTED[type(part)]
    new = {name: rewrite(getattr(part, name), change, part) for name in names}
    return replace(part, **new)  # type: ignore[type-var]


def block_segments(block: Block | Field | Section) -> tuple[Segment, ...]:
    """The segments of one block, in printed order; a field's name comes before its blocks.

    Of a section those of all below it, too.
    """
    return tuple(part for part in printed(block) if isinstance(part, Segment))


def section_segments(section: Section) -> Iterator[Segment]:
    """Title and own blocks of one section, without its children; shared names come up again."""
    if section.title.zh:
        yield section.title
    for block in section.blocks:
        yield from block_segments(block)


def segments(document: Document) -> tuple[Segment, ...]:
    """Every segment that needs English, once each, in printed order."""
    seen: dict[str, Segment] = {}
    for part in printed(document):
        if isinstance(part, Segment) and part.translatable:
            seen.setdefault(part.id, part)
    return tuple(seen.values())


def tasks(document: Document) -> tuple[Task, ...]:
    """Every task of a document, in printed order."""

    def visit(section: Section, above: tuple[Section, ...]) -> Iterator[Task]:
        if section.kind is SectionKind.TASK:
            tail = section.id.removeprefix(document.id + ".")
            list_id, _, number = tail.rpartition("-")
            yield Task(section.id, document.id, list_id or None, number, section, above)
        for child in section.children:
            yield from visit(child, (*above, section))

    return tuple(t for s in document.sections for t in visit(s, ()))


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of one segment, and how far it can be trusted.

    `en` is empty when the state is `missing`. `origin` is `llm`, `person`,
    `engine:<name>@<version>`, `memory:<segment id>` or empty. `notes` are a
    translator's notes, shown on the page, `notes_zh` the same in Chinese. `stale` is
    the Chinese that the English was written for, where the Chinese has changed since.
    `allow` maps a check silenced on this entry to the reason.
    """

    id: str
    zh: str
    en: str = ""
    state: State = State.MISSING
    origin: str = ""
    notes: tuple[str, ...] = ()
    stale: str = ""
    allow: tuple[tuple[str, str], ...] = ()
    notes_zh: tuple[str, ...] = ()


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: where (document, segment id, file or file:line) and what.

    `document` is "" for a finding on what all documents share.
    """

    check: str
    severity: Severity
    document: str
    where: str
    message: str


class Words(NamedTuple):
    """A text in both languages; "" where there is none."""

    en: str = ""
    zh: str = ""

    def side(self, language: str) -> str:
        return self.en if language == "en" else self.zh


class Recognized(NamedTuple):
    """Of a scan: the engine, with its version, that read it, and the day, in ISO 8601."""

    by: str = ""
    date: str = ""


NO_WORDS, NOT_RECOGNIZED = Words(), Recognized()


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact about a document: its value, how we know it, and from what words."""

    zh: str = ""
    en: str = ""
    basis: Basis = Basis.UNKNOWN
    evidence: tuple[str, ...] = ()
    confirmed: bool = True  # False: a program has read it, and nobody has confirmed it yet
    searched: bool = field(default=False, compare=False)  # for a claim that is unknown
    code: str = ""  # of a jurisdiction, ISO 3166-1/-2: CN, CN-HA

    @property
    def stated(self) -> Words:
        """The value, where the original states it."""
        return Words(self.en, self.zh) if self.basis is Basis.STATED else NO_WORDS


@dataclass(frozen=True, slots=True)
class Provenance:
    """The entry of one original in content/sources/sources.yml, its keys in their order."""

    id: str
    file: str
    sha256: str
    title: Words = NO_WORDS  # a short one
    issuer: Claim = field(default_factory=Claim)
    jurisdiction: Claim = field(default_factory=Claim)
    document_number: Claim = field(default_factory=Claim)
    date_issued: Claim = field(default_factory=Claim)  # zh: as printed; en: ISO 8601
    application_deadline: Claim = field(default_factory=Claim)  # the same
    note: Words = NO_WORDS
    summary: Words = NO_WORDS  # what it asks for and of whom, in two sentences
    url: str = ""  # where it was first published, when known
    archive_url: str = ""  # where an archive keeps that page
    kind: str = "txt"  # txt, md, pdf, docx, html, scan …
    encoding: str = "UTF-8"  # of a text, as told apart
    traditional: bool = False  # printed in traditional characters
    text_sha256: str = ""  # of the text taken out of it, where it is not UTF-8 text itself
    pages: tuple[int, ...] = ()  # the line of that text on which each page begins
    recognized: Recognized = NOT_RECOGNIZED
