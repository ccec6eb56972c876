"""A figure with its unit, before anything around it is read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiebang.measures.units import unit_table


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and its unit: `text[start:end]`, a range or a tolerance included.

    `unit` is as printed, “” if there is none; `bare` is then True. `number_end` is
    where the (last) figure ends. `tolerance` marks ±. `more` marks 余 and 多 (10余).
    `vague` marks 级 after a power of ten (千亿级), `magnitude` a figure of powers of
    ten only (百亿, 千). `paired` marks the first of a×b and a±b.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    number_end: int
    scaled: bool = False
    tolerance: bool = False
    more: bool = False
    vague: bool = False
    qualifier: str = ""
    magnitude: bool = False
    paired: bool = False
    share: bool = False
    inner: tuple[int, int] | None = None  # the metric of 0.8≤pH≤12.5

    @property
    def bare(self) -> bool:
        return not self.unit

    @property
    def counted(self) -> bool:
        """Whether the unit is a classifier: 个, 家, 种."""
        return self.unit in unit_table().classifiers
