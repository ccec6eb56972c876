"""The release that is there, and what the next one can take over from it.

What it is made of is on record. The record alone is not trusted: whoever takes something
over looks first whether it still is what the record says, and makes it anew if not.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from jiebang.datasets.archive import Block, Blocks
from jiebang.datasets.outlines import Group, Offer, unpack_outline
from jiebang.datasets.stage import DATA, Stage
from jiebang.runtime.stamps import code_digest, version_of
from jiebang.runtime.store import Store

# Kinds of results in the store.
RELEASE, PLACED, OUTLINE = "release", "placed", "outline"


class Span(NamedTuple):
    """Where a block stands in a text file, in bytes, and its SHA-256."""

    offset: int
    length: int
    sum: str


Spans = Mapping[str, Span]


@dataclass
class Made:
    """What a release is made of.

    `groups` are the keys of its groups, in order, with their rows by table; `sums` the
    SHA-256 of files in site/data/; `spans` the blocks of its text files, by the group's key.
    """

    groups: list[tuple[str, Mapping[str, int]]] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    spans: dict[str, Spans] = field(default_factory=dict)
    workbook: Blocks = field(default_factory=dict)
    archive: Blocks = field(default_factory=dict)


class Earlier:
    """The release in site/ before this one."""

    def __init__(self, stage: Stage, made: Made | None = None) -> None:
        self._stage, self.made = stage, made or Made()

    def find(self, name: str) -> Path:
        """Where a file of site/data/ is."""
        return self._stage.site / DATA / name

    def has(self, name: str) -> bool:
        """Whether a file of site/data/ is what it was."""
        known = self.made.sums.get(name)
        return known is not None and sum_of(self.find(name)) == known


class Record:
    """What is known of the release in place; without a store, nothing is."""

    def __init__(self, stage: Stage, store: Store | None = None) -> None:
        self._stage, self._store = stage, store
        self._fresh: list[tuple[str, str]] = []  # document and key

    def add(self, group: Group) -> None:
        """Put the documents' own files on the stage, or say that they are in place as they are."""
        for offer in group.offers:
            if not offer.outline.files:
                continue
            sums = self._in_place(offer)
            if sums is not None:
                self._stage.keep(sums)
                continue
            self._fresh.append((offer.outline.document, offer.key))
            for name, text in offer.fetch().files.items():
                self._stage.put(name, text)

    def _in_place(self, offer: Offer) -> dict[str, str] | None:
        """The files with their SHA-256, if none was touched since it was put there."""
        if self._store is None:
            return None
        data = self._store.get(PLACED, offer.outline.document, offer.key)
        if data is None:
            return None
        sums, site = {}, os.fspath(self._stage.site)
        for name, (size, changed, digest) in json.loads(zlib.decompress(data)).items():
            if _state(f"{site}/{name}") != (size, changed):
                return None
            sums[name] = digest
        return sums

    def replace(self, made: Made) -> None:
        """Record the release that has been put in place."""
        if self._store is None:
            return
        record = [made.groups, made.sums, made.spans, made.workbook, made.archive]
        self._put(RELEASE, "", _format(), record)
        for document, key in self._fresh:
            data = self._store.get(OUTLINE, document, key)
            if data is None:
                continue
            places = {n: self._stage.site / n for n in unpack_outline(data).files}
            states = {name: [*_state(path), sum_of(path)] for name, path in places.items()}
            self._put(PLACED, document, key, states)

    def load(self) -> Made | None:
        """What was recorded last, by a program that made releases as this one does."""
        data = self._store.get(RELEASE, "", _format()) if self._store else None
        if data is None:
            return None
        groups, sums, spans, workbook, archive = json.loads(zlib.decompress(data))
        return Made(
            [(key, rows) for key, rows in groups],
            sums,
            {name: {k: Span(*s) for k, s in found.items()} for name, found in spans.items()},
            {key: Block(*block) for key, block in workbook.items()},
            {key: Block(*block) for key, block in archive.items()},
        )

    def _put(self, kind: str, document: str, key: str, record: object) -> None:
        assert self._store is not None
        text = json.dumps(record, ensure_ascii=False)
        self._store.put(kind, document, key, zlib.compress(text.encode(), 1))


def _format() -> str:
    """A digest of what, beside the documents, the bytes of a release come from."""
    tools = ("xlsxwriter", "duckdb")
    return f"{code_digest()} {zlib.ZLIB_RUNTIME_VERSION} {[version_of(tool) for tool in tools]}"


def _state(path: Path | str) -> tuple[int, int]:
    """Size and time of the last change; (-1, 0) where there is no such file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - of very many files, and Path is slow
    except OSError:
        return (-1, 0)
    return (found.st_size, found.st_mtime_ns)


def sum_of(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
