"""English put in where a placeholder stood: article, plural, capital, blanks."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"\b([Aa])n?(\s+)$")
_VOWEL = re.compile(
    r"[aeio]|u(?!ni|se|biq|ti)|(?:8|11\b|18\b|hour|honest)|[AEFHILMNORSX](?=[A-Z0-9]|\b)"
)
_MANY = re.compile(
    r"\b(?:many|several|multiple|various|these|those|both|all|few|numerous|other|different)\s+$",
    re.I,
)
_SENTENCE = re.compile(r"(?:^|[.!?…][”)]?\s)[“(]?$")
# What English does not count; a word's ending tells most of the rest.
_MASS = re.compile(
    r"(?:ware|ing|ity|ics|ness|ship|cy|tion|ment|gence|ence|ance|age|ture|compute|data|equipment"
    r"|research|information|knowledge|AI|R&D|intelligence|support|content|work|access|power)$"
)
_ADJECTIVE = re.compile(r"(?:ous|ive|able|ible|less|ful|ed)$")
_COUNTED = re.compile(r"(?:application|station|solution|institution|organization|function|agency"
                      r"|instrument|document|environment|component|system|city|facility|entity"
                      r"|community|university|image|language|package|feature)$")  # fmt: skip


def is_mass(noun: str) -> bool:
    """Whether the noun has no plural in these texts."""
    if _ADJECTIVE.search(noun):
        return True
    return bool(_MASS.search(noun)) and not _COUNTED.search(noun)


def plural(noun: str) -> str:
    """The plural of a noun or of the last word of a noun phrase; a mass noun as it is."""
    head, of, rest = noun.partition(" of ")
    if of:
        return plural(head) + of + rest
    if noun.endswith("sis"):
        return noun[:-2] + "es"
    if is_mass(noun) or (noun.endswith("s") and not noun.endswith(("ss", "us", "is"))):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|z|ch|sh)$", noun) else "s")


def with_article(before: str, en: str) -> str:
    """`before`, its “a” or “an” at the end as `en` wants it."""
    wanted = "an" if _VOWEL.match(en) else "a"

    def mend(match: re.Match[str]) -> str:
        article = wanted.capitalize() if match[1] == "A" else wanted
        return article + match[2]

    return _ARTICLE.sub(mend, before)


def asks_plural(before: str) -> bool:
    """Whether the words before want a plural: “several …”."""
    return bool(_MANY.search(before))


def capital(before: str, en: str) -> str:
    """`en` with a capital where a sentence begins with it."""
    if _SENTENCE.search(before) and en[:1].islower():
        return en[:1].upper() + en[1:]
    return en


def join(before: str, en: str) -> str:
    """`before` and `en` with a blank between them where English has one."""
    gap = (
        before and en and (before[-1].isalnum() or before[-1] in ",;:)%”") and en[0] not in ",;:.)”"
    )
    return before + (" " if gap else "") + en
