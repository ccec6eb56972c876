"""What only the whole document tells: its titles, which names come round again, where it ends.

Reads pieces; gives the pieces with their titles told apart, and a Plan that the rules of
`outline` ask.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiebang.document.fields import TASK_KEYS
from jiebang.structure.draft import Block, Text, TitleLine
from jiebang.structure.tokens import Token, Tokens

Pieces = Sequence[Block]
_UNKNOWN_LABELS = 3  # a name must lead in this many parts of a document to be a field
_LEAST_SHEET = 3  # known names that make a document of one task
_MOST_OFFICES = 5  # in one signature


@dataclass(frozen=True)
class Plan:
    """What the rules of the outline ask of the whole document; places are indices of pieces.

    `titles` are lines that are titles of tasks by their place, `labels` names not known that
    come round again, `sections` known names that stand as numbered headings more than once,
    `sheet` the style of number whose headings are the fields of the one task there is, ""
    elsewhere, `named` whether one of them gives its title, `ends` the places where a
    signature begins, `aparts` those of fields that stand above the title of their task.
    """

    titles: frozenset[int]
    labels: frozenset[str]
    sections: frozenset[str]
    sheet: str
    named: bool
    ends: frozenset[int]
    aparts: frozenset[int]


def make_plan(read: Tokens, pieces: Pieces, withheld: frozenset[int] = frozenset()) -> Plan:
    """What can be said of pieces whose titles are told apart.

    `withheld` are the lines from which a contact was taken.
    """
    tokens = [read(p.text) if isinstance(p, Text) else None for p in pieces]
    titles = _titles(pieces, tokens)
    # Names of fields that stand as numbered headings of their own: 二、考核指标.
    sections = Counter(t.rest for t in tokens if t and t.marker and not t.label and t.key)
    sheet, named = ("", False) if titles else _sheet(pieces, tokens)
    return Plan(
        titles,
        _labels(pieces, tokens, titles),
        frozenset(name for name, n in sections.items() if n >= 2),
        sheet,
        named,
        frozenset(_ends(pieces, tokens, withheld)),
        frozenset(_aparts(tokens)),
    )


# ---------------------------------------------------------------- titles of tasks


def _titles(pieces: Pieces, tokens: Sequence[Token | None]) -> frozenset[int]:
    """The places of plain lines that are titles: each stands above the first field of a round.

    The first name that leads a part again, with something asked or judged in between, opens
    the round. Only where a line that could be a title stands above it each time.
    """
    found: set[int] = set()
    for start, end in _stretches(pieces):
        leads: defaultdict[str, list[int]] = defaultdict(list)
        asked: list[int] = []
        for at in range(start, end):
            token = tokens[at]
            if token is not None and token.is_lead:
                leads[token.name].append(at)
                asked += [at] * (token.key in TASK_KEYS)
        for own in leads.values():
            rounds = pairwise([*own, len(pieces)])
            if len(own) > 1 and all(
                bisect_left(asked, a) < bisect_left(asked, b) for a, b in rounds
            ):
                above = [tokens[at - 1] if at > start else None for at in own]
                if all(token is not None and token.could_be_title for token in above):
                    found |= {at - 1 for at in own}
                break
    return frozenset(found)


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

    Forms are left out, they repeat themselves.
    """
    parts: defaultdict[str, set[int]] = defaultdict(set)
    part, form = 0, False
    for at, (piece, token) in enumerate(zip(pieces, tokens, strict=True)):
        if isinstance(piece, TitleLine):
            part, form = part + 1, piece.form
        if token is None or form:
            continue
        if at in titles or token.is_numbered_title:
            part += 1
        elif token.label is None:
            part += bool(token.lead) and token.is_short and not token.key
        elif not token.attached and not token.note:
            parts[token.label.name].add(part)
    return frozenset(name for name, seen in parts.items() if len(seen) >= _UNKNOWN_LABELS)


def _sheet(pieces: Pieces, tokens: Sequence[Token | None]) -> tuple[str, bool]:
    """The style of number of a document that is one task: 一、发榜单位 … 五、答题要求 …

    And whether one of its headings gives the title.

    Its headings are names of fields, each once, and no other line asks for anything.
    """
    found: defaultdict[str, list[Token]] = defaultdict(list)
    others: Counter[str | None] = Counter()
    for start, end in _stretches(pieces):
        for token in filter(None, tokens[start:end]):
            marker = token.marker
            heads = token.title_name or (token.key and token.is_exact)
            if marker and marker.level <= 3 and not marker.style.startswith("named") and heads:
                found[marker.style].append(token)
            else:
                others[token.key] += 1
    for style, own in found.items():
        keys = {token.key for token in own if not token.title_name}
        names = [token.name or token.rest for token in own]
        titled = sum(token.title_name for token in own)
        judged = "indicators" in keys and keys & {"requirement", "issuer", "criteria"}
        if (
            len(own) >= _LEAST_SHEET
            and len(set(names)) == len(names)
            and keys & TASK_KEYS
            and titled <= 1
            and (titled or judged)
            and min(others["requirement"], others["indicators"]) <= 1
        ):
            return style, any(token is not None and token.title_name for token in tokens)
    return "", False


# ---------------------------------------------------------------- the end


def _ends(
    pieces: Pieces, tokens: Sequence[Token | None], withheld: frozenset[int]
) -> Iterator[int]:
    """Where a signature begins: offices and a date, below which nothing is asked any more.

    A name above it whose value is missing waits for one, unless the value was withheld.
    """
    open_below = False  # whether a task goes on further down
    for at in range(len(pieces) - 1, -1, -1):
        token, below = tokens[at], pieces[at + 1] if at + 1 < len(pieces) else None
        if isinstance(pieces[at], TitleLine):
            open_below = False
        if token is None:
            continue
        after = tokens[at + 1] if below is not None else None
        last = below is None or isinstance(below, TitleLine)
        last = last or (after is not None and bool(after.attached or after.annex))
        if not open_below and (token.is_date or token.is_office):
            first = at
            while at - first < _MOST_OFFICES and first and _is_office(tokens[first - 1]):
                first -= 1
            signed = token.is_dated_office or (token.is_date and (first < at or last))
            if (signed or (token.is_office and last)) and not (
                first and _waits(tokens[first - 1]) and pieces[first - 1].number not in withheld
            ):
                yield first
        open_below = open_below or token.key in TASK_KEYS


def _is_office(token: Token | None) -> bool:
    return token is not None and token.is_office


def _waits(token: Token | None) -> bool:
    """Whether a line is a field's name whose value is still to come."""
    if token is None:
        return False
    return not token.label.body if token.label else token.is_field or token.is_title_name
