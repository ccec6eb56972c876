"""Downloading a large file: resumed where it was cut, verified, in place whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiebang.errors import InputError
from jiebang.translation.engines.http import HttpError, open_url

# Bytes here so far, and in all where the server says so.
Progress = Callable[[int, int | None], None]

MAX_BYTES = 2 << 30
TRIES = 4  # in a row that bring nothing
PAUSE = 1.0
_CHUNK = 1 << 16
_HEADERS = {
    "User-Agent": "jiebang (+https://github.com/argosopentech/argos-translate packages)",
    "Accept-Encoding": "identity",
}
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_BEYOND_ITS_END = 416
_OFFLINE = "are you online? A package file is installed with: jiebang engine get FILE"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch, and what is known of it beforehand."""

    url: str
    size: int | None = None
    sha256: str | None = None


class _Part:
    """A file half here, and beside it a note of what it is a part of.

    `validator` tells one version of the file from the next: a strong ETag, else its date.
    """

    def __init__(self, path: Path, url: str) -> None:
        """Take up what an earlier run left, if it is of the same address; else drop it."""
        self.path, self.note, self.url = path, path.with_name(f"{path.name}.json"), url
        try:
            kept, self.validator, self.total = json.loads(self.note.read_text("utf-8"))
        except (OSError, ValueError, TypeError):
            kept = None
        if kept != url:
            self.drop()

    @property
    def have(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def start(self, answer: Any) -> None:
        """Begin anew, from a whole answer."""
        etag, length = answer.headers.get("ETag") or "", answer.headers.get("Content-Length", "")
        dated = answer.headers.get("Last-Modified") or ""
        self.validator = dated if etag.startswith("W/") else etag or dated
        self.total = int(length) if length.isdecimal() else None
        self.path.write_bytes(b"")
        self.note.write_text(json.dumps([self.url, self.validator, self.total]), "utf-8")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)
        self.validator, self.total = "", None


def fetch(
    wanted: Wanted, target: Path, progress: Progress | None = None, *, timeout: float = 30.0
) -> str:
    """Fetch a file into `target`, resuming what an earlier run or a cut line left.

    Args:
        wanted: the address, and size and checksum where they are known.
        target: where to put it; `<target>.part` beside it holds what is here so far.
        progress: told of each piece.
        timeout: seconds without a byte after which to try again.

    Returns:
        The SHA-256 of what was fetched.

    Raises:
        EngineError: it cannot be fetched; what came so far is kept for the next run.
        InputError: it is not what was promised, or the disk does not take it.
    """
    barren, tell = 0, progress or (lambda _here, _total: None)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = _Part(target.with_name(f"{target.name}.part"), wanted.url)
        before = part.have
        while not (before and before == part.total):
            what = "the line was cut"
            try:
                if _attempt(part, tell, timeout):
                    break
            except HttpError as error:
                what = error.what
                if error.status == _BEYOND_ITS_END:
                    part.drop()  # the file there is shorter than what is here: another one
                elif not error.passing:
                    raise
            before, barren = part.have, 0 if part.have > before else barren + 1
            if barren >= TRIES:
                raise HttpError(what, wanted.url, "run it again to resume")
            time.sleep(PAUSE * barren)
        digest = _verify(part, wanted)
        part.path.replace(target)
        part.note.unlink(missing_ok=True)
    return digest


def fetch_small(url: str, *, limit: int, timeout: float = 30.0) -> bytes:
    """The bytes of a small file; see `fetch` for what it raises."""
    with open_url(url, _HEADERS, timeout, follow=True, remedy=_OFFLINE) as answer:
        data = bytes(answer.read(limit + 1))
    if len(data) > limit:
        raise InputError(f"longer than {limit:,} bytes", url, "check the address")
    return data


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """A disk's refusal in one line. Raises InputError."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"cannot be written: {why}", str(error.filename or place)) from None


def _attempt(part: _Part, tell: Progress, timeout: float) -> bool:
    """Ask for the rest of the file, or all of it where the server knows no ranges.

    Returns:
        Whether it is all here; without a length, the end is the end.
    """
    have, headers = part.have, dict(_HEADERS)
    resumes = have > 0 and bool(part.validator or part.total)
    if resumes:
        headers["Range"] = f"bytes={have}-"
        headers |= {"If-Range": part.validator} if part.validator else {}
    with open_url(part.url, headers, timeout, follow=True, remedy=_OFFLINE) as answer:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        fits = found and int(found[1]) == have and part.total in (None, int(found[2]))
        if answer.status != 206:
            part.start(answer)
        elif not (resumes and fits):  # a part, but not the one asked for
            part.drop()
            return False
        have, stop = part.have, min(part.total or MAX_BYTES, MAX_BYTES)
        with part.path.open("ab") as stream:
            tell(have, part.total)
            while chunk := answer.read1(_CHUNK):
                have += len(chunk)
                if have > stop:
                    raise InputError("more bytes come than were promised", part.url)
                stream.write(chunk)
                tell(have, part.total)
    return part.total is None or have == part.total


def _verify(part: _Part, wanted: Wanted) -> str:
    with part.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    what = ""
    if wanted.size not in (None, part.have):
        what = f"{part.have:,} bytes came, {wanted.size:,} were promised"
    elif wanted.sha256 is not None and digest != wanted.sha256.lower():
        what = f"the checksum is {digest}, not {wanted.sha256.lower()}"
    if what:
        part.drop()
        remedy = "nothing was installed; run it again, or take another source"
        raise InputError(what, wanted.url, remedy)
    return digest
