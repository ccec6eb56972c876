"""What a check may look at beside the translation, and how it reports."""

from __future__ import annotations

from dataclasses import dataclass

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, Severity, Translation


@dataclass(frozen=True)
class Context:
    """The document the translations belong to, and the term base."""

    document: str
    terms: TermBase

    def error(self, check: str, translation: Translation, message: str) -> Finding:
        """A finding that must be mended; `check` is the name that `allow` silences."""
        return Finding(check, Severity.ERROR, self.document, translation.id, message)

    def warning(self, check: str, translation: Translation, message: str) -> Finding:
        """A finding that a person should look at."""
        return Finding(check, Severity.WARNING, self.document, translation.id, message)
