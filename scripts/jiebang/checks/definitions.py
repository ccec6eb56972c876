"""Can a reader of Chinese learn what a term means? A check of the term base."""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, Severity

_FILE = "glossary/terms.yml"


def definitions(terms: TermBase) -> Iterator[Finding]:
    """A warning for each term without a Chinese definition, or with one that is no sentence.

    The Chinese editions explain such a term with nothing: English would not help there.
    """
    for term in terms.terms:
        if not term.definition_zh:
            fault = "has no Chinese definition; write “definition_zh” below “definition”"
        elif not term.definition_zh.endswith("。"):
            fault = "has a Chinese definition without 。 at its end; make it one sentence"
        else:
            continue
        message = f"the term {term.id} ({term.zh}) {fault}"
        yield Finding("definitions", Severity.WARNING, "", _FILE, message)
