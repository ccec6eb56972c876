"""Has every list all its items, once?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jiebang.checks.rules import WARNING, Problem, style
from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Translation

_PIECE = re.compile(r"[^，,。；;：:（）()《》“”]+")
_MARKER = re.compile(r"^[一二三四五六七八九十]+、")
_COMMA = re.compile(r"(?<![0-9]),|,(?![0-9])")
_PART = re.compile(r"(?:[^.:()—]|\.(?=\w))+")
_BRACKETS = re.compile(r"\([^()]*\)")
_CHUNK = re.compile(r"[^.;:()—]+(?:\.[0-9a-z][^.;:()—]*)*")
_LONG, _SHORT = 8, 6  # characters of an item


class _List(NamedTuple):
    """A Chinese list: its items, how many “and”s the last of them holds, and of how many it counts.

    A list of two is “A and B”. One that 等 does not close may be stacked attributes: shorter
    ones often are.
    """

    items: int
    ands: int = 0
    long: bool = False
    shortest: int = 4


def lists(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """A warning where items of an enumeration are missing or stand twice.

    Items joined by 、 are counted: the English needs a mark, “and” or “or” between
    any two, and for each Chinese list of three or more that 等 closes, or of four or
    more, a list that can hold as many.
    """
    zh, en, words = translation.zh, translation.en, style()["lists"]
    found = list(_find_lists(zh))
    wanted = sum(one.items - 1 + one.ands for one in found)
    given = len(words["separator"].findall(en))
    if wanted > given:
        what = f"the Chinese lists take {wanted} separators between their items"
        yield WARNING, f"{what}, the English has {given}; see that no item is left out"
    else:
        # Set side by side, the longest first: each English list serves once.
        long = sorted((one.items for one in found if one.items >= one.shortest), reverse=True)
        semicolons = any(one.long for one in found)
        room = sorted(_capacities(en, semicolons, "其他" in zh), reverse=True) + [0] * len(long)
        size = next((size for size, most in zip(long, room, strict=False) if size > most), 0)
        if size:
            what = f"no list of the English is as long as the {size} items of the Chinese"
            yield WARNING, f"{what}; count them"
    double = next((d for chunk in _CHUNK.findall(en) for d in _twice(_items(chunk))), "")
    if double and not list(_twice(re.split("[、，和与]", zh))):
        yield WARNING, f"“{double}” stands twice in one list; take one out"


def _find_lists(zh: str) -> Iterator[_List]:
    """The lists of the Chinese; in one that 等 closes, 和 may part the last two items."""
    words = style()["lists"]
    for piece in _PIECE.findall(_MARKER.sub("", zh)):
        *closed, rest = words["et_cetera"].split(piece)
        for items in (part.split("、") for part in closed if "、" in part):
            both = words["join"].split(items[-1])
            if (
                len(both) == 2 and max(map(len, both)) <= _SHORT
            ):  # three in A、B和C, perhaps two in A、B与C
                items[-1:] = both
            long = sum(map(len, items)) / len(items) >= _LONG
            yield _List(len(items), len(words["and_zh"].findall(items[-1])), long, shortest=3)
        if "、" in rest:
            yield _List(rest.count("、") + 1)


def _capacities(en: str, semicolons: bool, others: bool) -> Iterator[int]:
    """How many items each list of the English can hold at most: “, and” ends one.

    Semicolons part the items of a list only where these are long. With `others`, the
    Chinese says 其他: then “and other aspects” is an item.
    """
    words = style()["lists"]
    inner = _BRACKETS.findall(en)
    for part in (p for text in (_BRACKETS.sub("", en), *inner) for p in _PART.findall(text)):
        if semicolons and ";" in part:
            yield part.count(";") + 1
        for chunk in part.split(";"):
            start = first = 0
            for end in words["series"].finditer(chunk):
                # “…, and B, C, and other D” begins after the first “, and”.
                commas = len(_COMMA.findall(chunk, start, end.start()))
                goes_on = commas > 1 and not words["others"].match(chunk, end.start())
                if start and not goes_on:
                    first = start  # else “A and B, and C, D, and E” is one list
                yield _series(chunk, first, end, others)
                start = end.end()


def _series(chunk: str, start: int, end: re.Match[str], others: bool) -> int:
    """How many items can end in this “, and”, when nothing before `start` counts."""
    words = style()["lists"]
    openings = [m.end() for m in words["opening"].finditer(chunk, start, end.start())]
    intro = words["intro"].match(chunk, 0, end.start()) if not start else None
    first = openings[-1] if openings else intro.end() if intro else start
    commas = len(_COMMA.findall(chunk, first, end.start()))
    if not others and words["others"].match(chunk, end.start()):
        return commas + 1  # “A, B, and the like”: the end is no item
    if commas:  # “A, B, and C and D”: the last item may be two
        return commas + 2 + bool(words["and_next"].match(chunk, end.end()))
    # “A and B, and …”: the comma closes a clause
    return 2 + len(words["and_en"].findall(chunk, start, end.start()))


def _items(chunk: str) -> list[str]:
    words = style()["lists"]
    return [words["article"].sub("", item.strip().lower()) for item in words["item"].findall(chunk)]


def _twice(items: list[str]) -> Iterator[str]:
    """Those that stand before already."""
    return (item for n, item in enumerate(items) if item and item in items[:n])
