"""Glossary terms in the running text, as links that jiebang.js explains on the spot.

The Chinese is searched for every term, the longest first. The English is searched only
for the terms that the Chinese beside it has, by the rendering to use, else by the first
of the others: so “support” is no term where the Chinese does not say 适配.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from markupsafe import Markup, escape

from jiebang.corpus.glossary import Term, TermBase
from jiebang.site.views import BilingualText

_Place = tuple[int, int, Term]


class Glossing:
    """For one page: marks the first mention of each term in each language, and remembers it."""

    def __init__(self, terms: TermBase, glossary: str) -> None:
        self._terms, self._glossary = terms, glossary
        self._used: dict[str, Term] = {}
        self._seen: set[tuple[str, str]] = set()

    def glossed(self, line: BilingualText, language: str) -> Markup:
        """One side of a line, its terms as links to the glossary page."""
        found = self._terms.find(line.zh)
        first = {match.term.id: match for match in reversed(found)}
        places = [(m.start, m.end, m.term) for m in found if first[m.term.id] is m]
        text = line.zh
        if language == "en":
            text, places = line.en, _english_places(line.en, [term for *_, term in places])
        link = Markup('<a class="jb-gl" href="{}#{}">{}</a>')
        parts, at = [], 0
        for start, end, term in places:
            parts += [escape(text[at:start]), words := escape(text[start:end])]
            if (term.id, language) not in self._seen:
                self._seen.add((term.id, language))
                self._used[term.id] = term
                parts[-1] = link.format(self._glossary, term.id, words)
            at = end
        return Markup("").join((*parts, escape(text[at:])))

    def used(self) -> tuple[Term, ...]:
        """The terms marked so far, in the order of their English."""
        return tuple(sorted(self._used.values(), key=lambda t: (t.en.casefold(), t.id)))


def _english_places(text: str, terms: Iterable[Term]) -> list[_Place]:
    """Where an English text first mentions each of the terms of its Chinese; the longest first."""
    found: list[_Place] = []
    for term in terms:  # every place of the first rendering that occurs at all
        others = sorted(term.variants, key=len, reverse=True)
        every = (list(_pattern(one).finditer(text)) for one in (term.en, *others))
        found += [(*match.span(), term) for match in next(filter(None, every), ())]
    places: list[_Place] = []
    for start, end, term in sorted(found, key=lambda place: (place[0] - place[1], place[0])):
        free = all(end <= s or start >= e for s, e, _ in places)
        if free and all(term.id != t.id for _, _, t in places):
            places.append((start, end, term))
    return sorted(places, key=lambda place: place[0])


@cache
def _pattern(rendering: str) -> re.Pattern[str]:
    """A rendering as it may stand in a sentence: any case, a plural, a hyphen for a blank."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", rendering)]
    last = words[-1]
    words[-1] = f"{last[:-1]}(?:y|ies)" if last.endswith("y") else f"{last}(?:e?s)?"
    joined = r"[\s-]+".join(words)
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)
