"""Was the English written for this Chinese?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def stale(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where the Chinese has changed since the English was written."""
    if translation.stale:
        message = (
            f"the Chinese has changed since: it was “{translation.stale}”; "
            "bring the English up to it and clear the mark"
        )
        yield context.error("stale", translation, message)
