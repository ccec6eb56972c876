"""Are the figures of the English those of the Chinese? What `quantities.pair` finds."""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation
from jiebang.quantities.pair import pair

# Figures lost or added; bounds lost, reversed or added, and ranges taken apart; other units,
# currencies, rates and changes; figures swapped; days of the calendar; denials lost or added.
NAMES = ("numbers", "comparators", "units", "order", "dates", "negation")


def figures(name: str, translation: Translation, context: Context) -> Iterator[Finding]:
    """What `pair` finds under one of the names: an error where it is certain, else a warning."""
    for difference in pair(translation.zh, translation.en):
        if difference.check == name:
            report = context.error if difference.certain else context.warning
            yield report(name, translation, difference.message)
