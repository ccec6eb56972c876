"""The clause around a figure in English: the words that may name what it measures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiebang.quantities.noun_phrases import cuts

_BOUND = re.compile(r"[;:]\s|[.,](?=\s|$)(?!\s?000)|\s—\s|;$|:$")
# … of ≥90% for A and of ≥80% for B: the second has no noun of its own before it.
_LONGEST_OF_LIST = 9  # words between two commas
_LONGEST_LAST = 12  # in the piece that ends it, “and” among them
_LONGEST_WITHIN = 4  # the same, before “and”
# What leads on to a clause that is not quoted: “…, and”, “… and that can use”.
_DANGLING = re.compile(r"\s(?:and|or)(?:\s(?:that|which)\s(?:can|shall|must)(?:\s\w+)?)?$")
# A clause that has its subject in the one before it: “…, with a PUE of no more than 1.25”.
_DEPENDENT = re.compile(r"\s*(?:and\s)?(?:with|including|\w{3,}ing)\s")
_BY_YEAR = re.compile(r"\bBy (?:the end of )?20\d\d\b")
_LONGEST_MAIN = 25  # words
# “… for such knowledge[, and for key sectors]” goes on with the same preposition.
_FINAL = re.compile(r"(?:and|or)\s(?P<alike>(?:for|in|on|at|across|from|through)\s)?")


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


def clause_around(spot: Spot, en: str) -> Clause:
    """The clause around a spot."""
    opened: list[int] = []
    outer, stop, signs = 0, len(en), list(en)
    for at, sign in enumerate(en):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:  # inner ones first; one without its pair is none
            if (start := opened.pop()) < spot.start and spot.end <= at + 1:
                outer, stop = max(outer, start + 1), min(stop, at)
            else:
                signs[start : at + 1] = " " * (at + 1 - start)
    masked, first, last = "".join(signs), outer, stop
    for bound in _BOUND.finditer(masked, outer, stop):
        if bound.end() <= spot.start:
            first = bound.end()
            outer = outer if bound.group().startswith(",") else first
        elif bound.start() >= spot.end:
            last = bound.start()
            break
    last = _list_end(masked, last, stop)
    start = _list_start(masked, outer, first)
    main = _BY_YEAR.sub("", masked[outer:start])
    short = not re.search(r"[≥≤<>\d]", main) and len(main.split()) <= _LONGEST_MAIN
    if short and _DEPENDENT.match(masked, start):
        start = outer  # the short main clause, without figures, of what depends on it
    text = en[start:last].strip(" ,;:.").removeprefix("and ")
    text = _DANGLING.sub("", text)
    spans = (outer, first), (first, spot.start), (spot.end, last)
    return Clause(text, *(re.sub("  +", " ", masked[slice(*span)]) for span in spans))


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
    end = closed = last
    while text.startswith(", ", end):
        comma = re.compile(r",\s|[.;:](?=\s|$)|$").search(text, end + 2, stop)
        piece = text[end + 2 : comma.start() if comma else stop]
        final = _FINAL.match(piece)
        most = _LONGEST_LAST if final else _LONGEST_OF_LIST
        alike = final and final["alike"]
        if re.search(r"[≥≤<>\d]", piece) or len(piece.split()) > most:
            break
        if cuts(piece[final.end() if final else 0 :]) or (final and end == last and not alike):
            break  # “…, and” more is no list
        end = comma.start() if comma else stop
        closed = end if final else closed
    return closed
