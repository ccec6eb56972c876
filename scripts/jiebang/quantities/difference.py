"""One thing that differs between a text and its translation."""

from __future__ import annotations

from dataclasses import dataclass

from jiebang.quantities.align import Figure
from jiebang.quantities.amount import plain


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: the check it belongs to, whether it is certain, and what."""

    check: str
    certain: bool
    message: str


# Kinds of quantity whose unit a sentence may leave out, or say otherwise.
SOFT_KINDS = frozenset(("duration", "count", "number", "angle"))


def in_digits(figure: Figure) -> bool:
    """Whether a figure is written in digits, and not in words."""
    return any(char.isdecimal() for char in figure.written)


def say(figure: Figure) -> str:
    """“100万 (1000000)”: as written, and the value where it looks different."""
    value = figure.amount.value if not figure.role else None
    written = figure.written or str(figure.value)
    if value is None:
        return written
    return written if plain(value) in written.replace(",", "") else f"{written} ({plain(value)})"
