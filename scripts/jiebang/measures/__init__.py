"""Amounts of indicators as data: metric, comparator, value, unit.

`extract` reads one Chinese text; `jiebang.measures.rows` makes the table.
"""

from jiebang.measures.amount import Amount, Change, Comparator, Confidence
from jiebang.measures.parser import extract

__all__ = ["Amount", "Change", "Comparator", "Confidence", "extract"]
