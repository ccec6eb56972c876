"""Are the spaces where English has them?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_DOUBLE = re.compile(r"(?<!\S)\S+[ \u00a0]{2,}\S+")
# A sign before a letter or digit may be a name: “ .NET”, “ :8080”.
_BEFORE_SIGN = re.compile(r"(?<!\S)\S+\s+(?:[,;:!?.](?![\w.])|[)\]}”])")
_AFTER_OPENING = re.compile(r"[(\[{“]\s+\S+")


def spacing(translation: Translation, context: Context) -> Iterator[Finding]:
    """Warn of doubled spaces, spaces before a sign, and spaces at either end."""
    en = translation.en
    faults = (
        (_DOUBLE, "two spaces together"),
        (_BEFORE_SIGN, "a space before a sign"),
        (_AFTER_OPENING, "a space after an opening bracket or quote"),
    )
    for pattern, what in faults:
        match = pattern.search(en)
        if match:
            yield context.warning("spacing", translation, f"{what}: “{match.group()}”; take it out")
    if en != en.strip():
        yield context.warning("spacing", translation, "spaces at the start or end; take them out")
