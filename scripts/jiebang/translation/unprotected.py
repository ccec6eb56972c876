"""English that an engine wrote without protection: mended, and its figures placed."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence

from jiebang.corpus.glossary import TermBase
from jiebang.quantities.align import Figure, align, figures
from jiebang.quantities.amount import finite
from jiebang.quantities.numbers_en import even, numbers_en
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.render_en import render_number
from jiebang.translation.english import part_ends
from jiebang.translation.guard import Guard
from jiebang.translation.spans import Kind, Span


def mended(zh: str, en: str, guard: Guard) -> str:
    """The English if it passes, as it is or with one kind of slip mended; else ""."""
    for text in (en, _with_terms(zh, en, guard), _with_figure(zh, en)):
        if text and not guard.fault(zh, text):
            return text
    return ""


def _with_terms(zh: str, en: str, guard: Guard) -> str:
    """Forbidden renderings replaced by the right ones."""
    for match in guard.context.terms.find(zh):
        for wrong in match.term.forbidden:
            pattern = re.compile(rf"\b{re.escape(wrong)}(?=s?\b)", re.I)
            en = pattern.sub(lambda m, right=match.term.en: right, en)  # type: ignore[misc]
    return en


def _with_figure(zh: str, en: str) -> str:
    """The one wrong figure replaced by the one that is missing."""
    found = align(zh, en, read_zh(zh), read_en(en))
    missing = [f for f in found.lost if not f.amount.optional]
    extra = [f for f in found.extra if not f.amount.optional]
    if len(missing) != 1 or len(extra) != 1:
        return ""
    (right,), (wrong,) = missing, extra
    span = wrong.amount.number_start, wrong.amount.number_end
    numbers = [n for n in numbers_en(even(en)) if span[0] <= n.start and n.end <= span[1]]
    place = next((n for n in numbers if n.value == abs(wrong.value)), None)
    same = right.amount.meaning.kind == wrong.amount.meaning.kind
    if place is None or not same or not en[place.start].isdigit():
        return ""
    number = render_number(finite(abs(right.value)), right.amount.scale)
    return en[: place.start] + number + en[place.end :]


def firm_figures(zh: str) -> list[Figure]:
    """The figures of a Chinese text that English has to have."""
    return [f for f in figures(zh, read_zh(zh)) if not f.amount.optional]


def parted_alike(zh: str, en: str) -> bool:
    """Whether each figure stands in the part of the sentence that it has in the Chinese.

    True, too, where the two have not as many parts, so that nothing can be told.
    """
    ends_zh, ends_en = part_ends(zh, english=False), part_ends(en, english=True)
    if len(ends_zh) != len(ends_en):
        return True
    given, stated = firm_figures(zh), figures(en, read_en(en))
    for figure in given:
        mine = sorted(bisect(ends_en, f.amount.number_start) for f in stated if f.agrees(figure))
        wanted = sorted(bisect(ends_zh, f.amount.number_start) for f in given if f.agrees(figure))
        if len(mine) == len(wanted) and mine != wanted:
            return False
    return True


def placed(zh: str, en: str, spans: Sequence[Span], terms: TermBase) -> tuple[str, ...] | None:
    """The order of what can be found; None where something is missing or changed places.

    Nobody protected them: of figures and names only an order like the Chinese one can be believed.
    """
    if not parted_alike(zh, en):
        return None
    given, stated = firm_figures(zh), figures(en, read_en(en))
    found: list[tuple[int, int, str]] = []  # place in the Chinese, in the English, text
    for figure in given:
        mine = [f for f in stated if f.agrees(figure)]
        if len(mine) == 1 and sum(f.agrees(figure) for f in given) == 1:
            here, there = figure.amount.number_start, mine[0].amount.number_start
            found.append((here, there, f"{figure.value}"))
    if not _has_all_terms(zh, en, terms):
        return None
    names = {s.en: s.start for s in reversed(spans) if s.kind is Kind.LITERAL}
    for name, start in names.items():
        pattern = re.compile(rf"(?<![\w]){re.escape(name)}(?![A-Za-z0-9])")
        places = [m.start() for m in pattern.finditer(en)]
        if len(places) != sum(s.en == name for s in spans):
            return None
        found.append((start, places[0], name))
    found.sort()
    places_en = [place for _, place, _ in found]
    return tuple(name for _, _, name in found) if places_en == sorted(places_en) else None


def _has_all_terms(zh: str, en: str, terms: TermBase) -> bool:
    """Whether each term comes up in the English as often as in the Chinese."""
    words = _words(en)
    counts = Counter(m.term for m in terms.find(zh) if m.term.check)
    for term, count in counts.items():
        found: set[int] = set()
        for rendering in term.renderings:
            pattern = re.compile(rf"\b{re.escape(_words(rendering))}")
            found |= {m.start() for m in pattern.finditer(words)}
        # One rendering may come in a form that only the checks know: “adapting”.
        if len(found) < count and count > 1:
            return False
    return True


def _words(text: str) -> str:
    return re.sub(r"[\s-]+", " ", text.lower())
