"""Is a term rendered by one word throughout?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.checks.terms import Words
from jiebang.corpus.glossary import Term
from jiebang.document.model import Finding, Translation

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_ROOT = 4  # letters that two forms of one word share at least


def renderings(translation: Translation, context: Context) -> Iterator[Finding]:
    """A finding where a term stands in another word than its headword.

    Inflections and abbreviations of the headword will do, and the variants that the
    entry binds to a context. An error in a project with strict terms, else a warning.
    """
    en = Words(translation.en)
    for term in dict.fromkeys(match.term for match in context.terms.find(translation.zh)):
        if not term.check or en.has(term.en):
            continue
        used = [text for text in term.variants if en.has(text)]
        if used and not any(is_stated(term, text) for text in used):
            message = (
                f"“{used[0]}” stands for {term.zh}, whose headword is “{term.en}”; write that,"
                " or say in the glossary in which context the other belongs"
            )
            report = context.error if context.terms.strict else context.warning
            yield report("renderings", translation, message)


def is_stated(term: Term, variant: str) -> bool:
    """Whether a variant is the headword inflected or abbreviated, or bound to a context."""
    return (
        variant in dict(term.contexts)
        or _inflected(variant, term.en)
        or _abbreviated(variant, term.en)
    )


def _inflected(variant: str, headword: str) -> bool:
    theirs = _words(headword)
    # Two forms of one word share their first letters; shorter words must be the same.
    return all(
        any(w == other or (len(w) >= _ROOT and w[:_ROOT] == other[:_ROOT]) for other in theirs)
        for w in _words(variant)
    )


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _SMALL]


def _abbreviated(variant: str, headword: str) -> bool:
    """Whether the capitals are the first letters of the headword's words, in order."""
    capitals = [char.lower() for char in variant if char.isupper()]
    initials = iter(word[0] for word in _words(headword))
    return len(capitals) > 1 and all(any(one == char for one in initials) for char in capitals)
