"""Page furniture: page numbers, running heads, a title printed twice.

Reads lines; names in `dropped` what it takes away.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace

from jiebang.document.model import Dropped
from jiebang.structure.draft import Draft, Line
from jiebang.structure.labels import is_label
from jiebang.text.spaces import squash, tidy

_PAGE_NUMBER = re.compile(
    r"[—–－-]\s*\d{1,4}\s*[—–－-]|[·•]\s*\d{1,4}\s*[·•]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_MARKED = re.compile(r"\f[^\f]+\f")
_SENTENCE = re.compile(r"[。；！？，]")


def drop_furniture(draft: Draft) -> Draft:
    """Drop page numbers, running heads and a doubled title."""
    lines = [p for p in draft.pieces if isinstance(p, Line)]
    why = {
        **_title_twice(lines),
        **_running_heads(lines),
        **_bare_page_numbers(lines),
        **{n.number: "page number" for n in lines if _PAGE_NUMBER.fullmatch(n.text.strip())},
    }
    kept = [p for p in draft.pieces if not (isinstance(p, Line) and p.number in why)]
    dropped = tuple(
        Dropped(n.number, n.text.strip(), why[n.number]) for n in lines if n.number in why
    )
    return replace(draft.with_pieces(kept), dropped=draft.dropped + dropped)


def _bare_page_numbers(lines: list[Line]) -> dict[int, str]:
    """Numbers alone on a line, if they count up through the document far apart.

    A table's column of 1, 2, 3 has its numbers on neighbouring lines.
    """
    bare = [
        (at, line) for at, line in enumerate(lines) if _BARE_NUMBER.fullmatch(line.text.strip())
    ]
    values = [int(line.text.strip()) for _, line in bare]
    counting = all(b - a == 1 for a, b in itertools.pairwise(values))
    apart = all(b - a > 5 for (a, _), (b, _) in itertools.pairwise(bare))
    if len(bare) < 3 or not counting or not apart:
        return {}
    return {line.number: "page number" for _, line in bare}


def _running_heads(lines: list[Line]) -> dict[int, str]:
    """A line that opens three pages or more: where the print marks its page breaks.

    Without page breaks nothing tells a running head from a form used again. A line
    between two form feeds is one in any case: the reader saw where it stands.
    """
    at_break = [
        line
        for before, line in itertools.pairwise(lines)
        if "\f" in line.text[:2] or _PAGE_NUMBER.fullmatch(before.text.strip())
    ]
    counts = Counter(squash(line.text) for line in at_break)
    seen = {line.number: "running head" for line in lines if _MARKED.fullmatch(line.text)}
    return seen | {
        line.number: "running head"
        for line in at_break
        if counts[squash(line.text)] >= 3
        and not _SENTENCE.search(line.text)
        and "\t" not in line.text
        and not is_label(tidy(line.text))
    }


def _title_twice(lines: list[Line]) -> dict[int, str]:
    """The first line printed again right below."""
    if len(lines) < 2 or len(squash(lines[0].text)) < 4:
        return {}
    same = squash(lines[0].text) == squash(lines[1].text)
    return {lines[1].number: "title printed twice"} if same else {}
