"""What `translate` would do with what has no English yet: by which engine, how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiebang.runtime.layout import Layout
from jiebang.translation.opening import Opened
from jiebang.translation.rates import Rates

GET = "get one: `jiebang engine get`, then `jiebang translate --engine argos`"


@dataclass(frozen=True, slots=True)
class Outlook:
    """`segments` without English, and the engine they would go to (“name@version”).

    `engine` is "" where there is none; `why_not` says why, if one is chosen. `rate` is in
    characters a second and `seconds` how long it will take; None where that engine has
    never been measured on this machine.
    """

    segments: int
    engine: str = ""
    why_not: str = ""
    rate: float | None = None
    seconds: float | None = None

    def __str__(self) -> str:
        if not self.engine:
            return self.why_not or f"none chosen; {GET}"
        if self.seconds is None:
            return f"{self.engine}, time unknown yet: never measured on this machine"
        rate = f"{self.rate:.0f}" if (self.rate or 0) >= 10 else f"{self.rate:.1f}"
        return (
            f"{self.engine}, about {_spoken(self.seconds)} (measured: {rate} characters a second)"
        )


def outlook(layout: Layout, opened: Opened, texts: Iterable[str]) -> Outlook:
    """What lies ahead of Chinese texts without English; equal ones are translated once."""
    missing = list(texts)
    if opened.engine is None:
        return Outlook(len(missing), why_not=opened.why_not)
    name = f"{opened.engine.name}@{opened.engine.version}"
    rate = Rates.of(layout).get(opened.engine, opened.settings)
    characters = sum(len(text) for text in set(missing))
    return Outlook(len(missing), name, "", rate, characters / rate if rate else None)


def _spoken(seconds: float) -> str:
    """A time for people: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
