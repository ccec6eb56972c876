"""What was made of a new document: what a maintainer should look at before it is published."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from jiebang.commands.add import Added
from jiebang.corpus.glossary import Theme, themes_for
from jiebang.document.alignment import LostTextError, align
from jiebang.document.fields import field_key
from jiebang.document.model import (
    Block,
    Document,
    Field,
    Item,
    Paragraph,
    SectionKind,
    Table,
    block_segments,
    segments,
    tasks,
)
from jiebang.errors import visible
from jiebang.quantities.read_zh import extract
from jiebang.structure.draft import read_lines
from jiebang.text.markers import read_marker
from jiebang.text.spaces import tidy, width

_UNKNOWN_FIELD = re.compile(r"f\d+")
# A word, but for those that go on with the sentence.
_BEHIND = re.compile(
    r" ?(?![的以及左右余多至到和与或是为在时后前之内外上下且并])"
    r"(?:[A-Za-zµμΩ°‰][A-Za-z0-9·^°²³/-]{0,11}"
    r"|[\u4e00-\u9fff]{1,4}?(?=及?以|左右|[^\u4e00-\u9fff]|$)|[\u4e00-\u9fff]{4})"
)
_ENDED = re.compile(r"[。；！？：:;…”’）)」』》]$")
_SHOWN = 5  # examples of each kind
_NAMES = 12  # names in one line
_LONGEST = 40  # characters of an example
_AROUND = 14  # characters shown on each side of what is withheld, or joined
_SHORT = 0.6  # of a full line: what ends earlier had room for the next word
_GAP = re.compile(r"\S {4,}(?=\S)")  # as between two columns that were read across
_HOW_TO_CONFIRM = "; `confirmed: yes` beside one in the front matter says that it is as printed"
_HOW_TO_TAKE_BACK = ", marked [ ]; `public: yes` beside one in the front matter takes it back"


def report(
    added: Added, themes: tuple[Theme, ...], left: int, engine: str, catalogue: str, path: str
) -> str:
    """Lines for a person: what was recognized, what was only kept, what to look at.

    Args:
        left: how many segments have no English yet.
        engine: what they would go to.
        catalogue: where their English goes.
        path: of the structured Markdown.
    """
    document, original = added.document, added.original
    pages = max(original.page_of_line, default=0)
    how = filter(None, [original.kind, original.encoding, _count(pages, "page") * bool(pages)])
    lines = [
        f"{document.id}: {path} ({', '.join(how)})",
        *_structure(document),
        *_exceptions(original.text, document),
        *(f"  note        {note}" for note in original.notes),
        *_doubts(original.text, document, themes),
        f"  segments    {len(segments(document))}, {left} still without English",
        *([f"  engine      {engine}"] if left else ()),
        f"next: read {path}, correct {catalogue}, then: jiebang build",
    ]
    return "\n".join(map(visible, lines))


def _structure(document: Document) -> Iterator[str]:
    """How much of each there is; what no field holds is only kept."""
    sections, found = list(document.walk()), tasks(document)
    outside = Counter(
        type(block)
        for blocks in (document.preamble, *(s.blocks for s in sections))
        for block in blocks
    )
    fields = list(dict.fromkeys(f.name.zh for s in sections for f in s.fields))
    forms = sum(s.kind is SectionKind.FORM for s in sections)
    yield f"  tasks       {len(found)}"
    yield f"  indicators  {sum(len(task.indicators) for task in found)}"
    yield f"  outline     {_count(len(sections), 'heading')}, {forms} of them forms"
    if document.task_tables:
        tables = _count(len(document.task_tables), "table")
        yield f"  rows        {tables} whose rows are tasks or indicators"
    yield f"  fields      {len(fields)}{': ' * bool(fields)}{_list(fields)}"
    kinds = ((Paragraph, "paragraph"), (Item, "item"), (Table, "table"))
    kept = ", ".join(_count(outside[kind], name) for kind, name in kinds)
    yield f"  only kept   {kept} outside fields"


def _exceptions(text: str, document: Document) -> Iterator[str]:
    """What of the print is not in the text, or not as printed; every place withheld is shown."""
    withheld, readings = document.withheld, document.unconfirmed
    yield f"  dropped     {_count(len(document.dropped), 'line')}"
    yield from _examples("", _repeats((d.text, d.why) for d in document.dropped))
    yield f"  corrected   {_count(len(document.corrections), 'slip')}"
    slips = ((f"{c.printed} → {c.mended}", c.why) for c in document.corrections)
    yield from _examples("", _repeats(slips))
    how = _HOW_TO_TAKE_BACK * bool(withheld)
    yield f"  withheld    {_count(len(withheld), 'contact detail')}{how}"
    lines = text.split("\n")
    for place in withheld:  # with the words around it: the person who adds has the original
        line = lines[place.line - 1].replace("\t", " ")
        first, last = place.first - 1, place.last
        before = line[max(0, first - _AROUND) : first].lstrip()
        after = line[last : last + _AROUND].rstrip()
        words = f"{before}[{line[first:last]}]{after}"
        yield f"  {'':<11} line {place.line}: {words} ({place.why})"
    if readings:
        yield f"  unconfirmed {_count(len(readings), 'reading')} of the scan{_HOW_TO_CONFIRM}"
    for d in readings:
        yield f"  {'':<11} page {d.page}, line {d.line}: “{d.words}” ({d.why})"


def _doubts(text: str, document: Document, themes: tuple[Theme, ...]) -> Iterator[str]:
    """What may have been read wrongly."""
    found = tasks(document)
    bare = [task.id for task in found if not task.indicators]
    themeless = [task.id for task in found if themes and not themes_for(themes, task.headings)]
    for what, ids in (("an indicator", bare), ("a theme (glossary/themes.yml)", themeless)):
        if ids:
            yield f"  look at     {_count(len(ids), 'task')} without {what}: {_list(ids)}"
    fields = [field for section in document.walk() for field in section.fields]
    new = dict.fromkeys(f.name.zh for f in fields if _UNKNOWN_FIELD.fullmatch(f.key))
    judging = (f.name.zh for f in fields if f.key == "indicators" and not field_key(f.name.zh))
    units = {unit for task in found for i in task.indicators for unit in _units(i.text.zh)}
    long = (b.text for b in _blocks(document) if isinstance(b, Paragraph) and len(b.text) > 40)
    yield from _examples("new field", new)
    yield from _examples("judges?", dict.fromkeys(judging))
    yield from _examples("new unit", sorted(units))
    yield from _examples("joined?", suspicious_joins(text, document))
    # The other half of a long paragraph without an end may stand elsewhere.
    yield from _examples("broken off", ("…" + t[-24:] for t in long if not _ENDED.search(t)))
    yield from _examples("not seen", _unseen(text))


def suspicious_joins(original: str, document: Document) -> list[str]:
    """Joins to be looked at, as “…end of a line | begin of the next…”, in printed order.

    Those where the line above was far from full, or shows a wide gap inside; and any
    in a text whose lines are whole paragraphs. A line that begins with a number of its
    own was not joined for the look of the print, and is left out.
    """
    try:
        spans = align(original, document)
    except LostTextError:
        return []
    full = read_lines(original, document).measure
    starts = [0, *(i + 1 for i, c in enumerate(original) if c == "\n")]
    dropped = {entry.line for entry in document.dropped}
    found = []
    for block in _blocks(document):
        places = [spans[s.id] for s in block_segments(block) if s.id in spans]
        if isinstance(block, Table) or not places:
            continue
        start = original.rfind("\n", 0, places[0].start) + 1
        lines = original[start : places[-1].end].split("\n")
        numbered = enumerate(lines, bisect_right(starts, start))
        printed = [line for number, line in numbered if line.strip() and number not in dropped]
        for above, below in pairwise(printed):
            if read_marker(tidy(below)) is not None:
                continue
            if width(tidy(above)) < full * _SHORT or not full or _GAP.search(above.strip()):
                found.append(f"“…{tidy(above)[-_AROUND:]} | {tidy(below)[:_AROUND]}…”")
    return found


def _blocks(document: Document) -> Iterator[Block]:
    yield from document.preamble
    for section in document.walk():
        for block in section.blocks:
            yield from block.blocks if isinstance(block, Field) else (block,)


def _units(text: str) -> Iterator[str]:
    """Units that no table knows: read as such, or what stands right behind a bare number."""
    for amount in extract(text):
        behind = _BEHIND.match(text, amount.end)
        if amount.unit and not amount.meaning.ucum:
            yield amount.unit
        elif not amount.unit and behind:
            yield behind.group().strip()


def _unseen(text: str) -> Iterator[str]:
    """Marks of direction, of no width and of control: they are kept, and may mislead."""
    lines: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(text.split("\n"), 1):
        for char in line if not line.isprintable() else "":
            if char not in "\t\f\r\v\x1f" and unicodedata.category(char) in ("Cc", "Cf"):
                lines[char].append(number)
    for char, found in sorted(lines.items()):
        name = unicodedata.name(char, "a control character")
        yield f"U+{ord(char):04X} {name}: {len(found)}, first in line {found[0]}"


def _repeats(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Each text and its reason once, with how often it comes up."""
    for (text, why), times in Counter(named).items():
        yield f"“{text[:_LONGEST]}”{f' {times} times' * (times > 1)} ({why})"


def _examples(label: str, found: Iterable[str]) -> Iterator[str]:
    names = list(found)
    more = [f"and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    yield from (f"  {label:<11} {name}" for name in (*names[:_SHOWN], *more))


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
