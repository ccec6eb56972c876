"""Are two figures swapped?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation


def order(translation: Translation, context: Context) -> Iterator[Finding]:
    """A warning where two figures that nothing tells apart come in the other order."""
    return context.differences("order", translation)
