"""The checks of a translation, by name: each takes one and the term base, and yields problems.

Each says what is wrong and what to do about it. A new check is a new function, a line in `CHECKS`,
and a section in docs/checks.md. An entry that is right against a check says so: its `allow`
names the check and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path

from jiebang.checks import rules
from jiebang.checks.lists import lists
from jiebang.checks.rules import Check
from jiebang.checks.terms import renderings, terms
from jiebang.corpus.glossary import TermBase, load_terms
from jiebang.document.model import Finding, State, Translation
from jiebang.quantities.lexicon import use
from jiebang.runtime.layout import Layout
from jiebang.text.han import simplified

__all__ = ["CHECKS", "Check", "check_pair", "run_check", "run_checks"]

_MOST = 50  # findings of one check on one entry that are told one by one
# These look at the state of an entry; the rest at its English, if it has any.
_OF_STATE: dict[str, Check] = {"empty": rules.empty, "stale": rules.stale}
CHECKS: dict[str, Check] = {
    **_OF_STATE,
    "characters": rules.characters,
    **{name: partial(rules.figures, name) for name in rules.FIGURES},
    "terms": terms,
    "renderings": renderings,
    "lists": lists,
    "length": rules.length,
    "leftover": rules.leftover,
    "pairs": rules.pairs,
    "repeats": rules.repeats,
    "spacing": rules.spacing,
    "typography": rules.typography,
    "sentences": rules.sentences,
    "calques": rules.calques,
}


def run_checks(
    translations: Iterable[Translation], base: TermBase, document: str = ""
) -> tuple[Finding, ...]:
    """Every finding on every translation, in the order of the translations.

    Args:
        translations: entries of one document.
        base: the terms.
        document: their document's id.

    Returns:
        The findings that no `allow` of their entry silences. An entry without
        English is only told to be without. Traditional Chinese is held against the
        English in its simplified form: the term base and the numerals are simplified.
    """
    found: list[Finding] = []
    for given in translations:
        translation = replace(given, zh=simplified(given.zh))
        without = translation.state is State.MISSING or not translation.en.strip()
        allowed = {name for name, _ in translation.allow}
        for name in _OF_STATE if without else CHECKS:
            if name not in allowed:
                found += run_check(name, translation, base, document)
    return tuple(found)


def run_check(
    name: str, translation: Translation, base: TermBase, document: str = ""
) -> Iterator[Finding]:
    """The findings of one check on one entry; of very many the worst, with how many there are."""
    problems = list(CHECKS[name](translation, base))
    if len(problems) > _MOST:
        severity, message = min(problems[:_MOST], key=lambda p: p[0])  # "error" before "warning"
        more = f"and {len(problems) - 1:,} more of this check on this entry"
        problems = [(severity, f"{message} ({more})")]
    for severity, message in problems:
        yield Finding(name, severity, document, translation.id, message)


def check_pair(zh: str, en: str, project: str | PathLike[str] | None = None) -> tuple[Finding, ...]:
    """What the checks say of a translation.

    Args:
        zh: the Chinese, simplified or traditional.
        en: its English.
        project: the root of a project whose terms (`glossary/terms.yml`) count; by
            default none do.

    Returns:
        The findings, each with `check`, `severity` (“error” where it is certain, else
        “warning”) and `message`; empty where there is nothing to say.

    Raises:
        InputError: the project's terms cannot be read.
    """
    base = TermBase(()) if project is None else _terms(Path(project).resolve())
    state = State.CURATED if en.strip() else State.MISSING
    return run_checks((Translation("", zh, en, state),), base)


def terms_of(layout: Layout) -> TermBase:
    """The terms of a project, none where it has no file; its own words are in use from then on."""
    use(layout.glossary)
    return load_terms(layout.terms_yml) if layout.terms_yml.is_file() else TermBase(())


@lru_cache(maxsize=4)
def _terms(root: Path) -> TermBase:
    return terms_of(Layout(root))
