"""Which headings are tasks, and their ids: from the document's own numbering."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from jiebang.document.fields import TASK_KEYS
from jiebang.document.model import Field
from jiebang.document.tree import Heading
from jiebang.structure.indicators import number_indicators
from jiebang.text.markers import read_annex, read_heading_marker

_NAMED = re.compile(r"(?:项目|任务|课题|榜单|榜题|需求)")


def name_tasks(document_id: str, headings: Sequence[Heading]) -> None:
    """Give every task heading its id, and cut and number its indicators.

    A task is a heading with a field of its own that asks for something or says what
    is judged. Tasks of one annex are a list; a document of several lists has ids
    `<document>.a<annex>-<NN>`. Forms hold no tasks.
    """
    lists = _lists(headings)
    several = len(lists) > 1
    used: set[str] = set()
    for ordinal, (title, tasks) in enumerate(lists, 1):
        list_id = ""
        if several:
            annex = read_annex(title.marker) if title else None
            list_id = f"a{annex.number if annex and annex.number else ordinal}"
            if list_id in used:
                list_id = next(f"a{n}" for n in range(1, 1000) if f"a{n}" not in used)
            used.add(list_id)
        for task, number in zip(tasks, _numbers(tasks), strict=True):
            prefix = f"{list_id}-" if list_id else ""
            task.id = f"{document_id}.{prefix}{number:02d}"
            fields = number_indicators(task.id, [b for b in task.blocks if isinstance(b, Field)])
            others = [b for b in task.blocks if not isinstance(b, Field)]
            task.blocks = [*others, *fields]


def _lists(headings: Sequence[Heading]) -> list[tuple[Heading | None, list[Heading]]]:
    """The tasks under each title, in order; titles without tasks left out."""
    lists: list[tuple[Heading | None, list[Heading]]] = [(None, [])]
    in_form = False
    for heading in headings:
        if heading.level == 1:
            in_form = heading.form
            lists.append((heading, []))
        if not in_form and _is_task(heading):
            lists[-1][1].append(heading)
    return [(title, tasks) for title, tasks in lists if tasks]


def _is_task(heading: Heading) -> bool:
    keys = {b.key for b in heading.blocks if isinstance(b, Field)}
    if keys & TASK_KEYS:
        return True
    return len(keys) >= 2 and bool(_NAMED.match(heading.marker))


def _numbers(tasks: Sequence[Heading]) -> list[int]:
    """The printed numbers if they count up through the list, else 1, 2, 3 …"""
    markers = [read_heading_marker(t.marker) if t.marker else None for t in tasks]
    numbers = [m.number or 0 if m else 0 for m in markers]
    rising = all(a < b for a, b in itertools.pairwise(numbers))
    return numbers if rising and numbers and numbers[0] > 0 else list(range(1, len(tasks) + 1))
