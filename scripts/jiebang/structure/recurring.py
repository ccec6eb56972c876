"""Names that lead parts of a document again and again: fields, though no list knows them.

Reads titles, tables and paragraphs; gives names.
"""

from __future__ import annotations

import re
from collections import Counter

from jiebang.document.fields import TASK_KEYS, field_key, read_label
from jiebang.structure.draft import Block, Text
from jiebang.structure.labels import is_note, read_attached, split_lead
from jiebang.structure.rounds import is_numbered_title
from jiebang.structure.titles import TitleLine
from jiebang.text.markers import read_marker, split_marker

LONGEST_HEADING = 48
_SENTENCE = re.compile(r"[。；！？]")
_UNKNOWN_LABELS = 3  # a name must lead in this many parts of a document to be a field


def recurring_labels(pieces: list[TitleLine | Block], titles: frozenset[int]) -> frozenset[str]:
    """Names not known as fields that lead in three parts of the document or more.

    In a document of two tasks, both will do. Forms are left out, they repeat themselves.
    """
    parts: dict[str, set[int]] = {}
    asked: set[int] = set()
    part, form = 0, False
    for at, piece in enumerate(pieces):
        if isinstance(piece, TitleLine):
            part, form = part + 1, piece.form
        elif isinstance(piece, Text) and not form:
            marker, rest = split_lead(piece.text)
            label = read_label(rest)
            if at in titles or is_numbered_title(piece.text):
                part += 1
            elif label is not None and not read_attached(rest) and not is_note(rest):
                parts.setdefault(label[1], set()).add(part)
                if field_key(label[1]) in TASK_KEYS:
                    asked.add(part)
            elif field_key(rest) in TASK_KEYS:
                asked.add(part)
            elif marker and not _SENTENCE.search(rest) and len(rest) <= LONGEST_HEADING:
                part += 1
    return frozenset(
        name
        for name, seen in parts.items()
        if len(seen) >= _UNKNOWN_LABELS or (len(asked) == 2 and seen == asked)
    )


def recurring_sections(pieces: list[TitleLine | Block]) -> frozenset[str]:
    """Field names that stand as numbered headings of their own more than once (二、考核指标)."""
    counts = Counter(
        split_marker(p.text)[1]
        for p in pieces
        if isinstance(p, Text) and read_marker(p.text) and field_key(split_marker(p.text)[1])
    )
    return frozenset(name for name, n in counts.items() if n >= 2)
