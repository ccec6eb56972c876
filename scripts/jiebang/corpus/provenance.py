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
from dataclasses import dataclass
from typing import Any

import yaml

from jiebang.document.model import Basis, Claim, Doubt, Provenance
from jiebang.errors import InputError
from jiebang.originals.formats import BY_NAME
from jiebang.runtime.files import hold_inside, read_bytes, read_text, sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import Node, parse_yaml

_CLAIMS = ("issuer", "jurisdiction", "document_number", "date_issued", "application_deadline")
_READING = ("kind", "encoding", "traditional", "text_sha256", "pages")
_ENTRY = (
    "id",
    "file",
    "sha256",
    "title",
    *_CLAIMS,
    "note",
    "summary",
    "url",
    "archive_url",
    *_READING,
    "recognized",
)
_CLAIM = ("basis", "zh", "en", "evidence", "confirmed")
_ID = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_FILE = re.compile(r"[^\s/\\.][^\s/\\]*")
_LONGEST = 240  # bytes; a disk takes 255, and “.txt” may come after it
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_YES_NO = re.compile(r"true|false|yes|no")
_YES = ("true", "yes")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


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


@dataclass(frozen=True, slots=True)
class ScanRecord:
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
    claims: dict[str, Any] = {key: _claim(key, fields[key]) for key in _CLAIMS if key in fields}
    code = _code(fields["jurisdiction"]) if "jurisdiction" in fields else ""
    if code and claims["jurisdiction"].basis is Basis.UNKNOWN:
        raise InputError("a code for an unknown jurisdiction", fields["jurisdiction"].where)
    for key in ("date_issued", "application_deadline"):
        if key in claims and claims[key].en:
            _hold_date(fields[key].where, claims[key].en)
    if len(fields["file"].text.encode()) > _LONGEST:
        raise InputError("a file name longer than any disk takes", fields["file"].where)
    title = fields["title"].fields(("zh", "en"), required=("zh",))
    note_zh, note_en = _pair(fields["note"]) if "note" in fields else ("", "")
    summary_zh, summary_en = _pair(fields["summary"]) if "summary" in fields else ("", "")
    return Provenance(
        id=_matching(fields["id"], _ID, "an id: small letters, digits, single hyphens"),
        file=_matching(fields["file"], _FILE, "a file name, without folder or spaces"),
        sha256=_matching(fields["sha256"], _SHA256, "64 hexadecimal digits in small letters"),
        jurisdiction_code=code,
        short_title_zh=title["zh"].text,
        short_title_en=title["en"].text if "en" in title else "",
        note_zh=note_zh,
        note_en=note_en,
        summary_zh=summary_zh,
        summary_en=summary_en,
        url=fields["url"].text if "url" in fields else "",
        archive_url=fields["archive_url"].text if "archive_url" in fields else "",
        **{**claims, **_reading(fields)},
    )


def _reading(fields: Mapping[str, Node]) -> dict[str, Any]:
    """How the original was read: what is said of it, and nothing else."""
    found: dict[str, Any] = {}
    if "kind" in fields:
        found["kind"] = fields["kind"].text
        if found["kind"] not in BY_NAME:
            remedy = f"one of {', '.join(BY_NAME)}"
            raise InputError(f"“{found['kind']}” is no kind", fields["kind"].where, remedy)
    if "encoding" in fields:
        found["encoding"] = fields["encoding"].text
    if "traditional" in fields:
        found["traditional"] = _matching(fields["traditional"], _YES_NO, "true or false") in _YES
    if "text_sha256" in fields:
        found["text_sha256"] = _matching(fields["text_sha256"], _SHA256, "64 hexadecimal digits")
    if "pages" in fields:
        items = fields["pages"].items
        found["pages"] = tuple(int(_matching(i, _NUMBER, "the number of a line")) for i in items)
    if "recognized" in fields:
        said = fields["recognized"].fields(("by", "date"), required=("by", "date"))
        _hold_date(said["date"].where, said["date"].text)
        found |= {"recognized_by": said["by"].text, "recognized_on": said["date"].text}
    return found


def _code(jurisdiction: Node) -> str:
    code = jurisdiction.fields((*_CLAIM, "code")).get("code")
    return "" if code is None else _matching(code, _CODE, "an ISO 3166 code")


def _claim(key: str, node: Node) -> Claim:
    """A claim that holds together: what is said has evidence, what is unknown no value."""
    keys = (*_CLAIM, "code") if key == "jurisdiction" else _CLAIM
    fields = node.fields(keys, required=("basis",))
    known = ", ".join(Basis)
    try:
        basis = Basis(fields["basis"].text)
    except ValueError:
        what = f"“{fields['basis'].text}” is no basis"
        raise InputError(what, fields["basis"].where, f"one of {known}") from None
    zh, en = (fields[key].text if key in fields else "" for key in ("zh", "en"))
    evidence: tuple[str, ...] = ()
    if "evidence" in fields:
        evidence = tuple(item.text for item in fields["evidence"].items)
    if basis is Basis.UNKNOWN and (zh or en):
        raise InputError("a value with the basis “unknown”", node.where, "stated or inferred?")
    confirmed = True
    if "confirmed" in fields:
        confirmed = _matching(fields["confirmed"], _YES_NO, "yes or no") in _YES
    if basis is not Basis.UNKNOWN and not (zh and (en or not confirmed)):
        raise InputError(f"“{basis}”, but without both zh and en", node.where)
    if basis is not Basis.UNKNOWN and not any(evidence):
        raise InputError(f"“{basis}”, but without evidence", node.where, "quote the words")
    return Claim(zh, en, basis, evidence, confirmed, True)


def _matching(node: Node, pattern: re.Pattern[str], wanted: str) -> str:
    if not pattern.fullmatch(node.text):
        raise InputError(f"“{node.text}” is not {wanted}", node.where)
    return node.text


def _pair(node: Node) -> tuple[str, str]:
    fields = node.fields(("zh", "en"), required=("zh", "en"))
    return fields["zh"].text, fields["en"].text


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
    data: dict[str, Any] = {
        "id": entry.id,
        "file": entry.file,
        "sha256": entry.sha256,
        "title": {"zh": entry.short_title_zh}
        | ({"en": entry.short_title_en} if entry.short_title_en else {}),
    }
    for key in _CLAIMS:
        claim: Claim = getattr(entry, key)
        if claim == Claim() and not claim.searched:
            continue
        data[key] = {"basis": str(claim.basis)}
        data[key] |= {k: v for k, v in (("zh", claim.zh), ("en", claim.en)) if v}
        if key == "jurisdiction" and entry.jurisdiction_code:
            data[key]["code"] = entry.jurisdiction_code
        if claim.evidence:
            data[key]["evidence"] = list(claim.evidence)
        if not claim.confirmed:
            data[key]["confirmed"] = False
    for key in ("note", "summary"):
        zh, en = getattr(entry, f"{key}_zh"), getattr(entry, f"{key}_en")
        if zh or en:
            data[key] = {"zh": zh, "en": en}
    for key in ("url", "archive_url"):
        if getattr(entry, key):
            data[key] = getattr(entry, key)
    plain = Provenance("", "", "")
    for key in _READING:
        if (value := getattr(entry, key)) != getattr(plain, key):
            data[key] = list(value) if isinstance(value, tuple) else value
    if entry.recognized_by:
        data["recognized"] = {"by": entry.recognized_by, "date": entry.recognized_on}
    return data
