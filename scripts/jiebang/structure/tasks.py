"""Which headings are tasks, and what each is judged by: ids from the document's own numbering.

A field of indicators with numbered items has one indicator an item, under the item's own
number; where an item is only the heading of others below it, those are the indicators,
`<n>-<m>`. A field without numbers has one a sentence or clause (cut after 。 and ；). A task
without such a field may list its aims in what it asks for: “具体需求目标如下：（1）…”; one
whose demands name no figure is judged by the figures of its criteria.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from jiebang.document.fields import BULLETS, TASK_KEYS, split_bullet
from jiebang.document.model import Block, Field, Item, Paragraph
from jiebang.document.tree import Heading, paragraph, text_segment
from jiebang.quantities.fields import named_term
from jiebang.structure.tokens import pair_numbers
from jiebang.text.markers import (
    APART,
    COLON,
    is_title_name,
    numbered,
    read_annex,
    read_heading_marker,
    read_marker,
    split_marker,
    split_nested,
    without_remark,
)
from jiebang.text.sentences import cut_clauses, cut_sentences
from jiebang.text.spaces import tidy
from jiebang.text.words import any_of, load_words

# Where an item may begin inside a line: at its start, or after what ends one.
_INLINE = re.compile(
    rf"(?:^|(?<=[。；;，,、\s{COLON}]))(?=(?:\d{{1,2}}[.．、]|[（(]\d{{1,2}}[）)]|\d{{1,2}}[）)]|[①-⒇]))"
    # 技术指标（1）…, behind a head
    r"|(?<=[\u4e00-\u9fff])(?=[（(]1[）)])"
    # …12粒 2.识别率…, behind a figure with its unit
    r"|(?:(?<=\d[\u4e00-\u9fff%])|(?<=\d[\u4e00-\u9fff]{2})|(?<=\d[\u4e00-\u9fff]{3}))"
    r"(?=\d[.．][\u4e00-\u9fff])"
)
_FIGURE_BELOW = re.compile(r"(\d{1,2}[.．])(?=\d)")
_GOES_ON = ("，", ",", "、", " ")
_AIMS = re.compile(rf"(?:目标|指标)(?:要求)?(?:具体)?如下\s*[{COLON}]$")
_LAST = re.compile(r"[.．]\d+$|^[（(]?[A-Za-z].$")
_COMMA = re.compile(r"[，。；;]|(?<![0-9]),")
_FIGURE = re.compile(r"\d")
_COUNTED = re.compile(
    r"((?:[\u4e00-\u9fff]{1,3}\s?)?(\d{1,2})\s?[｜|丨]|(0\d|\d{1,2}(?=\s)))\s*(?=\D)"
)
POINTS = re.compile(r"[（(]?(?:满分)?\d{1,3}分[）)]?")
_DEMAND = re.compile(r"[≥≤＞＜><]\s*\d|不[低小少高大超多][于过]\s*\d|\d\S{0,6}以[上下内]")
_COUNTS = re.compile(r"[\d一二两三四五六七八九十百千]")
# What a task has beside what it asks for, and a plan of work has not.
_TERMS = frozenset({"funding", "award", "total", "duration", "issuer", "eligibility", "area"})
# Fields of one line, as end a task.
_SHORT = _TERMS - {"eligibility"} | {"own_contribution", "deadline", "contact", "user", "id"}
_PAID = frozenset({"funding", "award", "total", "issuer"})
_LONGEST_HEAD = 24
_NEAR = 8  # characters before a number that may say what it is of
# What is still to be settled, or a demand on who applies.
_OPEN = re.compile(r"[，。；由须应可为]|[待另]定|待确定|面议|不超过|不得|要求")
_ANNEX = re.compile(
    r"附[件表录]?\s*(?:[\d一二三四五六七八九十]|[：:])[^。；，]{0,40}|.{0,20}榜单.{0,10}"
)


# ---------------------------------------------------------------- tasks


def name_tasks(document_id: str, headings: Sequence[Heading]) -> None:
    """Give every task heading its id, and cut and number its indicators.

    A task is a heading with a field of its own that asks for something or says what
    is judged. Tasks of one annex are a list; a document of several lists has ids
    `<document>.a<annex>-<NN>`. Forms hold no tasks.
    """
    lists = _lists(headings)
    used: set[int] = set()
    for ordinal, (title, tasks) in enumerate(lists, 1):
        annex = read_annex(title.marker) if title else None
        own = (annex and annex.number) or ordinal
        while own in used:
            own += 1
        used.add(own)
        prefix = f"a{own}-" if len(lists) > 1 else ""
        for task, number in zip(tasks, _numbers(tasks), strict=True):
            task.id = f"{document_id}.{prefix}{number:02d}"
            fields = [b for b in task.blocks if isinstance(b, Field)]
            others = (b for b in task.blocks if not isinstance(b, Field))
            task.blocks = [*others, *number_indicators(task.id, fields)]


def end_last_tasks(headings: list[Heading]) -> None:
    """What is said of who applies, below the field that ends each task, is of no task.

    “完成时限：24个月” ends all before it with that one line: 揭榜方须…, below that of the last,
    is said of the list.
    """
    for tasks in [*_named_lists(headings)]:
        *others, last = (heading.parts for heading in tasks)
        ends = [parts[-1] for parts in others]
        names = {of.name.zh for of, _ in ends if of is not None and of.key in _SHORT}
        if len(names) != 1 or any(of is None or len(blocks) > 1 for of, blocks in ends):
            continue
        at = next((n for n, (of, _) in enumerate(last) if of and of.name.zh in names), len(last))
        if at == len(last):
            continue
        kept = max(len(blocks) for _, blocks in ends)
        moved = [(None, last[at][1][kept:]), *last[at + 1 :]]
        first = next(iter(moved[0][1]), None)
        told = first.text[:_NEAR] if isinstance(first, Paragraph) else ""
        below = {of.key for of, _ in moved if of}
        if below & TASK_KEYS or not any(map(told.count, load_words("outline")["applicants"])):
            continue
        del last[at][1][kept:], last[at + 1 :]
        place = headings.index(tasks[-1]) + 1
        headings.insert(place, Heading(tasks[-1].level, parts=moved))


def _named_lists(headings: Sequence[Heading]) -> Iterator[list[Heading]]:
    """The tasks under each title, where there are several."""
    tasks: list[Heading] = []
    for heading in (*headings, Heading(1)):
        if heading.id:
            tasks.append(heading)
        elif heading.level == 1:
            if len(tasks) > 1 and all(task.parts and not task.tabled for task in tasks):
                yield tasks
            tasks = []


def part_numbers_of_titles(headings: Sequence[Heading]) -> None:
    """“01 …”, “▌考题2｜…”: what begins all titles of tasks, and counts them, is their number."""
    tasks = [heading for heading in headings if heading.id]
    found = [_COUNTED.match(task.title) for task in tasks if task.marker in ("", *BULLETS)]
    if (
        [match and int(match[2] or match[3]) for match in found]
        == [*range(1, len(tasks) + 1)]
        != [1]
    ):
        for task, match in zip(tasks, found, strict=True):
            if match is not None:
                task.marker = tidy(f"{task.marker} {match[1]}")
                task.title = task.title[match.end() :]


def _lists(headings: Sequence[Heading]) -> list[tuple[Heading | None, list[Heading]]]:
    """The tasks under each title, in order; titles without tasks, forms and rules left out.

    A heading with tasks below it is one itself only where it has indicators.
    """
    words = load_words("outline")
    lists: list[tuple[Heading | None, list[Heading]]] = []
    tasks: list[Heading] = []
    annexed = 0  # how many of the tasks stand below the heading of an annex
    below = [False] * 8  # by level: whether a task stands further down, under the same parent
    for heading in reversed(headings):
        level = heading.level
        annexed = len(tasks) if _opens_annex(heading) else annexed
        if _asks(heading) and ("indicators" in heading.keys or not any(below[level + 1 :])):
            tasks.append(heading)
            below[level] = True
        below[level + 1 :] = [False] * (7 - level)
        if level == 1:
            # What rules how things are done, and is no list with its rules.
            plain = without_remark(heading.title)
            ruled = plain.endswith(tuple(words["rules"]))
            if ruled and not any(word in plain for word in words["lists_with"]):
                sure = (t for t in tasks[annexed:] if _is_marked(t, "titled", "code"))
                tasks = [*tasks[:annexed], *sure]
            lists.append((heading, [] if heading.form else tasks[::-1]))
            tasks, annexed = [], 0
    lists.append((None, tasks[::-1]))
    return [(title, own) for title, own in reversed(lists) if own]


def _opens_annex(heading: Heading) -> bool:
    """Whether the headings below stand in an annex: it, or a line under it, names one."""
    texts = (b.text for _, blocks in heading.parts for b in blocks if isinstance(b, Paragraph))
    own = (heading.marker, heading.title) if heading.level > 1 else ()
    return any(map(_ANNEX.fullmatch, (*own, *texts)))


def _is_marked(heading: Heading, *also: str) -> bool:
    """Whether a heading's number names a task (任务一：), and no topic, or has another style."""
    marker = read_heading_marker(heading.marker) if heading.marker else None
    style = marker.style if marker else ""
    named = style.startswith("named-") and not style.endswith(
        tuple(load_words("outline")["topics"])
    )
    return named or style in also


def _is_several(heading: Heading) -> bool:
    """Whether what is asked and its terms come again in turn: tasks whose titles nobody could read.

    A heading with a number is one task, of several parts.
    """
    if heading.marker:
        return False
    places: dict[tuple[str, str], list[int]] = {}
    for at, (f, _) in enumerate(heading.fields):
        places.setdefault((f.name.zh, f.key), []).append(at)
    again = [(key, at) for (_, key), at in places.items() if len(at) > 1]
    asked = [at for key, at in again if key in TASK_KEYS]
    terms = [at for key, at in again if key in _TERMS]
    return any(a[0] < t[0] < a[1] < t[1] or t[0] < a[0] < t[1] < a[1] for a in asked for t in terms)


def _labeled(heading: Heading) -> Iterator[str]:
    """The lines of a heading, below a field with its name: 验收意见：通过."""
    for of, blocks in heading.parts:
        texts = [block.text for block in blocks if isinstance(block, Paragraph)]
        if of is not None:
            yield f"{of.name.zh}：{''.join(texts[:1])}"
        yield from texts


def _is_won(heading: Heading) -> bool:
    """Whether a task is no longer offered: it names the office that has got it, or its end.

    Where it names nobody, a label for one does, beside a second or where nothing is judged; what
    is only a price may still be settled.
    """
    words = load_words("outline")
    told = [
        (f.name.zh, [b.text for b in blocks if isinstance(b, Paragraph)])
        for f, blocks in heading.fields
        if f.key == "winner"
    ]
    ended = re.compile(
        rf"\S{{0,4}}(?:{any_of(words['ended'])})[{COLON}](?:{any_of(words['done'])})"
    )
    if any(map(ended.match, _labeled(heading))):
        return True
    won = [(name, texts) for name, texts in told if not any(map(_OPEN.search, texts))]
    who = [texts for name, texts in won if not name.endswith(tuple(words["prices"]))]
    if any(t.endswith(tuple(words["offices"])) for texts in who for t in texts):
        return True
    return bool(who) and (len(won) > 1 or "indicators" not in heading.keys)


def _asks(heading: Heading) -> bool:
    # Names alone are a form, or the head of a table that nobody could read.
    filled = {f.key for f, blocks in heading.fields if blocks}
    keys = heading.keys - TASK_KEYS | (heading.keys & filled)
    if not (heading.marker or heading.title) or _is_won(heading) or _is_several(heading):
        return False
    charged = tuple(f"{word}：" for word in load_words("outline")["charged"])
    if any(label.startswith(charged) for label in _labeled(heading)) and keys.isdisjoint(_PAID):
        return False
    if "indicators" in keys or (keys & TASK_KEYS and keys & _TERMS):
        return True
    if "requirement" in keys:
        weak = frozenset(load_words("outline")["weak_requirements"])
        return not weak >= {f.name.zh for f, _ in heading.fields if f.key == "requirement"}
    return len(keys) >= 2 and _is_marked(heading)


def _numbers(tasks: Sequence[Heading]) -> list[int]:
    """The printed numbers if they count up through the list, else 1, 2, 3 …"""
    if len(tasks) == 1 and is_title_name(split_marker(tasks[0].marker)[1].strip(COLON + "\u3000")):
        return [1]  # 二、题目名称: the number of a field
    markers = [read_heading_marker(t.marker) if t.marker else None for t in tasks]
    numbers = [m.number or 0 if m else 0 for m in markers]
    rising = all(a < b for a, b in itertools.pairwise(numbers))
    return numbers if rising and numbers[0] > 0 else list(range(1, len(tasks) + 1))


# ---------------------------------------------------------------- items run into one line


def split_run_in(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Items run into one line (“1.…；2.…；3.…”) as items of their own.

    Only numbers of one style that count up from 1 are taken for items, so that
    “1.5亿” or “（2）” by itself stays where it stands.
    """
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            result += map(_item, _run_in(block.text))
        elif isinstance(block, Item):
            parts = _run_in(numbered(block.marker, block.text.zh))
            result += map(_item, parts) if len(parts) > 1 else [block]
        else:
            result.append(block)
    return tuple(result)


def _run_in(text: str, start: int = 0) -> list[str]:
    """The parts of a text: what stands before the first number, and an item each."""
    first = read_marker(text, start) if not start else None
    starts, referred = list[int](), tuple(load_words("outline")["referred"])
    style, expected = (first.style, (first.number or 0)) if first else ("", 1)
    for found in _INLINE.finditer(text, start):
        at = found.start()
        marker = read_marker(text, at)
        # “2.5G…” after a full stop may be item 2; after a comma it is a figure.
        figure = None if text[max(0, at - 1) : at] in _GOES_ON else _FIGURE_BELOW.match(text, at)
        marker = marker or (read_marker(f"{figure.group()} ") if figure else None)
        if marker is None or marker.number != expected or (style and marker.style != style):
            continue
        if text[at] in "（(" and text[max(0, at - _NEAR) : at].rstrip().endswith(referred):
            continue  # 按式（1）…, and no head
        starts.append(at)
        style, expected = marker.style, expected + 1
    if len(starts) < 2:
        return [text]
    head = [text[: starts[0]]] if starts[0] else []
    parts = (text[a:b].strip() for a, b in itertools.pairwise([*starts, len(text)]))
    return [*head, *(re.sub(rf"\A{_FIGURE_BELOW.pattern}", r"\1 ", part) for part in parts)]


def _item(text: str) -> Item | Paragraph:
    bullet, rest = split_bullet(text)
    return Item(bullet, text_segment(rest)) if bullet else read_item(text)


def read_item(text: str) -> Item | Paragraph:
    """A paragraph that begins with a number as an item; “1　…” is of a row with a number."""
    marker, _, rest = text.partition(APART)
    if not marker.isdecimal():
        marker, rest = split_marker(text)
    return Item(marker, text_segment(rest)) if marker and rest else paragraph(text)


# ---------------------------------------------------------------- indicators


def number_indicators(task_id: str, fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields of a task with its indicators cut, and their ids set."""
    numbers = _Numbers(task_id)
    judged = [f for f in fields if f.key == "indicators"]
    goals = tuple(load_words("outline")["goal_endings"])
    measured = any(_FIGURE.search(_text(f)) for f in judged)
    result = []
    for own in fields:
        blocks: Iterable[Block] = own.blocks
        asks = own.key == "requirement" and not judged
        # “攻关目标：整机质量≤1.8t…”: goals in figures are what a task will be judged by.
        goal = asks and own.name.zh.endswith(goals) and _DEMAND.search(_text(own))
        if own.key == "indicators" or goal:
            items = _nested_items(own) or _counted_items(own) or split_run_in(blocks)
            blocks = _judged(items, numbers)
        elif asks:
            blocks = _aims(blocks, numbers)
        elif own.key == "criteria" and not measured:
            # Items that name a figure to be reached, and not only points.
            blocks = (
                numbers.take(b)
                if isinstance(b, Item) and _DEMAND.search(POINTS.sub("", b.text.zh))
                else b
                for b in split_run_in(blocks)
            )
        result.append(replace(own, blocks=tuple(blocks)))
    return tuple(result)


def _text(own: Field) -> str:
    return "".join(
        b.text if isinstance(b, Paragraph) else b.text.zh
        for b in own.blocks
        if isinstance(b, (Paragraph, Item))
    )


class _Numbers:
    """Hands out the ids of a task's indicators: the printed number, or the next free one."""

    def __init__(self, task_id: str) -> None:
        self._task, self._last, self._sub = task_id, 0, 0

    def take(self, item: Item, below: bool = False) -> Item:
        """The item with its id; or with one `below` that of its heading."""
        marker = read_marker(item.marker + "x") if item.marker else None
        printed = (marker and marker.number) or split_nested(f"{item.marker}甲")[1]
        last = self._sub if below else self._last
        number = printed if printed > last else last + 1
        self._last, self._sub = (self._last, number) if below else (number, 0)
        own = f"{self._task}.{self._last}" + f"-{number}" * below
        return replace(item, indicator=own)


def _judged(blocks: Sequence[Block], numbers: _Numbers, below: bool = False) -> Iterator[Block]:
    """Items, or without any the clauses, with their ids.

    An item that is only the heading of others has none; those `below` it have theirs.
    """
    if not any(isinstance(b, Item) for b in blocks):
        blocks = tuple(_clauses(blocks, alone=len(blocks) == 1 and not below))
    for block, inner in _group(blocks):
        if not isinstance(block, Item):
            yield block
            continue
        parts = [] if inner or below else _run_in(block.text.zh, 1)
        if len(parts) > 2 and _is_head(parts[0]):
            block, inner = replace(block, text=text_segment(parts[0])), [*map(_item, parts[1:])]
        if inner and not below and _is_head(block.text.zh):
            numbers.take(block)
            yield block
            yield from _judged(inner, numbers, below=True)
        else:
            deeper = (numbered(b.marker, b.text.zh) for b in inner if isinstance(b, Item))
            text = text_segment("".join([block.text.zh, *deeper]))
            yield numbers.take(replace(block, text=text), below)
            yield from (b for b in inner if not isinstance(b, Item))


def _group(blocks: Iterable[Block]) -> list[tuple[Block, list[Block]]]:
    """Each block, and what stands below it: items deeper than the first of the list.

    Paragraphs, too, where an item is only their heading.
    """
    found: list[tuple[Block, list[Block]]] = []
    first = 0
    for block in blocks:
        marker = read_marker(block.marker + "x") if isinstance(block, Item) else None
        level = marker.level if marker else 0
        first = first or level
        item, below = found[-1] if found else (None, [])
        inside = level > first > 0
        if isinstance(block, Paragraph) and isinstance(item, Item):
            inside = _is_head(item.text.zh) and not any(isinstance(b, Item) for b in below)
        if inside and isinstance(item, Item):
            below.append(block)
        else:
            found.append((block, []))
    return found


def _is_head(text: str) -> bool:
    """Whether an item is only the heading of what stands below it."""
    if text.endswith(tuple(COLON)):
        return not _DEMAND.search(text)
    return len(text) <= _LONGEST_HEAD and not re.search(r"[。；，;,\d]", text)


def _aims(blocks: Iterable[Block], numbers: _Numbers) -> Iterator[Block]:
    """The items below “…目标如下：” as indicators; all else as it is."""
    below = False
    for block in blocks:
        if isinstance(block, Paragraph):
            below = bool(_AIMS.search(block.text[-40:]))
            yield block
        else:
            yield numbers.take(block) if below and isinstance(block, Item) else block


def _nested_items(own: Field) -> tuple[Block, ...]:
    """“3.1 …”, “3.2 …” below “3 考核指标”, and “A. …”, as items: if all are, and count up."""
    lines = [split_nested(b.text) for b in own.blocks if isinstance(b, Paragraph)]
    above = {_LAST.sub("", marker.lstrip("★▲☆* ")) for marker, _, _ in lines}
    counted = [number for _, number, _ in lines] == list(range(1, len(own.blocks) + 1))
    number = read_marker(f"{own.marker}x")
    heads = {"", str(number.number) if number else own.marker.rstrip(".．、")}
    if len(lines) < 2 or not counted or not above <= heads:
        return ()
    return tuple(Item(marker, text_segment(rest)) for marker, _, rest in lines)


def _counted_items(own: Field) -> tuple[Block, ...]:
    """Texts that each have their number on the line above, from 1 on, as items."""
    texts = [b.text for b in own.blocks if isinstance(b, Paragraph)]
    paired = pair_numbers(texts) if len(texts) == len(own.blocks) else texts
    return tuple(map(read_item, paired)) if paired is not texts else ()


def _clauses(blocks: Iterable[Block], *, alone: bool) -> Iterator[Block]:
    for block in blocks:
        # A number is that of a line below it, or of the task below, but where it is all there is.
        if not isinstance(block, Paragraph) or (block.text.isdecimal() and not alone):
            yield block
            continue
        for sentence in cut_sentences(block.text):
            # 项目经费180万元，研究周期3年，须演示。 is said of the task; a figure besides asks.
            first, *others = (part.strip() for part in _COMMA.split(sentence.strip()))
            begun = named_term(first) or first.endswith(tuple(load_words("money")["open"]))
            said = any(map(named_term, (first, *others)))
            if begun and said and all(named_term(o) or not _COUNTS.search(o) for o in others):
                yield paragraph(sentence.strip())
                continue
            for clause in cut_clauses(sentence):
                bullet, rest = split_bullet(clause.strip())
                marker, rest = (bullet, rest) if bullet else split_marker(rest)
                if marker and not rest:
                    yield paragraph(marker)  # a number without its item
                else:
                    yield Item(marker, text_segment(rest))
