"""The originals, line by line: what every “source” leads to, evidence, and where a text stands."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jiebang.corpus.load import Corpus, LoadedDocument
from jiebang.document.alignment import line_of
from jiebang.document.model import Document, Segment, Span, segments
from jiebang.runtime.files import read_text, sha256_of
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import address_of, source_address

MASK = "█"  # one for each private character, so that offsets and columns still hold
_MASKED = re.compile(rf"{MASK}(?:(?:{MASK}|[^\S\n])*{MASK})?")
_EVIDENCE = re.compile(r"(?:([a-z0-9-]+):)?([1-9][0-9]*): “(.*)”", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceRun:
    """A run of characters of a line; `target` is the page of the passage they belong to."""

    text: str
    target: str = ""
    label: str = ""  # the id of that task or indicator
    masked: bool = False
    doubtful: bool = False  # recognized in a picture, and confirmed by nobody


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of an original, numbered from 1.

    `page` is the page that begins here, None elsewhere; `continues` says that the passage
    at its beginning began on a line above; `pictured`, that its picture is shown.
    """

    number: int
    pieces: tuple[SourceRun, ...]
    page: int | None = None
    continues: bool = False
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class SourcePage:
    """An original as its page shows it: the lines that hold anything, and how many there are."""

    lines: tuple[SourceLine, ...]
    count: int
    masked: int  # how many characters are withheld
    shown_sha256: str  # of the text as shown, which can be downloaded


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a claim rests on: `zh` as quoted, `en` of the sentences they stand in.

    `address` is the line's own, "" for evidence that names none.
    """

    zh: str
    en: str = ""
    line: int | None = None
    address: str = ""
    document_id: str = ""


def masked_text(original: str, document: Document) -> str:
    """The original with private contact details masked, character for character."""
    lines = original.split("\n")
    for place in document.withheld:
        if 0 < place.line <= len(lines) and not getattr(place, "public", False):
            line = lines[place.line - 1]
            hidden = line[place.first - 1 : place.last]
            shown = "".join(char if char.isspace() else MASK for char in hidden)
            lines[place.line - 1] = line[: place.first - 1] + shown + line[place.last :]
    return "\n".join(lines)


def write_sources(corpus: Corpus, folder: Path, layout: Layout) -> None:
    """The originals as shown, `<document>.txt`, for who wants to check offsets by program.

    Of scans also the pictures of their lines, `<document>/<line>.jpg`, but for those with
    something masked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for entry in corpus.entries:
        text = masked_text(entry.original, entry.document)
        (folder / f"{entry.document.id}.txt").write_bytes(text.encode())
        path = layout.strips(entry.provenance.file)
        if entry.scanned and path.is_file():
            (folder / entry.document.id).mkdir()
            strips = json.loads(read_text(path))
            for number, (line, strip) in enumerate(zip(text.split("\n"), strips, strict=False), 1):
                if _is_pictured(entry, number, line):
                    picture = folder / entry.document.id / f"{number}.jpg"
                    picture.write_bytes(base64.b64decode(strip))


def _is_pictured(entry: LoadedDocument, number: int, shown: str) -> bool:
    return MASK not in shown and number <= len(entry.scanned) and bool(entry.scanned[number - 1])


def source_page(entry: LoadedDocument) -> SourcePage:
    """The page of one original: passages are the title of each task and each indicator."""
    text = masked_text(entry.original, entry.document)
    own = [(task.id, task.title) for task in entry.tasks]
    own += [(one.id, one.text) for task in entry.tasks for one in task.indicators]
    linked: dict[int, str] = {}  # by place of a character
    continued = set[int]()  # where lines begin
    for identifier, segment in own:
        span = entry.spans.get(segment.id, Span(0, 0))
        passage = text[span.start : span.end]
        # White space before the words of a line is layout, no part of a link.
        for run in re.finditer(r"\S.*", passage):
            for at in range(span.start + run.start(), span.start + run.end()):
                linked.setdefault(at, identifier)
        continued |= {span.start + end.end() for end in re.finditer("\n", passage)} - {span.end}
    masked = {at for found in _MASKED.finditer(text) for at in range(*found.span())}
    doubts = enumerate(entry.doubts)
    doubted = {at: n for n, (span, _) in doubts for at in range(span.start, span.end)}

    def kind(at: int) -> tuple[str, bool, int | None]:
        """Of a character: the id of its passage, whether it is masked, its doubt."""
        return linked.get(at, ""), at in masked and at not in linked, doubted.get(at)

    pages = {line: n for n, line in enumerate(entry.provenance.pages, 1)}
    found, at, lines = [], 0, text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            pieces = []
            for (label, hidden, doubt), places in groupby(range(at, at + len(line)), kind):
                words = "".join(text[place] for place in places)
                target = address_of(label) if label else ""
                pieces.append(SourceRun(words, target, label, hidden, doubt is not None))
            page, pictured = pages.get(number), _is_pictured(entry, number, line)
            found.append(SourceLine(number, tuple(pieces), page, at in continued, pictured))
        at += len(line) + 1
    count = len(lines) - (not lines[-1])
    return SourcePage(tuple(found), count, text.count(MASK), sha256_of(text.encode()))


# ---------------------------------------------------------------- evidence


def read_evidence(corpus: Corpus, entry: LoadedDocument, words: str) -> Evidence:
    """What a claim about a document rests on, in whichever document it stands."""
    found = _EVIDENCE.fullmatch(words)
    if found is None:
        return Evidence(words)
    identifier, line, quote = found[1] or entry.document.id, int(found[2]), found[3]
    every = (entry, *corpus.entries)
    source = next((one for one in every if one.document.id == identifier), None)
    if source is None:
        return Evidence(quote, line=line, document_id=identifier)
    address = f"{source_address(identifier)}#L{line}"
    return Evidence(quote, _english(source, line, quote), line, address, identifier)


def _english(source: LoadedDocument, line: int, quote: str) -> str:
    """The English of the sentences that the words quoted from a line belong to."""
    lines = source.original.split("\n")
    if line > len(lines):
        return ""
    begin = sum(len(one) + 1 for one in lines[: line - 1])
    end = begin + len(lines[line - 1])
    start = source.original.find(quote, begin)
    if begin <= start <= end:
        begin, end = start, start + len(quote)
    texts = [
        source.english(one.id)
        for one in segments(source.document)
        if (span := source.spans.get(one.id)) and span.start < end and span.end > begin
    ]
    return " ".join(text for text in texts if text)


# ---------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Lines from 1, both included; characters as half-open offsets from 0.

    Pages are those that its first and its last segment begin on; None where the original
    has no pages.
    """

    first_line: int
    last_line: int
    span: Span
    first_page: int | None = None
    last_page: int | None = None


def find_place(entry: LoadedDocument, *wanted: Segment) -> SourcePlace | None:
    """From the first of the segments to the last; None where none has a place."""
    spans = [entry.spans[s.id] for s in wanted if s.id in entry.spans]
    if not spans:
        return None
    pages = [page for s in wanted if (page := entry.page(s.id)) is not None]
    span = Span(min(s.start for s in spans), max(s.end for s in spans))
    first = line_of(entry.original, span.start)
    last = line_of(entry.original, max(span.start, span.end - 1))
    return SourcePlace(first, last, span, min(pages, default=None), max(pages, default=None))
