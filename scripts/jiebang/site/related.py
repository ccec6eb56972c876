"""Tasks that are about the same things: they share rare glossary terms, measures, a theme."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiebang.site.views import Collection, TaskView

SHOWN = 4
NAMED = 3  # of what two tasks share; the rest is left unsaid
_LEAST = 0.12  # of likeness; below it two tasks have only common words in common
_THEME = 1.25  # the same theme makes that much more of what is shared
_COMMON = 0.25  # what more than this share of all tasks has tells nothing
_MOST = 400  # tasks with one thing in common that are compared at most
_VISITS = 1000  # tasks met by way of what a task has, the rarest first: so it stays linear
# How much a measure says beside a term: the same kind of quantity a little, the same
# thing measured more.
_WORTH = {"term": 1.0, "metric": 0.75, "kind": 0.5}
# What is counted (patents, hospitals) belongs to the form of a task, not to its subject.
_FORMAL = frozenset(("count", "number", "money", "score", "grade", "ratio", "duration"))

_FORM = frozenset(("form", "policy", "ip", "finance"))  # domains of terms: the same of them

Feature = tuple[str, str]  # ("term", its id), ("metric", its Chinese), ("kind", of quantity)


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that two tasks share; `en` and `zh` are empty for a kind of quantity."""

    sort: str
    id: str
    zh: str = ""
    en: str = ""


def related_tasks(collection: Collection) -> Mapping[str, list[tuple[TaskView, list[Shared]]]]:
    """The tasks most like each task, best first, each with what both share, the rarest first.

    Likeness is the cosine of what two tasks have, each thing weighted by its rarity. Those printed
    again elsewhere are left out.
    """
    names: dict[Feature, Shared] = {}
    own = _features(collection, names)
    having: dict[Feature, list[int]] = defaultdict(list)
    for at, features in enumerate(own):
        for feature in features:
            having[feature].append(at)
    limit = min(max(2, len(own) * _COMMON), _MOST)
    weight = {
        feature: _WORTH[feature[0]] * math.log(len(own) / len(places)) ** 2
        for feature, places in having.items()
        if len(places) <= limit
    }
    telling = [
        sorted((f for f in features if weight.get(f)), key=lambda f: (-weight[f], f))
        for features in own
    ]
    lengths = [math.sqrt(sum(weight[f] for f in features)) for features in telling]
    related: dict[str, list[tuple[TaskView, list[Shared]]]] = {}
    for at, view in enumerate(collection.tasks):
        scores = []
        for other, common in _met(telling[at], having, weight).items():
            two = collection.tasks[other]
            likeness = common / (lengths[at] * lengths[other])
            likeness *= _THEME if set(view.themes) & set(two.themes) else 1.0
            if likeness >= _LEAST and two.id not in (view.id, *view.same_as):
                scores.append((-round(likeness, 6), other))
        kept: dict[str, tuple[TaskView, list[Shared]]] = {}
        for _, other in sorted(scores):
            two = collection.tasks[other]  # of two prints of one task only the better is shown
            if len(kept) < SHOWN and kept.keys().isdisjoint(two.same_as):
                both = [names[feature] for feature in telling[at] if feature in own[other]]
                kept[two.id] = (two, _named(both))
        related[view.id] = list(kept.values())
    return related


def _features(collection: Collection, names: dict[Feature, Shared]) -> list[set[Feature]]:
    """What each task has, in the order of the tasks; `names` takes what it is called."""
    found: dict[str, set[Feature]] = {view.id: set() for view in collection.tasks}

    def add(task: str, shared: Shared) -> None:
        feature = (shared.sort, shared.id)
        found[task].add(feature)
        if not (known := names.get(feature)) or not known.en:
            names[feature] = shared

    for row in collection.measures:
        task, kind, metric = row["task_id"], row["quantity_kind"], row["metric_zh"]
        if kind and kind not in _FORMAL:
            add(task, Shared("kind", kind))
        # “Accuracy” alone is no subject either; “recognition accuracy of lip reading” is one.
        if metric and (kind not in _FORMAL or (kind != "count" and len(metric) > 4)):
            add(task, Shared("metric", f"{metric} {kind}", metric, row["metric_en"] or ""))
    for view, terms in zip(collection.tasks, collection.task_terms, strict=True):
        for term in terms:
            if term.domain not in _FORM:
                add(view.id, Shared("term", term.id, term.zh, term.en))
    return list(found.values())


def _met(
    features: Sequence[Feature],
    having: Mapping[Feature, Sequence[int]],
    weight: Mapping[Feature, float],
) -> Mapping[int, float]:
    """How much the tasks share with one that has these features, so far as is looked."""
    shared: dict[int, float] = defaultdict(float)
    visits = 0
    for feature in features:
        visits += len(having[feature])
        if visits > _VISITS:
            break
        for other in having[feature]:
            shared[other] += weight[feature]
    return shared


def _named(shown: Sequence[Shared]) -> list[Shared]:
    """The rarest of what is shared; among them a measure where there is one."""
    # The name of a kind says nothing beside a metric or term of the same name.
    measures = [one for one in shown if one.sort != "term"][:1]
    known = {one.zh for one in measures}
    terms = [one for one in shown if one.sort == "term" and one.zh not in known]
    return [*terms[: NAMED - len(measures)], *measures]
