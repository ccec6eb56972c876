"""HTML → lines: the main text of a page, with headings, numbered lists and tables.

Navigation goes out, by its element, its name or its density of links, and is named
with its words; everything else stays, for a page may have its text anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jiebang.errors import InputError
from jiebang.originals.html_main import main_text
from jiebang.originals.html_walk import unmarked_lists, walk
from jiebang.originals.original import Lines, Original

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,30})""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def declared_charset(data: bytes) -> str:
    """The encoding that a page says it is in, "" for none."""
    found = _CHARSET.search(data[:8192]) or _XML.match(data[:512])
    return found.group(1).decode("ascii") if found else ""


def read_html(text: str, where: str, kind: str = "html") -> Original:
    """The main text of a page that is decoded already.

    Raises:
        InputError: there is no text in it, or it nests more deeply than any page does.
    """
    lines = Lines()
    root = _parse(text, where)
    unmarked = unmarked_lists(root)
    for part in main_text(root, lines) if kind == "html" else [root]:
        walk(part, lines, unmarked=unmarked)
    if not any(line.strip() for line in lines.lines):
        raise InputError("a page without text", where, "save it from the browser, text shown")
    return lines.finish(kind)


def read_markdown(text: str, where: str) -> Original:
    """The text of a Markdown file, its marks out, its lists numbered: that of the page it makes."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    # A line break stays one: hard-wrapped lines are joined as those of any text are.
    options = {"html": False, "breaks": True}
    parser = MarkdownIt("commonmark", options).use(front_matter_plugin).enable("table")
    return read_html(f"<body>{parser.render(text)}</body>", where, kind="md")


def _parse(text: str, where: str) -> HtmlElement:
    from lxml import etree, html

    # Without a limit the parser drops what is too deep, and says so only in its log.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    clean = _DECLARATION.sub("", text.replace("\0", ""))
    try:
        root = html.document_fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise InputError("a page without text", where, "save it from the browser") from None
    if any(e.level_name == "FATAL" or "depth" in e.message.lower() for e in parser.error_log):
        raise InputError("HTML nested too deeply", where, "this looks like an attack")
    return root
