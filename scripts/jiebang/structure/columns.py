"""What the columns of a list of tasks hold, told by their names.

A table is taken for such a list only if a column names the tasks and another says what is
asked for or judged. Plans, budgets, scores and awards have columns that tell them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiebang.document.fields import TASK_KEYS, field_key
from jiebang.text.markers import is_title_name

_LONGEST_NAME = 20
_LONGEST_REMARK = 40  # a name with a remark in brackets
_LEAST = 3  # columns
_NUMBER = re.compile(r"(?:\S{0,4}(?:序号|编号|代码)|No\.?)")
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
# Titles stand below 攻关任务 as well; below “项目” or “任务” alone stands much else.
_TITLE = re.compile(
    r"(揭榜|攻关|榜单|技术|研究|研发)?(?:重点)?(?:项目|课题|任务|榜单|榜题|需求|难题)"
)
_GROUP = re.compile(r"\S{0,6}(?:领域|方向|类别|分类|类型|板块|专题|专项|产业|产业链|行业|批次)")
# What only other tables have: who got the task, who must do it, what it scored.
_OTHER = re.compile(
    r"中标|中选|承担单位(?!要求|条件)|(?:完成|牵头|实施|建设|依托)单位$"
    r"|揭榜(?:单位|企业|方|团队|主体)$"
    r"|立项(?!背景|依据|必要性)|获奖|获批|申报(?:单位|人)$|申请(?:单位|人)$|^(?:项目|课题|任务)?负责人$"
    r"|主持人|获得|责任(?:单位|部门|人|处室)|(?:配合|参与|参加|协办)(?:单位|部门)"
    r"|^数量|单价|规格|型号|计量|得分|分值|评分|评价(?!指标)|权重|满分|分数|名次|排名|评审|专家|完成情况|完成值|实际(?!问题|需求)|进展|验收(?:结论|结果)|报价|供应商|合同|投资计划|支出"
)
_GENRE = re.compile(r"榜|攻关|难题")
# Names that lists of building works, budgets and plans of work have as well.
_WEAK = (
    "主要内容", "项目内容", "任务内容", "任务描述", "任务目标", "建设内容", "主要建设内容",
    "建设任务", "绩效目标", "绩效指标", "主要指标", "考核要求",
)  # fmt: skip
_BARE = ("名称", "题目")


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


def read_columns(names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Columns | None:
    """The columns of a list of tasks; None where the names are not those of one.

    Args:
        names: the cells of the head, none of them empty.
        rows: the cells below; a merged cell has its text in the first of its rows.
    """
    plain = [_plain(name) for name in names]
    if len(names) < _LEAST or not all(0 < len(name) <= _LONGEST_NAME for name in plain):
        return None
    if any(len(name) > _LONGEST_REMARK for name in names):
        return None
    if any(_OTHER.search(name) for name in names):
        return None
    number = next((at for at, name in enumerate(names) if _NUMBER.fullmatch(name)), None)
    title = _title(names)
    if title is None or number == title:
        return None
    keys = {at: field_key(name) for at, name in enumerate(names) if at not in (number, title)}
    groups = tuple(at for at in keys if _GROUP.fullmatch(_plain(names[at])) and _has_gaps(rows, at))
    asking = tuple(at for at, key in keys.items() if key in TASK_KEYS and at not in groups)
    if not _asks(names, title, number, asking):
        return None
    if any(_has_gaps(rows, at) for at in asking):
        return None  # one text for several rows: whose it is, the table does not say
    if any(not _cell(rows[0], at) for at in groups):
        return None
    shared = tuple(
        at for at, key in keys.items() if key in ("funding", "duration") and _has_gaps(rows, at)
    )
    return Columns(tuple(names), number, title, asking, groups, shared)


def _title(names: Sequence[str]) -> int | None:
    """The column that names the tasks; one that says so before one that might."""
    plain = [_plain(name) for name in names]
    named = [at for at, name in enumerate(plain) if is_title_name(name)]
    other = [at for at, name in enumerate(plain) if _TITLE.fullmatch(name)]
    return next(iter([*named, *other]), None)


def _asks(names: Sequence[str], title: int, number: int | None, asking: Sequence[int]) -> bool:
    """Whether the columns say what is asked for, in names that only such lists have."""
    name = _plain(names[title])
    strong = [at for at in asking if _plain(names[at]) not in _WEAK or _GENRE.search(name)]
    other = _TITLE.fullmatch(name)
    if (other is None and name not in _BARE) or (other is not None and other.group(1)):
        return bool(strong)
    both = {field_key(names[at]) for at in asking} == TASK_KEYS
    return number is not None and both and bool(strong)


def _plain(name: str) -> str:
    return _REMARK.sub("", name)


def _has_gaps(rows: Sequence[tuple[str, ...]], column: int) -> bool:
    """Whether an empty cell stands below a filled one: the filled one may span both."""
    filled = False
    for row in rows:
        cell = _cell(row, column)
        if filled and not cell:
            return True
        filled = filled or bool(cell)
    return False


def _cell(row: tuple[str, ...], column: int) -> str:
    return row[column] if column < len(row) else ""
