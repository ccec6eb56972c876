"""content/sources/sources.yml: what is known of each original, and from what words.

What its entries are is in schemas.yml. A claim left out is `unknown`, and nobody has searched
for it. `confirmed: no` stands at a claim that a program has read from the line quoted, until a
person takes that key out or corrects the claim; its English may be missing.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from jiebang.document.model import Basis, Claim, Doubt, Provenance, Recognized, Words
from jiebang.errors import InputError, UsageError
from jiebang.runtime.files import hold_inside, read_bytes, read_text, sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.text.schema import packaged_schema, read_as
from jiebang.text.yamlnodes import Node, parse_yaml

_CLAIMS = ("issuer", "jurisdiction", "document_number", "date_issued", "application_deadline")
_RECORDS = {"title": Words, "note": Words, "summary": Words, "recognized": Recognized}
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_LONGEST = 240  # bytes; a disk takes 255, and “.txt” may come after it


def load_provenance(layout: Layout) -> tuple[Provenance, ...]:
    """The entries of sources.yml, in its order; `()` when it has none.

    Raises:
        InputError: naming sources.yml and the line: malformed YAML, an unknown
            or missing key, an id or file given twice, a claim without its
            evidence, a file that is missing or does not have its sha256.
    """
    name = _name(layout)
    for folder in (layout.sources, layout.documents, layout.translations):
        hold_inside(folder, layout.root)
    entries = _parse(read_text(layout.sources_yml, strip_bom=True, may_be_empty=True), name)
    for where, entry in entries:
        _hold_file(layout, where, entry)
    return tuple(entry for _, entry in entries)


def select(known: tuple[Provenance, ...], document_ids: Sequence[str]) -> tuple[Provenance, ...]:
    """The entries that were asked for, all where none is named. Raises UsageError: unknown ids."""
    ids = [entry.id for entry in known]
    for document_id in document_ids:
        if document_id not in ids:
            what = f"there is no document “{document_id}”"
            raise UsageError(what, "", f"known: {', '.join(ids) or 'none'}")
    return tuple(p for p in known if not document_ids or p.id in document_ids)


class KnownSources:
    """sources.yml as one run knows it: read and held once, then added to entry by entry.

    Raises InputError, as `load_provenance` does; a file that is missing has no entries.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        there = layout.sources_yml.exists()
        # What is known of each original, in the order of the file.
        self.entries = load_provenance(layout) if there else ()
        self._written: str | None = None  # the file as this run left it

    def add(self, entry: Provenance) -> None:
        """Append an entry to sources.yml, leaving the text that is there untouched.

        The original must be in content/sources/ already.

        Raises:
            InputError: the entry is not a valid one (see `load_provenance`), its id
                or file is taken, or the file is not written as a plain block list.
        """
        name, path = _name(self.layout), self.layout.sources_yml
        before = read_text(path, strip_bom=True, may_be_empty=True) if path.exists() else ""
        before = "" if before.strip() == "[]" else before
        block = yaml.safe_dump([_dump(entry)], allow_unicode=True, sort_keys=False, width=10**6)
        block = block.replace("    confirmed: false\n", "    confirmed: no\n")
        # Held alone first, so that its faults are not blamed on the file.
        _parse(block, "the new entry")
        _hold_file(self.layout, "the new entry", entry)
        # What this run wrote itself ends with an entry of this form: all is known of it.
        known = before == self._written
        if not known:
            self.entries = _entries_of(before, name)
        for other in self.entries:
            if other.id == entry.id:
                raise InputError(f"the id “{entry.id}” is taken", name, "choose another: --id")
            if other.file == entry.file:
                raise InputError(f"{entry.file} is in it already, as “{other.id}”", name)
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        after = before + gap + block
        entries = (*self.entries, entry)
        with suppress(InputError):
            known = known or _entries_of(after, name) == entries
        if not known:
            raise InputError("cannot append to it", name, "write it as a list of “- id: …” lines")
        write_atomic(path, after)
        self.entries, self._written = entries, after


class ScanRecord(NamedTuple):
    """What was kept of the reading of a scan; see `originals.original.Scan`."""

    places: tuple[tuple[int, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()


def load_scan(layout: Layout, entry: Provenance) -> ScanRecord:
    """How a scan was read; empty for any other original, and where the file is gone.

    Raises InputError where the file is not as `add` writes it.
    """
    path = layout.scan(entry.file)
    if not entry.recognized.by or not path.is_file():
        return ScanRecord()
    try:
        found = json.loads(read_text(path))
        places = tuple(tuple(map(int, place)) for place in found["places"])
        return ScanRecord(places, tuple(Doubt(**doubt) for doubt in found["doubts"]))
    except (ValueError, KeyError, TypeError):
        where = str(path.relative_to(layout.root))
        raise InputError("not as `jiebang add` wrote it", where, "bring it back") from None


def original_text(layout: Layout, entry: Provenance) -> str:
    """The text that a document was made from, and that its offsets count in."""
    beside = layout.text(entry.file)
    return read_text(beside if entry.text_sha256 else layout.sources / entry.file)


def _name(layout: Layout) -> str:
    return str(layout.sources_yml.relative_to(layout.root))


def _entries_of(text: str, name: str) -> tuple[Provenance, ...]:
    return tuple(entry for _, entry in _parse(text, name))


@lru_cache(maxsize=2)  # several steps of a command ask for them
def _parse(text: str, name: str) -> tuple[tuple[str, Provenance], ...]:
    """Each entry with its "file:line"; files themselves are not looked at."""
    root = parse_yaml(text, name)
    if root is None:
        return ()
    found = read_as(root, packaged_schema("jiebang.corpus", "schemas.yml")["sources"])
    pairs = zip(root.items, found, strict=True)
    entries = tuple((node.where, _entry(node, data)) for node, data in pairs)
    seen: set[tuple[str, str]] = set()  # a file may be named as an id is
    for where, entry in entries:
        for key, value in (("id", entry.id), ("file", entry.file)):
            if (key, value) in seen:
                raise InputError(f"the {key} “{value}” is given twice", where)
            seen.add((key, value))
    return entries


def _entry(node: Node, found: dict[str, Any]) -> Provenance:
    """An entry from data of the schema's form; `node` is for what the schema cannot say."""
    at = {key: child.where for key, child in node.fields().items()}
    found |= {key: _claim(found[key], at[key]) for key in _CLAIMS if key in found}
    for key in ("date_issued", "application_deadline"):
        if key in found and found[key].en:
            _hold_date(at[key], found[key].en)
    if len(found["file"].encode()) > _LONGEST:
        raise InputError("a file name longer than any disk takes", at["file"])
    found |= {key: kind(**found[key]) for key, kind in _RECORDS.items() if key in found}
    if "kind" in found:
        from jiebang.originals.formats import BY_NAME  # imports every reader

        if found["kind"] not in BY_NAME:
            raise InputError(f"“{found['kind']}” is not one of {', '.join(BY_NAME)}", at["kind"])
    if "recognized" in found:
        _hold_date(at["recognized"], found["recognized"].date)
    return Provenance(**found)


def _claim(found: dict[str, Any], where: str) -> Claim:
    """A claim that holds together: what is said has evidence, what is unknown no value."""
    claim = Claim(**found | {"basis": Basis(found["basis"]), "searched": True})
    if claim.basis is Basis.UNKNOWN:
        if claim.zh or claim.en:
            raise InputError("a value with the basis “unknown”", where, "stated or inferred?")
        if claim.code:
            raise InputError("a code for an unknown jurisdiction", where)
    elif not (claim.zh and (claim.en or not claim.confirmed)):
        raise InputError(f"“{claim.basis}”, but without both zh and en", where)
    elif not any(claim.evidence):
        raise InputError(f"“{claim.basis}”, but without evidence", where, "quote the words")
    return claim


def _hold_date(where: str, value: str) -> None:
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise InputError(f"“{value}” is not a date", where, "en: as 2023-09-22") from None


def _hold_file(layout: Layout, where: str, entry: Provenance) -> None:
    """The original is there and is the one that was recorded."""
    path, text = layout.sources / entry.file, layout.text(entry.file)
    for own in (path, text, layout.document(entry.id), layout.catalogue(entry.id)):
        if own.is_symlink():
            hold_inside(own, layout.root)
    if not path.is_file():
        raise InputError(f"there is no {path.relative_to(layout.root)}", where)
    found = _digest_of(path)
    if found != entry.sha256:
        what = f"{path.relative_to(layout.root)} is not the recorded file: its sha256 is {found}"
        raise InputError(what, where, "originals are never edited: bring it back")
    known = not entry.text_sha256 or (text.is_file() and _digest_of(text) == entry.text_sha256)
    if not known:
        what = f"{text.relative_to(layout.root)} is not the text that was taken out of it"
        raise InputError(what, where, "bring it back: offsets count in it")


def _digest_of(path: Path) -> str:
    return sha256_of(read_bytes(path))


def _dump(entry: Provenance) -> dict[str, Any]:
    """An entry as plain data, in the order of the file, without what is empty or as usual."""
    usual = Provenance("", "", "")
    found: dict[str, Any] = {}
    for key in Provenance.__dataclass_fields__:
        value = getattr(entry, key)
        if isinstance(value, Claim):
            if value == Claim() and not value.searched:
                continue
            found[key] = {"basis": str(value.basis)}
            found[key] |= _known(zh=value.zh, en=value.en, code=value.code, evidence=value.evidence)
            found[key] |= {} if value.confirmed else {"confirmed": False}
        elif value != getattr(usual, key):
            first = {"zh": value.zh} if isinstance(value, Words) else {}
            found[key] = value if key not in _RECORDS else _known(**{**first, **value._asdict()})
    return found


def _known(**members: object) -> dict[str, object]:
    return {key: value for key, value in members.items() if value}
