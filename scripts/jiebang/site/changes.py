"""What has changed with each release and since the last, for people: old words and new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from jiebang.corpus.load import Corpus
from jiebang.corpus.published import (
    Difference,
    Record,
    find_differences,
    last_published,
    published_indicators,
    published_releases,
    reasons_of,
)
from jiebang.datasets.tables import english_of
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import address_of
from jiebang.site.former import Former, find_former

_WORD = re.compile(r"[A-Za-z0-9.]+\s*|.\s*", re.DOTALL)
Part = tuple[str, str]  # "same", "old" or "new", and the words


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator that is not as it was: `kind` is added, changed, restored or withdrawn.

    `text` has the words by language, cut into what stayed, what went and what came; a
    language in which nothing changed is left out. `address` is "" where no page tells of it.
    """

    id: str
    kind: str
    text: Mapping[str, tuple[Part, ...]]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was published; `changes` is None where the record does not hold them."""

    version: str
    date: str
    address: str
    indicators: int
    changes: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True)
class History:
    """Every release that is recorded, newest first, and what differs from the newest.

    `reasons` says why, by the field that differs and by language; `former` is what ids no
    longer stand for.
    """

    releases: tuple[Release, ...] = ()
    changes: tuple[Change, ...] = ()
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    former: tuple[Former, ...] = ()

    @property
    def date(self) -> str:
        """The day of the last release, "" where there is none."""
        return self.releases[0].date if self.releases else ""


def read_history(layout: Layout, corpus: Corpus) -> History:
    """Compare the corpus with content/published/, and read what each release changed.

    Raises:
        InputError: the record there is malformed.
    """
    last = last_published(layout)
    if not last.date:
        return History()
    before = list(published_indicators(layout))
    former = find_former(layout, corpus)
    known = {one.id for one in former}
    now = {
        indicator.id: {"zh": indicator.text.zh, "en": english_of(entry, indicator.text) or ""}
        for entry in corpus.entries
        for task in entry.tasks
        for indicator in task.indicators
    }
    known |= now.keys()
    told = list(published_releases(layout))
    if not told or told[-1]["id"] != last.version:
        there = sum(not record.get("withdrawn_in") for record in before)
        told.append({"id": last.version, "date": last.date, "indicators": there})
    found = tuple(_change(one, known) for one in find_differences(before, now))
    releases = tuple(reversed(list(_releases(told, known))))
    return History(releases, found, reasons_of(layout), former)


def _releases(told: Iterable[Record], known: Collection[str]) -> Iterator[Release]:
    """Each at an address by its day; several of one day are numbered from the second on."""
    seen: Counter[str] = Counter()
    for record in told:
        date, changes = str(record["date"]), record.get("changes")
        seen[date] += 1
        address = f"changes/{date}{f'-{seen[date]}' if seen[date] > 1 else ''}/"
        found = (
            tuple(_change(Difference(**one), known) for one in changes)
            if isinstance(changes, list)
            else None
        )
        yield Release(str(record["id"]), date, address, int(str(record["indicators"])), found)


def _change(one: Difference, known: Collection[str]) -> Change:
    text = {key: compare(was, one.now[key]) for key, was in one.was.items() if was != one.now[key]}
    return Change(one.id, one.kind, text, address_of(one.id) if one.id in known else "")


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
