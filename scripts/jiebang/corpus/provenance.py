"""content/sources/sources.yml: what is known of each original, and from what words.

The file is a list, one entry an original, in the order documents are published:

    - id: miit-ai-2021
      file: 004_….txt                 # in content/sources/
      sha256: d94d…                   # of the file's bytes
      title: {zh: …, en: …}           # a short one, for menus; en may be left out
      issuer: {basis: stated, zh: …, en: …, evidence: ["3: “…”"], confirmed: no}
      jurisdiction: {…, code: CN}     # ISO 3166
      document_number: {…}
      date_issued: {…}                # zh as printed, en in ISO 8601
      application_deadline: {…}       # the same
      note: {zh: …, en: …}            # for readers
      summary: {zh: …, en: …}         # what it asks for and of whom, in two sentences
      url: https://…                  # where it was first published
      archive_url: https://…          # where an archive keeps that page
      kind: pdf                       # txt unless said; then also encoding, traditional,
      text_sha256: 5a0e…              # of <file>.txt, the text taken out of it, and
      pages: [1, 38, 80]              # the line of that text on which each page begins
      recognized: {by: rapidocr 3.10.0 (PP-OCRv6), date: 2026-11-28}   # of a scan

A claim left out is `unknown`, and nobody has searched for it. `confirmed: no` stands at a claim
that a program has read from the line quoted, until a person takes that key out or mends the claim;
its English may be missing. Evidence quotes an original: `<line>: “<words>”`,
with `<document id>:` before it where it is another document that says so.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from jiebang.document.model import Basis, Claim, Doubt, Provenance
from jiebang.errors import InputError
from jiebang.runtime.files import hold_inside, read_bytes, read_text, sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import Node, parse_yaml

_CLAIMS = ("issuer", "jurisdiction", "document_number", "date_issued", "application_deadline")
_CLAIM = ("basis", "zh", "en", "evidence", "confirmed")
_YES = ("true", "yes")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_LONGEST = 240  # bytes; a disk takes 255, and “.txt” may come after it
# What a text must match, and in words.
_SHA256 = (r"[0-9a-f]{64}", "64 hexadecimal digits in small letters")
_YES_NO = ("true|false|yes|no", "yes or no")
_LINE = (r"[1-9]\d{0,8}", "the number of a line")
_CODE = (r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", "an ISO 3166 code")
# The keys of one text each, as Provenance has them.
_TEXTS: Mapping[str, tuple[str, str]] = {
    "id": (
        r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*",
        "an id: small letters, digits, single hyphens",
    ),
    "file": (r"[^\s/\\.][^\s/\\]*", "a file name, without folder or spaces"),
    "sha256": _SHA256,
    "url": ("(?s).*", ""),
    "archive_url": ("(?s).*", ""),
    "kind": ("(?s).*", ""),
    "encoding": ("(?s).*", ""),
    "text_sha256": _SHA256,
}
_ENTRY = (*_TEXTS, "title", *_CLAIMS, "note", "summary", "traditional", "pages", "recognized")


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


class KnownSources:
    """sources.yml as one run knows it: read and held once, then added to entry by entry.

    Raises InputError, as `load_provenance` does; a file that is missing has no entries.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        there = layout.sources_yml.exists()
        self._entries = list(load_provenance(layout)) if there else []
        self._written: str | None = None  # the file as this run left it

    @property
    def entries(self) -> tuple[Provenance, ...]:
        """What is known of each original, in the order of the file."""
        return tuple(self._entries)

    def add(self, entry: Provenance) -> None:
        """Append an entry to sources.yml, leaving the text that is there untouched.

        The original must be in content/sources/ already.

        Raises:
            InputError: the entry is not a valid one (see `load_provenance`), its id
                or file is taken, or the file is not written as a plain block list.
        """
        name = _name(self.layout)
        there = self.layout.sources_yml.exists()
        before = (
            read_text(self.layout.sources_yml, strip_bom=True, may_be_empty=True) if there else ""
        )
        if before.strip() == "[]":
            before = ""
        block = yaml.safe_dump([_dump(entry)], allow_unicode=True, sort_keys=False, width=10**6)
        block = block.replace("    confirmed: false\n", "    confirmed: no\n")
        # Held alone first, so that its faults are not blamed on the file.
        _parse(block, "the new entry")
        _hold_file(self.layout, "the new entry", entry)
        # What this run wrote itself ends with an entry of this form: all is known of it.
        known = before == self._written
        if not known:
            self._entries = [e for _, e in _parse(before, name)] if there else []
        for other in self._entries:
            if other.id == entry.id:
                raise InputError(f"the id “{entry.id}” is taken", name, "choose another: --id")
            if other.file == entry.file:
                raise InputError(f"{entry.file} is in it already, as “{other.id}”", name)
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        after = before + gap + block
        if not known and not _reads_as(after, name, [*self._entries, entry]):
            raise InputError("cannot append to it", name, "write it as a list of “- id: …” lines")
        write_atomic(self.layout.sources_yml, after)
        self._entries.append(entry)
        self._written = after


def _reads_as(text: str, name: str, entries: list[Provenance]) -> bool:
    try:
        return [e for _, e in _parse(text, name)] == entries
    except InputError:
        return False


class ScanRecord(NamedTuple):
    """What was kept of the reading of a scan; see `originals.original.Scan`."""

    places: tuple[tuple[int, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()


def load_scan(layout: Layout, entry: Provenance) -> ScanRecord:
    """How a scan was read; empty for any other original, and where the file is gone.

    Raises InputError where the file is not as `add` writes it.
    """
    path = layout.scan(entry.file)
    if not entry.recognized_by or not path.is_file():
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


@lru_cache(maxsize=2)  # several steps of a command ask for them
def _parse(text: str, name: str) -> tuple[tuple[str, Provenance], ...]:
    """Each entry with its "file:line"; files themselves are not looked at."""
    root = parse_yaml(text, name)
    if root is None:
        return ()
    entries = tuple((node.where, _entry(node)) for node in root.items)
    seen: set[tuple[str, str]] = set()  # a file may be named as an id is
    for where, entry in entries:
        for key, value in (("id", entry.id), ("file", entry.file)):
            if (key, value) in seen:
                raise InputError(f"the {key} “{value}” is given twice", where)
            seen.add((key, value))
    return entries


def _entry(node: Node) -> Provenance:
    fields = node.fields(_ENTRY, required=("id", "file", "sha256", "title"))
    found: dict[str, Any] = {key: _claim(key, fields[key]) for key in _CLAIMS if key in fields}
    found |= {
        key: _matching(fields[key], wanted) for key, wanted in _TEXTS.items() if key in fields
    }
    code = _code(fields["jurisdiction"]) if "jurisdiction" in fields else ""
    if code and found["jurisdiction"].basis is Basis.UNKNOWN:
        raise InputError("a code for an unknown jurisdiction", fields["jurisdiction"].where)
    for key in ("date_issued", "application_deadline"):
        if key in found and found[key].en:
            _hold_date(fields[key].where, found[key].en)
    if len(found["file"].encode()) > _LONGEST:
        raise InputError("a file name longer than any disk takes", fields["file"].where)
    for key, needed in (("title", ("zh",)), ("note", ("zh", "en")), ("summary", ("zh", "en"))):
        if key in fields:
            sides = fields[key].fields(("zh", "en"), required=needed)
            name = f"short_{key}" if key == "title" else key
            found |= {f"{name}_{language}": side.text for language, side in sides.items()}
    if "kind" in fields:
        from jiebang.originals.formats import BY_NAME  # imports every reader

        _matching(fields["kind"], ("|".join(BY_NAME), f"one of {', '.join(BY_NAME)}"))
    if "traditional" in fields:
        found["traditional"] = _matching(fields["traditional"], _YES_NO) in _YES
    if "pages" in fields:
        found["pages"] = tuple(int(_matching(item, _LINE)) for item in fields["pages"].items)
    if "recognized" in fields:
        told = fields["recognized"].fields(("by", "date"), required=("by", "date"))
        _hold_date(told["date"].where, told["date"].text)
        found |= {"recognized_by": told["by"].text, "recognized_on": told["date"].text}
    return Provenance(**found, jurisdiction_code=code)


def _code(jurisdiction: Node) -> str:
    code = jurisdiction.fields((*_CLAIM, "code")).get("code")
    return "" if code is None else _matching(code, _CODE)


def _claim(key: str, node: Node) -> Claim:
    """A claim that holds together: what is said has evidence, what is unknown no value."""
    keys = (*_CLAIM, "code") if key == "jurisdiction" else _CLAIM
    fields = node.fields(keys, required=("basis",))
    given = fields["basis"]
    if given.text not in tuple(Basis):
        raise InputError(f"“{given.text}” is no basis", given.where, f"one of {', '.join(Basis)}")
    basis = Basis(given.text)
    zh, en = (fields[key].text if key in fields else "" for key in ("zh", "en"))
    items = fields["evidence"].items if "evidence" in fields else ()
    evidence = tuple(item.text for item in items)
    confirmed = "confirmed" not in fields or _matching(fields["confirmed"], _YES_NO) in _YES
    if basis is Basis.UNKNOWN:
        if zh or en:
            raise InputError("a value with the basis “unknown”", node.where, "stated or inferred?")
    elif not (zh and (en or not confirmed)):
        raise InputError(f"“{basis}”, but without both zh and en", node.where)
    elif not any(evidence):
        raise InputError(f"“{basis}”, but without evidence", node.where, "quote the words")
    return Claim(zh, en, basis, evidence, confirmed, True)


def _matching(node: Node, wanted: tuple[str, str]) -> str:
    pattern, words = wanted
    if not re.fullmatch(pattern, node.text):
        raise InputError(f"“{node.text}” is not {words}", node.where)
    return node.text


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
    path = layout.sources / entry.file
    for own in (
        path,
        layout.text(entry.file),
        layout.document(entry.id),
        layout.catalogue(entry.id),
    ):
        if own.is_symlink():
            hold_inside(own, layout.root)
    if not path.is_file():
        raise InputError(f"there is no {path.relative_to(layout.root)}", where)
    found = sha256_of(read_bytes(path))
    if found != entry.sha256:
        what = f"{path.relative_to(layout.root)} is not the recorded file: its sha256 is {found}"
        raise InputError(what, where, "originals are never edited: bring it back")
    text = layout.text(entry.file)
    if entry.text_sha256 and (
        not text.is_file() or sha256_of(read_bytes(text)) != entry.text_sha256
    ):
        what = f"{text.relative_to(layout.root)} is not the text that was taken out of it"
        raise InputError(what, where, "bring it back: offsets count in it")


def _dump(entry: Provenance) -> dict[str, Any]:
    """An entry as plain data, in the order of the file, without what is empty."""
    data: dict[str, Any] = {key: getattr(entry, key) for key in ("id", "file", "sha256")}
    data["title"] = _known(zh=entry.short_title_zh, en=entry.short_title_en)
    for key in _CLAIMS:
        claim: Claim = getattr(entry, key)
        if claim == Claim() and not claim.searched:
            continue
        code = entry.jurisdiction_code if key == "jurisdiction" else ""
        data[key] = {"basis": str(claim.basis)}
        data[key] |= _known(zh=claim.zh, en=claim.en, code=code, evidence=list(claim.evidence))
        data[key] |= {} if claim.confirmed else {"confirmed": False}
    for key in ("note", "summary"):
        zh, en = getattr(entry, f"{key}_zh"), getattr(entry, f"{key}_en")
        data |= {key: {"zh": zh, "en": en}} if zh or en else {}
    data |= _known(url=entry.url, archive_url=entry.archive_url)
    plain = Provenance("", "", "")
    for key in ("kind", "encoding", "traditional", "text_sha256", "pages"):
        if (value := getattr(entry, key)) != getattr(plain, key):
            data[key] = list(value) if isinstance(value, tuple) else value
    if entry.recognized_by:
        data["recognized"] = {"by": entry.recognized_by, "date": entry.recognized_on}
    return data


def _known(**members: object) -> dict[str, object]:
    return {key: value for key, value in members.items() if value}
