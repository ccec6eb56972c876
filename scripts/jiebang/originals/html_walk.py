"""An element of a page → lines, as a browser would break and number them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from jiebang.originals.numbering import FORMATS
from jiebang.originals.original import Lines, shifted
from jiebang.text.words import load_words

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ol", "ul", "menu")
_SPACE = re.compile(r"[ \t\n\f\r]+")
_OWN_NUMBER = re.compile(
    r"[（(]?(?:\d{1,3}|[〇零一二三四五六七八九十百]{1,5})\s*(?:[)）、．]|\.(?!\d))|[①-⑳□☐■☑●•▪◆★※✓√·]"
    r"|第\s*[\d〇零一二三四五六七八九十百]{1,5}\s*[章条节]"
)
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?([a-z]+(?:-[a-z]+)*)\s*(?:;|$)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_NO_MARK = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}\bnone\b", re.IGNORECASE)
_SHIFTS = {"sup": "superscript", "sub": "subscript"}
_MAX_SPAN = 200
_MAX_ROWS = 1000
_MAX_NESTED = 8


@dataclass
class _List:
    """A list that is open: how it counts, and where it stands."""

    format: str
    at: int = 1
    step: int = 1

    def number(self) -> str:
        """The number of the next item, as browsers print it."""
        if self.format in ("bullet", ""):
            return "• " * bool(self.format)
        text = FORMATS[self.format](self.at)
        self.at += self.step
        return f"{text}. " if text.isascii() else f"{text}、"


@dataclass
class _Page:
    """What has been read of the line at hand."""

    lines: Lines
    text: list[str] = field(default_factory=list)
    prefix: str = ""
    lists: list[_List] = field(default_factory=list)
    pre: int = 0
    heading: int = 0
    unmarked: frozenset[str] = frozenset()

    def say(self, text: str | None, parent: HtmlElement | None) -> None:
        """Text as it stands, its white space collapsed outside <pre>."""
        text = shifted(text or "", _SHIFTS.get("" if parent is None else str(parent.tag), ""))
        self.text.append(text if self.pre else _SPACE.sub(" ", text))

    def end_line(self) -> None:
        text, self.text = "".join(self.text), []
        for line in text.split("\n") if text.strip() else ():
            clean = line.rstrip() if self.pre else line.strip(" \u3000\xa0")
            if clean.strip() and self.prefix:
                clean = clean.lstrip()
                clean = clean if _OWN_NUMBER.match(clean) else self.prefix + clean
                self.prefix = ""
            self.lines.add(clean, heading=self.heading, plain=self.pre > 0)

    def open(self, node: HtmlElement) -> None:
        """What an element begins."""
        tag = str(node.tag)
        if tag == "br":
            self.text.append("\n")
        elif tag in _HEADINGS:
            self.heading = int(tag[1])
        elif tag == "pre":
            self.pre += 1
        elif tag in _LISTS:
            self.lists.append(_list(node, self.unmarked))
        elif tag == "li":
            own = self.lists[-1] if self.lists else _List("")
            own.at = _whole(node.get("value"), own.at)
            self.prefix = own.number()
        elif tag == "img":
            self.lines.note("pictures without text")
        self.say(node.text, node)

    def close(self, node: HtmlElement) -> None:
        """What an element ends."""
        tag = str(node.tag)
        if tag in _HEADINGS:
            self.heading = 0
        elif tag == "pre":
            self.pre -= 1
        elif tag in _LISTS and self.lists:
            self.lists.pop()
        if tag in ("li", *_LISTS):
            self.prefix = ""


def walk(
    element: HtmlElement, lines: Lines, nested: int = 0, unmarked: frozenset[str] = frozenset()
) -> None:
    """Put an element's text into lines; tables go in as rows.

    `unmarked` are the tags and .classes whose lists the page's own style shows without marks.
    """
    page, blocks = _Page(lines, unmarked=unmarked), frozenset(load_words("pages")["blocks"])
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        if node.tag in blocks:
            page.end_line()
        if event == "end":
            if isinstance(node.tag, str):
                page.close(node)
            if node is not element:
                page.say(node.tail, node.getparent())
        elif node.tag == "table" and nested < _MAX_NESTED and _is_data(node):
            for caption in node.iter("caption"):
                walk(caption, lines, nested + 1)
            lines.add_table(list(_grid(node, lines, nested)))
            events.skip_subtree()
        elif isinstance(node.tag, str):
            page.open(node)
    page.end_line()


def unmarked_lists(root: HtmlElement) -> frozenset[str]:
    """The tags and .classes that a page's own style gives “list-style: none”."""
    rules = (rule for style in root.iter("style") for rule in _RULE.findall(style.text or ""))
    selectors = (s for names, body in rules if _NO_MARK.search(body) for s in names.split(","))
    return frozenset(s.split()[-1].partition(":")[0].lower() for s in selectors if s.strip())


def _list(node: HtmlElement, unmarked: frozenset[str]) -> _List:
    words = load_words("pages")
    style = _STYLE.search(str(node.get("style", "")))
    kind = words["styles"].get(style.group(1).lower()) if style else None
    tag, classes = str(node.tag), str(node.get("class", "")).lower().split()
    named = {"*", "li", tag, *(f".{c}" for c in classes), *(f"{tag}.{c}" for c in classes)}
    if kind is None and named & unmarked:
        kind = ""
    if tag != "ol":
        return _List("bullet" if kind is None else kind)
    if kind is None:
        kind = words["types"].get(str(node.get("type", "1")).strip(), "decimal")
    down = node.get("reversed") is not None
    first = sum(child.tag == "li" for child in node) if down else 1
    return _List(kind, _whole(node.get("start"), first), -1 if down else 1)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else default


# ---------------------------------------------------------------- tables


def _is_data(table: HtmlElement) -> bool:
    """Whether a table is one, and not a way to lay out a page."""
    if table.get("role") in ("presentation", "none"):
        return False
    if any(True for e in table.iter("h1", "h2", "h3", "h4", "table") if e is not table):
        return False
    return any(sum(c.tag in ("td", "th") for c in row) > 1 for row in table.iter("tr"))


def _grid(table: HtmlElement, lines: Lines, nested: int) -> Iterator[list[str]]:
    """Rows of equal columns: what a cell spans is blank."""
    taken: dict[int, int] = {}  # column → further rows that a cell above takes
    for row in table.iter("tr"):
        cells: list[str] = []
        spans: dict[int, int] = {}
        for cell in [*row, None]:  # behind the last cell, too, columns may be taken
            if cell is not None and (cell.tag not in ("td", "th") or len(cells) > _MAX_SPAN):
                continue
            while taken.get(len(cells), 0) > 0 and len(cells) <= 2 * _MAX_SPAN:
                taken[len(cells)] -= 1
                cells.append("")
            if cell is None:
                break
            across, down = (_whole(cell.get(f"{n}span", "").strip(), 1) for n in ("col", "row"))
            columns = range(len(cells), len(cells) + min(max(across, 1), _MAX_SPAN))
            if down > 1:
                spans |= dict.fromkeys(columns, min(down, _MAX_ROWS) - 1)
            text = lines.cell(lambda cell: walk(cell, lines, nested + 1), cell)
            cells += [text, *[""] * (len(columns) - 1)]
        taken.update(spans)
        yield cells
