"""Which published ids no longer stand for what was published under them."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from jiebang.corpus.published import Record

_ALIKE = 0.5  # the share of two texts that is common, from which one is the other amended
_SHORT = 200  # characters: longer texts are compared by their pairs of characters alone
_ENDS = "。；;，,、."


@dataclass(frozen=True, slots=True)
class IdChange:
    """An id that is gone (`now` is None), or has other Chinese than it was published with.

    `moved_to` are the ids that have the published words now, `taken_from` those that were
    published with the words it has now.
    """

    record: Record
    now: str | None
    moved_to: tuple[str, ...] = ()
    taken_from: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return str(self.record["id"])


def compare_ids(records: Iterable[Record], now: Mapping[str, str]) -> Iterator[IdChange]:
    """Hold the records of published ids against the Chinese that each id has now.

    An id whose words were amended stays what it is. It has become another where it has the
    words of a neighbor, a neighbor has its words, or the old and the new have little in common.
    """
    known = {str(record["id"]): record for record in records}
    before = {identifier: _plain(record.get("text_zh")) for identifier, record in known.items()}
    changed = {i: plain for i, text in now.items() if (plain := _plain(text)) != before.get(i)}
    had, has = _by_text(before), _by_text(changed)
    near = defaultdict(list)
    for identifier in changed:
        near[identifier.rpartition(".")[0]].append(identifier)
    for identifier, record in known.items():
        words, parent = before[identifier], identifier.rpartition(".")[0]
        joined = [i for i in near[parent] if words in changed[i] and i != identifier]
        moved = tuple(has[words] or joined) if words else ()
        if identifier not in now:
            yield IdChange(record, None, moved)
        elif identifier in changed and words and changed[identifier]:
            taken = had[changed[identifier]]
            swapped = any(i.rpartition(".")[0] == parent for i in (*has[words], *taken))
            if swapped or not _alike(words, changed[identifier]):
                yield IdChange(record, now[identifier], moved, tuple(taken))


def _plain(text: object) -> str:
    normal = unicodedata.normalize("NFKC", str(text or ""))
    return "".join(normal.split()).rstrip(_ENDS)


def _by_text(texts: Mapping[str, str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for identifier, text in texts.items():
        found[text].append(identifier)
    return found


def _alike(old: str, new: str) -> bool:
    if old in new or new in old:
        return True
    one, other = (Counter(pairwise(text)) for text in (old, new))
    if 2 * (one & other).total() >= _ALIKE * (one.total() + other.total()):
        return True
    if max(len(old), len(new)) > _SHORT:
        return False
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE
