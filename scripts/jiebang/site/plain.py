"""The text of a page as Markdown, for machines and for people who keep notes.

Made from the page's own HTML, so that it says just what the page says. Links keep their
targets: index.md stands beside index.html. That HTML is well-formed, so one pattern cuts
it: Python's own parser, which mends what is not, took two fifths of a build.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

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
_QUIET = frozenset(
    ["headerlink", "jb-anchor", "jb-mark", "jb-switch", "jb-menu", "jb-unseen", "jb-said"]
)
# A comment or declaration, a whole script or style sheet, or a tag.
_TAG = re.compile(
    r"""<!(?:--.*?--|[^>]*)>|<(?P<raw>script|style)\b[^>]*>.*?</(?P=raw)\s*>"""
    r"""|<(?P<end>/?)(?P<tag>[a-z][^\s/>]*)(?P<rest>(?:[^'">]++|"[^"]*"|'[^']*')*+)>""",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SIGNS = re.compile(r"([\\`*_\[\]<>])")
_TIGHT = re.compile(r"^( *- [^\n]*)\n\n(?= *- )", re.MULTILINE)  # a list is no row of paragraphs
_EMPTY_LINK = re.compile(r"\[ ?\]\([^)]*\)")
_ORDERED = re.compile(r"^(\d+)([.)])(?=\s)")


def as_markdown(html: str) -> str:
    """The Markdown of a piece of HTML."""
    reader = _Reader()
    at = 0
    for found in _TAG.finditer(html):
        if found.start() > at:
            reader.text(html[at : found.start()])
        at = found.end()
        _, end, tag, rest = found.groups()
        if tag and not end:
            reader.start(tag.lower(), rest)
        if tag and (end or rest.endswith("/")):
            reader.end(tag.lower())
    reader.text(html[at:])
    reader.end_block()
    return _TIGHT.sub(r"\1\n", "\n\n".join(reader.blocks)) + "\n"


def _attributes(text: str) -> Mapping[str, str]:
    """The attributes with a value, by name."""
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._words: list[str] = []
        self._prefix = ""
        self._skipping: list[str] = []
        self._links: list[str] = []
        self._row: list[str] | None = None
        self._head = False
        self._depth = 0  # of list items

    def start(self, tag: str, attributes: str) -> None:
        if self._skipping or tag in _LEFT_OUT:
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        given = _attributes(attributes) if tag == "a" or "class" in attributes else {}
        if not _QUIET.isdisjoint(given.get("class", "").split()):
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
            self._links.append(given.get("href", ""))
            self._words.append("[")
        elif tag in ("b", "strong"):
            self._words.append("**")
        elif tag in ("code", "em"):
            self._words.append("`" if tag == "code" else "*")

    def end(self, tag: str) -> None:
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

    def text(self, data: str) -> None:
        if self._skipping:
            return
        if not data.isspace():
            plain = unescape(data).replace("\u2060", "")
            data = _SIGNS.sub(r"\\\1", plain)
        self._words.append(data)

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
        if not self._words:
            return ""
        text = " ".join("".join(self._words).split())
        self._words.clear()
        return _EMPTY_LINK.sub("", text).strip()
