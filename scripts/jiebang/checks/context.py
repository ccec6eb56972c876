"""What a check may look at beside the translation, and how it reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Finding, Severity, Translation
from jiebang.quantities.pair import pair


@dataclass(frozen=True)
class Context:
    """The document the translations belong to, and the term base."""

    document: str
    terms: TermBase

    def differences(self, check: str, translation: Translation) -> Iterator[Finding]:
        """What `pair` finds for one check: an error where it is certain, else a warning."""
        for difference in pair(translation.zh, translation.en):
            if difference.check == check:
                report = self.error if difference.certain else self.warning
                yield report(check, translation, difference.message)

    def error(self, check: str, translation: Translation, message: str) -> Finding:
        """A finding that must be mended; `check` is the name that `allow` silences."""
        return Finding(check, Severity.ERROR, self.document, translation.id, message)

    def warning(self, check: str, translation: Translation, message: str) -> Finding:
        """A finding that a person should look at."""
        return Finding(check, Severity.WARNING, self.document, translation.id, message)
