"""Tables whose rows are tasks: 序号 | 项目名称 | 研究内容 | 考核指标 | 榜单金额 …

Reads tables; gives a heading and the fields of each row, and names in `task_tables` how
the document has the cells. A table that might be anything else stays a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from jiebang.document.model import Dropped, TaskTable
from jiebang.document.task_tables import head_of, name_columns
from jiebang.structure.columns import (
    Columns,
    count_up,
    find_heading,
    find_points,
    find_today,
    read_columns,
)
from jiebang.structure.draft import (
    Draft,
    FieldEntry,
    Line,
    Piece,
    PrintedRow,
    Rows,
    TaskGroup,
    Text,
)
from jiebang.structure.tokens import Tokens
from jiebang.text.markers import APART, is_bare, split_heading, split_marker
from jiebang.text.spaces import tidy
from jiebang.text.words import load_words

_MOST_PAGES = 200
_LONGEST_TITLE = 70
_LONGEST_GROUP = 30
_LEAST_TURNED = 3  # rows, and columns
_LONGEST_STEP = 8
_LONGEST_NUMBER = 4
_COUNTER = re.compile(r"[0-9A-Z一二三四五六七八九十甲乙丙丁戊①-⑳]{1,2}")
_PLACEHOLDERS = ("XX", "xx", "××", "**", "……", "...", "示例", "样例")
_SUMS = ("合计", "总计", "共计")
_ENDS = ("。", "；", "：", ":", ";", "，")


def read_rows(draft: Draft) -> Draft:
    """Lists of tasks as tasks; other tables untouched."""
    pieces: list[Piece] = []
    tables: list[TaskTable] = []
    dropped: list[Dropped] = []
    at = 0
    while at < len(draft.pieces):
        run = _run(draft.pieces, at)
        above = [p for p in pieces[-3:] if isinstance(p, Line)]
        in_form = any(draft.read(tidy(line.text)).is_form_title for line in above)
        found = (_read(draft, run, in_form) or _read_turned(draft, run[0])) if run else None
        if run and not found and above and pieces[-1] is above[-1]:
            found = _read_points(draft, run[0], above[-1], dropped)
            del pieces[len(pieces) - bool(found) :]  # the name above the table
        read, table, used = found or ([draft.pieces[at]], None, 1)
        pieces += read
        tables += [table] if table else []
        at += used
    return draft.with_pieces(pieces, task_tables=tables, dropped=dropped)


def _read_points(
    draft: Draft, table: Rows, above: Line, dropped: list[Dropped]
) -> tuple[list[Piece], TaskTable, int] | None:
    """A table with an indicator a row, as the field whose name stands above it.

    A unit that the value has already, or a stroke for none, is named in `dropped`.
    """
    token = draft.read(tidy(above.text))
    if token.key != "indicators" or (token.label and token.label.body) or table.last:
        return None
    names, *rows = (row.cells for row in table.rows)
    today = find_today(names)
    order = find_points(names, rows, today) if {*map(len, rows)} == {len(names)} else ()
    if not order:
        return None
    numbered = order[0] == find_heading(names)[0]
    lines: list[str] = []
    for row in table.rows[1:]:
        number, name, *told = (
            (row.cells[at] for at in order) if numbered else ("", *(row.cells[at] for at in order))
        )
        if twice := _unit_twice(draft.lines[row.line - 1], *told):
            dropped.append(Dropped(row.line, twice, "unit printed twice"))
            told.pop()
        lines.append(number + APART * numbered + tidy(" ".join([name, *told])))
        lines += [tidy(f"{names[at]} {row.cells[at]}") for at in today if row.cells[at]]
    columns = " ".join(str(at + 1) for at in (*order, *today))
    lines_of = table.rows[0].line, table.rows[-1].line
    read = TaskTable(*lines_of, head_of("\t".join(names)), columns, len(order))
    return [FieldEntry(token.text, tuple(lines))], read, 1


def _unit_twice(printed: str, value: str, unit: str = "") -> str:
    """The cell of a unit that the value has, too (≤6ppm | ppm), or that is a stroke for none."""
    has = re.search(rf"\d\s*(?:个\s*)?{re.escape(unit)}", value, re.IGNORECASE)
    if not unit or not (has or unit in load_words("columns")["points"]["none"]):
        return ""
    cell = re.search(rf"[\t|｜│┃]\s*{re.escape(unit)}(?=\s*(?:[\t|｜│┃]|$))", printed)
    return cell[0] if cell else ""


def _run(pieces: Sequence[Piece], at: int) -> list[Rows]:
    """A table, and what may be its further pages: as wide, with nothing between them."""
    run: list[Rows] = []
    for piece in pieces[at : at + _MOST_PAGES]:
        if not isinstance(piece, Rows) or not piece.rows[0].line:
            break
        if run and (
            len(piece.rows[0].lines) != len(run[0].rows[-1].lines) or run[0].last or piece.last
        ):
            break
        run.append(piece)
    return run


def _read(
    draft: Draft, run: Sequence[Rows], in_form: bool
) -> tuple[list[Piece], TaskTable, int] | None:
    """(pieces, how they were read, how many tables they are); None for no list of tasks."""
    width = max(len(row.lines) for table in run for row in table.rows)
    pages = [
        [PrintedRow(row.line, (*row.lines, *[()] * (width - len(row.lines)))) for row in table.rows]
        for table in run
    ]
    read, rows = draft.read, pages[0]
    at = next((i for i, row in enumerate(rows[:3]) if not row.alone), 0)
    head = rows[at : at + 1 + _is_in_two(rows[at:])]
    for used in sorted({len(run), 1}, reverse=True):
        own = [*rows[at + len(head) :], *chain.from_iterable(pages[1:used])]
        below: list[Piece] = []
        # Notes, and “合计” with what the rows come to.
        while own and (read(own[-1].alone).note or next(filter(None, own[-1].cells), "") in _SUMS):
            row = own.pop()
            below.insert(0, Text(row.line, " ".join(filter(None, row.cells))))
        # On each page the head comes once more.
        body = [row for row in own if row.cells not in [r.cells for r in head]]
        # In a table drawn with strokes a row without a number may be the rest of a broken one.
        body = _joined(head, body) if "\t" in draft.lines[head[0].line - 1] else body
        columns = _columns(read, head, body)
        if columns is not None and not (in_form and sum(not row.alone for row in body) < 2):
            above = [Text(row.line, row.alone) for row in rows[:at]]
            table = TaskTable(
                head[0].line,
                run[0].last or own[-1].line,
                head_of(*("\t".join(row.cells) for row in head)),
                " ".join(str(n + 1) for n in columns.order),
                len(columns.headings),
                run[0].last > 0,
            )
            return [*above, *_tasks(columns, body), *below], table, used
    return None


def _read_turned(draft: Draft, table: Rows) -> tuple[list[Piece], TaskTable, int] | None:
    """A table with a task a column, as one with a task a row: its first column is the head.

    Rows of one cell above the names, and of a name and one text for all below them, are none.
    """
    rows, names = list(table.rows), draft.read.names
    width = max(len(row.lines) for row in rows)
    at = next((n for n, row in enumerate(rows) if not row.alone), 0)
    above, rows = rows[:at], rows[at:]
    below: list[PrintedRow] = []
    while rows and not any(rows[-1].cells[2:]):
        below.insert(0, rows.pop())
    if width < _LEAST_TURNED or len(rows) < _LEAST_TURNED or table.last:
        return None
    cells = [(*row.lines, *[()] * (width - len(row.lines))) for row in rows]
    head, *tasks = (PrintedRow(rows[0].line, column) for column in zip(*cells, strict=True))
    words, first = load_words("columns"), head.lines[0]
    if _are_numbers([task.cells[0] for task in tasks]):  # beside 项目, or nothing
        first = (words["numbers"][0],)
    named = PrintedRow(rows[0].line, (first, *head.lines[1:]))
    columns = _columns(draft.read, [named], tasks)
    if columns is None:
        return None
    # One text for all, or the first alone has one.
    apart = {*columns.headings, *columns.shared}
    alone = [at for at in columns.order if at not in apart and _is_first(tasks, at)]
    columns = replace(columns, shared=(*columns.shared, *alone))
    titles = [task.cells[columns.title] for task in tasks]
    heads = [task.cells[0] for task in tasks] if names.key(head.cells[0]) is None else []
    stepped = (
        len(text) <= _LONGEST_STEP and any(map(text.count, words["steps"]))
        for text in (*titles, *heads)
    )
    others = (cell for task in tasks for cell in task.cells)
    told = [columns.names[columns.title], *draft.lines[: rows[0].line - 1]]
    posed = any(word in text for text in told for word in words["posed"])
    if len({*titles}) < len(titles) or any(stepped) or any(map(names.is_exact, others)):
        return None
    order = " ".join(str(n + 1) for n in columns.order)
    lines = rows[0].line, rows[-1].line
    read = TaskTable(
        *lines, head_of("\t".join(head.cells)), order, len(columns.headings), turned=True
    )
    texts = [
        [Text(row.line, " ".join(filter(None, row.cells))) for row in r] for r in (above, below)
    ]
    return ([*texts[0], *_tasks(columns, tasks), *texts[1]], read, 1) if posed else None


def _are_numbers(cells: Sequence[str]) -> bool:
    """任务一, 任务二, or short texts that have nothing but a number of their own: A题, B题."""
    rest = {_COUNTER.sub("", cell) for cell in cells}
    short = len({*cells}) == len(cells) and all(0 < len(cell) <= _LONGEST_NUMBER for cell in cells)
    return all(map(is_bare, cells)) or (len(rest) == 1 and short)


def _is_first(rows: Sequence[PrintedRow], at: int) -> bool:
    """Whether a column has a text in its first row only."""
    return [bool(row.cells[at]) for row in rows] == [True, *[False] * (len(rows) - 1)]


def _joined(head: Sequence[PrintedRow], rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows, one without number and title, where cells span several, as lines of that above."""
    heading = [at for at in find_heading(_names(head)) if at is not None]
    groups: list[list[PrintedRow]] = []
    for row in rows:
        above = groups[-1][0] if groups and heading and not row.alone else None
        if above is None or above.alone or any(row.cells[at] for at in heading):
            groups.append([row])
        else:
            groups[-1].append(row)
    joined: list[PrintedRow] = []
    for first, *more in groups:
        columns = zip(first.lines, *(row.lines for row in more), strict=True)
        cells = tuple(tuple(chain.from_iterable(column)) for column in columns)
        for cell in cells if more else ():
            # One sentence goes over the rows of a cell, and not one point a row.
            ended = [text.endswith(_ENDS) for text in cell]
            if (any(ended[-1:]) and not all(ended)) or any(t.endswith(("，", "、")) for t in cell):
                return list(rows)
        joined.append(PrintedRow(first.line, cells) if more else first)
    return joined


def _is_in_two(rows: Sequence[PrintedRow]) -> bool:
    """Whether a head has two lines: 需求信息 above 项目名称 and 需求内容."""
    if len(rows) < 2 or rows[1].alone or rows[1].cells[0]:
        return False
    names = _names(rows[:2])
    wide = [above for above, below in zip(rows[0].cells, rows[1].cells, strict=True) if below]
    return all(names) and wide[0] != "" and "" in wide


def _names(head: Sequence[PrintedRow]) -> tuple[str, ...]:
    """Of each column that has one or stands before one."""
    filled = [{at: cell for at, cell in enumerate(row.cells) if cell} for row in head]
    named = name_columns(filled)
    parts = (
        [head[line].cells[of] for line, of in named.get(at, ())] for at in range(max(named) + 1)
    )
    return tuple(map("".join, parts))


def _columns(
    read: Tokens, head: Sequence[PrintedRow], body: Sequence[PrintedRow]
) -> Columns | None:
    """The columns of a list of tasks; None where head or rows are not those of one."""
    names = _names(head)
    full = [row.cells for row in body if not row.alone]
    if not full or any(any(cells[len(names) :]) for cells in full):
        return None
    columns = read_columns(names, full, read.names)
    if columns is None or not count_up(list(_numbers(columns, body))):
        return None
    fit = all(
        _is_group(read, row.alone, columns) if row.alone else _is_task(columns, row.cells)
        for row in body
    )
    return columns if fit else None


def _is_group(read: Tokens, text: str, columns: Columns) -> bool:
    """“一、高端装备领域” across the table."""
    return (
        0 in columns.headings
        and 2 <= len(split_marker(text)[1]) <= _LONGEST_GROUP
        and not text.endswith(_ENDS)
        and "。" not in text
        and not read(text).note
    )


def _numbers(columns: Columns, body: Sequence[PrintedRow]) -> Iterator[str | None]:
    """The number of each task, "" where it has none; None where a group begins."""
    for row in body:
        if row.alone or any(row.cells[at] for at in columns.groups):
            yield None
        if not row.alone:
            yield row.cells[columns.number] if columns.number is not None else ""


def _is_task(columns: Columns, cells: tuple[str, ...]) -> bool:
    title = cells[columns.title]
    if len(title) > _LONGEST_TITLE or any(word in title for word in ("。", *_PLACEHOLDERS)):
        return False
    marker, plain = _heading(columns, cells)
    # What reading the heading back would cut elsewhere is none.
    whole = not marker or split_heading(marker + APART + plain) == (marker, plain)
    asks = any(cells[at] for at in columns.asking)
    return bool(plain) and whole and asks and not title.endswith(_ENDS)


def _heading(columns: Columns, cells: tuple[str, ...]) -> tuple[str, str]:
    number = cells[columns.number] if columns.number is not None else ""
    title = cells[columns.title]
    return (number, title) if number else split_heading(title)


def _tasks(columns: Columns, body: Sequence[PrintedRow]) -> Iterator[Piece]:
    for row, below in zip_longest(body, body[1:]):
        if row.alone:
            yield TaskGroup("group", *split_heading(row.alone))
            continue
        for column in columns.groups:
            if text := row.cells[column]:
                yield TaskGroup(f"group {column}", *split_heading(text))
        yield TaskGroup("row", *_heading(columns, row.cells))
        # A cell may be true of the row below as well: of all of them together, or each.
        open_below = below is not None and not below.alone
        shared = open_below and any(row.cells[c] and not below.cells[c] for c in columns.shared)
        # All of them, as fields come last under a heading.
        for at in columns.order[len(columns.headings) :]:
            if row.cells[at]:
                one = shared and at in columns.shared
                yield FieldEntry(columns.names[at], row.lines[at], one)
