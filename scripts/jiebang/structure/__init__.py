"""Text → Document: a visible run of small passes, one rule a file.

Each pass takes a Draft and gives one; each says what it reads and what it leaves.
Reading is total: what no rule knows comes out as a paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from jiebang.document.alignment import LostTextError, align, as_printed
from jiebang.document.fields import FieldNames
from jiebang.document.model import Document
from jiebang.document.tree import identify, paragraph, put_together
from jiebang.structure.contacts import withhold_contacts
from jiebang.structure.draft import Draft, Line, read_lines
from jiebang.structure.lines import correct_slips, drop_furniture
from jiebang.structure.outline import outline
from jiebang.structure.paragraphs import join_wrapped, part_fields, part_numbers, part_spaced
from jiebang.structure.rows import read_rows
from jiebang.structure.tables import find_tables, read_cards
from jiebang.text.han import to_simplified
from jiebang.text.spaces import tidy

Places = frozenset[tuple[int, int, int]]

PASSES: tuple[Callable[[Draft], Draft], ...] = (
    withhold_contacts,  # first: what is dropped is named
    drop_furniture,
    correct_slips,
    find_tables,
    read_cards,
    read_rows,
    part_spaced,
    join_wrapped,
    part_fields,
    part_numbers,
)


def convert_text(
    original: str,
    document_id: str,
    source: str,
    sha256: str,
    names: FieldNames | None = None,
    public: Places = frozenset(),
    *,
    traditional: bool = False,
) -> Document:
    """The structure of an original. Never fails, never loses a character.

    `original` is the decoded text, `source` its file name, `sha256` that of its bytes,
    `names` what the names of fields mean, by the package's own lexicon if left out, `public`
    the contacts that a person wants published: (line, first, last). Should a rule ever mend
    or move text wrongly, the proof of `align` finds it, and a plainer reading is taken:
    without corrections and with tables as they stand, then paragraphs.

    The rules know simplified names, so a `traditional` text is read in its simplified form
    and then put back into the characters it was printed in.
    """

    def read(text: str) -> Document:
        draft = read_lines(text, Document(document_id, source, sha256), names, public)
        for left_out in ((), (correct_slips, read_rows)):
            document = assemble(draft, [p for p in PASSES if p not in left_out])
            with suppress(LostTextError):
                align(text, document)
                return document
        return plain_document(draft)

    if traditional:
        simplified = to_simplified(original)
        with suppress(LostTextError):
            document = as_printed(original, simplified, read(simplified))
            align(original, document)
            return document
    return read(original)


def assemble(draft: Draft, passes: Sequence[Callable[[Draft], Draft]] = PASSES) -> Document:
    """The document that some passes make, whatever it may have lost."""
    for step in passes:
        draft = step(draft)
    headings, slips = outline(draft)
    corrections = [*draft.document.corrections, *slips]
    corrections.sort(key=lambda c: (c.line, draft.lines[c.line - 1].find(c.printed)))
    document = replace(draft.document, corrections=tuple(corrections))
    return put_together(document, headings)


def plain_document(draft: Draft) -> Document:
    """Every line a paragraph: nothing is left out but contacts."""
    draft = withhold_contacts(draft)
    lines = (tidy(p.text) for p in draft.pieces if isinstance(p, Line))
    preamble = tuple(paragraph(line) for line in lines if line)
    return identify(replace(draft.document, preamble=preamble))
