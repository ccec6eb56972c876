"""Tasks that are about the same things: they share rare glossary terms, and a theme."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from jiebang.glossary import TermBase
from jiebang.model import block_segments
from jiebang.site.views import TaskView

SHOWN = 4
_LEAST = 0.12  # of likeness; below it two tasks have only common words in common
_THEME = 1.25  # the same theme makes that much more of shared terms
_COMMON = 0.25  # a term of more than this share of all tasks tells nothing
_MOST = 400  # tasks with one term that are compared at most, so that it stays linear


def related_tasks(
    tasks: tuple[TaskView, ...], terms: TermBase
) -> Mapping[str, tuple[TaskView, ...]]:
    """The tasks most like each task, best first; its twins are left out.

    Likeness is the cosine of the terms that two tasks have, each weighted by its rarity.
    """
    having: dict[str, list[int]] = defaultdict(list)
    own: list[frozenset[str]] = []
    for at, view in enumerate(tasks):
        found = frozenset(match.term.id for match in terms.find(_text(view)))
        own.append(found)
        for term in found:
            having[term].append(at)
    limit = min(max(2, len(tasks) * _COMMON), _MOST)
    weight = {
        term: math.log(len(tasks) / len(places)) ** 2
        for term, places in having.items()
        if len(places) <= limit
    }
    lengths = [math.sqrt(sum(weight.get(term, 0.0) for term in sorted(found))) for found in own]
    related: dict[str, tuple[TaskView, ...]] = {}
    for at, view in enumerate(tasks):
        shared: dict[int, float] = defaultdict(float)
        for term in sorted(own[at]):
            for other in having[term] if term in weight else ():
                shared[other] += weight[term]
        apart = {view.id, *view.same_as}
        scores = [
            (_likeness(sum_, lengths[at] * lengths[other], view, tasks[other]), other)
            for other, sum_ in shared.items()
            if tasks[other].id not in apart
        ]
        best = sorted((s for s in scores if s[0] >= _LEAST), key=lambda s: (-s[0], s[1]))
        related[view.id] = tuple(_once([tasks[other] for _, other in best]))
    return related


def _likeness(shared: float, lengths: float, one: TaskView, other: TaskView) -> float:
    likeness = shared / lengths if lengths else 0.0
    return round(likeness * (_THEME if set(one.themes) & set(other.themes) else 1.0), 6)


def _once(found: list[TaskView]) -> list[TaskView]:
    """The first of them; of two prints of one task only the better."""
    kept: list[TaskView] = []
    for view in found:
        if len(kept) < SHOWN and not any(view.id in other.same_as for other in kept):
            kept.append(view)
    return kept


def _text(view: TaskView) -> str:
    """Title and all that is asked, a line a segment."""
    fields = view.task.section.fields
    parts = [s.zh for f in fields for block in f.blocks for s in block_segments(block)]
    return "\n".join((view.title.zh, *parts))
