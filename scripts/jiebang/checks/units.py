"""Does each figure keep its unit, and is a change still the same change?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def units(translation: Translation, context: Context) -> Iterator[Finding]:
    """Units, currencies, rates (per hour) and changes (by, to) that are others; false nouns."""
    return context.differences("units", translation)
