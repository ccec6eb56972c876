"""The checks of a translation: `CHECKS`, one a file, each yields Findings.

A check takes a translation and the context; it yields what is wrong, with what
to do about it. A new check is a new file and a place in `CHECKS`. An entry that
is right against a check says so: its `allow` names the check and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from jiebang.checks.comparators import comparators
from jiebang.checks.context import Context
from jiebang.checks.empty import empty
from jiebang.checks.leftover import leftover
from jiebang.checks.numbers import numbers
from jiebang.checks.pairs import pairs
from jiebang.checks.spacing import spacing
from jiebang.checks.stale import stale
from jiebang.checks.terms import terms
from jiebang.model import Finding, State, Translation

Check = Callable[[Translation, Context], Iterator[Finding]]

# These look at the state of an entry; the rest at its English, if it has any.
STATE_CHECKS: tuple[Check, ...] = (empty, stale)
CHECKS: tuple[Check, ...] = (
    *STATE_CHECKS,
    numbers,
    comparators,
    terms,
    leftover,
    pairs,
    spacing,
)

__all__ = ["CHECKS", "STATE_CHECKS", "Check", "Context", "run_checks"]


def run_checks(translations: Iterable[Translation], context: Context) -> tuple[Finding, ...]:
    """Every finding on every translation, in the order of the translations.

    Args:
        translations: entries of one document.
        context: the document's id and the term base.

    Returns:
        The findings that no `allow` of their entry silences. An entry without
        English is only told to be without.
    """
    return tuple(
        finding
        for translation in translations
        for check in _due(translation)
        for finding in check(translation, context)
        if finding.check not in dict(translation.allow)
    )


def _due(translation: Translation) -> tuple[Check, ...]:
    without = translation.state is State.MISSING or not translation.en.strip()
    return STATE_CHECKS if without else CHECKS
