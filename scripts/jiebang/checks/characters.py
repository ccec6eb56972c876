"""Does the English hold signs that nobody sees, or letters that look like others?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

# Marks of direction and of no width, control characters, ends of lines, private ones.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Seen by nobody, though Unicode calls them letters, marks or symbols; and the sign for a fault.
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef]"
)
_WORD = re.compile(r"[^\W\d_]+")
_OURS = ("LATIN", "CJK")
# Greek letters stand beside Latin ones in units and signs (kΩ, Δt); these look Latin.
_GREEK = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορυ")


def characters(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error for each sign that is not seen; a warning for a word of mixed alphabets."""
    en = "\n".join((translation.en, *translation.notes))
    for sign in dict.fromkeys(en):
        unseen = sign != "\n" and unicodedata.category(sign) in _UNSEEN
        if unseen or _BLANKS.match(sign):
            count = en.count(sign)
            times = f", {count} times" if count > 1 else ""
            message = (
                f"{_named(sign)}{times}: nobody sees it, or it moves what is seen; take it out"
            )
            yield context.error("characters", translation, message)
    if en.isascii():
        return
    for word in dict.fromkeys(_WORD.findall(en)):
        sign = next((c for c in word if _is_foreign(c, word)), "")
        if sign and word not in translation.zh:
            message = f"“{word}” has {_named(sign)}: write it in Latin letters"
            yield context.warning("characters", translation, message)


def _is_foreign(sign: str, word: str) -> bool:
    """Whether a letter is of another alphabet than English is written in."""
    if sign.isascii() or not sign.isalpha() or _BLANKS.match(sign):
        return False
    name = unicodedata.name(unicodedata.normalize("NFKC", sign)[0], "")
    if name.startswith("GREEK"):
        return sign in _GREEK and any(c.isascii() for c in word)
    return not name.startswith(_OURS)


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()
