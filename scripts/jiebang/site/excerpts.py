"""Of a collection, what one page shows: so that a page is made again only if that has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TypeVar

from jiebang.corpus.glossary import Theme
from jiebang.document.model import Claim, Document, Segment, section_segments
from jiebang.site.source_pages import Evidence, Evidences
from jiebang.site.views import Collection, DocumentView, Line, TaskView

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the page of a document or task shows beside that.

    `prints` are the other prints of the tasks it lists, by id; `proofs` the evidence of the
    document's claims by its words, `titles` those of the documents that it stands in, by id.
    """

    themes: Mapping[str, Theme]
    prints: Mapping[str, tuple[TaskView, ...]]
    proofs: Mapping[str, Evidence]
    titles: Mapping[str, Line]

    def also_in(self, view: TaskView) -> tuple[TaskView, ...]:
        """The other prints of a task."""
        return self.prints[view.id]

    def evidence(self, claim: Claim) -> tuple[Evidence, ...]:
        """What a claim of the document rests on."""
        return tuple(self.proofs[words] for words in claim.evidence)


class Excerpts:
    """Those of a collection.

    `alone` has each task with nothing else of its document: what its own page is made from.
    `briefs` has it as lists show it: of its document and itself, only the titles in English.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._proofs = _find_proofs(collection)
        self._documents = {document.id: document for document in collection.documents}
        self.alone: dict[str, TaskView] = {}
        self.briefs: dict[str, TaskView] = {}
        for document in collection.documents:
            given, whole = document.entry.provenance, document.entry.document
            top = tuple(replace(one, blocks=(), children=()) for one in whole.sections[:1])
            kept = replace(whole, preamble=(), sections=top)
            named = given.short_title_zh and given.short_title_en
            brief = replace(kept, sections=()) if named else kept
            for view in document.tasks:
                above = (parent.title for parent in view.task.parents)
                own = section_segments(view.task.section)
                self.alone[view.id] = _cut(view, kept, above, own)
                self.briefs[view.id] = _cut(view, brief, (view.task.title,))

    def of(self, document: DocumentView, listed: Iterable[TaskView]) -> Excerpt:
        """That of a document, or of a task in it, whose page lists those tasks."""
        proofs = self._proofs[document.id]
        others = sorted({one.document_id for one in proofs.values() if one.address})
        also_in = self._collection.also_in
        return Excerpt(
            self._collection.themes,
            {view.id: tuple(self.briefs[one.id] for one in also_in(view)) for view in listed},
            proofs,
            {other: self._documents[other].title for other in others},
        )


@lru_cache(maxsize=1)
def excerpts_of(collection: Collection) -> Excerpts:
    """The excerpts of a collection, for all its editions."""
    return Excerpts(collection)


def _find_proofs(collection: Collection) -> dict[str, dict[str, Evidence]]:
    """By document, the evidence of all that is claimed of it, by its words."""
    evidences = Evidences(collection.corpus)
    found: dict[str, dict[str, Evidence]] = {}
    for entry in collection.corpus.entries:
        values = (getattr(entry.provenance, field.name) for field in fields(entry.provenance))
        claims = [value for value in values if isinstance(value, Claim)]
        found[entry.document.id] = {
            words: evidence
            for claim in claims
            for words, evidence in zip(claim.evidence, evidences.of(entry, claim), strict=True)
        }
    return found


def _cut(view: TaskView, document: Document, *kept: Iterable[Segment]) -> TaskView:
    """A task, with nothing of its document but its title and the segments in `kept`."""
    entry, title = view.entry, [section.title for section in document.sections]
    own = dict.fromkeys(segment.id for some in (title, *kept) for segment in some)
    return replace(
        view,
        entry=replace(
            entry,
            document=document,
            translations=_only(own, entry.translations),
            spans=_only(own, entry.spans),
            facts=_only([view.id], entry.facts),
            themes=_only([view.id], entry.themes),
            same_as=_only([view.id], entry.same_as),
        ),
    )


def _only(keys: Iterable[str], values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: values[key] for key in keys if key in values}
