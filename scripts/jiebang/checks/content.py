"""Is there English, was it written for this Chinese, and has it its figures and its length?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, State, Translation
from jiebang.quantities.pair import pair


def empty(translation: Translation, context: Context) -> Iterator[Finding]:
    """Warn of an untranslated entry; blanks that pass for English are an error."""
    if translation.state is State.MISSING:
        yield context.warning(
            "empty", translation, "untranslated; write the English, or run `jiebang translate`"
        )
    elif not translation.en.strip():
        message = (
            f"the state is {translation.state.value}, but the English is blank; "
            "write it, or clear msgstr"
        )
        yield context.error("empty", translation, message)


def stale(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where the Chinese has changed since the English was written."""
    if translation.stale:
        message = (
            f"the Chinese has changed since: it was “{translation.stale}”; "
            "bring the English up to it and clear the mark"
        )
        yield context.error("stale", translation, message)


# Figures lost or added; bounds lost, reversed or added, and ranges taken apart; other units,
# currencies, rates and changes; figures swapped; days of the calendar; denials lost or added.
FIGURES = ("numbers", "comparators", "units", "order", "dates", "negation")


def figures(name: str, translation: Translation, context: Context) -> Iterator[Finding]:
    """What `pair` finds under one of the names: an error where it is certain, else a warning."""
    for difference in pair(translation.zh, translation.en):
        if difference.check == name:
            report = context.error if difference.certain else context.warning
            yield report(name, translation, difference.message)


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
