"""A Document as a web page of a government site: headings, lists, tables, and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from jiebang.document.model import Block, Document, Field, Item, Paragraph, Table
from jiebang.text.markers import read_annex, read_marker

_DIGIT = re.compile(r"\d{1,3}\.$")
_HAN = re.compile("[一二三四五六七八九十]+、$")
_TOP = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{charset}">
<title>{title}_某某局</title>
<style>body{{font-family:"Noto Serif CJK SC";font-size:16px;line-height:1.8;margin:2em}}
table{{border-collapse:collapse}}td,th{{border:1px solid #000;padding:4px}}
@page{{size:A4;margin:2cm}}@media print{{.nav,.foot,.crumbs{{display:none}}}}</style>
<script>var a = "脚本里的字";</script></head><body>
<div class="nav"><ul>{links}</ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/x">通知公告</a></div>
<div class="wrap"><div id="zoom">
"""
_FOOT = """</div></div><div class="foot"><p>版权所有：某某局 京ICP备00000000号</p>
<p><a href="/map">网站地图</a> <a href="/about">关于我们</a></p></div></body></html>"""


def make_html(document: Document, charset: str = "utf-8", *, merged: bool = False) -> str:
    """The page as text; encode it in `charset`.

    With `merged`, an empty cell of a table is one with the cell above, or, in a row with
    nothing but its first cell, with that; the head comes again on each printed page.
    """
    table = _merged if merged else _table
    title = next((s.title.zh for s in document.walk()), document.id)
    links = "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("首页", "机构", "政策", "互动"))
    parts = [_TOP.format(charset=charset, title=escape(title), links=links)]
    parts += _blocks(document.preamble, table)
    for section in document.walk():
        text = escape(section.marker + section.title.zh)
        if read_annex(section.marker) and section.title.zh:  # 附件1 stands above its title
            parts.append(f"<p>{escape(section.marker)}</p>")
            text = escape(section.title.zh)
        if text:
            parts.append(f"<h{section.level}>{text}</h{section.level}>")
        parts += _blocks(section.blocks, table)
    return "\n".join([*parts, _FOOT])


def _blocks(blocks: tuple[Block | Field, ...], table: Callable[[Table], str]) -> list[str]:
    parts: list[str] = []
    items: list[Item] = []
    for block in [*blocks, None]:
        if isinstance(block, Item) and _goes_on(items, block):
            items.append(block)
            continue
        if items:
            parts.append(_list(items))
            items = []
        if isinstance(block, Item):
            items = [block]
        elif block is not None:
            parts += _block(block, table)
    return parts


def _goes_on(items: list[Item], item: Item) -> bool:
    if not items or not item.marker:
        return False
    before, now = read_marker(items[-1].marker), read_marker(item.marker)
    return (
        before is not None and now is not None and before.style == now.style
        and now.number is not None and now.number == (before.number or 0) + 1
        and bool(_DIGIT.match(item.marker)) == bool(_DIGIT.match(items[-1].marker))
        and bool(_HAN.match(item.marker)) == bool(_HAN.match(items[-1].marker))
    )  # fmt: skip


def _list(items: list[Item]) -> str:
    first = read_marker(items[0].marker)
    start = first.number if first is not None and first.number else 1
    if _DIGIT.match(items[0].marker):
        tag, style = f'ol start="{start}"', ""
    elif _HAN.match(items[0].marker):
        tag, style = f'ol start="{start}"', ' style="list-style-type: simp-chinese-informal"'
    else:
        return "\n".join(f"<p>{escape(i.marker + i.text.zh)}</p>" for i in items)
    inner = "\n".join(f"<li>{escape(i.text.zh)}</li>" for i in items)
    return f"<{tag}{style}>{inner}</ol>"


def _block(block: Block | Field, table: Callable[[Table], str]) -> list[str]:
    match block:
        case Paragraph():
            return [f"<p>{escape(block.text)}</p>"]
        case Item():
            return [f"<p>{escape(block.marker + block.text.zh)}</p>"]
        case Field():
            lead = f"<strong>{escape(block.marker + block.name.zh)}</strong>{escape(block.colon)}"
            first = block.blocks[0] if block.blocks else None
            if isinstance(first, Paragraph) and block.colon:
                return [f"<p>{lead}{escape(first.text)}</p>", *_blocks(block.blocks[1:], table)]
            return [f"<p>{lead}</p>", *_blocks(block.blocks, table)]
        case Table():
            return [table(block)]


def _merged(table: Table) -> str:
    rows = []
    for at, row in enumerate(table.rows):
        cells = []
        alone = bool(row[0]) and not any(row[1:])
        for column, cell in enumerate(row[:1] if alone else row):
            if at > 1 and not cell:
                continue
            down = 1
            while at and at + down < len(table.rows) and not table.rows[at + down][column]:
                if not any(table.rows[at + down][1:]):
                    break  # the head of a group
                down += 1
            spans = f' colspan="{len(row)}"' if alone else f' rowspan="{down}"' * (down > 1)
            tag = "th" if at == 0 else "td"
            inner = "<br>".join(escape(s.zh) for s in cell)
            cells.append(f"<{tag}{spans}>{inner}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead>{rows[0]}</thead><tbody>{''.join(rows[1:])}</tbody></table>"


def _table(table: Table) -> str:
    rows = []
    for at, row in enumerate(table.rows):
        tag = "th" if table.header and at == 0 else "td"
        cells = "".join(f"<{tag}>{'<br>'.join(escape(s.zh) for s in cell)}</{tag}>" for cell in row)
        rows.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"
