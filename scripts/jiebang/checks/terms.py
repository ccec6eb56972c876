"""Does the English use the term base's words, one for each term throughout?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.corpus.glossary import Term
from jiebang.document.model import Finding, Translation

_TOKEN = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)?|['’]s\b|[-‐‑–—\s_]+|.", re.DOTALL)
_JOINT = re.compile(r"[-‐‑–—\s_]+|['’]s")
_ACRONYMS = re.compile(r"^([A-Z][A-Z0-9]+)s$")  # “BCIs”: small letters would hide the plural
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_ROOT = 4  # letters that two forms of one word share at least
_VOWEL = re.compile("[aeiouy]")


def terms(translation: Translation, context: Context) -> Iterator[Finding]:
    """Findings for a checked term without its English, and for forbidden English.

    The first are errors in a project with strict terms, else warnings; the second
    are errors everywhere.
    One rendering does for all places of a term. Plurals, hyphens, case, and
    simple -ing and -ed forms make no difference. A forbidden rendering inside
    an approved one of this entry is no fault; an approved one inside it hides nothing.
    """
    found = dict.fromkeys(match.term for match in context.terms.find(translation.zh))
    en = Words(translation.en)
    forbidden = [Words(text) for term in found for text in term.forbidden]
    approved = [
        text
        for term in found
        for text in term.renderings
        if len(text.split()) > 1 and not any(words.has(text) for words in forbidden)
    ]
    for term in found:
        if term.check and not any(en.has(text) for text in term.renderings):
            report = context.error if context.terms.strict else context.warning
            others = "".join(f", or “{text}”" for text in term.variants)
            message = f"no English for {term.zh} ({term.id}); write “{term.en}”{others}"
            yield report("terms", translation, message)
    rest = en.without(approved)
    for term in found:
        for text in term.forbidden:
            if rest.has(text, strict=True):
                message = f"“{text}” must not stand for {term.zh}; write “{term.en}”"
                yield context.error("terms", translation, message)


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


class Words:
    """A text as words: in small letters, each with and without its ending."""

    def __init__(self, text: str) -> None:
        tokens = [_ACRONYMS.sub(r"\1", t) for t in _TOKEN.findall(text) if not _JOINT.fullmatch(t)]
        self._words = [singular(token.lower()) for token in tokens]
        self._stems = [stem(word) for word in self._words]

    def has(self, phrase: str, *, strict: bool = False) -> bool:
        """Whether the phrase occurs; `strict` allows for the plural only."""
        return next(self._places(phrase, strict), None) is not None

    def without(self, phrases: list[str]) -> Words:
        """These words with each of the phrases, longest first, blotted out."""
        rest = Words("")
        rest._words, rest._stems = list(self._words), list(self._stems)
        for phrase in sorted(phrases, key=len, reverse=True):
            length = len(Words(phrase)._words)
            for start in list(rest._places(phrase, strict=False)):
                rest._words[start : start + length] = [""] * length
                rest._stems[start : start + length] = [""] * length
        return rest

    def _places(self, phrase: str, strict: bool) -> Iterator[int]:
        wanted = Words(phrase)
        mine, theirs = (self._words, wanted._words) if strict else (self._stems, wanted._stems)
        length = len(theirs)
        if not length:
            return
        for start in range(len(mine) - length + 1):
            if mine[start : start + length] == theirs:
                yield start


def singular(word: str) -> str:
    """“technologies” → “technology”, “processes” → “process”, “models” → “model”."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stem(word: str) -> str:
    """“labeling”, “labelled”, “label” → “label”; “compute”, “computing” → “comput”.

    Crude on purpose: both sides are cut the same way, so that only a clash of
    two different words in one phrase could mislead.
    """
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and _VOWEL.search(base):
            word = base
            break
    # “planned” → “plann” → “plan”; “process” loses an s alike on both sides.
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 4 and word.endswith("i"):
        word = word[:-1] + "y"
    return word
