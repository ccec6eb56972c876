"""What has changed with each release and since the last, for people: old words and new.

And pages for what published ids no longer stand for: what it said, and where it went.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from jiebang.corpus.load import Corpus
from jiebang.corpus.published import (
    ChangeLine,
    IndicatorChange,
    Published,
    Record,
    compare_ids,
    document_of,
    find_differences,
    read_published,
    reasons_of,
)
from jiebang.datasets.tables import english_of
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import address_of, indicator_anchor, relative, source_address
from jiebang.site.page import Page
from jiebang.site.strings import Strings

_WORD = re.compile(r"[A-Za-z0-9.]+\s*|.\s*", re.DOTALL)
Part = tuple[str, str]  # "same", "old" or "new", and the words


@dataclass(frozen=True, slots=True)
class Former:
    """What an id was published with, by language, and the line that says what became of it.

    `target` is the id where a reader finds it now, "" for none. `reused` numbers, from 1, what
    an id that is still there has stood for; 0 for one that is gone.
    """

    id: str
    text: Mapping[str, str]
    line: ChangeLine
    target: str = ""
    reused: int = 0

    @property
    def anchor(self) -> str:
        """Its anchor on the page of its task; "" for a task or a document."""
        if self.id.count(".") < 2:
            return ""
        suffix = "" if not self.reused else "-was" if self.reused == 1 else f"-was-{self.reused}"
        return indicator_anchor(self.id) + suffix

    @property
    def target_address(self) -> str:
        return address_of(self.target) if self.target else ""

    @property
    def moved(self) -> bool:
        """Whether a reader who asks for it is sent on."""
        return bool(self.target) and self.line.kind == "replaced_by"


@dataclass(frozen=True)
class History:
    """Every release that is recorded, newest first, and what differs from the newest.

    A release has the `address` of its page beside what the record has. `reasons` says why, by the
    field that differs and by language; `former` is what ids no longer stand for, `ids` those that
    are there.
    """

    releases: tuple[Record, ...] = ()
    changes: tuple[IndicatorChange, ...] = ()
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    former: tuple[Former, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def date(self) -> str:
        """The day of the last release, "" where there is none."""
        return str(self.releases[0]["date"]) if self.releases else ""

    @property
    def told(self) -> frozenset[str]:
        """The ids that a page tells of."""
        return frozenset((*self.ids, *(one.id for one in self.former)))


def read_history(layout: Layout, corpus: Corpus) -> History:
    """Compare the corpus with content/published/, and read what each release changed.

    Raises:
        InputError: the record there, or changes.yml, is malformed.
    """
    last = read_published(layout)
    if not last.date:
        return History()
    chinese: dict[str, str] = {}
    now: dict[str, Record] = {}
    for entry in corpus.entries:
        chinese[entry.document.id] = ""
        for task in entry.tasks:
            chinese[task.id] = task.title.zh
            for one in task.indicators:
                chinese[one.id] = one.text.zh
                now[one.id] = {"text_zh": one.text.zh, "text_en": english_of(entry, one.text)}
    # A page by its day; several of one day are numbered from the second on.
    seen: Counter[str] = Counter()
    releases = []
    for record in last.releases:
        day = str(record["date"])
        seen[day] += 1
        address = f"changes/{day}{f'-{seen[day]}' if seen[day] > 1 else ''}/"
        releases.append({**record, "address": address})
    former, found = tuple(_former(last, chinese)), tuple(find_differences(last.indicators, now))
    return History(tuple(releases[::-1]), found, reasons_of(layout), former, tuple(chinese))


def compare(old: str, new: str) -> tuple[Part, ...]:
    """Two texts as one, word by word (in Chinese character by character)."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    parts: list[Part] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(after[k:m])))
            continue
        parts += [("old", "".join(before[i:j]))] if j > i else []
        parts += [("new", "".join(after[k:m]))] if m > k else []
    return tuple(parts)


# ---------------------------------------------------------------- what ids no longer stand for


def _former(last: Published, now: Mapping[str, str]) -> Iterator[Former]:
    """Of ids that have a line: what they stood for before the last record, then since.

    What was corrected is still the same thing.
    """
    records = [*last.titles, *last.indicators]
    told = [
        (str(record["id"]), was, True)
        for record in records
        for was in record.get("formerly") or ()  # type: ignore[attr-defined]
    ]
    changes = compare_ids(records, now) if last.lines else ()
    told += [(change.id, change.record, change.now is not None) for change in changes]
    seen: Counter[str] = Counter()
    for identifier, was, reused in told:
        line = last.line_for(identifier)
        if line is None or line.kind == "corrected":
            continue
        seen[identifier] += reused
        text = {key: str(was.get(f"text_{key}") or "") for key in ("zh", "en")}
        target, _ = last.follow(identifier, now)
        yield Former(identifier, text, line, target, seen[identifier] if reused else 0)


def by_task(former: Iterable[Former]) -> dict[str, tuple[Former, ...]]:
    """Those of indicators, by the task they were of."""
    found: dict[str, tuple[Former, ...]] = {}
    for one in former:
        if one.anchor:
            task = one.id.rpartition(".")[0]
            found[task] = (*found.get(task, ()), one)
    return found


def former_pages(history: History, text: Strings) -> Iterator[Page]:
    """A page for each task and document that is gone."""
    own = {one.id: one for one in history.former if not one.anchor}
    indicators = by_task(history.former)
    tasks = dict.fromkeys([*(i for i in own if "." in i), *indicators])
    gone = [task for task in tasks if task not in history.ids]

    def page(address: str, identifier: str, tasks: tuple[str, ...] = ()) -> Page:
        head = own.get(identifier)
        parts = () if tasks else indicators.get(identifier, ())
        moved = relative(address, head.target_address) if head and head.moved else ""
        values = {"identifier": identifier, "head": head, "parts": parts, "gone_tasks": tasks}
        title = (head.text[text.language] or head.text["zh"] if head else "") or identifier
        about = text("former.about", id=identifier)
        return Page(address, "former.html", title, about, values | {"moved": moved})

    yield from (page(address_of(task), task) for task in gone)
    for document, below in groupby(sorted(gone, key=document_of), document_of):
        found = tuple(below)
        if document not in history.ids:
            yield page(address_of(document), document, found)
            yield page(source_address(document), document, found)
