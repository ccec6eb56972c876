"""Set the figures of a Chinese text against those of its English: what differs, and how surely.

`pair` is the one comparison behind the checks of figures, bounds, units, order, dates and
denial. A lost or changed figure, bound, unit or change is certain; what translators do
freely (“last year” for a year, “more than” for 以上, another order) is not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from jiebang.quantities.align import Difference, Figure, Pairing, align, differ, unlikeness
from jiebang.quantities.amount import Amount, Kind, finite
from jiebang.quantities.clues import Both, holds
from jiebang.quantities.denial import Denial, added, denials_en, denials_zh, lost, sentences, turned
from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.quantities.numbers_en import even, lower
from jiebang.quantities.numerals import evaluate, numeral_value
from jiebang.quantities.pair_bounds import bound, find_denial, ranges
from jiebang.quantities.pair_numbers import (
    left_over,
    parts,
    sign,
    tolerance,
    torn,
)
from jiebang.quantities.pair_units import change, classifier, find_complement, per, unit
from jiebang.quantities.pair_ways import baselines, comparisons, leads_alike, nouns
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.units import unit_table

# “1.2023年……推荐表”: the number of an item and a year, no decimal.
_MARKED_YEAR = re.compile(r"(?<=(?<![0-9.])[0-9])\.(?=(?:19|20)[0-9]{2}\s*年)")
# 二〇二四年六月十八日, read as 2024年6月18日.
_WRITTEN_DAY = re.compile(
    "(?:[一二][零〇○一二三四五六七八九]{3}年)?(?<![一二三四五六七八九十百第])"
    "[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}(?=[日号號])"
)
# 下午两点半, 三点钟: 下午2点半, 3点钟.
_WRITTEN_TIME = re.compile(
    "(?:(?<=[上下中]午)|(?<=[早晚]上)|(?<=凌晨)|(?<=傍晚))[一二两三四五六七八九十]{1,2}(?=[点时])"
    "|[一二两三四五六七八九十]{1,2}(?=[点时](?:半(?!径)|钟|整))"
)
_HAN = re.compile("[^年月]+")
_DATE_ZH = re.compile(r"(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")
# 12月18日 “18.12”, which is no decimal.
_DAY_EN = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})(?![0-9])")


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def pair(zh: str, en: str) -> tuple[Difference, ...]:
    """What differs between a text and its translation. Linear in both; never raises."""
    zh = _WRITTEN_DAY.sub(_write_day, _MARKED_YEAR.sub("、", zh))
    zh = _WRITTEN_TIME.sub(_write_day, zh)
    days = {(m[3], m[2]) for m in _DATE_ZH.finditer(even(zh))}
    en = _DAY_EN.sub(lambda m: " ".join(m.groups()) if m.groups() in days else m.group(), en)
    theirs = read_en(en)
    found = align(zh, en, tuple(_as_said(zh, theirs)), theirs)
    both = [Both(found, *match) for match in found.matches]
    differences = [difference for rule in OF_ALL for difference in rule(found)]
    differences += [it for rule in OF_EACH for match in both if (it := rule(match))]
    return tuple(differences)


def _write_day(match: re.Match[str]) -> str:
    return _HAN.sub(lambda part: str(numeral_value(part[0]) or part[0]), match.group())


_SO_MANY = re.compile(r"/(?P<many>[0-9]+[十百千万亿]{0,2}|[十百千万亿]{1,2})(?P<of>[^/]*)$")
_NEAR = 60  # characters before an amount in which a noun may say its base
_TERM = re.compile("(?P<unit>年|个月|月|天|日|周)?期(?!间)")


def _as_said(zh: str, theirs: Sequence[Amount]) -> Iterator[Amount]:
    """The amounts of the Chinese, as English says them.

    A term is the span that it is (十年期国债), a noun before a rate says its base (亩产), and a
    rate of so many is two where the English has two (3例/10万人, “3 cases per 100,000 people”).
    """
    given, last = {amount.value for amount in theirs}, 0
    for amount in read_zh(zh):
        if not amount.unit and pattern("<<numerals.zh.weekdays>>$").search(
            zh, max(0, amount.start - 2), amount.start
        ):
            continue  # 周五
        per = "" if amount.per else _base_before(zh[max(last, amount.start - _NEAR) : amount.start])
        last = last if amount.optional else amount.number_end
        amount = replace(amount, per=per, per_text=per) if per else amount
        term = _TERM.match(zh, amount.number_end)
        meaning = unit_table().meaning(term["unit"]) if term and term["unit"] else amount.meaning
        if term and amount.kind in (Kind.NAME, Kind.NUMBER) and meaning.kind == "duration":
            unit = term["unit"] or amount.unit
            amount = replace(amount, kind=Kind.AMOUNT, unit=unit, meaning=meaning)
        days = 30 * amount.value if term and meaning.ucum == "mo" else None
        if days is not None and (days, "d") in ((it.value, it.meaning.ucum) for it in theirs):
            day = unit_table().meaning("天")  # 3个月期: 90-day
            amount = replace(amount, value=days, exact=None, unit="天", meaning=day)
        base = _SO_MANY.search(amount.unit)
        worth = evaluate(base["many"]) if base else None
        if base is None or worth is None or worth.value == 1 or worth.value not in given:
            yield amount
            continue
        unit, end = amount.unit[: base.start()], amount.number_end
        at = end - len(base.group())
        kind = Kind.AMOUNT if amount.kind is Kind.SHARE else amount.kind
        meaning = unit_table().meaning(unit)
        yield replace(amount, unit=unit, meaning=meaning, number_end=at, kind=kind)
        yield Amount(
            start=at, end=end, number_start=at + 1, number_end=end, value=finite(worth.value),
            kind=Kind.BASE, unit=base["of"], meaning=unit_table().meaning(base["of"]),
        )  # fmt: skip


def _base_before(text: str) -> str:
    """The base of a rate that its noun says before it: 百公里油耗, 亩产; “” for none."""
    clause = re.split("[，。；：]", text)[-1]
    bases = lexicon().rates["before"]
    return next((str(base["per"]) for base in bases if re.search(base["zh"], clause)), "")


# Denial ----------------------------------------------------------------------------------


def negation(found: Pairing) -> Iterator[Difference]:
    """A denial lost, or one from nowhere. A figure's bound (不少于) is the comparators'."""
    matches = [Both(found, *match) for match in found.matches]
    denied = [span for both in matches if (span := find_denial(both))]
    told = [clauses for both in matches if (clauses := find_complement(both))]
    zh = _blot(found.zh, found.zh_figures, [clause for clause, _ in told])
    en = _blot(found.en, found.en_figures, [*denied, *(clause for _, clause in told)])
    for part, other in sentences(zh, en):
        of_zh, of_en = denials_zh(zh[part]), denials_en(en[other])
        if words := lost(of_zh, of_en, part.stop - part.start, en[other]):
            yield differ("negation.lost", True, ", ".join(words))
        opposite = turned(zh[part], en[other])  # 阴性: “not positive”
        given = () if opposite or words else added(of_zh, of_en, en[other])
        if given and not holds("not until", found):
            yield differ("negation.added", True, given[0])
        firm = [denial for denial in of_zh if denial.certain or not (opposite and opposite.certain)]
        if opposite and opposite.certain and not leads_alike(zh[part], en[other]):
            continue  # the dollar rose where the yuan fell
        if (
            opposite
            and _denies_only(firm, opposite.said)
            and _denies_only(of_en, lower(opposite.given))
        ):
            yield differ("negation.turned", opposite.certain, opposite.said, opposite.given)


def _denies_only(found: Sequence[Denial], word: str) -> bool:
    """Whether nothing is denied but by that word itself: 阴性, loss, fails to."""
    return all(denial.idle or denial.word in word for denial in found)


def _blot(text: str, figures: Sequence[Figure], spans: list[slice]) -> str:
    """The text without those spans and the words that compare its figures, as long as before."""
    chars = list(text)
    for amount in (figure.amount for figure in figures):
        spans += slice(amount.start, amount.number_start), slice(amount.number_end, amount.end)
    for span in spans:
        chars[span] = "※" * len(chars[span])
    return "".join(chars)


# Order -----------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _count(found: Pairing) -> tuple[Counter[Fraction], Counter[Fraction]]:
    """How often each text says a value."""
    return Counter(f.value for f in found.zh_figures), Counter(f.value for f in found.en_figures)


_SWAPPED = 3.0  # how much better two figures fit in each other's place, to be swapped for sure


def order(found: Pairing) -> Iterator[Difference]:
    """Two figures in the other order: swapped for sure, or see that they are not.

    They are swapped for sure where each fits what stands beside the other (a year in the
    place of a sum).
    """
    of_zh, of_en = _count(found)
    firm = [  # the matches that cannot be others: values that both texts have once
        (a, x)
        for a, x in found.matches
        if of_zh[a.value] == of_en[x.value] == 1 and a.in_digits and x.in_digits
    ][:40]
    for (a, x), (b, y) in combinations(firm, 2):
        if x.index < y.index or a.role or b.role or x.role or y.role:
            continue
        gain = unlikeness(a, x) + unlikeness(b, y) - unlikeness(a, y) - unlikeness(b, x)
        same = not unlikeness(a, b) and a.amount.measured and b.amount.measured
        if gain < _SWAPPED and not same:
            continue
        turned = gain >= _SWAPPED
        yield differ("order.swapped" if turned else "order.moved", turned, a, b)
        return


# Dates -----------------------------------------------------------------------------------


_HALF_ZH = "(?<![最不早更夜])(?:(?P<am><<numerals.halves.am.zh>>)|<<numerals.halves.pm.zh>>)$"
_HALF_EN = r"(?::[0-9]{2})?\s*(?:(?P<am><<numerals.halves.am.en>>)|<<numerals.halves.pm.en>>)(?!\w)"
_NOON = 12  # o'clock is in either half of a day,
_NIGHT = 6  # and before this hour an evening is a morning: 晚上1点


def half_of_day(both: Both) -> Difference | None:
    """An hour that the English has in the other half of the day."""
    mine, theirs = both.mine, both.theirs
    told, given = mine.look("ahead", _HALF_ZH), theirs.look("behind", _HALF_EN)
    if not told or not given or bool(told["am"]) == bool(given["am"]) or mine.value >= _NOON:
        return None
    if mine.value < _NIGHT and told.group().startswith("晚"):
        return None
    # Of an hour said twice the other one may be of the night.
    once = all(side[mine.value] == 1 for side in _count(both.found))
    said = given.group().lstrip(":0123456789").strip()
    return (
        differ("dates.half", True, mine, said)
        if once and mine.look("at", "[^时点:：]{1,4}[时点:：]")
        else None
    )


_BEFORE_OR_AFTER = r"\b(\w+)\s+(?:the\s+)?$"


def sides_of_days(found: Pairing) -> Iterator[Difference]:
    """A day before which something is done, and after it in the English; or the other way round."""
    told = set()
    for both in (Both(found, *match) for match in found.matches):
        turned = both.holds("before that day") or both.holds("after that day")
        where = (("before", _BEFORE_OR_AFTER), ("after", r"\s+(after|before|prior)\b"))
        said = next(filter(None, (both.theirs.look(*at) for at in where)), None) if turned else None
        if said and both.mine.amount.start not in told:
            told.add(both.mine.amount.start)
            yield differ("dates.side", True, both.mine, said[1])


def dates(found: Pairing) -> Iterator[Difference]:
    """A day that the English has as another one."""
    wanted = [tuple(int(n or 0) for n in m.groups()) for m in _DATE_ZH.finditer(found.zh)]
    given = _dates_en(found.en) if wanted else set()
    days, known = defaultdict(set), given <= set(wanted)
    for year, month, day in given:
        days[month, day].add(year)
    names = lexicon().numerals["en"]["months"]
    for year, month, day in wanted:
        years = days.get((month, day))
        if known if years is None else not year or years == {0} or year in years:
            continue
        name = names[min(max(month, 1), 12) - 1]
        zh, en = (f"{year}年", f", {year}") if year else ("", "")
        yield differ("dates.lost", True, f"{zh}{month}月{day}日", f"{name} {day}{en}")


_WEEKDAYS_ZH = r"<<numerals.zh.weekdays>>(\w)(?:\s*[-—–~～至到]\s*<<numerals.zh.weekdays>>?(\w))?"
_WEEKDAYS_EN = (
    r"\b(<<numerals.en.weekdays>>)s?\b(?:\s*(?:[-–—]|to|through)\s*(<<numerals.en.weekdays>>))?"
)


def weekdays(found: Pairing) -> Iterator[Difference]:
    """A day of the week that the Chinese has not."""
    names = lexicon().numerals["en"]["weekdays"]
    wanted = _span_days(_WEEKDAYS_ZH, found.zh, [*"一二三四五六日"])
    given = _span_days(_WEEKDAYS_EN, found.en, names) if wanted else set()
    at_weekends = pattern("<<numerals.zh.weekends>>").search(found.zh)
    if (other := given - wanted) and not at_weekends:
        yield differ("dates.weekday", True, names[min(other)])


def _span_days(words: str, text: str, names: Sequence[str]) -> set[int]:
    """The days of the week that a text names, and those between the ends of a span."""
    found: set[int] = set()
    for first, last in pattern(words).findall(text):
        ends = [names.index(name) for name in (first, last or first) if name in names]
        found |= {*range(ends[0], ends[-1] + 1)} if ends else set()
    return found


_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_MONTH = r"(?P<month><<numerals.en.months_short>>[a-z]*)\.?"
_YEAR = r"(?:,?\s+(?P<year>[0-9]{4})\b)?"
_DATES_EN = (
    rf"\b{_MONTH}\s+(?P<day>{_DAY})\b(?:\s*[-–]\s*{_DAY}\b)?{_YEAR}",
    rf"\b(?P<day>{_DAY})(?:\s*(?:[-–]|to|and)\s*{_DAY})?\s+(?:of\s+)?{_MONTH}\b{_YEAR}",
    r"\b(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})\b",
)


def _dates_en(text: str) -> set[tuple[int, int, int]]:
    months = {name: n for n, name in enumerate(lexicon().numerals["en"]["months_short"], 1)}
    forms = (pattern(form, re.IGNORECASE) for form in _DATES_EN)
    dates = (match for form in forms for match in form.finditer(text))
    return {
        (
            int(date["year"] or 0),
            months.get(date["month"][:3].capitalize()) or int(date["month"]),
            int(date["day"].rstrip("stndrhSTNDRH")),
        )
        for date in dates
    }


# What is held against each other: all of both texts, and each figure that is in both.
OF_ALL: tuple[Callable[[Pairing], Iterator[Difference]], ...] = (
    *(left_over, parts, torn, ranges),
    *(comparisons, nouns, baselines, order, dates, weekdays, sides_of_days, negation),
)
OF_EACH: tuple[Callable[[Both], Difference | None], ...] = (
    *(tolerance, sign, bound, unit, per, change, classifier, half_of_day),
)
