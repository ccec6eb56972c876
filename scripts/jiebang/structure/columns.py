"""What the columns of a list of tasks hold, told by their names (`lexicon/columns.yml`).

A table is taken for such a list only if a column names the tasks and another says what is
asked for or judged. Plans, budgets, scores and awards have columns that tell them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile
from operator import not_
from typing import Any

from jiebang.document.fields import TASK_KEYS, FieldNames, base_names
from jiebang.structure.tokens import COMPARED
from jiebang.text.markers import han_number, is_title_name, without_remark
from jiebang.text.words import any_of, load_words

_LONGEST_NAME = 20
_LEAST = 3  # columns
_TELLING = frozenset({"indicators", "funding", "award", "total"})
_BOUNDS = "≥≤＞＜><±"
_COUNTED = re.compile(r"[（(]?(\d{1,3}|[〇零一二三四五六七八九十百]{1,5})[）)]?[.．、]?")


@dataclass(frozen=True)
class Columns:
    """The columns of a list of tasks, by index from 0.

    `asking` are those that make a row a task, `groups` those whose cells stand for the
    rows below as well, `shared` those whose sums or terms may do so, too.
    """

    names: tuple[str, ...]
    number: int | None
    title: int
    asking: tuple[int, ...]
    groups: tuple[int, ...]
    shared: tuple[int, ...]

    @property
    def headings(self) -> tuple[int, ...]:
        """The columns whose cells are headings, in the order of the document."""
        number = () if self.number is None else (self.number,)
        return (*self.groups, *number, self.title)

    @property
    def order(self) -> tuple[int, ...]:
        """All columns in the order of the document."""
        first = (*self.headings, *self.shared)
        return (*first, *(at for at in range(len(self.names)) if at not in first))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words: dict[str, Any] = load_words("columns")
    other, titles = words["others"], words["titles"]
    others = (
        any_of(other["holding"]),
        f"(?:{any_of(other['ending'])})$",
        f"^(?:{any_of(other['beginning'])})",
        f"^(?:{any_of(other['equal'])})$",
        *(f"{word}(?!{any_of(but)})" for word, but in other["unless"].items()),
    )
    forms = {
        "number": rf"\S{{0,4}}(?:{any_of(words['numbers'])})|No\.?",
        # Titles stand below 攻关任务 as well; below 项目 alone stands much else.
        "title": rf"({any_of(titles['first'])})?(?:重点)?(?:{any_of(titles['things'])})",
        "group": rf"\S{{0,6}}(?:{any_of(words['groups'])})",
        "other": "|".join(others),
        "genre": any_of(words["genre"]),
    }
    return {name: re.compile(form) for name, form in forms.items()}


def is_of_others(name: str) -> bool:
    """Whether only other lists have such a name: who got the task, how many, what it scored."""
    return _patterns()["other"].search(name) is not None


def find_heading(names: Sequence[str]) -> tuple[int | None, int | None]:
    """The columns that number and name the tasks."""
    words, plain = _patterns(), [without_remark(name) for name in names]
    number = next((at for at, name in enumerate(names) if words["number"].fullmatch(name)), None)
    # A column that says so before one that might.
    named = [at for at, name in enumerate(plain) if is_title_name(name)]
    titles = [*named, *(at for at, name in enumerate(plain) if words["title"].fullmatch(name))]
    return number, next(iter(titles), None)


def read_columns(
    names: Sequence[str], rows: Sequence[tuple[str, ...]], known: FieldNames | None = None
) -> Columns | None:
    """The columns of a list of tasks; None where the names are not those of one.

    Args:
        names: the cells of the head, none of them empty.
        rows: the cells below, one for each name or more; a merged cell has its text in the
            first of its rows.
        known: what the names of fields mean, by the package's own lexicon if left out.
    """
    known, words = known or base_names(), _patterns()
    plain = [without_remark(name) for name in names]
    if len(names) < _LEAST or not all(0 < len(name) <= _LONGEST_NAME for name in plain):
        return None
    if any(map(is_of_others, names)):
        return None
    number, title = find_heading(names)
    if title is None or title == number:
        return None
    keys = {at: known.key(name) for at, name in enumerate(names) if at not in (number, title)}
    # An empty cell below a filled one: the filled one may span both.
    gaps = {at for at in keys if not all(dropwhile(not_, (row[at] for row in rows)))}
    groups = tuple(at for at in keys if words["group"].fullmatch(plain[at]) and at in gaps)
    asking = tuple(at for at, key in keys.items() if key in TASK_KEYS and at not in groups)
    if not _asks(plain, title, number is not None, {at: keys[at] for at in asking}, keys.values()):
        return None
    # 指标名称 | 目标值: each of them says half of what is judged.
    columns = {at: [row[at] for row in rows if row[at]] for at in keys}
    bare = any(all(cell[0] in _BOUNDS for cell in columns[at]) for at in asking)
    points = load_words("columns")["points"]["names"]
    for at, cells in columns.items() if bare else ():
        named = plain[at] in points or keys[at] == "indicators"
        if named and not any(map(COMPARED.search, cells)):
            return None
    # One text for several rows: whose it is, the table does not say.
    if gaps & set(asking) or not all(rows[0][at] for at in groups):
        return None
    shared = tuple(at for at in keys if keys[at] in ("funding", "duration") and at in gaps)
    return Columns(tuple(names), number, title, asking, groups, shared)


def _asks(
    plain: Sequence[str],
    title: int,
    counted: bool,
    asking: dict[int, str | None],
    keys: Collection[str | None],
) -> bool:
    """Whether the columns say what is asked for, in names that only such lists have."""
    words, name = _patterns(), plain[title]
    weak, titles = load_words("columns")["weak"], load_words("columns")["titles"]
    strong = [at for at in asking if plain[at] not in weak or words["genre"].search(name)]
    other = words["title"].fullmatch(name)
    told = name in titles["maybe"] and not _TELLING.isdisjoint(keys)
    sure = told or name in titles["sure"] or (other[1] if other else name not in titles["bare"])
    if sure:
        return bool(strong)
    return counted and set(asking.values()) == TASK_KEYS and bool(strong)


def find_points(
    names: Sequence[str], rows: Sequence[tuple[str, ...]], beside: Collection[int] = ()
) -> tuple[int, ...]:
    """The columns of a table with an indicator a row, as they are read: number, name, value, unit.

    None where it has others as well, but for those `beside`, or a row without a name or a value.
    """
    words, number = load_words("columns")["points"], find_heading(names)[0]
    plain = [without_remark(name) for name in names]
    name, value, unit = (
        next((at for at, each in enumerate(plain) if each in words[kind] and at != number), None)
        for kind in ("names", "values", "units")
    )
    found = tuple(at for at in (number, name, value, unit) if at is not None)
    others = sorted((*found, *beside))
    if name is None or value is None or others != list(range(len(names))):
        return ()
    return found if all(row[name] and row[value] for row in rows) else ()


def find_today(names: Sequence[str]) -> tuple[int, ...]:
    """The columns of a table of numbered indicators that say what is reached today."""
    words = load_words("columns")["points"]["today"]
    numbered = find_heading(names)[0] is not None
    return tuple(at for at, name in enumerate(names) if without_remark(name) in words and numbered)


def count_up(numbers: Sequence[str | None]) -> bool:
    """Whether a column counts the rows: 1, 2, 3 …, or a code of its own for each, or nothing.

    None stands for the head of a group, below which the count may begin again.
    """
    given = [n for n in numbers if n is not None]
    if not all(given):
        return not any(given)
    if not any(_COUNTED.fullmatch(n) for n in given):
        return len(set(given)) == len(given)
    last, fresh = None, False
    for number in numbers:
        if number is None:
            fresh = True
            continue
        found = _COUNTED.fullmatch(number)
        value = han_number(found.group(1)) if found else None
        if value is None or not (last is None or value == last + 1 or (fresh and value == 1)):
            return False
        last, fresh = value, False
    return True
