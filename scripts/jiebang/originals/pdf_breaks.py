"""What the end of a page breaks, or prints there: rows of tables; running heads, page numbers.

Where the print closes the table at the end of a page and opens it anew on the next, the
columns' names may come again above the second half of a row. A row is told from its half
by its number: a table that counts its rows has one for each. Heads and feet are marked, a
form feed on either side, and stay in the text: `structure` names what it takes out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from statistics import median

from jiebang.document.fields import BULLETS, base_names
from jiebang.originals.original import BREAK, TextRow
from jiebang.originals.pdf_lines import Printed, ends_early
from jiebang.quantities.units import unit_table
from jiebang.text.markers import is_title_name, read_marker
from jiebang.text.spaces import join_lines, squash

_LEVEL = 1.5  # points by which two heads at the same place may differ
_LARGEST = 1.05  # of the height of the text: a head is set no larger, a title is
_LONGEST = 60
# The number of a page beside other words: only what says of itself that it is one.
_READS_SO = (
    r"第 ?[0-9]{1,4} ?页|(?<= )(?:[—–－-] ?[0-9]{1,4} ?[—–－-]\Z|[·•] ?[0-9]{1,4} ?[·•]\Z"
    r"|[0-9]{1,4} ?/ ?[0-9]{1,4}\Z|[0-9]{1,4} ?页?[,，/]? ?共 ?[0-9]{1,4} ?页)"
)
# What stands with it on its line, and the number of the page.
_FIGURE = re.compile(
    rf"(.*?)(?:\A|(?<![\d./:-])(?={_READS_SO}))[—–－·•第 -]*([0-9]{{1,4}})[—–－·•页 -]*"
    r"(?:/ ?[0-9]{1,4}|[,，/]? ?共 ?[0-9]{1,4} ?页)?"
)
# What a browser prints above and below a page: when, and where from.
_WHEN = re.compile(r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4},? \D{0,3}[0-9]{1,2}:[0-9]{2}\b.*")
_WHENCE = re.compile(r"(?:https?|file)://\S+ [0-9]{1,4}/[0-9]{1,4}")
_PAGES_COUNTED = 2
_STOPPED = re.compile(r"[。；！？，：:]")


def edges(printed: list[Printed], rows: Sequence[TextRow], first: int) -> list[Printed]:
    """The first and the last line of a page, where they are lines of the text.

    Args:
        printed: the lines of the page, top down, those of its tables too.
        rows: of the text, those of the page from `first` on.
    """
    filled = [at for at in range(first, len(rows)) if rows[at].text.strip()]
    if not printed or not filled:
        return []
    height = median(line.height for line in printed)
    gaps = [above.y - below.y for above, below in pairwise(printed)]
    usual = median(gaps[1:-1] or [1.5 * height])
    found = []
    for end in (0, -1):
        line, at, text = printed[end], filled[end], " ".join(printed[end].text.split())
        apart = len(printed) > 2 and gaps[end] > 1.5 * usual and line.height <= height * _LARGEST
        apart = apart and len(text) <= _LONGEST and not _STOPPED.search(text)
        if squash(rows[at].text) == squash(text):
            page, top = rows[at].page, end == 0
            found.append(replace(line, text=text, at=at, page=page, top=top, apart=apart))
    return found


def counted(found: Iterable[Printed]) -> set[int]:
    """The lines whose figures count the pages: at one edge, up by one with each page.

    Other words on the line are the same each time, and stand apart; “任务 1” counts tasks.
    """
    figures = [
        (edge.at, (edge.top, figure[1].strip(), int(figure[2]) - edge.page))
        for edge in found
        if (figure := _FIGURE.fullmatch(edge.text)) and (edge.apart or not figure[1])
    ]
    often = Counter(offset for _, offset in figures)
    return {at for at, offset in figures if often[offset] >= _PAGES_COUNTED}


def browsers(found: Sequence[Printed]) -> set[int]:
    """The lines that a browser prints around a page: the time and the title, the address."""
    ends = {edge.page: edge.at for edge in found if not edge.top and _WHENCE.fullmatch(edge.text)}
    heads = (edge for edge in found if edge.top and edge.page in ends)
    return {*ends.values(), *(edge.at for edge in heads if _WHEN.fullmatch(edge.text))}


def repeated(found: Iterable[Printed]) -> set[int]:
    """The lines that stand apart, word for word, at the same place of two pages or more."""
    by_text: dict[str, list[Printed]] = {}
    for edge in found:
        if edge.apart:
            by_text.setdefault(edge.text, []).append(edge)
    return {
        edge.at
        for same in by_text.values()
        for edge in same
        if any(other.page != edge.page and abs(other.y - edge.y) <= _LEVEL for other in same)
    }


_NUMBER = re.compile(r"\s*(?:\S{0,4}(?:序\s*号|编\s*号|序\s*號|編\s*號)|No\.?)\s*")
_DIGITS = re.compile(r"[0-9]+")
_FIRST = re.compile(r"[^0-9]*0*1[^0-9]*|[^0-9]*一[^0-9]*")  # of a column of numbers
_ENDED = re.compile(r"[。；！？;][”’」』）)]*$")
_PROSE = re.compile(r"[，。；、]")
_SENTENCES = re.compile(r"[。；].")
_ITEM = re.compile(r"(?:^|[。；;：:，\s])((?:\d{1,2}[.．、]|[（(]\d{1,2}[）)]|[①-⑳]))")
_LONG = 12  # characters in a cell that is a text
_FEW = 3
_MARGINS = 2.0  # of the height of a line: what a cell keeps free beside its text, at most
_UNIT_HEAD = re.compile(r"[0-9]\s*([A-Za-zμ]{1,3})$")
_UNIT_TAIL = re.compile(r"[A-Za-z]{1,2}(?! ?[A-Za-z])")  # “in total” is no rest of a unit
_POWER_HEAD = re.compile(r"[×xX*]\s*1$")
_POWER_TAIL = re.compile(r"0[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]")


def cell_text(lines: Sequence[Printed], across: float) -> str:
    """A cell's lines as one; a unit that a narrow cell broke (8m, m) is one again.

    A line is set apart by BREAK that begins with a bullet or the next number of a list, and one
    whose first word the line above had room for. `across` is how wide the cell is.
    """
    if not lines:
        return ""
    margins = _MARGINS * median(line.height for line in lines)
    room = max(across - margins, *(line.right - line.left for line in lines))
    text = lines[0].text.strip()
    for above, line in pairwise(lines):
        own = line.text.strip()
        apart = own[0] in BULLETS or ends_early(above, line, room)
        text = f"{text}{BREAK}{own}" if apart else join_cell(text, own)
    return text


def join_cell(above: str, below: str) -> str:
    """Two pieces of a cell's text as one."""
    if _counts_on(above, below):
        return f"{above}{BREAK}{below}"
    head, tail = _UNIT_HEAD.search(above), _UNIT_TAIL.match(below)
    broken = head and tail and head.group(1) + tail.group() in unit_table().units
    power = _POWER_HEAD.search(above) and _POWER_TAIL.match(below)
    return above + below if broken or power else join_lines(above, below)


def _counts_on(above: str, below: str) -> bool:
    """Whether a text begins with the number after the last one of the text above it."""
    first = read_marker(below)
    if first is None or first.number is None:
        return False
    items = [m for found in _ITEM.finditer(above) if (m := read_marker(found.group(1) + "x"))]
    same = [m.number for m in items if m.style == first.style]
    return bool(same) and (same[-1] or 0) + 1 == first.number


def number_column(head: Sequence[str]) -> int | None:
    """The column that is there for the rows' numbers: 序号, 编号."""
    return next((at for at, name in enumerate(head) if _NUMBER.fullmatch(name)), None)


def is_furniture(lines: Sequence[str]) -> bool:
    """Whether what stands between two tables may be page numbers and running heads."""
    filled = [line for line in lines if line.strip()]
    return len(filled) <= _FEW and not any(_PROSE.search(line) for line in filled)


def repeated_head(top: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> int | None:
    """How many rows of a page's first table are the head of the table before, printed again.

    None where it is another table: it begins as that one did, as one form does below another,
    or counts its rows anew.
    """
    at = _same_rows(top, rows)
    at = at if at < len(rows) else 0
    number = number_column(top[0])
    if number is not None and _FIRST.fullmatch("".join(rows[at][number : number + 1])):
        return None
    begins, began = (_DIGITS.sub("", of[at][0]) for of in (rows, [*top, *rows]))
    return None if at < len(top) and begins and begins == began else at


def _same_rows(top: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> int:
    """How many of the rows are those of a head, from the first on."""
    pairs = zip(top, rows, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def second_half(
    top: Sequence[Sequence[str]], before: Sequence[str], rows: Sequence[Sequence[str]]
) -> int | None:
    """Which of a page's first table rows goes on with the last row of the page before.

    Args:
        top: the first two rows of the table there: its head may have two lines.
        before: its last row.
        rows: of the table that opens the page.

    Returns:
        Its index: 0, or more below the head printed again. None where it is a row of its own.
    """
    at = _same_rows(top, rows)
    head = top[0]
    if len(rows) <= at or not len(head) == len(before) == len(rows[at]):
        return None
    number = number_column(head)
    if number is None and len(head) > 1 and _is_of_card(before, rows[at]):
        return at
    if number is None or not before[number] or rows[at][number]:
        return None
    pairs = zip(before, rows[at], strict=True)
    return at if any(_goes_on(above, below) for above, below in pairs) else None


def _is_of_card(before: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row is the rest of one with a name and its text: 难题名 | …, 称 |."""
    name, text, *others = row
    if any(others) or bool(name) is bool(text):
        return False
    if text:  # several sentences, of which the last breaks off
        known = base_names().key(before[0]) is not None
        return known and bool(_SENTENCES.search(before[1])) and not _ENDED.search(before[1])
    whole = before[0] + name
    return is_title_name(whole) or (base_names().is_exact(whole) and not base_names().key(name))


def _goes_on(above: str, below: str) -> bool:
    """Whether a cell breaks off in mid-sentence, or between two items of a list."""
    if not above or not below:
        return False
    if _ENDED.search(above):
        return _counts_on(above, below)
    return bool(len(above) >= _LONG or _PROSE.search(above) or read_marker(above))
