"""Are the figures the same, by value, with their signs?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def numbers(translation: Translation, context: Context) -> Iterator[Finding]:
    """Figures of the Chinese that the English lacks, and the reverse; signs and ± lost."""
    return context.differences("numbers", translation)
