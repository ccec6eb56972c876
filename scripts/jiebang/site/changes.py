"""What has changed since the last published version, for people: old words and new."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from jiebang.corpus.load import Corpus
from jiebang.corpus.published import (
    last_published,
    published_indicators,
    reasons_of,
)
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import indicator_anchor, task_id_address
from jiebang.site.former import Former, address_of, find_former

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
class History:
    """The last published version, and what differs from it; no date: none is published.

    `reasons` says why, by the field that differs and by language; `former` is what ids no
    longer stand for.
    """

    version: str = ""
    date: str = ""
    indicators: int = 0
    changes: tuple[Change, ...] = ()
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    former: tuple[Former, ...] = ()


def read_history(layout: Layout, corpus: Corpus) -> History:
    """Compare the corpus with content/published/.

    Raises:
        InputError: the record there is malformed.
    """
    last = last_published(layout)
    if not last.date:
        return History()
    before = {str(record["id"]): record for record in published_indicators(layout)}
    there = sum(not record.get("withdrawn_in") for record in before.values())
    former = find_former(layout, corpus)
    found = tuple(_changes(corpus, before, {one.id for one in former}))
    return History(last.version, last.date, there, found, reasons_of(layout), former)


def _changes(
    corpus: Corpus, before: Mapping[str, Mapping[str, object]], former: Collection[str]
) -> Iterator[Change]:
    gone = dict(before)
    for entry in corpus.entries:
        for task in entry.tasks:
            for indicator in task.indicators:
                old = gone.pop(indicator.id, None)
                now = {"zh": indicator.text.zh, "en": entry.english(indicator.text.id)}
                was = {key: str((old or {}).get(f"text_{key}") or "") for key in now}
                text = {k: compare(was[k], now[k]) for k in now if was[k] != now[k]}
                restored = old is not None and bool(old.get("withdrawn_in"))
                kind = "added" if old is None else "restored" if restored else "changed"
                if text or restored:
                    address = f"{task_id_address(task.id)}#{indicator_anchor(indicator.id)}"
                    yield Change(indicator.id, kind, text, address)
    for identifier, record in gone.items():
        if not record.get("withdrawn_in"):
            text = {key: compare(str(record.get(f"text_{key}") or ""), "") for key in ("zh", "en")}
            address = address_of(identifier) if identifier in former else ""
            yield Change(identifier, "withdrawn", text, address)


def compare(old: str, new: str) -> tuple[Part, ...]:
    """Two texts as one, word by word (in Chinese sign by sign)."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    parts: list[Part] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(after[k:m])))
            continue
        parts += [("old", "".join(before[i:j]))] if j > i else []
        parts += [("new", "".join(after[k:m]))] if m > k else []
    return tuple(parts)
