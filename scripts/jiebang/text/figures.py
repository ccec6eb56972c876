"""What a figure is, and how the figures of two texts are set against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

ONE = Decimal(1)
# One character for one, so that offsets hold.
_SAME_LENGTH = str.maketrans("０１２３４５６７８９．％～－−＋", "0123456789.%~--+")

# Shared patterns. [0-9], never \d: \d takes any script's digits.
NUMBER = r"(?:[0-9]{1,3}(?:[,\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
VERSION = r"(?<![0-9.])[0-9]+(?:\.[0-9]+){2,}"
SCIENTIFIC = (
    rf"(?<![0-9.])(?:(?P<mantissa>{NUMBER})\s*[×xX*·]\s*)?10"
    r"(?:\^\{?(?P<power>[-+]?[0-9]{1,3})\}?|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
)
# cm3, km2 and what is left of them in LaTeX: the English may say “cubic”.
EXPONENT = (
    r"(?:(?<![A-Za-z])(?:[kcdmnμ]?m|in|ft)(?P<unit_power>[23])(?![0-9A-Za-z]|\.[0-9])"
    r"|\^\{?(?P<caret_power>[-+]?[0-9]{1,3})\}?|(?P<super_power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
)
POINT = r"(?<![\w.])\.[0-9]+"
# “7B model” is “7-billion-parameter model”, “8K” stays “8K”: both readings count.
SUFFIXES = {"K": Decimal(1000), "k": Decimal(1000), "B": Decimal(10**9)}
SUFFIX = re.compile(r"[KkB](?![A-Za-z0-9])")
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


class FigureKind(StrEnum):
    """What a figure counts in: 5 is not 5%, and the 3 of 3D is no count of three."""

    PLAIN = "plain"
    PERCENT = "percent"
    PERMILLE = "permille"
    DIMENSION = "dimension"


_SIGN = {
    FigureKind.PLAIN: "",
    FigureKind.PERCENT: "%",
    FigureKind.PERMILLE: "‰",
    FigureKind.DIMENSION: "D",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    `text[start:end]` is where it stands. `value` is exact, its 万 or million
    (`scale`) worked in; `others` are readings that would do as well (7B: 7, or
    7000000000). An `optional` figure need not turn up in the other language
    (一 in 一体化, “one”, the 3 of cm3), but may stand for a required one there.
    """

    value: Decimal
    start: int
    end: int
    kind: FigureKind = FigureKind.PLAIN
    optional: bool = False
    others: tuple[Decimal, ...] = ()
    scale: Decimal = ONE

    def agrees(self, other: Figure) -> bool:
        """Whether the two can be one figure: a reading in common, the same kind."""
        if self.kind is not other.kind:
            return False
        return not {self.value, *self.others}.isdisjoint((other.value, *other.others))

    def __str__(self) -> str:
        sign = _SIGN[self.kind]
        # normalize() would write 1000000 as 1E+6, and f drops nothing.
        digits = f"{self.value:f}"
        return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + sign


@dataclass(frozen=True, slots=True)
class Difference:
    """`missing`: Chinese figures without English; `extra`: English without Chinese.

    False when both are empty.
    """

    missing: tuple[Figure, ...]
    extra: tuple[Figure, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)


def even(text: str) -> str:
    """Full-width digits and signs as ASCII ones; as long as `text`."""
    return text.translate(_SAME_LENGTH)


def decimal(digits: str) -> Decimal:
    """“10,000.5” → 10000.5. `digits` is a match of NUMBER or POINT."""
    return Decimal(re.sub(r"[,\u2009\u202f]", "", digits))


def raised(digits: str) -> int:
    """“⁻³” → -3."""
    return int(digits.translate(_RAISED))


def scientific(match: re.Match[str]) -> Figure:
    """A match of SCIENTIFIC as a figure: 1.5×10^6, 10⁹."""
    power = match["power"]
    exponent = int(power) if power is not None else raised(match["raised"])
    mantissa = decimal(match["mantissa"]) if match["mantissa"] else ONE
    return Figure(mantissa.scaleb(exponent), match.start(), match.end())


def exponent(match: re.Match[str]) -> Figure:
    """A match of EXPONENT as an optional figure."""
    digits = match["unit_power"] or match["caret_power"] or match["super_power"]
    value = Decimal(abs(raised(digits)))
    return Figure(value, match.end() - len(digits), match.end(), optional=True)


def version(match: re.Match[str]) -> list[Figure]:
    """A match of VERSION (3.5.1) as its whole numbers."""
    return [
        Figure(Decimal(part.group()), match.start() + part.start(), match.start() + part.end())
        for part in re.finditer(r"[0-9]+", match.group())
    ]


def negative(text: str, start: int) -> bool:
    """Whether a hyphen before the digits at `start` is a minus, no dash between two things."""
    if start == 0 or text[start - 1] not in "-–":
        return False
    before = text[max(0, start - 9) : start - 1]
    left = before.rstrip()[-1:]
    if left.isalpha() and before[-1:].isspace():
        return True  # “to -10”
    return not (left.isalnum() or (left and left in "%‰°℃)）]”\"'-–—"))


def suffixed(figure: Figure, text: str, suffix: re.Pattern[str]) -> Figure:
    """The figure with the kind that stands after it: one group of `suffix` a kind.

    What is said in percent is a figure, however loose the word; 三维 and 3D are
    taken for dimensions up to four (a six-axis sensor is not “6D”).
    """
    match = suffix.match(text, figure.end)
    if not match or not match.lastgroup:
        return figure
    kind = FigureKind(match.lastgroup)
    if kind is FigureKind.DIMENSION:
        few = 2 <= figure.value <= 4 and figure.scale == ONE
        return replace(figure, kind=kind, others=()) if few else figure
    return replace(figure, kind=kind, end=match.end(), optional=False)


def full_hour(text: str, start: int, end: int) -> bool:
    """Whether these digits are the 00 of 18:00, which may be left out."""
    return text[start:end] == "00" and text[max(0, start - 1) : start] in (":", "：")


def join_ranges(figures: list[Figure], text: str, between: re.Pattern[str]) -> list[Figure]:
    """In “5–10%” and “50-100万” what follows the second bound holds for the first, too.

    The first takes the kind, and the scale as another reading: a writer who
    means 50 says so in the other language.
    """
    joined = list(figures)
    for n in range(len(joined) - 2, -1, -1):
        left, right = joined[n], joined[n + 1]
        if not between.fullmatch(text, left.end, right.start):
            continue
        if left.kind is FigureKind.PLAIN and right.kind is not FigureKind.PLAIN:
            left = replace(left, kind=right.kind)
        if left.scale == ONE and right.scale != ONE:
            left = replace(left, others=(*left.others, left.value * right.scale))
        joined[n] = left
    return joined


def set_against(zh: Sequence[Figure], en: Sequence[Figure]) -> Difference:
    """Match figures of two texts one to one.

    Returns:
        The required figures of each side that find no partner on the other.
        The two sides are matched apart: where each side's required figures can
        be matched at all, one matching serves both (Mendelsohn and Dulmage).
    """
    return Difference(_unmatched(zh, en), _unmatched(en, zh))


def _unmatched(wanted: Sequence[Figure], offered: Sequence[Figure]) -> tuple[Figure, ...]:
    """The required of `wanted` left over when as many as can be are matched."""
    # Required partners first, so that optional ones are left for a last resort.
    order = sorted(range(len(offered)), key=lambda i: offered[i].optional)
    partner: dict[int, int] = {}  # index in wanted → index in offered
    taken: dict[int, int] = {}  # and back

    def place(n: int) -> bool:
        """Find n a partner, moving others along where that frees one."""
        queue = [n]
        via: dict[int, int] = {}  # offered → the wanted that would take it
        for w in queue:
            for i in order:
                if i in via or not wanted[w].agrees(offered[i]):
                    continue
                via[i] = w
                if i in taken:
                    queue.append(taken[i])
                    continue
                while True:
                    mover, free = via[i], partner.get(via[i])
                    partner[mover], taken[i] = i, mover
                    if free is None:
                        return True
                    i = free
        return False

    return tuple(f for n, f in enumerate(wanted) if not f.optional and not place(n))
