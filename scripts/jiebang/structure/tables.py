"""Tables, as text exports leave them: tabs between cells, a cell a line, or columns of spaces.

Reads lines; turns runs of them into Rows, and a table that is one task (a card: 项目名称 | …,
研究内容 | …) into its title and its fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise, takewhile, zip_longest

from jiebang.document.fields import TASK_KEYS, field_key, split_lead
from jiebang.originals.original import HEADING
from jiebang.quantities.read_zh import extract
from jiebang.structure.columns import find_heading, find_points, is_of_others, read_columns
from jiebang.structure.draft import (
    Cell,
    Draft,
    FieldEntry,
    Line,
    Piece,
    PrintedRow,
    Rows,
    TaskGroup,
    Text,
    Unassigned,
)
from jiebang.structure.tokens import COMPARED, Tokens, keep_apart, pair_numbers
from jiebang.text.markers import APART, COLON, is_title_name, split_heading
from jiebang.text.spaces import is_wide, join_lines, tidy, width
from jiebang.text.words import load_words

_SENTENCE = re.compile(r"[。；！？，]")
_ENDED = re.compile(r"[。；;！？：:]$")
# What ends a line that says a figure in full, and is no date; and another such line.
_FIGURE = re.compile(r"\d\s?(?:[A-Za-z%℃°Ωμ⁰¹²³⁴⁵⁶⁷⁸⁹⁻/·()]{0,14}|[A-Za-z%/\u4e00-\u9fff]{1,5})$")
_ALONE = re.compile(r"\d[\d.,]*")
_DATE = re.compile(r"(?:\d{4}年|年\d{1,2}月|月\d{1,2}日)\S{0,2}$")
_SUM = re.compile(r"\d\s?[万亿]?元$")
# 压力：35MPa, 寿命为10万次, 光效150lm/W: a name and its figure, and nothing else.
_NAMED = re.compile(
    rf"[\u4e00-\u9fff]{{2,8}}[{COLON}为是约]{{0,2}}\s?\d[\d.]*\s?"
    r"(?:[A-Za-z%℃°Ωμ⁰¹²³⁴⁵⁶⁷⁸⁹⁻/·()]{0,14}|[\u4e00-\u9fff]{1,3})[；;，,。]?"
)
_OTHER = re.compile(
    r"(?:[-+]?\d[\d.]*\s?[℃°%A-Za-z]{1,4}[下时内]?)?[\u4e00-\u9fffA-Z]{2}[^。]*\d|到?\d{4}年"
)
_NEAR = 60  # characters on both sides of a line's end that tell whether a figure goes over it
_COUNT = re.compile(r"\d{1,3}|[…．.·]{2,8}")
_GAP = re.compile(r"\s+")


def find_tables(draft: Draft) -> Draft:
    """Runs of lines that are tables, as Rows; all other lines untouched."""
    pieces: list[Piece] = []
    lines = list(draft.pieces)
    at = 0
    while at < len(lines):
        line = lines[at]
        found: tuple[Rows, int] | None = None
        if isinstance(line, Line) and "\t" in line.text:
            found = _tabbed(draft.read, lines, line, at)
        elif isinstance(line, Line):
            found = _stacked(draft.read, lines, line, at)
            if found is None and draft.measure:
                found = _spaced(draft.read, lines, line, at, draft.measure)
        piece, at = found or (line, at + 1)
        pieces.append(piece)
    return draft.with_pieces(pieces)


# ---------------------------------------------------------------- tabs


def _tabbed(read: Tokens, lines: list[Piece], first: Line, at: int) -> tuple[Rows, int] | None:
    """A table with tabs: a row a line (two tabs or more in it), or a cell a line."""
    inner = "\t" in first.text.strip(" ").lstrip("\t") or first.text.count("\t") > 1
    rows, end = _row_lines(read, lines, at) if inner else _cell_lines(read, lines, at)
    filled = [row for row in rows if any(row.lines)]
    if not filled or (len(filled) == 1 and len(filled[0].lines) < 2):
        return None  # one indented line is no table
    # The first row names the columns: every cell filled, none further right.
    widest = max(len(row.lines) for row in filled)
    head = len(filled) > 1 and len(filled[0].lines) == widest >= 2 and all(filled[0].lines)
    return Rows(first.number, tuple(filled), head), end


def _row_lines(read: Tokens, lines: list[Piece], at: int) -> tuple[list[PrintedRow], int]:
    rows: list[PrintedRow] = []
    for line in lines[at:]:
        if not isinstance(line, Line) or "\t" not in line.text or (rows and line.blanks > 1):
            break
        rows.append(
            PrintedRow(line.number, tuple(_cell(read, text) for text in line.text.split("\t")))
        )
    return rows, at + len(rows)


def _cell_lines(read: Tokens, lines: list[Piece], at: int) -> tuple[list[PrintedRow], int]:
    """Word's text export: each cell begins with a tab, a blank line ends the row.

    A cell's further paragraphs have no tab; two blank lines before such a line, a
    note or an annex end the table.
    """
    rows: list[list[list[str]]] = []
    while at < len(lines):
        line = lines[at]
        if not isinstance(line, Line):
            break
        text = tidy(line.text)
        if line.text.lstrip(" ").startswith("\t"):
            if not rows or line.blanks:
                rows.append([])
            rows[-1].append([text] if text else [])
        elif not rows or line.blanks > 1 or read(text).note or text.startswith(("附件", "附表")):
            break
        elif (cell := rows[-1][-1]) and text.startswith(("（", "(")) and len(cell[-1]) <= 20:
            cell[-1] += text  # “（万元）” below “注册资本”
        else:
            cell.append(text)
        at += 1
    return [PrintedRow(0, tuple(tuple(cell) for cell in row)) for row in rows], at


def _cell(read: Tokens, text: str) -> Cell:
    """The lines of a cell; one that the print broke in mid-sentence is one."""
    lines: list[str] = []
    for part in _bound(list(filter(None, map(tidy, text.split("\v"))))):
        above = lines[-1] if lines else ""
        if above and not (_ENDED.search(above) or read(part).starts_block or _are_two(above, part)):
            lines[-1] = tidy(join_lines(above, part))
        else:
            lines.append(part)
    return tuple(lines)


def _bound(parts: list[str]) -> list[str]:
    """Lines with the number of each, and with what each of them bounds, from the line above."""
    if [bool(COMPARED.match(part)) for part in parts] == [False, True] * (len(parts) // 2 or 1):
        return [name + bound for name, bound in zip(parts[::2], parts[1::2], strict=True)]
    return pair_numbers(parts)


def _are_two(above: str, below: str) -> bool:
    """Whether a figure ends a line, and the next one names another: 成品率≥92%, 节拍≤35s.

    Not where it is a circumstance (在2MPa) or has its unit on the next line (达到100, MW以上).
    Without a bound only where the line is a name and its figure.
    """
    named = _NAMED.fullmatch(above) and (_NAMED.fullmatch(below) or COMPARED.search(below))
    above, below = _SENTENCE.split(above[-_NEAR:])[-1], below[:_NEAR]
    bounded = _SUM.search(above) or (COMPARED.search(above) and _FIGURE.search(above))
    goes_on = below.startswith(tuple(load_words("outline")["goes_on"]))
    if not (bounded or named) or goes_on or _DATE.search(above) or not _OTHER.match(below):
        return False
    spans = [amount.span for amount in extract(above + below)]
    ends = any(end == len(above) for _, end in spans)
    return bool(bounded or ends) and all(not start < len(above) < end for start, end in spans)


# ---------------------------------------------------------------- a cell a line

_MOST_COLUMNS, _MOST_CELLS = 12, 2400


def _stacked(read: Tokens, lines: list[Piece], first: Line, at: int) -> tuple[Rows, int] | None:
    """A list of tasks with nothing but line ends between cells: 序号, 项目名称, 考核指标 … 1, …

    As many lines to each row as to the head, and each begins with its number.
    """
    if not tidy(first.text).endswith(tuple(load_words("columns")["numbers"])):
        return None
    first_lines = takewhile(_is_plain, lines[at : at + _MOST_COLUMNS + 1])
    head = [tidy(p.text) for p in first_lines if isinstance(p, Line)]
    if "1" not in head:
        return None
    near = takewhile(_is_plain, lines[at : at + _MOST_CELLS])
    cells = [(p.number, tidy(p.text)) for p in near if isinstance(p, Line)]
    texts = [text for _, text in cells]
    many, count = head.index("1"), 0
    while texts[(count + 1) * many : (count + 1) * many + 1] == [str(count + 1)]:
        count += 1
    end = (count + 1) * many
    rows = [tuple(texts[n : n + many]) for n in range(0, end, many)]
    # A cell of two lines would shift those behind it.
    whole = len(texts[:end]) == end and str(count + 1) not in texts[end : end + many]
    below = lines[at + end] if at + end < len(lines) else None
    ended = not isinstance(below, Line) or below.blanks or read(tidy(below.text)).starts_block
    if not (count and whole and ended) or read_columns(rows[0], rows[1:], read.names) is None:
        return None
    starts = (number for number, _ in cells[:end:many])
    own = (PrintedRow(at, tuple((c,) for c in row)) for at, row in zip(starts, rows, strict=True))
    return Rows(first.number, tuple(own), True, cells[end - 1][0]), at + end


def _is_plain(piece: Piece) -> bool:
    return isinstance(piece, Line) and "\t" not in piece.text


# ---------------------------------------------------------------- spaces


def _spaced(
    read: Tokens, lines: list[Piece], first: Line, at: int, measure: int
) -> tuple[Rows, int] | None:
    """A table whose columns stand apart by spaces, in hard-wrapped print.

    It opens with a row of two short cells or more. A head of three or more is
    followed by rows; otherwise two rows of several cells are needed.
    """
    if len(_columns(first.text)) < 2:
        return None
    rows: list[list[str]] = []
    end = at
    for piece in takewhile(_is_plain, lines[at:]):
        if not isinstance(piece, Line) or not _is_row(read, piece.text, measure):
            break
        cells = _columns(piece.text)
        last = rows[-1][-1] if rows else ""
        opened = last.count("（") > last.count("）")
        if rows and (opened or cells[0].startswith(("（", "("))):  # a cell that the print broke
            rows[-1][-1] += cells[0]
            rows[-1] += cells[1:]
        else:
            rows.append(cells)
        end += 1
    head = bool(rows) and len(rows[0]) >= 3
    if len(rows) < 2 or not (head or sum(len(row) > 1 for row in rows) >= 2):
        return None
    counted = head and all(_COUNT.fullmatch(row[0]) for row in rows[1:])
    return Rows(
        first.number, tuple(PrintedRow(0, tuple((c,) for c in row)) for row in rows), counted
    ), end


def _is_row(read: Tokens, text: str, measure: int) -> bool:
    clean = tidy(text)
    if _SENTENCE.search(clean) or read(clean).note:
        return False
    alone = clean.startswith("□") or not read(clean).starts_block
    return len(_columns(text)) >= 3 or (alone and width(clean) <= measure * 0.75)


def _columns(text: str) -> list[str]:
    """Cells between spaces that no layout rule explains.

    Spaces between two Chinese characters part cells, unless the line is spread
    (“填 报 须 知”); a line of tick boxes is one cell.
    """
    clean = text.strip()
    if clean.startswith("□"):
        return [tidy(clean)]
    cells, start = [], 0
    for gap in _GAP.finditer(clean):
        if is_wide(clean[gap.start() - 1]) and is_wide(clean[gap.end()]):
            cells.append(tidy(clean[start : gap.start()]))
            start = gap.end()
    cells.append(tidy(clean[start:]))
    if any(len(c) < 2 or len(c) > 14 or c.endswith(("：", ":")) for c in cells):
        return [tidy(clean)]
    return cells


# ---------------------------------------------------------------- cards

_LEAST = 3  # fields
_HEAD = 8  # lines that may call for answers
_LONGEST_NAME = 20
_LONGEST_UNIT = 3
_LONGEST_TITLE = 70
_HEADED = re.compile(rf"\f*{HEADING}{{2,6}}(.{{2,{_LONGEST_TITLE}}})$")


def read_cards(draft: Draft) -> Draft:
    """Cards as a title and its entries; other tables, and forms left empty, untouched."""
    pieces: list[Piece] = []
    head = "".join(filter(None, draft.lines[:_HEAD]))
    called = any(word in head for word in load_words("outline")["calls"])
    for piece in draft.pieces:
        if not isinstance(piece, Rows):
            pieces.append(piece)
            continue
        above = pieces[-1] if pieces and isinstance(pieces[-1], Line) else None
        last = above.text if above else ""
        # A card begins with a title over all columns, or where the first name comes again.
        rows, titles = [row.lines for row in piece.rows], _titles(draft, piece)
        starts = [at for at, row in enumerate(rows) if row and row[0] == rows[0][0]]
        headed = _HEADED.match(last) if called and len(starts) == 1 and not titles else None
        cards: list[list[Piece]] = []
        for a, b in pairwise([*(titles or starts), len(rows)]):
            label, gap, title = titles.get(a, keep_apart(draft.read, last)).partition(APART)
            numbered = bool(gap and draft.read(title).could_be_title)
            named, own_rows = numbered or headed is not None, rows[a + bool(titles) : b]
            card = _card(draft.read, piece.number, own_rows, named, numbered)
            own = [Text(piece.number, label + gap + title)] if titles and card else []
            cards.append([*own, *card])
            if headed and card and not gap and isinstance(card[0], FieldEntry):
                pieces[-1] = TaskGroup("card", *split_heading(tidy(headed[1])))
        pieces += chain.from_iterable(cards) if all(cards) else [piece]
    return draft.with_pieces(pieces)


def _titles(draft: Draft, table: Rows) -> dict[int, str]:
    """The rows that are a number and a title over all columns, where the first is: 任务一　…."""
    found = {
        at: text
        for at, row in enumerate(table.rows)
        if len(row.lines) > 1
        and row.alone
        and APART in (text := keep_apart(draft.read, draft.lines[row.line - 1]))
    }
    return found if 0 in found else {}


def _card(
    read: Tokens,
    number: int,
    rows: Sequence[tuple[Cell, ...]],
    named: bool = False,
    numbered: bool = True,
) -> list[Piece]:
    """Title and fields; nothing unless one name is that of a task and another what it asks for.

    A row has a name and its value, or two pairs side by side. What stands before the title
    belongs to no task. The title may stand right above the card (`named`): 需求一　…, or there
    as a heading without its number (not `numbered`).
    """
    rows = _pointed(rows)
    pairs = _merged(rows) or _pairs(rows)
    names = [split_lead("".join(name))[1].rstrip(COLON) for name, _ in pairs]
    titled = [at for at, name in enumerate(names) if is_title_name(name)]
    if len(pairs) < _LEAST or len(titled) > 1:
        return []
    at = titled[0] if titled else -1
    keys = [read.names.key(name) for name in names]
    asked = [key in TASK_KEYS and any(v) for key, (_, v) in zip(keys, pairs, strict=True)]
    # The head of a list, names beside names, or a column a task, values beside values.
    values = ["".join(value) for _, value in pairs]
    if sum(is_title_name(v) or read.names.is_exact(v) for v in values) > 1:
        return []
    beside = ["".join(row[2]) for row in rows if len(row) > 2 and any(row[1]) and any(row[2])]
    if len(beside) > 1 and len(pairs) > len(rows) and not any(map(read.names.key, beside)):
        return []
    entries = [FieldEntry("".join(n), tuple(filter(None, v))) for n, v in pairs[at + 1 :]]
    if not titled:
        known = sum(key is not None for key in keys) > len(keys) / 2
        # Below a heading without a number a card of persons or things may stand as well.
        sure = numbered or ("indicators" in keys and not any(map(is_of_others, names)))
        return [*entries] if named and known and any(asked) and sure else []
    label, value = map("".join, pairs[at])
    if not 0 < len(value) <= _LONGEST_TITLE or not any(asked[at + 1 :]):
        return []
    before: list[Piece] = [Unassigned()] if at else []
    before += [Text(number, tidy("".join([*n, *v]))) for n, v in pairs[:at]]
    return [*before, Text(number, label + APART + value), *entries]


def _pointed(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows, a table of points within one cell (技术指标 | 序号 | 参数 | 要求) as its lines.

    Only where each point has its number: what stands above them is none.
    """
    found: list[tuple[Cell, ...]] = []
    begins = [at for at, row in enumerate(rows) if any(row[:1]) and any(row[0])]
    for at, end in pairwise([*sorted({0, *begins}), len(rows)]):
        head, *cells = (tuple(map("".join, row[1:])) for row in rows[at:end])
        alike = len(cells) > 1 and {len(head)} == {*map(len, cells)}
        order = find_points(head, cells) if alike else ()
        name = "".join("".join(cell) for cell in rows[at][:1])
        if len(cells) > 0 and len(head) > 2 and field_key(name) == "contact":
            lines = (text for row in rows[at:end] for cell in row[1:] for text in cell)
            found.append((rows[at][0], tuple(lines)))  # 联系人 | 姓名 | … | 职务 | …
        elif order and find_heading(head)[0] == 0 and list(order) == sorted(order):
            lines = (row[0] + APART + tidy(" ".join(row[1:])) for row in cells)
            found.append((rows[at][0], (tidy(" ".join(head)), *lines)))
        else:
            found += rows[at:end]
    return found


def _merged(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, Cell]]:
    """The names and values of a card of three columns, where a name spans two of them or rows.

    考核指标 | 1 | …, below it | 2 | …; none where no name spans two columns.
    """
    found: list[tuple[Cell, Cell]] = []
    if not any(len(row) == _LEAST and any(row[0]) and not any(row[1]) for row in rows):
        return []
    if not any(rows[0][0]) or any(len(row) > _LEAST for row in rows):
        return []
    count = 0  # of the points below the name that is open
    for row in rows:
        name, part, value = (*row, (), (), ())[:_LEAST]
        number, text = "".join(part), "".join(value)
        if any(name):
            found.append((name, ()))
            count = 0
        lines = (*part, *value)  # where one of them is empty: the value, or more of it
        if number and text and number.isdecimal():
            counts = int(number) == count + 1 and len(text) > _LONGEST_UNIT  # 3 | 台 does not
            count += counts
            lines = (number + APART * (counts or not any(name)) + text,)
        elif number and text:
            found.append((part, ()))
            lines = value
        found[-1] = (found[-1][0], (*found[-1][1], *lines))
    return found if all(0 < len("".join(name)) <= _LONGEST_NAME for name, _ in found) else []


def _with_units(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row, a figure and its unit in the next one as one: 1 | 亿元人民币."""
    cells: list[Cell] = []
    units = load_words("columns")["points"]["units"]
    for cell in row:
        figure, unit = "".join(cells[-1] if cells else ()), "".join(cell)
        alone = unit not in units and _ALONE.fullmatch(figure)
        amounts = extract(figure + unit) if unit and alone else ()
        if any(amount.span == (0, len(figure + unit)) for amount in amounts):
            cells[-1] = (figure + unit,)
        else:
            cells.append(cell)
    return cells


def _pairs(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, Cell]]:
    """The names and values of a table of pairs, in order; none where a row is none."""
    found: list[tuple[Cell, Cell]] = []
    for row in rows:
        cells = _with_units(row)
        while len(cells) > 2 and not any(cells[-1]):
            cells.pop()
        # What cells span is blank, and parts no names from their values.
        filled = [cell for cell in cells if any(cell)]
        named = ("".join(cell) for cell in filled[::2])
        if len(cells) > 4 and len(filled) % 2 == 0:
            cells = filled if all(field_key(n) or is_title_name(n) for n in named) else cells
        if found and len(cells) == 2 and not any(cells[0]) and any(found[-1][1]):
            # The value above goes on.
            found[-1] = (found[-1][0], (*found[-1][1], *cells[1]))
            continue
        pairs = list(zip_longest(cells[::2], cells[1::2], fillvalue=()))
        if len(pairs) > 3 or not all(0 < len("".join(name)) <= _LONGEST_NAME for name, _ in pairs):
            return []
        found += pairs
    return found
