"""A figure with its unit, before anything around it is read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jiebang.quantities.amount import BARE, Kind, Unit
from jiebang.quantities.units import unit_table


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and its unit: `text[start:end]`, both ends of a range included.

    `kind` is settled for dates, ordinals and names; else None. `number_end` is where
    the (last) figure ends. `form` says how the figure is written: “” plain, “fraction”
    (1/2), “scientific” (10⁻⁴), “flattened” (10-4), “half”, “ratio” (2:1), “link”, “change
    increase to” (翻一番). `doubt` is why the figure may be another one.
    """

    start: int
    end: int
    value: Fraction
    value_max: Fraction | None = None
    unit: str = ""
    meaning: Unit = BARE
    number_end: int = 0
    scale: int = 1
    tolerance: Fraction | None = None
    more: bool = False
    vague: bool = False
    magnitude: bool = False
    paired: bool = False
    share: bool = False
    kind: Kind | None = None
    form: str = ""
    doubt: str = ""
    known: bool = True  # the unit is in the lexicon
    han: bool = False  # a single Han numeral
    others: tuple[Fraction, ...] = ()
    inner: tuple[int, int] | None = None  # the metric of 0.8≤pH≤12.5
    figures: int = 1
    unit_start: int = 0

    @property
    def bare(self) -> bool:
        return not self.unit

    @property
    def scaled(self) -> bool:
        return self.scale != 1

    @property
    def counted(self) -> bool:
        """Whether the unit is a counter: 个, 家, 种."""
        entry = unit_table().entries.get(self.unit)
        return entry is not None and entry.counter


def percent() -> Unit:
    return unit_table().units["%"]
