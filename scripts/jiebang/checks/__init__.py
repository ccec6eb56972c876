"""The checks of a translation: one a file, each yields Findings.

`CHECKS` look at one entry: a check takes a translation and the context. Those of
`CORPUS_CHECKS` set the entries of all documents against each other; those of
`TERM_CHECKS` look at the term base. Each says what is wrong and what to do about
it. A new check is a new file, a place in one of the tuples, and a section in
docs/checks.md. An entry that is right against
a check says so: its `allow` names the check and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from jiebang.checks.calques import calques
from jiebang.checks.characters import characters
from jiebang.checks.comparators import comparators
from jiebang.checks.consistency import consistency
from jiebang.checks.context import Context
from jiebang.checks.dates import dates
from jiebang.checks.definitions import definitions
from jiebang.checks.empty import empty
from jiebang.checks.leftover import leftover
from jiebang.checks.length import length
from jiebang.checks.lists import lists
from jiebang.checks.negation import negation
from jiebang.checks.numbers import numbers
from jiebang.checks.order import order
from jiebang.checks.pairs import pairs
from jiebang.checks.renderings import renderings
from jiebang.checks.repeats import repeats
from jiebang.checks.sentences import sentences
from jiebang.checks.spacing import spacing
from jiebang.checks.stale import stale
from jiebang.checks.terms import terms
from jiebang.checks.typography import typography
from jiebang.checks.units import units
from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, State, Translation
from jiebang.text.twin import simplified

Check = Callable[[Translation, Context], Iterator[Finding]]
# The translations of every document, by document id.
CorpusCheck = Callable[[Mapping[str, Sequence[Translation]]], Iterator[Finding]]
TermCheck = Callable[[TermBase], Iterator[Finding]]

_MOST = 50  # findings of one check on one entry that are told one by one
# These look at the state of an entry; the rest at its English, if it has any.
STATE_CHECKS: tuple[Check, ...] = (empty, stale)
CHECKS: tuple[Check, ...] = (
    *STATE_CHECKS,
    characters,
    numbers,
    comparators,
    units,
    order,
    dates,
    negation,
    terms,
    renderings,
    lists,
    length,
    leftover,
    pairs,
    repeats,
    spacing,
    typography,
    sentences,
    calques,
)
CORPUS_CHECKS: tuple[CorpusCheck, ...] = (consistency,)
TERM_CHECKS: tuple[TermCheck, ...] = (definitions,)

__all__ = [
    "CHECKS",
    "CORPUS_CHECKS",
    "STATE_CHECKS",
    "TERM_CHECKS",
    "Check",
    "Context",
    "CorpusCheck",
    "TermCheck",
    "run_checks",
    "run_corpus_checks",
    "run_term_checks",
]


def run_checks(translations: Iterable[Translation], context: Context) -> tuple[Finding, ...]:
    """Every finding on every translation, in the order of the translations.

    Args:
        translations: entries of one document.
        context: the document's id and the term base.

    Returns:
        The findings that no `allow` of their entry silences. An entry without
        English is only told to be without. Traditional Chinese is held against the
        English by its simplified twin: the term base and the numerals are simplified.
    """
    return tuple(
        finding
        for translation in map(_readable, translations)
        for check in _due(translation)
        for finding in _few(check(translation, context))
        if finding.check not in dict(translation.allow)
    )


def _few(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings of one check on one entry; of very many the first, with how many there are."""
    shown = list(islice(findings, _MOST))
    rest = sum(1 for _ in findings)
    if not rest:
        yield from shown
        return
    more = f"and {rest + len(shown) - 1:,} more of this check on this entry"
    worst = min(shown, key=lambda finding: finding.severity)  # "error" before "warning"
    yield replace(worst, message=f"{worst.message} ({more})")


def run_corpus_checks(
    translations: Mapping[str, Sequence[Translation]],
) -> tuple[Finding, ...]:
    """Every finding that comes of setting entries against each other.

    Args:
        translations: the entries of every document, by document id.

    Returns:
        The findings that no `allow` of their entry silences.
    """
    allowed = {
        (document, entry.id, check)
        for document, entries in translations.items()
        for entry in entries
        for check, _ in entry.allow
    }
    return tuple(
        finding
        for check in CORPUS_CHECKS
        for finding in check(translations)
        if (finding.document, finding.where, finding.check) not in allowed
    )


def run_term_checks(terms: TermBase) -> tuple[Finding, ...]:
    """Every finding on the term base, in the order of its terms; of no document."""
    return tuple(finding for check in TERM_CHECKS for finding in check(terms))


def _readable(translation: Translation) -> Translation:
    twin = simplified(translation.zh)
    return translation if twin == translation.zh else replace(translation, zh=twin)


def _due(translation: Translation) -> tuple[Check, ...]:
    without = translation.state is State.MISSING or not translation.en.strip()
    return STATE_CHECKS if without else CHECKS
