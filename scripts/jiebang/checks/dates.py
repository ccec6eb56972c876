"""Are the days of the calendar the same?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def dates(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for a day of the Chinese (11月8日) that the English has as another one."""
    return context.differences("dates", translation)
