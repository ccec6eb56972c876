"""Does the English use the term base's words, one for each term throughout?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from jiebang.checks.rules import ERROR, WARNING, Problem, style
from jiebang.corpus.glossary import Term, TermBase
from jiebang.document.model import Translation

_TOKEN = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)?|['’]s\b|[-‐‑–—\s_]+|.", re.DOTALL)
_JOINT = re.compile(r"[-‐‑–—\s_]+|['’]s")
_ACRONYMS = re.compile(r"^([A-Z][A-Z0-9]+)s$")  # “BCIs”: small letters would hide the plural
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_ROOT = 4  # letters that two forms of one word share at least
_REMEMBERED = 20_000  # words


def terms(translation: Translation, base: TermBase) -> Iterator[Problem]:
    """Problems of a checked term without its English, and of forbidden English.

    The first are errors in a project with strict terms, else warnings; the second
    are errors everywhere.
    One rendering does for all places of a term. Plurals, hyphens, case, and
    simple -ing and -ed forms make no difference. A forbidden rendering inside
    an approved one of this entry is no fault; an approved one inside it hides nothing.
    """
    found = _find_terms(translation, base)
    en = EnglishWords(translation.en)
    for term in found:
        if term.check and not any(en.has(text) for text in term.renderings):
            others = "".join(f", or “{text}”" for text in term.variants)
            what = f"no English for {term.zh} ({term.id}); write “{term.en}”{others}"
            yield ERROR if base.strict else WARNING, what
    forbidden = [EnglishWords(text) for term in found for text in term.forbidden]
    if not forbidden:
        return
    approved = [
        text
        for term in found
        for text in term.renderings
        if len(text.split()) > 1 and not any(words.has(text) for words in forbidden)
    ]
    rest = en.without(approved)
    for term in found:
        for text in term.forbidden:
            if rest.has(text, strict=True):
                yield ERROR, f"“{text}” must not stand for {term.zh}; write “{term.en}”"


def renderings(translation: Translation, base: TermBase) -> Iterator[Problem]:
    """A problem where a term stands in another word than its headword.

    Inflections and abbreviations of the headword will do, and the variants that the
    entry binds to a context. An error in a project with strict terms, else a warning.
    """
    en = EnglishWords(translation.en)
    for term in _find_terms(translation, base):
        if not term.check or en.has(term.en):
            continue
        used = [text for text in term.variants if en.has(text)]
        if used and not any(is_stated(term, text) for text in used):
            what = f"“{used[0]}” stands for {term.zh}, whose headword is “{term.en}”"
            how = "write that, or say in the glossary in which context the other belongs"
            yield ERROR if base.strict else WARNING, f"{what}; {how}"


def _find_terms(translation: Translation, base: TermBase) -> Iterable[Term]:
    return dict.fromkeys(match.term for match in base.find(translation.zh))


def is_stated(term: Term, variant: str) -> bool:
    """Whether a variant is the headword inflected or abbreviated, or bound to a context."""
    ours, theirs = _words(variant), _words(term.en)
    # Two forms of one word share their first letters; shorter words must be the same.
    inflected = all(
        any(w == other or (len(w) >= _ROOT and w[:_ROOT] == other[:_ROOT]) for other in theirs)
        for w in ours
    )
    # Its capitals may be the first letters of the headword's words, in order.
    capitals = [char.lower() for char in variant if char.isupper()]
    initials = iter(word[0] for word in theirs)
    abbreviated = len(capitals) > 1 and all(char in initials for char in capitals)
    return inflected or abbreviated or variant in dict(term.contexts)


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _SMALL]


class EnglishWords:
    """A text as words: in small letters, each with and without its ending."""

    def __init__(self, text: str) -> None:
        tokens = [_ACRONYMS.sub(r"\1", t) for t in _TOKEN.findall(text) if not _JOINT.fullmatch(t)]
        self._words = [singular(token.lower()) for token in tokens]
        self._stems = [stem(word) for word in self._words]

    def has(self, phrase: str, *, strict: bool = False) -> bool:
        """Whether the phrase occurs; `strict` allows for the plural only."""
        return any(self._places(EnglishWords(phrase), strict))

    def without(self, phrases: Iterable[str]) -> EnglishWords:
        """These words with each of the phrases, longest first, blotted out."""
        rest = EnglishWords("")
        rest._words, rest._stems = list(self._words), list(self._stems)
        for words in map(EnglishWords, sorted(phrases, key=len, reverse=True)):
            for place in list(rest._places(words, strict=False)):
                rest._words[place] = rest._stems[place] = [""] * len(words._words)
        return rest

    def _places(self, wanted: EnglishWords, strict: bool) -> Iterator[slice]:
        mine, theirs = (self._words, wanted._words) if strict else (self._stems, wanted._stems)
        for start in range(len(mine) - len(theirs) + 1 if theirs else 0):
            if mine[start : start + len(theirs)] == theirs:
                yield slice(start, start + len(theirs))


@lru_cache(_REMEMBERED)
def singular(word: str) -> str:
    """“technologies” → “technology”, “processes” → “process”, “models” → “model”."""
    rule, new = next(each for each in style()["singular"] if each[0].search(word))
    return str(rule.sub(new, word, count=1))


@lru_cache(_REMEMBERED)
def stem(word: str) -> str:
    """“labeling”, “labelled”, “label” → “label”; “compute”, “computing” → “comput”."""
    for rule, new in style()["stem"]:
        word = rule.sub(new, word, count=1)
    return word
