"""Is a prohibition still one, and only where there was one?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.bounds import bounds_en
from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

# 不得少于 and 不能低于 compare: that is another check's business.
_COMPARE = r"(?:少于|低于|小于|短于|弱于|超过|超出|高于|大于|多于|长于|迟于|晚于)"
_BOUND = re.compile(rf"(?:不|未)(?:得|能|应|可|宜|会|要)?{_COMPARE}")
_SAYS_NO = re.compile(
    r"不得|不能|不可(?![见控预忽逆或])|不应(?!期)|不宜|不允许|不予|不涉及|未涉及|禁止|严禁|不对外|无需|无法"
)
_ANY_NO = re.compile(
    r"不(?![同断足良仅久动便乏菲凡锈限])|未(?!来)|无(?![人线障]|创)|非(?![常线])|没有|勿|莫|禁|免(?!疫)|拒"
)
_EN_NO = re.compile(
    r"\b(?:no|not|cannot|never|nor|neither|none|without|unable|prohibit(?:ed|s)?|forbidden"
    r"|unavailable|unnecessary)\b|n[’']t\b",
    re.I,
)
# “shall not”, “do not”: what turns a verb round. “Not only” does not.
_EN_VERB_NOT = re.compile(
    r"\b(?:shall|must|may|might|should|will|would|can|could|do|does|did|is|are|was|were|has|have"
    r"|had|be)\s+not\b(?! only)|\bcannot\b|n[’']t\b",
    re.I,
)


def negation(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors where 不得, 不能, 未涉及 … lost their “not”, or a verb got one from nowhere.

    Each of them needs a negative word of its own in the English; and the English
    must not deny more verbs than there are negative words in the Chinese.
    Comparisons (不少于, “no fewer than”) are left out on either side.
    """
    zh = _BOUND.sub("", translation.zh)
    en = translation.en
    for bound in bounds_en(en):
        en = en[: bound.start] + "※" * (bound.end - bound.start) + en[bound.end :]
    said, given = _SAYS_NO.findall(zh), _EN_NO.findall(en)
    if len(said) > len(given):
        message = (
            f"the Chinese denies {len(said)} time(s) ({', '.join(said)}), the English "
            f"{len(given)}; write “shall not”, “may not”, “no”"
        )
        yield context.error("negation", translation, message)
    extra = _EN_VERB_NOT.findall(en)
    if len(extra) > len(_ANY_NO.findall(zh)):
        message = f"the English says “{extra[0]}”, the Chinese denies no such thing; mend it"
        yield context.error("negation", translation, message)
