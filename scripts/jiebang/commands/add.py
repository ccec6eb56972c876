"""A new original into the project: its file, what is known of it, its structure."""

from __future__ import annotations

import datetime
import json
import re
from bisect import bisect_right
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath

from jiebang.commands.convert import complete
from jiebang.corpus.provenance import KnownSources, original_text
from jiebang.corpus.stated import find_stated, undated
from jiebang.document.fields import load_names
from jiebang.document.markdown import read, write
from jiebang.document.model import (
    Basis,
    Claim,
    Document,
    Provenance,
    Recognized,
    SectionKind,
    Words,
)
from jiebang.errors import InputError, UsageError
from jiebang.originals import MEMORY, Original, Tell, read_original
from jiebang.runtime.files import sha256_of, write_atomic
from jiebang.runtime.limit import limited
from jiebang.structure import convert_text
from jiebang.text.spaces import squash, tidy

# Windows takes these for devices, whatever follows the first full stop.
_DEVICE = r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])"
_ID = re.compile(rf"(?!{_DEVICE}$)(?=.{{1,100}}$)[a-z0-9]+(?:-[a-z0-9]+)*")
# Computing that a document may take: a line of anything takes under ten microseconds a byte.
_SECONDS, _SPEED = 30.0, 20_000.0  # bytes a second
_LONGEST_STEM = 60  # characters of a file's name that go into an id
_LONGEST_NAME = 200  # bytes of a file's name: disks take 255, and `.txt` may come to it


@dataclass(frozen=True, slots=True)
class Claims:
    """What a maintainer says of a new document. Empty is: take it from the text."""

    id: str = ""
    title: str = ""
    title_en: str = ""
    issuer: str = ""
    issuer_en: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A new document, and how its original was read; `again` if it was here already."""

    document: Document
    original: Original
    again: bool = False


def add_document(
    known_sources: KnownSources, data: bytes, name: str, claims: Claims, tell: Tell | None = None
) -> Added:
    """Take a new original into the project: its file, its provenance, its structure.

    `data` are the original's bytes, `name` the name it came under. The id defaults to
    that name; where it would lose letters that no id may have, to what is left of it
    and the first digits of the file's SHA-256. A title found in the text is used where
    none is given. An issuer is `stated` only if the text holds its name, else `inferred`.
    Of a file that is not UTF-8 text, the text taken out of it is kept beside it; of a scan,
    also how it was read. `tell` hears how many of its pages are read, and of how many.

    The same file under the same id again: what an earlier call that was cut short did
    not come to is done; what is there stays as it is.

    Raises InputError or UsageError, with nothing written, for a file that cannot be
    used or takes too long, or an id that is taken or malformed.
    """
    layout, path, digest = known_sources.layout, PurePath(name), sha256_of(data)
    with within_limits(len(data), name):
        original = _kept(known_sources, digest) or read_original(data, name, tell)
        identifier = claims.id or _identifier(path.stem.lower(), digest)
        begun = _begun(identifier, digest, name, claims, known_sources.entries)
        if begun is not None:
            at = str(layout.document(identifier).relative_to(layout.root))
            return Added(read(complete(layout, begun), at), original, again=True)
        file = _file_name(known_sources, path, identifier, data, original)
        document = convert_text(
            original.text,
            identifier,
            file,
            digest,
            traditional=original.traditional,
            names=load_names(layout.glossary),
        )
        if original.scan is not None:
            document = replace(document, unconfirmed=original.scan.doubts)
        entry = _provenance(original, document, claims)
    files: dict[Path, bytes | str] = {layout.sources / file: data}
    if original.derived:
        files[layout.text(file)] = original.text
    if original.scan is not None:
        record = asdict(original.scan)
        files[layout.strips(file)] = json.dumps(record.pop("strips"))
        files[layout.scan(file)] = json.dumps(record, ensure_ascii=False)
    made: list[Path] = []
    try:
        made += (path for path, content in files.items() if write_atomic(path, content))
        known_sources.add(entry)
    except InputError:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    write_atomic(layout.document(entry.id), write(document))
    return Added(document, original)


def within_limits(size: int, name: str) -> AbstractContextManager[None]:
    """The limits of whatever is made of an original of `size` bytes, as those of its reader."""
    return limited(_SECONDS + size / _SPEED, MEMORY, name)


def _kept(known_sources: KnownSources, digest: str) -> Original | None:
    """A scan that was read before: to recognize its pages takes minutes."""
    scans = (p for p in known_sources.entries if p.sha256 == digest and p.recognized.by)
    known = next(scans, None)
    if known is None:
        return None
    text = original_text(known_sources.layout, known)
    pages = tuple(bisect_right(known.pages, n) for n in range(1, text.count("\n") + 1))
    return Original(text, known.kind, page_of_line=pages, traditional=known.traditional)


def _identifier(stem: str, digest: str) -> str:
    """An id made from a file's name."""
    plain = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")
    whole = len(plain) <= _LONGEST_STEM and not re.fullmatch(_DEVICE, plain)
    if plain and whole and not any(c.isalnum() and not c.isascii() for c in stem):
        return plain
    plain = plain[:_LONGEST_STEM].strip("-")
    return "-".join(filter(None, (plain, digest[:8])))


def _begun(
    identifier: str, digest: str, name: str, claims: Claims, known: tuple[Provenance, ...]
) -> Provenance | None:
    """The entry that the same file has under the same id, if it has one."""
    if not _ID.fullmatch(identifier):
        raise UsageError(f"“{identifier}” is no id", name, "give one: --id city-topic-2024")
    own = next((p for p in known if p.id == identifier), None)
    own = own or next((p for p in known if p.sha256 == digest), None)
    if own is None:
        return None
    if own.sha256 != digest:
        raise UsageError(f"the id “{identifier}” is taken", "", "choose another: --id")
    what = f"the same file is here already, as “{own.id}”"
    if own.id != identifier:
        raise UsageError(what, name)
    there = (own.title.zh, own.title.en, own.issuer.zh, own.issuer.en, own.url)
    given = (claims.title, claims.title_en, claims.issuer, claims.issuer_en, claims.url)
    if any(new and new != old for new, old in zip(given, there, strict=True)):
        raise UsageError(f"{what}, and says otherwise", name, "correct its entry in sources.yml")
    return own


def _file_name(
    known_sources: KnownSources, path: PurePath, identifier: str, data: bytes, original: Original
) -> str:
    """A file name that any system takes and that nothing else in content/sources/ has.

    Names that differ by case alone are one file on some. A file that no entry names and
    that holds these very bytes is the same original, left by a call that was cut short.
    """
    layout = known_sources.layout
    name = re.sub(r"[^\w.\-]+", "-", path.name).lstrip(".-").rstrip(".")
    device = re.fullmatch(_DEVICE, name.partition(".")[0].lower())
    if not name or device or len(name.encode()) > _LONGEST_NAME:
        name = f"{identifier}{path.suffix or '.txt'}"
    known = known_sources.entries
    taken = {n.casefold() for p in known for n in (p.file, layout.text(p.file).name)}
    text = original.text.encode() if original.derived else None
    places = ((layout.sources / name, data), (layout.text(name), text))
    if name.casefold() in taken or any(
        p.exists() and not (p.is_file() and p.read_bytes() == content) for p, content in places
    ):
        name = f"{identifier}-{sha256_of(data)[:8]}{path.suffix or '.txt'}"
    return name


def _provenance(original: Original, document: Document, claims: Claims) -> Provenance:
    titles = [s for s in document.walk() if s.level == 1 and s.kind is not SectionKind.FORM]
    title = claims.title or (undated(titles[0].title.zh) if titles else "") or document.id
    text = original.text
    stated = find_stated(text, document)
    pages: dict[int, int] = {}
    for number, page in enumerate(original.page_of_line, 1):
        pages.setdefault(page, number)
    issuer = _issuer(text, claims.issuer, claims.issuer_en) if claims.issuer else stated.issuer
    return replace(
        stated,
        issuer=issuer,
        title=Words(claims.title_en, title),
        url=claims.url,
        kind=original.kind,
        encoding=original.encoding,
        traditional=original.traditional,
        text_sha256=sha256_of(text.encode()) if original.derived else "",
        pages=tuple(pages[page] for page in sorted(pages)),
        recognized=Recognized(original.scan.engine, datetime.date.today().isoformat())
        if original.scan
        else Recognized(),
    )


def _issuer(original: str, zh: str, en: str) -> Claim:
    for number, line in enumerate(original.split("\n"), 1):
        if squash(zh) in squash(line):
            return Claim(zh, en or zh, Basis.STATED, (f"{number}: “{tidy(line)[:80]}”",))
    return Claim(zh, en or zh, Basis.INFERRED, ("named by whoever added the document",))
