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
_OPENERS = {
    **dict.fromkeys("（(", "round"),
    **dict.fromkeys("[［", "square"),
    **dict.fromkeys("{｛", "curly"),
    "《": "title",
    "〈": "angle",
    "“": "double",
    "‘": "single",
    "「": "corner",
    "『": "white corner",
    "【": "lenticular",
    "〔": "tortoise",
}
_CLOSERS = {
    **dict.fromkeys("）)", "round"),
    **dict.fromkeys("]］", "square"),
    **dict.fromkeys("}｝", "curly"),
    "》": "title",
    "〉": "angle",
    "”": "double",
    "’": "single",
    "」": "corner",
    "』": "white corner",
    "】": "lenticular",
    "〕": "tortoise",
}
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
    pairs = _pairs(text)
    depths = _depths(len(text), pairs)
    quote_ends = {end for _, end in pairs if text[end] in _STRAIGHT}
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


def _depths(length: int, pairs: list[tuple[int, int]]) -> list[int]:
    """How many brackets are open before each character, and at the end."""
    change = [0] * (length + 1)
    for start, end in pairs:
        change[start + 1] += 1
        change[end + 1] -= 1
    return list(accumulate(change))


def _pairs(text: str) -> list[tuple[int, int]]:
    """The positions of each opening bracket or quote and its closer.

    A bracket without its other half opens nothing and closes nothing.
    """
    pairs: list[tuple[int, int]] = []
    open_: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()  # open_ by family: no search for a lone closer
    for position, char in enumerate(text):
        if char in _STRAIGHT:
            family = "straight"
            closing = waiting[family] > 0
        elif char in _OPENERS:
            family, closing = _OPENERS[char], False
        elif char in _CLOSERS:
            family, closing = _CLOSERS[char], True
        else:
            continue
        if not closing:
            open_.append((family, position))
            waiting[family] += 1
            continue
        # What was opened inside and not closed by now never will be.
        while waiting[family]:
            name, start = open_.pop()
            waiting[name] -= 1
            if name == family:
                pairs.append((start, position))
                break
    return pairs


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
