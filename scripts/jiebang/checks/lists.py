"""Has every list all its items, once?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_PIECE = re.compile(r"[^，,。；;：:（）()《》“”]+")
_AND_ZH = re.compile(r"以及|(?<![普涉以危])及(?![时格至其早])|和(?!谐)|(?<!参)与|或(?!者)|或者")
_JOIN = re.compile(r"以及|(?<!工业)和(?!谐|信息化)|或者?")
_MARKER = re.compile(r"^[一二三四五六七八九十]+、")
# A list ends with 等; what stands after it is another matter.
_ET_CETERA = re.compile(r"等(?![级同于效级待离])")
_COMMA = re.compile(r"(?<![0-9]),|,(?![0-9])")
_PART = re.compile(r"(?:[^.:()—]|\.(?=\w))+")
_BRACKETS = re.compile(r"\([^()]*\)")
_CHUNK = re.compile(r"[^.;:()—]+(?:\.[0-9a-z][^.;:()—]*)*")
_SERIES = re.compile(r", (?:and|or|as well as|plus|etc)\b")
_OPENING = re.compile(
    r"(?<![-\w])(?:such as|including|namely|like|include|includes|consisting of)\b"
)
_SEPARATOR = re.compile(r"[,;](?: (?:and|or)\b)?|\band\b|\bor\b|/|&|\bas well as\b|\bwith\b")
_AND_EN = re.compile(r"\b(?:and|or)\b")
_AND_NEXT = re.compile(r"(?: [\w’-]+){1,7} (?:and|or)\b")
_OTHERS = re.compile(r", (?:and (?:the like|others|so on|other|more)\b|etc)")
# “By 2025, …”: the first comma ends no item.
_INTRO = re.compile(r"\s*By [0-9]{4},")
_NEW = re.compile(r"(?<![-\w])(?:such as|including|with|for|of)\b")
_ARTICLE = re.compile(r"^(?:the|a|an)\s")
_ITEM = re.compile(r"(?:^|, )(?:and |or )?([^,;:.()]+)")


@dataclass(frozen=True, slots=True)
class _Run:
    """A Chinese list: its items, and how many “and”s the last of them holds.

    `closed` by 等 it is one list of nouns; the others may be stacked attributes.
    """

    items: int
    ands: int = 0
    closed: bool = False
    long: bool = False


_LONG, _SHORT = 8, 6  # characters of an item
_SHORTEST = 3  # a list of two is “A and B”
_SHORTEST_OPEN = 4  # without 等: shorter ones are often attributes, which English stacks


def lists(translation: Translation, context: Context) -> Iterator[Finding]:
    """A warning where items of an enumeration are missing or stand twice.

    Items joined by 、 are counted: the English needs a mark, “and” or “or” between
    any two, and for each Chinese list of three or more that 等 closes, or of four or
    more, a list that can hold as many.
    """
    runs = _runs(translation.zh)
    wanted = sum(run.items - 1 + run.ands for run in runs)
    given = len(_SEPARATOR.findall(translation.en))
    if wanted > given:
        message = (
            f"the Chinese lists take {wanted} separators between their items, the English has "
            f"{given}; see that no item is left out"
        )
        yield context.warning("lists", translation, message)
    else:
        size = _too_long(runs, _capacities(translation.en, runs, "其他" in translation.zh))
        if size:
            message = (
                f"no list of the English is as long as the {size} items of the Chinese; count them"
            )
            yield context.warning("lists", translation, message)
    double = _doubled(translation.en)
    items = re.split("[、，和与]", translation.zh)
    if double and not any(item and item in items[:n] for n, item in enumerate(items)):
        message = f"“{double}” stands twice in one list; take one out"
        yield context.warning("lists", translation, message)


def _runs(zh: str) -> list[_Run]:
    """The lists of the Chinese."""
    runs = []
    for piece in _PIECE.findall(_MARKER.sub("", zh)):
        *closed, rest = _ET_CETERA.split(piece)
        runs += [_closed(part) for part in closed if "、" in part]
        if "、" in rest:
            runs.append(_Run(rest.count("、") + 1))
    return runs


def _closed(part: str) -> _Run:
    """A list that 等 closes: A、B和C has three items, but A、B与C may have two."""
    items = part.split("、")
    last = items[-1]
    both = _JOIN.split(last)
    if len(both) == 2 and max(map(len, both)) <= _SHORT:
        items[-1:] = both
    long = sum(map(len, items)) / len(items) >= _LONG
    return _Run(len(items), len(_AND_ZH.findall(items[-1])), closed=True, long=long)


def _capacities(en: str, runs: list[_Run], others: bool) -> list[int]:
    """How many items each list of the English can hold at most: “, and” ends one.

    Semicolons part the items of a list only where these are long. With `others`, the
    Chinese says 其他: then “and other aspects” is an item.
    """
    sizes = []
    inner = _BRACKETS.findall(en)
    for part in (p for text in (_BRACKETS.sub("", en), *inner) for p in _PART.findall(text)):
        if ";" in part and any(run.long for run in runs):
            sizes.append(part.count(";") + 1)
        for chunk in part.split(";"):
            start = first = 0
            for end in _SERIES.finditer(chunk):
                # “…, and B, C, and other D” begins after the first “, and”.
                commas = len(_COMMA.findall(chunk, start, end.start()))
                goes_on = commas > 1 and not _OTHERS.match(chunk, end.start())
                if start and not (goes_on and not _NEW.search(chunk, start, end.start())):
                    first = start  # else “A and B, and C, D, and E” is one list
                sizes.append(_series(chunk, first, end, others))
                start = end.end()
    return sizes


def _series(chunk: str, start: int, end: re.Match[str], others: bool) -> int:
    """How many items can end in this “, and”, when nothing before `start` counts."""
    openings = [m.end() for m in _OPENING.finditer(chunk, start, end.start())]
    intro = _INTRO.match(chunk, 0, end.start()) if not start else None
    first = openings[-1] if openings else intro.end() if intro else start
    commas = len(_COMMA.findall(chunk, first, end.start()))
    if not others and _OTHERS.match(chunk, end.start()):
        return commas + 1  # “A, B, and the like”: the end is no item
    if commas:  # “A, B, and C and D”: the last item may be two
        return commas + 2 + bool(_AND_NEXT.match(chunk, end.end()))
    # “A and B, and …”: the comma closes a clause
    return 2 + len(_AND_EN.findall(chunk, start, end.start()))


def _too_long(runs: list[_Run], capacities: list[int]) -> int:
    """The size of a Chinese list that no English one has room for; 0 if all have.

    Set side by side, the longest first: each English list serves once.
    """
    long = sorted(
        (run.items for run in runs if run.items >= (_SHORTEST if run.closed else _SHORTEST_OPEN)),
        reverse=True,
    )
    room = sorted(capacities, reverse=True) + [0] * len(long)
    return next((size for size, most in zip(long, room, strict=False) if size > most), 0)


def _doubled(en: str) -> str:
    for chunk in _CHUNK.findall(en):
        items = [_ARTICLE.sub("", item.strip().lower()) for item in _ITEM.findall(chunk)]
        for n, item in enumerate(items):
            if item and item in items[:n]:
                return item
    return ""
