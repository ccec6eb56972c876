"""English that an engine wrote without protection: mended, and its figures placed."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence

from jiebang.corpus.glossary import TermBase
from jiebang.text.numerals import compare, figures_en, figures_zh
from jiebang.translation.guard import Guard
from jiebang.translation.spans import Kind, Span
from jiebang.translation.wording import number


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
    difference = compare(zh, en)
    if len(difference.missing) != 1 or len(difference.extra) != 1:
        return ""
    (right,), (wrong,) = difference.missing, difference.extra
    said = number(right, zh[right.start : right.end])
    if not said or right.kind is not wrong.kind or not en[wrong.start : wrong.end][:1].isdigit():
        return ""
    return en[: wrong.start] + said + en[wrong.end :]


# Where the parts of a sentence meet, in each language.
_PARTS_ZH = re.compile(r"[，、。；：！？]")
_PARTS_EN = re.compile(r"[,.;:!?](?=\s|$)")


def parted_alike(zh: str, en: str) -> bool:
    """Whether each figure stands in the part of the sentence that it has in the Chinese.

    True, too, where the two have not as many parts, so that nothing can be told.
    """
    ends_zh = [m.start() for m in _PARTS_ZH.finditer(zh.rstrip("。；：！？"))]
    ends_en = [m.start() for m in _PARTS_EN.finditer(en.rstrip(".;:!?"))]
    if len(ends_zh) != len(ends_en):
        return True
    figures = [f for f in figures_zh(zh) if not f.optional]
    said = figures_en(en)
    for figure in figures:
        mine = sorted(bisect(ends_en, f.start) for f in said if f.agrees(figure))
        wanted = sorted(bisect(ends_zh, f.start) for f in figures if f.agrees(figure))
        if len(mine) == len(wanted) and mine != wanted:
            return False
    return True


def placed(zh: str, en: str, spans: Sequence[Span], terms: TermBase) -> tuple[str, ...] | None:
    """The order of what can be found; None where something is missing or changed places.

    Nobody protected them: of figures and names only an order like the Chinese one can be believed.
    """
    if not parted_alike(zh, en):
        return None
    figures = [f for f in figures_zh(zh) if not f.optional]
    found: list[tuple[int, int, str]] = []  # place in the Chinese, in the English, text
    for figure in figures:
        mine = [f for f in figures_en(en) if f.agrees(figure)]
        if len(mine) == 1 and sum(f.agrees(figure) for f in figures) == 1:
            found.append((figure.start, mine[0].start, f"{figure}"))
    if not _all_said(zh, en, terms):
        return None
    names = {s.en: s.start for s in reversed(spans) if s.kind is Kind.LITERAL}
    for said, start in names.items():
        pattern = re.compile(rf"(?<![\w]){re.escape(said)}(?![A-Za-z0-9])")
        places = [m.start() for m in pattern.finditer(en)]
        if len(places) != sum(s.en == said for s in spans):
            return None
        found.append((start, places[0], said))
    found.sort()
    places_en = [place for _, place, _ in found]
    return tuple(said for _, _, said in found) if places_en == sorted(places_en) else None


def _all_said(zh: str, en: str, terms: TermBase) -> bool:
    """Whether each term comes up in the English as often as in the Chinese."""
    words = _words(en)
    counts = Counter(m.term for m in terms.find(zh) if m.term.check)
    for term, count in counts.items():
        found: set[int] = set()
        for said in term.renderings:
            pattern = re.compile(rf"\b{re.escape(_words(said))}")
            found |= {m.start() for m in pattern.finditer(words)}
        # One rendering may come in a form that only the checks know: “adapting”.
        if len(found) < count and count > 1:
            return False
    return True


def _words(text: str) -> str:
    return re.sub(r"[\s-]+", " ", text.lower())
