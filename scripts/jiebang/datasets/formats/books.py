"""The formats that are one whole: the workbook and the database, here or side by side."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from jiebang.datasets.about import About
from jiebang.datasets.archive import Blocks
from jiebang.datasets.earlier import Earlier
from jiebang.datasets.formats import excel, sqlite
from jiebang.datasets.formats.excel import Excel
from jiebang.datasets.formats.parquet import Parquet, write_parquet
from jiebang.datasets.formats.sqlite import Sqlite
from jiebang.datasets.outlines import Group
from jiebang.datasets.pieces import unpack
from jiebang.datasets.stage import Stage
from jiebang.errors import JiebangError
from jiebang.runtime.workers import Workers

# With fewer documents to write, a process takes longer to start than to do it.
_FEW = 64


@dataclass(frozen=True)
class Bound:
    """What was made; of the workbook, its blocks."""

    parquet: Parquet
    workbook: Blocks


class Books(Protocol):
    """Takes the groups; makes workbook, database and Parquet of them in the end.

    Parquet is made of the JSON Lines, which are there by then; `sums` are their SHA-256.
    """

    def add(self, group: Group) -> None: ...

    def finish(self, about: About, sums: Mapping[str, str]) -> Bound: ...


class Together:
    """All in this process, as the groups come."""

    def __init__(self, stage: Stage, earlier: Earlier) -> None:
        self._stage, self._earlier = stage, earlier
        self._excel, self._sqlite = Excel(stage, earlier), Sqlite(stage, earlier)

    def add(self, group: Group) -> None:
        self._excel.add(group)
        self._sqlite.add(group)

    def finish(self, about: About, sums: Mapping[str, str]) -> Bound:
        self._sqlite.finish(about)
        parquet = write_parquet(self._stage, self._earlier, sums)
        return Bound(parquet, self._excel.finish(about))


class Apart:
    """Each in a process of its own, from a file of all groups; in this one where little is new.

    Args:
        jobs: how many at the same time.
    """

    def __init__(self, stage: Stage, earlier: Earlier, jobs: int) -> None:
        self._stage, self._earlier, self._jobs = stage, earlier, jobs
        self._covered = excel.known(earlier), sqlite.known(earlier)
        self._path = stage.scratch / "groups"
        self._spool: BinaryIO = self._path.open("wb")
        self._new = 0

    def add(self, group: Group) -> None:
        in_book, in_database = self._covered
        new = not (excel.covers(in_book, group) and group.key in in_database)
        self._new += len(group.offers) * new
        pickle.dump(_Packed.of(group, new), self._spool)

    def finish(self, about: About, sums: Mapping[str, str]) -> Bound:
        self._spool.close()
        work = (self._stage, self._earlier, self._path, about)
        if self._new < _FEW:
            _sqlite(*work)
            return Bound(write_parquet(self._stage, self._earlier, sums), _excel(*work))
        try:
            with Workers(min(self._jobs, 3)) as pool:
                # The longest first.
                book = pool.submit(_excel, *work)
                database = pool.submit(_sqlite, *work)
                parquet = pool.submit(write_parquet, self._stage, self._earlier, sums)
                database.result()
                return Bound(parquet.result(), book.result())
        except BrokenProcessPool:
            remedy = "is there memory enough? try again with --jobs 1"
            raise JiebangError("a process that wrote datasets died", "", remedy) from None


@dataclass(frozen=True, slots=True)
class _Packed:
    """A group that can travel; without its pieces where nobody needs them."""

    key: str
    rows: Mapping[str, int]
    start: Mapping[str, int]
    pieces: tuple[bytes, ...]

    @classmethod
    def of(cls, group: Group, whole: bool) -> _Packed:
        pieces = tuple(piece.packed() for piece in group.pieces) if whole else ()
        return cls(group.key, group.rows, group.start, pieces)

    def group(self) -> Group:
        return Group(
            self.key, self.rows, self.start, lambda: tuple(unpack(data) for data in self.pieces)
        )


def _excel(stage: Stage, earlier: Earlier, spool: Path, about: About) -> Blocks:
    book = Excel(stage, earlier)
    for group in _groups(spool):
        book.add(group)
    return book.finish(about)


def _sqlite(stage: Stage, earlier: Earlier, spool: Path, about: About) -> None:
    database = Sqlite(stage, earlier)
    for group in _groups(spool):
        database.add(group)
    database.finish(about)


def _groups(spool: Path) -> Iterator[Group]:
    with spool.open("rb") as stream:
        while stream.peek(1):
            packed: _Packed = pickle.load(stream)
            yield packed.group()
