"""The numbers of an English text: digits, words, fractions, powers, each by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import prod

from jiebang.quantities.amount import RAISED, VULGAR
from jiebang.quantities.lexicon import lexicon, pattern

# One character for one, so that offsets hold.
_SAME_LENGTH = str.maketrans(
    "０１２３４５６７８９．％～－−＋‑＞＜＝\u00b5\u2126", "0123456789.%~--+-><=μΩ"
)
_ASCII_LOWER = {n: n + 32 for n in range(65, 91)}
DIGITS = (
    r"(?:[0-9]{1,3}(?:[,\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+"
)
_LONGEST = 60  # characters; no number is longer
_GAP = re.compile(r"[\s\u00a0-]*")
_AND = re.compile(r"\s+and\s+(?:an?\s+)?", re.IGNORECASE)
_PART_OF = r"a\s\w+\s+(?:of|<<numerals.en.parts_more>>)\b"
_MORE = r"\ban?\s+<<numerals.en.and_a_half>>\s+and\s+an?\s+$"  # an hour and a half
_THIRD_PARTY = re.compile(r"third[\s-]*part(?:y|ies)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"([KkB]|bn|mn|m)(?![A-Za-z0-9/²³])")
_QUARTER = Fraction(1, 4)
_SMALL_SCALES = ("hundred", "dozen")
_LARGEST = Fraction(10**15)  # a scale beyond this is a list of words, no number
_PARTS = (
    r"(?P<version>(?<![0-9.])[0-9]+(?:\.[0-9]+){2,})"
    r"|(?P<clock>(?<![0-9.:])[0-9]{1,2}(?::[0-5][0-9](?::[0-5][0-9])?(?!\d)"
    r"|(?:\.[0-5][0-9])?(?=\s*[ap]\.?m\b)))(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<spoken>\b(?:(?P<hand>half|(?:an?\s+)?quarter|(?P<score>twenty[\s-])?"
    r"(?P<minutes><<numerals.en.words>>)(?:\s+minutes)?)\s+past|(?<!\bby )an?\s+quarter\s+to)"
    r"\s+(?P<hour><<numerals.en.words>>|1[0-2]|[1-9])"
    r"(?=\s*(?:[,;:!?)]|\.(?!\d)|$|\b(?:<<numerals.en.of_hours>>)\b)))"
    r"|(?P<scientific>(?<![0-9.])(?:(?P<mantissa>[0-9.,]{1,40})\s*[×x*·]\s*)?10"
    r"(?:\^\{?(?P<power>[-+]?[0-9]{1,3})\}?|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))"
    r"|(?P<over>(?<![0-9/.,])[0-9]{1,3}/[0-9]{1,4}(?![0-9/]))"
    rf"|(?P<digits>{DIGITS})(?P<nth>(?:st|nd|rd|th)\b)?"
    rf"|(?P<month>\b(?:%s)\b\.?)|(?P<vulgar>[{''.join(VULGAR)}])"
    r"|\b(?:(?P<ordinal><<numerals.en.ordinals>>)"
    r"|(?P<word><<numerals.en.words>>|<<numerals.en.scales>>)"
    r"|(?P<vague>(?:<<numerals.en.vague>> of )?<<numerals.en.vague>>)"
    r"|(?P<fraction><<numerals.en.fractions>>)|(?P<loose><<numerals.en.multiples>>))(?P<fold>-?fold)?\b"
)


@dataclass(frozen=True, slots=True)
class EnglishNumber:
    """A number of a text: `text[start:end]`, its exact value, and how it is written.

    kind: digits, words, ordinal, fraction, month, vague (dozens), loose (double, both) or plus
        (an hour and a half).
    scale: the million of 5 million, else 1. others: further readings (7B: 7000000000).
    """

    start: int
    end: int
    value: Fraction
    kind: str
    scale: Fraction = Fraction(1)
    others: tuple[Fraction, ...] = ()

    @property
    def small(self) -> bool:
        """Whether it is a word for at most two, which may be no count at all: one, second."""
        return self.kind == "loose" or (self.kind in ("words", "ordinal") and abs(self.value) <= 2)


def even(text: str) -> str:
    """Full-width characters as ASCII ones, µ and Ω as Greek letters; as long as `text`."""
    return text.translate(_SAME_LENGTH)


def lower(text: str) -> str:
    """The text in small letters, as long as before: faster to search than IGNORECASE."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


def key(words: str) -> str:
    """Words as the tables have them: small letters, one space for blanks and hyphens."""
    return re.sub(r"[\s\u00a0-]+", " ", words.lower())


_Worth = dict[str, dict[str, Fraction]]


@lru_cache(maxsize=1)
def _worth() -> _Worth:
    """What words are worth, in small letters, by their kind in lexicon/numerals.yml."""
    data = lexicon().numerals["en"]
    names = (data["months"], data["months_short"])
    months = {name.lower(): n for named in names for n, name in enumerate(named, 1)} | {"sept": 9}
    kinds = ("words", "scales", "ordinals", "fractions", "vague", "multiples")
    tables = {kind: data[kind] for kind in kinds} | {"months": months}
    return {kind: {w: Fraction(n) for w, n in words.items()} for kind, words in tables.items()}


def numbers_en(text: str) -> tuple[EnglishNumber, ...]:
    """Every number of an English text (see `even`), in order."""
    worth = _worth()
    parts = pattern(_PARTS % "|".join(sorted(worth["months"], key=len, reverse=True)))
    tokens = parts.finditer(lower(text))  # so that all words of a match are small
    matches = [match for match in tokens if match.end() - match.start() <= _LONGEST]
    found: list[EnglishNumber] = []
    at = 0
    while at < len(matches):
        match = matches[at]
        at += 1
        if match["clock"]:
            found.extend(_times(match))
            continue
        if match["spoken"]:
            found.extend(_spoken_times(match, worth["words"]))
            continue
        if (match["digits"] and not match["nth"]) or match["word"]:
            number: EnglishNumber | None
            number, at = _read_number(text, matches, at - 1, worth)
        else:
            number = _alone(text, match, worth)
        if number:
            found.append(number)
    return tuple(found)


def _times(match: re.Match[str]) -> Iterator[EnglishNumber]:
    """The numbers of a time of day: 5.30 pm."""
    for n, part in enumerate(re.finditer("[0-9]+", match["clock"])):
        value = Fraction(int(part.group()))
        if n and not value:
            continue  # the 00 of 18:00
        others = (value + 12,) if match["half"] == "p" else ()
        start, end = match.start() + part.start(), match.start() + part.end()
        yield EnglishNumber(start, end, value, "clock", Fraction(1), others)


def _spoken_times(match: re.Match[str], words: dict[str, Fraction]) -> Iterator[EnglishNumber]:
    """The numbers of a time of day in words: half past six, a quarter to ten."""
    hour, hand = match["hour"], match["hand"]
    value = words[hour] if hour in words else Fraction(hour)
    if match["minutes"]:
        minutes = words[match["minutes"]] + (20 if match["score"] else 0)
    else:
        minutes = Fraction(30 if hand == "half" else 15 if hand else 45)
    if not hand:
        value = value - 1 or Fraction(12)
    start, end = match.span("hour")
    yield EnglishNumber(match.start(), start - 1, minutes, "clock")
    yield EnglishNumber(start, end, value, "clock", others=(value + 12,))


def _alone(text: str, match: re.Match[str], worth: _Worth) -> EnglishNumber | None:
    """A number that nothing goes on with: a power, a fraction, an ordinal, a month, dozens."""
    (start, end), word = match.span(), match.group()
    if match["scientific"]:
        power = match["power"] or match["raised"].translate(RAISED)
        mantissa = _value((match["mantissa"] or "1").strip(","))
        return EnglishNumber(start, end, mantissa * Fraction(10) ** int(power), "digits")
    if match["version"]:
        return EnglishNumber(start, end, Fraction(match["version"].split(".")[0]), "version")
    if match["over"]:
        above, below = map(int, word.split("/"))
        return EnglishNumber(start, end, Fraction(above, below), "fraction") if below else None
    if match["digits"]:
        return EnglishNumber(start, end, _value(match["digits"]), "ordinal")
    if match["month"]:
        named = text[start].isupper() or end - start >= 6  # may, march
        return (
            EnglishNumber(start, end, worth["months"][word.rstrip(".")], "month") if named else None
        )
    if match["vulgar"]:
        return EnglishNumber(start, end, VULGAR[word], "fraction")
    if match["ordinal"]:
        if _THIRD_PARTY.match(text, start):
            return None
        value = worth["ordinals"][match["ordinal"]]
        part = (1 / value,) if 3 <= value <= 10 else ()
        if part and pattern(_PART_OF).match(text, max(0, start - 2)):  # a third of
            return EnglishNumber(start, end, part[0], "fraction")  # a third of
        return EnglishNumber(start, end, value, "ordinal", others=part)
    if match["fraction"] and (more := pattern(_MORE, re.I).search(text, max(0, start - 32), start)):
        return EnglishNumber(more.start(), end, 1 + worth["fractions"][match["fraction"]], "plus")
    if match["fraction"] or match["loose"]:
        table = worth["fractions"] if match["fraction"] else worth["multiples"]
        return EnglishNumber(start, end, table[match["fraction"] or match["loose"]], "loose")
    parts = (worth["vague"][part] for part in word.split(" of "))  # tens of thousands
    value = prod(parts, start=Fraction(1))
    return EnglishNumber(
        start, end, value, "vague", others=() if value % 12 else (value * 10 / 12,)
    )


def _value(digits: str) -> Fraction:
    """“10,000.5” → 10000.5."""
    return Fraction(re.sub(r"[,\u2009\u202f]", "", digits).rstrip("."))


_Part = tuple[
    str, Fraction
]  # digits, unit, teen, tens, hundred, dozen, scale, plus, share, ordinal


def _read_number(
    text: str, tokens: Sequence[re.Match[str]], at: int, worth: _Worth
) -> tuple[EnglishNumber, int]:
    """The number that begins with a token: 5 million, two hundred and five, two-thirds; and the
    index of the token behind it. Of digits it has other readings: 7B, 3k, and £5m, money or meters.
    """
    first = tokens[at]
    digits, (start, end) = first["digits"], first.span()
    parts: list[_Part] = [("digits", _value(digits)) if digits else _part(first["word"], worth)]
    at += 1
    while at < len(tokens):
        between = text[end : tokens[at].start()]
        part = _next_part(parts, between, tokens[at], text[tokens[at].end() :][:1], worth)
        if part is None:
            break
        parts.append(part)
        end, at = tokens[at].end(), at + 1
    total, section, scale = _sum(parts)
    last, value = parts[-1]
    kind = {"ordinal": last, "share": "fraction"}.get(last, "digits" if digits else "words")
    others = (section / value,) if parts[-1] == ("share", _QUARTER) else ()  # of a year
    number = EnglishNumber(start, end, total + section, kind, scale, others)
    suffix = _SUFFIX.match(text, end)
    if suffix:
        size = {"k": 1000, "b": 10**9, "bn": 10**9}.get(suffix[1].lower(), 10**6)
        number = replace(number, others=(number.value * size,))
    return number, at


def _part(word: str, worth: _Worth) -> _Part:
    value = worth["scales"].get(word)
    if value:
        return word if word in _SMALL_SCALES else "scale", value
    value = worth["words"][word]
    return "unit" if value <= 9 else "tens" if value >= 20 else "teen", value


def _next_part(
    parts: Sequence[_Part], between: str, token: re.Match[str], behind: str, worth: _Worth
) -> _Part | None:
    """What a token adds to a number, if it goes on with it."""
    last, spelled, (_, section, scale) = parts[-1][0], parts[0][0] != "digits", _sum(parts)
    close, joined = _GAP.fullmatch(between), _AND.fullmatch(between)
    # “one fifth”, “two and a fifth”; “twenty-fifth”, “hundred and fifth” are ordinals, and
    # so is “one third-party audit”.
    one = (section == 1 and last == "unit") or between.endswith((" a ", " an "))
    word = token["word"] or token["ordinal"] or token["fraction"]
    part = worth["fractions"].get(word, Fraction(0))
    if token["fraction"] or (one and part and behind != "-"):
        if joined:
            return "plus", part
        return ("share", part) if close and spelled and last in ("unit", "teen") else None
    # “twenty-second” is a span of time before it is an ordinal.
    if not word or word == "second" or scale > _LARGEST:
        return None
    if word in worth["scales"]:
        fits = word not in _SMALL_SCALES or last in ("digits", "unit", "plus")
        joined = None
    else:
        value = worth["words"].get(word) or worth["ordinals"].get(word) or 0
        joined = joined if last != "tens" else None
        fits = spelled and (last in ("hundred", "scale") or (last == "tens" and value <= 9))
        fits = fits and value > 0
    # “one hundred-billion-parameter model” is one model.
    apart = spelled and section == 1 and between.isspace() and behind == "-"
    if not fits or apart or not (close or joined):
        return None
    named = word in worth["scales"] or word in worth["words"]
    return _part(word, worth) if named else ("ordinal", worth["ordinals"][word])


def _sum(parts: Sequence[_Part]) -> tuple[Fraction, Fraction, Fraction]:
    """What is before the last million or thousand, what is behind it, and their product."""
    total, section, scale, last = Fraction(0), Fraction(0), Fraction(1), ""
    for kind, value in parts:
        if kind in _SMALL_SCALES:
            section = (section or Fraction(1)) * value
        elif kind == "scale":  # thousand billion
            total = total * value if last == kind else total + (section or Fraction(1)) * value
            section, scale = Fraction(0), scale * value
        elif kind == "share":
            section *= value
        else:
            section += value
        last = kind
    return total, section, scale
