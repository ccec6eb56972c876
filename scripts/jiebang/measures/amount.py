"""What one amount of an indicator is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jiebang.measures.units import Unit


class Comparator(StrEnum):
    """How the value bounds the metric. A bare amount is `=`."""

    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    EQUAL = "="
    ABOUT = "~"
    RANGE = "range"


class Change(StrEnum):
    """Which way an amount of change goes: 提升25%, 缩短40%."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Confidence(StrEnum):
    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of a text `zh`.

    `zh[start:end]` is the amount with its comparator words, `zh[metric_start:metric_end]`
    the noun phrase it measures (`metric`; an empty span where none can be told).
    Spans are half-open, in characters; where a list shares one head, the metric's
    span is the head's, so it may stand before other amounts.

    `value` is exact, 万 and 亿 worked in; `value_max` is the upper bound of a range,
    in the same unit. `unit` is as printed, without 万 or 亿 (“” for a bare number);
    `reading` is what the unit means there. `change` is set where the amount is one of
    change against a base. `qualifier` is the precision of a compute rate (@FP16).
    `reason` says why `confidence` is low; it is empty when it is high.
    """

    metric: str
    metric_start: int
    metric_end: int
    comparator: Comparator
    value: Decimal
    value_max: Decimal | None
    unit: str
    reading: Unit
    start: int
    end: int
    change: Change | None = None
    qualifier: str = ""
    confidence: Confidence = Confidence.HIGH
    reason: str = ""

    @property
    def value_si(self) -> Decimal | None:
        """The value in `reading.base`; None where the unit has no base."""
        return self.reading.in_base(self.value)
