"""Titles: of the document, of its annexes, and of the forms it brings along; headings set as such.

The outline by numbers comes before the original's own marks (a style in Word, h1 to h6 in a
page): a mark only makes a heading of what else stays a paragraph, and it leaves a task only
where it stands no lower than the task's own heading.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiebang.document import model
from jiebang.document.fields import TASK_KEYS
from jiebang.document.model import Field, Paragraph
from jiebang.document.tree import Heading, is_task_id
from jiebang.originals.original import HEADING, PLAIN
from jiebang.structure.draft import Block, Draft, Line, Text, TitleLine
from jiebang.structure.tokens import LONGEST_HEADING, LONGEST_TITLE, Token, Tokens
from jiebang.text.markers import APART
from jiebang.text.spaces import squash
from jiebang.text.words import load_words

_NUMBERED = re.compile(r"[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第\s*)?\d+\s*号$")
_ANNEX_TITLE = re.compile(r"(附(?:件|表|录)\s*\d{1,2}(?:-\d{1,2})?)(?!\d|\s*[：:])(.+)$")
_NAMES_A_DOCUMENT = re.compile(r"关于|20\d\d|年度|揭榜|榜单|项目|比赛|竞赛|挑战赛")


def read_titles(draft: Draft) -> list[Block]:
    """The pieces, with title lines joined and told apart."""
    result: list[Block] = []
    pieces, read = draft.pieces, draft.read
    at, asked = 0, False
    endings = tuple(load_words("outline")["weak_titles"])
    while at < len(pieces):
        piece = pieces[at]
        assert not isinstance(piece, Line)
        at += 1
        # What the reader has marked as set as it stands is no heading.
        if not isinstance(piece, Text) or draft.lines[piece.number - 1].lstrip("\f")[:1] == PLAIN:
            result.append(piece)
            continue
        token, end = read(piece.text), at
        label, title = _split_annex(read, piece.text)
        if token.annex is not None:
            label, (title, end) = piece.text, _annex_title(draft, at)
        elif not label:
            title, end = _title_from(draft, at - 1)
            if asked and title.endswith(endings) and not _NAMES_A_DOCUMENT.search(title):
                title = ""  # “形成技术方案” inside a task
        if label or title:
            result.append(TitleLine(piece.number, label, title, read(title).is_form_title))
            at, asked = end, False
        else:
            result.append(piece)
            asked = asked or token.key in TASK_KEYS
    return _join_numbers(read, _without_false_forms(read, _first_line_as_title(read, result)))


def _first_line_as_title(read: Tokens, pieces: list[Block]) -> list[Block]:
    """A document without any title word: its first line, if it could be a title."""
    tokens = [read(p.text) for p in pieces[:2] if isinstance(p, Text) and read(p.text).could_open]
    titled = any(isinstance(p, TitleLine) for p in pieces)
    if titled or not tokens or not isinstance(pieces[0], Text) or tokens[0].text != pieces[0].text:
        return pieces
    used = len(tokens) if tokens[0].is_office else 1  # who, above what
    title = "".join(token.text for token in tokens[:used])
    return [TitleLine(pieces[0].number, "", title, False), *pieces[used:]]


def _without_false_forms(read: Tokens, pieces: list[Block]) -> list[Block]:
    """“…任务书” is no form where what it asks for stands below it."""
    either = tuple(load_words("outline")["either"])
    at, title = 0, None
    for n, piece in enumerate(pieces):
        if isinstance(piece, TitleLine):
            at, title = n, piece if piece.form and piece.title.endswith(either) else None
        elif isinstance(piece, Text) and title is not None:
            token = read(piece.text)
            if token.key in TASK_KEYS and _is_filled_in(token):
                pieces[at], title = replace(title, form=False), None
    return pieces


def _is_filled_in(token: Token) -> bool:
    """Whether a field of a form says something, and not what should be written there."""
    body = token.label.body if token.label else ""
    hints = load_words("outline")["hints"]
    if body:
        return len(body) >= 6 and body[0] not in "（(" and not any(h in body for h in hints)
    return bool(token.lead)


def _split_annex(read: Tokens, text: str) -> tuple[str, str]:
    """(“附件1”, title) of a label and its title printed on one line, else two empty ones."""
    found = _ANNEX_TITLE.match(text) if len(text) <= 2 * LONGEST_TITLE else None
    if found and (read(found.group(2)).is_title or read(found.group(2)).is_form_title):
        return found.group(1), found.group(2)
    return "", ""


def _annex_title(draft: Draft, at: int) -> tuple[str, int]:
    """The title below an annex label: title lines, or the one plain line there is."""
    title, end = _title_from(draft, at)
    if title:
        return title, end
    piece = draft.pieces[at] if at < len(draft.pieces) else None
    if isinstance(piece, Text):
        token = draft.read(piece.text)
        if token.is_plain and not token.annex:
            return piece.text, at + 1
    return "", at


def _title_from(draft: Draft, at: int) -> tuple[str, int]:
    """(title, index after it) if one begins at `at`, else ("", at).

    A title may be printed on two lines; only the last one has the word that tells.
    """
    tokens = [draft.read(p.text) for p in draft.pieces[at : at + 2] if isinstance(p, Text)]
    if not tokens or not isinstance(draft.pieces[at], Text):
        return "", at
    upper = tokens[0]
    if upper.is_title or upper.is_form_title:
        return upper.text, at + 1
    half = upper.is_plain and len(upper.text) >= 8 and not _NUMBERED.search(upper.text)
    if half and len(tokens) > 1 and not upper.is_date and not upper.annex and not upper.is_office:
        lower = tokens[1]
        if (lower.is_title or lower.is_form_title) and not lower.text.startswith("关于"):
            return upper.text + lower.text, at + 2
    return "", at


def _join_numbers(read: Tokens, pieces: list[Block]) -> list[Block]:
    """“需求一”, “二、题目名称” alone on a line, with the title below: one line, set apart."""
    joined: list[Block] = []
    for piece in pieces:
        above = joined[-1] if joined else None
        if isinstance(piece, Text) and isinstance(above, Text):
            token, number = read(piece.text), read(above.text)
            titled = token.is_numbered_title or token.is_plain
            named = number.is_title_name and token.could_be_title and not token.is_field
            if named or (number.is_bare and titled):
                joined[-1] = Text(above.number, above.text + APART + piece.text)
                continue
        joined.append(piece)
    return joined


_MARKED = re.compile(rf"^\f*({HEADING}{{1,6}})(.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"[。；！？，：:;,]")


def set_headings(
    lines: Sequence[str], document_id: str, headings: Sequence[Heading]
) -> list[Heading]:
    """The headings, those that are marked among them."""
    levels = read_marks(lines)
    if not levels:
        return list(headings)
    return [part for heading in headings for part in _split(heading, levels, document_id)]


def read_marks(lines: Sequence[str]) -> dict[str, int]:
    """The level of each line set as a heading, by its text without blanks."""
    marked = (_MARKED.match(line) for line in lines if HEADING in line)
    return {squash(found.group(2)): len(found.group(1)) for found in marked if found}


def _split(heading: Heading, levels: dict[str, int], document_id: str) -> list[Heading]:
    """A heading, and those that its blocks open."""
    own = levels.get(squash(heading.marker + heading.title), 0)
    task = is_task_id(document_id, heading.id)
    first = next((b for b in heading.blocks if isinstance(b, Field)), None)
    if task and first is not None and 0 < _level(first, levels) <= own:
        return [heading]  # its own fields are set as high as itself
    parts = [replace(heading, parts=[], keys=set())]
    waiting = deque(_cut(heading.blocks, levels, own if task else 6))
    while waiting:
        piece = waiting.popleft()
        level = _level(piece, levels)
        if not level or (task and len(parts) == 1 and level > own):
            parts[-1].close_field()
            parts[-1].add(piece)
            continue
        deep = max(2, min(heading.level + level - own if own else level, 6))
        if isinstance(piece, Field):
            parts.append(Heading(deep, piece.marker, piece.name.zh))
            waiting.extendleft(reversed(piece.blocks))
        elif isinstance(piece, Paragraph):
            parts.append(Heading(deep, title=piece.text))
    return parts


def _cut(
    blocks: Sequence[model.Block | Field], levels: dict[str, int], own: int
) -> Iterator[model.Block | Field]:
    """The blocks of a heading, a field cut where a heading no lower than `own` begins."""
    for block in blocks:
        inner = block.blocks if isinstance(block, Field) else ()
        at = next((n for n, b in enumerate(inner) if 0 < _level(b, levels) <= own), None)
        if at is None or not isinstance(block, Field):
            yield block
        else:
            yield replace(block, blocks=block.blocks[:at])
            yield from block.blocks[at:]


def _level(piece: model.Block | Field, levels: dict[str, int]) -> int:
    """The level that a paragraph, or a name alone on its line, is marked with; else 0."""
    if isinstance(piece, Paragraph):
        text = piece.text
    elif isinstance(piece, Field) and not piece.colon:
        text = piece.marker + piece.name.zh
    else:
        return 0
    plain = len(text) <= LONGEST_HEADING and not _SENTENCE.search(text)
    return levels.get(squash(text), 0) if plain else 0
