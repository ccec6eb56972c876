"""The formats that are one whole: the workbook and the database, here or side by side."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import BinaryIO, Protocol

from jiebang.datasets.about import About
from jiebang.datasets.formats.excel import Excel
from jiebang.datasets.formats.parquet import write_parquet
from jiebang.datasets.formats.sqlite import Sqlite
from jiebang.datasets.pieces import Piece, unpack
from jiebang.datasets.stage import Stage
from jiebang.errors import JiebangError
from jiebang.workers import Workers

_SIZE = 8  # bytes that say how long the next piece is


class Books(Protocol):
    """Takes the pieces; makes workbook, database and Parquet of them in the end."""

    def add(self, piece: Piece) -> None: ...

    def finish(self, about: About) -> str:
        """Returns why there is no Parquet, where there is none."""
        ...


class Together:
    """All in this process, as the pieces come."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._excel, self._sqlite = stage, Excel(stage), Sqlite(stage)

    def add(self, piece: Piece) -> None:
        self._excel.add(piece)
        self._sqlite.add(piece)

    def finish(self, about: About) -> str:
        self._excel.finish(about)
        self._sqlite.finish(about)
        return write_parquet(self._stage)


class Apart:
    """Each in a process of its own, from a file of all pieces."""

    def __init__(self, stage: Stage, jobs: int) -> None:
        self._stage, self._jobs = stage, jobs
        self._path = stage.scratch / "pieces"
        self._spool: BinaryIO = self._path.open("wb")

    def add(self, piece: Piece) -> None:
        data = piece.packed()
        self._spool.write(len(data).to_bytes(_SIZE, "big"))
        self._spool.write(data)

    def finish(self, about: About) -> str:
        self._spool.close()
        try:
            with Workers(min(self._jobs, 3)) as pool:
                # The longest first.
                excel = pool.submit(_excel, self._stage, self._path, about)
                sqlite = pool.submit(_sqlite, self._stage, self._path, about)
                parquet = pool.submit(write_parquet, self._stage)
                excel.result(), sqlite.result()
                return parquet.result()
        except BrokenProcessPool:
            remedy = "is there memory enough? try again with --jobs 1"
            raise JiebangError("a process that wrote datasets died", "", remedy) from None


def _excel(stage: Stage, spool: Path, about: About) -> None:
    book = Excel(stage)
    for piece in _pieces(spool):
        book.add(piece)
    book.finish(about)


def _sqlite(stage: Stage, spool: Path, about: About) -> None:
    book = Sqlite(stage)
    for piece in _pieces(spool):
        book.add(piece)
    book.finish(about)


def _pieces(spool: Path) -> Iterator[Piece]:
    with spool.open("rb") as stream:
        while size := stream.read(_SIZE):
            yield unpack(stream.read(int.from_bytes(size, "big")))
