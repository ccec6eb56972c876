"""Glossary terms in a page's text, as links that jiebang.js explains on the spot."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from jiebang.corpus.glossary import Term, TermBase
from jiebang.site.marking import Piece, chinese_pieces, english_pieces
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
