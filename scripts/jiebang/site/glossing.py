"""Glossary terms in the running text, as links that jiebang.js explains on the spot.

The Chinese is searched for every term, the longest first. The English is searched only
for the terms that the Chinese beside it has, by the rendering to use, else by the first
of the others: so “support” is no term where the Chinese does not say 适配.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from jiebang.corpus.glossary import Term, TermBase
from jiebang.site.views import Line


class Glossing:
    """For one page: marks the first mention of each term in each language, and remembers it."""

    def __init__(self, terms: TermBase, glossary: str) -> None:
        self._terms, self._glossary = terms, glossary
        self._used: dict[str, Term] = {}
        self._seen: set[tuple[str, str]] = set()

    def glossed(self, line: Line, language: str) -> Markup:
        """One side of a line, its terms as links to the glossary page."""
        if not self._terms.terms:
            return escape(line.en if language == "en" else line.zh)
        if language == "en":
            return self._markup(english_pieces(line, self._terms), language)
        return self._markup(chinese_pieces(line.zh, self._terms), language)

    def used(self) -> tuple[Term, ...]:
        """The terms marked so far, in the order of their English."""
        return tuple(sorted(self._used.values(), key=lambda t: (t.en.casefold(), t.id)))

    def _markup(self, pieces: Iterable[Piece], language: str) -> Markup:
        parts = []
        for piece in pieces:
            text = escape(piece.text)
            if piece.term is not None and (piece.term.id, language) not in self._seen:
                self._seen.add((piece.term.id, language))
                self._used[piece.term.id] = piece.term
                link = Markup('<a class="jb-gl" href="{}#{}">{}</a>')
                text = link.format(self._glossary, piece.term.id, text)
            parts.append(text)
        return Markup("").join(parts)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `term` where it is the first mention of one in its line."""

    text: str
    term: Term | None = None


def chinese_pieces(zh: str, terms: TermBase) -> tuple[Piece, ...]:
    """A Chinese text, cut at the first mention of each of its terms."""
    places: list[tuple[int, int, Term]] = []
    seen: set[str] = set()
    for match in terms.find(zh):
        if match.term.id not in seen:
            seen.add(match.term.id)
            places.append((match.start, match.end, match.term))
    return tuple(_cut(zh, places))


def english_pieces(line: Line, terms: TermBase) -> tuple[Piece, ...]:
    """The English of a line, cut at the first mention of each term of its Chinese."""
    found: list[tuple[int, int, Term]] = []
    for term in dict.fromkeys(match.term for match in terms.find(line.zh)):
        found += _mentions(line.en, term)
    found.sort(key=lambda place: (place[0] - place[1], place[0]))
    places: list[tuple[int, int, Term]] = []
    for start, end, term in found:
        free = all(end <= s or start >= e for s, e, _ in places)
        if free and all(term.id != t.id for _, _, t in places):
            places.append((start, end, term))
    return tuple(_cut(line.en, sorted(places, key=lambda place: place[0])))


def _mentions(text: str, term: Term) -> list[tuple[int, int, Term]]:
    """Every place of the first rendering that occurs at all."""
    others = sorted(term.variants, key=len, reverse=True)
    for rendering in (term.en, *others):
        places = [(*m.span(), term) for m in _pattern(rendering).finditer(text)]
        if places:
            return places
    return []


@cache
def _pattern(rendering: str) -> re.Pattern[str]:
    """A rendering as it may stand in a sentence: any case, a plural, a hyphen for a blank."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", rendering)]
    last = words[-1]
    words[-1] = f"{last[:-1]}(?:y|ies)" if last.endswith("y") else f"{last}(?:e?s)?"
    joined = r"[\s-]+".join(words)
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)


def _cut(text: str, places: list[tuple[int, int, Term]]) -> Iterator[Piece]:
    at = 0
    for start, end, term in places:
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], term)
        at = end
    if at < len(text):
        yield Piece(text[at:])
