"""The one type of amount: what `read_zh` and `read_en` both give."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from unicodedata import numeric

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
VULGAR = {c: Fraction(numeric(c)).limit_denominator(10) for c in "½¼¾⅓⅔"}
_SIGNIFICANT = 15  # digits of a value that has no finite decimal (km/h → m/s)


class Comparator(StrEnum):
    """How the value bounds what is measured. A bare amount is `=`."""

    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    EQUAL = "="
    ABOUT = "~"
    RANGE = "range"


class Change(StrEnum):
    """Whether an amount is a level, or by how much (or to what) something changes."""

    LEVEL = "level"
    INCREASE = "increase"
    DECREASE = "decrease"


class Kind(StrEnum):
    """What a figure is. Only the first three are measures."""

    AMOUNT = "amount"  # 3 km, 500 yuan, PUE 1.2
    COUNT = "count"  # 3 sets, 100 enterprises
    SHARE = "share"  # 95%, one third, 七成
    DATE = "date"  # 2025年, 6月30日, 18:00
    ORDINAL = "ordinal"  # 第三, item numbers
    NAME = "name"  # 5G, FP16, 工业4.0, 〔2026〕21号
    BASE = "base"  # of a rate: the 24 of 每24小时
    NUMBER = "number"  # a bare figure that nothing compares


class Role(StrEnum):
    """What a figure with a unit says: what is measured, or what that rests on."""

    MEASURE = "measure"
    CONDITION = "condition"  # of another amount: 150℃下, 循环10万次后, （25℃）
    TERM = "term"  # until when somebody acts, or how far back one looks: 30日内提交, 近三年


class Confidence(StrEnum):
    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a printed unit means.

    `ucum` is its UCUM code, `kind` its quantity kind, `base` the code of the SI or base
    unit and `factor` what one of it is in that (`offset`, added afterwards, for scales
    of temperature); for what cannot be told all three are empty. `note` says on what
    reading this rests, where it is not the printed one.
    """

    ucum: str = ""
    kind: str = ""
    base: str = ""
    factor: Fraction = Fraction(1)
    note: str = ""
    offset: Fraction = Fraction(0)

    def in_base(self, value: Decimal) -> Decimal | None:
        """The value in `base`: exact, or to 15 significant digits where it has no end."""
        return finite(Fraction(value) * self.factor + self.offset) if self.base else None


UNKNOWN = Unit()
BARE = Unit("1", "number", "1")  # PUE, MOS: a number without unit
COUNT = Unit("1", "count", "1")


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of a text, with all that says how it is meant.

    Spans are half-open, in characters of the text as given: `[start, end)` with the words
    that compare, `[number_start, number_end)` the figure with its unit and without them.

    value, value_max: exact, 万 or “million” worked in; `value_max` is the upper end of a
        range, in the same unit, else None. A tolerance is a range, too: -18±1 has -19 and
        -17, ±0.5 has -0.5 and 0.5, and `tolerance` is what stands behind ±.
    scale: the power of ten the text writes as a word (万: 10000, million: 1000000), else 1.
    unit: as printed, without 万 or “million” (“” for a bare number); `meaning` is what
        it means here. Of a counter it is the word (个, sets).
    per: UCUM code of the base of a rate where `unit` has none (每小时: “h”; 每24小时:
        “(24.h)”; 每台: “{set}”); `per_text` is that base as printed (小时, 24小时, 台).
    role: whether this is measured, the condition of another amount, or a term.
    implied: whether the comparator rests on a verb of change alone (提升至85%).
    limited: whether a noun of a ceiling stands right before it (最高1,200万元).
    toward: which way a level was changed that something is raised or lowered “to”.
    change, mode: increase or decrease “by” the amount (提升25%); a level that something is
        raised or lowered “to” (提升至85%) is a level with that mode; else mode is “”.
        `baseline` is what it starts from (由60%提高到85%: 60), in the same unit.
    condition: under what the amount holds, as printed (FP16, 125℃, 10dB信噪比), with its
        span; “” for none.
    approximate: 约, 左右, 多, 余, 近, 几; about, some, nearly.
    figures: how many figures the text writes for it (a range 2, 3840×2160 2).
    others: further values of a product of sizes (3840×2160: 2160), in order.
    word: the printed words that compare, without the figure (“” for none).
    metric: the noun phrase measured; an empty span where none can be told.
    optional: a figure that the other language may leave out (一种, 二次开发, “one”).
    reason: why `confidence` is low; empty when it is high.
    """

    start: int
    end: int
    value: Decimal
    comparator: Comparator = Comparator.EQUAL
    value_max: Decimal | None = None
    tolerance: Decimal | None = None
    scale: Decimal = Decimal(1)
    unit: str = ""
    meaning: Unit = BARE
    per: str = ""
    per_text: str = ""
    role: Role = Role.MEASURE
    implied: bool = False
    limited: bool = False
    toward: Change = Change.LEVEL
    change: Change = Change.LEVEL
    mode: str = ""
    baseline: Decimal | None = None
    approximate: bool = False
    condition: str = ""
    condition_start: int = 0
    condition_end: int = 0
    kind: Kind = Kind.AMOUNT
    number_start: int = 0
    number_end: int = 0
    figures: int = 1
    others: tuple[Decimal, ...] = ()
    word: str = ""
    metric: str = ""
    metric_start: int = 0
    metric_end: int = 0
    optional: bool = False
    confidence: Confidence = Confidence.HIGH
    reason: str = ""
    # Exact where `value` is not: 1/3. For comparing; not published.
    exact: Fraction | None = field(default=None)
    # Further values that do as well: 7B is 7000000000, 6 p.m. is 18. For comparing.
    readings: tuple[Fraction, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def measured(self) -> bool:
        """Whether this is a measure, no date, ordinal or name."""
        return self.kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)

    def moved(self, by: int) -> Amount:
        """The same amount in a text that has so many characters more before it."""
        places = (*_PLACES, *(_CONDITION if self.condition else ()))
        return replace(self, **{name: getattr(self, name) + by for name in places})

    @property
    def value_si(self) -> Decimal | None:
        """The value in `meaning.base`; None where the unit has no base."""
        return self.meaning.in_base(self.value)

    @property
    def value_max_si(self) -> Decimal | None:
        """The upper value in `meaning.base`; None without one, or without a base."""
        return None if self.value_max is None else self.meaning.in_base(self.value_max)

    @property
    def magnitude(self) -> Fraction:
        """The value for comparing: exact, and in the base unit where there is one."""
        exact = Fraction(self.value) if self.exact is None else self.exact
        return exact * self.meaning.factor + self.meaning.offset if self.meaning.base else exact


_PLACES = ("start", "end", "number_start", "number_end", "metric_start", "metric_end")
_CONDITION = ("condition_start", "condition_end")


@lru_cache(maxsize=4096)
def finite(value: Fraction) -> Decimal:
    """A fraction as a plain decimal; rounded half to even where it has no end."""
    top, below = str(abs(value.numerator)), value.denominator
    places = None
    if len(top.rstrip("0")) <= 2 * _SIGNIFICANT:  # an angle has as many digits as its π
        places = next((n for n in range(below.bit_length()) if 10**n % below == 0), None)
    if places is None:
        places = _SIGNIFICANT - (len(top) - len(str(below)))
    return Decimal(round(value * Fraction(10) ** places)).scaleb(-places)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 1000000, 0.25."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
