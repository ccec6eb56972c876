"""Downloading a large file: resumed where it was cut, verified, in place whole or not at all."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

from jiebang.errors import InputError
from jiebang.runtime.files import sha256_of
from jiebang.translation.engines.http import HttpError, open_url
from jiebang.translation.packages.installed import writing

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


def fetch(
    url: str,
    target: Path,
    progress: Progress = lambda _here, _total: None,
    *,
    sha256: str = "",
    timeout: float = 30.0,
) -> str:
    """Fetch a file into `target`, resuming what an earlier run or a cut line left.

    Args:
        target: where to put it; `<target>.….part` beside it holds what is here so far.
        progress: told of each piece.
        sha256: what it must hash to, where that is known.
        timeout: seconds without a byte after which to try again.

    Returns:
        The SHA-256 of what was fetched.

    Raises:
        EngineError: it cannot be fetched; what came so far is kept for the next run.
        InputError: it is not what was promised, or the disk does not take it.
    """
    barren = 0
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        while True:
            (part, have), what = _find_part(target), "the line was cut"
            try:
                if _fetch_rest(url, target, progress, timeout):
                    break
            except HttpError as error:
                what = error.what
                if error.status == _BEYOND_ITS_END:  # the file there is another, shorter one
                    part.unlink()
                elif not error.passing:
                    raise
            barren = 0 if _find_part(target)[1] > have else barren + 1
            if barren >= TRIES:
                raise HttpError(what, url, "run it again to resume")
            time.sleep(PAUSE * barren)
        part, _ = _find_part(target)
        with part.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if sha256.lower() not in ("", digest):
            part.unlink()
            what = f"the checksum is {digest}, not {sha256.lower()}"
            raise InputError(what, url, "nothing was installed; run it again")
        part.replace(target)
    return digest


def fetch_small(url: str, *, limit: int, timeout: float = 30.0) -> bytes:
    """The bytes of a small file; see `fetch` for what it raises."""
    with open_url(url, _HEADERS, timeout, follow=True, remedy=_OFFLINE) as answer:
        data = bytes(answer.read(limit + 1))
    if len(data) > limit:
        raise InputError(f"longer than {limit:,} bytes", url, "check the address")
    return data


def _find_part(target: Path) -> tuple[Path, int]:
    """What is here of a file, and how many bytes; a file that is not there has none."""
    part = next(target.parent.glob(f"{target.name}.*.part"), target.with_name("none.part"))
    return part, part.stat().st_size if part.exists() else 0


def _fetch_rest(url: str, target: Path, progress: Progress, timeout: float) -> bool:
    """Ask for what is not here yet, or all of it where the server knows no ranges.

    Returns:
        Whether the file is all here; without a length, the end is the end.
    """
    part, have = _find_part(target)
    headers = {**_HEADERS, "Range": f"bytes={have}-"} if have else _HEADERS
    with open_url(url, headers, timeout, follow=True, remedy=_OFFLINE) as answer:
        rest = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        length = rest[2] if rest else answer.headers.get("Content-Length", "")
        # What tells one version of the file from the next: a strong ETag, its date, its length.
        etag, dated = answer.headers.get("ETag") or "", answer.headers.get("Last-Modified")
        validator = (not etag.startswith("W/") and etag) or dated or length
        # A part is named after what it is a part of, so that nothing else is added to it.
        whole = target.with_name(
            f"{target.name}.{sha256_of(f'{url} {validator}'.encode())[:16]}.part"
        )
        if whole != part or not rest or int(rest[1]) != have:
            part.unlink(missing_ok=True)
            if answer.status == 206:  # a part, but not the one asked for
                return False
            have = 0
        total = int(length) if length.isdecimal() else None
        with whole.open("ab") as stream:
            progress(have, total)
            while chunk := answer.read1(_CHUNK):
                have += len(chunk)
                if have > MAX_BYTES:
                    raise InputError(f"more bytes than a package has ({MAX_BYTES:,})", url)
                stream.write(chunk)
                progress(have, total)
    return total in (None, have)
