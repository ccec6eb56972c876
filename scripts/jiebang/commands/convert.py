"""Originals → structured Markdown, without ever losing what a person mended."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiebang.corpus.provenance import load_provenance, original_text
from jiebang.document.fields import FieldNames, load_names
from jiebang.document.markdown import write
from jiebang.document.model import Provenance
from jiebang.errors import UsageError
from jiebang.runtime.cache import RESULTS, ResultCache, code_digest
from jiebang.runtime.executor import Executor, Inline, map_unknown
from jiebang.runtime.files import read_bytes, read_text, sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Meter, Watch
from jiebang.structure import convert_text

_KIND = "converted"


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one document: written, as it was, or kept though it differs.

    `difference` is a unified diff from the file to what the rules would write now.
    """

    document_id: str
    written: bool
    difference: str = ""


def select(layout: Layout, document_ids: Sequence[str]) -> tuple[Provenance, ...]:
    """The entries of sources.yml that were asked for; none named means all."""
    known = load_provenance(layout)
    for document_id in document_ids:
        if document_id not in {p.id for p in known}:
            raise UsageError(
                f"there is no document “{document_id}”",
                "",
                f"known: {', '.join(p.id for p in known) or 'none'}",
            )
    return tuple(p for p in known if not document_ids or p.id in document_ids)


def convert_documents(
    layout: Layout, document_ids: Sequence[str] = (), *, force: bool = False
) -> tuple[Converted, ...]:
    """Write the Markdown that is missing; with `force`, also what differs."""
    return tuple(convert_each(layout, document_ids, force=force))


def convert_each(
    layout: Layout,
    document_ids: Sequence[str] = (),
    *,
    force: bool = False,
    executor: Executor | None = None,
    watch: Watch | None = None,
) -> Iterator[Converted]:
    """As `convert_documents`, one after another, each written when it is given out.

    What the rules made of an original before is not made again, while neither has
    changed: its digest is in the project's cache.

    Args:
        executor: where the reading is done; here, if left out.
        watch: told how far it is.
    """
    entries = select(layout, document_ids)
    names = load_names(layout.glossary)
    meter = Meter(len(entries), watch)
    with ResultCache(layout.cache / RESULTS) as cache:
        printed = ((p, _unread(layout, cache, names, p, force)) for p in entries)
        for entry, new in map_unknown(executor or Inline(), _read, names, printed):
            if new is None:
                yield Converted(entry.id, False)
            else:
                cache.put(_KIND, entry.id, _key(entry, names), sha256_of(new.encode()).encode())
                yield _written(layout, entry, new, force)
            meter.step(1)


@dataclass(frozen=True, slots=True)
class _Printed:
    """All that a conversion reads."""

    entry: Provenance
    original: str


def complete(layout: Layout, entry: Provenance) -> str:
    """The Markdown of one document, written if there is none yet."""
    path = layout.document(entry.id)
    if not path.is_file():
        write_atomic(
            path, _read(load_names(layout.glossary), _Printed(entry, original_text(layout, entry)))
        )
    return read_text(path, strip_bom=True)


def _unread(
    layout: Layout, cache: ResultCache, names: FieldNames, entry: Provenance, force: bool
) -> _Printed | None:
    """What is to be read; None where the file holds what came of it before."""
    path = layout.document(entry.id)
    if not force and path.is_file():
        before = cache.get(_KIND, entry.id, _key(entry, names))
        if before is not None and before.decode() == sha256_of(read_bytes(path)):
            return None
    return _Printed(entry, original_text(layout, entry))


def _key(entry: Provenance, names: FieldNames) -> str:
    # load_provenance has held the files against these digests.
    parts = (code_digest(), names.digest, entry.id, entry.file, entry.sha256, entry.text_sha256)
    return sha256_of("\n".join((*parts, str(entry.traditional))).encode())


def _read(names: FieldNames, printed: _Printed) -> str:
    """The structured Markdown of an original, by the project's names of fields."""
    entry = printed.entry
    return write(
        convert_text(
            printed.original,
            entry.id,
            entry.file,
            entry.sha256,
            traditional=entry.traditional,
            names=names,
        )
    )


def _written(layout: Layout, entry: Provenance, new: str, force: bool) -> Converted:
    path = layout.document(entry.id)
    if not path.is_file() or force:
        return Converted(entry.id, write_atomic(path, new))
    old = read_text(path)
    if old == new:
        return Converted(entry.id, False)
    name = str(path.relative_to(layout.root))
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), name, f"{name} (as the rules read it now)", "", "", 1
    )
    return Converted(entry.id, False, "\n".join(line.rstrip("\n") for line in lines))
