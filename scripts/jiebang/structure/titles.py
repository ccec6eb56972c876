"""Titles: of the document, of its annexes, and of the forms it brings along."""

from __future__ import annotations

import re
from dataclasses import replace

from jiebang.document.fields import TASK_KEYS, split_lead
from jiebang.originals.original import HEADING, PLAIN
from jiebang.structure.draft import Block, Draft, FieldEntry, Line, Rows, Text, TitleLine
from jiebang.structure.tokens import LONGEST_TITLE, Tokens
from jiebang.text.markers import APART, read_marker, without_remark
from jiebang.text.words import any_of, load_words

_NUMBERED = re.compile(r"[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第\s*)?\d+\s*号$")
_ANNEX_TITLE = re.compile(r"(附(?:件|表|录)\s*\d{1,2}(?:-\d{1,2})?)(?!\d|\s*[：:])(.+)$")
_SAYS = re.compile(r"[。；！？]|^[（(].*[）)]$")  # a sentence, or what to write
_TOP = re.compile(rf"\f*{HEADING}(?!{HEADING})")
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
            label, (title, end) = piece.text, _title_from(draft, at, annexed=True)
        elif token.attached and not result and read(token.attached[1]).is_title:
            title = piece.text  # “附件：揭榜挂帅榜单” is all there is above the list
        elif not label:
            title, end = _close_book(draft, *_title_from(draft, at - 1))
            if asked and title.endswith(endings) and not _NAMES_A_DOCUMENT.search(title):
                title = ""  # “形成技术方案” inside a task
        if label or title:
            result.append(TitleLine(label, title, read(title).is_form_title))
            at, asked = end, False
        else:
            result.append(piece)
            asked = asked or token.key in TASK_KEYS
    return _join_numbers(read, _without_false_forms(read, _first_line_as_title(draft, result)))


def _first_line_as_title(draft: Draft, pieces: list[Block]) -> list[Block]:
    """A document without any title word: its first line, if it is set so or could be one."""
    if any(isinstance(p, TitleLine) for p in pieces):
        return pieces
    read, first = draft.read, pieces[0] if pieces else None
    short = isinstance(first, Text) and len(first.text) <= LONGEST_TITLE
    if isinstance(first, Text) and short and _TOP.match(draft.lines[first.number - 1]):
        return [TitleLine("", first.text, False), *pieces[1:]]
    tokens = [read(p.text) for p in pieces[:2] if isinstance(p, Text)]
    used = 0
    while used < len(tokens) and tokens[used].is_plain and (used == 0 or tokens[0].is_office):
        used += 1  # who, above what
    title = "".join(token.text for token in tokens[:used])
    return [TitleLine("", title, False), *pieces[used:]] if used else pieces


def _without_false_forms(read: Tokens, pieces: list[Block]) -> list[Block]:
    """“…任务书” is no form where what it asks for stands below it."""
    words = load_words("outline")
    # What a form says should be written there.
    either, hint = tuple(words["either"]), re.compile(any_of(words["hints"]))
    at, title = 0, None
    for n, piece in enumerate(pieces):
        if isinstance(piece, TitleLine):
            plain = without_remark(piece.title)
            sample = any(word in piece.title[len(plain) :] for word in words["samples"])
            at, title = n, piece if plain.endswith(either) and not sample else None
        elif isinstance(piece, Text) and title is not None:
            token = read(piece.text)
            body = token.label.body if token.label else ""
            below = pieces[n + 1] if n + 1 < len(pieces) else None
            if not body and isinstance(below, Text) and _SAYS.search(below.text):
                body = below.text  # a name alone, above its text
            filled = body[:1] not in ("（", "(") or read_marker(body) is not None
            asked = filled and not hint.search(body) if body else bool(token.lead)
            if not body and isinstance(below, Rows):
                asked = any(sum(map(bool, row.cells)) > 1 for row in below.rows[1:])
            if token.key in TASK_KEYS and asked:
                pieces[at], title = replace(title, form=False), None
        elif isinstance(piece, FieldEntry) and title is not None:
            body = "".join(piece.lines)
            if (
                body
                and read.names.key(split_lead(piece.name)[1]) in TASK_KEYS
                and not hint.search(body)
            ):
                pieces[at], title = replace(title, form=False), None
    return pieces


def _split_annex(read: Tokens, text: str) -> tuple[str, str]:
    """(“附件1”, title) of a label and its title printed on one line, else two empty ones."""
    found = _ANNEX_TITLE.match(text) if len(text) <= 2 * LONGEST_TITLE else None
    if found and (read(found.group(2)).is_title or read(found.group(2)).is_form_title):
        return found.group(1), found.group(2)
    return "", ""


def _title_from(draft: Draft, at: int, annexed: bool = False) -> tuple[str, int]:
    """(title, index after it) if one begins at `at`, else ("", at).

    A title may be printed on two lines; only the last one has the word that tells. Below the
    label of an annex (`annexed`) any plain line is one.
    """
    piece, below = (*draft.pieces[at : at + 2], None, None)[:2]
    if not isinstance(piece, Text):
        return "", at
    upper = draft.read(piece.text)
    if upper.is_title or upper.is_form_title:
        return upper.text, at + 1
    whole = _NUMBERED.search(upper.text) or upper.is_date or upper.is_office
    if isinstance(below, Text) and upper.is_plain and len(upper.text) >= 8 and not whole:
        lower = draft.read(below.text)
        if (lower.is_title or lower.is_form_title) and not lower.text.startswith("关于"):
            return upper.text + lower.text, at + 2
    plain = annexed and upper.is_plain and not upper.annex
    return (upper.text, at + 1) if plain else ("", at)


def _close_book(draft: Draft, title: str, end: int) -> tuple[str, int]:
    """A title with the lines that print has broken it into, up to the 》 of a name in it."""
    whole = title
    for stop, piece in enumerate(draft.pieces[end : end + 2], end + 1):
        if whole.count("《") == whole.count("》") or not isinstance(piece, Text):
            break
        whole += piece.text
        if whole.count("《") == whole.count("》") and len(whole) <= 2 * LONGEST_TITLE:
            return whole, stop
    return title, end


def _join_numbers(read: Tokens, pieces: list[Block]) -> list[Block]:
    """“需求一”, “二、题目名称” alone on a line, with the title below: one line, set apart."""
    joined: list[Block] = []
    for piece in pieces:
        above = joined[-1] if joined else None
        if isinstance(piece, Text) and isinstance(above, Text):
            token, number = read(piece.text), read(above.text)
            plain = token.could_be_title and not (token.is_field or token.title_name)
            if number.is_bare and (plain or token.is_numbered_title):
                joined[-1] = Text(above.number, above.text + APART + piece.text)
                continue
        joined.append(piece)
    return joined
