"""An element of a page → lines, as a browser would break and number them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree
from lxml.html import HtmlElement

from jiebang.originals.numbering import write_number
from jiebang.originals.original import BREAK, MAX_COLUMNS, Lines, note_mark, read_whole, shifted
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
_SHIFT = re.compile(r"vertical-align\s*:\s*(sup|sub)", re.IGNORECASE)
_SHIFTS = {"sup": "superscript", "sub": "subscript"}
_MAX_ROWS = 1000
_MAX_NESTED = 8

Numbers = Mapping[HtmlElement, str]


class LineWriter:
    """Puts elements into lines; tables go in as rows.

    `numbers` are what stands before the items of lists, `nested` how many tables are around.
    """

    def __init__(self, lines: Lines, numbers: Numbers, nested: int = 0) -> None:
        self.lines, self.numbers, self.nested = lines, numbers, nested
        self.text: list[str] = []  # of the line at hand
        self.prefix = ""
        self.shifts: list[str] = []
        self.pre = self.heading = 0
        self.blocks = frozenset(load_words("pages")["blocks"])

    def walk(self, element: HtmlElement) -> None:
        events = etree.iterwalk(element, events=("start", "end"))
        for event, node in events:
            if node.tag in self.blocks:
                self._end_line()
            if event == "end":
                self._close(node)
                if node is not element:
                    self._say(node.tail)
                if node.getprevious() is None and _parent(node) == "mfrac":
                    self._say("/")
                continue
            self.shifts += _shift(node)
            if node.tag == "table" and self.nested < _MAX_NESTED and _is_data(node):
                for caption in node.iter("caption"):
                    self._walk_inside(caption)
                self.lines.add_table(list(self._grid(node)))
                events.skip_subtree()
            elif node.tag == "dl" and (pairs := self._pairs(node)):
                self.lines.add_table(pairs)
                events.skip_subtree()
            else:
                self._open(node)
        self._end_line()

    def _walk_inside(self, element: HtmlElement) -> None:
        LineWriter(self.lines, self.numbers, self.nested + 1).walk(element)

    def _pairs(self, node: HtmlElement) -> list[list[str]]:
        """The rows of a list of names and values, two at least; none where more stands in it."""
        texts = (text or "" for text in (node.text, *(child.tail for child in node)))
        inner = [e for e in node.iterdescendants() if e.tag in self.blocks]
        tags = "".join(str(child.tag) for child in node)
        if "".join(texts).strip() or inner != [*node] or not re.fullmatch("(?:dt(?:dd)+)+", tags):
            return []
        rows: list[list[str]] = []
        for child in node:
            text = self.lines.cell(self._walk_inside, child)
            if child.tag == "dt":
                rows.append([text])
            else:
                rows[-1][1:] = [BREAK.join([*rows[-1][1:], text])]
        return rows if len(rows) > 1 else []

    def _open(self, node: HtmlElement) -> None:
        if node.tag == "br":
            self.text.append("\n")
        elif node.tag in _HEADINGS:
            self.heading = int(str(node.tag)[1])
        elif node.tag == "pre":
            self.pre += 1
        elif node.tag == "li":
            self.prefix = self.numbers.get(node, "")
        elif node.tag == "img":
            self.lines.note("pictures without text")
        self._say(node.text)

    def _close(self, node: HtmlElement) -> None:
        if node.tag in _HEADINGS:
            self.heading = 0
        elif node.tag == "pre":
            self.pre -= 1
        elif node.tag in ("li", *_LISTS):
            self.prefix = ""
        if _shift(node):
            self.shifts.pop()

    def _say(self, text: str | None) -> None:
        """Text as it stands, its white space collapsed outside <pre>."""
        text = shifted(text or "", self.shifts[-1] if self.shifts else "")
        if self.shifts[-1:] == ["note"] and text.strip().isalnum():
            text = note_mark(text.strip(), "".join(self.text))
        self.text.append(text if self.pre else _SPACE.sub(" ", text))

    def _end_line(self) -> None:
        text, self.text = "".join(self.text), []
        for line in text.split("\n") if text.strip() else ():
            clean = line.rstrip() if self.pre else line.strip(" \u3000\xa0")
            if clean.strip() and self.prefix:
                clean = clean.lstrip()
                clean = clean if _OWN_NUMBER.match(clean) else self.prefix + clean
                self.prefix = ""
            self.lines.add(clean, heading=self.heading, plain=self.pre > 0)

    def _grid(self, table: HtmlElement) -> Iterator[list[str]]:
        """Rows of equal columns: what a cell spans is blank."""
        taken: dict[int, int] = {}  # column → further rows that a cell above takes
        for row in table.iter("tr"):
            cells: list[str] = []
            spans: dict[int, int] = {}
            for cell in [*row.iterchildren("td", "th"), None]:
                # Behind the last cell, too, columns may be taken.
                while taken.get(len(cells), 0) > 0 and len(cells) <= 2 * MAX_COLUMNS:
                    taken[len(cells)] -= 1
                    cells.append("")
                if cell is None or len(cells) > MAX_COLUMNS:
                    continue
                across, down = (
                    read_whole(cell.get(f"{n}span", "").strip(), 1) for n in ("col", "row")
                )
                columns = range(len(cells), len(cells) + min(max(across, 1), MAX_COLUMNS))
                if down > 1:
                    spans |= dict.fromkeys(columns, min(down, _MAX_ROWS) - 1)
                text = self.lines.cell(self._walk_inside, cell)
                cells += [text, *[""] * (len(columns) - 1)]
            taken.update(spans)
            yield cells


def _shift(node: HtmlElement) -> list[str]:
    """Whether an element raises or lowers its text: one word, or none."""
    style = _SHIFT.search(str(node.get("style", "")))
    name = style[1].lower() if style else str(node.tag)
    if node.getprevious() is not None and _parent(node) in ("msup", "msub"):
        name = _parent(node)[1:]
    if name == "sup":  # one that is a link is the mark of a note
        links = [*node.iter("a"), *node.iterancestors("a")]
        if any("".join(link.itertext()) == "".join(node.itertext()) for link in links):
            return ["note"]
    return [_SHIFTS[name]] if name in _SHIFTS else []


def _parent(node: HtmlElement) -> str:
    return str(next((above.tag for above in node.iterancestors()), ""))


def _is_data(table: HtmlElement) -> bool:
    """Whether a table is one, and not a way to lay out a page."""
    if table.get("role") in ("presentation", "none"):
        return False
    if any(True for e in table.iter("h1", "h2", "h3", "h4", "table") if e is not table):
        return False
    return any(sum(c.tag in ("td", "th") for c in row) > 1 for row in table.iter("tr"))


# ---------------------------------------------------------------- numbers of lists


def number_items(root: HtmlElement) -> Numbers:
    """What a browser prints before each item of a page's lists."""
    unmarked = _unmarked_lists(root)
    numbers: dict[HtmlElement, str] = {}
    next_of: dict[HtmlElement, int] = {}
    for item in root.iter("li"):
        holder = next(item.iterancestors(*_LISTS), None)
        if holder is None:
            continue
        kind, down = _kind(holder, unmarked), holder.get("reversed") is not None
        if kind in ("bullet", ""):
            numbers[item] = "• " * bool(kind)
            continue
        first = sum(child.tag == "li" for child in holder) if down else 1
        at = next_of.get(holder, read_whole(holder.get("start"), first))
        at = read_whole(item.get("value"), at)
        next_of[holder] = at - 1 if down else at + 1
        text = write_number(kind, at)
        numbers[item] = f"{text}. " if text.isascii() else f"{text}、"
    return numbers


def _unmarked_lists(root: HtmlElement) -> set[str]:
    """The tags and .classes that a page's own style gives “list-style: none”."""
    rules = (rule for style in root.iter("style") for rule in _RULE.findall(style.text or ""))
    selectors = (s for names, body in rules if _NO_MARK.search(body) for s in names.split(","))
    return {s.split()[-1].partition(":")[0].lower() for s in selectors if s.strip()}


def _kind(node: HtmlElement, unmarked: set[str]) -> str:
    """How a list counts, by Word's names; "bullet", or "" for no mark."""
    words, tag = load_words("numbering"), str(node.tag)
    if style := _STYLE.search(str(node.get("style", ""))):
        kind = words["styles"].get(style.group(1).lower())
        if kind is not None:
            return str(kind)
    classes = str(node.get("class", "")).lower().split()
    if unmarked & {"*", "li", tag, *(f".{c}" for c in classes), *(f"{tag}.{c}" for c in classes)}:
        return ""
    if tag != "ol":
        return "bullet"
    return str(words["types"].get(str(node.get("type", "1")).strip(), "decimal"))
