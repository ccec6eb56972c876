"""Is it English, or Chinese in English words?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.checks.style import load_style
from jiebang.document.model import Finding, Translation


def calques(translation: Translation, context: Context) -> Iterator[Finding]:
    """A warning for each calque of style.yml, with what to say in its place; an error if sure."""
    for calque in load_style().calques:
        found = calque.en.search(translation.en)
        if found and calque.zh in translation.zh:
            message = f"“{found.group().strip()}” is a calque; say: {calque.say}"
            report = context.error if calque.sure else context.warning
            yield report("calques", translation, message)
