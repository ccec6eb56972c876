"""Tasks that are about the same things: they share rare glossary terms, measures, a theme."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiebang.datasets.measures import MeasureRow
from jiebang.site.views import Collection, TaskView

SHOWN = 4
NAMED = 3  # of what two tasks share; the rest is left unsaid
_LEAST = 0.12  # of likeness; below it two tasks have only common words in common
_THEME = 1.25  # the same theme makes that much more of what is shared
_COMMON = 0.25  # what more than this share of all tasks has tells nothing
_MOST = 400  # tasks with one thing in common that are compared at most
_VISITS = 1000  # tasks met by way of what a task has, the rarest first: so it stays linear
_CLOSE = 40  # of those met, compared in full
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


@dataclass(frozen=True, slots=True)
class Related:
    """A task like another one, and why: what is rarest first."""

    view: TaskView
    shared: tuple[Shared, ...]


@lru_cache(maxsize=1)
def related_tasks(collection: Collection) -> Mapping[str, tuple[Related, ...]]:
    """The tasks most like each task, best first; those printed again elsewhere are left out.

    Likeness is the cosine of what two tasks have, each thing weighted by its rarity.
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
    related = {}
    for at, view in enumerate(collection.tasks):
        apart = {view.id, *view.same_as}
        scores = []
        for other in _met(telling[at], having, weight):
            two = collection.tasks[other]
            if two.id in apart:
                continue
            both = [f for f in telling[at] if f in own[other]]
            likeness = sum(weight[f] for f in both) / (lengths[at] * lengths[other])
            likeness *= _THEME if set(view.themes) & set(two.themes) else 1.0
            if likeness >= _LEAST:
                scores.append((-round(likeness, 6), other, both))
        found = [
            Related(collection.tasks[other], _named(both, names))
            for _, other, both in sorted(scores)
        ]
        related[view.id] = tuple(_once(found))
    return related


def _features(collection: Collection, names: dict[Feature, Shared]) -> list[frozenset[Feature]]:
    """What each task has, in the order of the tasks; `names` takes what it is called."""
    measured: dict[str, set[Feature]] = defaultdict(set)
    for row in collection.measures:
        for shared in _of_measure(row):
            feature = (shared.sort, shared.id)
            measured[row["task_id"]].add(feature)
            if not (known := names.get(feature)) or not known.en:
                names[feature] = shared
    found = []
    for view, every in zip(collection.tasks, collection.task_terms, strict=True):
        terms = [term for term in every if term.domain not in _FORM]
        for term in terms:
            names.setdefault(("term", term.id), Shared("term", term.id, term.zh, term.en))
        found.append(frozenset({("term", term.id) for term in terms} | measured[view.id]))
    return found


def _of_measure(row: MeasureRow) -> Iterable[Shared]:
    kind, metric = row["quantity_kind"], row["metric_zh"]
    if kind and kind not in _FORMAL:
        yield Shared("kind", kind)
    # “Accuracy” alone is no subject either; “recognition accuracy of lip reading” is one.
    if metric and (kind not in _FORMAL or (kind != "count" and len(metric) > 4)):
        yield Shared("metric", f"{metric} {kind}", metric, row["metric_en"] or "")


def _met(
    features: Sequence[Feature],
    having: Mapping[Feature, Sequence[int]],
    weight: Mapping[Feature, float],
) -> list[int]:
    """The tasks that share most with one that has these features, so far as is looked."""
    shared: dict[int, float] = defaultdict(float)
    visits = 0
    for feature in features:
        visits += len(having[feature])
        if visits > _VISITS:
            break
        for other in having[feature]:
            shared[other] += weight[feature]
    return sorted(shared, key=lambda other: (-shared[other], other))[:_CLOSE]


def _named(both: Sequence[Feature], names: Mapping[Feature, Shared]) -> tuple[Shared, ...]:
    """The rarest of what is shared; among them a measure where there is one."""
    shown = [names[feature] for feature in both]
    # The name of a kind says nothing beside a metric or term of the same name.
    measure = next((one for one in shown if one.sort != "term"), None)
    terms = [one for one in shown if one.sort == "term" and (not measure or one.zh != measure.zh)]
    room = NAMED - 1 if measure else NAMED
    return (*terms[:room], *((measure,) if measure else ()))


def _once(found: list[Related]) -> list[Related]:
    """The first of them; of two prints of one task only the better."""
    kept: list[Related] = []
    for one in found:
        if len(kept) < SHOWN and not any(one.view.id in other.view.same_as for other in kept):
            kept.append(one)
    return kept
