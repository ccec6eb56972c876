"""Running heads and feet, and page numbers: what stands alone at the edge of several pages.

They are marked, a form feed on either side, and stay in the text: `structure` names
what it takes out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from jiebang.originals.pdf_lines import Printed
from jiebang.text.spaces import squash

_LEVEL = 1.5  # points by which two heads at the same place may differ
_LARGEST = 1.05  # of the height of the text: a head is set no larger, a title is
_LONGEST = 60
_FIGURE = re.compile(r"[—–－·•第-]*([0-9]{1,4})[—–－·•页-]*(?:/[0-9]{1,4}|[,，/]?共[0-9]{1,4}页)?")
_PAGES_COUNTED = 2
_PROSE = re.compile(r"[。；！？，：:]")


@dataclass(frozen=True, slots=True)
class Edge:
    """The first or last printed line of a page: which line of the text it became, and where."""

    line: int
    text: str
    y: float
    page: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A figure alone at the top or the foot of a page: the line of the text it became."""

    line: int
    figure: int
    page: int
    top: bool


def page_numbers(printed: list[Printed], lines: list[str], first: int, page: int) -> list[Numbered]:
    """The figures that stand alone as the first or the last line of a page.

    Args:
        printed: the lines of the page, top down, those of its tables too.
        lines: of the text, those of the page from `first` on.
    """
    found = []
    for top, line in ((True, printed[:1]), (False, printed[-1:])):
        figure = _FIGURE.fullmatch(squash(line[0].text)) if line else None
        near = range(first, len(lines)) if top else range(len(lines) - 1, first - 1, -1)
        at = next((n for n in near if lines[n].strip()), None)
        if figure and at is not None and squash(lines[at]) == squash(line[0].text):
            found.append(Numbered(at, int(figure.group(1)), page, top))
    return found


def counted(found: list[Numbered]) -> set[int]:
    """The lines whose figures count the pages: at one edge, up by one with each page."""
    lines: set[int] = set()
    for top in (True, False):
        offsets = Counter(n.figure - n.page for n in found if n.top is top)
        lines |= {
            n.line for n in found if n.top is top and offsets[n.figure - n.page] >= _PAGES_COUNTED
        }
    return lines


def edges(printed: list[Printed], first: int, last: int, page: int) -> list[Edge]:
    """The lines of a page, top down, that may be its head and its foot.

    Args:
        first, last: the lines of the text that its first and its last became.
    """
    if len(printed) < 3:
        return []
    height = median(line.height for line in printed)
    gaps = [above.y - below.y for above, below in pairwise(printed)]
    usual = median(gaps[1:-1] or [1.5 * height])
    found = []
    for line, gap, number in ((printed[0], gaps[0], first), (printed[-1], gaps[-1], last)):
        text = squash(line.text)
        small = line.height <= height * _LARGEST
        if gap > 1.5 * usual and small and len(text) <= _LONGEST and not _PROSE.search(text):
            found.append(Edge(number, text, line.y, page))
    return found


def repeated(found: list[Edge]) -> set[int]:
    """The lines that stand, word for word, at the same place of two pages or more."""
    return {
        edge.line
        for edge in found
        if any(
            other.page != edge.page and other.text == edge.text and abs(other.y - edge.y) <= _LEVEL
            for other in found
        )
    }
