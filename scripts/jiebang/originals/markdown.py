"""Markdown that somebody else wrote → lines, by way of the page it stands for."""

from __future__ import annotations

from jiebang.originals.html import read_html
from jiebang.originals.original import Original


def read_markdown(text: str, where: str) -> Original:
    """The text of a Markdown file, its marks out, its lists numbered."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    # A line break stays one: hard-wrapped lines are joined as those of any text are.
    options = {"html": False, "breaks": True}
    parser = MarkdownIt("commonmark", options).use(front_matter_plugin).enable("table")
    return read_html(f"<body>{parser.render(text)}</body>", where, kind="md")
