"""Text → Document: a visible run of small passes, one rule a file.

Each pass takes a Draft and gives one; each says what it reads and what it leaves.
Reading is total: what no rule knows comes out as a paragraph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jiebang.document.alignment import LostTextError, align
from jiebang.document.as_printed import as_printed
from jiebang.document.model import Document, Field
from jiebang.document.segments import identify
from jiebang.document.tree import flatten, nest, paragraph
from jiebang.originals import simplified_twin
from jiebang.structure.broken import rejoin_broken
from jiebang.structure.cards import read_cards
from jiebang.structure.contacts import withhold_contacts
from jiebang.structure.counted import part_numbers
from jiebang.structure.draft import Draft, Line, read_lines
from jiebang.structure.furniture import drop_furniture
from jiebang.structure.left_out import drop_left_out
from jiebang.structure.marked import set_headings
from jiebang.structure.outline import outline
from jiebang.structure.rows import read_rows
from jiebang.structure.slips import mend_slips
from jiebang.structure.tables import find_tables
from jiebang.structure.tasks import name_tasks
from jiebang.structure.wrap import join_wrapped
from jiebang.text.spaces import tidy

Places = frozenset[tuple[int, int, int]]

PASSES: tuple[Callable[[Draft], Draft], ...] = (
    drop_left_out,
    drop_furniture,
    withhold_contacts,
    mend_slips,
    find_tables,
    read_cards,
    read_rows,
    rejoin_broken,
    join_wrapped,
    part_numbers,
)


def convert(
    original: str, document_id: str, source: str, sha256: str, public: Places = frozenset()
) -> Document:
    """The structure of an original. Never fails, never loses a character.

    `original` is the decoded text, `source` its file name, `sha256` that of its
    bytes, `public` the contacts that a person wants published: (line, first, last).
    Should a rule ever mend or move text wrongly, the proof of `align` finds it, and a
    plainer reading is taken: without corrections, tables as they stand, then paragraphs.
    """
    for left_out in ((), (mend_slips,), (read_rows,), (mend_slips, read_rows)):
        passes = tuple(p for p in PASSES if p not in left_out)
        document = _assemble(original, passes, Document(document_id, source, sha256), public)
        try:
            align(original, document)
        except LostTextError:
            continue
        return document
    return _plain(original, Document(document_id, source, sha256), public)


def convert_text(
    original: str,
    document_id: str,
    source: str,
    sha256: str,
    *,
    traditional: bool = False,
    public: Places = frozenset(),
) -> Document:
    """Like `convert`, also for text in traditional characters.

    The rules know simplified names, so such a text is read by its simplified twin and
    then put back into the characters it was printed in.
    """
    if not traditional:
        return convert(original, document_id, source, sha256, public)
    twin = simplified_twin(original)
    try:
        document = as_printed(original, twin, convert(twin, document_id, source, sha256, public))
        align(original, document)
    except LostTextError:
        return convert(original, document_id, source, sha256, public)
    return document


def _assemble(
    original: str,
    passes: tuple[Callable[[Draft], Draft], ...],
    empty: Document,
    public: Places = frozenset(),
) -> Document:
    draft = replace(read_lines(original), public=public)
    for step in passes:
        draft = step(draft)
    head, headings = outline(draft)
    name_tasks(empty.id, headings)
    head, headings = set_headings(original, empty.id, head, headings)
    return identify(
        replace(
            empty,
            preamble=tuple(b for b in flatten(head.blocks) if not isinstance(b, Field)),
            sections=nest(empty.id, headings),
            dropped=draft.dropped,
            corrections=draft.corrections,
            withheld=draft.withheld,
            task_tables=draft.task_tables,
        )
    )


def _plain(original: str, empty: Document, public: Places) -> Document:
    draft = withhold_contacts(replace(read_lines(original), public=public))
    lines = (tidy(p.text) for p in draft.pieces if isinstance(p, Line))
    preamble = tuple(paragraph(line) for line in lines if line)
    return identify(replace(empty, preamble=preamble, withheld=draft.withheld))
