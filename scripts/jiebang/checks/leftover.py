"""Is there Chinese left in the English?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
# CJK signs and full-width forms; “ ” … — are at home in both languages.
_WIDE = re.compile(r"[\u3000-\u303f\ufe30-\ufe4f\uff01-\uff65\uffe0-\uffe6]")


def leftover(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for Han characters and for full-width signs in the English."""
    han = _HAN.findall(translation.en)
    if han:
        found = ", ".join(dict.fromkeys(han))
        message = f"Chinese left in the English: {found}; translate it, or give it in pinyin"
        yield context.error("leftover", translation, message)
    wide = _WIDE.findall(translation.en)
    if wide:
        found = " ".join("a full-width space" if c == "\u3000" else c for c in dict.fromkeys(wide))
        message = f"full-width signs in the English: {found}; use the English ones"
        yield context.error("leftover", translation, message)
