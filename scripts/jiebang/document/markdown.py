"""Document ⇄ structured Markdown, a round trip.

CommonMark with YAML front matter. A heading or list item ends in ` {#id}` where it
has one (`.form` after the id marks a form); a field of a task is a paragraph that
begins with its name in bold. Whatever a person writes beyond that is read as plain
paragraphs: reading refuses nothing but broken front matter, doubled ids and ids that
cannot be one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from jiebang.document.fields import field_key, split_bullet, split_lead
from jiebang.document.frontmatter import dump_front_matter, load_front_matter
from jiebang.document.model import (
    Block,
    Document,
    Field,
    Item,
    Paragraph,
    Section,
    SectionKind,
    Segment,
    Table,
)
from jiebang.document.tree import Heading, is_task_id, paragraph, put_together, text_segment
from jiebang.errors import InputError
from jiebang.text.markers import APART, COLON, numbered, split_heading, split_marker, split_nested
from jiebang.text.spaces import tidy

_ESCAPE = re.compile(r"[\\`*_\[\]<>&|~{}$#]")
_LINE_START = re.compile(r"^(?:([-+=])|([0-9]{1,9})([.)])(?=\s|$))")
_ATTRIBUTES = re.compile(r"(?:^|\s+)\{#([^\s{}]+)((?:\s+\.[\w-]+)*)\}$")
_UNKNOWN = re.compile(r"f[0-9]+")  # the key of a field that no list knows
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_INDICATOR = re.compile(r"\.[0-9]{1,9}(?:-[0-9]{1,9})?")
_CONFLICT = re.compile(r"^(?:<{7} |>{7} )\S", re.MULTILINE)  # writing escapes < and >
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_OPENING = "【[〔"  # what may stand before a field's name
_CLOSING = re.compile(rf"[】\]〕]\s*[{COLON}]?|[{COLON}]|[。？?｜]|——")
_DECLARED = re.compile(r"\{\.([a-z][a-z_]*)\}")  # what a field means, behind its name


# ---------------------------------------------------------------- writing


def write(document: Document) -> str:
    """The document as structured Markdown, ending in a line feed."""
    return "\n\n".join((dump_front_matter(document), *write_parts(document))) + "\n"


def write_parts(document: Document) -> Iterator[str]:
    """What stands below the front matter: the blocks of Markdown."""
    yield from _blocks(document.preamble)
    for section in document.walk():
        yield _heading(section)
        yield from _blocks(section.blocks)


def _heading(section: Section) -> str:
    form = " .form" if section.kind is SectionKind.FORM else ""
    marker, title = section.marker, section.title.zh
    # Set apart where reading could not tell them apart otherwise.
    parted = split_heading(marker + title) == (marker, title)
    gap = APART if marker and title and not parted else ""
    text = f"{_escape(marker + gap + title)} " if marker or title else ""
    return f"{'#' * section.level} {text}{{#{section.id}{form}}}"


def _blocks(blocks: tuple[Block | Field, ...]) -> Iterator[str]:
    """Blocks as Markdown; neighboring items of one kind stand in one list."""
    for native, run in groupby(blocks, lambda b: _native(b) if isinstance(b, Item) else None):
        if native is not None:
            yield "\n".join(_item(block) for block in run if isinstance(block, Item))
            continue
        for block in run:
            if isinstance(block, Paragraph):
                yield _escape(block.text)
            elif isinstance(block, Table):
                yield _table(block)
            elif isinstance(block, Field):
                yield from _field(block)


def _field(field: Field) -> list[str]:
    known = field_key(field.name.zh)
    declared = field.key != known if known else not _UNKNOWN.fullmatch(field.key)
    lead = f"**{_escape(field.marker + field.name.zh)}**{f'{{.{field.key}}}' * declared}"
    lead += _escape_inner(field.colon)
    first = field.blocks[0] if field.blocks else None
    if isinstance(first, Paragraph) and field.colon:
        return [lead + _escape_inner(first.text), *_blocks(field.blocks[1:])]
    return [lead, *_blocks(field.blocks)]


def _native(item: Item) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,9}\.", item.marker))


def _item(item: Item) -> str:
    tail = f" {{#{item.indicator}}}" if item.indicator else ""
    if _native(item):
        return f"{item.marker} {_escape(item.text.zh)}{tail}"
    if item.marker.isdecimal() or split_nested(f"{item.marker}甲")[0]:
        return f"- {_escape(item.marker)}{APART}{_escape_inner(item.text.zh)}{tail}"
    return f"- {_escape(numbered(item.marker, item.text.zh))}{tail}"


def _table(table: Table) -> str:
    rows = [["<br>".join(_escape(s.zh) for s in cell) for cell in row] for row in table.rows]
    columns = len(rows[0])
    head = rows.pop(0) if table.header else [""] * columns
    lines = [head, ["---"] * columns, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _escape_inner(text: str) -> str:
    return _ESCAPE.sub(r"\\\g<0>", text)


def _escape(text: str) -> str:
    """Text as inline Markdown that begins a line."""

    return _LINE_START.sub(
        lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", _escape_inner(text)
    )


# ---------------------------------------------------------------- reading


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").use(front_matter_plugin).enable("table")
    # What the writer never writes is text, not markup: reading loses nothing.
    blocks = "code fence blockquote hr html_block reference lheading"
    return parser.disable(f"{blocks} backticks link image autolink entity".split())


def read(text: str, where: str) -> Document:
    """Structured Markdown as a Document, its segments identified.

    `where` is the file's name for messages. Raises InputError for what a merge left
    unresolved, for front matter that does not parse, for an id given twice, and for one
    that cannot be the address of a heading (letters, digits, `.`, `-`, `_`) or of an
    indicator (`<task>.<n>`).
    """
    if conflict := _CONFLICT.search(text):
        place = f"{where}:{text.count(chr(10), 0, conflict.start()) + 1}"
        raise InputError("an unresolved conflict of a merge", place, "keep one side of it")
    tokens = _parser().parse(text)
    matter = next((t.content for t in tokens if t.type == "front_matter"), None)
    document = load_front_matter(matter, where)
    headings = [Heading(0)]
    ignored: list[str] = []
    for block in _read_blocks(tokens, ignored):
        if isinstance(block, Heading):
            headings.append(block)
        else:
            headings[-1].add(block)
    found = put_together(document, headings)
    return replace(found, ignored=(*ignored, *_hold_ids(found, where)))


def _hold_ids(document: Document, where: str) -> Iterator[str]:
    """The ids that nothing comes of: of indicators outside tasks, and of tasks inside forms."""
    sections = list(document.walk())
    of_tasks = [
        (s.id, b.indicator)
        for s in sections
        for f in s.fields
        for b in f.blocks
        if isinstance(b, Item) and b.indicator
    ]
    given = Counter([*(s.id for s in sections), *(own for _, own in of_tasks)])
    if doubled := next((i for i, n in given.items() if n > 1), None):
        remedy = "give each heading and item its own id"
        raise InputError(f"the id {doubled} is given twice", where, remedy)
    if wrong := next((s.id for s in sections if not _ID.fullmatch(s.id)), None):
        remedy = "letters, digits, dots and hyphens: {#place-2024.s1}"
        raise InputError(f"“{wrong[:80]}” cannot be an id", where, remedy)
    for task, own in of_tasks:
        if not (own.startswith(task) and _INDICATOR.fullmatch(own[len(task) :])):
            what = f"“{own[:80]}” is no id of an indicator of {task}"
            raise InputError(what, where, f"write {{#{task}.1}}, or no id")
    outside = (s.blocks for s in sections if s.kind is not SectionKind.TASK)
    for blocks in (document.preamble, *outside):
        yield from (b.indicator for b in blocks if isinstance(b, Item) and b.indicator)
    for section in sections:
        if section.kind is not SectionKind.TASK and is_task_id(document.id, section.id):
            yield section.id


def _read_blocks(tokens: list[Token], ignored: list[str]) -> Iterator[Heading | Field | Block]:
    markers: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            stop = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield _read_table(tokens[at:stop])
            at = stop
        elif token.type == "list_item_open":
            markers.append(f"{token.info}." if token.info else "")
        elif token.type == "list_item_close":
            markers.pop()
        elif token.type == "inline" and tokens[at - 1].type == "heading_open":
            content, tag, classes = _attributes(token.content)
            # The gap is U+3000, which `_plain` would take for layout.
            title = APART.join(map(_plain, content.split(APART)))
            level = int(tokens[at - 1].tag[1])
            yield Heading(level, *split_heading(title), tag, ".form" in classes)
        elif token.type == "inline":
            found = _read_field(token.content) if not markers else None
            yield from [found] if found else _read_text(token.content, markers, ignored)
        at += 1


def _read_text(raw: str, markers: list[str], ignored: list[str]) -> Iterator[Block]:
    """A list item (inside a list) or a paragraph; nothing for an empty one."""
    content, tag, _ = _attributes(raw)
    before, apart, behind = content.partition(APART)
    text = _plain(content)
    if markers:
        marker, markers[-1] = markers[-1], ""
        if not marker:
            marker, text = split_marker(text)
        if tag and not marker:  # “•” before an indicator
            marker, text = split_bullet(text)
        if apart:  # “3.2”, which alone might be a figure
            marker, text = _plain(before), _plain(behind)
        if text:
            yield Item(marker, text_segment(text), tag or None)
            return
        text = marker
    if tag:
        ignored.append(tag)
    if text:
        yield paragraph(text)


def _read_field(raw: str) -> Field | None:
    if not raw.startswith("**"):
        return None
    tokens = [t for t in _parser().parseInline(raw)[0].children or [] if t.content or t.markup]
    stop = next((i for i, t in enumerate(tokens) if t.type == "strong_close"), None)
    if stop is None or tokens[0].type != "strong_open":
        return None
    marker, name = split_lead(tidy(_render(tokens[1:stop])), nested=True)
    if name and name[0] in _OPENING:
        marker, name = marker + name[0], name[1:]
    rest = tidy(_render(tokens[stop + 1 :]))
    declared = _DECLARED.match(rest)
    rest = rest[declared.end() :].lstrip() if declared else rest
    colon = _CLOSING.match(rest)
    end = colon.end() if colon else 0
    body = rest[end:].lstrip()
    if not name:
        return None
    key = declared.group(1) if declared else field_key(name) or ""
    blocks = (paragraph(body),) if body else ()
    return Field(key, marker, text_segment(name), rest[:end], blocks)


def _read_table(tokens: list[Token]) -> Table:
    rows: list[list[tuple[Segment, ...]]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            lines = (_plain(part) for part in _BREAK.split(tokens[at + 1].content))
            rows[-1].append(tuple(text_segment(line) for line in lines if line))
    header = any(rows[0])
    body = rows if header or len(rows) == 1 else rows[1:]
    return Table(header, tuple(tuple(row) for row in body))


def _attributes(raw: str) -> tuple[str, str, str]:
    """(content, id, classes) of inline Markdown that may end in ` {#id .class}`."""
    found = _ATTRIBUTES.search(raw)
    return (raw[: found.start()], found.group(1), found.group(2)) if found else (raw, "", "")


def _plain(raw: str) -> str:
    """The text that inline Markdown stands for, its layout spaces out."""
    return tidy(_render(_parser().parseInline(raw)[0].children or []))


def _render(tokens: list[Token]) -> str:
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if t.type in breaks else t.content or t.markup for t in tokens)
