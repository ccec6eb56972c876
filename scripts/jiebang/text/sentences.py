"""Chinese prose → sentences or clauses. Nothing is added, dropped or changed.

A cut falls after 。！？ (for clauses also after ； and ;) and after the closing
quotes and brackets that follow, wherever no bracket or quote is open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise

_SENTENCE_END = "。！？"
_CLAUSE_END = _SENTENCE_END + "；;"

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


def _cut(text: str, ends: str) -> list[str]:
    depths, quote_ends = _depths(text)
    starts: list[int] = []  # of the pieces
    complete = True  # the last of them says something of its own
    for first, last in pairwise((0, *_find_cuts(text, ends, depths, quote_ends), len(text))):
        piece = text[first:last]
        # Blanks before a sentence belong to the one they follow.
        body = piece.lstrip() if starts else piece
        has_text = any(char.isalnum() for char in body)
        if body and not (starts and not (has_text and complete)):
            starts.append(last - len(body))
            complete = has_text
        complete = complete or has_text
    return [text[start:end] for start, end in pairwise((*starts, len(text)))]


def _find_cuts(text: str, ends: str, depths: list[int], quote_ends: set[int]) -> Iterator[int]:
    for marks in re.finditer(f"[{ends}][{_CLAUSE_END}]*", text):
        position = marks.end()
        while position < len(text) and (text[position] in _CLOSERS or position in quote_ends):
            position += 1
        # A mark inside brackets cuts only where it ends the sentence they hold,
        # brackets and all: （……。）; a ； in there never does.
        whole = any(mark in _SENTENCE_END for mark in marks[0]) and not _GOES_ON.match(
            text, position
        )
        if depths[position] == 0 and (depths[marks.start()] == 0 or whole):
            yield position


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
