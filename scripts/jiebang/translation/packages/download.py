"""Downloading a large file: resumed where it was cut, verified, in place whole or not at all."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jiebang.errors import InputError
from jiebang.runtime.files import sha256_of
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


def fetch(
    wanted: Wanted, target: Path, progress: Progress | None = None, *, timeout: float = 30.0
) -> str:
    """Fetch a file into `target`, resuming what an earlier run or a cut line left.

    Args:
        wanted: the address, and size and checksum where they are known.
        target: where to put it; `<target>.….part` beside it holds what is here so far.
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
        while True:
            before, what = _size(_part_of(target)), "the line was cut"
            try:
                if part := _attempt(wanted.url, target, tell, timeout):
                    break
            except HttpError as error:
                what = error.what
                if error.status == _BEYOND_ITS_END:  # the file there is another, shorter one
                    _part_of(target).unlink(missing_ok=True)
                elif not error.passing:
                    raise
            barren = 0 if _size(_part_of(target)) > before else barren + 1
            if barren >= TRIES:
                raise HttpError(what, wanted.url, "run it again to resume")
            time.sleep(PAUSE * barren)
        digest = _verify(part, wanted)
        part.replace(target)
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


def _part_of(target: Path, version: str = "*") -> Path:
    """What is here of a file: named after what it is a part of, so that nothing else is added."""
    pattern = f"{target.name}.{version}.part"
    return next(target.parent.glob(pattern), target.with_name(pattern))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _attempt(url: str, target: Path, tell: Progress, timeout: float) -> Path | None:
    """Ask for the rest of the file, or all of it where the server knows no ranges.

    Returns:
        The file, if it is all here; without a length, the end is the end.
    """
    part = _part_of(target)
    have = _size(part)
    headers = {**_HEADERS, "Range": f"bytes={have}-"} if have else _HEADERS
    with open_url(url, headers, timeout, follow=True, remedy=_OFFLINE) as answer:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        length = found[2] if found else answer.headers.get("Content-Length", "")
        # What tells one version of the file from the next: a strong ETag, its date, its length.
        etag, dated = answer.headers.get("ETag") or "", answer.headers.get("Last-Modified")
        validator = (not etag.startswith("W/") and etag) or dated or length
        version = sha256_of(f"{url} {validator}".encode())[:16]
        whole = _part_of(target, version)
        if answer.status != 206 or not found or int(found[1]) != have or whole != part:
            part.unlink(missing_ok=True)
            if answer.status == 206:  # a part, but not the one asked for
                return None
            have = 0
        total = int(length) if length.isdecimal() else None
        with whole.open("ab") as stream:
            tell(have, total)
            while chunk := answer.read1(_CHUNK):
                have += len(chunk)
                if have > min(total or MAX_BYTES, MAX_BYTES):
                    raise InputError("more bytes come than were promised", url)
                stream.write(chunk)
                tell(have, total)
    return whole if total in (None, have) else None


def _verify(part: Path, wanted: Wanted) -> str:
    with part.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    what = ""
    if wanted.size not in (None, _size(part)):
        what = f"{_size(part):,} bytes came, {wanted.size:,} were promised"
    elif wanted.sha256 is not None and digest != wanted.sha256.lower():
        what = f"the checksum is {digest}, not {wanted.sha256.lower()}"
    if what:
        part.unlink()
        remedy = "nothing was installed; run it again, or take another source"
        raise InputError(what, wanted.url, remedy)
    return digest
