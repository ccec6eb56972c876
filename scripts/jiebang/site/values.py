"""What the pages of tasks and documents show, in any language: no more, so that one is made
again only if that has changed. Both editions share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import islice

from jiebang.document.model import Claim, block_segments
from jiebang.site.addresses import indicator_anchor
from jiebang.site.amounts import ShownAmount, figure_of
from jiebang.site.related import related_tasks
from jiebang.site.source_pages import SourcePlace, find_place, read_evidence
from jiebang.site.views import Brief, Collection, DocumentView, TaskView, common_state


@lru_cache(maxsize=1)
def values_of(collection: Collection) -> Mapping[str, dict[str, object]]:
    """The values of the pages of documents and of tasks, by their ids."""
    proofs = {one.id: _proofs(collection, one) for one in collection.documents}
    own = ((one.id, one.id, _of_document(collection, one)) for one in collection.documents)
    every = (*own, *_of_tasks(collection))
    return {one: values | proofs[document] for document, one, values in every}


def _proofs(collection: Collection, document: DocumentView) -> dict[str, object]:
    """The evidence of all that is claimed of a document, by its words; titles for it."""
    corpus, given = collection.corpus, document.entry.provenance
    values = (getattr(given, field.name) for field in fields(given))
    claims = (value for value in values if isinstance(value, Claim))
    every = (words for claim in claims for words in claim.evidence)
    proofs = {words: read_evidence(corpus, document.entry, words) for words in every}
    named = {one.document_id for one in proofs.values() if one.address}
    titles = {one.id: one.title for one in collection.documents if one.id in named}
    return {"proofs": proofs, "titles": titles}


def _of_document(collection: Collection, document: DocumentView) -> dict[str, object]:
    counted, tasks = collection.measures_by_task, document.tasks
    return {
        "document": document,
        "prints": {task.id: collection.prints[task.id] for task in tasks},
        "measured": {task.id: counted[task.id] for task in tasks if task.id in counted},
        "common_state": common_state(document.states()),
    }


def _of_tasks(collection: Collection) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Of each task: the id of its document, its own, its values."""
    alike, measured = related_tasks(collection), collection.measures_by_indicator
    themes, prints = collection.themes, collection.prints
    for document in collection.documents:
        briefs: list[Brief | None] = [None, *(task.brief for task in document.tasks), None]
        for at, task in enumerate(document.tasks, 1):
            own = (one.id for one in task.task.indicators)
            figures = {one: tuple(map(figure_of, measured.get(one, ()))) for one in own}
            related = [(view.brief, shared) for view, shared in alike.get(task.id, ())]
            values = {
                "document": task.document,
                "view": task,
                "themes": {name: themes[name] for name in task.themes if name in themes},
                "previous": briefs[at - 1],
                "following": briefs[at + 1],
                "same": prints[task.id],
                "related": related,
                "prints": {brief.id: prints[brief.id] for brief, _ in related},
                "figures": figures,
                "first_figures": _first_figures(figures),
                "places": _places(task),
                "anchors": field_anchors(task),
                "common_state": common_state(task.document.states(task.task.section)),
            }
            yield document.id, task.id, values


def _first_figures(
    figures: Mapping[str, Iterable[ShownAmount]], most: int = 3
) -> tuple[tuple[str, ShownAmount], ...]:
    """The first amounts of a task that are read without doubt, with their anchors."""
    found = (
        (indicator_anchor(indicator), figure)
        for indicator, own in figures.items()
        for figure in own
        if figure.sure and figure.amount["en"].strip("≥≤<>≈\u202f .,0123456789")
    )
    return tuple(islice(found, most))


def _places(task: TaskView) -> tuple[tuple[str, SourcePlace], ...]:
    """Where the whole task (“”) and each indicator (“i1”) stand in the original."""
    fields = task.task.section.fields
    asked = (s for f in fields for block in f.blocks for s in block_segments(block))
    found = [("", find_place(task.entry, task.task.title, *asked))]
    found += [(f"i{i.tail}", find_place(task.entry, i.text)) for i in task.task.indicators]
    return tuple((anchor, place) for anchor, place in found if place is not None)


def field_anchors(task: TaskView) -> tuple[str, ...]:
    """An anchor for each field of a task: its key, numbered when it comes again."""
    keys = [f.key for f in task.task.section.fields]
    before = [keys[:at].count(key) for at, key in enumerate(keys)]
    return tuple(f"{key}-{n + 1}" if n else key for key, n in zip(keys, before, strict=True))
