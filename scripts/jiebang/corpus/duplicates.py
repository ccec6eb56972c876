"""Tasks and indicators published twice, found by comparing their text."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jiebang.document.model import Task, block_segments
from jiebang.text.spaces import squash

# Two prints of one task differ in spaces and in a sign or two, never in a tenth.
_SAME = 0.9
_GRAM = 5
_BITS = 1024


@dataclass(frozen=True, slots=True)
class TaskText:
    """What is compared of a task, in few bytes.

    `keys` are digests of its title and of the opening of its text; `size` is the number
    of different runs of five characters in it, `bits` a number with one bit set for
    each of them (several may share one), and `text` what the runs are cut from.
    `indicators` has the id of each and a digest of its words.
    """

    id: str
    keys: tuple[str, ...]
    size: int
    bits: int
    text: str
    indicators: tuple[tuple[str, str], ...] = ()


def text_of(task: Task) -> TaskText:
    """The task's text as it is compared."""
    text = _text(task)
    grams = _grams(text)
    bits = 0
    for gram in grams:
        bits |= 1 << (int.from_bytes(gram.encode(), "big") % _MODULUS)
    keys = sorted({_digest(f"t:{squash(task.title.zh)}"), _digest(f"o:{text[:40]}")})
    indicators = tuple((i.id, _digest(re.sub(r"\W", "", i.text.zh))) for i in task.indicators)
    return TaskText(task.id, tuple(keys), len(grams), bits, text, indicators)


# The largest prime below _BITS: neighbours in Unicode spread over all bits.
_MODULUS = 1021


def find_twins(tasks: Iterable[Task]) -> Mapping[str, tuple[str, ...]]:
    """The ids of the tasks that say the same, by task id; tasks without a twin left out.

    With them the ids of their indicators that have the same words, by indicator id.
    Candidates share a title or the opening of their text; they are the same when
    nine tenths of their runs of five characters are shared.
    """
    with TwinFinder() as finder:
        for task in tasks:
            finder.add(text_of(task))
        return finder.twins()


class TwinFinder:
    """`find_twins` of tasks that come one by one, and are kept on disk, not in memory."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # a temporary file, gone when it is closed
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(
            "CREATE TABLE task (n INTEGER PRIMARY KEY, id, size, bits, text, parts)"
        )
        self._database.execute("CREATE TABLE key (key, n)")
        self._next = 0

    def __enter__(self) -> TwinFinder:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, task: TaskText) -> None:
        """Tasks must come in the order of the documents."""
        bits, parts = task.bits.to_bytes(_BITS // 8, "big"), json.dumps(task.indicators)
        row = (self._next, task.id, task.size, bits, task.text, parts)
        self._database.execute("INSERT INTO task VALUES (?, ?, ?, ?, ?, ?)", row)
        keys = ((key, self._next) for key in task.keys)
        self._database.executemany("INSERT INTO key VALUES (?, ?)", keys)
        self._next += 1

    def twins(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the same tasks and indicators, by id, in the order of the documents."""
        shared = self._database.execute(
            "SELECT key, key.n, size, bits FROM key JOIN task ON task.n = key.n"
            " WHERE key IN (SELECT key FROM key GROUP BY key HAVING count(*) > 1)"
            " ORDER BY key, key.n"
        )
        pairs: dict[int, set[int]] = defaultdict(set)
        bucket: list[tuple[int, int, int]] = []
        last = None
        for key, n, size, packed in shared:
            if key != last:
                bucket, last = [], key
            bits = int.from_bytes(packed, "big")
            for other, other_size, other_bits in bucket:
                if _may_be_same(size, other_size, bits, other_bits) and _alike(
                    _grams(self._text(n)), _grams(self._text(other))
                ):
                    pairs[n].add(other)
                    pairs[other].add(n)
            bucket.append((n, size, bits))
        found: dict[str, tuple[str, ...]] = {}
        for n in sorted(pairs):
            others = sorted(pairs[n])
            found[self._column("id", n)] = tuple(self._column("id", other) for other in others)
            elsewhere = [pair for other in others for pair in self._indicators(other)]
            for identifier, digest in self._indicators(n):
                if same := tuple(i for i, theirs in elsewhere if theirs == digest):
                    found[identifier] = same
        return found

    def _text(self, n: int) -> str:
        return self._column("text", n)

    def _indicators(self, n: int) -> list[tuple[str, str]]:
        return json.loads(self._column("parts", n))  # type: ignore[no-any-return]

    def _column(self, name: str, n: int) -> str:
        query = f"SELECT {name} FROM task WHERE n = ?"
        return str(self._database.execute(query, (n,)).fetchone()[0])


def _may_be_same(one: int, other: int, bits: int, other_bits: int) -> bool:
    """False only where two sets of such sizes and bits cannot share nine tenths.

    Of the union U of such sets at most (1 - 0.9)|U| is not shared, and
    |U| <= (one + other) / 1.9. Each bit set for only one of them is at least one such.
    """
    apart = (1 - _SAME) * (one + other) / (1 + _SAME) + 1e-6
    return abs(one - other) <= apart and (bits ^ other_bits).bit_count() <= apart


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + _GRAM] for i in range(max(len(text) - _GRAM, 1)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * len(one | other)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _text(task: Task) -> str:
    """What a task asks for, without the spaces and brackets of print."""
    parts = [
        segment.zh
        for field in task.section.fields
        for block in field.blocks
        for segment in block_segments(block)
    ]
    return squash("".join(parts)).translate(str.maketrans("()，：；", "（）,:;"))
