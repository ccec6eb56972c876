"""What is known of a piece without unpacking it, and pieces taken together in groups.

A release is made of groups of documents, one after another. A group whose documents are
as they were is taken from the release that is there; a group is small enough to be made
again for one document, and large enough that there are few of them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from jiebang.datasets import columns
from jiebang.datasets.pieces import Piece, terms_piece
from jiebang.datasets.tables import Frame
from jiebang.datasets.writers import json_row

# A group ends after one document in this many, told by its id alone, so that a document
# more or less changes one group and not where all others begin; and it ends when full.
_ONE_IN, _FULL = 16, 32


# What tells that an indicator is not as it was published, and a digest of each: eight bytes
# are enough to tell a change, and little to keep.
COMPARED = ("task_id", "number", "text_zh", "text_en", "deadline_year", "translation_state")
Mark = tuple[str, ...]


def mark_of(record: Mapping[str, object]) -> Mark:
    """The mark of an indicator's row, as JSON has it."""
    return tuple(
        hashlib.blake2b(json.dumps(record.get(name)).encode(), digest_size=8).hexdigest()
        for name in COMPARED
    )


@dataclass(frozen=True)
class Outline:
    """What the files about all documents say of one, and what its piece has.

    `rows` and `digests` are by table; a digest is that of its rows without addresses.
    `marks` tell whether an indicator has changed. `files` are its own, by path in site/.
    """

    document: str
    terms: Mapping[str, int]
    rows: Mapping[str, int]
    digests: Mapping[str, str]
    marks: Mapping[str, Mark]
    files: tuple[str, ...]

    def packed(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def unpack_outline(data: bytes) -> Outline:
    """The outline of `Outline.packed`."""
    found = json.loads(data)
    marks = {identifier: tuple(mark) for identifier, mark in found.pop("marks").items()}
    return Outline(**found | {"marks": marks, "files": tuple(found["files"])})


def outline(piece: Piece) -> Outline:
    """The outline of a piece."""
    rows, digests = {}, {}
    for table in columns.TABLES:
        lines = piece.parts.get(f"{table.name}.jsonl")
        if not lines:
            continue
        rows[table.name] = lines.count("\n")
        bare = piece.parts.get(f"{table.name}.digest") or lines.replace("\n", "")
        digests[table.name] = hashlib.sha256(bare.encode()).hexdigest()
    indicators = piece.rows.get(columns.INDICATORS.name, ())
    marks = {str(row["id"]): mark_of(json_row(columns.INDICATORS, row)) for row in indicators}
    return Outline(piece.document, dict(piece.terms), rows, digests, marks, tuple(piece.files))


@dataclass(frozen=True)
class Offer:
    """A document's piece for a release: made from what `key` is a digest of, got when wanted."""

    key: str
    outline: Outline
    fetch: Callable[[], Piece]


def offer(piece: Piece) -> Offer:
    """A piece that is at hand."""
    return Offer(hashlib.sha256(piece.packed()).hexdigest(), outline(piece), lambda: piece)


def with_terms(frame: Frame, offers: Iterable[Offer]) -> Iterator[Offer]:
    """The offers, and that of the term base, which has counts of all."""
    counts: Counter[str] = Counter()
    for each in offers:
        counts.update(each.outline.terms)
        yield each
    yield offer(terms_piece(frame, counts))


@dataclass(frozen=True)
class Group:
    """Documents that stand next to each other in every file.

    Equal keys, equal text in every file. `rows` counts its rows by table, `start` those
    that come before. `load` gets the pieces. `offers` are not there in a worker.
    """

    key: str
    rows: Mapping[str, int]
    start: Mapping[str, int]
    load: Callable[[], tuple[Piece, ...]]
    offers: tuple[Offer, ...] = ()

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return self.load()

    def text(self, name: str) -> str:
        """What its documents add to a file of many."""
        return "".join(piece.parts.get(name, "") for piece in self.pieces)


def make_group(offers: Iterable[Offer], start: Mapping[str, int]) -> Group:
    """A group of these documents."""
    found = tuple(offers)
    key = hashlib.sha256("".join(o.key for o in found).encode()).hexdigest()
    rows = {
        table.name: sum(o.outline.rows.get(table.name, 0) for o in found)
        for table in columns.TABLES
    }
    return Group(key, rows, dict(start), lambda: tuple(o.fetch() for o in found), found)


def grouped(offers: Iterable[Offer]) -> Iterator[Group]:
    """Offers in groups; that of the terms, which belongs to no document, stands alone."""
    start = dict.fromkeys((table.name for table in columns.TABLES), 0)
    waiting: list[Offer] = []

    def group() -> Group:
        made = make_group(waiting, start)
        waiting.clear()
        for name, rows in made.rows.items():
            start[name] += rows
        return made

    for each in offers:
        if waiting and not each.outline.document:
            yield group()
        waiting.append(each)
        if len(waiting) == _FULL or _ends_group(each.outline.document):
            yield group()
    if waiting:
        yield group()


def _ends_group(document: str) -> bool:
    return not document or hashlib.sha256(document.encode()).digest()[0] % _ONE_IN == 0
