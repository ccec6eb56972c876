"""The numbers in the first column of a list of tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiebang.text.markers import han_number

_NUMBER = re.compile(r"[（(]?(\d{1,3}|[〇零一二三四五六七八九十百]{1,5})[）)]?[.．、]?")
_LONGEST_CODE = 20


def count_up(numbers: Sequence[str | None]) -> bool:
    """Whether a column counts the rows: 1, 2, 3 …, or a code of its own for each, or nothing.

    None stands for the head of a group, below which the count may begin again.
    """
    given = [n for n in numbers if n is not None]
    if not any(given):
        return True
    if not all(given):
        return False
    values = [_value(n) for n in given]
    if all(v is None for v in values):
        codes = all(len(n) <= _LONGEST_CODE and re.search(r"\d", n) for n in given)
        return codes and len(set(given)) == len(given)
    last: int | None = None
    fresh = False
    for number in numbers:
        if number is None:
            fresh = True
            continue
        value = _value(number)
        if value is None or not (last is None or value == last + 1 or (fresh and value == 1)):
            return False
        last, fresh = value, False
    return True


def _value(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return han_number(found.group(1)) if found else None
