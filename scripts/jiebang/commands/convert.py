"""Originals → structured Markdown, without ever losing what a person mended."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from jiebang.corpus.provenance import load_provenance, load_scan, original_text, select
from jiebang.document.fields import FieldNames, load_names
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, Doubt, Provenance, Withheld
from jiebang.errors import InputError
from jiebang.runtime.cache import RESULTS, ResultCache, code_digest
from jiebang.runtime.executor import Executor, Inline, Watch, map_unknown
from jiebang.runtime.files import read_bytes, read_text, sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.structure import Places, convert_text

_KIND = "converted"


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one document: written, as it was, or kept though it differs.

    `difference` is a unified diff from the file to what the rules would write now.
    """

    document_id: str
    written: bool
    difference: str = ""


def convert_each(
    layout: Layout,
    document_ids: Sequence[str] = (),
    *,
    force: bool = False,
    executor: Executor | None = None,
    watch: Watch | None = None,
) -> Iterator[Converted]:
    """Write the Markdown that is missing, each when it is given out; with `force`, what differs.

    A Markdown that was held against what the rules make of its original is not again, while
    none of them has changed: what differed is in the project's cache.

    Args:
        executor: where the reading is done; here, if left out.
        watch: told how far it is.
    """
    entries, names = select(load_provenance(layout), document_ids), load_names(layout.glossary)
    with ResultCache(layout.cache / RESULTS) as cache:

        def unread() -> Iterator[tuple[tuple[Provenance, bytes], _Printed | None]]:
            for entry in entries:
                found = cache.get(_KIND, entry.id, _key(layout, entry, names))
                new = _printed(layout, entry, names) if found is None or force else None
                yield (entry, found or b""), new

        results = map_unknown(executor or Inline(), _read, None, unread())
        for done, ((entry, kept), new) in enumerate(results, start=1):
            if new is None:
                yield Converted(entry.id, False, kept.decode())
            else:
                found = _written(layout, names, entry, new, force)
                cache.put(_KIND, entry.id, _key(layout, entry, names), found.difference.encode())
                yield found
            if watch is not None:
                watch(done, len(entries))


@dataclass(frozen=True, slots=True)
class _Printed:
    """All that a conversion reads."""

    entry: Provenance
    original: str
    names: FieldNames
    public: Places = frozenset()
    doubts: tuple[Doubt, ...] = ()


def complete(layout: Layout, entry: Provenance) -> str:
    """The Markdown of one document, written if there is none yet."""
    path = layout.document(entry.id)
    if not path.is_file():
        names = load_names(layout.glossary)
        write_atomic(path, _read(None, _printed(layout, entry, names)))
    return read_text(path, strip_bom=True)


def _printed(layout: Layout, entry: Provenance, names: FieldNames) -> _Printed:
    path = layout.document(entry.id)
    public: Places = frozenset()
    doubts: tuple[Doubt, ...] | None = None
    if path.is_file():
        # What a person decided in the Markdown is kept. The corpus reports one without sense.
        with suppress(InputError):
            before = read(read_text(path, strip_bom=True), path.name)
            public, doubts = _places(w for w in before.withheld if w.public), before.unconfirmed
    doubts = load_scan(layout, entry).doubts if doubts is None else doubts
    return _Printed(entry, original_text(layout, entry), names, public, doubts)


def _key(layout: Layout, entry: Provenance, names: FieldNames) -> str:
    path = layout.document(entry.id)
    written = sha256_of(read_bytes(path)) if path.is_file() else ""
    # load_provenance has held the files against these digests.
    parts = (code_digest(), names.digest, entry.id, entry.file, entry.sha256, entry.text_sha256)
    return sha256_of("\n".join((*parts, str(entry.traditional), written)).encode())


def _read(_: None, printed: _Printed) -> str:
    """The structured Markdown of an original."""
    return write(_convert(printed, printed.public))


def _convert(printed: _Printed, public: Places) -> Document:
    entry = printed.entry
    document = convert_text(
        printed.original,
        entry.id,
        entry.file,
        entry.sha256,
        traditional=entry.traditional,
        names=printed.names,
        public=public,
    )
    return replace(document, unconfirmed=printed.doubts)


def _places(withheld: Iterable[Withheld]) -> Places:
    return frozenset((w.line, w.first, w.last) for w in withheld)


def _redecided(printed: _Printed, old: str, name: str) -> str | None:
    """The Markdown after a person has marked or deleted `withheld` entries, and nothing else.

    None where anything else differs from what the rules make of the original.
    """
    try:
        before = read(old, name)
    except InputError:
        return None
    body, public = replace(before, withheld=()), printed.public
    plain = _convert(printed, frozenset())
    known = _places(plain.withheld)
    if body == replace(plain, withheld=()) and plain.withheld != before.withheld:
        # The text is withheld: what the list does not name was deleted from it.
        public |= known - _places(before.withheld)
        return write(_convert(printed, public))
    for place in known:
        if body == replace(_convert(printed, public ^ {place}), withheld=()):
            return write(_convert(printed, public))
    return None


def _written(
    layout: Layout, names: FieldNames, entry: Provenance, new: str, force: bool
) -> Converted:
    path = layout.document(entry.id)
    old = read_text(path) if path.is_file() and not force else None
    if old is None or old == new:
        return Converted(entry.id, old is None and write_atomic(path, new))
    name = str(path.relative_to(layout.root))
    redecided = _redecided(_printed(layout, entry, names), old, name)
    if redecided is not None:
        return Converted(entry.id, write_atomic(path, redecided))
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), name, f"{name} (as the rules read it now)", "", "", 1
    )
    return Converted(entry.id, False, "\n".join(line.rstrip("\n") for line in lines))
