"""Read the amounts of an English text: the type that `read_zh` gives, from the same lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import (
    BARE,
    COUNT,
    UNKNOWN,
    Amount,
    Change,
    Comparator,
    Kind,
    Unit,
    finite,
)
from jiebang.quantities.lexicon import Word, alternatives, lexicon
from jiebang.quantities.numbers_en import Number, even, lower, numbers_en
from jiebang.quantities.units import unit_table

_HALF_OF = re.compile(r"[\s-]+(?:(?:of\s+)?an?\s+)?")  # half an hour, half-year
_SPACE = re.compile(r"[\s\u00a0-]{0,2}")
_LOOSE_NOUN = re.compile(
    r"(?:[\s-]+[A-Za-z][\w’'-]*){0,3}?[\s,]+(?=(?:per|an?|each|every)\s)", re.I
)
_PER = re.compile(r"\s*(?:(?P<word>per|a|an|each|every)\b|/)\s*", re.I)
_MINUS = re.compile(
    r"(?:\b(?:minus|negative)\s+(?:US|HK|RMB)?[$£€]?\s*|(?<![\w.)°%℃-])[-–][$£€]?)$", re.I
)
_PLUS_MINUS = re.compile(r"(?:±|\+/-|\+-|plus or minus)\s*$", re.I)
_BETWEEN = re.compile(
    r"\s*(?:[-–—~]|\bto\b(?:\s+up\s+to\b)?|\bthrough\b)\s*(?P<money>(?:RMB|US|HK)?[$£€]?\s*)", re.I
)
_BETWEEN_AND = re.compile(r"\s*\band\s+(?P<money>(?:RMB|US|HK)?[$£€]?\s*)", re.I)
_SAYS_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:RMB\s*|(?:US|HK)?[$£€]\s*)?$", re.I)
_BY_OR_TO = re.compile(
    r"\b(?P<way>by|to|from|of)\s+(?:(?:an?|the|another|about|nearly|over)\s+"
    r"|(?:[\w-]+\s+){0,2}(?:high|low|peak|total|level|maximum|minimum|record)\s+of\s+)*$",
    re.I,
)
_NAME_BEFORE = re.compile(r"(?:[A-Za-z][A-Za-z0-9]*[-_/.]?|#|[A-Z]+ ?\()$")
_GAP = re.compile(
    r"(?:\s|~|±|\ba\b|\ban\b|\banother\b|\bthe\b|\bof\b|\bby\b|\btop\b|\bto\b|\bbe\b|\bits\b|-|–)*",
    re.I,
)
_GAP_WORDS = re.compile(r"(?:[\s-]+[A-Za-z][\w’'-]*){0,2}[\s-]*")
_AFTER_GAP = re.compile(r"[^,;.()]{0,32}")
_MONEY_BEFORE = re.compile(r"[A-Z]{0,4}[$£€¥￥₩₹₽]?\s?$|[A-Z]{2,4}\s?$")
_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")
_SINGLE = frozenset(("a", "in", "at", "as", "am", "I", "do", "so", "pt", "GPU"))
_CODE = re.compile(r"[A-Z]{1,3}$")
_THE = re.compile(r"\bthe\s+$", re.I)
_OTHERS = re.compile(r"\s+others?\b")  # Yale and two other universities: 3所
_O_CLOCK = re.compile(r"\s*o[’']clock")
_LOWER_WORD = re.compile(r"\s+[a-z]")
_OVER_TIME = re.compile(r"\s+(?:the|a|an|its|this|that|these|those|his|her|their|our|my)\b", re.I)


@dataclass(frozen=True, slots=True)
class Bound:
    """An English phrase that compares, in its place; `word` is the lexicon's entry."""

    start: int
    end: int
    word: Word
    after: bool
    text: str


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def read_en(text: str) -> tuple[Amount, ...]:
    """Every figure of an English text, in order, with all that says how it is meant.

    Linear in the text; never raises.
    """
    text = even(text)
    numbers = numbers_en(text)
    bounds = _assign(text, numbers, find_bounds(text))
    found: list[Amount] = []
    at = 0
    while at < len(numbers):
        if found and numbers[at].start < found[-1].number_end:
            at += 1  # the second of “meters per second”
            continue
        amount = _amount(text, numbers[at], bounds.get(at), numbers, at)
        at += 1
        if at < len(numbers) and (upper := _upper(text, amount, numbers, at, bounds)):
            amount = upper
            at += 1
        found.append(amount)
    return tuple(_with_baselines(text, found))


def _key(words: str) -> str:
    """Words as the tables have them: small letters, one space for blanks and hyphens."""
    return re.sub(r"[\s\u00a0-]+", " ", words.lower())


# Bounds ----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def find_bounds(text: str) -> tuple[Bound, ...]:
    """The phrases of an English text that compare, in order, none overlapping."""
    words = _bound_words()
    found = []
    for match in words.pattern.finditer(lower(text)):
        key = _key(match.group())
        word, after = words.meanings[key]
        if key in ("over", "under", "in") and _OVER_TIME.match(text, match.end()):
            continue
        if key == "above" and _THE.search(text, max(0, match.start() - 5), match.start()):
            continue  # the above two cases
        if key == "+" and text[match.end() : match.end() + 1].isdigit():
            continue
        found.append(Bound(match.start(), match.end(), word, after, key))
    return tuple(found)


@dataclass(frozen=True)
class _BoundWords:
    pattern: re.Pattern[str]
    meanings: Mapping[str, tuple[Word, bool]]


@lru_cache(maxsize=1)
def _bound_words() -> _BoundWords:
    """What each English phrase means: by the entry before whose amount it stands, if any."""
    meanings: dict[str, tuple[Word, bool]] = {}
    words = [w for w in lexicon().comparators if w.force != "reach"]
    never_alone = lexicon().numerals["en"]["never_alone"]
    ranked = [
        *((w, w.en[0]) for w in words),  # what an entry says first it owns: “within” is <=
        *((w, text) for w in words for text in w.en if not w.after or "{}" in text),
        *((w, text) for w in words for text in w.en),
    ]
    for word, text in ranked:
        plain = _key(text.replace("{}", "").strip())
        if plain and plain not in never_alone:
            meanings.setdefault(plain, (word, "{}" in text))
    ordered = sorted(meanings, key=lambda w: (-len(w), w))
    words_only = [re.escape(w).replace(r"\ ", r"[\s-]+") for w in ordered if w[0].isalpha()]
    others = [re.escape(w) for w in ordered if not w[0].isalpha()]
    parts = [rf"\b(?:{'|'.join(words_only)})(?![a-z0-9])", *others]
    return _BoundWords(re.compile("|".join(parts)), meanings)


def _assign(text: str, numbers: Sequence[Number], bounds: Sequence[Bound]) -> dict[int, Bound]:
    """For each bound, the number it is about: the next one, or the last for “or more”."""
    assigned: dict[int, Bound] = {}
    ahead = 0
    for bound in bounds:
        while ahead < len(numbers) and numbers[ahead].start < bound.end:
            ahead += 1
        behind = ahead - 1
        while behind >= 0 and numbers[behind].end > bound.start:
            behind -= 1
        leads = bound.after and bound.text.startswith("or ") and ahead < len(numbers)
        if leads and text[bound.end : numbers[ahead].start].isspace():
            _set(assigned, ahead, bound)  # close to or over 100%
            continue
        if bound.after:
            if behind >= 0 and _AFTER_GAP.fullmatch(text, numbers[behind].end, bound.start):
                _set(assigned, behind, bound)
            continue
        if (
            behind >= 0
            and bound.text in ("at least", "at most", "minimum", "maximum")
            and _trails(text, bound, numbers[behind].end)
        ):
            _set(assigned, behind, bound)
            continue
        if ahead < len(numbers) and _near(text, bound.end, numbers[ahead].start):
            _set(assigned, ahead, bound)
    return assigned


def _set(assigned: dict[int, Bound], n: int, bound: Bound) -> None:
    """A bound beside a number; the nearer one is meant, but for one that says about."""
    before = assigned.get(n)
    nearer = before and not (before.after or bound.after) and bound.word.force == "bound"
    if before is None or nearer or before.word.force == "about":
        assigned[n] = bound


def _near(text: str, end: int, start: int) -> bool:
    money = _MONEY_BEFORE.search(text, max(end, start - 6), start)
    start = money.start() if money else start
    if start - end > 40:
        return False
    return bool(_GAP.fullmatch(text, end, start) or _GAP_WORDS.fullmatch(text, end, start))


_LAST = re.compile(r"\s*(?:[,;.)]|$)")
_UNIT_ONLY = re.compile(r"(?:[\s-]*[^\s,;.()]+){0,2}\s*")


def _trails(text: str, bound: Bound, end: int) -> bool:
    """“20 at most”: with nothing of its own behind it."""
    return bool(_LAST.match(text, bound.end)) and bool(_UNIT_ONLY.fullmatch(text, end, bound.start))


# One amount ------------------------------------------------------------------------------


def _amount(
    text: str, number: Number, bound: Bound | None, numbers: Sequence[Number], at: int
) -> Amount:
    """One number with its sign, unit, bound and change."""
    start, _end, value = number.start, number.end, number.value
    tolerance = None
    if plus := _PLUS_MINUS.search(text, max(0, start - 16), start):
        start, tolerance = plus.start(), finite(value)
    elif minus := _MINUS.search(text, max(0, start - 14), start):
        start, value = minus.start(), -value
    unit, meaning, first, last = _unit(text, number, start)
    if tolerance is not None and not unit and text.startswith(")", number.end):
        gap = _SPACE.match(text, number.end + 1)
        if found := _unit_at(text, gap.end() if gap else number.end + 1, spaced=bool(gap)):
            unit, meaning, last = found  # (20±2) °C
    kind = _kind(text, number, unit, meaning, first)
    if kind in (Kind.NAME, Kind.ORDINAL, Kind.DATE):
        unit, meaning, last, tolerance = (
            ("", BARE, number.end, None) if not unit else (unit, meaning, last, None)
        )
    comparator = Comparator.EQUAL
    approximate = False
    word = ""
    if bound and kind is not Kind.NAME and kind is not Kind.ORDINAL:
        means = bound.word.means
        approximate = bound.word.force == "about"
        comparator = Comparator(means if means in set(Comparator) else ">")
        word = bound.text
    if bound and bound.after and not unit and kind in (Kind.AMOUNT, Kind.COUNT):
        gap = _SPACE.match(text, bound.end)
        if found := _unit_at(text, gap.end() if gap else bound.end, spaced=True):
            unit, meaning, last = found  # three or more years
    change, mode = _change(text, min(first, bound.start) if bound else first, last)
    return Amount(
        start=min(first, bound.start) if bound else first,
        end=max(last, bound.end) if bound else last,
        value=finite(value),
        comparator=comparator,
        tolerance=tolerance,
        scale=finite(number.scale),
        unit=unit,
        meaning=meaning,
        per=_per(text, last),
        change=change,
        mode=mode,
        approximate=approximate,
        kind=kind,
        number_start=first,
        number_end=last,
        word=word,
        optional=number.small or number.kind in ("vague", "month"),
        exact=value,
        readings=(*number.others, value + 1) if _OTHERS.match(text, last) else number.others,
    )


def _unit(text: str, number: Number, start: int) -> tuple[str, Unit, int, int]:
    """The unit beside a number: printed, its meaning, where the amount begins and ends."""
    money = _currency(text, start)
    if money:
        return money[0], money[1], money[2], number.end
    if number.kind in ("month", "clock", "version"):
        return "", BARE, start, number.end
    half = number.kind == "loose" and number.value < 1
    gap = (_HALF_OF if half else _SPACE).match(text, number.end)
    at = gap.end() if gap else number.end
    found = _unit_at(text, at, spaced=at > number.end)
    if found is None:
        return "", BARE, start, number.end
    printed, meaning, end = found
    if number.others and at == number.end and printed in ("K", "B", "k"):
        return "", BARE, start, number.end  # an 8K screen, a 7B model
    if number.kind == "ordinal" or (printed == "s" and at == number.end and number.value % 10 == 0):
        return "", BARE, start, number.end  # the 14th day, in her 20s
    return printed, meaning, start, end


def _currency(text: str, start: int) -> tuple[str, Unit, int] | None:
    match = _english().money.search(text, max(0, start - 8), start)
    if match is None:
        return None
    sign = match["sign"]
    if sign == "$" and text[match.start() - 1 : match.start()].isupper():
        code = _CODE.search(text, max(0, match.start() - 3), match.start())
        return sign, unit_table().meaning(sign), code.start() if code else match.start()
    return sign, unit_table().meaning(sign), match.start()


def _unit_at(text: str, at: int, *, spaced: bool) -> tuple[str, Unit, int] | None:
    """The unit that begins at a place: a symbol, or words with what they are per."""
    table, words = unit_table(), _english()
    named = words.names.match(text, at)
    symbol = table.read(text, at)
    if symbol and spaced and text[at : symbol[1]] in _SINGLE and _LOWER_WORD.match(text, symbol[1]):
        symbol = None
    if symbol and symbol[0] is not UNKNOWN and (named is None or symbol[1] >= named.end()):
        return text[at : symbol[1]], symbol[0], symbol[1]
    if named is None:
        return None
    printed = _key(named.group())
    meaning = words.meanings[printed]
    end = named.end()
    joint = _PER.match(text, end)
    if joint and meaning is not COUNT:
        below = words.names.match(text, joint.end())
        if below:
            under = words.meanings[_key(below.group())]
            if under is not COUNT and not (
                meaning.base == "1" or meaning.kind in ("money", "count", "ratio")
            ):
                return text[at : below.end()], _quotient(meaning, under), below.end()
    return printed, meaning, end


def _quotient(above: Unit, below: Unit) -> Unit:
    """A unit per another: meters per second."""
    base = f"{above.base}/{below.base}"
    kind, base = lexicon().compounds.get(base, ("", base))
    return Unit(f"{above.ucum}/{below.ucum}", kind, base, above.factor / below.factor)


@dataclass(frozen=True)
class _English:
    names: re.Pattern[str]
    meanings: Mapping[str, Unit]
    money: re.Pattern[str]


@lru_cache(maxsize=1)
def _english() -> _English:
    table = unit_table()
    unsure = {name for entry in table.lexicon.units if not entry.bare for name in entry.en}
    meanings = {
        _key(name): unit for name, unit in reversed(table.english.items()) if name not in unsure
    }
    signs = [
        sign
        for entry in table.lexicon.units
        for sign in (*entry.signs, *entry.symbols)
        if entry.currency
    ]
    signs += [
        name
        for entry in table.lexicon.units
        if entry.currency
        for name in entry.en
        if name in table.units or name == "RMB"
    ]
    ordered = sorted(meanings, key=lambda w: (-len(w), w))
    parts = [
        re.escape(w).replace(r"\ ", r"[\s-]+") + (r"(?![A-Za-z])" if w[-1].isalnum() else "")
        for w in ordered
    ]
    money = re.compile(
        rf"(?P<sign>(?<![A-Za-z])(?:{alternatives(s for s in signs if s in table.units)})|\$)\s*$"
    )
    return _English(re.compile("|".join(parts), re.IGNORECASE), meanings, money)


def _kind(text: str, number: Number, unit: str, meaning: Unit, start: int) -> Kind:
    """What a number is, by what stands around it."""
    written = text[number.start : number.end]
    if number.kind in ("month", "clock") or _O_CLOCK.match(text, number.end):
        return Kind.DATE
    if number.kind == "version":
        return Kind.NAME
    if number.kind == "ordinal":
        return Kind.ORDINAL
    if number.kind == "digits" and number.scale == 1 and start == number.start:
        if _NAME_BEFORE.search(text, max(0, start - 3), start) or (
            not unit
            and re.match(r"-?[A-Za-z]", text[number.end : number.end + 2])
            and not number.others
        ):
            return Kind.NAME
        if not unit and _references().search(text, max(0, start - 16), start):
            return Kind.ORDINAL
        if not unit and number.value <= _DAYS and _is_day(text, number):
            return Kind.DATE
        if not unit and _YEAR.fullmatch(written):
            return Kind.DATE
    if meaning.kind == "ratio" or number.kind == "fraction":
        return Kind.SHARE
    if meaning is COUNT or (not unit and number.kind == "words"):
        return Kind.COUNT
    return Kind.AMOUNT


def _is_day(text: str, number: Number) -> bool:
    """December 11, 11 December."""
    before, after = _month_beside()
    return bool(
        before.search(text, max(0, number.start - 12), number.start)
        or after.match(text, number.end)
    )


_DAYS = 31


@lru_cache(maxsize=1)
def _month_beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    months = lexicon().numerals["en"]["months"]
    names = rf"(?:{alternatives(m[:3] for m in months)})[a-z]*\.?"
    return re.compile(rf"\b{names}\s+$", re.I), re.compile(rf"\s+(?:of\s+)?{names}\b", re.I)


@lru_cache(maxsize=1)
def _references() -> re.Pattern[str]:
    words = alternatives(lexicon().numerals["en"]["references"])
    return re.compile(rf"\b(?:{words})\.?\s*(?:[(#]\s*)?$", re.IGNORECASE)


def _per(text: str, end: int) -> str:
    """The base of a rate behind an amount: “60 items per hour” → h."""
    for gap in (_PER.match(text, end), None):
        joint = gap
        if joint is None:
            noun = _LOOSE_NOUN.match(text, end)
            joint = _PER.match(text, noun.end()) if noun else None
        if joint is None:
            continue
        below = _english().names.match(text, joint.end())
        if below:
            unit = _english().meanings[_key(below.group())]
            return unit.ucum if unit.kind in _BASES else ""
        return ""
    return ""


_BASES = frozenset(("duration", "mass", "volume", "area", "length"))


# Change and ranges -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Verbs:
    before: re.Pattern[str]
    after: re.Pattern[str]
    means: Mapping[str, str]


@lru_cache(maxsize=1)
def _verbs() -> _Verbs:
    means = {word.lower(): verb.means for verb in lexicon().verbs for word in verb.en}
    words = alternatives(means)
    before = re.compile(
        rf"\b(?P<verb>{words})\b(?:[\s-]+[A-Za-z][\w’'-]*){{0,4}}?\s*$", re.IGNORECASE
    )
    after = re.compile(rf"(?:[\s-]+[A-Za-z-]+){{0,2}}?[\s-]+(?P<verb>{words})\b", re.IGNORECASE)
    return _Verbs(before, after, means)


def _change(text: str, start: int, end: int) -> tuple[Change, str]:
    """Whether an amount says a change, and whether by it or to it."""
    verbs = _verbs()
    way = _BY_OR_TO.search(text, max(0, start - 24), start)
    at = way.start() if way else start
    verb = verbs.before.search(text, max(0, at - 48), at)
    if way and way["way"].lower() in ("by", "to") and verb:
        means = verbs.means[verb["verb"].lower()]
        return Change(means), way["way"].lower()
    if way and way["way"].lower() == "of" and verb and verb.end("verb") == len(text[:at].rstrip()):
        return Change(verbs.means[verb["verb"].lower()]), "by"  # a decrease of 5%
    if verb and not way and verb.end() >= start - 1 and verb.group().strip().lower() in verbs.means:
        return Change(verbs.means[verb["verb"].lower()]), "by"  # rose 5%
    behind = verbs.after.match(text, end)
    if behind and behind["verb"].lower() not in lexicon().numerals["en"]["no_change"]:
        return Change(verbs.means[behind["verb"].lower()]), "by"  # a 5% reduction, 5% higher
    return Change.LEVEL, ""


def _upper(
    text: str, low: Amount, numbers: Sequence[Number], at: int, bounds: Mapping[int, Bound]
) -> Amount | None:
    """The range of `low` and the number behind it: 5–10%, 5 to 10, between 5 and 10."""
    high = numbers[at]
    if (
        low.kind in (Kind.NAME, Kind.ORDINAL)
        or low.tolerance is not None
        or high.kind in ("month", "ordinal", "loose")
    ):
        return None
    said = _SAYS_BETWEEN.search(text, max(0, low.number_start - 12), low.number_start)
    between = said and said.group().lower().startswith("between")
    joint = (_BETWEEN_AND if between else _BETWEEN).match(text, low.number_end)
    if joint is None or joint.end() not in (high.start, high.start - 1):
        return None
    top = _amount(text, high, bounds.get(at), numbers, at)
    if low.unit and low.mode == "by" and "to" in joint.group():
        return None  # rose 5% to 30
    if low.unit and top.unit and low.meaning.kind != top.meaning.kind:
        return None  # 25 basis points to 1.00%
    value, scale, meaning, unit = low.exact or Fraction(low.value), low.scale, low.meaning, low.unit
    if not low.unit and top.unit:
        meaning, unit = top.meaning, top.unit
    if scale == 1 and top.scale != 1 and Fraction(top.value) > value * Fraction(top.scale):
        value, scale = value * Fraction(top.scale), top.scale
    upper = top.exact if top.exact is not None else Fraction(top.value)
    if low.unit and top.meaning.base and low.meaning.base == top.meaning.base:
        upper *= top.meaning.factor / low.meaning.factor  # 10 g/cm² to 24 kg/cm²
    if value >= upper:
        return None
    return replace(
        low,
        end=max(low.end, top.end),
        value=finite(value),
        exact=value,
        value_max=finite(upper),
        comparator=Comparator.RANGE,
        unit=unit,
        meaning=meaning,
        scale=top.scale,
        kind=top.kind if low.kind is Kind.AMOUNT else low.kind,
        number_end=top.number_end,
        figures=2,
        per=top.per,
    )


def _with_baselines(text: str, amounts: Sequence[Amount]) -> Iterator[Amount]:
    """“from 60% to 85%”, “to 85% … from 60%” after a verb of change: a level and its baseline."""
    done: set[int] = set()
    for n, amount in enumerate(amounts):
        if n in done:
            continue
        after = amounts[n + 1] if n + 1 < len(amounts) else None
        nominal = after and after.tolerance is not None and not amount.unit
        if after and nominal and not text[amount.number_end : after.number_start].strip():
            amount = replace(amount, unit=after.unit, meaning=after.meaning)  # 18 ±1 °C
        if amount.mode == "to" and (start := _starting_point(text, amounts, n)):
            done.add(start)
            yield replace(amount, baseline=amounts[start].value, figures=2)
        elif amount.value_max is None or amount.kind is Kind.DATE:
            yield amount
        else:
            yield _raised(text, amount)


def _starting_point(text: str, amounts: Sequence[Amount], n: int) -> int:
    """The index of what a level is brought “to” … “from”; 0 for none."""
    amount = amounts[n]
    for m in range(n + 1, min(n + 5, len(amounts))):
        other = amounts[m]
        if _SENTENCE_END.search(text, amount.number_end, other.number_start):
            return 0
        alike = other.unit and other.meaning == amount.meaning and not other.word
        if alike and other.value_max is None and amount.baseline is None:
            said = _FROM.search(text, max(0, other.number_start - 48), other.number_start)
            return m if said else 0
    return 0


_SENTENCE_END = re.compile(r"[.;](?=\s)")
_FROM = re.compile(r"\bfrom\s+(?:[A-Za-z][\w’'-]*\s+){0,5}(?:RMB|(?:US|HK)?[$£€])?\s*$", re.I)


def _raised(text: str, amount: Amount) -> Amount:
    """A range that a verb of change and “from” make a level and its baseline."""
    start = amount.number_start
    said = _SAYS_BETWEEN.search(text, max(0, start - 12), start)
    verb = said and _verbs().before.search(text, max(0, said.start() - 48), said.start())
    if not said or not verb or not said.group().lower().startswith("from"):
        return amount
    return replace(
        amount,
        value=amount.value_max or amount.value,
        exact=Fraction(amount.value_max or amount.value),
        value_max=None,
        baseline=amount.value,
        comparator=Comparator.EQUAL,
        change=Change(_verbs().means[verb["verb"].lower()]),
        mode="to",
        figures=2,
    )
