"""Is the English as long as the Chinese makes one expect?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, Translation

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_FUNCTION = re.compile(r"[的等了和与及以]")
_LATIN = re.compile(r"[A-Za-z0-9.]+")
_CLAUSE = re.compile(r"[，。；]")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
# English words for one word of a term's English, one other Han character, one particle,
# one Latin word or figure, one clause: a fit to the 865 different entries of the five
# curated documents, weighted by 1/length.
_WEIGHTS = (1.208, 0.663, 0.636, 1.348, 0.759)
# Least length expected, and the share of it that the English may have: just beyond the
# last of those entries. Of the long ones, nine in ten lie between 0.86 and 1.20.
_BOUNDS = ((80, 0.80, 1.35), (20, 0.61, 1.65), (10, 0.54, 2.10), (6, 0.45, 2.30))


def length(translation: Translation, context: Context) -> Iterator[Finding]:
    """A warning where the English is much shorter or longer than the Chinese lets expect."""
    wanted = expected(translation.zh, context.terms)
    words = len(_WORD.findall(translation.en))
    bounds = next(((low, high) for least, low, high in _BOUNDS if wanted >= least), None)
    if bounds is None or bounds[0] <= words / wanted <= bounds[1]:
        return
    how, why = ("short", "left out") if words < wanted else ("long", "added")
    message = (
        f"the English is very {how}: {words} words where about {wanted:.0f} are usual; "
        f"see that nothing is {why}"
    )
    yield context.warning("length", translation, message)


def expected(zh: str, terms: TermBase) -> float:
    """About how many English words a Chinese text takes."""
    matches = terms.find(zh)
    rest = list(zh)
    for match in matches:
        rest[match.start : match.end] = " " * (match.end - match.start)
    text = "".join(rest)
    particles = len(_FUNCTION.findall(text))
    counts = (
        sum(len(_WORD.findall(match.term.en)) for match in matches),
        len(_HAN.findall(text)) - particles,
        particles,
        len(_LATIN.findall(text)),
        len(_CLAUSE.findall(zh)),
    )
    return sum(weight * count for weight, count in zip(_WEIGHTS, counts, strict=True))
