"""The figures of an English text. Use through `jiebang.text.numerals`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jiebang.text import figures as f
from jiebang.text.figures import Figure


def _numbered(words: str, start: int, step: int = 1) -> dict[str, Decimal]:
    return {word: Decimal(step * n) for n, word in enumerate(words.split(), start)}


_UNITS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    start=0,
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", start=2, step=10)
_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
_ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    start=1,
)
# These say a number, or just a manner: 双 “dual”, 一 “single”, 倍 “double”.
_LOOSE = {
    **dict.fromkeys(("one", "once", "single", "first", "sole"), Decimal(1)),
    **dict.fromkeys(("second", "both", "dual", "twice", "pair", "pairs", "binary"), Decimal(2)),
    **dict.fromkeys(("double", "doubles", "doubled", "doubling", "secondary"), Decimal(2)),
    **dict.fromkeys(("triple", "triples", "tripled", "tripling", "thrice"), Decimal(3)),
    **dict.fromkeys(("ternary", "tertiary"), Decimal(3)),
    **dict.fromkeys(("quadruple", "quadrupled", "quarter", "quarters"), Decimal(4)),
    **dict.fromkeys(("dozen", "dozens"), Decimal(12)),
    "zero": Decimal(0),
    "half": Decimal("0.5"),
}
# “May” counts with its capital only.
_MONTHS = _numbered(
    "January February March April May June July August September October November December",
    start=1,
) | _numbered("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", start=1)
_PLURALS = {scale + "s": value for scale, value in _SCALES.items()} | {"tens": Decimal(10)}


def _any(words: Iterable[str]) -> str:
    """An alternation, longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


_SUFFIX = re.compile(
    r"(?P<percent>\s*\\?%|[\s-]*(?i:percent|per\s+cent|percentage\s+points?)\b)"
    r"|(?P<permille>\s*‰|\s+(?i:per\s+(?:mille|thousand))\b)"
    r"|(?P<dimension>-?D(?![A-Za-z0-9])|[\s-]*(?i:dimensional)\b)"
)
_MINUS = re.compile(r"\b(?:minus|negative)\s+$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[-–—~]|\bto\b)\s*")
_GAP = re.compile(r"[\s\u2010\u2011-]+")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_AFTERNOON = re.compile(r"(?::[0-5][0-9])?\s*p\.?m\b", re.IGNORECASE)
_THIRD_PARTY = re.compile(r"third[\s-]*part(?:y|ies)\b", re.IGNORECASE)
_UNIT_OF_TIME = re.compile(r"(?:\bper|/|\ba|[0-9])[\s-]*$")
_LARGEST = Decimal(10**15)  # a scale beyond this is a list of words, no number
_TOKEN = re.compile(
    rf"(?P<version>{f.VERSION})"
    rf"|(?P<scientific>{f.SCIENTIFIC})"
    rf"|(?P<exponent>{f.EXPONENT})"
    rf"|(?P<number>{f.NUMBER}|{f.POINT})"
    rf"|\b(?P<vague>(?i:{_any(_PLURALS)}))\b(?:\s+of\s+(?P<of>(?i:{_any(_PLURALS)}))\b)?"
    rf"|\b(?P<word>(?i:{_any({**_UNITS, **_TENS, **_SCALES})}))(?P<fold>-?(?i:fold)\b|\b)"
    rf"|\b(?P<ordinal>(?i:{_any(_ORDINALS)}))s?\b"
    rf"|\b(?P<loose>(?i:{_any(_LOOSE)}))\b"
    rf"|\b(?P<month>{_any(_MONTHS)})\b"
    rf"|(?P<vulgar>[{''.join(f.VULGAR)}])"
)


def figures_en(text: str) -> tuple[Figure, ...]:
    """Every figure of an English text, in order; see `jiebang.text.numerals`."""
    text = f.even(text)
    found: list[Figure] = []
    matches = list(_TOKEN.finditer(text))
    at = 0
    while at < len(matches):
        match = matches[at]
        at += 1
        if found and match.start() < found[-1].end:
            continue  # the thousand of “3 per thousand”
        if match["word"] or match["number"]:
            number = _Number(text, match)
            while at < len(matches) and number.take(matches[at]):
                at += 1
            found.append(number.figure())
        else:
            found.extend(_read(match, text))
    return tuple(f.join_ranges(found, text, _BETWEEN))


def _read(match: re.Match[str], text: str) -> Iterator[Figure]:
    """Figures of a match that stands alone."""
    start, end = match.span()
    if match["version"]:
        yield from f.version(match)
    elif match["scientific"]:
        yield f.scientific(match)
    elif match["exponent"]:
        yield f.exponent(match)
    elif match["vague"]:
        value = _PLURALS[match["vague"].lower()]
        value *= _PLURALS[match["of"].lower()] if match["of"] else 1
        yield Figure(value, start, end, optional=True)
    elif match["ordinal"]:
        yield from _ordinal(match, text)
    elif match["loose"]:
        yield Figure(_LOOSE[match["loose"].lower()], start, end, optional=True)
    elif match["month"]:
        # “may” and “march” are words, and 11月 may be “11/2021”: never demanded.
        yield Figure(_MONTHS[match["month"]], start, end, optional=True)
    else:
        yield Figure(f.VULGAR[match.group()], start, end)


def _ordinal(match: re.Match[str], text: str) -> Iterator[Figure]:
    word = match["ordinal"].lower()
    if word == "second":
        before = text[max(0, match.start() - 6) : match.start()]
        if match.group().lower() == "seconds" or _UNIT_OF_TIME.search(before):
            return
    # A third party is no third of anything, in either language.
    if not _THIRD_PARTY.match(text, match.start()):
        optional = word in ("first", "second")
        yield Figure(_ORDINALS[word], match.start(), match.end(), optional=optional)


@dataclass
class _Number:
    """A number being read, word by word: “1.5 billion”, “one hundred and twelve”."""

    text: str
    first: re.Match[str]

    def __post_init__(self) -> None:
        self.start, self.end = self.first.span()
        self.total = self.section = Decimal(0)
        self.scale = f.ONE
        self.last = ""  # the class of the last word: what may follow it
        self.words = self.first["number"] is None
        if self.words:
            self._add(self.first["word"].lower())
        else:
            self.section = f.decimal(self.first["number"])
            self.last = "digits"

    def take(self, match: re.Match[str]) -> bool:
        """Take the next match in, if it goes on with the number."""
        if self.first["fold"] and self.words:
            return False
        word = (match["word"] or match["ordinal"] or "").lower()
        # “twenty-second” is a span of time before it is an ordinal.
        if not word or word == "second" or not self._allows(word):
            return False
        gap = _GAP.fullmatch(self.text, self.end, match.start())
        joint = self.last in ("hundred", "scale") and self.words and word not in _SCALES
        if not gap and not (joint and _AND.fullmatch(self.text, self.end, match.start())):
            return False
        self._add(word)
        self.end = match.end()
        return True

    def _allows(self, word: str) -> bool:
        if self.last == "ordinal" or self.scale > _LARGEST:
            return False
        if word in _SCALES:
            return word != "hundred" or self.last in ("digits", "unit")
        if not self.words or self.last in ("unit", "digits", "teen"):
            return False
        if self.last == "tens":
            return f.ONE <= (_UNITS.get(word) or _ORDINALS.get(word) or 0) <= 9
        return word != "zero"

    def _add(self, word: str) -> None:
        if word == "hundred":
            self.section = (self.section or f.ONE) * 100
            self.last = "hundred"
        elif word in _SCALES and self.last == "scale":
            self.total *= _SCALES[word]  # thousand billion
        elif word in _SCALES:
            self.total += (self.section or f.ONE) * _SCALES[word]
            self.section = Decimal(0)
            self.last = "scale"
        elif word in _TENS:
            self.section += _TENS[word]
            self.last = "tens"
        elif word in _UNITS:
            self.section += _UNITS[word]
            self.last = "unit" if _UNITS[word] <= 9 else "teen"
        else:
            self.section += _ORDINALS[word]
            self.last = "ordinal"
        if word in _SCALES:
            self.scale *= _SCALES[word]

    def figure(self) -> Figure:
        """The number read."""
        value = self.total + self.section
        lone = self.words and self.end == self.first.end() and not self.first["fold"]
        optional = lone and self.first["word"].lower() in _LOOSE
        minus = _MINUS.search(self.text, max(0, self.start - 10), self.start)
        if minus or (not self.words and f.negative(self.text, self.start)):
            value = -value
        optional = optional or f.full_hour(self.text, self.start, self.end)
        figure = Figure(value, self.start, self.end, optional=optional, scale=self.scale)
        figure = figure if self.words else self._read_on(figure)
        return f.suffixed(figure, self.text, _SUFFIX)

    def _read_on(self, figure: Figure) -> Figure:
        """Other readings of digits: 7B, and 6 p.m. as 18."""
        suffix = f.SUFFIX.match(self.text, self.end)
        if suffix:
            return replace(figure, others=(figure.value * f.SUFFIXES[suffix.group()],))
        if figure.value < 12 and _AFTERNOON.match(self.text, self.end):
            return replace(figure, others=(figure.value + 12,))
        return figure
