"""Does each bound point the way it does in the Chinese, beside the same figure?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def comparators(translation: Translation, context: Context) -> Iterator[Finding]:
    """Bounds lost, reversed or added, and ranges taken apart."""
    return context.differences("comparators", translation)
