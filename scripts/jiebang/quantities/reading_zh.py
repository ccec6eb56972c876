"""A Chinese figure with all that has been read of it so far."""

from __future__ import annotations

from dataclasses import dataclass

from jiebang.quantities.amount import Change, Comparator, Kind, Role
from jiebang.quantities.compare_zh import Comparison
from jiebang.quantities.metric import NOTHING, Found
from jiebang.quantities.quantity import Quantity

# Kinds in which a bare amount before a noun is a state more often than what is asked for.
_SETTINGS = ("temperature", "frequency", "level", "pressure", "voltage", "duration")


@dataclass(slots=True)
class Reading:
    """A figure with all that has been read of it so far; `text` is the whole normal text."""

    text: str
    quantity: Quantity
    compared: Comparison
    tail: int  # behind a qualifier (@FP16)
    floor: int  # where the amount before ends
    metric: Found = NOTHING
    condition: tuple[int, int] | None = None
    baseline: Quantity | None = None
    kind: Kind | None = None
    optional: bool = False
    role: Role = Role.MEASURE
    doubt: str = ""  # why it may measure nothing

    @property
    def measure(self) -> bool:
        return self.kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE) and not self.optional

    def is_condition(self) -> bool:
        """Whether a bare amount may be the condition of what follows: 25℃下, -40℃容量保持率."""
        q, compared = self.quantity, self.compared
        if compared.said or compared.change is not Change.LEVEL or q.form or self.baseline:
            return False
        if compared.comparator not in (Comparator.EQUAL, Comparator.RANGE):
            return False
        behind = self.metric is not NOTHING and self.metric.start >= q.end
        behind = behind and not self.text.startswith("范围", q.end)
        return behind and q.meaning.kind in _SETTINGS

    @property
    def before(self) -> str:
        return self.text[max(0, self.compared.start - 16) : self.compared.start]
