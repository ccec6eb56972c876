"""The checks of what belongs to no document: the term base, and files left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, Severity
from jiebang.runtime.layout import Layout

_TERMS, _NO_DOCUMENT = "glossary/terms.yml", "README"


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
        yield Finding("definitions", Severity.WARNING, "", _TERMS, message)


def find_orphans(layout: Layout, documents: Collection[str]) -> Iterator[Finding]:
    """A warning for each structured Markdown and each catalogue of an id not in `documents`."""
    for path in sorted([*layout.documents.glob("*.md"), *layout.translations.glob("*/*.po")]):
        if path.stem not in documents and path.stem != _NO_DOCUMENT:
            where = path.relative_to(layout.root).as_posix()
            what = "no document of sources.yml has this id: delete the file, or add its original"
            yield Finding("orphan", Severity.WARNING, "", where, what)
