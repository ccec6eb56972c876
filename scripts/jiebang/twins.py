"""Tasks published twice, found by comparing their text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from jiebang.model import Task, block_segments
from jiebang.text.spaces import squash

# Two prints of one task differ in spaces and in a sign or two, never in a tenth.
_SAME = 0.9
_GRAM = 5


def find_twins(tasks: Iterable[Task]) -> Mapping[str, tuple[str, ...]]:
    """The ids of the tasks that say the same, by task id; tasks without a twin left out.

    Candidates share a title or the opening of their text; they are the same when
    nine tenths of their runs of five characters are shared.
    """
    grams: dict[str, frozenset[str]] = {}
    buckets: dict[str, list[str]] = defaultdict(list)
    order: list[str] = []
    for task in tasks:
        text = _text(task)
        order.append(task.id)
        grams[task.id] = frozenset(text[i : i + _GRAM] for i in range(max(len(text) - _GRAM, 1)))
        for key in {f"t:{squash(task.title.zh)}", f"o:{text[:40]}"}:
            buckets[key].append(task.id)
    pairs: dict[str, set[str]] = defaultdict(set)
    for ids in buckets.values():
        for at, one in enumerate(ids):
            for other in ids[at + 1 :]:
                if _alike(grams[one], grams[other]):
                    pairs[one].add(other)
                    pairs[other].add(one)
    return {i: tuple(o for o in order if o in pairs[i]) for i in order if pairs.get(i)}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * len(one | other)


def _text(task: Task) -> str:
    """What a task asks for, without the spaces and brackets of print."""
    parts = [
        segment.zh
        for field in task.section.fields
        for block in field.blocks
        for segment in block_segments(block)
    ]
    return squash("".join(parts)).translate(str.maketrans("()，：；", "（）,:;"))
