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


@dataclass(frozen=True)
class Values:
    """What one page shows, or several: by the name that their templates have for it."""

    by_name: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `address` inside the edition, “” for its home; `template` makes its body.

    It is given what is `shown`, plain data and little more than the page shows, or `other` things,
    too. Where there are none of these and what is shown is as it was, so is the page.
    """

    address: str
    template: str
    title: str
    description: str = ""
    other: Mapping[str, object] = field(default_factory=dict)
    contents: tuple[Heading, ...] = ()
    shown: tuple[Values, ...] = ()

    @property
    def context(self) -> Mapping[str, object]:
        """All that the template gets."""
        given = (self.other, *(values.by_name for values in self.shown))
        return {name: value for some in given for name, value in some.items()}

    @property
    def source(self) -> str:
        """The Markdown file that MkDocs takes it for; hand-written where docs/ has it."""
        return f"{self.address.rstrip('/')}.md" if self.address else "index.md"
