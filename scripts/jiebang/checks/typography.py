"""Is the English set as the style guide says?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_INCH = r"(?<=[0-9])[\"']"
_FAULTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?!{_INCH})[\"']"), "a straight quote: write “ ” or ’"),
    (re.compile(r"(?<!\.)\.\.(?!\.)"), "two full stops: keep one"),
    (re.compile(r"([,;:])\s*\1|,\s*[;.]|;\s*[,.](?!\w)"), "two signs together: keep one"),
    (re.compile(r"(?<![-\w])--(?!-)|(?<=\w)--(?=\w)"), "a double hyphen: write —"),
    (re.compile(r"\.\.\."), "three full stops: write …"),
    (re.compile(r"[0-9](?:TB|GB|PB|Gb|Tb|[TP]FLOPS|[TP]OPS|km|mm|cm|kg|ms|μs|kW|dB|Wh)\b"),
     "a unit joined to its figure: put a space between"),
    (re.compile(r"(?:≥|≤|>|<)\s+(?=[0-9])"), "a space after a sign of comparison: take it out"),
)  # fmt: skip
_LINK = re.compile(r"<?https?://\S*|(?<!\S)[^\s@]+@[^\s@]+\.[^\s@.]\S*?(?=[.;]?(?:\s|$))")
_STOP = re.compile(r"[.!?…][)\]”’]*$")
_ZH_STOP = re.compile(r"[。！？][）)”]*$")
_ZH_CLAUSE = re.compile(r"[；;]$")
_EN_CLAUSE = re.compile(r"[;.]$")


def typography(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for signs against the style guide, and for an end that differs.

    Quotes are curly, a dash is no double hyphen, no sign stands twice, a unit
    stands apart from its figure and ≥ next to it. A 。 at the end of the Chinese
    is a full stop in the English, a ； stays a semicolon (the last may be a stop).
    """
    en = _LINK.sub(" link ", translation.en)
    for pattern, what in _FAULTS:
        match = pattern.search(en)
        if not match:
            continue
        as_printed = match.group() in translation.zh and not match.group()[0].isalnum()
        if not as_printed:  # “...” may stand in both
            around = en[max(0, match.start() - 12) : match.end() + 8].strip()
            yield context.error("typography", translation, f"“{around}”: {what}")
    zh = translation.zh.rstrip()
    if _ZH_STOP.search(zh) and not _STOP.search(en.rstrip()):
        message = "the Chinese ends with a full stop, the English does not; add it"
        yield context.error("typography", translation, message)
    elif _ZH_CLAUSE.search(zh) and not _EN_CLAUSE.search(en.rstrip()):
        message = "the Chinese ends with ；, the English with neither ; nor a full stop; add it"
        yield context.error("typography", translation, message)
