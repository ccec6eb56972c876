"""What only the whole document tells: its titles, which names come round again, where it ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from jiebang.document.fields import TASK_KEYS, FieldNames
from jiebang.structure.columns import is_of_others
from jiebang.structure.draft import Block, FieldEntry, Piece, Text, TitleLine
from jiebang.structure.tokens import COMPARED, Token, Tokens
from jiebang.text.markers import NTH
from jiebang.text.words import load_words

Pieces = Sequence[Block]
Read = Sequence[Token | None]
_LEAST_SHEET = 3  # known names that make a document of one task
_HEAD = 4  # pieces that may say what a document is
_MOST_OFFICES = 5  # in one signature
_BESIDE_INDICATORS = frozenset({"requirement", "issuer", "criteria"})
_POSERS = frozenset({"issuer", "funding", "award", "total"})
_TERMS = frozenset({"funding", "duration", "organization"})  # where its title names the thing
# 关于“飞灰资源化”技术需求的揭榜公告: of one thing, and no call for many
_POSED = re.compile(
    r"[“\"「](?!揭榜)[^”\"」]{3,40}[”\"」][^“，。]{0,12}(?:揭榜|张榜|悬榜|难题|榜|招贤|求解)"
    r"[^“，。]{0,4}(?:公告|函|书|榜|榜单|启事)$"
)


def learn_names(read: Tokens, pieces: Sequence[Piece]) -> FieldNames:
    """The names of fields, with one more for what judges where no list knows any.

    It is a label that stands below the number of each task, with a bound behind it or below it
    each time: 难题1：…, 期待效果：…≥90%, 难题2：…, 期待效果：…≤5s.
    """
    tokens = [read(piece.text) for piece in pieces if isinstance(piece, Text)]
    rounds = _rounds(tokens)
    told = [token for own in rounds for token in own]
    aims = tuple(load_words("outline")["goal_endings"])
    judged = (t.key == "indicators" or (t.key and t.name.endswith(aims)) for t in told)
    if len(rounds) < 2 or any(judged):
        return read.names
    goals = tuple(load_words("outline")["judging_endings"])
    head = "".join(piece.text for piece in pieces[:_HEAD] if isinstance(piece, Text))
    if any(word in head for word in load_words("outline")["results"]):
        return read.names  # who has won, and what was reached
    bounded = [
        {
            t.name
            for at, t in enumerate(own)
            if t.label
            and t.key in (None, "outcomes")
            and t.name.endswith(goals)
            and _bounds(t, own[at + 1 :])
        }
        for own in rounds
    ]
    found = set.intersection(*bounded)
    return replace(read.names, exact={**read.names.exact, **dict.fromkeys(found, "indicators")})


def _rounds(tokens: Sequence[Token]) -> list[list[Token]]:
    """What stands below the number of each task; of one that names no task, below each that is
    short and has a label right below it, the same each time, where the head calls for answers."""
    opened = [
        at
        for at, t in enumerate(tokens)
        if (t.marker and t.marker.style.startswith("named-") and t.marker.style != NTH)
        or t.is_numbered_title
    ]
    named = bool(opened)
    opened = opened or [
        at
        for at, (token, below) in enumerate(pairwise(tokens))
        if token.marker and token.is_short and not token.label and below.label
    ]
    rounds = [[*tokens[a + 1 : b]] for a, b in pairwise([*opened, len(tokens)])]
    markers = [marker for at in opened if (marker := tokens[at].marker)]
    head = "".join(token.text for token in tokens[:_HEAD])
    called = any(word in head for word in load_words("outline")["calls"])
    counted = [marker.number for marker in markers] == [*range(1, len(markers) + 1)]
    labels = {token.name for own in rounds for token in own[:1]}
    alike = len({marker.style for marker in markers}) == len(labels) == 1
    # A plan of work has numbers and labels, too, but nobody who poses or pays.
    posed = all(any(token.key in _POSERS for token in own) for own in rounds)
    posed = posed and not any(t.label and is_of_others(t.name) for own in rounds for t in own)
    return rounds if named or (called and counted and alike and posed) else []


def _bounds(label: Token, below: Sequence[Token]) -> bool:
    """Whether a label, or the items right below it, have a bound."""
    items = takewhile(lambda token: not token.label, below)
    texts = [label.label.body] if label.label and label.label.body else [t.text for t in items]
    return any(map(COMPARED.search, texts))


def find_titles(pieces: Pieces, tokens: Read) -> Iterator[int]:
    """The places of plain lines that are titles: each stands above the first field of a round.

    The first name that leads a part again, with something asked or judged in between, opens
    the round. Only where a line that could be a title stands above it each time.
    """
    for start, end in _stretches(pieces):
        leads: defaultdict[str, list[int]] = defaultdict(list)
        asked: list[int] = []
        for at in range(start, end):
            token = tokens[at]
            if token is not None and (token.is_lead or token.is_exact):
                leads[token.name].append(at)
                asked += [at] * (token.key in TASK_KEYS)
        for first, own in enumerate(leads.values()):
            opener = tokens[own[0]]
            plain = opener is not None and not opener.is_lead
            if first and plain:
                continue  # a field in the middle of a task, that is said again
            counts = [bisect_left(asked, at) for at in (*own, end)]
            if len(own) > 1 and all(a < b for a, b in pairwise(counts)):
                if all(token.names_thing for at in own if (token := tokens[at])):
                    yield from own
                    break
                above = [tokens[at - 1] if at > start else None for at in own]
                if plain and any(token and COMPARED.search(token.text) for token in above):
                    break  # what stands above the name again is the end of a part
                if all(token is not None and token.could_be_title for token in above):
                    yield from (at - 1 for at in own)
                break


def find_heads(tokens: Read) -> Iterator[tuple[int, str | None]]:
    """“榜单内容” above “1. 展柜调湿材料”, whose first field stands below “2. …”, too.

    One that says what is asked needs no second: 榜单内容 asks nothing, then.
    """
    firsts: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
    keys: dict[str, str | None] = {}
    for at, (token, below) in enumerate(pairwise(tokens)):
        if not (token and token.marker and token.is_short and not token.is_field):
            continue
        if below and below.is_lead and below.is_field:
            firsts[below.name, token.marker.number].append(at)
            keys[below.name] = below.key
    for (name, number), places in firsts.items():
        if number == 1 and ((name, 2) in firsts or keys[name] == "requirement"):
            yield from ((at - 1, keys[name]) for at in places)


def _stretches(pieces: Pieces) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between two titles; forms left out."""
    start, form = 0, False
    for at, piece in enumerate((*pieces, None)):
        if piece is None or isinstance(piece, TitleLine):
            if not form:
                yield start, at
            start, form = at + 1, piece is not None and piece.form


def find_aparts(tokens: Read) -> Iterator[int]:
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


def find_sheet(read: Tokens, pieces: Pieces, tokens: Read) -> str:
    """The style of number of a document that is one task: 一、发榜单位 … 五、答题要求 …

    Its headings are names of fields, each once; one gives the title, or they judge. A table
    may have been read as one of them.
    """
    tokens = [
        read(p.name) if isinstance(p, FieldEntry) else t
        for p, t in zip(pieces, tokens, strict=True)
    ]
    found: defaultdict[str, list[Token]] = defaultdict(list)
    posed = any(_POSED.search(piece.title) for piece in pieces if isinstance(piece, TitleLine))
    beside = _BESIDE_INDICATORS | (_TERMS if posed else frozenset())
    for start, end in _stretches(pieces):
        for token in filter(None, tokens[start:end]):
            marker = token.marker
            heads = token.title_name or token.is_exact or (posed and token.key in TASK_KEYS)
            if marker and marker.level <= 3 and not marker.style.startswith("named") and heads:
                found[marker.style].append(token)
    for style, own in found.items():
        keys = {token.key for token in own if not token.title_name}
        least = 2 if posed and keys >= TASK_KEYS else _LEAST_SHEET
        once = len({token.name or token.rest for token in own}) == len(own) >= least
        titled = keys & TASK_KEYS and any(token.title_name for token in own)
        if once and (titled or ("indicators" in keys and keys & beside)):
            return style
    return ""


def find_ends(pieces: Pieces, tokens: Read, withheld: frozenset[int]) -> Iterator[int]:
    """Where a signature begins: offices and a date, below which nothing is asked any more.

    A name above it whose value is missing waits for one, unless the value was withheld.
    """
    asked, last = False, True  # below, in the same part; whether nothing more is printed in it
    for at in range(len(pieces) - 1, -1, -1):
        token = tokens[at]
        if token is None:
            last = isinstance(pieces[at], TitleLine)
            asked = asked and not last
            continue
        if not asked and (token.is_date or token.is_office):
            near = reversed(tokens[max(at - _MOST_OFFICES, 0) : at])
            first = at - sum(1 for _ in takewhile(lambda above: above and above.is_office, near))
            dated = token.text.endswith(("日", "月"))
            signed = (dated if token.is_office else first < at) or last
            above, name = (pieces[first - 1], tokens[first - 1]) if first else (None, None)
            waits = name and (not name.label.body if name.label else name.is_field)
            if signed and not (waits and isinstance(above, Text) and above.number not in withheld):
                yield first
        asked, last = asked or token.key in TASK_KEYS, bool(token.attached)
