"""The proof that nothing is lost: original and structured text, character by character.

Every character of an original that is not white space is either in the document,
in order, or named in its front matter as dropped, corrected or withheld; of a table
whose rows are tasks, the front matter says how it is read. The walk that proves it
also finds the place of each segment.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from jiebang.document.model import (
    Document,
    Doubt,
    Segment,
    Span,
    TaskTable,
    printed,
    rewrite,
)
from jiebang.document.task_tables import (
    PrintedCharacter,
    TableError,
    head_lines,
    head_of,
    line_starts,
    unroll,
)
from jiebang.errors import InputError
from jiebang.text.ruled import unruled


class LostTextError(InputError):
    """Original and document differ in what they say."""


def align(original: str, document: Document) -> dict[str, Span]:
    """The place of each segment in the original, by segment id.

    A segment printed several times (a field's name) has its first place; one
    without a character has none. Raises LostTextError where the two differ.
    """
    return {key: _span_of(found) for key, found in locate(original, document).items() if found}


def place_within(characters: Sequence[PrintedCharacter], text: str, part: Span) -> Span | None:
    """The place in the original of a part of a segment's text, whose characters were located.

    None for a part without a character. A part of a correction that shares none with the
    print has the whole region.
    """
    # White space has no place: characters count without it.
    start, end = (sum(map(len, text[:n].split())) for n in (part.start, part.end))
    within = characters[start:end]
    return _span_of(within) if within else None


def _span_of(characters: Sequence[PrintedCharacter]) -> Span:
    # The cells of a row may come in another order than they are printed in.
    return Span(min(c.start for c in characters), max(c.end for c in characters))


def locate(original: str, document: Document) -> dict[str, list[PrintedCharacter]]:
    """The characters of each segment, where it is printed first; raises as `align` does."""
    characters = characters_of(original, document)
    found: dict[str, list[PrintedCharacter]] = {}
    at = 0
    for part in printed(document):
        owner, text = (None, part) if isinstance(part, str) else (part.id, part.zh)
        first = at
        for char in text:
            if char.isspace():
                continue
            if at >= len(characters) or characters[at].char != char:
                raise _lost(original, document, characters, at, char)
            at += 1
        if owner is not None and not found.get(owner):
            found[owner] = characters[first:at]
    if at < len(characters):
        raise _lost(original, document, characters, at, "")
    return found


def characters_of(original: str, document: Document) -> list[PrintedCharacter]:
    """The characters of the original, with the front matter's exceptions applied.

    White space and the strokes of ruled tables are layout, no characters. A table whose rows
    are tasks comes in the order of the document, a column's name before each cell.
    """
    characters: list[PrintedCharacter] = []
    at = 0
    plain = unruled(original)
    end_of_text = (len(plain), len(plain), "")
    for start, end, mended in (*_exceptions(original, document), end_of_text):
        characters += [
            PrintedCharacter(c, i, i + 1)
            for i, c in enumerate(plain[at:start], at)
            if not c.isspace()
        ]
        characters += _mended(original, start, end, mended)
        at = end
    try:
        return unroll(plain, document.task_tables, characters)
    except TableError as error:
        remedy = "correct `task_tables` in the front matter"
        raise LostTextError(str(error), document.id, remedy) from None


def _mended(original: str, start: int, end: int, mended: str) -> Iterator[PrintedCharacter]:
    """The characters of a correction. What it shares with the print stands where it is printed."""
    there = original[start:end]
    head = _shared(there, mended)
    tail = _shared(there[head:][::-1], mended[head:][::-1])
    for i, char in enumerate(mended):
        if char.isspace():
            continue
        if head <= i < len(mended) - tail:
            yield PrintedCharacter(char, start + head, end - tail)
        else:
            place = start + i if i < head else end - len(mended) + i
            yield PrintedCharacter(char, place, place + 1)


def _shared(one: str, other: str) -> int:
    """How many characters two strings have in common at their start."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _exceptions(original: str, document: Document) -> list[tuple[int, int, str]]:
    """(start, end, replacement) of what the front matter names, in order."""
    starts = [*line_starts(original), len(original) + 1]
    found = [
        (starts[w.line - 1] + w.first - 1, starts[w.line - 1] + w.last, "")
        for w in document.withheld
        if 0 < w.line < len(starts) and not w.public
    ]
    named: list[tuple[int, str, str | None]] = [
        *((d.line, d.text, None) for d in document.dropped),
        *((c.line, c.printed, c.mended) for c in document.corrections),
    ]
    past: dict[int, int] = {}  # where the last correction of a line ends
    for line, text, mended in named:
        if not 0 < line < len(starts):
            raise LostTextError(f"the original has no line {line}", document.id)
        place = original.find(text, past.get(line, starts[line - 1]), starts[line])
        if place < 0 or not text:
            raise LostTextError(
                f"line {line} of the original does not hold “{text}”",
                document.id,
                "correct `dropped` or `corrections` in the front matter",
            )
        if mended is not None:
            past[line] = place + len(text)
        found.append((place, place + len(text), mended or ""))
    found.sort()
    for (_, end, _), (start, _, _) in itertools.pairwise(found):
        if start < end:
            raise LostTextError("two entries of the front matter overlap", document.id)
    return found


def _lost(
    original: str, document: Document, characters: list[PrintedCharacter], at: int, found: str
) -> LostTextError:
    place = characters[at].start if at < len(characters) else len(original)
    context = "".join(s.char for s in characters[at : at + 16])
    there = f"“{context}”" if context else "its end"
    here = f"has “{found}”" if found else "ends"
    return LostTextError(
        f"original and document differ: the original goes on with {there}, the document {here}",
        f"{document.id}, line {line_of(original, place)} of {document.source}",
        "restore the text, or name the change under `corrections` or `dropped`",
    )


def as_printed(original: str, plain: str, document: Document) -> Document:
    """A document converted from the simplified form of an original, in the characters printed.

    `plain` is that form, of the same length. What the front matter mends stays as mended.
    """
    if len(original) != len(plain):
        raise ValueError("the simplified text has the length of its original")
    characters = (
        original[c.start] if c.end - c.start == 1 and plain[c.start] == c.char else c.char
        for c in characters_of(plain, document)
    )
    before, now = original.split("\n"), plain.split("\n")
    ruled = unruled(original).split("\n") if document.task_tables else before

    def put(part: str | Segment, _: object) -> str | Segment:
        text = part if isinstance(part, str) else part.zh
        text = "".join(char if char.isspace() else next(characters) for char in text)
        return text if isinstance(part, str) else replace(part, zh=text)

    def at_line(number: int, text: str) -> str:
        place = now[number - 1].find(text)
        return before[number - 1][place : place + len(text)]

    def head(table: TaskTable) -> str:
        filled = (line for line in ruled[table.line - 1 :] if line.strip())
        if table.stacked:
            return head_of("\t".join(itertools.islice(filled, table.head.count("|") + 1)))
        if table.turned:
            rows = (line for line in ruled[table.line - 1 : table.last] if line.strip())
            return head_of("\t".join(row.partition("\t")[0] for row in rows))
        return head_of(*itertools.islice(filled, head_lines(table)))

    return replace(
        rewrite(document, put),
        dropped=tuple(replace(d, text=at_line(d.line, d.text)) for d in document.dropped),
        corrections=tuple(
            replace(c, printed=at_line(c.line, c.printed)) for c in document.corrections
        ),
        task_tables=tuple(replace(t, head=head(t)) for t in document.task_tables),
    )


def line_of(original: str, offset: int) -> int:
    """The 1-based line of a character offset."""
    return original.count("\n", 0, offset) + 1


def segment_lines(original: str, spans: dict[str, Span]) -> dict[str, int]:
    """The 1-based line each segment begins on."""
    return {key: line_of(original, span.start) for key, span in spans.items()}


Placed = tuple[Span, Doubt]


def place_doubts(original: str, document: Document) -> tuple[Placed, ...]:
    """The doubts of a document that stand, each with its place in the original."""
    starts = line_starts(original)
    return tuple(
        (Span(starts[d.line - 1] + d.first - 1, starts[d.line - 1] + d.last), d)
        for d in document.unconfirmed
        if not d.confirmed and 0 < d.line <= len(starts)
    )


def doubts_within(placed: Iterable[Placed], span: Span | None) -> Iterator[Doubt]:
    """Those that a span of the original touches; all that there are, for an unknown place."""
    for place, doubt in placed:
        if span is None or (place.start < span.end and place.end > span.start):
            yield doubt
