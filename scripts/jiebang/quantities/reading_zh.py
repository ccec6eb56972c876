"""A Chinese figure with all that has been read of it so far."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiebang.quantities.amount import Change, Comparator, Kind, Role
from jiebang.quantities.compare_zh import Comparison
from jiebang.quantities.metric import NOTHING, Found
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.states_zh import ending

# Kinds in which a bare amount before a noun is a state more often than what is asked for.
_SETTINGS = ("temperature", "frequency", "level", "pressure", "voltage", "duration")


@lru_cache(maxsize=1)
def _as_condition() -> re.Pattern[str]:
    """-40℃下容量保持率≥85%, 循环5000次后保持率≥80%: the condition of what follows."""
    under, when, later = (ending(char) for char in "下时后")
    return re.compile(rf"\s*(?:的?(?:条件|环境|工况|温度|状态)?{under}|{when}|{later})")


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
        if _as_condition().match(self.text, q.end):
            return True
        behind = self.metric is not NOTHING and self.metric.start >= q.end
        behind = behind and not self.text.startswith("范围", q.end)
        return behind and q.meaning.kind in _SETTINGS

    @property
    def before(self) -> str:
        return self.text[max(0, self.compared.start - 16) : self.compared.start]
