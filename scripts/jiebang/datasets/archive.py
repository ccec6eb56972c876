"""Zip archives put together from blocks, those that an earlier archive has not deflated again.

Python's zipfile deflates all it writes. A block here is deflated on its own and ends at a
byte, so that deflated blocks one after another are the deflated whole (RFC 1951, 3.2.4; a
“full flush” of zlib). The containers are those of APPNOTE.TXT 6.3.10 (PKWARE): local
headers, a central directory, Zip64 records where a number needs more than 32 bits.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

from jiebang.datasets.crc import joined_crc

_LEVEL = 6
# The end of deflated data: a last block, with nothing in it.
_END = b"\x03\x00"
_STORED, _DEFLATED = 0, 8
# 1980-01-01, 00:00: the first moment a zip can name.
_TIME, _DATE = 0, 33
_UTF8 = 0x800
_PLAIN, _ZIP64 = 20, 45
_UNIX = 3 << 8
_MODE = 0o644 << 16
_FULL = 0xFFFFFFFF
# A file of this size may be 4 GiB when deflated.
_LARGE = 0xF0000000


class Block(NamedTuple):
    """Where a deflated block stands in an archive, and what it is.

    `sum` is a digest of the deflated bytes; `crc` that of the `size` bytes they stand for.
    """

    offset: int
    length: int
    sum: str
    size: int
    crc: int


Blocks = Mapping[str, Block]


class _Member(NamedTuple):
    name: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    large: bool


class Archive:
    """Written from the first member to the last; the same blocks give the same bytes.

    Args:
        before: an archive that may hold blocks already, `known` which, by key. A block
            there that is not what it was is made anew.
    """

    def __init__(self, path: Path, before: Path | None = None, known: Blocks | None = None) -> None:
        self._stream: BinaryIO = path.open("w+b")
        self._before: BinaryIO | None = None
        if before is not None and known:
            with suppress(OSError):
                self._before = before.open("rb")
        self._known = known or {}
        self._members: list[_Member] = []
        self.blocks: dict[str, Block] = {}

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write_directory()
        finally:
            self._stream.close()
            if self._before is not None:
                self._before.close()

    def store(self, name: str, source: Path) -> None:
        """A file that is packed already, as it is."""
        large = source.stat().st_size >= _LARGE
        offset, crc, size = self._begin(name, _STORED, large), 0, 0
        with source.open("rb") as stream:
            while data := stream.read(1 << 20):
                crc = zlib.crc32(data, crc)
                size += len(data)
                self._stream.write(data)
        self._end(_Member(name.encode(), _STORED, crc, size, size, offset, large))

    def member(self, name: str, size: int = 0) -> Member:
        """A file to be filled with blocks, in a `with`; `size` in bytes, where it may be 4 GiB."""
        return Member(self, name, size >= _LARGE)

    def has(self, key: str) -> bool:
        """Whether a block need not be made. Its bytes are looked at when it is taken."""
        return key in self._known

    def block(self, key: str, make: Callable[[], bytes]) -> Block:
        """Write a block, deflated; `make` gives its bytes where they are not known."""
        taken = self._taken(key)
        if taken is None:
            data = make()
            crc, size = zlib.crc32(data), len(data)
            packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
        else:
            packed, (*_, size, crc) = taken
        found = Block(self._stream.tell(), len(packed), _sum(packed), size, crc)
        self._stream.write(packed)
        self.blocks[key] = found
        return found

    def _taken(self, key: str) -> tuple[bytes, Block] | None:
        block = self._known.get(key)
        if block is None or self._before is None:
            return None
        self._before.seek(block.offset)
        packed = self._before.read(block.length)
        return (packed, block) if _sum(packed) == block.sum else None

    def _begin(self, name: str, method: int, large: bool) -> int:
        """Room for a local header: the sizes are not known yet."""
        offset = self._stream.tell()
        self._stream.write(_local(_Member(name.encode(), method, 0, 0, 0, offset, large)))
        return offset

    def _end(self, member: _Member) -> None:
        if not member.large and max(member.packed, member.size) >= _FULL:
            raise ValueError(f"{member.name.decode()} is larger than was said")
        end = self._stream.tell()
        self._stream.seek(member.offset)
        self._stream.write(_local(member))
        self._stream.seek(end)
        self._members.append(member)

    def _write_directory(self) -> None:
        start = self._stream.tell()
        for member in self._members:
            self._stream.write(_central(member))
        end = self._stream.tell()
        count = len(self._members)
        if count >= 0xFFFF or end >= _FULL:
            self._stream.write(
                struct.pack(
                    "<4sQHHLLQQQQ", b"PK\x06\x06", 44, _ZIP64 | _UNIX, _ZIP64, 0, 0,
                    count, count, end - start, start,
                )
                + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
            )  # fmt: skip
        few, size, at = min(count, 0xFFFF), min(end - start, _FULL), min(start, _FULL)
        self._stream.write(struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, few, few, size, at, 0))


class Member:
    """One file in an archive, block by block."""

    def __init__(self, archive: Archive, name: str, large: bool) -> None:
        self._archive, self._name, self._large = archive, name, large
        self._offset = self._begin = self._crc = self._size = 0

    def __enter__(self) -> Member:
        self._offset = self._archive._begin(self._name, _DEFLATED, self._large)
        self._begin = self._archive._stream.tell()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        stream = self._archive._stream
        stream.write(_END)
        packed, name = stream.tell() - self._begin, self._name.encode()
        member = _Member(name, _DEFLATED, self._crc, packed, self._size, self._offset, self._large)
        self._archive._end(member)

    def block(self, key: str, make: Callable[[], bytes]) -> None:
        """As `Archive.block`."""
        found = self._archive.block(key, make)
        self._crc = joined_crc(self._crc, found.crc, found.size)
        self._size += found.size

    def write(self, data: bytes) -> None:
        """A block known by its content."""
        self.block(hashlib.sha256(data).hexdigest(), lambda: data)


def _local(member: _Member) -> bytes:
    """A local header; a large file has its sizes in the Zip64 field."""
    packed, size = (_FULL, _FULL) if member.large else (member.packed, member.size)
    extra = struct.pack("<HHQQ", 1, 16, member.size, member.packed) if member.large else b""
    return (
        struct.pack(
            "<4sHHHHHLLLHH", b"PK\x03\x04", _ZIP64 if member.large else _PLAIN, _UTF8,
            member.method, _TIME, _DATE, member.crc, packed, size, len(member.name), len(extra),
        )
        + member.name
        + extra
    )  # fmt: skip


def _central(member: _Member) -> bytes:
    """An entry of the central directory."""
    large = [n for n in (member.size, member.packed, member.offset) if n >= _FULL]
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    version = _ZIP64 if large or member.large else _PLAIN
    return (
        struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\x01\x02", version | _UNIX, version, _UTF8, member.method,
            _TIME, _DATE, member.crc, min(member.packed, _FULL), min(member.size, _FULL),
            len(member.name), len(extra), 0, 0, 0, _MODE, min(member.offset, _FULL),
        )
        + member.name
        + extra
    )  # fmt: skip


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
