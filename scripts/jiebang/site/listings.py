"""Tasks and documents grouped for the pages that list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jiebang.corpus.glossary import Theme
from jiebang.corpus.load import Corpus
from jiebang.datasets.tables import count_terms
from jiebang.document.model import Basis, Claim
from jiebang.site.views import Collection, DocumentView, TaskView

Occurrences = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A theme and its tasks, in the order of the documents."""

    theme: Theme
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class IssuerGroup:
    """An issuer and its documents; a claim of basis `unknown` for those that name none."""

    issuer: Claim
    documents: tuple[DocumentView, ...]


@lru_cache(maxsize=1)
def by_theme(collection: Collection) -> tuple[ThemeGroup, ...]:
    """Every theme that has tasks, in the order of themes.yml; a task printed twice once."""
    groups = (
        ThemeGroup(theme, tuple(t for t in collection.different if theme.id in t.themes))
        for theme in collection.corpus.themes
    )
    return tuple(group for group in groups if group.tasks)


@lru_cache(maxsize=1)
def by_issuer(collection: Collection) -> tuple[IssuerGroup, ...]:
    """Documents by the issuer's Chinese name; those whose issuer is unknown come last."""
    names: dict[str, list[DocumentView]] = {}
    for document in collection.documents:
        names.setdefault(_issuer_name(document), []).append(document)
    ordered = sorted(names.items(), key=lambda pair: not pair[0])
    return tuple(
        IssuerGroup(found[0].entry.provenance.issuer, tuple(found)) for _, found in ordered
    )


def _issuer_name(document: DocumentView) -> str:
    issuer = document.entry.provenance.issuer
    return "" if issuer.basis is Basis.UNKNOWN else issuer.zh


@lru_cache(maxsize=1)
def tasks_by_term(collection: Collection) -> Mapping[str, tuple[TaskView, ...]]:
    """The tasks whose own text has each term, by term id, in the order of the documents."""
    found: dict[str, list[TaskView]] = {}
    for view, terms in zip(collection.tasks, collection.task_terms, strict=True):
        for term in terms:
            found.setdefault(term.id, []).append(view)
    return {term: tuple(views) for term, views in found.items()}


@lru_cache(maxsize=1)
def occurrences(corpus: Corpus) -> Occurrences:
    """In how many segments of all documents each term stands, by term id: as in the datasets."""
    found: Counter[str] = Counter()
    for entry in corpus.entries:
        found.update(count_terms(corpus.terms, entry))
    return found
