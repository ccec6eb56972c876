"""What a check may look at beside the translation, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Severity, Translation

# What must be mended, and what a person should look at; each with what is wrong and what to do.
ERROR, WARNING = Severity.ERROR, Severity.WARNING
Problem = tuple[Severity, str]
Check = Callable[[Translation, TermBase], Iterator[Problem]]


@dataclass(frozen=True)
class Context:
    """The document the translations belong to, and the term base."""

    document: str
    terms: TermBase
