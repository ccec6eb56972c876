"""The text of a page as Markdown, for machines and for people who keep notes.

Made from the page's own HTML, so that it says just what the page says. Links keep their
targets: index.md stands beside index.html.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figure",
        "form",
        "header",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "summary",
        "table",
        "tbody",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_LEFT_OUT = frozenset(
    ["button", "dialog", "form", "noscript", "script", "select", "style", "svg", "template"]
)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_QUIET = ("headerlink", "jb-anchor", "jb-mark", "jb-switch", "jb-menu", "jb-unseen", "jb-said")
_SIGNS = re.compile(r"([\\`*_\[\]<>])")
_TIGHT = re.compile(r"^( *- [^\n]*)\n\n(?= *- )", re.MULTILINE)  # a list is no row of paragraphs
_ORDERED = re.compile(r"^(\d+)([.)])(?=\s)")


def as_markdown(html: str) -> str:
    """The Markdown of a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return _TIGHT.sub(r"\1\n", "\n\n".join(reader.blocks)) + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._words: list[str] = []
        self._prefix = ""
        self._skipping: list[str] = []
        self._links: list[str] = []
        self._row: list[str] | None = None
        self._head = False
        self._depth = 0  # of list items

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = given.get("class") or ""
        if self._skipping or tag in _LEFT_OUT or any(name in classes.split() for name in _QUIET):
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        if tag in _HEADINGS:
            self.end_block()
            self._prefix = _HEADINGS[tag]
        elif tag == "li":
            self.end_block()
            self._prefix = "  " * self._depth + "- "
            self._depth += 1
        elif tag == "tr":
            self.end_block()
            self._row = []
        elif tag == "thead":
            self._head = True
        elif tag in _BLOCKS and self._row is None:
            # A list item's own first block stays on its line.
            self.end_block() if self._words else None
        elif tag == "br":
            self._words.append(" ")
        elif tag == "a":
            self._links.append(given.get("href") or "")
            self._words.append("[")
        elif tag in ("b", "strong"):
            self._words.append("**")
        elif tag in ("code", "em"):
            self._words.append("`" if tag == "code" else "*")

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if tag in self._skipping:
                while self._skipping and self._skipping.pop() != tag:
                    pass
            return
        if tag == "a" and self._links:
            href = self._links.pop()
            self._words.append(f"]({href.replace(' ', '%20').replace(')', '%29')})")
        elif tag in ("b", "strong"):
            self._words.append("**")
        elif tag in ("code", "em"):
            self._words.append("`" if tag == "code" else "*")
        elif tag in ("td", "th") and self._row is not None:
            self._row.append(self._text().replace("|", "\\|"))
        elif tag == "tr" and self._row is not None:
            self._end_row()
        elif tag in _HEADINGS or (tag in _BLOCKS and self._row is None):
            self.end_block()
            self._depth -= tag == "li"

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._words.append(_SIGNS.sub(r"\\\1", data.replace("\u2060", "")))

    def end_block(self) -> None:
        """What has been read since the last block is one."""
        text = self._text()
        if text:
            text = text if self._prefix else _ORDERED.sub(r"\1\\\2", text)
            self.blocks.append((self._prefix or "  " * self._depth) + text)
            self._prefix = ""

    def _end_row(self) -> None:
        row, self._row = self._row or [], None
        lines = [f"| {' | '.join(row)} |"]
        if self._head:
            lines.append("|" + " --- |" * len(row))
            self._head = False
            self.blocks.append("\n".join(lines))
        elif self.blocks and self.blocks[-1].startswith("|"):
            self.blocks[-1] += f"\n{lines[0]}"
        elif row:
            self.blocks.append(f"|{'  |' * len(row)}\n|{' --- |' * len(row)}\n{lines[0]}")

    def _text(self) -> str:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        return re.sub(r"\[ ?\]\([^)]*\)", "", text).strip()
