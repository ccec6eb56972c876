"""Indicators: what the issuer will judge a task by.

A field with numbered items has one indicator an item, under the item's own number;
a field without has one a sentence or clause (cut after 。 and ；). A task without such a
field may list its aims in what it asks for: “具体需求目标如下：（1）…”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from jiebang.document.model import Block, Field, Item, Paragraph
from jiebang.document.tree import text_segment
from jiebang.text.markers import Marker, numbered, read_marker, split_marker
from jiebang.text.sentences import cut_clauses

# Where an item may begin inside a line: at its start, or after a sign that ends one.
_INLINE = re.compile(r"(?:^|(?<=[。；;：:，,、\s]))(?=(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)]|[①-⑳]))")

_FIGURE_BELOW = re.compile(r"^(\d{1,2}[.．])(?=\d)")
_AIMS = re.compile(r"(?:目标|指标)(?:要求)?(?:具体)?如下\s*[：:]$")


def split_run_in(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Items run into one line (“1.…；2.…；3.…”) as items of their own.

    Only numbers of one style that count up from 1 are taken for items, so that
    “1.5亿” or “（2）” by itself stays where it stands.
    """
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            result += _run_in(block.text)
        elif isinstance(block, Item):
            result += _run_in(numbered(block.marker, block.text.zh))
        else:
            result.append(block)
    return tuple(result)


def _run_in(text: str) -> list[Block]:
    first = read_marker(text)
    starts: list[int] = []
    style, expected = (first.style, (first.number or 0)) if first else ("", 1)
    for found in _INLINE.finditer(text):
        at = found.start()
        marker = read_marker(text[at:]) or _before_figure(text, at)
        if marker is None or marker.number != expected or (style and marker.style != style):
            continue
        starts.append(at)
        style, expected = marker.style, expected + 1
    if len(starts) < 2:
        return [_item(text)]
    head = [_item(text[: starts[0]])] if starts[0] else []
    ends = [*starts[1:], len(text)]
    pieces = (text[a:b].strip() for a, b in zip(starts, ends, strict=True))
    return [*head, *(_item(_FIGURE_BELOW.sub(r"\1 ", piece)) for piece in pieces)]


def _before_figure(text: str, at: int) -> Marker | None:
    """“2.5G…” after a full stop may be item 2; after a comma it is a figure."""
    found = _FIGURE_BELOW.match(text[at:])
    if found is None or text[:at].endswith(("，", ",", "、", " ")):
        return None
    return read_marker(f"{found.group()} ")


def _item(text: str) -> Block:
    marker, rest = split_marker(text)
    if marker and rest:
        return Item(marker, text_segment(rest))
    return Paragraph((text_segment(text),))


def merge_nested(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Items of a deeper level, and stray paragraphs, joined to the item they belong to.

    The level of the first item is the level of the list.
    """
    result: list[Block] = []
    level: int | None = None
    for block in blocks:
        own = _level(block)
        if own is not None and level is None:
            level = own
        last = result[-1] if result else None
        nested = own is not None and level is not None and own > level
        if isinstance(last, Item) and isinstance(block, Item) and nested:
            joined = last.text.zh + numbered(block.marker, block.text.zh)
            result[-1] = replace(last, text=text_segment(joined))
        else:
            result.append(block)
    return tuple(result)


def _level(block: Block) -> int | None:
    marker = read_marker(block.marker + "x") if isinstance(block, Item) else None
    return marker.level if marker else None


def number_indicators(task_id: str, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields of a task with its indicators cut, and their ids set."""
    result = []
    taken: set[int] = set()
    fields = tuple(fields)
    judged = any(field.key == "indicators" for field in fields)
    for field in fields:
        if field.key == "requirement" and not judged:
            field = replace(field, blocks=tuple(_aims(task_id, field.blocks, taken)))
        elif field.key == "indicators":
            blocks = merge_nested(split_run_in(field.blocks))
            if not any(isinstance(b, Item) for b in blocks):
                blocks = tuple(_clauses(blocks))
            field = replace(field, blocks=tuple(_number(task_id, blocks, taken)))
        result.append(field)
    return tuple(result)


def _aims(task_id: str, blocks: Iterable[Block], taken: set[int]) -> Iterable[Block]:
    """The items below “…目标如下：” as indicators; all else as it is."""
    below = False
    for block in blocks:
        if isinstance(block, Paragraph):
            below = bool(_AIMS.search(block.text))
            yield block
        elif below and isinstance(block, Item):
            yield from _number(task_id, (block,), taken)
        else:
            yield block


def _clauses(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if not isinstance(block, Paragraph):
            yield block
            continue
        for clause in cut_clauses(block.text):
            marker, rest = split_marker(clause.strip())
            if marker and not rest:
                yield Paragraph((text_segment(marker),))  # a number without its item
            else:
                yield Item(marker, text_segment(rest))


def _number(task_id: str, blocks: Iterable[Block], taken: set[int]) -> Iterable[Block]:
    for block in blocks:
        if isinstance(block, Item):
            marker = read_marker(block.marker + "x") if block.marker else None
            number = marker.number if marker and marker.number else 0
            if number <= max(taken, default=0):
                number = max(taken, default=0) + 1
            taken.add(number)
            block = replace(block, indicator=f"{task_id}.{number}")
        yield block
