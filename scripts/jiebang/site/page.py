"""What a page is, for every module that makes some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents; `title` is plain text."""

    title: str
    anchor: str
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `address` inside the edition, “” for its home; `template` makes its body.

    `narrow`: `context` is data that holds little more than what the page shows.
    """

    address: str
    template: str
    title: str
    description: str = ""
    context: Mapping[str, object] = field(default_factory=dict)
    contents: tuple[Heading, ...] = ()
    narrow: bool = False

    @property
    def source(self) -> str:
        """The Markdown file that MkDocs takes it for; hand-written where docs/ has it."""
        return f"{self.address.rstrip('/')}.md" if self.address else "index.md"
