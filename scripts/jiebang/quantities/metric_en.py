"""What an amount measures, in English: the noun phrase beside its figure, with what that is of.

Nothing is translated here. Where the English does not show the figure, shows it more often than
the Chinese, or does not name plainly what it measures, the answer is “”.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jiebang.quantities.amount import Amount, Change, Kind
from jiebang.quantities.name_words import forms, measure_of, pattern, words
from jiebang.quantities.phrases_en import (
    LAST_GOVERNS,
    ONLY_UNIT,
    THE,
    VERB_FIRST,
    Clause,
    bearer_en,
    clause_around,
    is_container,
    is_generic,
    is_one,
    is_thing_en,
    lower,
    of_whom,
    phrase_after,
    phrase_before,
    scope_ahead,
    scope_behind,
    tail_behind,
    with_articles,
)
from jiebang.quantities.read_en import read_en


@dataclass(frozen=True, slots=True)
class MetricPlace:
    """`metric` and `text`: what the amount measures, and its clause, in English."""

    metric: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the English shows an amount, its clause, and the noun and scope found there.

    Its comparator words begin at `start`, its unit ends at `end`, its figure at `number_end`.
    """

    start: int
    end: int
    number_end: int
    clause: Clause
    noun: str = ""
    scope: str = ""


def english(amounts: Sequence[Amount], en: str) -> tuple[MetricPlace, ...]:
    """For each amount of a segment its place in the segment's English `en`.

    A figure that stands for several amounts is given out in printed order, if there
    are as many in English as in Chinese, else to none. Never raises.
    """
    spots = {
        n: _headed(amounts[n], _spot(amounts[n], found, en), en)
        for n, found in sorted(find_amounts_en(amounts, en).items())
    }
    _share(amounts, spots, en)
    places = list(_single(amounts, spots, en))
    for n, spot in spots.items():
        metric = with_articles(_whole(amounts[n], spot, en), en[: spot.start])
        places[n] = MetricPlace(_uncapped(metric, en), spot.clause.text)
    return tuple(places)


# Places ----------------------------------------------------------------------------------

# Comparator words that are part of the amount's place, as the last of what is before it.
_BEFORE = re.compile(
    r"(?:\b|(?<![A-Za-z]))(?:a\s+factor\s+of|reach(?:ing|es)?|the|[≥≤><=~±]|RMB|CNY)\s*$"
)
_AFTER = re.compile(r"\s*(?:or|and)\s+(?:more|above|higher|less|below|fewer|over)\b")


def _spot(amount: Amount, found: Amount, en: str) -> _Spot:
    start, end = found.start, found.end
    while match := _BEFORE.search(en, max(0, start - 24), start):
        start = match.start()
    figure = en[: found.number_end]
    if figure.lower().endswith(found.unit.lower()):
        figure = figure[: len(figure) - len(found.unit)]
    number_end = len(figure.rstrip(" -‑"))
    if amount.meaning.kind == "count":  # 3 types of scenes: the noun follows
        end = number_end
    more = _AFTER.match(en, end)
    end = more.end() if more else end
    return _Spot(start, end, number_end, clause_around(start, end, en))


# Nouns and scopes ------------------------------------------------------------------------

# Words for a unit that tell what of a thing is counted, too: entries of a knowledge base.
_COUNTING = ("entries", "pairs", "records", "types", "kinds", "categories")
_SIZED = re.compile(r"\s(?:with|having|of|shall have)\s.*$")  # corpora with a total volume


def _headed(amount: Amount, spot: _Spot, en: str) -> _Spot:
    """The spot with the noun phrase that the amount measures, and its scope."""
    clause, after = spot.clause, spot.clause.after
    hyphened = bool(re.match(r"[-‑][A-Za-z]", en[spot.number_end :]))
    if amount.meaning.kind == "count" or hyphened:
        noun = _uncapped(_counted(clause), en)
        if amount.meaning.kind == "data-size":
            noun = f"{amount.unit} {noun}"  # 12-bit depth
        unit = phrase_after(after)
        scope = tail_behind(after[after.find(unit) + len(unit) :], noun)
        return replace(spot, noun=noun, scope=scope)
    noun = phrase_before(clause.before)
    if not noun and (after.startswith(" of ") or pattern(LAST_GOVERNS, re.I).search(clause.before)):
        noun = phrase_after(after)
    if noun and after.startswith(" of ") and en.startswith("within", spot.start):
        return replace(spot, noun=f"gap in {noun}")
    graded = re.search(r"\b(force|level|grade|class)\s\S+$", en[: spot.number_end])
    if graded:
        noun = f"{graded[1]} of {phrase_after(after)}"  # force 7 winds
    # What is measured stands behind its figure: 90% accuracy in recognizing faults.
    at = after.find(noun) if not clause.before.endswith(f"{noun} of ") else -1
    scope = scope_behind(after[at + len(noun) :] if at >= 0 else after)
    if not scope and " for " not in noun:
        scope = scope_ahead(clause)
    return replace(spot, noun=noun, scope=scope)


def _counted(clause: Clause) -> str:
    """What is counted: the noun behind the figure, or in front where that is but its unit."""
    noun = phrase_after(clause.after)
    if noun and not is_generic(noun) and not ONLY_UNIT.fullmatch(noun):
        return noun
    own = phrase_before(clause.before)
    own = phrase_before(_SIZED.sub("", clause.before)) if is_generic(own) else own
    if own and noun in _COUNTING:
        return f"{noun} {'in' if is_container(own) else 'of'} {lower(own)}"
    return own


def _share(amounts: Sequence[Amount], spots: dict[int, _Spot], en: str) -> None:
    """Nouns and scopes that stand at another amount, in place.

    “A of 5% and B of 6% for X”: of both where the Chinese has it at the first; what stands in
    brackets behind an amount has the scope of that. “≥5% for A and ≥6% for B” has one noun.
    """
    for m, n in itertools.pairwise(spots):
        between = en[spots[m].end : spots[n].start]
        one, other = amounts[m].metric, amounts[n].metric
        if re.fullmatch(r"\s*\([^()]{0,24}", between):
            spots[n] = replace(spots[n], scope=spots[m].scope)
        elif re.fullmatch(r",?\sand\s(?:an?\s|of\s)?[^,;.:()]*", between) and not spots[m].scope:
            shared = spots[n].scope if len(one) > len(other) else ""
            spots[m] = replace(spots[m], scope=shared)
    for n, spot in spots.items():
        mine, elliptic = amounts[n], spot.noun in ("", "each", "types each")
        elliptic |= bool(re.search(r"\band\s+(?:of|to|a|by)\s*$", spot.clause.before))
        before = [m for m in spots if m < n and elliptic]
        heads = [m for m in before if amounts[m].metric[-3:] == mine.metric[-3:] != ""]
        if heads:
            noun = spots[heads[-1]].noun.partition(" for ")[0]
            spots[n] = replace(spot, noun=noun)


# Whole names -----------------------------------------------------------------------------

_FEW = 3  # words of a name that takes the subject of its sentence
_OWN = re.compile(r"\s(?:of|for|in|per)\s")
_LEAD = re.compile(r"(?:By|In|Under|For|At|On|To|Within|When)\s[^,;:]*,\s")
_MAKING = re.compile(
    r"^(?:and\s)?(?:the\s)?(?:(?:development|construction|design) of\s)?(?:an?\s|the\s)?", re.I
)


def _whole(amount: Amount, spot: _Spot, en: str) -> str:
    """The noun with its scope, and what is measured of it or done with it."""
    clause, ahead = spot.clause, en[: spot.start]
    if not spot.noun:
        return ""
    if amount.meaning.kind == "count":
        name = f"{spot.noun} {spot.scope}".strip()
        numbered = amount.metric.endswith(("数量", "总数", "规模", "参数"))
        if bearer := bearer_en(name, ahead) if numbered else "":
            return f"{name} {'in' if is_container(bearer) else 'of'} {bearer}"
        return of_whom(spot.noun, spot.scope, clause.before, ahead)
    name = f"{_with_measure(spot.noun, amount, clause)} {spot.scope}".strip()
    subject = _subject(name, clause, ahead)
    if not subject and amount.change is Change.LEVEL:
        subject = bearer_en(name, ahead)
    return f"{name} of {subject}" if subject else name


def _with_measure(name: str, amount: Amount, clause: Clause) -> str:
    """The name of a thing with what is measured of it: “model” in km² → “area of model”."""
    name = forms("acronyms").get(name, name)
    measure = measure_of(amount.metric, amount)
    if measure is None:
        return name
    en = "lead time" if clause.after.startswith(" in advance") else measure.en
    said = set(measure.words) & set(re.split(r"[\s\-/]", name.casefold()))
    return name if said else f"{en} of {name}"


def _subject(name: str, clause: Clause, ahead: str) -> str:
    """What a name of a word or two is of: “data with a duration of”, “a robot shall …”; or “”."""
    short = name.replace("field of view", "FOV")
    if _OWN.search(short) or len(short.split()) > _FEW:
        return ""
    thing = re.match(r"(?P<noun>[^,;]+?)\swith\s", clause.before)
    noun = _object(thing["noun"]) if thing else _acting(re.split(r"\.\s", ahead)[-1])
    none = set(noun.casefold().split()) & set(words("no_english_subject"))
    alike = not thing and name.casefold() in noun.casefold()
    return "" if none or alike else lower(noun)


def _object(clause: str) -> str:
    """What a clause is about: “Develop a risk model” → “risk model”."""
    noun = pattern(r"^.*\b{governors}\s", re.I).sub("", clause)
    counted = re.match(r"(?:(?:.*\s)?[≥0-9][0-9,.]*\s)?(?P<noun>[^≥≤<>=±%0-9]*)$", noun)
    if re.search(r"\s?[(≥≤<>=±%]|\b[0-9](?!D\b)", noun):
        return counted["noun"] if counted and is_thing_en(counted["noun"]) else ""
    return _MAKING.sub("", pattern(VERB_FIRST, re.I).sub("", noun.strip()))


def _acting(sentence: str) -> str:
    """What “shall” do something: the nearest in the sentence, “their …” passed over."""
    parts = re.split(r"\sshall\s", sentence)[:-1]
    for n, part in reversed(list(enumerate(parts))):
        said = re.split(r"[,;:]\s(?:and\s)?", part)[-1] if n else part
        noun = re.split(r"\ssuch as\s", re.split(r"[;:]\s", _LEAD.sub("", said))[-1])[0]
        if not re.match(r"\s*(?:its|their)\s", noun, re.I):
            return "" if "," in noun else THE.sub("", noun.strip())
    return ""


def _uncapped(metric: str, en: str) -> str:
    """Without the capital that begins a sentence: “Video data of 800 hours”."""
    begins = re.search(rf"(?:^|[.;:]\s+){re.escape(metric)}", en) if metric else None
    return lower(metric) if begins else metric


# Which amount of the English is which ---------------------------------------------------


def find_amounts_en(amounts: Sequence[Amount], en: str) -> dict[int, Amount]:
    """The English amount of each one that has just one, or as many as there are of its value."""
    shown = [
        a for a in read_en(en) if a.kind is not Kind.NAME and (a.kind is not Kind.DATE or a.word)
    ]
    groups: dict[tuple[str, Decimal, Decimal | None], list[int]] = defaultdict(list)
    for n, amount in enumerate(amounts):
        unit = "" if amount.meaning.kind == "count" else amount.unit
        groups[unit, amount.value, amount.value_max].append(n)
    spots: dict[int, Amount] = {}
    taken: set[int] = set()  # by an amount with the same unit
    for (unit, _, _), members in sorted(groups.items(), key=lambda group: not group[0][0]):
        wanted = [amounts[n] for n in members]
        seen = [a for a in shown if a.start not in taken and _is_alike(wanted[0], a)]
        of_unit = [a for a in seen if _is_sure(wanted[0], a)]
        found = _as_many(of_unit or seen, wanted)
        spots |= zip(members, found, strict=False)
        taken |= {a.start for a in found if unit}
    return spots


def _as_many(seen: list[Amount], wanted: Sequence[Amount]) -> list[Amount]:
    """As many as are wanted: without those that need not be translated, then without those compared
    otherwise; none where that does not settle it."""
    if len(seen) > len(wanted):
        seen = [a for a in seen if not a.optional] or seen
    if len(seen) > len(wanted):
        seen = [a for a in seen if a.comparator[:1] == wanted[0].comparator[:1]]
    return seen if len(seen) == len(wanted) else []


def _is_alike(amount: Amount, found: Amount) -> bool:
    """Whether the English amount can be the Chinese one."""
    share = amount.kind is Kind.SHARE and amount.unit not in ("", "倍")
    if share != (found.kind is Kind.SHARE and found.unit not in ("", "times", "fold")):
        return False
    alone = amount.value == -(amount.tolerance or 1)  # ±0.5 °C
    if not share and _is_sure(amount, found):
        return abs(amount.magnitude) == abs(found.magnitude)
    values = {found.value, *found.readings}
    top = None if alone else amount.value_max
    return top == found.value_max and not values.isdisjoint((abs(amount.value), amount.value))


def _is_sure(amount: Amount, found: Amount) -> bool:
    """Whether they are shares, or measured in the same base unit."""
    base = amount.meaning.base
    return amount.kind is Kind.SHARE or (base not in ("", "1") and base == found.meaning.base)


# One thing that is made ------------------------------------------------------------------

# “develop a system”: the thing of which there is one.
_ONE = re.compile(
    r"(?:^|[.;,]\s|\band\s)(?!(?:with|for|by|of|to|in|on|at|as|is|be|including|and)\b)"
    r"(?P<verb>[A-Za-z]+)\s(?:an?|one)\s(?=[a-z])",
    re.IGNORECASE,
)


def _single(
    amounts: Sequence[Amount], spots: Mapping[int, _Spot], en: str
) -> Iterator[MetricPlace]:
    """“Develop a system” for 研制系统1套: as many between two figures as in the Chinese."""
    for one, group in itertools.groupby(
        range(len(amounts)), key=lambda n: n not in spots and is_one(amounts[n])
    ):
        members = list(group)
        start = max((spots[n].end for n in spots if n < members[0]), default=0)
        stop = min((spots[n].start for n in spots if n > members[-1]), default=len(en))
        found = [place for m in _ONE.finditer(en, start, stop) if one and (place := _made(m, en))]
        yield from found if len(found) == len(members) else [MetricPlace()] * len(members)


def _made(match: re.Match[str], en: str) -> MetricPlace | None:
    """The one thing that a verb makes: its phrase and its clause."""
    clause = en[match.end() :]
    clause = clause[: len(re.split("[.;:]", clause)[0])].strip()
    first = clause.split(", ")[0]
    if "-" in first.split(" ")[-1]:  # high-throughput, self-reliant system
        first = ", ".join(clause.split(", ")[:2])
    noun = phrase_after(first)
    phrase = f"{noun} {tail_behind(first[first.find(noun) + len(noun) :], noun)}".strip()
    return MetricPlace(phrase, en[match.start("verb") : match.end()] + clause) if phrase else None
