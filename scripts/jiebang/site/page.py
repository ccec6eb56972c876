"""What a page is, for every module that makes some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

TocEntry = Mapping[str, object]


def heading(title: str, anchor: str, children: tuple[TocEntry, ...] = ()) -> TocEntry:
    """An entry of a page's table of contents, as those of MkDocs; `title` is plain text."""
    return {"title": escape(title), "url": f"#{escape(anchor)}", "children": children}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `address` inside the edition, “” for its home; `template` makes its body.

    `shown` is all that the template gets. One that is `kept` is given plain data and little more
    than it shows: where that is as it was, so is the page.
    """

    address: str
    template: str
    title: str
    description: str
    shown: Mapping[str, object]
    contents: tuple[TocEntry, ...] = ()
    kept: bool = True

    @property
    def source(self) -> str:
        """The Markdown file that MkDocs takes it for; hand-written where docs/ has it."""
        return f"{self.address.rstrip('/')}.md" if self.address else "index.md"
