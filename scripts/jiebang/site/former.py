"""Pages for what published ids no longer stand for: what it said, and where it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from jiebang.corpus.load import Corpus
from jiebang.corpus.published import (
    Line,
    Record,
    compare_ids,
    document_of,
    line_for,
    published_indicators,
    published_titles,
    read_changes,
)
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import (
    address_of,
    document_address,
    indicator_anchor,
    relative,
    source_address,
    task_id_address,
)
from jiebang.site.page import Page
from jiebang.site.strings import Strings

TEMPLATE = "former.html"


@dataclass(frozen=True, slots=True)
class Former:
    """What an id was published with, by language, and the line that says what became of it.

    `target` is the id where a reader finds it now, "" for none. `reused` numbers, from 1, what
    an id that is still there has stood for; 0 for one that is gone.
    """

    id: str
    text: Mapping[str, str]
    line: Line
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


def find_former(layout: Layout, corpus: Corpus) -> tuple[Former, ...]:
    """What changes.yml says of ids that are gone or have other words, in the record's order.

    Raises:
        InputError: the record or changes.yml is malformed.
    """
    lines = read_changes(layout)
    if not lines:
        return ()
    records = [*published_titles(layout), *published_indicators(layout)]
    now = ids_of(corpus)
    found = list(_earlier(records, lines, now))
    earlier = Counter(one.id for one in found)
    for change in compare_ids(records, now):
        line = line_for(lines, change.id)
        if line is not None and line.kind != "corrected":
            reused = 0 if change.now is None else earlier[change.id] + 1
            found.append(_former(change.record, change.id, line, lines, now, reused))
    return tuple(found)


def ids_of(corpus: Corpus) -> dict[str, str]:
    """Every id that is there, with its Chinese; that of a document is left empty."""
    found = {entry.document.id: "" for entry in corpus.entries}
    for task in (task for entry in corpus.entries for task in entry.tasks):
        found[task.id] = task.title.zh
        found |= {indicator.id: indicator.text.zh for indicator in task.indicators}
    return found


def _earlier(
    records: Iterable[Record], lines: Mapping[str, Line], now: Mapping[str, str]
) -> Iterator[Former]:
    """What ids stood for before the last record."""
    for record in records:
        identifier, told = str(record["id"]), record.get("formerly")
        line = line_for(lines, identifier)
        if line is not None and isinstance(told, list):
            for number, was in enumerate(told, 1):
                yield _former(was, identifier, line, lines, now, number)


def _former(
    record: Record,
    identifier: str,
    line: Line,
    lines: Mapping[str, Line],
    now: Mapping[str, str],
    reused: int,
) -> Former:
    text = {key: str(record.get(f"text_{key}") or "") for key in ("zh", "en")}
    target, seen = line.target(identifier), {identifier}
    while target and target not in now and target not in seen:
        seen.add(target)
        following = line_for(lines, target)
        target = following.target(target) if following else ""
    return Former(identifier, text, line, target if target in now else "", reused)


def by_task(former: Iterable[Former]) -> dict[str, tuple[Former, ...]]:
    """Those of indicators, by the task they were of."""
    found: dict[str, tuple[Former, ...]] = {}
    for one in former:
        if one.anchor:
            task = one.id.rpartition(".")[0]
            found[task] = (*found.get(task, ()), one)
    return found


def former_pages(former: tuple[Former, ...], there: Iterable[str], text: Strings) -> Iterator[Page]:
    """A page for each task and document that is gone; `there` are the ids that are not."""
    known = set(there)
    own, indicators = {one.id: one for one in former if not one.anchor}, by_task(former)
    tasks = dict.fromkeys([*(i for i in own if "." in i), *indicators])
    gone = [task for task in tasks if task not in known]
    for task in gone:
        yield _page(task_id_address(task), task, own.get(task), indicators.get(task, ()), text)
    for document, below in groupby(sorted(gone, key=document_of), document_of):
        parts = tuple(below)
        if document not in known:
            for address in (document_address(document), source_address(document)):
                yield _page(address, document, own.get(document), (), text, parts)


def moved_to(page: Page) -> str:
    """Where the page of what is gone sends a reader on to, from there; "" for nowhere."""
    head = page.context.get("head")
    if not isinstance(head, Former) or not head.moved:
        return ""
    return relative(page.address, head.target_address)


def _page(
    address: str,
    identifier: str,
    head: Former | None,
    parts: tuple[Former, ...],
    text: Strings,
    tasks: tuple[str, ...] = (),
) -> Page:
    title = (head.text[text.language] or head.text["zh"] if head else "") or identifier
    about = text("former.about", id=identifier)
    context = {"identifier": identifier, "head": head, "parts": parts, "gone_tasks": tasks}
    return Page(address, TEMPLATE, title, about, context)
