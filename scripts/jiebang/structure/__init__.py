"""Text → Document: a visible run of small passes, one rule a file.

Each pass takes a Draft and gives one; each says what it reads and what it leaves.
Reading is total: what no rule knows comes out as a paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jiebang.document.alignment import LostTextError, align
from jiebang.document.as_printed import as_printed
from jiebang.document.fields import FieldNames
from jiebang.document.model import Document
from jiebang.document.segments import identify
from jiebang.document.tree import paragraph, put_together
from jiebang.structure.contacts import withhold_contacts
from jiebang.structure.draft import Draft, Line, read_lines
from jiebang.structure.lines import correct_slips, drop_furniture, drop_left_out, rejoin_broken
from jiebang.structure.outline import outline
from jiebang.structure.paragraphs import join_wrapped, part_fields, part_numbers, part_spaced
from jiebang.structure.rows import read_rows
from jiebang.structure.tables import find_tables, read_cards
from jiebang.structure.tasks import name_tasks
from jiebang.structure.titles import set_headings
from jiebang.text.han import simplified_twin
from jiebang.text.spaces import tidy

Places = frozenset[tuple[int, int, int]]

PASSES: tuple[Callable[[Draft], Draft], ...] = (
    drop_left_out,
    drop_furniture,
    withhold_contacts,
    correct_slips,
    find_tables,
    read_cards,
    read_rows,
    rejoin_broken,
    part_spaced,
    join_wrapped,
    part_fields,
    part_numbers,
)


def convert(
    original: str,
    document_id: str,
    source: str,
    sha256: str,
    names: FieldNames | None = None,
    public: Places = frozenset(),
) -> Document:
    """The structure of an original. Never fails, never loses a character.

    `original` is the decoded text, `source` its file name, `sha256` that of its bytes,
    `names` what the names of fields mean, by the package's own lexicon if left out, `public`
    the contacts that a person wants published: (line, first, last). Should a rule ever mend
    or move text wrongly, the proof of `align` finds it, and a plainer reading is taken:
    without corrections and with tables as they stand, then paragraphs.
    """
    empty = Document(document_id, source, sha256)
    draft = replace(read_lines(original, names), public=public)
    for left_out in ((), (correct_slips, read_rows)):
        document = assemble(empty, draft, tuple(p for p in PASSES if p not in left_out))
        try:
            align(original, document)
        except LostTextError:
            continue
        return document
    return plain_document(empty, draft)


def convert_text(
    original: str,
    document_id: str,
    source: str,
    sha256: str,
    *,
    traditional: bool = False,
    names: FieldNames | None = None,
    public: Places = frozenset(),
) -> Document:
    """Like `convert`, also for text in traditional characters.

    The rules know simplified names, so such a text is read by its simplified twin and
    then put back into the characters it was printed in.
    """

    def read(text: str) -> Document:
        return convert(text, document_id, source, sha256, names, public)

    if not traditional:
        return read(original)
    twin = simplified_twin(original)
    try:
        document = as_printed(original, twin, read(twin))
        align(original, document)
    except LostTextError:
        return read(original)
    return document


def assemble(
    empty: Document, draft: Draft, passes: Sequence[Callable[[Draft], Draft]] = PASSES
) -> Document:
    """The document that some passes make, whatever it may have lost."""
    for step in passes:
        draft = step(draft)
    headings, corrections = outline(draft)
    name_tasks(empty.id, headings)
    document = replace(
        put_together(empty, set_headings(draft.lines, empty.id, headings)),
        dropped=draft.dropped,
        corrections=tuple(
            sorted(
                (*draft.corrections, *corrections),
                key=lambda c: (c.line, draft.lines[c.line - 1].find(c.printed)),
            )
        ),
        withheld=draft.withheld,
        task_tables=draft.task_tables,
    )
    return identify(document)


def plain_document(empty: Document, draft: Draft) -> Document:
    """Every line a paragraph: nothing is left out but contacts."""
    draft = withhold_contacts(draft)
    lines = (tidy(p.text) for p in draft.pieces if isinstance(p, Line))
    preamble = tuple(paragraph(line) for line in lines if line)
    return identify(replace(empty, preamble=preamble, withheld=draft.withheld))
