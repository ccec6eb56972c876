"""What an amount measures, in English: the noun phrase beside its figure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jiebang.quantities.amount import Amount
from jiebang.quantities.noun_phrases import (
    cuts,
    governs,
    head_of,
    is_generic,
    lasting_before,
    listed_after,
    of_subject,
    ones,
    only_unit,
    phrase_after,
    phrase_before,
    subject_before,
)

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
_NO_NOUN = re.compile(r"^\s*(?:and|or)?\s*$")
_AND_OF = re.compile(r"\band\s+(?:of|to|a|by)\s*$")
_FOR = re.compile(
    r"^\s*(?P<for>for\s+[^,;.:()≥≤<>0-9]+?)\s*(?:$|,|\band\s+(?:of\b|to\b|by\b|[≥≤<>0-9]))"
)


@dataclass(frozen=True, slots=True)
class Place:
    """`metric` and `text`: what the amount measures, and its clause, in English."""

    metric: str = ""
    text: str = ""


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
class _Clause:
    """The words around a spot, brackets that do not hold it left out.

    `ahead` is what stands before `before`, from the last semicolon on.
    """

    text: str
    ahead: str
    before: str
    after: str
    behind: str


def named(amounts: Sequence[Amount], spots: Mapping[int, Spot], en: str) -> tuple[Place, ...]:
    """The places of the amounts that have a spot; `Place()` for the rest."""
    clauses = {n: _clause(spot, en) for n, spot in spots.items()}
    places = [
        _place(amounts[n], spots[n], clauses[n], en) if n in spots else Place()
        for n in range(len(amounts))
    ]
    for n, amount in enumerate(amounts):
        if not places[n].text:
            continue
        earlier = [m for m in range(n) if places[m].metric and amounts[m].metric]
        alike = [m for m in earlier if _alike(amounts[m], amount)]
        if alike and (not places[n].metric or _elliptic(clauses[n])):
            head, own = alike[-1], _what_for(clauses[n])
            bare = places[head].metric.partition(" for ")[0]
            if own and _what_for(clauses[head]):
                places[head] = replace(places[head], metric=f"{bare} {_what_for(clauses[head])}")
            places[n] = replace(places[n], metric=f"{bare} {own}".strip())
        elif not places[n].metric:
            places[n] = replace(places[n], metric=_inherited(n, earlier, amounts, places))
    for n, place in enumerate(_single(amounts, spots, en)):
        places[n] = places[n] if places[n].text else place
    return tuple(replace(place, metric=_uncapped(place.metric, en)) for place in places)


def _single(amounts: Sequence[Amount], spots: Mapping[int, Spot], en: str) -> Iterator[Place]:
    """“Develop a system” for 研制系统1套: as many between two figures as in the Chinese."""
    for run, group in itertools.groupby(
        range(len(amounts)), key=lambda n: n not in spots and _is_one(amounts[n])
    ):
        members = list(group)
        found: list[tuple[str, str]] = []
        if run:
            start = max((spots[n].end for n in spots if n < members[0]), default=0)
            stop = min((spots[n].start for n in spots if n > members[-1]), default=len(en))
            found = ones(en, start, stop)
        for n, _ in enumerate(members):
            known = len(found) == len(members)
            yield Place(found[n][0], found[n][1]) if known else Place()


def _is_one(amount: Amount) -> bool:
    return amount.value == 1 and amount.value_max is None and amount.meaning.kind == "count"


def _uncapped(metric: str, en: str) -> str:
    """Without the capital that begins a sentence: “Video data of 800 hours”."""
    first = metric.split(" ")[0]
    begins = re.search(rf"(?:^|[.;:]\s+){re.escape(metric)}", en) if metric else None
    if begins and re.fullmatch("[A-Z][a-z]+", first):
        return metric[0].lower() + metric[1:]
    return metric


def _what_for(clause: _Clause) -> str:
    """“for chest examinations” behind an amount, which tells it from others of its list."""
    match = _FOR.match(clause.after)
    return match["for"] if match else ""


def _inherited(
    n: int, earlier: Sequence[int], amounts: Sequence[Amount], places: Sequence[Place]
) -> str:
    """In a list under one head, and where the Chinese names the same, the same English."""
    amount = amounts[n]
    for m in reversed(earlier):
        if amounts[m].metric == amount.metric:
            return places[m].metric.partition(" for ")[0]
    return ""


def _alike(one: Amount, other: Amount) -> bool:
    """Whether two amounts are of one kind of metric: 腹部检查应用覆盖率, 胸部检查应用覆盖率."""
    return one.unit == other.unit and one.metric[-3:] == other.metric[-3:] != ""


def _elliptic(clause: _Clause) -> bool:
    return bool(_NO_NOUN.match(clause.before) or _AND_OF.search(clause.before))


def _clause(spot: Spot, en: str) -> _Clause:
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


def _cut_out(spot: Spot, en: str, masked: str, within: tuple[int, int]) -> _Clause:
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
    start = _list_start(masked, outer, first)
    if _DEPENDENT.match(masked, start) and _leads(masked[outer:start]):
        start = outer
    text = en[start:last].strip(" ,;:.").removeprefix("and ")
    text = _DANGLING.sub("", text)
    closed = re.compile(r"[;:.](?=\s|$)").search(masked, last, stop)
    return _Clause(
        text,
        _even(masked[outer:first]),
        _even(masked[first : spot.start]),
        _even(masked[spot.end : last]),
        _even(masked[last : closed.start() if closed else stop]),
    )


def _leads(words: str) -> bool:
    """Whether these are the short main clause, without figures, of what depends on them."""
    return (
        not re.search(r"[≥≤<>\d]", _BY_YEAR.sub("", words)) and len(words.split()) <= _LONGEST_MAIN
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
        if closed > last and not alike:
            break
        end = comma.start() if comma else stop
        closed = end if final else closed
    return closed


def _even(text: str) -> str:
    return re.sub(r"  +", " ", text)


def _subject(clause: _Clause, ahead: str) -> str:
    """What a bare “time” is of: the words before its bracket, or a clause before."""
    if re.search(r"\(\s*time\s*$", ahead):
        pieces = [ahead.rpartition("(")[0].rsplit(", ", 1)[-1].removeprefix("and ")]
    else:
        pieces = [p for p in re.split(r"[,;.]\s", ahead)[:-1] if not re.search(r"\d", p)][-1:]
    return head_of(pieces[0]) if pieces else ""


def _place(amount: Amount, spot: Spot, clause: _Clause, en: str) -> Place:
    """The clause around a spot, and the noun phrase in it that the amount measures."""
    before, after = clause.before, clause.after
    counted = amount.meaning.kind == "count" or re.match(r"[-‑][A-Za-z]", en[spot.number_end :])
    if counted:
        metric = phrase_after(after)
        if metric and "、" in amount.metric:
            metric = listed_after(metric, after, clause.behind)
        if not metric or is_generic(metric) or only_unit(metric):
            own = phrase_before(before)
            own = subject_before(before) if is_generic(own) else own
            metric = own or ("" if is_generic(metric) else metric)
    else:
        metric = phrase_before(before, clause.ahead)
        if is_generic(metric):
            metric = of_subject(metric, _uncapped(subject_before(before), en))
        if amount.meaning.kind == "grade":
            metric = phrase_after(after) or metric  # withstand force 7 winds
        if not metric and (not before.strip() or governs(before) or after.startswith(" of ")):
            metric = phrase_after(after, whole=amount.meaning.kind == "ratio")
        if not metric and amount.meaning.kind == "duration":
            lasting = lasting_before(before)
            metric = lasting and f"duration of {lasting}"
        if metric in ("time", "duration") and (subject := _subject(clause, en[: spot.start])):
            metric = f"{metric} of {subject}"
    if metric and after.startswith(" of ") and en.startswith("within", spot.start):
        metric = f"gap in {metric}"
    # CHI ≥0.75 behind its noun: “recognition accuracy of CHI” is of nothing.
    if acronym := re.search(r"[A-Za-z]{2,}$", amount.metric):
        metric = metric.removesuffix(f" of {acronym.group()}")
    return Place(metric, clause.text)
