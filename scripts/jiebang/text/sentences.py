"""Chinese prose → sentences or clauses. Nothing is added, dropped or changed.

A cut falls after 。！？ (for clauses also after ； and ;) and after the closing
quotes and brackets that follow, wherever no bracket or quote is open.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate

_SENTENCE_END = frozenset("。！？")
_CLAUSE_END = _SENTENCE_END | frozenset("；;")

# Half- and full-width forms are one family: the originals open with （ and close with ).
_FAMILIES = (
    "（( ）)", "[［ ]］", "{｛ }｝", "《 》", "〈 〉", "“ ”", "‘ ’",
    "「 」", "『 』", "【 】", "〔 〕",
)  # fmt: skip
_OPENERS = {char: family for family in _FAMILIES for char in family.split()[0]}
_CLOSERS = {char: family for family in _FAMILIES for char in family.split()[1]}
_STRAIGHT = frozenset('"＂')
# “……。”，他说： the sentence goes on after the quotation.
_GOES_ON = re.compile(r"\s*[，、；：,;:]")


def cut_sentences(text: str) -> list[str]:
    """Cut prose after each sentence.

    Args:
        text: Chinese prose of any length, with or without line breaks.

    Returns:
        The sentences in order; `"".join` of them is `text`; `[]` for `""`.
        Each holds a letter, digit or Han, unless the whole text has none:
        blanks and stray characters stay with the sentence before them. Never raises.
    """
    return _cut(text, _SENTENCE_END)


def cut_clauses(text: str) -> list[str]:
    """Cut prose after each sentence and after each ； or ; as well.

    Args:
        text: as for `cut_sentences`.

    Returns:
        The clauses, under the same promises as `cut_sentences`. Never raises.
    """
    # No bracket is open where a sentence ends: each can be cut by itself.
    return [clause for sentence in cut_sentences(text) for clause in _cut(sentence, _CLAUSE_END)]


def _cut(text: str, ends: frozenset[str]) -> list[str]:
    depths, quote_ends = _depths(text)
    pieces: list[str] = []
    start = position = 0
    while position < len(text):
        if text[position] not in ends:
            position += 1
            continue
        first = position
        while position < len(text) and text[position] in _CLAUSE_END:
            position += 1
        marks = text[first:position]
        while position < len(text) and (text[position] in _CLOSERS or position in quote_ends):
            position += 1
        # A mark inside brackets cuts only where it ends the sentence they hold,
        # brackets and all: （……。）; a ； in there never does.
        whole = not _SENTENCE_END.isdisjoint(marks) and not _GOES_ON.match(text, position)
        if depths[position] == 0 and (depths[first] == 0 or whole):
            pieces.append(text[start:position])
            start = position
    pieces.append(text[start:])
    return _attach(pieces)


def _depths(text: str) -> tuple[list[int], set[int]]:
    """How many brackets are open before each character and at the end; where straight quotes end.

    A bracket without its other half opens nothing and closes nothing.
    """
    change = [0] * (len(text) + 1)
    quote_ends: set[int] = set()
    open_: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()  # open_ by family: no search for a lone closer
    for position, char in enumerate(text):
        straight = char in _STRAIGHT
        family = "straight" if straight else _OPENERS.get(char) or _CLOSERS.get(char)
        if family is None:
            continue
        if char in _OPENERS or (straight and not waiting[family]):
            open_.append((family, position))
            waiting[family] += 1
            continue
        # What was opened inside and not closed by now never will be.
        while waiting[family]:
            name, start = open_.pop()
            waiting[name] -= 1
            if name == family:
                change[start + 1] += 1
                change[position + 1] -= 1
                quote_ends |= {position} if straight else set()
                break
    return list(accumulate(change)), quote_ends


def _attach(pieces: list[str]) -> list[str]:
    """Join each piece without letter, digit or Han to the one before it."""
    groups: list[list[str]] = []
    complete = True  # the last group says something of its own
    for piece in pieces:
        # Blanks before a sentence belong to the one they follow.
        body = piece.lstrip() if groups else piece
        if groups:
            groups[-1].append(piece[: len(piece) - len(body)])
        if not body:
            continue
        has_text = any(char.isalnum() for char in body)
        if groups and not (has_text and complete):
            groups[-1].append(body)
            complete = complete or has_text
        else:
            groups.append([body])
            complete = has_text
    return ["".join(group) for group in groups]
