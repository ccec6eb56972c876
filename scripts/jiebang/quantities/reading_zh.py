"""A Chinese figure with all that has been read of it so far."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiebang.quantities.amount import Change, Comparator, Kind, Role
from jiebang.quantities.compare_zh import Comparison
from jiebang.quantities.metric import NOTHING, Found
from jiebang.quantities.quantity import Quantity

# -40℃容量保持率≥85%, 循环5000次后保持率≥80%: the condition of what follows.
_AS_CONDITION = re.compile(
    r"\s*(?:的?(?:条件|环境|工况|温度|状态)?下(?![降载行一游属沉限])|时(?![间延长刻效域段序速])|后(?![端台处续备]))"
)
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
    per: str = ""
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
        if _AS_CONDITION.match(self.text, q.end):
            return True
        behind = self.metric is not NOTHING and self.metric.start >= q.end
        return behind and q.meaning.kind in _SETTINGS

    @property
    def before(self) -> str:
        return self.text[max(0, self.compared.start - 16) : self.compared.start]
