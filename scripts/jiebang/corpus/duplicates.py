"""Tasks and indicators published twice, found by comparing their text."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from jiebang.document.model import Task
from jiebang.text.spaces import squash

# Two prints of one task differ in spaces and in a character or two, never in a tenth.
_SAME = 0.9
_GRAM = 5


# The tasks and indicators of a document that have duplicates, with these.
SameAs = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TaskText:
    """What is compared of a task.

    `keys` are digests of its title and of the opening of its text; `indicators` has the id of
    each and a digest of its words.
    """

    id: str
    keys: tuple[str, ...]
    text: str
    indicators: tuple[tuple[str, str], ...] = ()


def text_of(task: Task) -> TaskText:
    """The task's text as it is compared."""
    parts = (s.zh for f in task.section.fields for s in f.segments)
    # What it asks for, without the spaces and brackets of print.
    text = squash("".join(parts)).translate(str.maketrans("()，：；", "（）,:;"))
    keys = sorted({_digest(f"t:{squash(task.title.zh)}"), _digest(f"o:{text[:40]}")})
    indicators = tuple((i.id, _digest(re.sub(r"\W", "", i.text.zh))) for i in task.indicators)
    return TaskText(task.id, tuple(keys), text, indicators)


def find_duplicates(tasks: Iterable[TaskText]) -> Mapping[str, SameAs]:
    """The ids of the tasks that say the same, by document and task id, in their order.

    Tasks without a duplicate are left out. With the others go the ids of their indicators that
    have the same words, by indicator id. Candidates share a title or the opening of their text;
    they are the same when nine tenths of their runs of five characters are shared.
    """
    texts = list(tasks)
    by_key: dict[str, list[int]] = defaultdict(list)
    for n, task in enumerate(texts):
        for key in task.keys:
            by_key[key].append(n)

    @cache
    def grams(n: int) -> frozenset[str]:
        text = texts[n].text
        return frozenset(text[i : i + _GRAM] for i in range(max(len(text) - _GRAM, 1)))

    candidates = {pair for same_key in by_key.values() for pair in combinations(same_key, 2)}
    found: dict[int, list[TaskText]] = defaultdict(list)
    for one, other in sorted(candidates):
        if len(grams(one) & grams(other)) >= _SAME * len(grams(one) | grams(other)):
            found[one].append(texts[other])
            found[other].append(texts[one])
    by_document: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for n, others in sorted(found.items()):
        ids = by_document[texts[n].id.partition(".")[0]]
        ids[texts[n].id] = tuple(other.id for other in others)
        elsewhere = [pair for other in others for pair in other.indicators]
        for identifier, digest in texts[n].indicators:
            if same := tuple(i for i, theirs in elsewhere if theirs == digest):
                ids[identifier] = same
    return by_document


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
