"""The clause around a figure in English: the words that may name what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiebang.quantities.noun_phrases import cuts

_BOUND = re.compile(r"[;:]\s|[.,](?=\s|$)(?!\s?000)|\s—\s|;$|:$")
# … of ≥90% for A and of ≥80% for B: the second has no noun of its own before it.
_LONGEST_OF_LIST = 9  # words between two commas
_LONGEST_WITHIN = 4  # the same, before “and”
# What leads on to a clause that is not quoted: “…, and”, “… and that can use”.
_DANGLING = re.compile(r"\s(?:and|or)(?:\s(?:that|which)\s(?:can|shall|must)(?:\s\w+)?)?$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of an amount: its comparator words begin at `start`, its unit ends at `end`.

    `number`, `number_end`: its figure. `unit`: whether its unit is there, too.
    `optional`: a figure that need not stand for one of the Chinese (“single”).
    """

    start: int
    end: int
    number: int
    number_end: int
    unit: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around a spot, brackets that do not hold it left out.

    `ahead` is what stands before `before`, from the last semicolon on.
    """

    text: str
    ahead: str
    before: str
    after: str
    behind: str


def clause_around(spot: Spot, en: str) -> Clause:
    """The clause around a spot."""
    first, last = 0, len(en)
    masked = list(en)
    for start, end in _brackets(en):
        if start < spot.start and spot.end <= end:
            first, last = max(first, start + 1), min(last, end - 1)
        else:
            masked[start:end] = " " * (end - start)
    return _cut_out(spot, en, "".join(masked), (first, last))


def _brackets(en: str) -> Iterator[tuple[int, int]]:
    """The spans of round brackets, inner ones first; one without its pair is none."""
    opened: list[int] = []
    for at, sign in enumerate(en):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            yield opened.pop(), at + 1


def _cut_out(spot: Spot, en: str, masked: str, within: tuple[int, int]) -> Clause:
    first, last = within
    outer, stop = first, last
    for bound in _BOUND.finditer(masked, outer, stop):
        if bound.end() <= spot.start:
            first = bound.end()
            outer = outer if bound.group().startswith(",") else first
        elif bound.start() >= spot.end:
            last = bound.start()
            break
    last = _list_end(masked, last, stop)
    text = en[_list_start(masked, outer, first) : last].strip(" ,;:.").removeprefix("and ")
    text = _DANGLING.sub("", text)
    closed = re.compile(r"[;:.](?=\s|$)").search(masked, last, stop)
    return Clause(
        text,
        _even(masked[outer:first]),
        _even(masked[first : spot.start]),
        _even(masked[spot.end : last]),
        _even(masked[last : closed.start() if closed else stop]),
    )


def _list_start(text: str, outer: int, first: int) -> int:
    """Where a list begins whose last piece a clause would be: “[yarn, fabric, ]and garments of”."""
    if not re.match(r"\s*(?:and|or)\s", text[first:]):
        return first
    commas = re.compile(r",(?=\s)").finditer(text, outer, first + 1)
    starts = [outer, *(comma.end() for comma in commas)]
    for n in range(len(starts) - 2, -1, -1):
        piece = text[starts[n] : starts[n + 1]]
        if re.search(r"[≥≤<>\d]", piece):
            break
        if n < len(starts) - 2 and (n == 0 or len(piece.split()) > _LONGEST_WITHIN or cuts(piece)):
            return starts[n]
        if len(piece.split()) > _LONGEST_WITHIN:
            break
    return first


def _list_end(text: str, last: int, stop: int) -> int:
    """Where a list ends in which a clause would: “across the feet[, arms, and other parts]”.

    A list goes on in short pieces without a figure, the last of which “and” begins.
    """
    end, first = last, True
    while text.startswith(", ", end):
        comma = re.compile(r",\s|[.;:](?=\s|$)|$").search(text, end + 2, stop)
        piece = text[end + 2 : comma.start() if comma else stop]
        if re.search(r"[≥≤<>\d]", piece) or len(piece.split()) > _LONGEST_OF_LIST:
            return last
        final = re.match(r"(?:and|or)\s", piece)
        if cuts(piece[final.end() if final else 0 :]):
            return last
        end = comma.start() if comma else stop
        if final:
            return last if first else end
        first = False
    return last


def _even(text: str) -> str:
    return re.sub(r"  +", " ", text)
