"""What only the whole document tells: its titles, which names come round again, where it ends.

Reads pieces; gives the pieces with their titles told apart, and a Plan that the rules of
`outline` ask.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jiebang.document.fields import TASK_KEYS
from jiebang.structure.draft import Block, Draft, Line, Text, TitleLine
from jiebang.structure.tokens import LONGEST_TITLE, Token, Tokens
from jiebang.text.markers import APART
from jiebang.text.words import load_words

Pieces = Sequence[Block]
_NUMBERED = re.compile(r"[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第\s*)?\d+\s*号$")
_ANNEX_TITLE = re.compile(r"(附(?:件|表|录)\s*\d{1,2}(?:-\d{1,2})?)(?!\d|\s*[：:])(.+)$")
_NAMES_A_DOCUMENT = re.compile(r"关于|20\d\d|年度|揭榜|榜单|项目|比赛|竞赛|挑战赛")
_UNKNOWN_LABELS = 3  # a name must lead in this many parts of a document to be a field
_LEAST_SHEET = 3  # known names that make a document of one task
_MOST_OFFICES = 5  # in one signature


@dataclass(frozen=True)
class Plan:
    """What the rules of the outline ask of the whole document; places are indices of pieces.

    `titles` are lines that are titles of tasks by their place, `labels` names not known that
    come round again, `sections` known names that stand as numbered headings more than once,
    `sheet` the style of number whose headings are the fields of the one task there is, ""
    elsewhere, `ends` the places where a signature begins, `aparts` those of fields that
    stand above the title of their task.
    """

    titles: frozenset[int]
    labels: frozenset[str]
    sections: frozenset[str]
    sheet: str
    ends: frozenset[int]
    aparts: frozenset[int]


def make_plan(read: Tokens, pieces: Pieces) -> Plan:
    """What can be said of pieces whose titles are told apart."""
    tokens = [read(p.text) if isinstance(p, Text) else None for p in pieces]
    titles = frozenset(_titles(pieces, tokens))
    return Plan(
        titles,
        _labels(pieces, tokens, titles),
        _sections(tokens),
        "" if titles else _sheet(pieces, tokens),
        frozenset(_ends(pieces, tokens)),
        frozenset(_aparts(tokens)),
    )


# ---------------------------------------------------------------- titles of the document


def read_titles(draft: Draft) -> list[Block]:
    """The pieces, with title lines joined and told apart."""
    result: list[Block] = []
    pieces, read = draft.pieces, draft.read
    at, asked = 0, False
    while at < len(pieces):
        piece = pieces[at]
        assert not isinstance(piece, Line)
        at += 1
        if not isinstance(piece, Text):
            result.append(piece)
            continue
        token = read(piece.text)
        if token.annex is not None:
            title, at = _annex_title(draft, at)
            result.append(TitleLine(piece.number, piece.text, title, read(title).is_form_title))
            asked = False
            continue
        label, rest = _split_annex(read, piece.text)
        if label:
            result.append(TitleLine(piece.number, label, rest, read(rest).is_form_title))
            asked = False
            continue
        title, end = _title_from(draft, at - 1)
        if title and not (asked and _is_weak(read(title))):
            result.append(TitleLine(piece.number, "", title, read(title).is_form_title))
            at, asked = end, False
        else:
            result.append(piece)
            asked = asked or token.key in TASK_KEYS
    return _join_numbers(read, _without_false_forms(read, _first_line_as_title(read, result)))


def _is_weak(title: Token) -> bool:
    """“形成技术方案” inside a task: it names no document."""
    return title.is_weak_title and not _NAMES_A_DOCUMENT.search(title.text)


def _first_line_as_title(read: Tokens, pieces: list[Block]) -> list[Block]:
    """A document without any title word: its first line, if it could be a title."""
    first = pieces[0] if pieces else None
    if (
        isinstance(first, Text)
        and read(first.text).could_open
        and not any(isinstance(p, TitleLine) for p in pieces)
    ):
        second = pieces[1] if len(pieces) > 1 else None
        below = read(second.text) if isinstance(second, Text) else None
        if below and below.could_open and read(first.text).is_office:  # who, above what
            title = first.text + below.text
            return [TitleLine(first.number, "", title, False), *pieces[2:]]
        return [TitleLine(first.number, "", first.text, False), *pieces[1:]]
    return pieces


def _without_false_forms(read: Tokens, pieces: list[Block]) -> list[Block]:
    """“…任务书” is no form where what it asks for stands below it."""
    form: int | None = None
    for at, piece in enumerate(pieces):
        if isinstance(piece, TitleLine):
            form = at if piece.form and read(piece.title).is_either else None
        elif isinstance(piece, Text) and form is not None:
            token = read(piece.text)
            if token.key in TASK_KEYS and _is_filled_in(token):
                title = pieces[form]
                assert isinstance(title, TitleLine)
                pieces[form] = replace(title, form=False)
                form = None
    return pieces


def _is_filled_in(token: Token) -> bool:
    """Whether a field of a form says something, and not what should be written there."""
    body = token.label.body if token.label else ""
    hints = load_words("outline")["hints"]
    if body:
        return len(body) >= 6 and body[0] not in "（(" and not any(h in body for h in hints)
    return bool(token.lead)


def _split_annex(read: Tokens, text: str) -> tuple[str, str]:
    """(“附件1”, title) of a label and its title printed on one line, else ("", text)."""
    found = _ANNEX_TITLE.match(text) if len(text) <= 2 * LONGEST_TITLE else None
    if found and (read(found.group(2)).is_title or read(found.group(2)).is_form_title):
        return found.group(1), found.group(2)
    return "", text


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


# ---------------------------------------------------------------- titles of tasks


def _titles(pieces: Pieces, tokens: Sequence[Token | None]) -> Iterator[int]:
    """The places of plain lines that are titles: each stands above the first field of a round.

    The first name that leads a part again, with something asked or judged in between, opens
    the round. Only where a line that could be a title stands above it each time.
    """
    for start, end in _stretches(pieces):
        leads = [(at, t) for at in range(start, end) if (t := tokens[at]) is not None and t.is_lead]
        yield from _titles_above(tokens, start, len(pieces), leads)


def _titles_above(
    tokens: Sequence[Token | None], start: int, end: int, leads: Sequence[tuple[int, Token]]
) -> list[int]:
    places: dict[str, list[int]] = {}
    for at, token in leads:
        places.setdefault(token.name, []).append(at)
    asked = [at for at, token in leads if token.key in TASK_KEYS]
    for own in places.values():
        if len(own) < 2:
            continue
        if all(bisect_left(asked, a) < bisect_left(asked, b) for a, b in pairwise([*own, end])):
            above = [tokens[at - 1] for at in own if at > start]
            good = len(above) == len(own) and all(t and t.could_be_title for t in above)
            return [at - 1 for at in own] if good else []
    return []


def _stretches(pieces: Pieces) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between two titles; forms left out."""
    start, form = 0, False
    for at, piece in enumerate(pieces):
        if isinstance(piece, TitleLine):
            if not form:
                yield start, at
            start, form = at + 1, piece.form
    if not form:
        yield start, len(pieces)


def _aparts(tokens: Sequence[Token | None]) -> Iterator[int]:
    """“企业名称：…” right above “需求名称：…”, as above the first: not of the task before it."""
    titled = [at for at, token in enumerate(tokens) if token and token.is_numbered_title]
    names: set[str] = set()
    for title in titled:
        at = title
        while at and (above := tokens[at - 1]) and above.is_lead and not above.is_numbered_title:
            if title != titled[0] and above.name not in names:
                break
            names.add(above.name)
            at -= 1
        if at < title != titled[0]:
            yield at


# ---------------------------------------------------------------- names of fields


def _labels(
    pieces: Pieces, tokens: Sequence[Token | None], titles: frozenset[int]
) -> frozenset[str]:
    """Names not known as fields that lead in three parts of the document or more.

    In a document of two tasks, both will do. Forms are left out, they repeat themselves.
    """
    parts: dict[str, set[int]] = {}
    asked: set[int] = set()
    part, form = 0, False
    for at, (piece, token) in enumerate(zip(pieces, tokens, strict=True)):
        if isinstance(piece, TitleLine):
            part, form = part + 1, piece.form
        if token is None or form:
            continue
        if at in titles or token.is_numbered_title:
            part += 1
        elif token.label is not None and not token.attached and not token.is_note:
            parts.setdefault(token.label.name, set()).add(part)
            if token.key in TASK_KEYS:
                asked.add(part)
        elif token.key in TASK_KEYS:
            asked.add(part)
        elif token.lead and token.is_heading_like:
            part += 1
    return frozenset(
        name
        for name, seen in parts.items()
        if len(seen) >= _UNKNOWN_LABELS or (len(asked) == 2 and seen == asked)
    )


def _sections(tokens: Sequence[Token | None]) -> frozenset[str]:
    """Field names that stand as numbered headings of their own more than once (二、考核指标)."""
    counts = Counter(t.rest for t in tokens if t and t.marker and not t.label and t.key)
    return frozenset(name for name, n in counts.items() if n >= 2)


def _sheet(pieces: Pieces, tokens: Sequence[Token | None]) -> str:
    """The style of number of a document that is one task: 一、发榜单位 … 五、答题要求 …

    Its headings are names of fields, each once, and no other line asks for anything.
    """
    found: dict[str, list[Token]] = {}
    others: Counter[str] = Counter()
    for start, end in _stretches(pieces):
        for token in filter(None, tokens[start:end]):
            marker = token.marker
            if marker is not None and marker.level <= 3 and not marker.style.startswith("named"):
                title = token.title_name
                if title or (token.key and token.is_exact):
                    found.setdefault(marker.style, []).append(token)
                    continue
            if token.key in TASK_KEYS:
                others[token.key] += 1
    for style, own in found.items():
        keys = {token.key for token in own if not token.title_name}
        names = [token.name or token.rest for token in own]
        titled = sum(bool(token.title_name) for token in own)
        judged = "indicators" in keys and keys & {"requirement", "issuer", "criteria"}
        if (
            len(own) >= _LEAST_SHEET
            and len(set(names)) == len(names)
            and keys & TASK_KEYS
            and titled <= 1
            and (titled or judged)
            and not (others["requirement"] > 1 and others["indicators"] > 1)
        ):
            return style
    return ""


# ---------------------------------------------------------------- the end


def _ends(pieces: Pieces, tokens: Sequence[Token | None]) -> Iterator[int]:
    """Where a signature begins: offices and a date, below which nothing is asked any more."""
    open_below = False  # whether a task goes on further down
    below: Block | None = None
    for at in range(len(pieces) - 1, -1, -1):
        piece, token = pieces[at], tokens[at]
        if isinstance(piece, TitleLine):
            open_below = False
        elif token is not None:
            last = below is None or isinstance(below, TitleLine) or _is_after(tokens[at + 1])
            if not open_below and (token.is_date or token.is_dated_office or token.is_office):
                first = at
                while first and at - first < _MOST_OFFICES and _is_office(tokens[first - 1]):
                    first -= 1
                signed = token.is_dated_office or (token.is_date and (first < at or last))
                if (signed or (token.is_office and last)) and not _waits(tokens, first - 1):
                    yield first
            open_below = open_below or token.key in TASK_KEYS
        below = piece


def _is_office(token: Token | None) -> bool:
    return token is not None and token.is_office


def _is_after(token: Token | None) -> bool:
    """What stands below a signature: a list of what is attached."""
    return token is not None and (token.attached is not None or token.annex is not None)


def _waits(tokens: Sequence[Token | None], at: int) -> bool:
    """Whether a line is a field's name whose value is still to come."""
    token = tokens[at] if at >= 0 else None
    if token is None:
        return False
    return (token.label is not None and not token.label.body) or (
        token.label is None and (token.is_field or token.is_title_name)
    )
