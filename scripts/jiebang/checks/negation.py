"""Is what the Chinese denies denied in the English, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def negation(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors where a denial is lost, or one comes from nowhere."""
    return context.differences("negation", translation)
