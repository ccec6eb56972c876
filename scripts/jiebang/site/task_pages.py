"""The pages of tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from jiebang.document.model import block_segments
from jiebang.site.addresses import indicator_anchor
from jiebang.site.changes import Former
from jiebang.site.citing import Citing
from jiebang.site.edition import Edition
from jiebang.site.excerpts import excerpts_of
from jiebang.site.figures import Figure, figures_of
from jiebang.site.page import Heading, Page
from jiebang.site.related import related_tasks
from jiebang.site.source_pages import Original, Place
from jiebang.site.strings import Strings
from jiebang.site.views import Collection, DocumentView, TaskView, common_state

_related = lru_cache(maxsize=1)(related_tasks)  # one for all editions


class TaskPages:
    """Makes them; what all tasks are needed for is worked out once."""

    def __init__(
        self,
        collection: Collection,
        edition: Edition,
        text: Strings,
        citing: Citing,
        former: Mapping[str, tuple[Former, ...]],
    ) -> None:
        self._citing, self._former = citing, former
        self._collection, self._edition, self._text = collection, edition, text
        self._related = _related(collection)
        self._figures = figures_of(collection.measured)

    def of(self, document: DocumentView) -> Iterator[Page]:
        """The pages of a document's tasks, in their order."""
        original = Original(document.entry)
        for index, task in enumerate(document.tasks):
            yield self._page(document, index, task, original)

    def _page(self, document: DocumentView, index: int, task: TaskView, original: Original) -> Page:
        tasks, language = document.tasks, self._edition.language
        edition, text = self._edition, self._text
        excerpts = excerpts_of(self._collection)
        briefs, alone = excerpts.briefs, excerpts.alone[task.id]
        anchors = field_anchors(task)
        related = self._related.get(task.id, ())
        figures = {i.id: self._figures.get(i.id, ()) for i in task.task.indicators}
        names = [document.line(f.name).side(language) for f in task.task.section.fields]
        return Page(
            task.address,
            "task.html",
            task.title.side(language),
            _summary(document, task, edition),
            {
                "collection": excerpts.of(document, [one.view for one in related]),
                "document": DocumentView(alone.entry, ()),
                "view": alone,
                "previous": briefs[tasks[index - 1].id] if index else None,
                "following": briefs[tasks[index + 1].id] if index + 1 < len(tasks) else None,
                "same": tuple(briefs[one] for one in task.same_as if one in briefs),
                "related": tuple(replace(one, view=briefs[one.view.id]) for one in related),
                "figures": figures,
                "places": _places(task, original),
                "anchors": anchors,
                "first_figures": _first_figures(task, figures),
                "common_state": common_state(document.states_of(task.task.section)),
                "styles": self._citing.styles(text),
                "former": self._former.get(task.id, ()),
                "citation": self._citing.task(task, original),
                "citing": self._citing,
            },
            (
                *(Heading(name, anchor) for name, anchor in zip(names, anchors, strict=True)),
                *((Heading(text("former.title"), "former"),) if task.id in self._former else ()),
                *((Heading(text("task.related"), "related"),) if related else ()),
                Heading(text("task.facts"), "facts"),
                *(Heading(text(f"{key}.title"), key) for key in ("source", "cite")),
            ),
            narrow=True,
        )


def _first_figures(
    task: TaskView, figures: Mapping[str, tuple[Figure, ...]], most: int = 3
) -> tuple[tuple[str, Figure], ...]:
    """The first amounts of a task that are read without doubt, with their anchors."""
    found = (
        (indicator_anchor(indicator.id), figure)
        for indicator in task.task.indicators
        for figure in figures.get(indicator.id, ())
        if figure.sure and figure.amount["en"].strip("≥≤<>≈\u202f .,0123456789")
    )
    return tuple(islice(found, most))


def _places(task: TaskView, original: Original) -> tuple[tuple[str, Place], ...]:
    """Where the whole task (“”) and each indicator (“i1”) stand in the original."""
    fields = task.task.section.fields
    parts = [task.task.title]
    parts += [s for f in fields for block in f.blocks for s in block_segments(block)]
    found = [("", original.place(*parts))]
    found += [(f"i{i.tail}", original.place(i.text)) for i in task.task.indicators]
    return tuple((anchor, place) for anchor, place in found if place is not None)


def field_anchors(task: TaskView) -> tuple[str, ...]:
    """An anchor for each field of a task: its key, numbered when it comes again."""
    keys = [f.key for f in task.task.section.fields]
    return tuple(
        key if keys[:at].count(key) == 0 else f"{key}-{keys[:at].count(key) + 1}"
        for at, key in enumerate(keys)
    )


def _summary(document: DocumentView, task: TaskView, edition: Edition) -> str:
    """The first sentences of what must be built, for search engines."""
    lines = [document.line(s).side(edition.language) for s in task.task.requirement]
    joined = (" " if edition.language == "en" else "").join(lines)
    return joined if len(joined) <= 240 else joined[:239].rstrip() + "…"
