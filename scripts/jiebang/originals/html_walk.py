"""An element of a page → lines, as a browser would break and number them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from jiebang.originals.numbering import FORMATS
from jiebang.originals.original import BREAK, Lines, cell_line, shifted

_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SPACE = re.compile(r"[ \t\n\f\r]+")
_OWN_NUMBER = re.compile(
    r"[（(]?(?:\d{1,3}|[〇零一二三四五六七八九十百]{1,5})\s*(?:[)）、．]|\.(?!\d))|[①-⑳□☐■☑●•▪◆★※✓√·]"
    r"|第\s*[\d〇零一二三四五六七八九十百]{1,5}\s*[章条节]"
)
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?([a-z]+(?:-[a-z]+)*)\s*(?:;|$)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_NO_MARK = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}\bnone\b", re.IGNORECASE)
_PSEUDO = re.compile(r":.*")
_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
          "I": "upperRoman"}  # fmt: skip
_CSS = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    **dict.fromkeys(
        ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal",
         "japanese-informal", "cjk-decimal"), "chineseCounting"
    ),
    **dict.fromkeys(
        ("simp-chinese-formal", "trad-chinese-formal"), "chineseLegalSimplified"
    ),
    "cjk-heavenly-stem": "ideographTraditional", "cjk-earthly-branch": "ideographZodiac",
    "none": "",
}  # fmt: skip
_SHIFTS = {"sup": "superscript", "sub": "subscript"}
_MAX_SPAN = 200
_MAX_ROWS = 1000
_MAX_NESTED = 8


@dataclass
class _List:
    """A list that is open: how it counts, and where it stands."""

    format: str
    at: int
    step: int = 1

    def number(self) -> str:
        """The number of the next item, as browsers print it."""
        if self.format == "bullet":
            return "• "
        value = self.at
        self.at += self.step
        if not self.format:
            return ""
        text = FORMATS[self.format](value)
        return f"{text}. " if text.isascii() else f"{text}、"


@dataclass
class _Page:
    """What has been read of the line at hand."""

    lines: Lines
    nested: int = 0
    text: list[str] = field(default_factory=list)
    prefix: str = ""
    lists: list[_List] = field(default_factory=list)
    pre: int = 0
    heading: int = 0
    unmarked: frozenset[str] = frozenset()

    def say(self, text: str | None, parent: str) -> None:
        """Text as it stands, its white space collapsed outside <pre>."""
        if not text:
            return
        text = shifted(text, _SHIFTS.get(parent, ""))
        if not self.pre:
            text = _SPACE.sub(" ", text)
        self.text.append(text)

    def flush(self) -> None:
        """End the line."""
        text = "".join(self.text)
        self.text = []
        if not text.strip():
            return
        for line in text.split("\n"):
            clean = line.rstrip() if self.pre else line.strip(" \u3000\xa0")
            if clean.strip() and self.prefix:
                clean = clean.lstrip()
                clean = clean if _OWN_NUMBER.match(clean) else self.prefix + clean
                self.prefix = ""
            self.lines.add(clean, heading=self.heading, plain=self.pre > 0)


def walk(
    element: HtmlElement, lines: Lines, nested: int = 0, unmarked: frozenset[str] = frozenset()
) -> None:
    """Put an element's text into lines; tables go in as rows.

    `unmarked` are the tags and .classes whose lists the page's own style shows without marks.
    """
    page = _Page(lines, nested, unmarked=unmarked)
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        if not isinstance(node.tag, str):
            if event == "end" and node is not element:
                page.say(node.tail, _tag(node.getparent()))
            continue
        if event == "start":
            if node.tag == "table" and nested < _MAX_NESTED and _is_data(node):
                page.flush()
                for caption in node.iter("caption"):
                    walk(caption, lines, nested + 1)
                lines.add_table(list(_grid(node, nested)))
                events.skip_subtree()
            else:
                _open(page, node)
        else:
            _close(page, node)
            if node is not element:
                page.say(node.tail, _tag(node.getparent()))
    page.flush()


def _tag(element: HtmlElement | None) -> str:
    return "" if element is None else str(element.tag)


def _open(page: _Page, node: HtmlElement) -> None:
    tag = str(node.tag)
    if tag in _BLOCKS:
        page.flush()
    if tag == "br":
        page.text.append("\n")
    elif tag in _HEADINGS:
        page.heading = int(tag[1])
    elif tag == "pre":
        page.pre += 1
    elif tag in ("ol", "ul", "menu"):
        page.lists.append(_list(node, page.unmarked))
    elif tag == "li":
        own = page.lists[-1] if page.lists else None
        value = str(node.get("value", ""))
        if own is not None and re.fullmatch(r"-?\d{1,6}", value):
            own.at = int(value)
        page.prefix = own.number() if own is not None else ""
    elif tag == "img":
        page.lines.note("pictures without text")
    elif tag in ("td", "th") and page.text:
        page.text.append(" ")
    page.say(node.text, tag)


def _close(page: _Page, node: HtmlElement) -> None:
    tag = str(node.tag)
    if tag in _BLOCKS:
        page.flush()
    if tag in _HEADINGS:
        page.heading = 0
    elif tag == "pre":
        page.pre -= 1
    elif tag in ("ol", "ul", "menu") and page.lists:
        page.lists.pop()
        page.prefix = ""
    elif tag == "li":
        page.prefix = ""


def unmarked_lists(root: HtmlElement) -> frozenset[str]:
    """The tags and .classes that a page's own style gives “list-style: none”."""
    found: set[str] = set()
    for style in root.iter("style"):
        for selectors, body in _RULE.findall(style.text or ""):
            if _NO_MARK.search(body):
                last = (
                    selector.split()[-1] for selector in selectors.split(",") if selector.strip()
                )
                found |= {_PSEUDO.sub("", name).lower() for name in last}
    return frozenset(found)


def _list(node: HtmlElement, unmarked: frozenset[str]) -> _List:
    style = _STYLE.search(str(node.get("style", "")))
    kind = _CSS.get(style.group(1).lower()) if style else None
    tag, classes = str(node.tag), str(node.get("class", "")).lower().split()
    named = {"*", "li", tag, *(f".{c}" for c in classes), *(f"{tag}.{c}" for c in classes)}
    if kind is None and named & unmarked:
        kind = ""
    if node.tag != "ol":
        return _List("bullet" if kind is None else kind, 1)
    if kind is None:
        kind = _TYPES.get(str(node.get("type", "1")).strip(), "decimal")
    start = str(node.get("start", ""))
    step = -1 if node.get("reversed") is not None else 1
    first = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    if step < 0 and not start:
        first = sum(child.tag == "li" for child in node)
    return _List(kind, first, step)


# ---------------------------------------------------------------- tables


def _is_data(table: HtmlElement) -> bool:
    """Whether a table is one, and not a way to lay out a page."""
    if str(table.get("role", "")) in ("presentation", "none"):
        return False
    if any(True for e in table.iter("h1", "h2", "h3", "h4", "table") if e is not table):
        return False
    return any(sum(c.tag in ("td", "th") for c in row) > 1 for row in table.iter("tr"))


def _grid(table: HtmlElement, nested: int) -> Iterator[list[str]]:
    """Rows of equal columns: what a cell spans is blank."""
    taken: dict[int, int] = {}  # column → further rows that a cell above takes
    for row in table.iter("tr"):
        cells: list[str] = []
        spans: dict[int, int] = {}

        def skip(cells: list[str] = cells) -> None:
            while taken.get(len(cells), 0) > 0 and len(cells) <= 2 * _MAX_SPAN:
                taken[len(cells)] -= 1
                cells.append("")

        for cell in row:
            if cell.tag not in ("td", "th") or len(cells) > _MAX_SPAN:
                continue
            skip()
            down = min(_span(cell, "rowspan"), _MAX_ROWS) - 1
            for at in range(min(_span(cell, "colspan"), _MAX_SPAN)):
                if down:
                    spans[len(cells)] = down
                cells.append("" if at else _cell(cell, nested))
        skip()
        taken.update(spans)
        yield cells


def _span(cell: HtmlElement, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(int(value), 1) if re.fullmatch(r"\d{1,5}", value) else 1


def _cell(cell: HtmlElement, nested: int) -> str:
    inner = Lines()
    walk(cell, inner, nested + 1)
    return cell_line(BREAK.join(inner.lines))
