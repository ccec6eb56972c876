"""Originals → structured Markdown, without ever losing what a person mended."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiebang.errors import InputError, UsageError
from jiebang.files import read_bytes, read_text, sha256_of, write_atomic
from jiebang.layout import Layout
from jiebang.markdown import write
from jiebang.model import Basis, Claim, Document, Kind, Provenance
from jiebang.sources.provenance import add_provenance, load_provenance
from jiebang.structure import convert
from jiebang.text.spaces import squash, tidy

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,16}[〔\[]\d{4}[〕\]]\d+号$")


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
    return tuple(_convert(layout, p, force) for p in select(layout, document_ids))


def _convert(layout: Layout, entry: Provenance, force: bool) -> Converted:
    path = layout.document(entry.id)
    original = read_text(layout.sources / entry.file)
    new = write(convert(original, entry.id, entry.file, entry.sha256))
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


def add_document(
    layout: Layout,
    file: Path,
    *,
    document_id: str = "",
    title: str = "",
    title_en: str = "",
    issuer: str = "",
    issuer_en: str = "",
    url: str = "",
) -> Document:
    """Take a new original into the project: its file, its provenance, its structure.

    The id defaults to the file's name. A title found in the text is used where none
    is given. An issuer is `stated` only if the text holds its name, else `inferred`.

    Raises InputError or UsageError, with nothing written, for a file that cannot be
    used or an id that is taken or malformed.
    """
    original = read_text(file)
    data = read_bytes(file)
    identifier = document_id or re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    if not _ID.fullmatch(identifier):
        raise UsageError(f"“{identifier}” is no id", str(file), "give one: --id city-topic-2024")
    known = load_provenance(layout) if layout.sources_yml.is_file() else ()
    if identifier in {p.id for p in known}:
        raise UsageError(f"the id “{identifier}” is taken", "", "choose another: --id")
    digest = sha256_of(data)
    twin = next((p for p in known if p.sha256 == digest), None)
    if twin is not None:
        raise UsageError(f"the same file is here already, as “{twin.id}”", str(file))
    name = re.sub(r"[^\w.\-]+", "-", file.name).lstrip(".-") or f"{identifier}.txt"
    target = layout.sources / name
    if target.exists() or name in {p.file for p in known}:
        name = f"{identifier}-{digest[:8]}{file.suffix or '.txt'}"
        target = layout.sources / name
    document = convert(original, identifier, name, digest)
    found = title or _title(document) or identifier
    entry = Provenance(
        id=identifier,
        file=name,
        sha256=digest,
        issuer=_issuer(original, issuer, issuer_en),
        document_number=_document_number(original),
        short_title_zh=found,
        short_title_en=title_en or found,
        url=url,
    )
    write_atomic(target, data)
    try:
        add_provenance(layout, entry)
    except InputError:
        target.unlink()
        raise
    write_atomic(layout.document(identifier), write(document))
    return document


def _title(document: Document) -> str:
    titles = [s for s in document.walk() if s.level == 1 and s.kind is not Kind.FORM]
    return titles[0].title.zh if titles else ""


def _issuer(original: str, zh: str, en: str) -> Claim:
    if not zh:
        return Claim()
    for number, line in enumerate(original.split("\n"), 1):
        if squash(zh) in squash(line):
            return Claim(zh, en or zh, Basis.STATED, (f"{number}: “{tidy(line)[:80]}”",))
    return Claim(zh, en or zh, Basis.INFERRED, ("named by whoever added the document",))


def _document_number(original: str) -> Claim:
    """A line of its own like 工信厅科函〔2021〕231号, above the title."""
    lines = [(n, tidy(x)) for n, x in enumerate(original.split("\n"), 1) if x.strip()]
    for number, line in lines[:12]:
        if _NUMBER.match(line):
            return Claim(line, line, Basis.STATED, (f"{number}: “{line}”",))
    return Claim()
