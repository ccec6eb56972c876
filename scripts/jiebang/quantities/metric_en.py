"""What an amount measures, in English: the noun phrase beside its figure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jiebang.quantities.amount import Amount, Change
from jiebang.quantities.bearers import bearer_en, is_one, is_thing_en
from jiebang.quantities.clauses_en import Clause, Spot, clause_around
from jiebang.quantities.name_words import pattern, words
from jiebang.quantities.names_en import (
    antecedent,
    head_of,
    is_container_en,
    of_whom,
    ones,
    resolved,
    scope_ahead,
    scope_behind,
    tail_behind,
    with_articles,
    with_measure,
    with_output,
    with_subject,
    withstood,
)
from jiebang.quantities.noun_phrases import (
    LAST_GOVERNS,
    ONLY_UNIT,
    cuts,
    is_generic,
    lasting_before,
    phrase_after,
    phrase_before,
    subject_before,
)

_NO_NOUN = re.compile(r"^\s*(?:and|or)?\s*$")
_AND_OF = re.compile(r"\band\s+(?:of|to|a|by)\s*$")
_STATE = re.compile(
    r"\s(?:under\s.+|on\s.+\s(?:ground|terrain)|in\s.+\s(?:environments|conditions|modes?))$"
)
# What is done has a quality: “in early warning of floods”, “of image registration”.
_ACTIVITY = re.compile(r"(?:in|for|of)\s(?:[\w-]+\s){0,4}?[\w-]+(?:tion|ment|sis|ing|val)\b")
_QUALITY_OF = r"(?P<noun>[^,;.]{1,80}?\s{qualities_en})(?P<scope>\s[^,;.]{1,80})?,\s[^,;.]*$"
# “In assisted diagnosis, achieve … . Achieve …” leads in the next sentence, too.
_LED = re.compile(r"(?P<scope>(?:In|For)\s[^,;.()0-9≥≤<>]+),\sachieve\s")
_FEW = 3  # words
# “Array density of 1 mm (thickness ≤0.3 mm)”: the thickness of the array.
_SIDE = re.compile("thickness|diameter|width|height|length|weight")
_PART = re.compile(r"(?P<of>.+)\s(?:density|range|size|area|volume|capacity|resolution)")
# Words for a unit that tell what of a thing is counted, too: entries of a knowledge base.
_COUNTING = ("entries", "pairs", "records", "types", "kinds", "categories")


@dataclass(frozen=True, slots=True)
class Place:
    """`metric` and `text`: what the amount measures, and its clause, in English."""

    metric: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A noun phrase and its scope, “for live faces”; whether it was counted."""

    noun: str
    scope: str = ""
    counted: bool = False


def named(
    amounts: Sequence[Amount], spots: Mapping[int, Spot], en: str, names: Sequence[str]
) -> tuple[Place, ...]:
    """The places of the amounts that have a spot; `Place()` for the rest.

    `names`: their whole names in Chinese.
    """
    clauses = {n: clause_around(spot, en) for n, spot in spots.items()}
    found = {n: _heading(amounts[n], spots[n], clauses[n], en) for n in clauses}
    _share(amounts, spots, found, en)
    for n in sorted(found):
        scope = _led(n, names, found, spots, en) or _of_activity(n, found, spots, en)
        if scope and not found[n].scope:
            found[n] = replace(found[n], scope=scope)
    for n in sorted(found):
        mine, before = amounts[n], clauses[n].before
        earlier = [m for m in sorted(found) if m < n and found[m].noun and amounts[m].metric]
        same = [m for m in earlier if amounts[m].metric == mine.metric]
        alike = [  # 腹部检查应用覆盖率, 胸部检查应用覆盖率
            m
            for m in earlier
            if (amounts[m].unit, amounts[m].metric[-3:]) == (mine.unit, mine.metric[-3:])
        ]
        elliptic = not found[n].noun or _NO_NOUN.match(before) or _AND_OF.search(before)
        heads = (elliptic and alike) or (not found[n].noun and same)
        if heads:
            found[n] = replace(found[n], noun=found[heads[-1]].noun.partition(" for ")[0])
    places = [Place()] * len(amounts)
    for n in sorted(found):
        head, amount, ahead = found[n], amounts[n], en[: spots[n].start]
        name = _whole(head, amount, spots[n], clauses[n], en)
        made = [m for m in found if m < n and is_one(amounts[m]) and found[m].noun][-1:]
        if made and _same(spots, made[0], n, en) and not head.counted and name.count(" ") < _FEW:
            # “1 forecast model …, with accuracy of 70%”: of the one thing that is made
            one = f"{found[made[0]].noun} {found[made[0]].scope}".strip()
            of_one = name and (" " not in name or is_thing_en(one))
            name = f"{name} of {one}" if of_one else name
        places[n] = Place(name, clauses[n].text)
        bare = not head.scope or _STATE.fullmatch(f" {head.scope}")
        if bare or amount.meaning.kind == "count":
            places[n] = replace(places[n], metric=_whose(n, names, amounts, places, ahead))
        places[n] = replace(places[n], metric=with_articles(places[n].metric, ahead))
    for n, place in enumerate(_single(amounts, spots, en)):
        places[n] = places[n] if places[n].text else place
    return tuple(replace(place, metric=_uncapped(place.metric, en)) for place in places)


def _share(
    amounts: Sequence[Amount],
    spots: Mapping[int, Spot],
    found: dict[int, _Heading],
    en: str,
) -> None:
    """Scopes that stand at another amount, in place.

    “A of 5% and B of 6% for X”: of both where the Chinese has it at the first; what stands in
    brackets behind an amount has the scope of that.
    """
    for m, n in itertools.pairwise(sorted(found)):
        between = en[spots[m].end : spots[n].start]
        if re.fullmatch(r"\s*\([^()]{0,24}", between):
            said = next(
                (found[k].noun for k in range(m, -1, -1) if k in found and found[k].noun), ""
            )
            of = _PART.fullmatch(said) if _SIDE.fullmatch(found[n].noun) else None
            noun = f"{found[n].noun} of {of['of']}" if of else found[n].noun
            found[n] = replace(found[n], noun=noun, scope=found[n].scope or found[m].scope)
        joined = re.match(r",?\sand\s(?:an?\s|of\s)?[^,;.:()]*$", between)
        per = amounts[m].per and found[n].scope.startswith("per ")
        times = re.fullmatch(r"\s?[×x]\s?", between) and found[n].noun in ("", found[m].noun)
        # the first of two has words that the second shares: 方言的识别准确率、理解准确率
        one, other = amounts[m].metric, amounts[n].metric
        head = (one[-2:] == other[-2:] and len(one) > len(other)) or (
            "的" in one and "的" not in other
        )
        counted = "count" in (amounts[m].meaning.kind, amounts[n].meaning.kind)
        first = joined and (per or (head and not counted))
        if not found[m].scope and (times or first):
            found[m] = replace(found[m], scope=found[n].scope)


def _led(
    n: int, names: Sequence[str], found: Mapping[int, _Heading], spots: Mapping[int, Spot], en: str
) -> str:
    """What leads in the first sentence, of an amount in the next whose Chinese begins alike."""
    led = _LED.match(en)
    scope = led["scope"][0].lower() + led["scope"][1:] if led else ""
    later = _ACTIVITY.match(scope) and re.search(r"\.\sAchieve\s[^.]*$", en[: spots[n].start])
    return scope if later and names[n][:4] == names[min(found)][:4] else ""


def _whose(
    n: int, names: Sequence[str], amounts: Sequence[Amount], places: Sequence[Place], ahead: str
) -> str:
    """A name with what it is of, where only the Chinese says so as yet."""
    name = places[n].metric
    of = names[n].removesuffix(amounts[n].metric)
    noun, state = _without_state(name)
    if not name or not pattern("(?:{things}|{made_things}|{activities})$").search(of):
        return name
    if re.search(r"\s(?:of|for|per)\s", noun):
        return name
    for m in reversed([m for m in range(n) if names[m].startswith(of)]):
        counted = amounts[m].meaning.kind == "count"
        whose = re.search(r"\s(?:of|for)\s(?P<thing>.+)$", places[m].metric)
        if (
            whose
            and not counted
            and (is_thing_en(whose["thing"]) or of.endswith(words("activities")))
        ):
            return f"{noun}{whose.group()}{state}"
    subject = antecedent(ahead)
    return f"{noun} of {subject}{state}" if is_thing_en(subject) else name


def _of_activity(n: int, found: Mapping[int, _Heading], spots: Mapping[int, Spot], en: str) -> str:
    """What is done, of one more quality of it: “frame rate” behind “target tracking accuracy”."""
    if not pattern("{qualities_en}").fullmatch(found[n].noun):
        return ""
    ahead = re.split(r"[.;]\s", en[: spots[n].start])[-1]
    before = [m for m in found if spots[m].end <= spots[n].start and _same(spots, m, n, en)]
    if before:
        noun, scope = found[before[-1]].noun, found[before[-1]].scope
    else:
        said = pattern(_QUALITY_OF).search(ahead)
        noun = phrase_before(said["noun"]) if said else ""
        scope = (said["scope"] or "").strip() if said else ""
    done = pattern(r"(?:\S+-level\s)?(?P<done>.*?)\s?{qualities_en}").fullmatch(noun)
    activity = f"of {done['done']}" if done and done["done"] else scope
    if not done or not _ACTIVITY.match(activity):
        return ""
    return f"{activity} {scope}".strip() if done["done"] else scope


def _same(spots: Mapping[int, Spot], m: int, n: int, en: str) -> bool:
    """Whether two amounts stand in one sentence."""
    return not re.search(r"[.;]\s", en[spots[m].end : spots[n].start])


def _whole(head: _Heading, amount: Amount, spot: Spot, clause: Clause, en: str) -> str:
    """The noun with its scope, its subject, and what is measured of it."""
    if not head.noun:
        frames = with_output("frame rate", clause.before)
        return frames if amount.meaning.kind == "frame-rate" and " of " in frames else ""
    name = f"{with_measure(head.noun, amount, clause.before, clause.after)} {head.scope}".strip()
    if not head.counted:
        name = with_output(name, clause.before) if amount.meaning.kind == "frame-rate" else name
        whole = with_subject(name, en[: spot.start], clause.before)
        noun, state = _without_state(whole)
        bearer = bearer_en(noun, en[: spot.start]) if amount.change is Change.LEVEL else ""
        return f"{noun} of {bearer}{state}" if bearer else resolved(whole, en[: spot.start])
    if amount.metric.endswith(("数量", "总数", "规模", "参数")) and (
        bearer := bearer_en(name, en[: spot.start])
    ):
        return f"{name} {'in' if is_container_en(bearer) else 'of'} {bearer}"
    if amount.meaning.kind != "count":
        return with_output(name, clause.before)
    whole = of_whom(
        name.removesuffix(f" {head.scope}"), head.scope, clause.before, en[: spot.start]
    )
    return resolved(whole, en[: spot.start])


def _without_state(name: str) -> tuple[str, str]:
    """A name and the state it ends with, if any: “endurance”, “ under combined conditions”."""
    found = _STATE.search(name)
    return (name[: found.start()], found.group()) if found else (name, "")


def _single(amounts: Sequence[Amount], spots: Mapping[int, Spot], en: str) -> Iterator[Place]:
    """“Develop a system” for 研制系统1套: as many between two figures as in the Chinese."""
    for run, group in itertools.groupby(
        range(len(amounts)), key=lambda n: n not in spots and is_one(amounts[n])
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


def _uncapped(metric: str, en: str) -> str:
    """Without the capital that begins a sentence: “Video data of 800 hours”."""
    first = metric.split(" ")[0]
    begins = re.search(rf"(?:^|[.;:]\s+){re.escape(metric)}", en) if metric else None
    if begins and re.fullmatch("[A-Z][a-z]+(?:-[a-z]+)*", first):
        return metric[0].lower() + metric[1:]
    return metric


def _subject(clause: Clause, ahead: str) -> str:
    """What a bare “time” is of: the words before its bracket, or what a clause before does."""
    if re.search(r"\(\s*time\s*$", ahead):
        return head_of(ahead.rpartition("(")[0].rsplit(", ", 1)[-1].removeprefix("and "))
    pieces = [p for p in re.split(r"[,;.]\s", ahead)[:-1] if not re.search(r"\d", p)][-1:]
    subject = head_of(pieces[0]) if pieces and cuts(pieces[0].removeprefix("and ")) else ""
    return subject if " " in subject else ""


def _heading(amount: Amount, spot: Spot, clause: Clause, en: str) -> _Heading:
    """The noun phrase that the amount measures, and its scope."""
    hyphened = bool(re.match(r"[-‑][A-Za-z]", en[spot.number_end :]))
    if amount.meaning.kind == "count" or hyphened:
        noun = re.sub("^sets? of ", "", _uncapped(_counted(amount, clause), en))
        at = clause.after.find(noun) if noun else -1
        if hyphened and amount.meaning.kind == "data-size" and " " not in noun:
            noun = f"{amount.unit} {noun}"  # 12-bit depth
        if at < 0:
            unit = phrase_after(clause.after)
            rest = clause.after.removeprefix(f" {unit}") if unit else clause.after
            return _Heading(noun, scope_behind(rest), True)
        return _Heading(noun, tail_behind(clause.after[at + len(noun) :], noun), True)
    noun = _measured(amount, clause, spot, en)
    # What is measured stands behind its figure: 90% accuracy in recognizing faults.
    at = clause.after.find(noun) if noun and not clause.before.endswith(f"{noun} of ") else -1
    scope = scope_behind(clause.after[at + len(noun) :] if at >= 0 else clause.after)
    if (" " not in noun or amount.per) and (
        per := re.match(r"\sper(?:\s[a-z]+){1,4}(?=$|,)", clause.after)
    ):
        scope = per.group().strip()  # compute of 200 TOPS per main controller
    if not scope and " for " not in noun:
        scope = scope_ahead(clause.ahead, clause.before)
    if noun and clause.after.startswith(" of ") and en.startswith("within", spot.start):
        noun, scope = f"gap in {noun}", ""
    return _Heading(noun, scope)


def _counted(amount: Amount, clause: Clause) -> str:
    """What is counted: the noun behind the figure, or in front where that is but its unit."""
    noun = phrase_after(clause.after)
    if noun and not is_generic(noun) and not ONLY_UNIT.fullmatch(noun):
        return noun
    own = phrase_before(clause.before)
    own = subject_before(clause.before) if is_generic(own) else own
    if own and noun in _COUNTING:
        within = "in" if is_container_en(own) else "of"
        return f"{noun} {within} {own[0].lower() if own[1:2].islower() else own[0]}{own[1:]}"
    return own or ("" if is_generic(noun) else noun)


def _measured(amount: Amount, clause: Clause, spot: Spot, en: str) -> str:
    """What is measured: the noun in front of the figure, or behind it."""
    before, after, ahead = clause.before, clause.after, en[: spot.start]
    noun = phrase_before(before, clause.ahead)
    if amount.meaning.kind == "grade" and (behind := phrase_after(after)):
        return withstood(behind, en[: spot.number])
    if not noun and (
        not before.strip() or pattern(LAST_GOVERNS, re.I).search(before) or after.startswith(" of ")
    ):
        noun = phrase_after(after)
    if not noun and amount.meaning.kind == "duration":
        noun = lasting_before(before)
    if noun and re.search(rf"\bsav(?:e|es|ing)\s{re.escape(noun)}(?:\sby)?\s*$", before):
        return f"{noun} saved"
    if noun in words("bare_en") and (subject := _subject(clause, ahead)):
        noun = f"{noun} of {subject}"
    return noun
