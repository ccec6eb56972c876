"""The figures of a text by value, and of two texts set against each other.

A figure counts by its value, however it is written: 100 万, 1,000,000 and
“1 million” are one; ３ and 三个 and “three”, too. Values are exact decimals.
What need not turn up in the other language is `optional`: the 一 of 一体化,
“single”, the 3 of cm3, an outline number, 数百 and “hundreds”.
"""

from __future__ import annotations

from jiebang.text.figures import Difference, Figure, FigureKind, set_against
from jiebang.text.numerals_en import figures_en
from jiebang.text.numerals_zh import figures_zh, han_value

__all__ = [
    "Difference",
    "Figure",
    "FigureKind",
    "compare",
    "figures_en",
    "figures_zh",
    "han_value",
]


def compare(zh: str, en: str) -> Difference:
    """Set the figures of a Chinese text against those of its English, as multisets.

    Args:
        zh: the Chinese.
        en: its English.

    Returns:
        The required figures of either side that the other lacks; false when
        every figure is accounted for. The order of figures is not compared.
        Never raises.
    """
    return set_against(figures_zh(zh), figures_en(en))
