"""The numbers of an English text: digits, words, fractions, powers, each by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.lexicon import alternatives, lexicon

# One character for one, so that offsets hold.
_SAME_LENGTH = str.maketrans(
    "０１２３４５６７８９．％～－−＋‑＞＜＝\u00b5\u2126", "0123456789.%~--+-><=μΩ"
)
_ASCII_LOWER = {n: n + 32 for n in range(65, 91)}
DIGITS = (
    r"(?:[0-9]{1,3}(?:[,\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+"
)
_LONGEST = 60  # characters; no number is longer
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_VULGAR = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}
_GAP = re.compile(r"[\s\u00a0-]*")
_AND = re.compile(r"\s+and\s+(?:an?\s+)?", re.IGNORECASE)
_THIRD_PARTY = re.compile(r"third[\s-]*part(?:y|ies)\b", re.IGNORECASE)
_PER = re.compile(r"(?:\bper|\ba|\beach|/)\s*$", re.IGNORECASE)  # tokens per second
_LARGEST = Fraction(10**15)  # a scale beyond this is a list of words, no number
_LETTER_SCALES = frozenset(("k", "mn", "bn"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: `text[start:end]`, its exact value, and how it is written.

    kind: digits, words, ordinal, fraction, month, vague (dozens) or loose (double, both).
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


def numbers_en(text: str) -> tuple[Number, ...]:
    """Every number of an English text (see `even`), in order."""
    words = _words()
    tokens = words.token.finditer(lower(text))
    matches = [match for match in tokens if match.end() - match.start() <= _LONGEST]
    found: list[Number] = []
    at = 0
    while at < len(matches):
        match = matches[at]
        if match["clock"]:
            found.extend(_parts(match))
            at += 1
            continue
        number, at = _read(text, matches, at, words)
        if number and (not found or number.start >= found[-1].end):
            found.append(number)
    return tuple(found)


def _parts(match: re.Match[str]) -> Iterator[Number]:
    """The numbers of a time of day: 5.30 pm."""
    afternoon = match["half"] and match["half"].lower() == "p"
    for n, part in enumerate(re.finditer("[0-9]+", match["clock"])):
        value = Fraction(int(part.group()))
        if n and not value:
            continue  # the 00 of 18:00
        others = (value + 12,) if afternoon and not n and value < 12 else ()
        start, end = match.start() + part.start(), match.start() + part.end()
        yield Number(start, end, value, "clock", Fraction(1), others)


@dataclass(frozen=True)
class _Words:
    """The pattern of a number's parts, and what the words of each kind are worth."""

    token: re.Pattern[str]
    units: Mapping[str, int]
    scales: Mapping[str, Fraction]
    ordinals: Mapping[str, int]
    fractions: Mapping[str, Fraction]
    loose: Mapping[str, int]
    vague: Mapping[str, int]
    months: Mapping[str, int]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = lexicon().numerals["en"]
    scales, fractions = (
        {word: Fraction(value) for word, value in data[key].items()}
        for key in ("scales", "fractions")
    )
    units, ordinals, loose, vague = (
        {word: int(value) for word, value in data[key].items()}
        for key in ("words", "ordinals", "multiples", "vague")
    )
    months = {name: n for n, name in enumerate(data["months"], 1)}
    months |= {name[:3]: n for name, n in months.items()} | {"Sept": 9}
    months = {name.lower(): n for name, n in months.items()}
    tables: dict[str, Iterable[str]] = {
        "word": [*units, *(s for s in scales if s not in _LETTER_SCALES)],
        "vague": vague,
        "ordinal": ordinals,
        "fraction": fractions,
        "loose": loose,
    }
    parts = [rf"(?P<{name}>{alternatives(words)})" for name, words in tables.items()]
    parts.sort(key=lambda part: not part.startswith("(?P<ordinal"))
    token = re.compile(
        r"(?P<version>(?<![0-9.])[0-9]+(?:\.[0-9]+){2,})"
        r"|(?P<clock>(?<![0-9.:])[0-9]{1,2}(?::[0-5][0-9](?::[0-5][0-9])?(?!\d)"
        r"|(?:\.[0-5][0-9])?(?=\s*[ap]\.?m\b)))(?:\s*(?P<half>[ap])\.?m\b\.?)?"
        r"|(?P<scientific>(?<![0-9.])(?:(?P<mantissa>[0-9.,]{1,40})\s*[×x*·]\s*)?10"
        r"(?:\^\{?(?P<power>[-+]?[0-9]{1,3})\}?|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))"
        r"|(?P<over>(?<![0-9/.,])[0-9]{1,3}/[0-9]{1,4}(?![0-9/]))"
        rf"|(?P<digits>{DIGITS})(?P<nth>(?:st|nd|rd|th)\b)?"
        rf"|(?P<month>\b(?:{alternatives(months)})\b\.?)"
        rf"|(?P<vulgar>[{''.join(_VULGAR)}])"
        rf"|\b(?:{'|'.join(parts)})(?P<fold>-?fold)?\b"
    )
    return _Words(token, units, scales, ordinals, fractions, loose, vague, months)


def _read(
    text: str, matches: list[re.Match[str]], at: int, words: _Words
) -> tuple[Number | None, int]:
    """The number that begins with match `at`, and the index of the match after it."""
    match = matches[at]
    start, end = match.span()
    if (match["digits"] and not match["nth"]) or match["word"]:
        return _composed(text, matches, at, words)
    number: Number | None = None
    if match["scientific"]:
        number = _scientific(match)
    elif match["version"]:
        number = Number(start, end, Fraction(int(match["version"].split(".")[0])), "version")
    elif match["over"]:
        above, below = map(int, match["over"].split("/"))
        number = Number(start, end, Fraction(above, below), "fraction") if below else None
    elif match["digits"]:
        number = Number(start, end, _value(match["digits"]), "ordinal")
    elif match["month"] and not text[start].isupper() and end - start < 6:
        pass  # may, march
    elif match["month"]:
        number = Number(start, end, Fraction(words.months[match["month"].rstrip(".")]), "month")
    elif match["vulgar"]:
        number = Number(start, end, _VULGAR[match["vulgar"]], "fraction")
    else:
        number = _lone(text, match, words)
    return number, at + 1


def _lone(text: str, match: re.Match[str], words: _Words) -> Number | None:
    """An ordinal, a fraction, a multiple or a vague number in one word."""
    start, end = match.span()
    word = match.group().lower()
    if match["ordinal"]:
        of_time = word == "second" and _PER.search(text, max(0, start - 6), start)
        if of_time or _THIRD_PARTY.match(text, start):
            return None
        value = Fraction(words.ordinals[match["ordinal"].lower()])
        part = (1 / value,) if 3 <= value <= 10 else ()
        return Number(start, end, value, "ordinal", others=part)
    if match["fraction"]:
        value = words.fractions[match["fraction"].lower()]
        return Number(start, end, value, "loose")
    if match["loose"]:
        return Number(start, end, Fraction(words.loose[match["loose"].lower()]), "loose")
    if word == "several":
        return None  # no figure at all
    value = Fraction(words.vague[word])
    tens = (Fraction(10),) if value == 12 else ()  # 几十: dozens
    return Number(start, end, value, "vague", others=tens)


def _scientific(match: re.Match[str]) -> Number:
    power = match["power"] or match["raised"].translate(_RAISED)
    mantissa = _value(match["mantissa"].strip(",")) if match["mantissa"] else Fraction(1)
    return Number(*match.span(), mantissa * Fraction(10) ** int(power), "digits")


def _value(digits: str) -> Fraction:
    """“10,000.5” → 10000.5."""
    return Fraction(re.sub(r"[,\u2009\u202f]", "", digits).rstrip("."))


def _composed(
    text: str, matches: list[re.Match[str]], at: int, words: _Words
) -> tuple[Number, int]:
    """Digits or words with what goes on with them: 5 million, two hundred and five, two-thirds."""
    first = matches[at]
    reader = _Reader(first, words)
    at += 1
    while at < len(matches) and reader.take(text, matches[at]):
        at += 1
    number = reader.number()
    if number.kind == "digits" and number.scale == 1:
        number = _read_on(text, number)
    return number, at


def _read_on(text: str, number: Number) -> Number:
    """Other readings of digits: 7B, 3k, and 6 p.m. as 18."""
    suffix = re.compile(r"([KkB]|bn|mn|m)(?![A-Za-z0-9/²³])").match(text, number.end)
    if suffix and suffix[1] in ("K", "k", "B", "bn"):
        factor = Fraction(1000) if suffix[1] in "Kk" else Fraction(10**9)
        return replace(number, others=(number.value * factor,))
    if suffix:  # £5m is money or meters
        return replace(number, others=(number.value * 10**6,))
    return number


class _Reader:
    """A number as it grows, word by word."""

    def __init__(self, first: re.Match[str], words: _Words) -> None:
        self.lexicon = words
        self.start, self.end = first.span()
        self.total = self.section = Fraction(0)
        self.scale = Fraction(1)
        self.words = first["word"] is not None
        self.fold = bool(first["fold"])
        self.kind = "words" if self.words else "digits"
        self.others: tuple[Fraction, ...] = ()
        if self.words:
            self.last = ""
            self._add(first["word"].lower())
        else:
            self.section, self.last = _value(first["digits"]), "digits"

    def take(self, text: str, match: re.Match[str]) -> bool:
        """Take the next match in, if it goes on with the number."""
        if self.fold or self.kind in ("ordinal", "fraction"):
            return False
        ordinal = (match["ordinal"] or "").lower()
        # “one fifth”, “two and a fifth”; “twenty-fifth”, “hundred and fifth” are ordinals, and
        # so is “one third-party audit”.
        one = self.section == 1 and self.last == "unit"
        one = one or text[self.end : match.start()].endswith((" a ", " an "))
        if match["fraction"] or (
            one and ordinal in self.lexicon.fractions and text[match.end() :][:1] != "-"
        ):
            return self._take_fraction(text, match)
        word = (match["word"] or ordinal).lower()
        # “twenty-second” is a span of time before it is an ordinal.
        if not word or word == "second" or not self._allows(word):
            return False
        gap = _GAP.fullmatch(text, self.end, match.start())
        apart = text[self.end : match.start()].isspace() and text[match.end() :][:1] == "-"
        if self.words and self.section == 1 and apart:
            return False  # one hundred-billion-parameter model
        joint = self.last in ("hundred", "scale") and self.words and word not in self.lexicon.scales
        if not gap and not (joint and _AND.fullmatch(text, self.end, match.start())):
            return False
        self._add(word)
        self.end = match.end()
        return True

    def _take_fraction(self, text: str, match: re.Match[str]) -> bool:
        """“two-thirds”, “three quarters”, “one and a half”."""
        word = (match["fraction"] or match["ordinal"]).lower()
        part = self.lexicon.fractions[word]
        if _AND.fullmatch(text, self.end, match.start()):
            self.section += part
        elif not self.words or self.last not in ("unit", "teen"):
            return False
        elif _GAP.fullmatch(text, self.end, match.start()):
            if word.startswith("quarter"):
                self.others = (self.section,)  # three quarters of a year
            self.section *= part
            self.kind = "fraction"
        else:
            return False
        self.end = match.end()
        return True

    def _allows(self, word: str) -> bool:
        if self.scale > _LARGEST:
            return False
        if word in self.lexicon.scales:
            return word not in ("hundred", "dozen") or self.last in ("digits", "unit")
        if not self.words or self.last in ("unit", "digits", "teen", "dozen"):
            return False
        if self.last == "tens":
            value = self.lexicon.units.get(word) or self.lexicon.ordinals.get(word) or 0
            return 1 <= value <= 9
        return word != "zero"

    def _add(self, word: str) -> None:
        scales, units = self.lexicon.scales, self.lexicon.units
        if word in ("hundred", "dozen"):
            self.section = (self.section or Fraction(1)) * scales[word]
            self.last = word
        elif word in scales:
            if self.last == "scale":
                self.total *= scales[word]  # thousand billion
            else:
                self.total += (self.section or Fraction(1)) * scales[word]
            self.section, self.last = Fraction(0), "scale"
            self.scale *= scales[word]
        elif word in units:
            value = units[word]
            self.section += value
            self.last = "unit" if value <= 9 else "tens" if value >= 20 else "teen"
        else:
            self.section += self.lexicon.ordinals[word]
            self.kind = "ordinal"

    def number(self) -> Number:
        """The number read."""
        return Number(
            self.start, self.end, self.total + self.section, self.kind, self.scale, self.others
        )
